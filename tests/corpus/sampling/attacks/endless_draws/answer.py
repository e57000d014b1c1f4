def sample_tokens(logits, n, rng, T=1.0, k=None, mass=None):
    def draws():
        while True:
            yield int(rng.integers(len(logits)))

    return draws()
