"""A small course of another teacher's, and results for it."""

import nbformat

from autograder.model import CellResult, SubmissionResult


def cell(make, source, grade_id, *, grade=False, solution=False, locked=False, points=None, task=False):
    """A cell with nbgrader's metadata."""
    facts = {"schema_version": 3, "grade": grade, "solution": solution, "locked": locked, "task": task,
             "grade_id": grade_id}
    if points is not None:
        facts["points"] = points
    return make(source, id=grade_id.replace("_", "-"), metadata={"nbgrader": facts})


def questions(*, points=2, extra=()):
    """A notebook with a cell of each kind."""
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    found = nbformat.v4.new_notebook(metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    found.cells = [
        text("# Prose without metadata", id="prose"),
        cell(code, "import math", "setup", locked=True),
        cell(code, "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", "double",
             solution=True),
        cell(code, "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS",
             "double_values", grade=True, locked=True, points=points),
        cell(text, "The model answer.\n=== BEGIN MARK SCHEME ===\none point each\n=== END MARK SCHEME ===", "why",
             grade=True, solution=True, points=3),
        cell(text, "Draw it.", "a_task", task=True, locked=True, points=1.5),
        *extra,
    ]
    return found


def outcome(notebook_name="one", cell_id="double_values", points=2.0, most=2.0, **more) -> CellResult:
    return CellResult(notebook_name, cell_id, points, most, **more)


def result(*cells, student="s01", **more) -> SubmissionResult:
    """A result for both notebooks; `cells` replace the full marks and the hand-graded cells."""
    given = {(c.notebook, c.cell): c for c in cells}
    every = [outcome(book, *rest) for book in ("one", "two")
             for rest in (("double_values", 2.0, 2.0), ("why", None, 3.0), ("a_task", None, 1.5))]
    return SubmissionResult(student, "homework", tuple(given.get((c.notebook, c.cell), c) for c in every),
                            tier="namespaces", **more)
