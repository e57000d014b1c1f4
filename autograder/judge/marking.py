"""Judging one test cell: its code runs here, in the trusted process, and the verdict is made here."""

import builtins
import contextlib
import hashlib
import io
import pickle
import re
import signal
import time
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.judge.examination import Examination, Test
from autograder.judge.proxies import Desk
from autograder.judge.session import HINTS, REASONS
from autograder.model import CellResult, Role, SourceCell
from autograder.sandbox.runner import Runner, Stopped

LOOK = "worth a look"
_NAME = re.compile(r"name '(\w+)' is not defined")


class TestHangs(BaseException):
    """The test itself does not end. No Exception, so that no test can swallow it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cell's result and, where the runner died of it, how."""

    result: CellResult
    stopped: Stopped | None = None


def blank(notebook: str, cell: SourceCell) -> CellResult:
    """A result to fill in: no score yet."""
    return CellResult(notebook, cell.id, None, cell.points)


def seed_of(student: str, assignment: str, notebook: str, cell: str) -> int:
    """The seed of a submission's test cell: fixed, so that regrading is no lottery."""
    text = "\x00".join((student, assignment, notebook, cell))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def judge(exam: Examination, test: Test, runner: Runner, place: str, seed: int, seconds: float) -> Verdict:
    """Run a test cell against a runner. The student's mistake is a value; only `Stopped("lost")` is raised."""
    started = time.monotonic()
    desk = Desk(runner, place)
    result = blank(exam.source.name, test.cell)
    try:
        names = desk.names(test.names)
    except Stopped as stopped:
        desk.stopped = stopped
        names = {}
    error: BaseException | None = None
    if desk.stopped is None:
        error = execute(exam, test.code, names, seed, seconds)
    verdict = _conclude(result, test, names, desk, error)
    if desk.stopped is None and isinstance(error, AssertionError) and not verdict.hint:
        verdict = replace(verdict, hint=_hint_behind(exam, test, names, desk, error, seed, seconds))
    if isinstance(error, TestHangs):
        # It may have been stopped in the middle of a frame: this runner's next answer would be read wrongly.
        runner.kill()
        desk.spent = Stopped("wall")
    return Verdict(replace(verdict, seconds=round(time.monotonic() - started, 4), seed=seed), desk.stopped or desk.spent)


def _hint_behind(exam: Examination, test: Test, names: dict[str, Any], desk: Desk, error: AssertionError, seed: int,
                 seconds: float) -> str:
    """The hint for a failed visible assert: the slip that the hidden part recognises, else the assert's own message.

    The mark is made already. The message may be shown, since students have the visible part; but never one that the
    student's code made: it could carry the arguments of hidden calls that it saw before.
    """
    if getattr(error, "of_student", False):
        return _hint_for(error)
    frame = next((f for f, _ in traceback.walk_tb(error.__traceback__) if f.f_code is test.code), None)
    line = next((n for f, n in traceback.walk_tb(error.__traceback__) if f is frame), test.visible_lines + 1)
    if frame is None or line > test.visible_lines + 1:
        return ""
    behind = execute(exam, test.hidden, names, seed, seconds)
    if desk.stopped is not None or isinstance(behind, TestHangs):
        desk.spent, desk.stopped, behind = desk.stopped or Stopped("wall"), None, None
    hint = getattr(behind, "hint", "")
    if isinstance(hint, str) and hint:
        return hint
    said = str(error)[:300]
    return said[0].upper() + said[1:] + "." if said else "A visible check in the notebook fails: run it and compare."


def execute(exam: Examination, code: types.CodeType, names: dict[str, Any], seed: int, seconds: float) -> BaseException | None:
    """Run a test's code with the student's names in it; what it raised, if anything."""
    from autograder import checks

    namespace = {**exam.namespace, **names}
    try:
        with _kept(exam), _alarm(seconds), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tests that care set their own filter
            checks.use_seed(seed)
            with contextlib.redirect_stderr(io.StringIO()):
                exec(code, namespace)  # noqa: S102  the course's own test cell
    except (Exception, TestHangs, SystemExit) as error:
        return error
    return None


@contextlib.contextmanager
def _kept(exam: Examination) -> Iterator[None]:
    """What the set-up cells made is the same for every test, also where an answer changes its arguments in place.

    Contents are put back, not objects: a set-up function and the test must go on to see the same list.
    """
    try:
        yield
    finally:
        for name, frozen in exam.kept.items():
            value = exam.namespace[name]
            with contextlib.suppress(Exception):
                if pickle.dumps(value) != frozen:
                    _put_back(value, pickle.loads(frozen))  # noqa: S301  our own bytes


def _put_back(value: Any, old: Any) -> None:
    if isinstance(value, np.ndarray):
        value[...] = old
    elif isinstance(value, np.random.Generator):
        value.bit_generator.state = old.bit_generator.state
    elif isinstance(value, list):
        value[:] = old
    else:
        value.clear()
        value.update(old)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: types.FrameType | None) -> None:
        raise TestHangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _conclude(
    result: CellResult, test: Test, names: dict[str, Any], desk: Desk, error: BaseException | None
) -> CellResult:
    """The table of outcomes, fail closed: full marks only for a test that ran to its end over a living runner."""
    if desk.stopped is not None:
        return stopped_result(result, desk.stopped)
    if desk.broken:
        return replace(result, reason=f"judge: {desk.broken}")
    if error is None and test.names and not names:
        return replace(result, reason=f"judge: the test passed although {', '.join(test.names)} is not defined")
    if error is None:
        return replace(result, points=result.max)
    said = _said(type(error).__name__, error)
    missing = sorted(set(test.names) - set(names))
    if isinstance(error, NameError) and (found := _NAME.search(str(error))) and found[1] in missing:
        return replace(result, points=0.0, reason=said,
                       hint=f"`{found[1]}` is not defined. Did its cell raise an error, or is the name misspelt?")
    if isinstance(error, AssertionError):
        hint = getattr(error, "hint", "")
        return replace(result, points=0.0, reason=said, hint=hint if isinstance(hint, str) else "")
    if getattr(error, "of_student", False):
        return replace(result, points=0.0, reason=said, hint=_hint_for(error))
    if isinstance(error, TestHangs):
        return replace(result, reason="judge: the test cell did not end in time")
    if isinstance(error, (NameError, ImportError, SyntaxError, SystemExit)) or not desk.touched:
        return replace(result, reason=f"judge: the test cell itself failed: {said}")
    # The test stumbled over the student's value: wrong type or shape. A person may look whether it is fair.
    return replace(result, points=0.0, reason=f"the test could not use the answer: {said}", flags=(LOOK,),
                   hint="The answer has another type or shape than the question asks for.")


def _said(name: str, message: object) -> str:
    """An exception for staff: cut, and without control characters, which could rewrite a terminal."""
    text = f"{name}: {message}"[:2000]
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _hint_for(error: BaseException) -> str:
    """The name of a built-in exception tells enough; its text could quote the hidden arguments."""
    if isinstance(error, NotImplementedError):
        return "This question is not answered yet."
    name = next((k.__name__ for k in type(error).__mro__ if getattr(builtins, k.__name__, None) is k), "Exception")
    if isinstance(error, TypeError) and "plain data" in str(error):
        return "The answer is no plain value: return a number, an array, a list, a tuple or a dict."
    return f"Your code raised {name} on a valid input."


def stopped_result(result: CellResult, stopped: Stopped) -> CellResult:
    """A runner that died: 0 where the student's code did it, a person where the connection or the sandbox broke."""
    says = REASONS.get(stopped.why, stopped.why)
    if stopped.why in ("torn", "lost"):
        return replace(result, points=None, reason=f"the student's code {says}" if stopped.why == "torn" else says)
    return replace(result, points=0.0, reason=f"the student's code {says}", hint=HINTS.get(stopped.why, ""))


def shared_result(result: CellResult, outputs: list[dict[str, Any]], failed: tuple[str, str] | None) -> CellResult:
    """nbgrader's rule for a test cell that ran in the student's process, but failing closed.

    An error gives 0; one bare number in [0, max] as the last expression gives that many points; no such value gives full
    marks. Text on stderr changes nothing, and a value that is no such number needs a person.
    """
    if failed is not None:
        return replace(result, points=0.0, reason=_said(*failed))
    for output in outputs:
        if output.get("output_type") == "execute_result":
            data = output.get("data")
            text = str(data.get("text/plain", "")) if isinstance(data, dict) else ""
            try:
                value = float(text)
            except ValueError:
                value = float("nan")
            if 0 <= value <= result.max:
                return replace(result, points=value)
            return replace(result, reason=f"the test cell gave {text[:80]!r}, which is no number of points in [0, {result.max:g}]")
    return replace(result, points=result.max)


def by_hand(result: CellResult, cell: SourceCell, text: str | None, released: str) -> CellResult:
    """A written answer: no score until a person gives one, but for the untouched cell."""
    if cell.role is Role.WRITTEN and text is not None and text.strip() == released.strip():
        return replace(result, points=0.0, reason="no response: the cell is as released", hint="There is no answer here yet.")
    return replace(result, reason="graded by hand")
