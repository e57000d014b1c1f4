"""Arguments as the conventions of the course have them: what lies outside its domain is a ValueError with its name.

The names begin with an underscore because the key puts these helpers into notebooks, beside what students define.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _positive(name: str, value: float) -> float:
    """The value as a float, if it is greater than 0 (NaN is not)."""
    if not value > 0:
        raise ValueError(f"{name} must be greater than 0, not {value}")
    return float(value)


def _not_negative(name: str, value: float) -> float:
    """The value as a float, if it is at least 0."""
    if not value >= 0:
        raise ValueError(f"{name} must not be negative, not {value}")
    return float(value)


def _probability(name: str, value: float) -> float:
    """The value as a float, if it lies in [0, 1]."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be a probability, not {value}")
    return float(value)


def _count(name: str, value: float) -> int:
    """The value as an int, if it is a whole number and not negative."""
    if not (value >= 0 and float(value).is_integer()):
        raise ValueError(f"{name} must be a whole number and not negative, not {value}")
    return int(value)


def _array(name: str, values: ArrayLike) -> Array:
    """The values as an array of floats."""
    try:
        return np.asarray(values, dtype=float)
    except ValueError:
        raise ValueError(f"{name} must be numbers, in rows of equal length") from None


def _distribution(name: str, values: ArrayLike, axes: int = 1) -> Array:
    """Probabilities along the last axis as an array; a sum that is 1e-6 off is accepted, as float32 is."""
    p = _array(name, values)
    # A little above 1e-6: the sum itself is rounded.
    if p.ndim != axes or p.size == 0 or not np.all(p >= 0) or not np.all(np.abs(p.sum(axis=-1) - 1) <= 1.001e-6):
        raise ValueError(f"{name} must hold probabilities that sum to 1 and have {axes} axes")
    return p


def _vector(name: str, values: ArrayLike) -> Array:
    """The values as an array with one axis that is not empty."""
    array = _array(name, values)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must have one axis and must not be empty")
    return array


def _heads_and_tails(flips: ArrayLike) -> tuple[int, int]:
    """How many heads and tails there are."""
    values = np.asarray(flips, dtype=float)
    if not np.all((values == 0) | (values == 1)):
        raise ValueError("flips must be 0 or 1")
    return int(values.sum()), int((1 - values).sum())


def _plain(values: Array) -> float | Array:
    """A float in place of an array without axes: scalar in, scalar out."""
    return float(values) if values.ndim == 0 else values
