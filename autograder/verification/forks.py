"""The process in which mutants run: warm, with everything imported, and a fork of it for each mutant.

It walks through a notebook's cells with the reference solutions. At each answer cell it stops, and forks a child for each
mutant: the child runs the mutant in place of the answer, then the cells behind it up to the last test of that question,
until a test fails. A mutant that hangs, exits, crashes or eats memory takes only its own child with it. Time limits are CPU
time, which a busy machine does not stretch.

It is a program of its own (`python -m autograder.verification.forks`), so that it forks with one thread, whatever the
caller has. The work comes as JSON on stdin, the results go as one line of JSON each to stdout. Only for the course's own
code: nothing is jailed here.
"""

import ast
import importlib
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, NoReturn

ORIGINAL = -1  # in place of a mutant's number: the reference answer itself
_ORIGINAL_SECONDS = 600.0
_MEMORY = 1 << 30  # bytes that a mutant may take beyond what the warm process has
_STEADY = "."  # the last line of a child that got to the end

Cell = Mapping[str, str]  # id, role, source without magics
Namespace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Task:
    """One child: what it runs and how long it may take."""

    number: int  # of the mutant in its question, or ORIGINAL
    cells: Sequence[Cell]  # from the answer to the last of its tests
    tests: Sequence[str]
    answer: str
    seconds: float  # of CPU time
    seed: int


@dataclass(frozen=True, slots=True)
class _End:
    """How a child ended: outcome, the cell in which it did, and the CPU time that it took."""

    number: int
    outcome: str
    by: str
    seconds: float


def time_limit(original: float) -> float:
    """CPU seconds for a mutant of an answer whose tests take `original` seconds."""
    return 5 * original + 1


def main() -> None:
    """Read the work, write the results."""
    work = json.load(sys.stdin)
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what cells print is nobody's
    sys.path.insert(0, work["root"])
    for notebook in work["notebooks"]:
        _warm_up(notebook["cells"])
        _walk(notebook["cells"], notebook["questions"], work, results)


def _warm_up(cells: Sequence[Cell]) -> None:
    """What any cell imports is imported once, here, and not in each child."""
    for cell in cells:
        for node in ast.walk(ast.parse(cell["source"])):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else [])
            for name in names:
                try:
                    importlib.import_module(name)
                except (ImportError, ValueError):
                    continue  # the cell that needs it says so


def _walk(cells: Sequence[Cell], questions: Mapping[str, Any], work: Mapping[str, Any], results: IO[str]) -> None:
    namespace: Namespace = {"__name__": "__main__"}
    for place, cell in enumerate(cells):
        question = questions.get(cell["id"])
        if question:
            last = max(i for i, other in enumerate(cells) if other["id"] in question["tests"])
            for line in _judged(cells[place : last + 1], question, namespace, work):
                results.write(json.dumps({"question": cell["id"], **line}) + "\n")
                results.flush()
        if cell["role"] == "test":
            continue
        try:
            _execute(cell["id"], cell["source"], namespace)
        except (Exception, SystemExit) as error:
            told = f'cell "{cell["id"]}" raises {type(error).__name__} with the reference solutions: {error}'
            results.write(json.dumps({"error": told}) + "\n")
            results.flush()
            sys.exit(0)


def _judged(cells: Sequence[Cell], question: Mapping[str, Any], namespace: Namespace,
            work: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The results of a question's mutants, as they come; the reference answer's first."""
    def task(number: int, answer: str, seconds: float) -> _Task:
        return _Task(number, cells, question["tests"], answer, seconds, work["seed"])

    original = next(_forked([task(ORIGINAL, question["answer"], _ORIGINAL_SECONDS)], namespace, 1))
    yield {"number": ORIGINAL, "outcome": original.outcome, "by": original.by}
    if original.outcome != "survived":
        return
    limit = time_limit(original.seconds)
    tasks = [task(number, answer, limit) for number, answer in question["mutants"]]
    for end in _forked(tasks, namespace, work["workers"]):
        yield {"number": end.number, "outcome": end.outcome, "by": end.by}


def _forked(tasks: Sequence[_Task], namespace: Namespace, workers: int) -> Iterator[_End]:
    """Run each task in a child, at most `workers` at a time."""
    waiting = list(reversed(tasks))
    running: dict[int, tuple[_Task, int]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            task = waiting.pop()
            pid, pipe = _start(task, namespace)
            running[pid] = task, pipe
        pid, status, usage = os.wait4(-1, 0)
        if pid in running:
            task, pipe = running.pop(pid)
            with os.fdopen(pipe, encoding="utf-8") as lines:
                yield _ended(task, lines.read().split("\n"), status, usage.ru_utime + usage.ru_stime)


def _ended(task: _Task, told: list[str], status: int, seconds: float) -> _End:
    """What the child's last words and its status mean."""
    cells = [line for line in told if line and line != _STEADY]
    by = cells[-1] if cells else ""
    if _STEADY in told and status == 0:
        return _End(task.number, "survived", "", seconds)
    late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM)
    return _End(task.number, "timeout" if late else "killed", by, seconds)


def _start(task: _Task, namespace: Namespace) -> tuple[int, int]:
    """A child at work, and the pipe that it tells its cells into: few lines, so that it never waits for a reader."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        os.close(reader)
        _work(task, namespace, writer)
    finally:
        os._exit(1)


def _work(task: _Task, namespace: Namespace, pipe: int) -> NoReturn:
    """The child's whole life."""
    os.dup2(1, 2)
    _limit(task.seconds)
    ended = 1
    try:
        for cell in task.cells:
            if cell["role"] == "test" and cell["id"] not in task.tests:
                continue
            if cell is task.cells[0] or cell["role"] == "test":
                os.write(pipe, f"{cell['id']}\n".encode())
                _use_seed(task.seed)
                _execute(cell["id"], task.answer if cell is task.cells[0] else cell["source"], namespace)
            else:
                _execute_anyway(cell, namespace)
        os.write(pipe, f"{_STEADY}\n".encode())
        ended = 0
    except BaseException:
        ended = 1  # this is how a test fails
    finally:
        os._exit(ended)


def _use_seed(seed: int) -> None:
    """As the judge does before a test cell; tests that never import our checks draw no seeded numbers."""
    if "autograder.checks" in sys.modules:
        sys.modules["autograder.checks"].use_seed(seed)


def _limit(seconds: float) -> None:
    """SIGPROF ends the process at its CPU limit, SIGALRM one that only sleeps: neither is caught."""
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 60 + 20 * seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(open("/proc/self/statm", encoding="ascii").read().split()[0])  # noqa: SIM115
    memory = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _execute_anyway(cell: Cell, namespace: Namespace) -> None:
    """A cell between an answer and its tests: an example that fails does not stop a notebook."""
    try:
        _execute(cell["id"], cell["source"], namespace)
    except (Exception, SystemExit):
        return


def _execute(name: str, text: str, namespace: Namespace) -> None:
    exec(compile(text, f"<{name}>", "exec", dont_inherit=True), namespace)  # noqa: S102  # the course's own code


if __name__ == "__main__":
    try:
        main()
    except Exception:
        traceback.print_exc()
        sys.exit(1)
