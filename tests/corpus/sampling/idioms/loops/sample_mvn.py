def sample_mvn(mu, cov, n, rng):
    d = len(mu)
    if len(cov) != d or any(len(row) != d for row in cov):
        raise ValueError("cov must be d by d, d the length of mu")
    if n < 0:
        raise ValueError("n must not be negative")
    L = [[0.0] * d for _ in range(d)]
    for i in range(d):
        for j in range(i + 1):
            rest = cov[i][j] - sum(L[i][k] * L[j][k] for k in range(j))
            if i == j and rest <= 0:
                raise ValueError("cov must be positive definite")
            L[i][j] = rest**0.5 if i == j else rest / L[j][j]
    draws = np.empty((n, d))
    for row in range(n):
        z = [rng.standard_normal() for _ in range(d)]
        for i in range(d):
            draws[row, i] = mu[i] + sum(L[i][k] * z[k] for k in range(i + 1))
    return draws
