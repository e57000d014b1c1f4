"""The survey: mutants run against the tests of their questions, each in a process of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coins_course import CONFIG, cells, write

from autograder import course as courses
from autograder.course import Course
from autograder.errors import CourseError, SandboxError
from autograder.verification import forks, mutants, mutation
from autograder.verification.mutants import Mutant
from autograder.verification.mutation import KillRate, MutantResult

Build = Callable[..., Course]
ROOT = Path(__file__).parents[2]

SOLUTIONS = '''"""Reference solutions of a small course."""


def _total(flips):
    if len(flips) > 100:
        import os
        os._exit(0)
    if len(flips) > 200:
        return bytearray(1 << 40)
    return sum(flips)


def update(a, b, flips):
    heads = _total(flips)
    return a + heads, b + len(flips) - heads


def mean(a, b, flips=()):
    left = len(flips)
    while left > 0:
        left -= 1
    return a / (a + b + left)


def log_norm(a, b):
    return a


answer_terms = {"P(theta)": "prior", "P(D)": "evidence"}
'''
NO_CHANGE = "return a / (a + b - left)"  # left is 0 there
NEGATIVE = "return -sum(flips)"


@dataclass(frozen=True)
class Surveyed:
    course: Course
    results: dict[str, MutantResult]  # by question and changed line


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Surveyed:
    """All mutants of the small course; on the list of equivalents are one that is and one that is not."""
    root = tmp_path_factory.mktemp("course")
    content = cells()
    for cell in content:
        if cell.id == "mean_edges":
            cell.source += "\nassert mean(2, 6, (1, 0)) == 0.25"
        if cell.id == "update_values":
            cell.source = ("from solutions.coins import update as truth\n"
                           "assert update(5, 7, [1]) == truth(5, 7, [1]) == (6, 7)")
    write(root, content)
    (root / "solutions").mkdir()
    (root / "solutions" / "__init__.py").touch()
    (root / "solutions" / "coins.py").write_text(SOLUTIONS, encoding="utf-8")
    (root / "course_config.py").write_text(CONFIG, encoding="utf-8")
    course = courses.find(root)
    path = mutants.equivalents_path(course, "coins")
    path.parent.mkdir(parents=True)
    entries = "\n".join(mutants.entries_for(m for m in all_of(course) if m.after in (NO_CHANGE, NEGATIVE)))
    path.write_text(entries.replace('reason = ""', 'reason = "left is 0 there"'), encoding="utf-8")
    results = mutation.survey(course, "coins", workers=2)
    return Surveyed(course, {f"{result.question}: {result.after}": result for result in results})


def all_of(course: Course) -> list[Mutant]:
    return [m for question in mutants.questions(course, "coins") for m in question.mutants]


def test_every_mutant_has_its_result(surveyed: Surveyed) -> None:
    """One result for each mutant, in the order of notebooks and modules, whatever ended first."""
    expected = [f"{m.question}: {m.after}" for m in all_of(surveyed.course)]

    assert list(surveyed.results) == list(dict.fromkeys(expected))


def test_a_mutant_is_killed_by_a_test(surveyed: Surveyed) -> None:
    """The result says where the change is and which test cell noticed it; the test has the unmutated module."""
    swapped = surveyed.results["update: return b + len(flips) - heads, a + heads"]
    line = SOLUTIONS.split("\n").index("    return a + heads, b + len(flips) - heads") + 1

    assert (swapped.outcome, swapped.by, swapped.operator, swapped.line) == ("killed", "update_values", "return", line)
    assert swapped.before == "return a + heads, b + len(flips) - heads"


def test_a_hang_is_a_timeout(surveyed: Surveyed) -> None:
    """A mutant that never ends dies by its time limit."""
    endless = surveyed.results["mean: left += 1"]

    assert (endless.outcome, endless.by) == ("timeout", "mean_edges")


def test_a_crash_and_a_flood_cost_one_mutant(surveyed: Surveyed) -> None:
    """A mutant that ends its process or asks for all memory is killed, whatever status it leaves; the others run."""
    for after in ("if True:", "if len(flips) < 100:", "if len(flips) < 200:", NEGATIVE):
        result = surveyed.results[f"update: {after}"]
        assert (result.outcome, result.by) == ("killed", "update_values")


def test_survivors_and_equivalents(surveyed: Surveyed) -> None:
    """A survivor on the list is an equivalent, another one a hole."""
    assert (surveyed.results[f"mean: {NO_CHANGE}"].outcome, surveyed.results[f"mean: {NO_CHANGE}"].by) == ("equivalent", "")
    assert surveyed.results["update: if False:"].outcome == "survived"


def test_a_killed_mutant_contradicts_the_list(surveyed: Surveyed) -> None:
    """What a test kills is no equivalent, whatever the list says."""
    path = mutants.equivalents_path(surveyed.course, "coins")
    listed = mutants.read_equivalents(path, all_of(surveyed.course))

    assert [e.key[3] for e in mutation.contradicted(surveyed.results.values(), listed)] == [NEGATIVE]


def test_a_sample_runs_alone(surveyed: Surveyed) -> None:
    """Only the sample runs, and its results are those of the whole survey; progress counts its mutants."""
    steps: list[tuple[int, int]] = []

    part = mutation.survey(surveyed.course, "coins", workers=1, sample=0.05, seed=3,
                           progress=lambda done, total: steps.append((done, total)))

    assert {result.question for result in part} == {"update", "mean", "answer_terms"}
    assert set(part) <= set(surveyed.results.values())
    assert steps == [(done + 1, len(part)) for done in range(len(part))]


def test_samples_are_seeded(build: Build) -> None:
    """A share of a question's mutants, at least one, in their order, the same each time; another seed takes others."""
    question = mutants.questions(build(), "coins")[1]
    taken = mutation.sampled(question, 0.25, 1)

    assert taken == sorted(taken) == mutation.sampled(question, 0.25, 1) != mutation.sampled(question, 0.25, 2)
    assert 4 * len(taken) - 4 < len(question.mutants) <= 4 * len(taken)
    assert len(mutation.sampled(question, 1e-6, 1)) == 1
    assert mutation.sampled(question, None, 1) == list(range(len(question.mutants)))


def test_a_wrong_reference_is_no_base(build: Build) -> None:
    """Where the reference answer itself fails, nothing can be said of mutants."""
    course = build(None, SOLUTIONS.replace("return a / (a + b + left)", "return 2 * a"))

    with pytest.raises(CourseError, match=r'question "mean": the reference answer itself ends in "mean_edges" \(killed\)'):
        mutation.survey(course, "coins", workers=1)


def test_a_broken_cell_is_named(build: Build) -> None:
    """A set-up cell that raises is the author's mistake, with its name."""
    def broken(cells: dict[str, Any]) -> None:
        cells["imports"].source = "import no_such_module"

    with pytest.raises(CourseError, match='coins: cell "imports" raises ModuleNotFoundError with the reference solutions'):
        mutation.survey(build(broken, SOLUTIONS), "coins", workers=1)


def test_a_lost_process_is_our_fault(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the process that forks ends early, no rate is published."""
    monkeypatch.setattr(forks, "__name__", "autograder.no_such_program")

    with pytest.raises(SandboxError, match="the process that runs mutants ended with 1"):
        mutation.survey(build(None, SOLUTIONS), "coins", workers=1)


def test_kill_rates() -> None:
    """A timeout is a kill, an equivalent is no wrong answer."""
    def result(question: str, outcome: mutation.Outcome) -> MutantResult:
        return MutantResult(question, "f", "return", 1, "", "", "", outcome, "")

    outcomes: tuple[mutation.Outcome, ...] = ("killed", "timeout", "survived", "killed", "equivalent")
    found = mutation.kill_rates([*(result("one", o) for o in outcomes), result("two", "equivalent")])

    assert found[0] == KillRate("one", 3, 1, 1)
    assert found[0].rate == 0.75
    assert found[1] == KillRate("two", 0, 0, 1)
    assert found[1].rate != found[1].rate


def test_the_time_limit() -> None:
    """Five times the original, and one second."""
    assert forks.time_limit(0.4) == 3.0


@pytest.mark.parametrize("options", [{"workers": 0}, {"sample": 0.0}, {"sample": 1.5}])
def test_senseless_options(options: dict[str, Any], build: Build) -> None:
    """No workers or no sample would be a survey of nothing."""
    with pytest.raises(ValueError, match="workers is at least 1 and sample lies in"):
        mutation.survey(build(None, SOLUTIONS), "coins", **{"workers": 1, **options})


def test_bayes_in_part() -> None:
    """A seeded fiftieth of the mutants of each question of `bayes`: the tests notice each."""
    results = mutation.survey(courses.find(ROOT), "bayes", workers=2, sample=0.02)

    assert [result for result in results if result.outcome == "survived"] == []
    assert len({result.question for result in results}) == 22
