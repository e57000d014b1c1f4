"""The release gate: a course that keeps every promise passes, and one fault breaks the promise that it should."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small_course
from small_course import EDGES, LAW, VALUES

from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import CellResult, SubmissionResult
from autograder.verification import cases, engine, gate, gathering, rates
from autograder.verification.cases import Scope
from autograder.verification.evidence import PERSON, Evidence, Kind, Run
from autograder.verification.running import Limit
from autograder.verification.trial import Failure

CASES = Scope(rounds=2, mutants=0, simulations=0)  # neither mutants nor simulations: they take their time


def gathered(course: Course, scope: Scope = CASES) -> Evidence:
    return gathering.gather(cases.subject(course, "coins"), scope, workers=2, progress=lambda *_: lambda: None,
                            limit=Limit(cpu_seconds=2))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """All the evidence of a course without a fault."""
    return gathered(small_course.make(tmp_path_factory.mktemp("sound")), Scope(rounds=2, simulations=200))


def test_a_sound_course_keeps_every_promise(sound: Evidence) -> None:
    """Nothing is broken, and everything was tried: cases of each kind, mutants, statistical checks."""
    assert [one.line for one in gate.broken(sound)] == []
    assert list(gate.budget([sound])) == []
    assert {run.case.kind for run in sound.runs} == {Kind.KEY, Kind.IDIOM, Kind.SLIP, Kind.UNTOUCHED, Kind.UNWRITTEN}
    assert {one.question for one in sound.mutants} == {"share", "toss"}
    assert [(check.test, check.promise.kind) for check in sound.checks] == [("toss_law", "proportion")]
    assert sound.left_out == ("8 of 10 seeds for the key and each idiom", "99% of the simulations of each statistical check")


def test_the_table(sound: Evidence) -> None:
    """A row for each question says what was tried, and the chance of losing a point wrongly."""
    share, toss = rates.table(sound)

    assert (share.question, share.points, share.tests, share.cases, share.chance, share.power) == ("share", 3, 2, 3, 0, None)
    assert (str(share.slips), str(share.idioms), share.mutants.hits) == ("2/2", "1/1", share.mutants.total)
    assert (toss.chance, toss.power) == (1e-9, 0.9999)
    together = rates.total([share, toss])
    assert (together.points, str(together.slips), together.chance, together.power) == (6, "3/3", 1e-9, 0.9999)
    low, high = together.slips.interval
    assert 0.29 < low < 0.3  # 0.025 ** (1 / 3)
    assert high == 1


FREE = "assert callable(share)\n### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS"
SLIP = 'cell = "share"\nloses = ["{loses}"]\nhint = "{hint}"\nabout = "A slip."\n'
NO_ERROR = "def share(flips):\n    return sum(flips) / max(1, len(flips))\n"
LOOPS = "def share(flips):\n    while len(flips) == 0:\n        pass\n    return sum(flips) / len(flips)\n"
FAULTS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "a free point": (
        {"edges": FREE, "files": {"slips/nan/expected.toml": "", "slips/nan/answer.py": ""}},
        [("empty answers", "share_edges", "it was passed")] * 2 + [("structure", "share_edges", "none does")]),
    "a slip that is not caught": (
        {"edges": EDGES.replace("checks.raises", "share([1]) == 1 or checks.raises")},
        [("slips", "share_edges", "it was passed")]),
    "a slip that loses another cell too": (
        {"files": {"slips/both/answer.py": "def share(flips):\n    return sum(flips)\n",
                   "slips/both/expected.toml": SLIP.format(loses="share_values", hint="Divide")}},
        [("slips", "share_edges", "lost: CheckFailed: returned 0")]),
    "a wrong hint": (
        {"files": {"slips/sum/expected.toml": SLIP.format(loses="share_values", hint="Count the heads")}},
        [("slips", "share", "Divide by the number of flips.")]),
    "a slip that loops": (
        {"files": {"slips/loops/answer.py": LOOPS, "slips/loops/expected.toml": SLIP.format(loses="share_values", hint="D")}},
        [("slips", "share_values", "it was passed"), ("slips", "share_edges", "used more than 2 s of CPU time")]),
    "an idiom that fails": (
        {"files": {"idioms/lists/share.py": NO_ERROR, "idioms/lists/toss.py": small_course.FILES["idioms/loops/toss.py"]}},
        [("right answers", "share_edges", "lost in 2 of 2 rounds, first with seed 0: CheckFailed: returned 0")]),
    "a lottery": (
        {"law": LAW.replace("n = checks", 'assert checks.rng("luck").random() > 0.5, "bad luck"\nn = checks')},
        [("right answers", "toss_law", "lost in 1 of 2 rounds, first with seed 1: AssertionError: bad luck")] * 2),
    "a key that fails": (
        {"edges": EDGES.replace('names="flips"', 'names="coins"')},
        [("right answers", "share_edges", "lost in 2 of 2 rounds")] * 2 + [("slips", "share_edges", "lost: CheckFailed")]),
    "too few draws": (
        {"law": LAW.replace("checks.draws_for_proportion(p=0.5)", "4000")},
        [("statistics", "toss_law", "the check of a proportion had 4000")]),
    "a rate that is too high": (
        {"law": LAW.replace("n, 0.5,", "n, 0.5, false_reject=1e-7,")},
        [("statistics", "toss_law", "declares 1e-07")]),
    "a question without slips": (
        {"files": {"slips/biased/expected.toml": "", "slips/biased/answer.py": ""}},
        [("structure", "toss", "the corpus has none")]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_breaks_its_promise(tmp_path: Path, name: str) -> None:
    """The gate names the promise, the cell, and what came; and nothing else is broken."""
    fault, expected = FAULTS[name]

    found = gate.broken(gathered(small_course.make(tmp_path, **fault)))

    assert [(one.promise, one.cell) for one in found] == [(promise, cell) for promise, cell, _ in expected], found
    for one, (_, cell, came) in zip(found, expected, strict=True):
        assert came in one.came
        assert one.line.startswith(f"coins/{cell}: expected: {one.expected}; came: ")
        assert "\n" not in one.line
