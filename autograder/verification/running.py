"""Many pieces of trusted work, each in a process of its own with limits: forked from this one, which is warm.

For the course's own cases and mutants, which may loop or grow by mistake. Nothing here holds a student's code: a child
has all the rights of its parent.
"""

import contextlib
import ctypes
import math
import multiprocessing.connection
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.errors import AutograderError

Item = TypeVar("Item")
Result = TypeVar("Result")
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Limit:
    """What one piece of work may use."""

    cpu_seconds: float = 60.0  # of its process: a busy machine does not make it longer
    wall_seconds: float = 600.0  # met only by work that sleeps or waits
    memory_mb: int = 2048  # beyond what this process has


@dataclass(frozen=True, slots=True)
class Died:
    """The work had no result."""

    why: str  # "used more than 60 s of CPU time"


@dataclass(slots=True)
class _Child:
    index: int
    pid: int
    pipe: Any
    deadline: float


def each(
    work: Callable[[Item], Result], items: Sequence[Item], *, workers: int, limit: Limit | Callable[[Item], Limit] = Limit()
) -> Iterator[tuple[int, Result | Died]]:
    """`work` of each item in a forked process, `workers` at a time; results with the items' indices, as they come.

    The results must be of kinds that pickle. `work` prints nowhere. When the iterator is closed, what still runs is
    killed.

    Raises:
        AutograderError: `work` itself raised, or its result does not pickle: a fault of ours.
    """
    waiting = deque(range(len(items)))
    busy: dict[Any, _Child] = {}
    limit_of = limit if callable(limit) else lambda _: limit
    try:
        while waiting or busy:
            while waiting and len(busy) < workers:
                index = waiting.popleft()
                child = _start(work, items[index], index, limit_of(items[index]))
                busy[child.pipe] = child
            soonest = min(child.deadline for child in busy.values()) - time.monotonic()
            ready = set(multiprocessing.connection.wait(list(busy), timeout=max(0.0, soonest)))
            now = time.monotonic()
            for child in [one for one in busy.values() if one.pipe in ready or one.deadline <= now]:
                del busy[child.pipe]
                result = _result(child, limit_of(items[child.index]), late=child.pipe not in ready)
                yield child.index, result
    finally:
        for child in busy.values():
            _end(child)


def _start(work: Callable[[Item], Any], item: Item, index: int, limit: Limit) -> _Child:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _live(work, item, theirs, limit)
    theirs.close()
    with contextlib.suppress(OSError):  # it has done so itself, or is over already
        os.setpgid(pid, pid)
    return _Child(index, pid, ours, time.monotonic() + limit.wall_seconds)


def _live(work: Callable[[Item], Any], item: Item, pipe: Any, limit: Limit) -> None:
    """A child's life; it never comes back."""
    try:
        os.setpgid(0, 0)
        _bound(limit)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        sys.stdout = sys.stderr = open(nothing, "w", encoding="utf-8")  # noqa: SIM115  # whatever stood there before
        try:
            pipe.send((True, work(item)))
        except Exception as error:  # ours: the parent says so
            pipe.send((False, f"{type(error).__name__}: {error}"))
    finally:
        os._exit(0)


def _bound(limit: Limit) -> None:
    seconds = math.ceil(limit.cpu_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere it is the author's machine, and the author's patience
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with open("/proc/self/statm", encoding="ascii") as statm:
            now = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        most = now + limit.memory_mb * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _result(child: _Child, limit: Limit, *, late: bool) -> Any:
    """What a child sent, or how it died; it is over when this returns."""
    if late:
        _end(child)
        return Died(f"did not end within {limit.wall_seconds:g} s")
    try:
        good, value = child.pipe.recv()
    except Exception:  # nothing, or half of a result
        return Died(_how(_end(child), limit))
    _end(child)
    if not good:
        raise AutograderError(f"Verification itself failed ({value}). Nothing is known about the case; this is a fault to report.")
    return value


def _how(status: int, limit: Limit) -> str:
    if not os.WIFSIGNALED(status):
        return "ended its process"
    if os.WTERMSIG(status) == signal.SIGXCPU:
        return f"used more than {math.ceil(limit.cpu_seconds)} s of CPU time"
    return f"was ended by {signal.Signals(os.WTERMSIG(status)).name}"


def _end(child: _Child) -> int:
    """Kill it with all that it started; its exit status."""
    child.pipe.close()
    # Where it sent nothing it is over, and its status says how; kill() leaves that as it is.
    with contextlib.suppress(OSError):
        os.killpg(child.pid, signal.SIGKILL)
    return os.waitpid(child.pid, 0)[1]
