"""`course grade` over folders of any name: ids in the scores, slugs on disk and in nbgrader's tables."""

import os

import nbformat
import pytest
from nbgrader import api

from autograder import course as courses
from autograder import notebook
from autograder.batch.plan import identified
from autograder.cli.grading import grade_all
from autograder.gradebook.store import Store
from autograder.students import Student, hashed
from autograder.workflow.grade import Request


def cell(source, grade_id, **facts):
    return nbformat.v4.new_code_cell(source, id=grade_id, metadata={"nbgrader": {
        "schema_version": 3, "grade_id": grade_id, "grade": False, "solution": False, "locked": False, "task": False, **facts}})


def notebook_with(answer):
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}})
    made.cells = [cell(answer, "answer", solution=True),
                  cell("assert answer() == 42", "check", grade=True, locked=True, points=2)]
    return notebook.dumps(made)


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    (root / "source" / "hw").mkdir(parents=True)
    text = notebook_with("def answer():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION")
    (root / "source" / "hw" / "one.ipynb").write_text(text, encoding="utf-8")
    return courses.find(root)


def hand_in(course, folder, value):
    place = course.folder("submitted") / folder / "hw"
    place.mkdir(parents=True)
    (place / "one.ipynb").write_text(notebook_with(f"def answer():\n    return {value}"), encoding="utf-8")


def test_folders_of_any_name(course):
    """Whatever the folder is called, everyone is graded once, shown by the id, and written under the slug."""
    (course.root / "roster.csv").write_text("id,name\nBo *,Bo Ek\n", encoding="utf-8")
    for folder, value in (("Ann Lee", 42), ("[x]", 1), (hashed("Bo *"), 42), ("Anna", 42), ("anna", 2), ("CON", 42)):
        hand_in(course, folder, value)
    os.mkdir(course.folder("submitted") / "nobody")
    done = grade_all(course, Request("hw", workers=1, trusted=True), quiet=True)

    with Store(course.database) as store:
        points = {row.student: row.points for row in store.scores("hw")}
        slugs = {student.id: student.slug for student in store.students()}
    assert done["graded"] == 6
    assert points == {"Ann Lee": 2, "[x]": 0, "Bo *": 2, "Anna": 2, "anna": 0, "CON": 2}
    assert {path.name for path in course.folder("autograded").iterdir()} == set(slugs.values())
    assert (slugs["Anna"], slugs["anna"], slugs["CON"]) == ("Anna", hashed("anna"), hashed("CON"))
    with api.Gradebook(course.database, "course") as stock:
        assert {student.id for student in stock.students} == set(slugs.values())
        assert stock.find_student(slugs["Bo *"]).first_name == "Bo"


def test_two_folders_of_one_student(course):
    """Work that is there twice is not graded by chance: a person is asked, and the others are graded."""
    (course.root / "roster.csv").write_text("id\nAnn Lee\n", encoding="utf-8")
    for folder, value in (("Ann Lee", 42), (hashed("Ann Lee"), 1), ("bo", 42)):
        hand_in(course, folder, value)
    done = grade_all(course, Request("hw", workers=1, trusted=True), quiet=True)

    assert done["needs_person"] == {
        "Ann Lee": [f"the submission is there twice, in Ann Lee and {hashed('Ann Lee')}; keep one of the folders"]}
    with Store(course.database) as store:
        assert {row.student: row.points for row in store.scores("hw")} == {"Ann Lee": None, "bo": 2}
        slug = store.slug("Ann Lee")
    (course.folder("submitted") / slug).rename(course.root / "other")
    again = grade_all(course, Request("hw", (slug,), trusted=True), quiet=True)
    assert (again["graded"], again["needs_person"]) == (1, {})


def test_identified():
    """A slug's folder is its student's; a decomposed name is the composed one; others are who they say."""
    known = [Student("Zoë", slug=hashed("Zoë"))]

    assert identified([hashed("Zoë"), "bo"], known) == ({"Zoë": hashed("Zoë"), "bo": "bo"}, {})
    assert identified(["Zoe\u0308"], known) == ({"Zoë": "Zoe\u0308"}, {})
    assert list(identified(["Zoe\u0308", "Zoë"], known)[1]) == ["Zoë"]
