"""What a regrade would change is told before anything is written; copies bring the old record back."""

import hashlib
import os

from coins_class import graded, hand_in, request

from autograder.gradebook import backups
from autograder.gradebook.store import Store
from autograder.workflow import grade, regrade


def preview(found, **more):
    work = grade.prepare(found, request(again=True, **more))
    old = regrade.recorded_rows(found, "coins")
    return [change for result in grade.results(found, work)
            for change in regrade.changes(work, result, old.get(result.student, ()))]


def content(found):
    return {str(path.relative_to(found.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in found.root.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def scores(found):
    with Store(found.database) as store:
        return {(row.student, row.cell): row.points for row in store.scores("coins")}


def test_a_preview_says_who_how_much_and_why_and_writes_nothing(found):
    """Bob's answer was mended: his point is announced, with the reason, and no file changes."""
    hand_in(found, "bob")
    before = content(found)

    (change,) = preview(found)
    assert (change.student, change.cell, change.old, change.new, change.by) == ("bob", "answer_terms_values", 0, 1, 1)
    assert change.because == (regrade.BECAUSE["submission"],)
    assert content(found) == before


def test_a_preview_of_an_unchanged_class_is_empty(found):
    """Grading again gives the same marks."""
    assert preview(found) == []


def test_a_score_by_hand_is_said_to_stay(found):
    """The automatic score under a person's would change; the person's stays."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(found.root / "gradebook.db")) as db, db:
        db.execute("update grade set manual_score = 0.5 where auto_score = 0")
    hand_in(found, "bob")

    assert [(change.student, change.by_hand) for change in preview(found)] == [("bob", True)]


def test_restore_brings_gradebook_and_notebooks_back(found):
    """A copy made before a regrade has the old scores and the old executed notebooks; the newer ones are kept as well."""
    old, mine = scores(found), found.folder("autograded") / "bob" / "coins" / "coins.ipynb"
    text = mine.read_text()
    copy = backups.back_up(found, "coins")
    hand_in(found, "bob")
    graded(found, again=True)
    new, newer = scores(found), mine.read_text()
    assert (new == old, newer == text) == (False, False)

    before = backups.restore(found, copy)
    assert (scores(found), mine.read_text()) == (old, text)
    assert [backup.name for backup in backups.backups(found)] == [copy.name, before.name]
    backups.restore(found, before)
    assert (scores(found), mine.read_text()) == (new, newer)


def test_a_restored_grade_that_no_longer_stands_is_graded_again(found):
    """After a restore the next batch grades whom the old record does not fit any more, and nobody else."""
    copy = backups.back_up(found, "coins")
    hand_in(found, "bob")
    graded(found)
    backups.restore(found, copy)

    assert grade.prepare(found, request()).plan.students == ("bob",)


def test_copies_are_for_the_owner_only(found):
    """Folders 0700, gradebook 0600; a copy that was not finished is no copy."""
    copy = backups.back_up(found, "coins")
    (found.root / backups.FOLDER / f".{copy.name}").mkdir()

    assert os.stat(copy.path).st_mode & 0o077 == 0
    assert os.stat(copy.path / "gradebook.db").st_mode & 0o077 == 0
    assert [backup.name for backup in backups.backups(found)] == [copy.name]


def test_a_gradebook_that_is_held_is_not_waited_for_without_end(found, monkeypatch):
    """Another program holds the gradebook: restore gives up, says so, and the copy is still there."""
    import sqlite3
    from contextlib import closing

    import pytest

    from autograder.errors import AutograderError

    copy = backups.back_up(found, "coins")
    monkeypatch.setattr(backups, "PATIENCE", 0.3)
    with closing(sqlite3.connect(found.root / "gradebook.db", isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AutograderError, match="run the command again"):
            backups.restore(found, copy)
    assert copy in backups.backups(found)
