"""The release gate: a course that keeps every promise passes, and one fault breaks the promise that it should."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import verify_course
from verify_course import EDGES, LAW

from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import CellResult, SubmissionResult
from autograder.verification import cases, engine, gate, gathering, rates
from autograder.verification.cases import Scope
from autograder.verification.evidence import PERSON, Evidence, Kind, Run
from autograder.verification.mutants import Equivalent
from autograder.verification.running import Limit
from autograder.verification.trial import Failure

CASES = Scope(rounds=2, mutants=0, simulations=0)  # neither mutants nor simulations: they take their time


def gathered(course: Course, scope: Scope = CASES) -> Evidence:
    return gathering.gather(cases.subject(course, "coins"), scope, workers=2, progress=lambda *_: lambda: None,
                            limit=Limit(cpu_seconds=1))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """All the evidence of a course without a fault."""
    return gathered(verify_course.make(tmp_path_factory.mktemp("sound")), Scope(rounds=2, simulations=200))


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
        [("slips", "share_values", "it was passed"), ("slips", "share_edges", "used more than 1 s of CPU time")]),
    "an idiom that fails": (
        {"files": {"idioms/lists/share.py": NO_ERROR, "idioms/lists/toss.py": verify_course.FILES["idioms/loops/toss.py"]}},
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

    found = gate.broken(gathered(verify_course.make(tmp_path, **fault)))

    assert [(one.promise, one.cell) for one in found] == [(promise, cell) for promise, cell, _ in expected], found
    for one, (_, cell, came) in zip(found, expected, strict=True):
        assert came in one.came
        assert one.line.startswith(f"coins/{cell}: expected: {one.expected}; came: ")
        assert "\n" not in one.line


def test_a_surviving_mutant_is_named(sound: Evidence) -> None:
    """Once for all questions that it lives in, with what changed and the fingerprint to list."""
    one = sound.mutants[0]
    alive = replace(sound, mutants=(replace(one, outcome="survived"), replace(one, question="toss", outcome="survived")))

    (found,) = gate.mutants(alive)

    assert (found.promise, found.cell) == ("mutants", "share, toss")
    assert found.came == "it survived: `if len(flips) == 0:` became `if False:`"
    assert one.fingerprint in found.next


def test_mutants_that_survive_for_real(tmp_path: Path) -> None:
    """Without the test of its error, nothing sees that the branch is gone; the table says so too."""
    fault = {"edges": EDGES.replace("checks.raises", "share([1]) == 1 or checks.raises")}

    evidence = gathered(verify_course.make(tmp_path, **fault), Scope(rounds=1, simulations=0, question="share"))

    assert {one.question for one in evidence.mutants} == {"share"}
    assert "`if len(flips) == 0:` became `if False:`" in [one.came.removeprefix("it survived: ") for one in gate.mutants(evidence)]
    (row,) = rates.table(evidence)
    assert row.mutants.hits < row.mutants.total


def test_a_listed_equivalent_that_is_killed(sound: Evidence) -> None:
    """Who lists a wrong answer as a right one is contradicted by the tests."""
    (found,) = gate.mutants(replace(sound, listed=(Equivalent(sound.mutants[0].key, "It is right.", ()),)))

    assert (found.promise, found.cell, found.came) == ("mutants", "share", "it was killed by share_edges")


GONE = """[[equivalent]]
function = "share"
operator = "branch"
fingerprint = "000000000000"
after = "if False:"
reason = "It is right."
"""


def test_a_listed_equivalent_that_is_gone(tmp_path: Path) -> None:
    """A line that no longer exists has no mutants: the entry is to be looked at again."""
    course = verify_course.make(tmp_path, files={"equivalents.toml": GONE})

    (found,) = gate.broken(gathered(course, Scope(rounds=1, simulations=0)))

    assert (found.promise, found.expected) == ("mutants", "mutants run")
    assert "matches no mutant" in found.came


def test_the_budget_of_a_class(sound: Evidence) -> None:
    """Many checks, each within its rate, may still be too many: the sum counts, over all assignments."""
    check = sound.checks[0]
    many = replace(sound, checks=(check,) * 999)

    assert list(gate.budget([many])) == []
    (found,) = gate.budget([many, replace(sound, assignment="dice", checks=(check, check))])
    assert (found.promise, found.expected) == ("budget", "at most 0.001 wrong rejections in a class of 1000")
    assert found.came == "0.001, of which 0.000999 are coins/toss_law's"


def test_simulations_are_held_against_the_declaration(sound: Evidence) -> None:
    """A check that rejects right draws, or passes the gap, more often than it declares breaks a promise."""
    (check,) = sound.checks
    right, missed = check.measured
    assert (right.runs, missed.runs, right.errors, missed.errors) == (200, 200, right.errors, 0)
    bad = replace(sound, checks=(replace(check, measured=(replace(right, errors=50), replace(missed, errors=9))),))

    found = list(gate.statistics(bad))

    assert [(one.cell, one.came.split(" (")[0]) for one in found] == [("toss_law", "50 of 200 runs"), ("toss_law", "9 of 200 runs")]


def test_a_person_is_no_mark(sound: Evidence) -> None:
    """A slip or an empty answer that needs a person has not lost its points; an attack may need one."""
    slip = next(run for run in sound.runs if run.case.name == "sum")
    asked = Run(slip.case, {"share_values": Failure(PERSON, "it needs a person: judge")})
    attack = Run(replace(slip.case, kind=Kind.ATTACK), asked.lost)

    assert not gate.caught(asked)
    assert next(one.came for one in gate.slips(replace(sound, runs=(asked,)))) == "it needs a person: judge"
    assert list(gate.attacks(replace(sound, runs=(attack,)))) == []


@pytest.mark.parametrize(("lost", "spreads", "broken"), [
    ({"share_values": Failure("Lost", "0 of 2")}, False, []),
    ({}, False, [("share_values", "it earned all")]),
    ({"share_values": Failure("Lost", "0"), "toss_law": Failure("Lost", "0 of 3")}, False, [("toss_law", "lost: Lost: 0 of 3")]),
    ({"share_values": Failure("Lost", "0"), "toss_law": Failure("Lost", "0 of 3")}, True, []),
])
def test_attacks_earn_nothing(sound: Evidence, lost: dict[str, Failure], spreads: bool, broken: list[tuple[str, str]]) -> None:
    """No points in its own cells, and none taken from others, unless it damages its whole process."""
    slip = next(run for run in sound.runs if run.case.name == "sum")
    run = Run(replace(slip.case, kind=Kind.ATTACK, spreads=spreads), lost)

    assert [(one.cell, one.came) for one in gate.attacks(replace(sound, runs=(run,)))] == broken


def test_a_changed_line_is_shown_where_it_differs() -> None:
    """Long lines are cut around the change."""
    line = "if p.ndim != axes or p.size == 0 or not np.all(p >= 0) or not np.all(np.abs(p.sum(axis=-1) - 1) <= 1e-6):"

    assert gate.difference("  return a", "return -a") == "`return a` became `return -a`"
    assert gate.difference(line, line.replace("np.all(p", "np.any(p")) == (
        "`… xes or p.size == 0 or not np.all(p >= 0) or not np.all(np.abs( …` became "
        "`… xes or p.size == 0 or not np.any(p >= 0) or not np.all(np.abs( …`")


def test_what_the_engine_says_is_evidence(sound: Evidence) -> None:
    """Full points are kept; less is lost, with the hint; no score is a person's affair, and so is a missing row."""
    slip = next(run for run in sound.runs if run.case.name == "sum")
    case = replace(slip.case, judged=("share_values", "share_edges", "toss_law", "other"))
    result = SubmissionResult("s", "coins", (
        CellResult("coins", "share_values", 0.0, 2.0, hint="Divide by it.", reason="wrong"),
        CellResult("coins", "share_edges", None, 1.0, reason="judge"), CellResult("coins", "toss_law", 3.0, 3.0)))

    assert engine.run(case, result).lost == {
        "share_values": Failure("Lost", "0 of 2 points: wrong", "Divide by it."),
        "share_edges": Failure(PERSON, "it needs a person: judge"), "other": Failure(PERSON, "it has no result")}


def test_an_assignment_without_corpus(tmp_path: Path) -> None:
    """The message names the folder and what goes into it."""
    course = verify_course.make(tmp_path)
    (tmp_path / "tests/corpus/coins").rename(tmp_path / "tests/corpus/old")

    with pytest.raises(CourseError, match=r"tests/corpus/coins does not exist.*slips, attacks and idioms.*docs/verify\.md"):
        cases.subject(course, "coins")


def test_a_part_is_fixed_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    """The same seed gives the same part, with one slip of each question at least; another seed gives another."""
    more = {f"slips/sum{number}/{name}": verify_course.FILES[f"slips/sum/{name}"]
            for number in range(8) for name in ("answer.py", "expected.toml")}
    given = cases.subject(verify_course.make(tmp_path, files=more), "coins")

    def names(seed: int) -> list[str]:
        return [slip.name for slip in cases.chosen(given, replace(cases.FAST, seed=seed))]

    assert len(names(0)) == 2 + 1
    assert names(0) == names(0)
    assert len({tuple(names(seed)) for seed in range(10)}) > 1
    assert list(cases.left_out(given, cases.FAST)) == [
        "8 of 11 slips", "9 of 10 seeds for the key and each idiom", "95% of the mutants",
        "99% of the simulations of each statistical check"]
    assert list(cases.left_out(given, cases.WHOLE)) == []


def test_one_question(tmp_path: Path) -> None:
    """An author's question: its cases, its tests, and a word about the rest; an unknown name is told."""
    given = cases.subject(verify_course.make(tmp_path), "coins")
    scope = replace(CASES, question="share")

    todo = list(cases.cases(given, scope))

    assert {case.cell for case in todo} == {"", "share"}
    assert {test for case in todo for test in case.judged} == {"share_values", "share_edges"}
    assert "every question but share" in list(cases.left_out(given, scope))
    with pytest.raises(CourseError, match='"median" is no answer cell of coins; there are share, toss'):
        cases.questions(given, replace(CASES, question="median"))


def test_a_course_with_solutions_in_its_cells(tmp_path: Path) -> None:
    """Another nbgrader course has no package of solutions: its own cells are the key, and no mutants are made of them."""
    course = verify_course.make(tmp_path)
    path = tmp_path / "source/coins/coins.ipynb"
    text = path.read_text(encoding="utf-8")
    text = text.replace("from solutions.coins import share as reference", "if not len(flips): raise ValueError('flips')")
    text = text.replace("return reference(flips)", "return sum(flips) / len(flips)").replace(
        "from solutions.coins import toss as reference", "pass").replace("return reference(n, rng)", "return rng.integers(0, 2, n)")
    path.write_text(text, encoding="utf-8")
    for file in (tmp_path / "solutions").iterdir():
        file.unlink()
    (tmp_path / "solutions").rmdir()

    evidence = gathered(course, Scope(rounds=1, simulations=0))

    assert gate.broken(evidence) == ()
    assert evidence.left_out[-1] == "mutants: the course has no package solutions of reference solutions"
