"""`nbgrader autograde` with the engine: the scores of `course grade`, nobody lost, nothing of people's overwritten."""

import json
import os
import re
import shutil
from pathlib import Path

from nbgrader.api import Gradebook
from plugin_course import NO_SANDBOX, ROOT, answered, autograde, hand_in, homework, points, press, rows, run

from autograder import demo, notebook
from autograder.course import find
from autograder.nbgrader_plugin import converter

KEPT = ("s01-loops", "s09-chatty", "s22-exit-in-function", "s23-cut-off", "s39-shadowed-builtins")


def troubled_class(folder):
    """A few of the demo class, and submissions that stock nbgrader passes over, chokes on or waits for for ever."""
    made = demo.make_class(find(ROOT), folder / "class")
    submitted = made.root / "submitted"
    for student in made.students:
        if student.id not in KEPT:
            shutil.rmtree(submitted / student.id)
    for name in ("t1-renamed", "t2-empty", "t3-folder", "t4-pipe", "t5-link", "t6-twice"):
        (submitted / name / "bayes").mkdir(parents=True)
    right = submitted / "s01-loops" / "bayes" / "bayes.ipynb"
    shutil.copy(right, submitted / "t1-renamed" / "bayes" / "my bayes.ipynb")
    (submitted / "t3-folder" / "bayes" / "bayes.ipynb").mkdir()
    os.mkfifo(submitted / "t4-pipe" / "bayes" / "bayes.ipynb")
    os.mkfifo(submitted / "s01-loops" / "bayes" / "timestamp.txt")
    (submitted / "t5-link" / "bayes" / "bayes.ipynb").symlink_to(right)
    (submitted / "s09-chatty" / "bayes" / "data.txt").symlink_to(made.root / "source" / "bayes" / "bayes.ipynb")
    twice = json.loads(right.read_text(encoding="utf-8"))
    answer = next(cell for cell in twice["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    twice["cells"].append({**answer, "source": "pass"})  # stock nbgrader stops the whole class here
    (submitted / "t6-twice" / "bayes" / "bayes.ipynb").write_text(json.dumps(twice), encoding="utf-8")
    return made.root


def test_scores_equal_those_of_course_grade(tmp_path):
    """Cell for cell and byte for byte, on a fresh gradebook, for hostile, broken, missing and doubled things too."""
    ours = troubled_class(tmp_path)
    theirs = tmp_path / "theirs"
    shutil.copytree(ours, theirs, symlinks=True, copy_function=lambda a, b: None if Path(a).is_fifo() else shutil.copy2(a, b))
    for pipe in ("t4-pipe/bayes/bayes.ipynb", "s01-loops/bayes/timestamp.txt"):
        os.mkfifo(theirs / "submitted" / pipe)

    done = autograde(theirs, "bayes")
    graded = run("autograder.cli", "grade", "bayes", "--root", ours)

    assert (done.returncode, graded.returncode) == (0, 1), done.stderr + graded.stderr
    assert "Traceback" not in done.stderr
    assert rows(theirs, "bayes") == rows(ours, "bayes")
    assert len({row[0] for row in rows(theirs, "bayes")}) == len(KEPT) + 6
    files = {path.relative_to(ours): path.read_bytes() for path in (ours / "autograded").rglob("*") if path.is_file()}
    there = {path.relative_to(theirs): path.read_bytes() for path in (theirs / "autograded").rglob("*") if path.is_file()}
    assert there == files
    modes = {path.stat().st_mode & 0o077 for path in (theirs / "autograded").rglob("*")}
    assert modes == {0}


def test_missing_notebook_is_no_zero(course):
    """Of two notebooks, each has its own rows: the one that is not there needs a person, the other has its marks."""
    done = press(course, "hw", force=False)

    assert done["success"], done
    got = points(course, "hw")
    assert [got["good", book, "double-values"] for book in ("one", "two")] == [2, 2]
    assert (got["half", "one", "double-values"], got["half", "two", "double-values"]) == (0, None)
    assert "two.ipynb is not in the submission" in done["log"]
    with Gradebook(find(course).database) as gradebook:
        grade = gradebook.find_grade("double-values", "two", "hw", "half")
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
    assert sorted(path.name for path in (course / "autograded" / "half" / "hw").iterdir()) == ["one.ipynb", "two.ipynb"]


def test_graded_students_are_skipped(course):
    """Without --force nbgrader grades again only who has handed in since; it waits for no pipe named like the time."""
    press(course, "hw", "half")
    stamps = {name: course / "submitted" / name / "hw" / "timestamp.txt" for name in ("good", "half")}
    stamps["good"].write_text("2026-11-01 10:00:00 UTC")
    os.mkfifo(stamps["half"])
    hand_in(course, "line\nbreak", "one", answered("return x"))  # nbgrader would end the run here

    first = press(course, "hw", force=False)["log"]
    stamps["good"].write_text("2026-11-01 11:00:00 UTC")
    second = press(course, "hw", force=False)["log"]

    for log in (first, second):
        assert "line break in its name" in log
        skipped = re.findall(r"Skipping existing assignment: .*autograded/(\w+)/hw", log)
        assert skipped == ["half"]
    assert "Updating existing assignment" in second


def test_what_people_gave_survives(course):
    """Points, extra credit and a comment are there after the button was pressed again; new answers count; one engine."""
    press(course, "hw", "half")
    assert {student for student, _, _ in points(course, "hw")} == {"half"}
    engine = converter._engines._handle.pid
    with Gradebook(find(course).database) as gradebook:
        grade = gradebook.find_grade("why", "one", "hw", "half")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        gradebook.find_comment("why", "one", "hw", "half").manual_comment = "More next time."
        gradebook.db.commit()
    hand_in(course, "half", "one", answered("return x * 2"))

    done = press(course, "hw", "half")

    assert done["success"], done
    assert converter._engines._handle.pid == engine
    got = points(course, "hw")
    assert (got["half", "one", "why"], got["half", "one", "double-values"]) == (2.0, 2.0)
    with Gradebook(find(course).database) as gradebook:
        assert gradebook.find_comment("why", "one", "hw", "half").manual_comment == "More next time."


def test_without_a_sandbox_nobody_is_graded(course, tmp_path):
    """nbgrader ends with the message of `course doctor`; there is no gradebook and no autograded file."""
    (tmp_path / "sitecustomize.py").write_text(NO_SANDBOX, encoding="utf-8")

    done = autograde(course, "hw", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")

    assert done.returncode == 1
    assert "No sandbox on this machine" in done.stderr
    assert "course doctor" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (course / "autograded").exists()
    assert not (course / "gradebook.db").exists()


def test_wrong_source_grades_nobody(course):
    """A source that is the author's fault ends the run with the message that says what to mend."""
    source = homework()
    source.cells[1].metadata.nbgrader.points = -1
    (course / "source" / "hw" / "one.ipynb").write_text(notebook.dumps(source), encoding="utf-8")

    done = press(course, "hw")

    assert not done["success"]
    assert '"double-values" is worth -1 points' in done["log"]
    assert not (course / "autograded").exists()


def test_other_layouts_are_refused(course):
    """A folder structure that the engine does not know is an error that names the setting."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('get_config().CourseDirectory.directory_structure = "{student_id}/{nbgrader_step}/{assignment_id}"\n')
    (course / "good").mkdir()
    (course / "submitted" / "good").rename(course / "good" / "submitted")

    done = press(course, "hw")

    assert not done["success"]
    assert "directory_structure" in done["log"]
