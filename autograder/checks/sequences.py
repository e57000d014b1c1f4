"""The forms that arguments may have: the function is compared with itself, so that a wrong formula costs nothing here.

What earns this part must still be an answer: of the right kind and shape, the same whenever it is asked for, no
argument handed back, and moved by what it is given. A constant or a stub earns nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import Floats, shape_hint
from autograder.checks.parts import agree, parts

# A float32 has 24 bits: an input is off by 6e-8 relative before the student computes anything.
FLOAT32 = {"rtol": 1e-5, "atol": 1e-6}
ORDINALS = ("first", "second", "third", "fourth", "fifth")


def accepts_sequences(
    function: Callable[..., Any], *args: Any, like: Any, other: tuple[Any, ...], booleans: bool = False,
    rtol: float = 1e-6, atol: float = 1e-9,
) -> None:
    """Arrays may come as lists, tuples, float32 and, where all entries are whole, integers: the answer stays the same.

    Whether it is right is another part's business. `like` is an answer of the right form, a number, an array, a tuple
    or a dict: its kind, keys and shapes are asked for, its numbers do not count. `other` has another value for each
    array in `args`, in order, with which the answer must change; None where an honest wrong law may ignore that
    argument, which is not for this part to judge. With `booleans`, arrays of 0 and 1 come as truth values too.

    Raises:
        CheckFailed: one of these forms fails or gives another value; or what comes is no answer at all.
        NotImplementedError: the function is not written yet.
        ValueError: `other` has None for every array, or not one value for each.
    """
    arrays = sum(isinstance(arg, np.ndarray) for arg in args)
    if len(other) != arrays or all(value is None for value in other):
        raise ValueError(f"other has a value for each of {arrays} arrays, not None for all: a constant would pass")
    answer = parts(function(*(_form(arg, np.copy) for arg in args)), like)
    _is_an_answer(function, args, answer, like, other)
    for name, changed in _forms(args, booleans):
        hint = f"Arguments may also come as {name}."
        rough = FLOAT32 if name == "float32 arrays" else {"rtol": 0.0, "atol": 0.0}
        try:
            value = parts(function(*changed), like, f"the answer for {name}")
        except NotImplementedError:
            raise
        except Exception as error:
            raise CheckFailed(f"{name}: {type(error).__name__}: {error}", hint=hint) from error
        if not agree(value, answer, max(rtol, rough["rtol"]), max(atol, rough["atol"])):
            raise CheckFailed(f"{name} give {value}, arrays {answer}", hint=hint)


def _is_an_answer(function: Callable[..., Any], args: tuple[Any, ...], answer: list[Floats], like: Any,
                  other: tuple[Any, ...]) -> None:
    for part, wanted in zip(answer, parts(like, like), strict=True):
        if part.shape != wanted.shape:
            raise CheckFailed(f"shape {part.shape}, not {wanted.shape}", hint=shape_hint(part, wanted))
    # As in only_rng: sums may run in another order where an array lies elsewhere in memory.
    if not agree(parts(function(*(_form(arg, np.copy) for arg in args)), like), answer, 1e-9, 0.0):
        raise CheckFailed("two calls, two answers", hint="Two calls with the same arguments give different answers.")
    places = [place for place, arg in enumerate(args) if isinstance(arg, np.ndarray)]
    if any(agree([np.asarray(args[place], dtype=float)], answer, 0.0, 0.0) for place in places):
        raise CheckFailed("an argument came back", hint="This is one of the arguments, as it came.")
    for place, value in zip(places, other, strict=True):
        if value is None:
            continue
        changed = tuple(_form(value if i == place else arg, np.copy) for i, arg in enumerate(args))
        if agree(parts(function(*changed), like), answer, 1e-9, 0.0):
            raise CheckFailed(f"argument {place} moves nothing",
                              hint=f"The answer stays the same, whatever the {ORDINALS[place]} argument is.")


def _forms(args: tuple[Any, ...], booleans: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "lists", tuple(_form(arg, np.ndarray.tolist) for arg in args)
    yield "tuples", tuple(_form(arg, _as_tuple) for arg in args)
    yield "float32 arrays", tuple(_form(arg, _as_float32) for arg in args)
    if any(isinstance(arg, np.ndarray) and _whole(arg) for arg in args):
        yield "integer arrays", tuple(_form(arg, _as_integers) for arg in args)
    if booleans:
        yield "arrays of booleans", tuple(_form(arg, _as_booleans) for arg in args)
        yield "lists of booleans", tuple(_form(arg, lambda array: _as_booleans(array).tolist()) for arg in args)


def _form(arg: Any, change: Callable[[Any], Any]) -> Any:
    return change(arg) if isinstance(arg, np.ndarray) else arg


def _as_tuple(array: Any) -> Any:
    """A vector as a tuple; a matrix as nested lists, the only other form that it may have."""
    return tuple(array.tolist()) if array.ndim == 1 else array.tolist()


def _as_float32(array: Any) -> Any:
    return array.astype(np.float32) if array.dtype.kind in "biuf" else array.copy()


def _as_integers(array: Any) -> Any:
    return array.astype(np.int64) if _whole(array) else array.copy()


def _as_booleans(array: Any) -> Any:
    return array.astype(bool) if np.all((array == 0) | (array == 1)) else array.copy()


def _whole(array: Any) -> bool:
    if array.dtype.kind != "f":
        return bool(array.dtype.kind in "biu")
    return bool(np.all(np.isfinite(array)) and np.all(array == np.round(array)) and np.all(np.abs(array) < 2.0**53))
