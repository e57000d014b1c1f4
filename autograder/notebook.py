"""Notebooks as files: reading a source, its canonical form, the markers of solution regions and hidden tests.

Only trusted notebooks (source/, release/) are read here; submissions are read by `autograder.judge.ingest`, which
believes nothing.
"""

import copy
import json
import re
import warnings
from json.encoder import encode_basestring as _quoted
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4.rwbase import split_lines, strip_transient
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from autograder.errors import CourseError
from autograder.model import Role, SourceCell, SourceNotebook

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"
BEGIN_MARK_SCHEME = "=== BEGIN MARK SCHEME ==="
END_MARK_SCHEME = "=== END MARK SCHEME ==="
PARAMETERS_TAG = "parameters"  # the one cell with a term's numbers
NUMBERS_TAG = "numbers"  # markdown whose {{ placeholders }} are filled at release

_HIDDEN = re.compile(
    rf"^[ \t]*{re.escape(BEGIN_HIDDEN)}[^\n]*\n.*?^[ \t]*{re.escape(END_HIDDEN)}[^\n]*(\n|\Z)", re.MULTILINE | re.DOTALL
)


def role_of(cell: Any) -> Role:
    """The role that a cell's metadata gives it (nbgrader's schema 1 to 3, after upgrade)."""
    meta = cell.get("metadata", {})
    if PARAMETERS_TAG in meta.get("tags", []):
        return Role.PARAMETERS
    grader = meta.get("nbgrader")
    if not grader:
        return Role.PLAIN
    grade, solution = bool(grader.get("grade")), bool(grader.get("solution"))
    if grader.get("task"):
        return Role.TASK
    if grade and solution:
        return Role.WRITTEN
    if grade:
        return Role.TEST
    if solution:
        return Role.ANSWER
    return Role.SETUP if grader.get("locked") else Role.PLAIN


def read(path: Path) -> Any:
    """A trusted notebook as nbformat 4.

    Raises:
        CourseError: the file is missing or is no notebook.
    """
    try:
        with warnings.catch_warnings():
            # Ids that are missing or given twice are mended with a warning; grade_ids are what counts.
            warnings.simplefilter("ignore", category=MissingIDFieldWarning)
            warnings.simplefilter("ignore", category=DuplicateCellId)
            return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist; is the assignment's name right?") from None
    except Exception as error:
        raise CourseError(f"{path} is not a notebook that nbformat can read: {error}") from error


def load(path: Path) -> SourceNotebook:
    """A source notebook as records.

    Raises:
        CourseError: two cells share a grade_id, a grade cell has no points or negative ones, or it is no notebook.
    """
    cells: list[SourceCell] = []
    seen: set[str] = set()
    for index, cell in enumerate(read(path).cells):
        role = role_of(cell)
        grader = cell.metadata.get("nbgrader") or {}
        name = str(grader.get("grade_id") or cell.get("id") or f"cell-{index}")
        if name in seen:
            raise CourseError(f'{path}: two cells are called "{name}"; a grade_id is given once.')
        seen.add(name)
        points = 0.0
        if role in (Role.TEST, Role.WRITTEN, Role.TASK):
            points = float(grader.get("points", -1))
            if not points >= 0:
                raise CourseError(f'{path}: cell "{name}" is worth {points:g} points; points are 0 or more.')
        tags = tuple(cell.metadata.get("tags", ()))
        cells.append(SourceCell(name, role, cell.cell_type, cell.source, points, tags))
    return SourceNotebook(path.stem, path, tuple(cells))


def load_assignment(folder: Path) -> tuple[SourceNotebook, ...]:
    """All notebooks of `source/<assignment>/`, by name.

    Raises:
        CourseError: there is no such folder, or no notebook in it.
    """
    paths = sorted(p for p in folder.glob("*.ipynb"))
    if not paths:
        raise CourseError(f"{folder} holds no notebook; assignments are folders of source/ with an .ipynb inside.")
    return tuple(load(path) for path in paths)


def dumps(notebook: Any) -> str:
    """Canonical JSON: sorted keys, one space of indentation, a final newline; the same notebook, the same bytes."""
    # nbformat.writes would also validate, and only log what it finds; and with an indentation json is Python, not C.
    node = strip_transient(split_lines(copy.deepcopy(notebook)))
    return _pretty(node, "\n") + "\n"


def _pretty(value: Any, margin: str) -> str:
    """JSON as `json.dumps` writes it with sorted keys and an indentation of 1; `margin` begins a line at this depth."""
    inner = margin + " "
    if isinstance(value, dict) and value:
        parts = [f"{_quoted(key)}: {_pretty(value[key], inner)}" for key in sorted(value)]
        return "{" + inner + ("," + inner).join(parts) + margin + "}"
    if isinstance(value, (list, tuple)) and value:
        parts = [_quoted(part) if type(part) is str else _pretty(part, inner) for part in value]
        return "[" + inner + ("," + inner).join(parts) + margin + "]"
    return _quoted(value) if type(value) is str else json.dumps(value, ensure_ascii=False)


def without_hidden(source: str) -> str:
    """A test cell's source as students see it: the parts between the hidden-test markers are gone."""
    return _HIDDEN.sub("", source).rstrip("\n")


def hidden_of(source: str) -> str:
    """Only the hidden parts of a test cell, without the markers."""
    return "\n".join(
        "\n".join(match.group(0).rstrip("\n").split("\n")[1:-1]) for match in _HIDDEN.finditer(source)
    )


def regions(source: str, begin: str, end: str) -> list[tuple[int, int]]:
    """The regions between two markers: 0-based line numbers of each begin and end marker.

    Raises:
        CourseError: a marker is not alone on its line, regions are nested, or one has no end or no beginning.
    """
    found: list[tuple[int, int]] = []
    start: int | None = None
    words = {begin.strip("#= "): begin, end.strip("#= "): end}
    for number, line in enumerate(source.split("\n")):
        marker = next((whole for word, whole in words.items() if word in line), None)
        if marker is None:
            continue
        if line.strip() != marker:
            raise CourseError(f'line {number + 1}, "{line.strip()}": a marker is alone on its line: "{marker}"')
        if marker == begin and start is not None:
            raise CourseError(f'line {number + 1}: "{begin}" inside another; close the first with "{end}"')
        if marker == begin:
            start = number
        elif start is None:
            raise CourseError(f'line {number + 1}: "{end}" without "{begin}" before it')
        else:
            found.append((start, number))
            start = None
    if start is not None:
        raise CourseError(f'line {start + 1}: "{begin}" is never closed; add "{end}"')
    return found


def inside(source: str, begin: str, end: str) -> list[str]:
    """The text of each region between two markers, without the markers.

    Raises:
        CourseError: the markers are not balanced.
    """
    lines = source.split("\n")
    return ["\n".join(lines[first + 1 : last]) for first, last in regions(source, begin, end)]


def outside(source: str, begin: str, end: str) -> str:
    """`source` without its regions and their markers.

    Raises:
        CourseError: the markers are not balanced.
    """
    lines = source.split("\n")
    for first, last in reversed(regions(source, begin, end)):
        del lines[first : last + 1]
    return "\n".join(lines)


def title_of(source: str) -> str:
    """What a test cell says it checks: its first comment line, for reports; empty where there is none."""
    for line in without_hidden(source).splitlines():
        if line.startswith("#"):
            return line.lstrip("# ").strip()
        if line.strip():
            break
    return ""
