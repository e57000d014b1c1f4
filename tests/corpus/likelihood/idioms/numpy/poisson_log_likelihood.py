def poisson_log_likelihood(y, eta):
    """log y! from a table of cumulated logarithms."""
    y = np.asarray(y)
    if not ((y >= 0) & (y % 1 == 0)).all():
        raise ValueError("y: whole numbers from 0 on")
    whole, eta = y.astype(int), np.asarray(eta, dtype=float)
    if whole.ndim and eta.ndim:
        try:
            np.broadcast_shapes(whole.shape, eta.shape)
        except ValueError as error:
            raise ValueError("shapes of y and eta") from error
    table = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, whole.max() + 1)))])
    with np.errstate(all="ignore"):
        out = np.nan_to_num(whole * eta, nan=0.0, neginf=-np.inf, posinf=np.inf) - np.exp(eta) - table[whole]
    return out if out.ndim else out[()]
