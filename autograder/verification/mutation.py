"""The survey: do the hidden tests of an assignment notice a small change in the right answer?

Each mutant of `solutions/` is submitted as the student's answer while the tests keep the unmutated module. A mutant
that loses a test cell is *killed*; one that runs longer than five times the original plus one second is a *timeout*,
which is death too; one that passes everything *survived*: a hole in the tests, or an *equivalent*, which is listed with
its reason.
"""

import contextlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from autograder.authoring.delegation import without_magics
from autograder.course import Course
from autograder.errors import CourseError, SandboxError
from autograder.model import SourceNotebook
from autograder.verification import forks, mutants
from autograder.verification.mutants import Equivalent, Mutant, Question

Outcome = Literal["killed", "timeout", "survived", "equivalent"]
Progress = Callable[[int, int], object]  # mutants done, mutants in all

_ROOT = Path(__file__).resolve().parents[2]
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class MutantResult:
    """What became of one mutant."""

    question: str
    function: str  # the function, or the variable, that was changed
    operator: str
    line: int  # in the module of reference solutions, 1-based
    fingerprint: str  # of the line's text
    before: str
    after: str
    outcome: Outcome
    by: str  # the cell in which it died: a test cell, or the answer cell itself; empty if it lives

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What an entry of equivalents.toml names."""
        return self.function, self.operator, self.fingerprint, self.after


@dataclass(frozen=True, slots=True)
class KillRate:
    """How many mutants of one question the tests noticed."""

    question: str
    killed: int  # timeouts are among them
    survived: int
    equivalent: int

    @property
    def rate(self) -> float:
        """Killed among those that are wrong answers; nan where there is none."""
        wrong = self.killed + self.survived
        return self.killed / wrong if wrong else math.nan


def survey(course: Course, assignment: str, *, workers: int, sample: float | None = None, seed: int = 0,
           question: str = "", progress: Progress | None = None) -> tuple[MutantResult, ...]:
    """Run the mutants of an assignment, or of one question, against the tests of their questions.

    `workers` children run at a time. `sample` is the share of each question's mutants that is run, at least one, chosen by
    `seed`; all without it. The order of results is that of the notebooks and of the modules' text, whatever ends first.

    Raises:
        CourseError: the reference answer of a question loses one of its tests, or equivalents.toml is wrong.
        SandboxError: the process that runs the mutants broke.
    """
    if workers < 1 or (sample is not None and not 0 < sample <= 1):
        raise ValueError(f"workers is at least 1 and sample lies in (0, 1], not {workers} and {sample}")
    found = mutants.questions(course, assignment)
    listed = mutants.read_equivalents(mutants.equivalents_path(course, assignment),
                                      [mutant for one in found for mutant in one.mutants])
    chosen = {one.id: sampled(one, sample, seed) if question in ("", one.id) else [] for one in found}
    work = _work(course, course.source(assignment), found, chosen, workers, seed)
    ends = _ends(assignment, work, sum(map(len, chosen.values())), progress)
    return tuple(_result(one.mutants[number], *ends[one.id, number], listed) for one in found for number in chosen[one.id])


def _ends(assignment: str, work: Mapping[str, Any], total: int,
          progress: Progress | None) -> dict[tuple[str, int], tuple[str, str]]:
    """Outcome and cell of each mutant, by question and number."""
    ends: dict[tuple[str, int], tuple[str, str]] = {}
    with contextlib.closing(_results(work)) as lines:  # an error ends the process at once
        for line in lines:
            if "error" in line:
                raise CourseError(f"{assignment}: {line['error']}")
            if line["number"] == forks.ORIGINAL:
                _check_original(f'{assignment}: question "{line["question"]}"', line)
                continue
            ends[line["question"], line["number"]] = line["outcome"], line["by"]
            if progress:
                progress(len(ends), total)
    if len(ends) < total:
        raise SandboxError(f"{assignment}: only {len(ends)} of {total} mutants came back; run it again.")
    return ends


def sampled(question: Question, share: float | None, seed: int) -> list[int]:
    """The numbers of the mutants that a sample takes, in order: the share of them, at least one; None: all."""
    numbers = list(range(len(question.mutants)))
    if share is None or not numbers:
        return numbers
    chance = random.Random(f"{seed} {question.id}")  # noqa: S311  # a choice of tests, no secret
    return sorted(chance.sample(numbers, math.ceil(share * len(numbers))))


def _work(course: Course, sources: tuple[SourceNotebook, ...], found: tuple[Question, ...],
          chosen: Mapping[str, Sequence[int]], workers: int, seed: int) -> dict[str, Any]:
    """All that `forks` needs, as plain data."""
    notebooks = []
    for source in sources:
        own = {q.id: {"tests": q.tests, "answer": q.answer,
                      "mutants": [(number, q.mutants[number].answer) for number in chosen[q.id]]}
               for q in found if q.notebook == source.name and chosen[q.id]}
        cells = [{"id": cell.id, "role": str(cell.role), "source": without_magics(cell.source)}
                 for cell in source.cells if cell.cell_type == "code"]
        notebooks.append({"cells": cells, "questions": own})
    return {"root": str(course.root.resolve()), "workers": workers, "seed": seed, "notebooks": notebooks}


def _check_original(where: str, line: Mapping[str, Any]) -> None:
    if line["outcome"] != "survived":
        raise CourseError(f'{where}: the reference answer itself ends in "{line["by"]}" ({line["outcome"]}); mend it or the'
                          " test first, then mutants say something.")


def _results(work: Mapping[str, Any]) -> Generator[dict[str, Any], None, None]:
    """The lines that `forks` writes, as they come; nothing of it is left running."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": path, "MPLBACKEND": "Agg"}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        json.dump(work, given)
        given.seek(0)
        process = subprocess.Popen([sys.executable, "-m", forks.__name__], stdin=given, stdout=subprocess.PIPE, stderr=said,
                                   env=environment, text=True, encoding="utf-8", start_new_session=True)
        assert process.stdout is not None
        try:
            with process.stdout:
                yield from map(json.loads, process.stdout)
            if process.wait():
                said.seek(0)
                raise SandboxError(f"the process that runs mutants ended with {process.returncode}: {said.read()[-2000:]}")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _result(mutant: Mutant, outcome: str, by: str, listed: tuple[Equivalent, ...]) -> MutantResult:
    if outcome == "survived" and any(entry.covers(mutant) for entry in listed):
        outcome = "equivalent"
    return MutantResult(mutant.question, mutant.function, mutant.operator, mutant.line, mutant.fingerprint, mutant.before,
                        mutant.after, cast(Outcome, outcome), by)


def kill_rates(results: Iterable[MutantResult]) -> tuple[KillRate, ...]:
    """The rate of each question that has results, in their order."""
    counts: dict[str, dict[str, int]] = {}
    for result in results:
        own = counts.setdefault(result.question, dict.fromkeys(("killed", "survived", "equivalent"), 0))
        own["killed" if result.outcome == "timeout" else result.outcome] += 1
    return tuple(KillRate(question, **own) for question, own in counts.items())


def contradicted(results: Iterable[MutantResult], listed: Iterable[Equivalent]) -> tuple[Equivalent, ...]:
    """Entries of equivalents.toml that tests prove wrong: a mutant which they cover was killed."""
    killed = [result for result in results if result.outcome in ("killed", "timeout")]
    return tuple(entry for entry in listed
                 if any(r.key == entry.key and (not entry.questions or r.question in entry.questions) for r in killed))
