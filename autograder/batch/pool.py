"""Grading many submissions at once.

The main process forks one worker per core; it alone records. A worker keeps a zygote and, for each submission, forks a
judge: a process that can be killed, since a test may hang on what it was given. A judge that dies or hangs costs its
submission a look by a person, nothing more.
"""

import ctypes
import gc
import multiprocessing
import multiprocessing.connection
import os
import resource
import signal
import sys
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.batch.plan import Plan
from autograder.errors import SandboxError
from autograder.judge import grading
from autograder.judge.rehearsal import rehearse
from autograder.model import Limits, SubmissionResult
from autograder.sandbox.runner import Stopped
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote

_fork = multiprocessing.get_context("fork")
JUDGE_MEMORY = 4 * 2**30  # bytes beyond what the warm process has
PR_SET_PDEATHSIG = 1
GRACE = 60.0  # seconds beyond a submission's own limit before its judge is killed


@dataclass(frozen=True, slots=True)
class Task:
    """One submission; `alone` when no other is graded meanwhile."""

    student: str
    alone: bool = False


def run(plan: Plan, submitted: Path, limits: Limits, *, workers: int, tier: Tier = Tier.NAMESPACES) -> Iterator[SubmissionResult]:
    """Grade all students of the plan, in no particular order; every sandbox is dead when its result is yielded.

    Raises:
        SandboxError: no sandbox, or the grader itself failed; what was yielded before stands.
    """
    todo = deque(Task(student) for student in plan.students)
    later: list[Task] = []
    for exam in plan.exams:
        rehearse(exam)
    crew: list[_Worker] = []
    try:
        for _ in range(min(workers, len(todo))):
            crew.append(_Worker(plan, submitted, limits, tier, [worker.pipe for worker in crew]))
        for worker in crew:
            worker.wait()
        for worker in crew[: len(todo)]:
            worker.give(todo.popleft())
        while any(worker.task for worker in crew):
            for worker, result in _collected(crew):
                if todo:
                    worker.give(todo.popleft())  # before the result is yielded: nobody waits while it is recorded
                if result.retry_alone:
                    later.append(Task(result.student, alone=True))
                else:
                    yield result
        for task in later:
            crew[0].give(task)
            for _, result in _collected(crew[:1]):
                yield result
    finally:
        for worker in crew:
            worker.close()


def _collected(crew: list["_Worker"]) -> Iterator[tuple["_Worker", SubmissionResult]]:
    """Waits until a submission is graded; the workers that are done, with their results."""
    busy = {worker.pipe: worker for worker in crew if worker.task is not None}
    for pipe in multiprocessing.connection.wait(list(busy)):
        worker = busy[pipe]  # type: ignore[index]
        yield worker, worker.take()


class _Worker:
    """The main process's handle of a worker."""

    def __init__(self, plan: Plan, submitted: Path, limits: Limits, tier: Tier, others: list[Any]) -> None:
        """Start it. `others` are our ends of the pipes to the workers that run already."""
        self.task: Task | None = None
        self.pipe, theirs = _fork.Pipe()
        # A worker that kept a copy of our ends would never see that we have closed them, or died.
        ours = [*others, self.pipe]
        self._process = _fork.Process(target=_work, args=(theirs, ours, plan, submitted, limits, tier))
        self._process.start()
        theirs.close()

    def wait(self) -> None:
        """Until its sandbox is warm."""
        self._received()

    def give(self, task: Task) -> None:
        """Have a submission graded."""
        self.task = task
        self.pipe.send(task)

    def take(self) -> SubmissionResult:
        """Its result."""
        self.task = None
        result = self._received()
        assert isinstance(result, SubmissionResult)
        return result

    def _received(self) -> Any:
        try:
            got = self.pipe.recv()
        except (EOFError, OSError):
            raise SandboxError(
                "A grading process died. What was recorded stands. Next: course doctor, then the same command again"
            ) from None
        if isinstance(got, SandboxError):
            raise got
        return got

    def close(self) -> None:
        """End it; its zygote and all runners die with it."""
        self.pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _work(pipe: Any, parents: list[Any], plan: Plan, submitted: Path, limits: Limits, tier: Tier) -> None:
    """A worker's life."""
    for end in parents:
        end.close()
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with Bench(limits, tier) as bench:
            pipe.send("ready")
            while True:
                pipe.send(bench.judge(plan, submitted, pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass
    except SandboxError as error:
        pipe.send(error)


class Bench:
    """A warm sandbox in which one submission after the other is judged. A context manager; forks in this process."""

    def __init__(self, limits: Limits, tier: Tier = Tier.NAMESPACES) -> None:
        """Warm it.

        Raises:
            SandboxError: there is none on this machine.
        """
        self._limits, self._tier = limits, tier
        self._zygote = self._warm()
        # A judge's collector need not touch (and so copy) what each of them has from here.
        gc.collect()
        gc.freeze()

    @property
    def tier(self) -> str:
        """The sandbox tier that holds."""
        return self._zygote.tier

    def judge(self, plan: Plan, submitted: Path, task: Task) -> SubmissionResult:
        """One submission; its sandbox is dead when this returns.

        Raises:
            SandboxError: the sandbox is gone and there is no other.
        """
        result, lost = _judged(self._zygote, plan, submitted, task, self._limits)
        if lost:
            # The sandbox itself is gone: a new one, and this submission once more.
            self._zygote.close()
            self._zygote = self._warm()
            result, _ = _judged(self._zygote, plan, submitted, task, self._limits)
        return result

    def _warm(self) -> Zygote:
        zygote = Zygote(self._limits, self._tier)
        try:
            zygote.wait()
        except BaseException:
            zygote.close()
            raise
        return zygote

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._zygote.close()

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _judged(
    zygote: Zygote, plan: Plan, submitted: Path, task: Task, limits: Limits
) -> tuple[SubmissionResult, bool]:
    """One submission in a judge of its own, and whether the sandbox was lost."""
    ours, theirs = _fork.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ours.close()
            _die_with_parent()
            _bounded()
            theirs.send(_judge(zygote, plan, submitted, task))
            code = 0
        except BaseException as error:
            # Its text may name a student; the type and the place are enough to find the fault.
            print(f"A judge failed: {type(error).__name__} at {_place(error)}", file=sys.stderr)
        finally:
            os._exit(code)
    theirs.close()
    try:
        whole = limits.submission_wall_seconds * max(1, len(plan.exams)) + GRACE
        if ours.poll(whole):
            got: tuple[SubmissionResult, bool] = ours.recv()
            return got
        return failed(plan, task, zygote.tier, "judge: it did not end in time and was killed"), False
    except EOFError:
        return failed(plan, task, zygote.tier, "judge: its process died"), False
    finally:
        ours.close()
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(child, 0)


def _die_with_parent() -> None:
    """Whatever ends the parent ends us: nobody else would read our results, and our sandbox must not outlive us."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _bounded() -> None:
    """A judge's address space has an end: what a student returns is small on the wire and may be large when decoded."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        now = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + JUDGE_MEMORY, now + JUDGE_MEMORY))


def _judge(zygote: Zygote, plan: Plan, submitted: Path, task: Task) -> tuple[SubmissionResult, bool]:
    if task.student in plan.disputes:
        return failed(plan, task, zygote.tier, plan.disputes[task.student]), False
    try:
        result = grading.grade(
            plan.exams, task.student, plan.assignment, submitted, zygote,
            isolation=plan.isolation, tier=zygote.tier, alone=task.alone, folder=plan.folder(task.student), seeds=plan.seeds,
        )
    except Stopped as stopped:
        return failed(plan, task, zygote.tier, f"the sandbox was lost ({stopped.why})"), True
    except SandboxError as error:
        return failed(plan, task, zygote.tier, f"the sandbox was lost: {error}"), True
    except Exception as error:
        return failed(plan, task, zygote.tier, f"judge: {type(error).__name__} at {_place(error)}: {error}"), False
    return result, False


def _place(error: BaseException) -> str:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{os.path.basename(where.filename)}:{where.lineno}"


def failed(plan: Plan, task: Task, tier: str, reason: str) -> SubmissionResult:
    """A submission without any score, and why: a person is needed for every grade cell."""
    cells = tuple(cell for exam in plan.exams for cell in grading.unread(exam, reason))
    notebooks = {exam.source.name: grading.placeholder(exam) for exam in plan.exams}
    return SubmissionResult(task.student, plan.assignment, cells, notebooks, tier=tier, isolation=plan.isolation, final=False)
