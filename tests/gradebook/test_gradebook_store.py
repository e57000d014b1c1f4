"""The record, seen through stock nbgrader."""

import math
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from homework_course import cell, outcome, questions, result
from nbformat.v4 import new_code_cell
from nbgrader import api

from autograder import notebook
from autograder.errors import AutograderError, CourseError
from autograder.gradebook import store as store_module
from autograder.gradebook.store import Store
from autograder.model import SubmissionResult

TABLES = ("assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "task_cells", "source_cell", "student",
          "submitted_assignment", "submitted_notebook", "grade", "comment", "course_cell", "course_outcome",
          "course_student")


def dump(course):
    """All rows of all tables, but for the time of grading."""
    with sqlite3.connect(course / "gradebook.db") as db:
        found = {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES}
        found["course_submission"] = db.execute(
            "SELECT student, assignment, tier, isolation, repairs, seconds FROM course_submission").fetchall()
    return found


@pytest.fixture
def book(url):
    """Stock nbgrader's view of the same database."""
    with api.Gradebook(url, "c1") as opened:
        yield opened


def by_cell(store, **more):
    return {(row.student, row.notebook, row.cell): row for row in store.scores("homework", **more)}


def test_new_gradebook_is_private(course, url, store):
    """The file of a new gradebook is readable by its owner only."""
    assert stat.S_IMODE((course / "gradebook.db").stat().st_mode) == 0o600


def test_new_gradebook_needs_no_alembic_on_path(course, sources, monkeypatch):
    """A gradebook is made where the command `alembic` cannot be found, with nbgrader's schema version in it."""
    monkeypatch.setenv("PATH", str(course))
    with Store(f"sqlite:///{course / 'other.db'}") as made:
        made.register("c1", "homework", sources)

    with sqlite3.connect(course / "other.db") as db:
        stamped = db.execute("SELECT version_num FROM alembic_version").fetchall()
    monkeypatch.undo()
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"])
    assert stamped == [(api.get_alembic_version(),)]


def test_stock_upgrade_accepts_the_file(course, store):
    """`nbgrader db upgrade` finds nothing to do and breaks nothing."""
    store.record(result())
    before = dump(course)
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    subprocess.run([sys.executable, "-m", "nbgrader", "db", "upgrade", f"--db=sqlite:///{course / 'gradebook.db'}"],
                   cwd=course, check=True, capture_output=True, env={**os.environ, "PATH": path})

    assert dump(course) == before


def test_scores_make_no_gradebook(course, url):
    """Asking for scores where nothing was graded is an error that says what to run, and makes no file."""
    with Store(url) as fresh, pytest.raises(CourseError, match="course grade homework"):
        fresh.scores("homework")

    assert not (course / "gradebook.db").exists()


# nbgrader's own add_submission makes SQLAlchemy 2 warn; it works.
@pytest.mark.filterwarnings("ignore:Object of type .* not in session:sqlalchemy.exc.SAWarning")
def test_foreign_gradebook_without_our_tables(course, url, sources):
    """Scores of a gradebook that only stock nbgrader wrote can be read, and reading does not change it."""
    with Store(url) as made:
        made.register("c1", "homework", sources)
    with sqlite3.connect(course / "gradebook.db") as db:
        for name in ("course_cell", "course_outcome", "course_student", "course_submission"):
            db.execute(f"DROP TABLE {name}")
    with api.Gradebook(url, "c1") as stock:
        stock.add_student("s01")
        stock.add_submission("homework", "s01")
        stock.find_grade("double_values", "one", "homework", "s01").auto_score = 1
        stock.db.commit()

    with Store(url) as opened:
        rows = by_cell(opened)
    assert rows["s01", "one", "double_values"].points == 1
    assert rows["s01", "one", "why"].status == "needs-person"
    with sqlite3.connect(course / "gradebook.db") as db:
        assert not db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'course\\_%' ESCAPE '\\'").fetchall()


def test_other_schema_is_refused(course, url, store):
    """A gradebook of another nbgrader is left alone; the message says what to run."""
    with sqlite3.connect(course / "gradebook.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '724cde206c17'")

    with Store(url) as opened, pytest.raises(CourseError, match="nbgrader db upgrade"):
        opened.record(result())


@pytest.mark.parametrize("bad", ["", "gradebook.db", "nosuchdialect://x/y"])
def test_bad_url(bad):
    """A URL that SQLAlchemy cannot use names the setting."""
    with pytest.raises(CourseError, match="database ="):
        Store(bad)


def test_file_that_is_no_database(course, url, sources):
    """A file that is no database is our error with the file's name, not a traceback."""
    (course / "gradebook.db").write_text("this is text, not a database, and long enough to tell" * 50, encoding="utf-8")

    with Store(url) as opened, pytest.raises(AutograderError, match=r"gradebook\.db failed"):
        opened.register("c1", "homework", sources)


def test_stock_sees_the_same_scores(store, book):
    """nbgrader's own objects give the scores that were recorded, and which need a person."""
    store.record(result(outcome(points=1.0)), datetime(2026, 12, 1, 12, tzinfo=UTC))

    submission = book.find_submission("homework", "s01")
    assert (submission.score, submission.max_score) == (3.0, 13.0)
    assert submission.needs_manual_grade
    assert submission.timestamp == datetime(2026, 12, 1, 12)
    grade = book.find_grade("double_values", "one", "homework", "s01")
    assert (grade.auto_score, grade.needs_manual_grade, grade.failed_tests) == (1.0, False, True)
    written = book.find_grade("why", "one", "homework", "s01")
    assert (written.auto_score, written.needs_manual_grade) == (None, True)
    assert len(book.find_comment("a_task", "one", "homework", "s01").id) == 32


def test_submitted_at_is_kept_in_utc(store, book):
    """A time with a zone is converted; recording again without a time keeps it."""
    store.record(result(), datetime(2026, 12, 1, 12, tzinfo=timezone(timedelta(hours=2))))
    store.record(result())

    assert book.find_submission("homework", "s01").timestamp == datetime(2026, 12, 1, 10)


def test_recording_twice_is_recording_once(course, store):
    """The same result twice gives the same rows, ids included."""
    store.record(result(outcome(hint="h", flags=("a", "b"))))
    before = dump(course)
    store.record(result(outcome(hint="h", flags=("a", "b"))))

    assert dump(course) == before


def test_regrade_changes_scores(store):
    """A second result replaces the first, also by no score."""
    store.record(result(outcome(points=0.0, reason="wrong")))
    store.record(result(outcome(points=None, reason="judge: it broke")))

    row = by_cell(store)["s01", "one", "double_values"]
    assert (row.points, row.status, row.reason) == (None, "needs-person", "judge: it broke")


def test_what_people_gave_stays(store, book):
    """A manual score, extra credit and a comment survive a regrade; nbgrader asks for a second look, as it does itself."""
    store.record(result())
    grade = book.find_grade("why", "one", "homework", "s01")
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.5, 0.25, False
    book.find_comment("why", "one", "homework", "s01").manual_comment = "Well said."
    book.find_grade("double_values", "one", "homework", "s01").extra_credit = 0.5
    book.db.commit()
    store.record(result())
    book.db.expire_all()

    assert (grade.manual_score, grade.extra_credit, grade.needs_manual_grade) == (2.5, 0.25, True)
    assert book.find_comment("why", "one", "homework", "s01").comment == "Well said."
    row = by_cell(store)["s01", "one", "why"]
    assert (row.points, row.status) == (2.75, "graded")
    assert by_cell(store)["s01", "one", "double_values"].points == 2.5


def test_no_response(store, book):
    """An untouched written answer has nbgrader's zero and comment; an answer that was given has none."""
    silent = outcome(cell_id="why", points=0.0, most=3.0, reason="no response: the cell is as released")
    store.record(result(silent))

    grade = book.find_grade("why", "one", "homework", "s01")
    assert (grade.auto_score, grade.needs_manual_grade) == (0, False)
    assert book.find_comment("why", "one", "homework", "s01").auto_comment == "No response."
    assert book.find_comment("why", "two", "homework", "s01").auto_comment is None
    store.record(result())
    book.db.expire_all()
    assert book.find_comment("why", "one", "homework", "s01").auto_comment is None


def test_no_response_in_code(store, book):
    """An untouched solution cell gets the comment by its text in the executed notebook."""
    executed = {}
    for name, body in (("one", "# YOUR CODE HERE\n    raise NotImplementedError()"), ("two", "return 2 * x")):
        made = questions()
        made.cells[2].source = f"def double(x):\n    {body}"
        executed[name] = notebook.dumps(made)
    store.record(result(notebooks=executed))

    assert book.find_comment("double", "one", "homework", "s01").auto_comment == "No response."
    assert book.find_comment("double", "two", "homework", "s01").auto_comment is None


def test_unreadable_submission_has_rows(store):
    """A submission that could not be read has a row for each grade cell, each with its reason."""
    cells = [outcome(c.notebook, c.cell, None, c.max, reason="one.ipynb could not be read") for c in result().cells]
    store.record(result(*cells))

    rows = store.scores("homework")
    assert len(rows) == 6
    assert {(row.points, row.status, row.reason) for row in rows} == {
        (None, "needs-person", "one.ipynb could not be read")}


def test_result_without_cells_has_rows(store):
    """A registered cell that the result does not speak of needs a person."""
    store.record(SubmissionResult("s01", "homework", ()))

    assert {row.status for row in store.scores("homework")} == {"needs-person"}
    assert all(row.reason for row in store.scores("homework"))


def test_order_and_facts_of_scores(store):
    """Rows come by student, notebook and place in the source, with all that the result said."""
    store.record(result(student="s02"))
    store.record(result(outcome(points=0.0, hint="h", reason="r", flags=("f", "g"), seconds=0.5)))

    rows = store.scores("homework")
    cells = ["double_values", "why", "a_task"]
    assert [(row.student, row.notebook, row.cell) for row in rows] == [
        (student, book, cell_id) for student in ("s01", "s02") for book in ("one", "two") for cell_id in cells]
    assert (rows[0].points, rows[0].max, rows[0].status) == (0.0, 2.0, "graded")
    assert (rows[0].flags, rows[0].hint, rows[0].reason, rows[0].seconds) == (("f", "g"), "h", "r", 0.5)
    assert store.scores("homework", "s02") == rows[6:]
    assert store.scores("homework", "nobody") == []


@pytest.mark.parametrize("points", [math.nan, math.inf, -0.5, 2.5])
def test_impossible_score_needs_a_person(store, points):
    """A score that is no number from 0 to the maximum is never recorded as one."""
    store.record(result(outcome(points=points, reason="as judged")))

    row = by_cell(store)["s01", "one", "double_values"]
    assert (row.points, row.status) == (None, "needs-person")
    assert "not between 0 and 2; as judged" in row.reason


def test_hostile_text(store):
    """NUL and half characters in a student's message, and quotes in an id, are recorded and come back as text."""
    store.record(result(outcome(reason="a\x00b\ud800c"), student="s'; DROP TABLE grade; --"))

    row = by_cell(store)["s'; DROP TABLE grade; --", "one", "double_values"]
    assert row.reason == "a\\x00b\\ud800c"


def test_unknown_cell_writes_nothing(course, store):
    """A result for a cell that the gradebook does not have is an error, and no row of it is written."""
    before = dump(course)
    with pytest.raises(CourseError, match='no grade cell "gone"'):
        store.record(SubmissionResult("s01", "homework", (outcome(), outcome(cell_id="gone"))))

    assert dump(course) == before


def test_all_or_nothing_on_an_exception(course, store, monkeypatch):
    """Where the last step fails, what was recorded before stands untouched."""
    store.record(result())
    before = dump(course)

    def fail(*_):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(store_module, "_facts", fail)
    for student in ("s01", "s02"):
        with pytest.raises(RuntimeError, match="in the middle"):
            store.record(result(outcome(points=0.0), student=student))

    assert dump(course) == before


def test_all_or_nothing_on_a_kill(course, url, store):
    """A process that is killed after writing grades, before the end, leaves no trace."""
    store.record(result())
    before = dump(course)
    child = os.fork()
    if child == 0:
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL)

        store_module._facts = die
        Store(url).record(result(outcome(points=0.0)))
        os._exit(0)
    _, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert dump(course) == before
    store.record(result(outcome(points=0.0)))
    assert by_cell(store)["s01", "one", "double_values"].points == 0


def test_in_memory_gradebook(sources):
    """An SQLite gradebook without a file works, for trying things."""
    with Store("sqlite://") as made:
        made.register("c1", "homework", sources)
        made.record(result())

        assert len(made.scores("homework")) == 6


def rewrite(course, name, made):
    path = course / "source" / "homework" / f"{name}.ipynb"
    path.write_text(notebook.dumps(made), encoding="utf-8")
    return notebook.load_assignment(path.parent)


def test_changed_points(course, store, book):
    """Points changed in the source change in the gradebook; grades stay."""
    store.record(result())
    store.register("c1", "homework", rewrite(course, "one", questions(points=4)))

    assert book.find_grade_cell("double_values", "one", "homework").max_score == 4
    assert by_cell(store)["s01", "one", "double_values"].points == 2


def test_added_cell_opens_grades(course, store, book):
    """A cell added after grading has an open grade in each submission, so that stock nbgrader finds it."""
    store.record(result())
    more = cell(new_code_cell, "assert True", "late_values", grade=True, locked=True, points=1)
    store.register("c1", "homework", rewrite(course, "one", questions(extra=[more])))

    assert book.find_grade("late_values", "one", "homework", "s01").needs_manual_grade
    row = by_cell(store)["s01", "one", "late_values"]
    assert (row.points, row.reason) == (None, "there is no automatic score for this cell yet")


def test_removed_cell_with_a_grade(course, store):
    """A cell that students have a grade for may not leave the source; the gradebook stays as it was."""
    store.record(result())
    before = dump(course)
    made = questions()
    del made.cells[3]
    with pytest.raises(CourseError, match=r'"double_values" is gone from the source.*Put it back'):
        store.register("c1", "homework", rewrite(course, "one", made))

    assert dump(course) == before


def test_removed_cell_without_a_grade(course, store, book):
    """A cell that nobody has a grade for leaves with its open rows; so does a notebook."""
    open_result = SubmissionResult("s01", "homework", ())
    store.record(open_result)
    made = questions()
    del made.cells[3]
    sources = rewrite(course, "one", made)
    store.register("c1", "homework", [source for source in sources if source.name == "one"])

    assert [row.cell for row in store.scores("homework")] == ["why", "a_task"]
    assert [found.name for found in book.find_assignment("homework").notebooks] == ["one"]
    assert len(book.find_submission("homework", "s01").notebooks) == 1


def test_due_date(store, sources, book):
    """A due date is local time of the course, kept in UTC; without one the gradebook's stays."""
    store.register("c1", "homework", sources, "2026-12-01 23:59:59", "Europe/Berlin")
    store.register("c1", "homework", sources)

    assert book.find_assignment("homework").duedate == datetime(2026, 12, 1, 22, 59, 59)


def test_bad_due_date(store, sources):
    """A due date that is no time names itself."""
    with pytest.raises(CourseError, match='due = "soon"'):
        store.register("c1", "homework", sources, "soon")
