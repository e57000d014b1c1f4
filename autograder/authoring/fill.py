"""A source notebook with the numbers of its release: what the student version and the key both start from."""

from typing import Any

import nbformat

from autograder import notebook, variants
from autograder.errors import CourseError
from autograder.model import SourceNotebook
from autograder.variants import Manifest

METADATA = "likelihood_lab"  # notebook metadata that says which release a notebook is of
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def filled(source: SourceNotebook, manifest: Manifest) -> Any:
    """The notebook of `source` (an nbformat 4.5 node, without outputs), placeholders filled, marked as of `manifest`.

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
        elif notebook.NUMBERS_TAG in cell.metadata.get("tags", ()):
            cell.source = variants.fill(cell.source, values, f'{source.path}: cell "{cell.id}"')
    release = {"assignment": manifest.assignment, "release": manifest.release, "term": manifest.term}
    result.metadata = nbformat.from_dict(
        {"kernelspec": _KERNEL, "language_info": {"name": "python"}, METADATA: release}
    )
    return result
