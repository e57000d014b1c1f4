from scipy import stats as distributions


def poisson_log_likelihood(y, eta):
    """SciPy's Poisson, where the rate is a finite number."""
    y, eta = np.asarray(y), np.asarray(eta, dtype=float)
    if np.any(~(y >= 0)) or np.any(y != np.floor(y)):
        raise ValueError("y must hold counts")
    if y.shape and eta.shape and y.shape != eta.shape:
        try:
            np.broadcast_arrays(y, eta)
        except ValueError:
            raise ValueError("y and eta have shapes that do not fit") from None
    legal = eta < 709
    rate = np.exp(np.where(legal, eta, 0.0))
    values = distributions.poisson.logpmf(y, rate)
    values = np.where(legal, values, -np.inf)
    return values if values.ndim else values.item()
