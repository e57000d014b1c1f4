"""A small course whose submissions were graded: what feedback pages are made from, without any sandbox."""

import copy
import json
from contextlib import closing
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

from autograder import course as courses
from autograder import notebook
from autograder.course import Course
from autograder.gradebook import files
from autograder.gradebook.store import Store
from autograder.judge import ingest
from autograder.judge.outline import outline
from autograder.judge.reading import document
from autograder.model import CellResult, SubmissionResult

HIDDEN = "assert area(7.25) == 165.1299638543135"
SCHEME = "one point for roots, one for light and water"
SOLUTION = "return math.pi * r ** 2  # the reference"
HINT = "Square the radius before you multiply."
CONFIG = '''course_id = "trees"
title = "Trees"
time_zone = "Europe/Berlin"
assignments = {"trees": {"title": "Trunks and crowns"}}
'''


def cell(make, source, grade_id, **facts):
    """A cell with nbgrader's metadata; `facts` are grade, solution, locked, task, points."""
    whole = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False,
             "grade_id": grade_id, **facts}
    return make(source, id=grade_id.replace("_", "-"), metadata={"nbgrader": whole})


def questions():
    """Question 1 with a visible and a hidden part, question 2 with two answer cells, a written one and a task."""
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    found = nbformat.v4.new_notebook(metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    found.cells = [
        text("# Trunks and crowns\n\nRead all of it.", id="intro"),
        cell(code, "import math", "setup", locked=True),
        cell(text, "### Question 1: the *area* (3 points)\n\n```\n# no heading\n```", "area_prompt", locked=True),
        cell(code, f"def area(r):\n    ### BEGIN SOLUTION\n    {SOLUTION}\n    ### END SOLUTION", "area", solution=True),
        cell(code, f"# A trunk of radius 0.\nassert area(0) == 0\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS",
             "area_values", grade=True, locked=True, points=2),
        cell(code, "# radii that are no numbers\n### BEGIN HIDDEN TESTS\nassert math.isnan(area(math.nan))  # hidden\n"
             "### END HIDDEN TESTS", "area_edges", grade=True, locked=True, points=1),
        cell(text, "## Question 2: two at once", "two_prompt", locked=True),
        cell(code, "### BEGIN SOLUTION\nlow = 1\n### END SOLUTION", "low", solution=True),
        cell(code, "### BEGIN SOLUTION\nhigh = 2\n### END SOLUTION", "high", solution=True),
        cell(code, "assert low < high", "low_and_high", grade=True, locked=True, points=1),
        cell(text, "### Question 3: in words", "why_prompt", locked=True),
        cell(text, f"The model answer of the staff.\n=== BEGIN MARK SCHEME ===\n{SCHEME}\n=== END MARK SCHEME ===", "why",
             grade=True, solution=True, points=2),
        cell(text, "### Question 4: draw\n\nDraw a tree in a cell of your own.", "drawing", task=True, locked=True, points=2),
    ]
    return found


def released(source):
    """The notebook that students get."""
    found = copy.deepcopy(source)
    for one in found.cells:
        grader = one.metadata.get("nbgrader", {})
        if grader.get("solution"):
            one.source = "# YOUR CODE HERE\nraise NotImplementedError()" if one.cell_type == "code" else "YOUR ANSWER HERE"
        else:
            one.source = notebook.without_hidden(one.source)
    return found


def make_course(root: Path, *, notebooks=("trees",), release=True) -> Course:
    """The course on disk, with an empty gradebook that knows the assignment."""
    for name in notebooks:
        for step, found in (("source", questions()), ("release", released(questions()))):
            if step == "source" or release:
                path = root / step / "trees" / f"{name}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(notebook.dumps(found), encoding="utf-8")
    (root / "course_config.py").write_text(CONFIG, encoding="utf-8")
    made = courses.find(root)
    with Store(made.database) as store:
        store.register("trees", "trees", made.source("trees"))
    return made


def marked(points, most, cell_id, book="trees", **more) -> CellResult:
    return CellResult(book, cell_id, points, most, **more)


def hand_in(
    course: Course, student="s01", *, answers=None, outputs=None, extra=(), cells=(), book="trees", stamp=None,
) -> None:
    """Hand in one notebook and record that it was graded; `cells` replace full marks.

    `outputs` are those of code cells by grade_id (of an extra cell: by its text).
    """
    answers = {"area": "def area(r):\n    return math.pi * r * r", "low": "low = 1", "high": "high = 2",
               "why": "Because of the light.", **(answers or {})}
    source = course.source("trees")[0]
    work = released(questions())
    for one in work.cells:
        name = one.metadata.get("nbgrader", {}).get("grade_id", "")
        one.source = answers.get(name, one.source)
    work.cells += [nbformat.v4.new_code_cell(text, id=f"mine-{place}") for place, text in enumerate(extra)]
    reading = ingest.match(document(json.loads(nbformat.writes(work))), outline(source, {}, None))
    for step in reading.steps:
        step.outputs = list((outputs or {}).get(step.id or step.source, []))
    folder = course.folder("submitted") / student / "trees"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{book}.ipynb").write_text(nbformat.writes(work), encoding="utf-8", errors="backslashreplace")
    if stamp:
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    full = {(name, *rest[:1]): marked(rest[1], rest[2], rest[0], name) for name in [s.name for s in course.source("trees")]
            for rest in (("area_values", 2.0, 2.0), ("area_edges", 1.0, 1.0), ("low_and_high", 1.0, 1.0), ("why", None, 2.0),
                         ("drawing", None, 2.0))}
    full |= {(result.notebook, result.cell): result for result in cells}
    result = SubmissionResult(student, "trees", tuple(full.values()), {book: ingest.executed(reading.steps, {})},
                              tier="namespaces")
    with Store(course.database) as store:
        store.record(result, files.timestamp(folder, course.settings.time_zone))
        slug = store.slug(student)
    files.write_autograded(course, result, folder, slug)


def by_hand(course: Course, cell_id, *, student="s01", book="trees", score=None, comment=None, extra=None) -> None:
    """What a person gives in formgrader, through nbgrader's own gradebook."""
    with Store(course.database) as store:
        student = store.slug(student)
    with closing(Gradebook(course.database)) as gradebook:
        if score is not None or extra is not None:
            grade = gradebook.find_grade(cell_id, book, "trees", student)
            grade.manual_score, grade.extra_credit = score, extra
        if comment is not None:
            gradebook.find_comment(cell_id, book, "trees", student).manual_comment = comment
        gradebook.db.commit()


def late(course: Course, points, *, student="s01", book="trees") -> None:
    """A penalty for handing in late, as nbgrader keeps it."""
    with closing(Gradebook(course.database)) as gradebook:
        gradebook.find_submission_notebook(book, "trees", student).late_submission_penalty = points
        gradebook.db.commit()
