"""An answer taken apart into the arrays that are compared: a number, an array, a tuple or a dict of such."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import Floats, as_floats, close, mapping, pair, same
from autograder.checks.plain import exact, kind_of, shown


def parts(value: Any, like: Any, what: str = "the answer") -> list[Floats]:
    """The numbers of `value`, in the order of `like`: one array, one for each item of a tuple, or for each key.

    More keys than those of `like` are no matter here: whoever compares the answer with the right one sees to them.

    Raises:
        CheckFailed: `value` is not of the kind of `like`, or holds no plain real numbers.
    """
    if isinstance(like, Mapping):
        plain = exact(value) if isinstance(value, dict) else None
        if plain is None or not set(like) <= set(plain):
            names = ", ".join(map(str, like))
            raise CheckFailed(f"{what} is a {kind_of(value)}", hint=f"Return a dict with exactly the keys {names}.")
        return [as_floats(plain[name], f"{what}[{name!r}]") for name in like]
    if isinstance(like, tuple):
        several = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim > 0)
        if not several or len(value) != len(like):
            hint = f"Return {len(like)} values: return first, second."
            raise CheckFailed(f"{what} is {shown(value)}", hint=hint)
        return [as_floats(item, f"{what}[{i}]") for i, item in enumerate(value)]
    return [as_floats(value, what)]


def agree(one: list[Floats], other: list[Floats], rtol: float, atol: float) -> bool:
    """Whether two answers that were taken apart are equal within tolerance, shapes included."""
    return len(one) == len(other) and all(same(a, b, rtol, atol) for a, b in zip(one, other, strict=True))


def compare(value: Any, want: Any, **options: Any) -> None:
    """`close`, `pair` or `mapping`, as the kind of `want` asks, with its options.

    Raises:
        CheckFailed: as there.
    """
    check = pair if isinstance(want, tuple) else mapping if isinstance(want, Mapping) else close
    check(value, want, **options)
