"""A whole class through the real sandbox: everyone gets their due, the dishonest cost their own cells only."""

import json
import os
from pathlib import Path

import pytest

from autograder import demo
from autograder.batch import plan, pool
from autograder.course import find
from autograder.gradebook import files, scores
from autograder.gradebook.store import Store
from autograder.model import Limits

ROOT = Path(__file__).parent.parent.parent
LIMITS = Limits(cell_cpu_seconds=2.0, cell_wall_seconds=8.0, memory_mb=400)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The demo class, graded once and recorded."""
    folder = tmp_path_factory.mktemp("class")
    made = demo.make_class(find(ROOT), folder / "demo", size=40)
    course = find(folder / "demo")
    exams = plan.examinations(course, "bayes", "judge")
    batch = plan.Plan("bayes", "judge", exams, plan.students_of(course, "bayes"))
    results = {}
    with Store(course.database) as store:
        store.register("likelihood-lab", "bayes", [exam.source for exam in exams])
        for result in pool.run(batch, course.folder("submitted"), LIMITS, workers=2):
            store.record(result)
            files.write_autograded(course, result, course.folder("submitted") / result.student / "bayes", result.student)
            results[result.student] = result
        rows = store.scores("bayes")
    return made, course, results, rows


def test_everyone_gets_their_due(graded):
    """Each student's cells earn what the class was made to earn."""
    made, _, _, rows = graded
    got = {}
    for row in rows:
        got.setdefault(row.student, {})[row.cell] = row.points

    wrong = {}
    for member in made.students:
        for cell, have in got[member.id].items():
            want = None if member.unreadable or cell in member.by_hand else member.points.get(cell, 0.0)
            if have != want:
                wrong[member.id, cell] = (have, want)
    assert wrong == {}


def test_nobody_is_lost(graded):
    """Every folder under submitted/ has a result with a row for each grade cell."""
    made, _, results, rows = graded

    assert set(results) == {member.id for member in made.students}
    assert len({(row.student, row.cell) for row in rows}) == len(rows) == len(results) * len(results["s01-loops"].cells)


def test_no_process_survives(graded):
    """When the class is graded, nothing of any student runs any more."""
    mine = f"{os.getpid()}"
    children = Path(f"/proc/{mine}/task/{mine}/children").read_text().split()

    assert [pid for pid in children if "guest" in Path(f"/proc/{pid}/cmdline").read_text()] == []


def test_no_hidden_test_in_autograded_notebooks(graded):
    """What formgrader shows carries no hidden test."""
    _, course, _, _ = graded
    notebooks = list(course.folder("autograded").glob("*/bayes/bayes.ipynb"))

    assert len(notebooks) >= 39
    for path in notebooks:
        assert "HIDDEN TESTS" not in path.read_text()
        assert "checks.rng" not in path.read_text()


def test_the_formats_agree(graded):
    """JSON has exactly the documented keys; CSV has as many lines."""
    *_, rows = graded
    data = json.loads(scores.as_json(rows))

    assert all(tuple(item) == scores.FIELDS for item in data)
    assert {item["status"] for item in data} == {"graded", "needs-person"}
    assert all((item["points"] is None) == (item["status"] == "needs-person") for item in data)
    assert scores.as_csv(rows).count("\r\n") >= len(rows) + 1
