"""A source notebook as a Python file in the percent format, to edit in any editor, and back.

The copy carries the names of cells and a digest of the notebook that it was made from, so that neither an edit of the
copy nor one made meanwhile in the notebook is lost without a word.
"""

import hashlib
from pathlib import Path
from typing import Any

import jupytext

from autograder import notebook
from autograder.authoring.tidy import tidied
from autograder.errors import CourseError

FOLDER = "edits"  # beside source/, never committed
_FORMAT = {"extension": ".py", "format_name": "percent"}
_DIGEST = "likelihood_lab_source"
_NAME = "cell_name"


def copy_of(path: Path) -> str:
    """The notebook as text.

    Raises:
        CourseError: it is no notebook, or it has something that the format would not give back.
    """
    node = tidied(notebook.read(path))
    marked = tidied(node)
    for cell in marked.cells:
        if "nbgrader" not in cell.metadata:
            cell.metadata[_NAME] = cell.id
    marked.metadata[_DIGEST] = _digest(node)
    marked.metadata["jupytext"] = {"notebook_metadata_filter": _DIGEST}  # or it would be left out
    text = str(jupytext.writes(marked, fmt=_FORMAT))
    if notebook.dumps(_read(text, path)) != notebook.dumps(node):
        raise CourseError(f"{path} does not survive the percent format unchanged; edit it in Jupyter, then run: course tidy")
    return text


def notebook_of(text: str, path: Path) -> str:
    """The canonical JSON of the notebook in `text`, for `path`, from which the copy was made.

    Raises:
        CourseError: `path` has changed since, or the text is no such copy.
    """
    node = _read(text, path)
    made_from = _raw(text, path).metadata.get(_DIGEST)
    if made_from is None:
        raise CourseError(f"The copy of {path} has lost its first lines (jupyter: {_DIGEST}); put them back, or make a new copy.")
    if path.is_file() and made_from != _digest(tidied(notebook.read(path))):
        raise CourseError(f"{path} has changed since the copy was made. Keep what you need of the copy, delete it, and edit anew.")
    return notebook.dumps(node)


def _read(text: str, path: Path) -> Any:
    node = _raw(text, path)
    for cell in node.cells:
        cell["id"] = cell.metadata.pop(_NAME, cell.id)
    return tidied(node)


def _raw(text: str, path: Path) -> Any:
    try:
        return jupytext.reads(text, fmt=_FORMAT)
    except Exception as error:  # jupytext raises what YAML and JSON raise
        raise CourseError(f"The copy of {path} cannot be read: {error}") from error


def _digest(node: Any) -> str:
    return hashlib.sha256(notebook.dumps(node).encode()).hexdigest()[:16]
