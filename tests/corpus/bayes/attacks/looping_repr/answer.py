class Slow:
    def __repr__(self):
        while True:
            pass

    __str__ = __len__ = __iter__ = __float__ = __array__ = __repr__


def posterior(prior, likelihood):
    return Slow()
