"""A recorded check can be run again with its seed: what it said comes out once more, and nothing is recorded."""

import json
import sqlite3
from contextlib import closing

import pytest
from coins_class import graded
from typer.testing import CliRunner

from autograder import course
from autograder.cli.console import app
from autograder.errors import CourseError
from autograder.gradebook.store import Store
from autograder.judge.marking import seed_of
from autograder.workflow.replay import replay

CELL = "answer_terms_values"
SAYS = "from autograder import checks\nraise checks.CheckFailed(f'drawn {checks.rng(chr(120)).integers(10**15)}', hint='Draw.')"


@pytest.fixture
def failing(found):
    """The course with a check that fails for everybody and says what it drew, graded."""
    path = found.root / "source" / "coins" / "coins.ipynb"
    source = json.loads(path.read_text(encoding="utf-8"))
    for cell in source["cells"]:
        if cell["id"] == CELL:
            cell["source"] = f"assert answer_terms\n### BEGIN HIDDEN TESTS\n{SAYS}\n### END HIDDEN TESTS"
    path.write_text(json.dumps(source), encoding="utf-8")
    again = course.find(found.root)
    graded(again)
    return again


def dump(found):
    with closing(sqlite3.connect(found.root / "gradebook.db")) as db:
        return list(db.iterdump())


def test_a_replay_draws_what_was_drawn(failing):
    """The recorded seed decides, and another seed draws something else; the gradebook stays as it is."""
    with Store(failing.database) as store:
        seeds = store.seeds("coins", "ann")
        (reason,) = (row.reason for row in store.scores("coins", "ann") if row.cell == CELL)
    before = dump(failing)

    (again,) = replay(failing, "coins", "ann", [CELL])

    assert "drawn " in reason
    assert (again.now.reason, again.now.points, again.differs) == (reason, 0, False)
    assert again.now.seed == seeds["coins", CELL] == seed_of("ann", "coins", "coins", CELL)
    assert dump(failing) == before
    with closing(sqlite3.connect(failing.root / "gradebook.db")) as db, db:
        db.execute("update course_outcome set seed = '17' where student = 'ann' and cell = ?", (CELL,))
    (other,) = replay(failing, "coins", "ann", [CELL])
    assert other.now.seed == 17
    assert other.now.reason != reason


def test_the_command_says_seed_reason_and_whether_it_differs(failing):
    """As a TA types it, for people and for programs; exit code 1 where the score is another one now."""
    call = ["replay", "coins", "--student", "ann", "--root", str(failing.root)]

    said = CliRunner().invoke(app, [*call, "--cell", CELL])
    assert said.exit_code == 0
    assert "as recorded" in said.stdout
    assert "drawn" in said.stdout
    everything = CliRunner().invoke(app, [*call, "--json"])
    cells = {one["cell"]: one for one in json.loads(everything.stdout)}
    assert cells[CELL]["seed"] == seed_of("ann", "coins", "coins", CELL)
    assert all(one["points"] == one["recorded"] for one in cells.values())
    assert len(cells) > 1
    with closing(sqlite3.connect(failing.root / "gradebook.db")) as db, db:
        db.execute("update grade set auto_score = 1 where auto_score = 0")
    assert CliRunner().invoke(app, [*call, "--cell", CELL]).exit_code == 1


def test_what_has_no_seed_cannot_be_replayed(failing):
    """A written answer, a cell that does not exist, a submission that could not be read, somebody unknown."""
    for student, cell in (("ann", "why_prior"), ("ann", "nothing"), ("cem", CELL), ("nobody", CELL)):
        with pytest.raises(CourseError):
            replay(failing, "coins", student, [cell])
