def predictive_heads(a, b, flips, m):
    paths = [b""]
    while True:
        paths.append(bytearray(b"\1" * (1 << 20)))
