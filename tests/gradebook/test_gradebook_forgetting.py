"""Forgetting a student: nothing of them is left, and everything of the others is."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from homework_course import outcome, result
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder import course as courses
from autograder.cli import app
from autograder.errors import AutograderError, CourseError
from autograder.gradebook import database, forgetting

GONE = "quince-4711"
STAYS = "s02"
LONGER = f"x-{GONE}"  # another student


@pytest.fixture
def made(course, store, url):
    """A course with two students, a copy of the gradebook, and folders of each step."""
    for student in (GONE, STAYS, LONGER):
        store.record(result(outcome(hint=f"hint for {student}"), student=student))
    with closing(Gradebook(url)) as gradebook:
        for student in (GONE, STAYS):
            gradebook.update_or_create_student(student, first_name=f"First {student}", email=f"{student}@example.org")
            gradebook.find_comment("why", "one", "homework", student).manual_comment = f"comment for {student}"
        gradebook.db.commit()
    for student in (GONE, STAYS, LONGER):
        for step in ("submitted", "autograded", "feedback", "collected/homework", "backups/then_homework/autograded",
                     "backups/.torn_homework/autograded"):
            folder = course / step / student / "homework"
            folder.mkdir(parents=True)
            (folder / "one.ipynb").write_text(f"work of {student}", encoding="utf-8")
    for copy in ("backups/then_homework", "backups/.torn_homework"):
        shutil.copyfile(course / "gradebook.db", course / copy / "gradebook.db")
    return courses.find(course)


def databases(course):
    return sorted(course.root.rglob("gradebook.db"))


def dump(path, without=()):
    """All rows of a database as text, without those that name one of `without`."""
    with closing(sqlite3.connect(path)) as db:
        return [line for line in db.iterdump() if not any(f"'{name}'" in line for name in without)]


def files_naming(course, word):
    return [path for path in course.root.rglob("*") if path.is_file() and word in path.read_bytes()]


def test_everything_is_found_first(made):
    """Rows by table in the gradebook and its copies, folders of every step, and nothing of a name that only ends so."""
    found = forgetting.traces(made, GONE)

    assert set(found.rows) == {str(path) for path in databases(made)}
    assert found.rows[str(made.root / "gradebook.db")] == {
        "comment": 6, "grade": 6, "submitted_notebook": 2, "submitted_assignment": 1, "student": 1, "course_outcome": 6,
        "course_submission": 1, "course_student": 1}
    assert {path.name for path in found.folders} == {GONE}
    assert len(found.folders) == 6
    assert len(databases(made)) == 3


def test_nothing_is_left_and_the_others_are_untouched(made):
    """Rows of others are the same before and after, in every copy; no byte of the student is left in any file."""
    ids = ids_of(made.root / "gradebook.db")
    before = {path: dump(path, (GONE, *ids)) for path in databases(made)}
    others = {path: path.read_bytes() for path in made.root.rglob("*.ipynb") if GONE not in path.parts}
    left = forgetting.forget(made, GONE)

    assert not left
    assert {path: dump(path) for path in databases(made)} == before
    assert {path: path.read_bytes() for path in made.root.rglob("*.ipynb")} == others
    for word in (f"hint for {GONE}", f"comment for {GONE}", f"{GONE}@example.org", f"First {GONE}", f"work of {GONE}"):
        assert files_naming(made, word.encode()) == []


def ids_of(path):
    """Keys of the rows that hang on the student's submissions: their rows name these and not the student."""
    with closing(sqlite3.connect(path)) as db:
        mine = [row[0] for row in db.execute("select id from submitted_assignment where student_id = ?", (GONE,))]
        books = [row[0] for one in mine for row in db.execute("select id from submitted_notebook where assignment_id = ?", (one,))]
    return [*mine, *books]


def test_bytes_of_rows_deleted_before_are_gone(made):
    """Free pages of the file keep what was deleted: the file is written anew."""
    path = made.root / "gradebook.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma secure_delete = off")
        db.execute("update comment set manual_comment = 'about quince: ' || hex(randomblob(4000)) where manual_comment like '%quince%'")
        db.commit()
        db.execute("update comment set manual_comment = '' where manual_comment like 'about quince%'")
        db.commit()
    assert b"about quince" in path.read_bytes()

    forgetting.forget(made, GONE)
    assert b"about quince" not in path.read_bytes()


def test_interrupted_run_goes_on(made):
    """Whatever part is gone already, the rest is found again."""
    shutil.rmtree(made.folder("submitted") / GONE)
    (made.root / "gradebook.db").unlink()

    assert forgetting.traces(made, GONE)
    assert not forgetting.forget(made, GONE)
    assert not forgetting.traces(made, GONE)


def test_gradebook_that_another_program_holds_comes_last(made, monkeypatch):
    """The message says what to do; the copies are done by then, and the gradebook still knows who is meant."""
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with closing(sqlite3.connect(made.root / "gradebook.db", isolation_level=None)) as db:
        db.execute("begin immediate")
        with pytest.raises(AutograderError, match="another program"):
            forgetting.forget(made, GONE)

    assert list(forgetting.traces(made, GONE).rows) == [str(made.root / "gradebook.db")]
    assert not forgetting.forget(made, GONE)


def test_links_are_removed_and_never_followed(made, tmp_path):
    """A link in a folder's place, or inside one, leads out of the course; what it leads to stays."""
    aim = tmp_path / "aim"
    (aim / GONE).mkdir(parents=True)
    (aim / GONE / "file").touch()
    shutil.copyfile(made.root / "gradebook.db", aim / "gradebook.db")
    before = (aim / "gradebook.db").read_bytes()
    shutil.rmtree(made.folder("submitted") / GONE)
    (made.folder("submitted") / GONE).symlink_to(aim / GONE)
    (made.folder("autograded") / GONE / "link").symlink_to(aim)
    (made.root / "backups" / "linked").symlink_to(aim)
    (made.root / "collected" / "linked").symlink_to(aim)

    assert not forgetting.forget(made, GONE)
    assert not (made.folder("submitted") / GONE).is_symlink()
    assert (aim / GONE / "file").exists()
    assert (aim / "gradebook.db").read_bytes() == before


@pytest.mark.parametrize("name", ["homework", "autograded", "then_homework"])
def test_student_called_as_a_folder_of_ours_takes_no_work_of_others(made, name):
    """An assignment's folder, or a copy's, is everybody's."""
    assert not forgetting.traces(made, name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../course", "a\0b", "a\\b"])
def test_names_that_leave_the_folder_are_refused(made, name):
    """`course forget ..` would be the end of the course."""
    with pytest.raises(CourseError, match="cannot be the name of a student's folder"):
        forgetting.forget(made, name)


def test_name_and_key_may_differ(made):
    """Tables of ours may hold the id that people know beside the folder's name."""
    with closing(sqlite3.connect(made.root / "gradebook.db")) as db:
        db.execute("update course_student set id = 'Quince *4711*' where slug = ?", (GONE,))
        db.commit()

    assert forgetting.traces(made, GONE, "Quince *4711*").rows[str(made.root / "gradebook.db")]["course_student"] == 1
    forgetting.forget(made, GONE, "Quince *4711*")
    with closing(sqlite3.connect(made.root / "gradebook.db")) as db:
        assert (STAYS,) in db.execute("select slug from course_student").fetchall()
        assert (GONE,) not in db.execute("select slug from course_student").fetchall()


def test_files_about_several_people_are_named_and_stay(made):
    """An export or a roster is for a person to mend; a longer name is another one."""
    for name, text in (("scores.csv", f"{GONE},3\n{STAYS},4"), ("other.csv", f"x{GONE},3"), ("empty.csv", "")):
        (made.root / name).write_text(text, encoding="utf-8")

    left = forgetting.forget(made, GONE)
    assert left.mentions == (made.root / "scores.csv",)
    assert (made.root / "scores.csv").exists()


def run(course, *arguments, **more):
    return CliRunner().invoke(app, ["forget", *arguments, "--root", str(course.root)], **more)


def test_command_shows_asks_and_removes(made):
    """Nothing happens without a yes."""
    refused = run(made, GONE, input="n\n")
    assert refused.exit_code == 1
    assert str(made.folder("submitted") / GONE) in refused.stdout.replace("\n", "")
    assert forgetting.traces(made, GONE)

    done = run(made, GONE, input="y\n")
    assert done.exit_code == 0
    assert not forgetting.traces(made, GONE)


def test_command_says_when_there_is_nobody(made):
    """Exit code 2: a slip of the keyboard, or done already."""
    assert run(made, GONE, "--yes").exit_code == 0

    again = run(made, GONE, "--yes")
    assert again.exit_code == 2
    assert "Nothing is kept of" in again.stderr


def test_command_tells_a_program(made):
    """`--json` alone only says what there is; with `--yes` it removes."""
    look = run(made, GONE, "--json")
    assert (look.exit_code, json.loads(look.stdout)["removed"]) == (1, False)
    assert forgetting.traces(made, GONE)

    done = run(made, GONE, "--json", "--yes")
    assert (done.exit_code, json.loads(done.stdout)["removed"]) == (0, True)
    assert not forgetting.traces(made, GONE)
