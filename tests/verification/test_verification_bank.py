import json
from pathlib import Path

from typer.testing import CliRunner

from autograder import course as courses
from autograder.cli.console import app
from autograder.verification import bank, catalogue

ROOT = Path(__file__).parents[2]


def test_the_bank_has_every_point() -> None:
    """The questions of each assignment are worth what its notebooks are, and each answer cell is one of them."""
    course = courses.find(ROOT)
    for assignment in course.assignments:
        sources = course.source(assignment)
        found = bank.entries(course, assignment)

        assert sum(entry.points for entry in found) == sum(c.points for s in sources for c in s.grade_cells)
        assert {entry.id for entry in found if entry.cells} == {a for a, t in catalogue.tests_by_answer(sources).items() if t}
        assert [entry.number for entry in found if entry.number] == sorted({entry.number for entry in found if entry.number})


def test_a_question_is_described() -> None:
    """Where it stands, what it is called, what it is worth and what proves it."""
    entry = next(e for e in bank.entries(courses.find(ROOT), "bayes") if e.id == "posterior")
    slips = list((ROOT / "tests" / "corpus" / "bayes" / "slips").glob("posterior_*"))

    assert (entry.number, entry.topic, entry.title, entry.points, entry.cells) == (1, "Bayes' rule", "the rule", 5, 4)
    assert entry.slips == len(slips)
    assert entry.idioms == 4
    assert entry.minutes == round(3 * 60 * 5 / 100)


def test_a_written_question_is_for_a_person() -> None:
    """It has no test cells, its points count."""
    entry = bank.entries(courses.find(ROOT), "bayes")[-1]

    assert (entry.id, entry.cells, entry.points, entry.title) == ("base_rate_written", 0, 5, "in words")


def test_another_course_needs_no_corpus(build) -> None:
    """Without cases and announced hours the bank says so, and the command prints JSON."""
    course = build()

    result = CliRunner().invoke(app, ["questions", "--json", "--root", str(course.root)])

    rows = json.loads(result.stdout)
    assert {row["id"] for row in rows} >= {"update", "mean"}
    assert {(row["slips"], row["idioms"], row["minutes"]) for row in rows} == {(0, 0, None)}
