"""Stock nbgrader in a folder of its own: what ours is compared with.

It gets its own gradebook and a plain configuration; the kernel may import `autograder` and `solutions`, because hidden
tests of ours do. Its one departure from the defaults is patience: a busy machine must not cost a cell its mark.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from lines import ROOT, environment, run
from nbgrader import utils
from nbgrader.api import Gradebook

_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "stock"
c.ExecutePreprocessor.timeout = 600
c.ExecutePreprocessor.startup_timeout = 600
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """What stock nbgrader recorded for one grade cell."""

    points: float | None  # None where it waits for a person
    stderr: str = ""  # text on stderr in the executed cell
    otherwise: float | None = None  # nbgrader's own mark of that cell without the text on stderr


def prepare(folder: Path, assignment: str) -> None:
    """Configure a folder that has source/ and submitted/, and register the assignment in its gradebook."""
    (folder / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
    _nbgrader(folder, "generate_assignment", assignment)


def autograde(folder: Path, assignment: str, student: str = "*") -> None:
    """Grade everybody anew, or one student."""
    _nbgrader(folder, "autograde", assignment, f"--student={student}", "--force")


def marks(folder: Path, assignment: str) -> dict[tuple[str, str, str], Mark]:
    """By student, notebook and grade cell."""
    found: dict[tuple[str, str, str], Mark] = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            for book in submission.notebooks:
                cells = _executed(folder / "autograded" / submission.student.id / assignment / f"{book.name}.ipynb")
                for grade in book.grades:
                    points = None if grade.auto_score is None else float(grade.auto_score)
                    found[submission.student.id, book.name, grade.name] = _mark(points, cells.get(grade.name))
    return found


def _mark(points: float | None, cell: Any) -> Mark:
    """A mark with what the executed cell tells about it."""
    if cell is None or cell.cell_type != "code":
        return Mark(points)
    said = [o for o in cell.outputs if o.output_type == "stream" and o.name == "stderr"]
    if not said:
        return Mark(points)
    cell.outputs = [output for output in cell.outputs if output not in said]
    otherwise, _ = utils.determine_grade(cell)
    return Mark(points, "".join(output.text for output in said), otherwise)


def _executed(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    notebook = nbformat.read(path, as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if utils.is_grade(cell)}


def _nbgrader(folder: Path, *arguments: str) -> None:
    done = run([sys.executable, "-m", "nbgrader", *arguments], folder, environment(PYTHONPATH=str(ROOT)))
    if done.returncode != 0:
        sys.exit(f"nbgrader {' '.join(arguments)} failed in {folder}:\n{done.stderr[-3000:]}")
