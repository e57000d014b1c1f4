def affine_law(mu, cov, A, b):
    mu, b = [float(v) for v in mu], [float(v) for v in b]
    cov, A = [[float(v) for v in row] for row in cov], [[float(v) for v in row] for row in A]
    d, m = len(mu), len(b)
    if len(cov) != d or any(len(row) != d for row in cov):
        raise ValueError("cov must be d by d, d the length of mu")
    if len(A) != m or any(len(row) != d for row in A):
        raise ValueError("A must have a row for each of b and a column for each of mu")
    # Cholesky's recipe meets a pivot that is not positive where cov is not positive definite.
    L = [[0.0] * d for _ in range(d)]
    for i in range(d):
        for j in range(i + 1):
            rest = cov[i][j] - sum(L[i][k] * L[j][k] for k in range(j))
            if i == j and rest <= 0:
                raise ValueError("cov must be positive definite")
            L[i][j] = rest**0.5 if i == j else rest / L[j][j]
    mean = [sum(A[i][k] * mu[k] for k in range(d)) + b[i] for i in range(m)]
    AC = [[sum(A[i][k] * cov[k][j] for k in range(d)) for j in range(d)] for i in range(m)]
    return mean, [[sum(AC[i][k] * A[j][k] for k in range(d)) for j in range(m)] for i in range(m)]
