"""Seeds of tests, chosen uniforms, and the discipline that a student's random function keeps."""

import contextlib
import contextvars
import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import as_floats, close, same
from autograder.guest.uniforms import ChosenUniforms

_SEED: contextvars.ContextVar[int] = contextvars.ContextVar("seed", default=0)
# Equal draws may differ in the last bits: sums run in another order where an array lies elsewhere in memory.
_EQUAL = 1e-9
ORDER = "These are the right draws in another order: the first uniform makes the first draw, and so on."


def use_seed(seed: int) -> None:
    """Set the submission's seed for the test cell that follows; the judge calls this, tests do not."""
    _SEED.set(seed)


def rng(label: str) -> np.random.Generator:
    """A Generator for a test's random inputs: another for each label and submission, the same in every regrade."""
    digest = hashlib.sha256(f"{_SEED.get()}\x00{label}".encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def uniforms(values: Any) -> ChosenUniforms:
    """A Generator whose `random` and `uniform` give these numbers in order; `.used` counts the uniforms drawn.

    When they are used up it goes on with draws of its own bit generator, from which all other methods draw throughout.

    Raises:
        ValueError: the values are no vector of numbers in [0, 1).
    """
    chosen = np.asarray(values, dtype=float)
    if chosen.ndim != 1 or not np.all((chosen >= 0) & (chosen < 1)):
        raise ValueError(f"the uniforms are {chosen}; they are a vector of numbers in [0, 1)")
    return ChosenUniforms(rng("uniforms").bit_generator, chosen)


_uniforms = uniforms  # `stream` has a parameter of that name


def stream(
    function: Callable[..., Any], *args: Any, uniforms: Any, want: Any, rtol: float = 1e-9, atol: float = 1e-12,
    slips: Mapping[str, Any] | None = None, hint: str = "", **options: Any,
) -> None:
    """`function(*args, n, rng)` makes `want` from n prescribed uniforms, in order, and draws no other ones.

    n is the number of `uniforms`; how they are drawn (`rng.random(n)`, n calls, `rng.uniform(size=n)`) is free. `slips`
    are as in `close`. Integers are compared as numbers: their type is for `integers`.

    Raises:
        CheckFailed: wrong values, or another number of uniforms.
        ValueError: `uniforms` are none.
    """
    chosen = _uniforms(uniforms)
    n = len(chosen.chosen)
    value = function(*args, n, chosen, **options)
    counted = "" if chosen.used == n else f"{chosen.used} uniforms were drawn for n = {n}"
    says = f"Make the n draws from n uniforms, as `rng.random(n)` gives them: your code draws {_more_or_less(chosen.used, n)}."
    try:
        close(value, want, rtol=rtol, atol=atol, slips=slips)
    except CheckFailed as failed:
        said = failed.hint or (says if counted else ORDER if _reordered(value, want, rtol, atol) else hint)
        raise CheckFailed(f"{failed}; {counted}" if counted else str(failed), hint=said) from None
    if counted:
        raise CheckFailed(counted, hint=says)


def _more_or_less(used: int, n: int) -> str:
    return "none from there" if not used else "more" if used > n else "fewer"


def _reordered(value: Any, want: Any, rtol: float, atol: float) -> bool:
    got, right = as_floats(value), np.asarray(want, dtype=float)
    return got.shape == right.shape and same(np.sort(got, axis=None), np.sort(right, axis=None), rtol, atol)


def only_rng(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """The function, which takes a Generator last, draws from it and from nothing else; gives back the first draws.

    Ask for so many draws that two calls cannot well agree by chance.

    Raises:
        CheckFailed: the same state gives other draws, successive draws do not differ, or a global state moved.
    """
    hint = "Draw from `rng` only: the same generator state must give the same draws."
    first, second = rng("only_rng"), rng("only_rng")
    with _globals_kept():
        one = _call(function, (*args, first), options, 1, hint)
        two = _call(function, (*args, second), options, 2, hint)
        three = _call(function, (*args, second), options, 3, hint)
    if not _agree(one, two):
        raise CheckFailed("the same state gave other draws", hint=hint)
    if _agree(two, three):
        raise CheckFailed("successive draws are equal",
                          hint="Successive calls must draw anew: do not seed inside the function.")
    return one


def _call(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any], seed: int, hint: str) -> Any:
    np.random.seed(seed)
    random.seed(seed)
    before = _globals()
    value = function(*args, **options)
    if _globals() != before:
        raise CheckFailed("the global state of numpy.random or random moved", hint=hint)
    return value


def _globals() -> tuple[Any, ...]:
    state = np.random.get_state(legacy=False)
    return state["state"]["pos"], state["state"]["key"].tobytes(), state["has_gauss"], random.getstate()


@contextlib.contextmanager
def _globals_kept() -> Iterator[None]:
    numpys, pythons = np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        np.random.set_state(numpys)
        random.setstate(pythons)


def _agree(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_agree, one, other))
    return same(as_floats(one), as_floats(other), _EQUAL, 0.0)
