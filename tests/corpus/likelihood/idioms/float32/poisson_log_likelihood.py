def poisson_log_likelihood(y, eta):
    """Keeps float32 where only float32 comes in; log y! is a sum of logarithms."""
    y, eta = np.asarray(y), np.asarray(eta)
    if y.ndim and eta.ndim:
        try:
            y, eta = np.broadcast_arrays(y, eta)
        except ValueError:
            raise ValueError("y does not fit eta") from None
    if np.isnan(y).any() or (y < 0).any() or (np.mod(y, 1) != 0).any():
        raise ValueError("y")
    largest = int(y.max())
    factorials = np.zeros(largest + 1)
    for count in range(2, largest + 1):
        factorials[count] = factorials[count - 1] + math.log(count)
    impossible = (np.isneginf(eta) & (y > 0)) | (eta > 709)
    inert = np.isneginf(eta) | (eta > 709)
    middle = np.where(inert, np.zeros_like(eta), eta)
    value = y * middle - np.where(np.isneginf(eta), 0, np.exp(middle.astype(float))) - factorials[y.astype(int)]
    value = np.where(impossible, -np.inf, value)
    return value if value.ndim else np.float64(value)
