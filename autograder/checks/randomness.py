"""Seeds of tests, and the discipline that a student's random function keeps."""

import contextvars
import copy
import hashlib
import random
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.failures import CheckFailed
from autograder.checks.numeric import as_floats

_SEED: contextvars.ContextVar[int] = contextvars.ContextVar("seed", default=0)


def use_seed(seed: int) -> None:
    """Set the submission's seed for the test cell that follows; the judge calls this, tests do not."""
    _SEED.set(seed)


def rng(label: str) -> np.random.Generator:
    """A Generator for a test's random inputs: another for each label and submission, the same in every regrade."""
    digest = hashlib.sha256(f"{_SEED.get()}\x00{label}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def only_rng(function: Callable[..., Any], *args: Any) -> None:
    """The function, which takes a Generator last, draws from it and from nothing else.

    Raises:
        CheckFailed: the same state gives other draws, successive draws do not differ, or NumPy's global state moved.
    """
    hint = "Draw from `rng` only: the same generator state must give the same draws."
    first, second = rng("only_rng"), rng("only_rng")
    np.random.seed(1)
    random.seed(1)
    before = _global_state()
    one = as_floats(function(*args, first))
    if not np.array_equal(before, _global_state()):
        raise CheckFailed("the global state of numpy.random moved", hint=hint)
    np.random.seed(2)
    random.seed(2)
    two = as_floats(function(*args, second))
    if one.shape != two.shape or not np.array_equal(one, two, equal_nan=True):
        raise CheckFailed("the same state gave other draws", hint=hint)
    untouched = copy.deepcopy(first)
    three = as_floats(function(*args, first))
    if one.shape == three.shape and np.array_equal(one, three, equal_nan=True):
        raise CheckFailed("successive draws are equal", hint="Successive calls must draw anew: do not seed inside the function.")
    if untouched.bit_generator.state == first.bit_generator.state:
        raise CheckFailed("the generator did not move", hint=hint)


def _global_state() -> Any:
    """The key and the position of NumPy's legacy generator."""
    state = np.random.get_state(legacy=False)
    assert isinstance(state, dict)
    return np.append(state["state"]["key"], state["state"]["pos"])
