"""What is registered is what `nbgrader generate_assignment` records."""

import os
import sqlite3
import subprocess
import sys

import pytest
from homework_course import questions, result

from autograder import notebook
from autograder.errors import CourseError
from autograder.gradebook.store import Store

CELLS = """SELECT notebook.name, base_cell.name, base_cell.type, g.max_score, g.cell_type, t.max_score, t.cell_type, s.id
NOTNULL FROM base_cell JOIN notebook ON notebook.id = notebook_id LEFT JOIN grade_cells g ON g.id = base_cell.id
LEFT JOIN task_cells t ON t.id = base_cell.id LEFT JOIN solution_cells s ON s.id = base_cell.id"""
TEXTS = """SELECT notebook.name, source_cell.name, cell_type, locked, source, checksum FROM source_cell
JOIN notebook ON notebook.id = notebook_id"""
BOOKS = """SELECT assignment.name, duedate, course_id, notebook.name, kernelspec FROM assignment
JOIN notebook ON assignment.id = assignment_id"""


def facts(path):
    """All but the ids, each table's rows in nbgrader's order where that has a meaning (source cells of a notebook)."""
    with sqlite3.connect(path) as db:
        return {"cells": sorted(db.execute(CELLS), key=repr), "books": sorted(db.execute(BOOKS)),
                "texts": db.execute(f"{TEXTS} ORDER BY notebook.name, source_cell.rowid").fetchall()}


def nbgrader(course, *arguments):
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    return subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=course, capture_output=True, text=True,
                          env={**os.environ, "PATH": path}, check=False)


def test_register_equals_stock(course, sources, url):
    """Another teacher's course, with stubs of its own: the same rows as stock writes; stock then finds nothing new.

    Stock also accepts our gradebook for `nbgrader autograde`: locked cells are put back and checksums agree.
    """
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'c1'\nc.ClearSolutions.text_stub = 'Write here.'\n",
        encoding="utf-8")
    made = nbgrader(course, "generate_assignment", "homework", "--db=sqlite:///stock.db")
    assert made.returncode == 0, made.stderr
    with Store(url) as store:
        store.register("c1", "homework", sources)
    ours = facts(course / "gradebook.db")

    assert ours == facts(course / "stock.db")
    assert any("Write here." in row[4] for row in ours["texts"])
    assert not any("return 2 * x" in row[4] or "The model answer" in row[4] for row in ours["texts"])

    submitted = course / "submitted" / "s01" / "homework"
    submitted.mkdir(parents=True)
    for name in ("one", "two"):
        answer = notebook.read(course / "release" / "homework" / f"{name}.ipynb")
        answer.cells[2].source = "def double(x):\n    return 2 * x"
        (submitted / f"{name}.ipynb").write_text(notebook.dumps(answer), encoding="utf-8")
    graded = nbgrader(course, "autograde", "homework", f"--db={url}")
    assert graded.returncode == 0, graded.stderr
    with Store(url) as store:
        stock = [(row.notebook, row.cell, row.points) for row in store.scores("homework")]
        with sqlite3.connect(course / "gradebook.db") as db:
            comments = sorted(db.execute("SELECT auto_comment FROM comment"), key=repr)
        silent = "no response: the cell is as released"
        ours_again = [c if c.cell != "why" else type(c)(c.notebook, c.cell, 0.0, c.max, reason=silent)
                      for c in result().cells]
        executed = {name: (submitted / f"{name}.ipynb").read_text(encoding="utf-8") for name in ("one", "two")}
        store.record(result(*ours_again, notebooks=executed))

        assert [(row.notebook, row.cell, row.points) for row in store.scores("homework")] == stock
    with sqlite3.connect(course / "gradebook.db") as db:
        assert sorted(db.execute("SELECT auto_comment FROM comment"), key=repr) == comments


def test_register_twice_changes_nothing(course, sources, url):
    """Registering the same source again keeps all rows with their ids."""
    def ids():
        with sqlite3.connect(course / "gradebook.db") as db:
            return [db.execute(f"SELECT * FROM {name}").fetchall() for name in ("base_cell", "source_cell", "notebook")]

    with Store(url) as store:
        store.register("c1", "homework", sources)
        before = ids()
        store.register("c1", "homework", sources)

    assert ids() == before


def test_changed_text(course, sources, url):
    """A changed locked cell is put back with its new text and checksum, in its place."""
    with Store(url) as store:
        store.register("c1", "homework", sources)
        before = facts(course / "gradebook.db")["texts"]
        made = questions()
        made.cells[1].source = "import math, cmath"
        path = course / "source" / "homework" / "one.ipynb"
        path.write_text(notebook.dumps(made), encoding="utf-8")
        store.register("c1", "homework", notebook.load_assignment(path.parent))
    after = facts(course / "gradebook.db")["texts"]

    assert [row[:4] for row in after] == [row[:4] for row in before]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new[4] for _, new in changed] == ["import math, cmath"]
    assert changed[0][0][5] != changed[0][1][5]


def test_notebook_that_nbgrader_refuses(course, url):
    """A solution region without its end is named with the file."""
    made = questions()
    made.cells[2].source = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x"
    path = course / "source" / "homework" / "one.ipynb"
    path.write_text(notebook.dumps(made), encoding="utf-8")

    with Store(url) as store, pytest.raises(CourseError, match=r"one\.ipynb: nbgrader refuses it"):
        store.register("c1", "homework", notebook.load_assignment(path.parent))
    assert not (course / "gradebook.db").exists()


def test_broken_configuration(course, sources, url):
    """An nbgrader_config.py that fails is named."""
    (course / "nbgrader_config.py").write_text("1 / 0\n", encoding="utf-8")

    with Store(url) as store, pytest.raises(CourseError, match=r"nbgrader_config\.py cannot be run: ZeroDivisionError"):
        store.register("c1", "homework", sources)
