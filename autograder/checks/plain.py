"""Values of a student's classes as plain ones: what is compared and what is shown asks no method of theirs."""

from typing import Any

import numpy as np

SHOWN = 300  # characters of a value in a message
_SCALARS = frozenset(np.sctypeDict.values())


def exact(value: Any) -> Any:
    """Texts, truth values, numbers, sets and dicts as built-in ones; anything else as it is, for `as_floats` to judge.

    A subclass of str may call itself equal to everything; its copy cannot.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, np.generic):
        return np.generic.item(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, (set, frozenset)):
        return set(map(_hashed, set().union(value)))
    if isinstance(value, dict):
        return {_hashed(name): exact(item) for name, item in dict.items(value)}
    return value


def _hashed(value: Any) -> Any:
    """A member of a set or a key; in place of one that might claim to be equal to another, an object equal to none."""
    plain = exact(value)
    return plain if plain is None or type(plain) in (str, bool, int, float) else object()


def shown(value: Any) -> str:
    """A value for a message, cut; of a student's class only the type, since its repr may do anything."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "biuf":
        return f"{value.item():.10g}" if value.dtype.kind == "f" else repr(value.item())
    try:
        text = repr(value) if _is_plain(value) else f"a value of type {kind_of(value)}"
    except ValueError:  # Python writes no integer of more than some thousand digits
        text = "a huge integer"
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def _is_plain(value: Any, depth: int = 0) -> bool:
    if type(value) in (list, tuple, set, frozenset):
        return depth < 5 and all(_is_plain(item, depth + 1) for item in value)
    if type(value) is dict:
        return depth < 5 and all(_is_plain(item, depth + 1) for pair in value.items() for item in pair)
    if type(value) is np.ndarray:
        return value.dtype.kind in "biufcSU"
    return value is None or type(value) in (bool, int, float, complex, str, bytes, range) or type(value) in _SCALARS


def kind_of(value: Any) -> str:
    """The type's own name, whatever its metaclass says."""
    return str(type.__dict__["__name__"].__get__(type(value)))[:60]
