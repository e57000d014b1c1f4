"""A source notebook as the project keeps it, whatever editor it was in: no outputs, named cells, canonical JSON."""

import copy
import re
from typing import Any

from autograder import notebook
from autograder.model import Role

# What editors leave in a cell's metadata: how it was folded or scrolled, when it ran.
_EDITORS = ("collapsed", "scrolled", "ExecuteTime", "execution", "jupyter", "vscode", "jp-MarkdownHeadingCollapsed", "trusted")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_RANDOM = re.compile(r"(?=.*[0-9])[0-9a-f]{8}|[0-9a-f-]{36}")  # ids that Jupyter gives
_WORDS = 4  # of a cell's first line make its name


def tidied(node: Any) -> Any:
    """A copy of the notebook (nbformat 4) without outputs, execution counts and editors' notes, every cell with a name.

    A graded or locked cell is called by its grade_id; another keeps a name that it has, or gets one from its first
    words. Cells with a term's numbers are made neither editable nor deletable. Sources stay as they are.
    """
    result = copy.deepcopy(node)
    result.nbformat, result.nbformat_minor = 4, 5
    language = result.metadata.get("kernelspec", {}).get("language", "python")
    result.metadata = {"kernelspec": dict(_KERNEL), "language_info": {"name": "python"}} if language == "python" else result.metadata
    taken = {grader["grade_id"] for cell in result.cells if "grade_id" in (grader := cell.metadata.get("nbgrader") or {})}
    for cell in result.cells:
        for name in _EDITORS:
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if notebook.role_of(cell) is Role.PARAMETERS or notebook.NUMBERS_TAG in cell.metadata.get("tags", ()):
            cell.metadata["editable"] = cell.metadata["deletable"] = False
        cell["id"] = _name(cell, taken)
    return result


def is_name(text: str) -> bool:
    """Whether this is a name that a person gave a cell, in the form that sources use."""
    return bool(_SLUG.fullmatch(text)) and not _RANDOM.fullmatch(text)


def _name(cell: Any, taken: set[str]) -> str:
    """The cell's name; one that is not its grade_id is added to `taken`."""
    grade_id = (cell.metadata.get("nbgrader") or {}).get("grade_id")
    if grade_id is not None:
        return str(grade_id)
    own = str(cell.get("id", ""))
    words = re.findall(r"[a-z0-9]+", cell.source.partition("\n")[0].lower())[:_WORDS]
    base = own if is_name(own) else "-".join(words) or "cell"
    if _RANDOM.fullmatch(base):
        base = f"cell-{base}"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name
