"""What the fits of `mle-map` share: the data of a regression, and two ways to the minimum of a convex function."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from solutions.domains import Array, _array

Pointwise = Callable[[Array], Array]


def _design(X: ArrayLike) -> Array:
    """The inputs as a matrix (N, d) that is not empty."""
    data = _array("X", X)
    if data.ndim != 2 or data.size == 0:
        raise ValueError("X must have a row for each example and a column for each feature, and must not be empty")
    return data


def _examples(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Inputs (N, d) and truths (N,)."""
    data, truth = _design(X), _array("y", y)
    if truth.shape != data.shape[:1]:
        raise ValueError("y must have one entry for each row of X")
    return data, truth


def _labels(y: Array) -> Array:
    """The truths, if all of them are 0 or 1."""
    if not np.all((y == 0) | (y == 1)):
        raise ValueError("y must be 0 or 1")
    return y


def _counts(y: Array) -> Array:
    """The truths, if all of them are whole numbers and not negative."""
    if not np.all((y >= 0) & (y < np.inf) & (y == np.floor(y))):
        raise ValueError("y must be whole numbers and not negative")
    return y


def _weights(w: ArrayLike, data: Array) -> Array:
    """The weights (d,) of a model for the inputs (N, d)."""
    weights = _array("w", w)
    if weights.shape != data.shape[1:]:
        raise ValueError("w must have one entry for each column of X")
    return weights


def _newton(data: Array, loss: Pointwise, slope: Pointwise, curvature: Pointwise) -> Array:
    """The w (d,) that makes sum(loss(z)), z = data @ w, least; `slope` and `curvature` are the derivatives of the loss.

    For these losses Newton's method is what statistics calls iteratively reweighted least squares.
    """
    w = np.zeros(data.shape[1])
    for _ in range(200):
        z = data @ w
        gradient, hessian = data.T @ slope(z), (data.T * curvature(z)) @ data
        try:
            step = -np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            break
        change = data @ step
        # Far from the minimum a full step may lead astray: it is halved until the loss falls, or stays but for rounding.
        before, size = loss(z).sum(), 1.0
        enough = 1e-4 * (gradient @ step)
        while size > 1e-30 and not loss(z + size * change).sum() <= before + size * enough + 1e-12 * (1 + abs(before)):
            size /= 2
        w = w + size * step
        # Each full step about squares the error: of one that moves z by 1e-7 nothing is left.
        if size == 1 and np.max(np.abs(change)) <= 1e-7:
            return w
    raise ValueError("X and y have no finite fit: the columns of X depend on each other, or X tells y without error")


def _to_face_minimum(gram: Array, moments: Array, lam: float, w: Array) -> None:
    """Move w, in place, to where the lasso is least among weights of the same signs or 0; zeros stay."""
    signs = np.sign(w)
    active = np.flatnonzero(w)
    while active.size:
        here = w[active]
        goal = np.linalg.lstsq(gram[np.ix_(active, active)], moments[active] - lam * signs[active], rcond=None)[0]
        crossing = np.flatnonzero(goal * signs[active] <= 0)
        if not crossing.size:
            w[active] = goal
            return
        # Only as far as the first weight that becomes 0, and on without it.
        shares = here[crossing] / (here[crossing] - goal[crossing])
        w[active] = here + shares.min() * (goal - here)
        w[active[crossing[np.argmin(shares)]]] = 0.0
        active = active[w[active] != 0]
