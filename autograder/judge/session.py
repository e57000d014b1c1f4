"""One submission's runners: execute the cells, and after a death start again without what killed the last one."""

import time
from collections.abc import Callable
from typing import Protocol

from autograder.judge.ingest import Step
from autograder.model import Limits
from autograder.sandbox.runner import Ran, Runner, Stopped

REASONS = {
    "cpu": "used more CPU time than a cell may",
    "wall": "took longer than a cell may",
    "memory": "used more memory than there is for one submission",
    "ended": "ended its own process",
    "torn": "broke the connection to the grader",
    "lost": "the sandbox was lost",
}
HINTS = {
    "cpu": "This ran longer than allowed and was stopped. Is there a loop that never ends?",
    "wall": "This waited longer than allowed and was stopped. Does it sleep, or ask for input?",
    "memory": "This used more memory than allowed and was stopped. Does a list grow without end?",
    "ended": "This ended the whole Python process. Take out calls such as exit() or os._exit().",
}


class Sandbox(Protocol):
    """Where runners come from."""

    limits: Limits

    def runner(self) -> Runner:
        """A new, empty runner."""


class OutOfTime(Exception):
    """The submission as a whole took too long."""


class Session:
    """The living runner of a submission, and what killed earlier ones."""

    def __init__(self, sandbox: Sandbox, steps: list[Step], runs: Callable[[Step], bool],
                 marks: dict[int, tuple[str, list[str]]], given: frozenset[str] = frozenset()) -> None:
        """`runs` says which steps are executed; `marks` gives a place and its names after a step index.

        `given` are the steps whose figures nobody needs to see: they are the same for everybody.
        """
        self._sandbox, self._steps, self._runs, self._marks, self._given = sandbox, steps, runs, marks, given
        self._end = time.monotonic() + sandbox.limits.submission_wall_seconds
        self._runner: Runner | None = None
        self.killers: dict[int, Stopped] = {}  # step index -> how it killed its runner
        self.found: dict[str, frozenset[str]] = {}  # place -> names of its mark that were there
        self.waited = False  # a wall-clock limit was met: on a busy machine that is no proof

    @property
    def runner(self) -> Runner:
        """The living runner, every step executed that does not kill it."""
        if self._runner is None:
            self._runner = self._complete(len(self._steps))
        return self._runner

    def run_all(self) -> None:
        """Execute everything for the first time; outputs go to the steps."""
        assert self.runner

    def at(self, place: int) -> Runner:
        """Another runner with the steps up to and including index `place` executed; the caller kills it."""
        return self._complete(place + 1)

    def note(self, stopped: Stopped) -> None:
        """A call killed the runner; the next use of `runner` starts a new one."""
        self.waited = self.waited or stopped.why == "wall"
        self._runner = None

    def close(self) -> None:
        """Kill the runner, if one lives."""
        if self._runner is not None:
            self._runner.kill()
            self._runner = None

    def _complete(self, upto: int) -> Runner:
        while True:
            if time.monotonic() > self._end:
                raise OutOfTime
            runner = self._sandbox.runner()
            dead = self._execute(runner, upto)
            if dead is None:
                return runner
            index, stopped = dead
            runner.kill()
            if stopped.why == "lost":
                raise stopped
            self.waited = self.waited or stopped.why == "wall"
            if index >= 0:
                self.killers[index] = stopped
                self._steps[index].outputs = [_death(stopped)]

    def _execute(self, runner: Runner, upto: int) -> tuple[int, Stopped] | None:
        for index in range(-1, upto):
            try:
                if index >= 0:
                    step = self._steps[index]
                    if self._runs(step) and index not in self.killers and step.source.strip():
                        ran = runner.run(step.source, draw=not step.ran and step.id not in self._given)
                        if not step.ran:
                            step.ran, step.failed = True, ran.failed
                            step.outputs, step.count = outputs_of(ran), ran.count
                if index in self._marks:
                    place, names = self._marks[index]
                    self.found[place] = frozenset(runner.mark(place, names))
            except Stopped as stopped:
                return index, stopped
        return None


def _death(stopped: Stopped) -> dict[str, object]:
    text = HINTS.get(stopped.why, f"This cell {REASONS.get(stopped.why, 'was stopped')}.")
    return {"output_type": "stream", "name": "stderr", "text": text + "\n"}


MIME = ("text/plain", "image/png", "image/jpeg", "text/latex")
TEXT = 300_000


def outputs_of(ran: Ran) -> list[dict[str, object]]:
    """A cell's outputs, rebuilt from what may pass: few types, capped, exact shapes. Anything else is left out."""
    kept: list[dict[str, object]] = []
    for item in ran.outputs[:200]:
        kind = item.get("output_type")
        if kind == "stream" and item.get("name") in ("stdout", "stderr"):
            kept.append({"output_type": "stream", "name": item["name"], "text": _text(item.get("text"))})
        elif kind == "error":
            lines = item.get("traceback")
            kept.append({
                "output_type": "error", "ename": _text(item.get("ename")), "evalue": _text(item.get("evalue")),
                "traceback": [_text(line) for line in lines[:100]] if isinstance(lines, list) else [],
            })
        elif kind in ("display_data", "execute_result") and isinstance(item.get("data"), dict):
            data = {mime: _text(item["data"][mime], 4 * 2**20) for mime in MIME if mime in item["data"]}
            output: dict[str, object] = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                output["execution_count"] = ran.count
            kept.append(output)
    return kept


def _text(value: object, most: int = TEXT) -> str:
    text = value if type(value) is str else ""
    return text[:most].encode("utf-8", "replace").decode("utf-8")
