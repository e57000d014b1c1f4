def beta_update(a, b, flips):
    heads = 0
    i = 0
    while i < len(flips):
        if flips[i] == 1:
            heads += 1
            i += 1
    return a + heads, b + len(flips) - heads
