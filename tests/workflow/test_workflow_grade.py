"""Going on: what is graded already is left out, and nothing else is."""

import sqlite3
from contextlib import closing

import pytest
from coins_class import graded, hand_in, request

from autograder.authoring import render
from autograder.batch import pool
from autograder.errors import AutograderError
from autograder.gradebook.store import Store
from autograder.workflow import grade


def change(found, statement, *values):
    with closing(sqlite3.connect(found.root / "gradebook.db")) as db, db:
        assert db.execute(statement, values).rowcount > 0


def scores(found):
    with Store(found.database) as store:
        return {(row.student, row.cell): row.points for row in store.scores("coins")}


def test_an_unchanged_class_is_not_graded_again(found):
    """Everybody's key is what it was, the unreadable file's too."""
    work = grade.prepare(found, request())

    assert (work.plan.students, work.unchanged) == ((), ("ann", "bob", "cem"))
    assert list(grade.perform(found, work)) == []


def test_a_new_submission_is_graded_alone(found):
    """Bob mends his answer: he is graded, the others are left out, and his points go up."""
    assert scores(found)["bob", "answer_terms_values"] == 0
    hand_in(found, "bob")

    assert graded(found) == ["bob"]
    assert scores(found)["bob", "answer_terms_values"] == 1


@pytest.mark.parametrize("what", ["notebook", "solution", "data file"])
def test_a_change_of_the_assignment_regrades_everybody(found, what):
    """Source, reference solutions and data files are what a grade stands on."""
    path = {"notebook": "source/coins/coins.ipynb", "solution": "solutions/coins.py", "data file": "source/coins/flips.txt"}
    file = found.root / path[what]
    file.write_text(file.read_text().replace("quests", "").replace("Counted in whole", "Counted in").replace("110", "111")
                    .replace("Why is a prior no cheating", "Why is a prior no fraud"))
    render.write_release(found, "coins")

    assert grade.prepare(found, request()).plan.students == ("ann", "bob", "cem")


def test_limits_and_isolation_are_part_of_the_key(found):
    """Another isolation is another grading."""
    assert grade.prepare(found, request(isolation="shared")).unchanged == ()


def test_a_missing_autograded_notebook_is_made_again(found):
    """Formgrader needs the notebook: a record without it does not stand."""
    (found.folder("autograded") / "ann" / "coins" / "coins.ipynb").unlink()

    assert grade.prepare(found, request()).plan.students == ("ann",)


def test_a_score_of_somebody_else_does_not_stand(found):
    """Another program wrote an automatic score: the submission is graded again."""
    change(found, "update grade set auto_score = 3 where auto_score = 0")

    assert grade.prepare(found, request()).plan.students == ("bob",)


def test_a_grading_that_failed_is_tried_again(found, monkeypatch):
    """Where the judge itself broke, a person is needed now and the next batch tries again."""
    hand_in(found, "ann", why_prior="Something else.")
    monkeypatch.setattr(pool.grading, "grade", lambda *_, **__: 1 / 0)
    assert graded(found) == ["ann"]
    assert scores(found)["ann", "mean_edges"] is None
    monkeypatch.undo()

    assert graded(found) == ["ann"]
    assert scores(found)["ann", "mean_edges"] == 3


def test_what_people_gave_survives_a_regrade(found):
    """Manual score, extra credit and comment are there after grading again."""
    change(found, "update grade set manual_score = 1.5, extra_credit = 0.5 where auto_score is null")
    change(found, "update comment set manual_comment = 'Well put.'")
    before = scores(found)

    assert graded(found, again=True) == ["ann", "bob", "cem"]
    assert scores(found) == before
    with closing(sqlite3.connect(found.root / "gradebook.db")) as db:
        assert set(db.execute("select manual_comment from comment")) == {("Well put.",)}


def test_two_gradings_at_once_are_refused(found):
    """The second one says so, names the process, and writes nothing."""
    import subprocess
    import sys

    hold = ("import fcntl, sys; f = open(sys.argv[1], 'a+'); fcntl.lockf(f, fcntl.LOCK_EX); f.write('123'); f.flush();"
            "print('held', flush=True); sys.stdin.read()")
    path = str(found.root / grade.LOCK)
    (found.root / grade.LOCK).unlink()
    with subprocess.Popen([sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AutograderError, match=r"under way \(process 123\)"):
            list(grade.perform(found, grade.prepare(found, request(again=True))))
        other.stdin.close()


def test_an_unknown_student_is_named(found):
    """`--student` with a name that handed nothing in grades nobody."""
    with pytest.raises(AutograderError, match="nothing of dan"):
        grade.prepare(found, request(students=("ann", "dan")))
