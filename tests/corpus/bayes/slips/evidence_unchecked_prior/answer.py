from scipy.special import betaln


def log_evidence(a, b, flips):
    heads = int(sum(flips))
    tails = len(flips) - heads
    return float(betaln(a + heads, b + tails) - betaln(a, b))
