"""A source notebook with the numbers of its release: what the student version and the key both start from."""

from typing import Any

import nbformat

from autograder import notebook, variants
from autograder.errors import CourseError
from autograder.model import Role, SourceNotebook
from autograder.variants import Manifest

METADATA = "likelihood_lab"  # notebook metadata that says which release a notebook is of
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def filled(source: SourceNotebook, manifest: Manifest) -> Any:
    """The notebook of `source` (an nbformat 4.5 node, without outputs), placeholders filled, marked as of `manifest`.

    A hand-graded cell has nbgrader metadata, so its text belongs to every term; but its mark scheme never leaves for a
    student's notebook, where nbgrader could restore it, and may have the term's numbers.

    Raises:
        CourseError: a placeholder has no parameter, or a cell has no id.
    """
    result = notebook.read(source.path)
    if (result.nbformat, result.nbformat_minor) != (4, 5):
        raise CourseError(f"{source.path} has notebook format {result.nbformat}.{result.nbformat_minor}; it must be"
                          " 4.5, which has cell ids. Save it once with a current Jupyter.")
    values = variants.parameters(source)
    for cell in result.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            continue
        where = f'{source.path}: cell "{cell.id}"'
        if notebook.NUMBERS_TAG in cell.metadata.get("tags", ()):
            cell.source = variants.fill(cell.source, values, where)
        elif values and notebook.role_of(cell) in (Role.WRITTEN, Role.TASK):
            cell.source = schemes_filled(cell.source, values, where)
    release = {"assignment": manifest.assignment, "release": manifest.release, "term": manifest.term}
    result.metadata = nbformat.from_dict(
        {"kernelspec": _KERNEL, "language_info": {"name": "python"}, METADATA: release}
    )
    return result


def schemes_filled(source: str, values: dict[str, Any], where: str) -> str:
    """The text of a hand-graded cell with the placeholders of its mark schemes filled, and no others.

    Raises:
        CourseError: as `variants.fill`, or the markers are not balanced.
    """
    lines = source.split("\n")
    for first, last in reversed(notebook.regions(source, notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)):
        lines[first + 1 : last] = variants.fill("\n".join(lines[first + 1 : last]), values, where).split("\n")
    return "\n".join(lines)
