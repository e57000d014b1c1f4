"""A submitted file, from bytes to cells: believe nothing.

A file is opened without following links and without blocking, under a size cap. What it holds is taken for what it can
be: every value of an unexpected type is left out and named, nothing else is interpreted.
"""

import json
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import SubmissionError

MAX_CELLS = 2000
MAX_FILES = 500  # entries of a submission's folder that are looked at
NAMED = 5  # cells that one line names; the others are counted
_SKIPPED = ("__MACOSX", "__pycache__")


class Notes:
    """What was mended: one line for each kind of mend, with the cells that it was done to."""

    def __init__(self, lines: Sequence[str] = ()) -> None:
        self._kinds: dict[str, list[str]] = {line: [] for line in lines}

    def add(self, what: str, name: str = "") -> None:
        """Note a mend; `name` is the cell's."""
        names = self._kinds.setdefault(what, [])
        if name and name not in names:
            names.append(name)

    @property
    def lines(self) -> list[str]:
        """All of it, for people."""
        return [f"{what}: {listed(names)}" if names else what for what, names in self._kinds.items()]


def listed(names: Sequence[str]) -> str:
    """Names for a line: the first few quoted, the others counted."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(f'"{shown(name)}"' for name in names[:NAMED]) + more


def shown(name: str) -> str:
    """A student's text for a line: cut, and without characters that could rewrite a terminal or break a file."""
    cut = name if len(name) <= 80 else name[:77] + "..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


@dataclass(slots=True)
class Document:
    """A submitted notebook in nbformat 4's shape; nothing in it is of a known type yet."""

    cells: list[Any]
    metadata: dict[str, Any]
    repairs: tuple[str, ...] = ()


@dataclass(slots=True)
class Cell:
    """A cell of the student's, of known types."""

    cell_type: str
    source: str
    metadata: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    grade_id: str = ""


def read_bytes(folder: Path, parts: Sequence[str], limit: int) -> bytes:
    """A regular file below `folder`; no part of the way may be a link.

    Raises:
        FileNotFoundError: there is nothing of that name.
        SubmissionError: it is a link, a folder, a pipe, a device, too large or not readable.
    """
    name = "/".join(shown(part) for part in parts)
    try:
        number = _opened(folder, parts, os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the name is none"
        raise SubmissionError(f"{name} cannot be opened: {why} (links are not followed)") from None
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode):
        os.close(number)
        raise SubmissionError(f"{name} is not a regular file")
    with os.fdopen(number, "rb") as file:
        if about.st_size > limit:
            raise SubmissionError(f"{name} has {about.st_size / 2**20:.1f} MB; at most {limit / 2**20:.0f} MB are read")
        try:
            return file.read(limit + 1)
        except OSError as error:
            raise SubmissionError(f"{name} cannot be read: {error.strerror}") from None


def _opened(folder: Path, parts: Sequence[str], last_flags: int) -> int:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | (last_flags if last else os.O_DIRECTORY)
        try:
            inner = os.open(part, flags, dir_fd=number)
        finally:
            os.close(number)
        number = inner
    return number


def notebooks_in(folder: Path, parts: Sequence[str], depth: int = 2) -> list[tuple[str, ...]]:
    """Regular .ipynb files of a submission's folder and the folders in it, as paths below `folder`.

    No link is followed; hidden files and those of packers are passed over.
    """
    found: list[tuple[str, ...]] = []
    todo = [tuple(parts)]
    seen = 0
    while todo:
        where = todo.pop(0)
        try:
            number = _opened(folder, where, os.O_DIRECTORY)
        except (OSError, ValueError):
            continue
        try:
            with os.scandir(number) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MAX_FILES or entry.name.startswith(".") or entry.name in _SKIPPED:
                        continue
                    if entry.is_dir(follow_symlinks=False) and len(where) < len(parts) + depth:
                        todo.append((*where, entry.name))
                    elif entry.name.lower().endswith(".ipynb") and entry.is_file(follow_symlinks=False):
                        found.append((*where, entry.name))
        except OSError:
            continue
        finally:
            os.close(number)
    return sorted(found, key=lambda path: (len(path), path))


def parse(data: bytes) -> Document:
    """The notebook in `data`.

    Raises:
        SubmissionError: it is no notebook that can be read; the message says why.
    """
    if not data.strip(b" \t\r\n\0"):
        raise SubmissionError("the file is empty")
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        raise SubmissionError("the file is not UTF-8 text; save the notebook again in Jupyter") from None
    try:
        found = json.loads(text, strict=False)
    except RecursionError:
        raise SubmissionError("the file is nested too deeply to be a notebook") from None
    except ValueError as error:
        if re.search(r"^<<<<<<< ", text, re.MULTILINE):
            raise SubmissionError("the file holds the marks of a merge conflict and is no valid JSON") from None
        raise SubmissionError(f"the file is not valid JSON ({error}); is the upload complete?") from None
    return document(found, () if encoding.startswith("utf-8") else (f"the file was saved as {encoding.upper()}",))


def document(found: Any, repairs: tuple[str, ...] = ()) -> Document:
    """A parsed file as nbformat 4, whatever version it says that can be read.

    Raises:
        SubmissionError: it is no notebook.
    """
    if not isinstance(found, dict):
        raise SubmissionError("the file is JSON but not a notebook")
    major = found.get("nbformat", None)
    cells = found.get("cells")
    if str(major) == "3" and not isinstance(cells, list):
        cells = _of_worksheets(found.get("worksheets"))
        repairs = (*repairs, "the notebook was in nbformat 3 and was converted")
    elif major is None and isinstance(cells, list):
        repairs = (*repairs, "the notebook does not say its nbformat; it was read as 4")
    elif str(major) not in ("3", "4"):
        raise SubmissionError(f"the notebook says nbformat {shown(str(major)[:20])}; 3 and 4 can be read")
    if not isinstance(cells, list):
        raise SubmissionError("the notebook has no list of cells")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    metadata = found.get("metadata")
    return Document(cells, metadata if isinstance(metadata, dict) else {}, repairs)


def _of_worksheets(sheets: Any) -> list[Any] | None:
    """nbformat 3: cells in worksheets, code in `input`, headings as cells of their own."""
    if not isinstance(sheets, list):
        return None
    out: list[Any] = []
    for sheet in sheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else []:
            if not isinstance(cell, dict):
                out.append(cell)
                continue
            kind, source = cell.get("cell_type"), cell.get("input", cell.get("source", ""))
            if kind == "heading":
                level = cell.get("level")
                level = min(max(level, 1), 6) if isinstance(level, int) else 1
                source = "#" * level + " " + ("".join(map(str, source)) if isinstance(source, list) else str(source))
            kind = "markdown" if kind in ("heading", "html") else kind
            out.append({"cell_type": kind, "source": source, "metadata": cell.get("metadata", {}), "id": cell.get("id")})
    return out


def cells_of(found: Document, notes: Notes) -> list[Cell]:
    """The cells of a document; what is none is left out and noted."""
    out = []
    for index, cell in enumerate(found.cells):
        if not isinstance(cell, dict):
            notes.add("what was no cell was left out", f"cell {index + 1}")
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            notes.add("cells without a source text were left out", f"cell {index + 1}")
            continue
        clean = cleaned(source)
        said = cell.get("metadata")
        metadata: dict[str, Any] = said if isinstance(said, dict) else {}
        grader = metadata.get("nbgrader")
        grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
        name = cell.get("id") or metadata.get("id")  # Colab moves the id into the metadata
        kind = cell.get("cell_type")
        kept = Cell(kind if kind in ("code", "markdown", "raw") else "raw", clean, metadata,
                    name if isinstance(name, str) else "", grade_id if isinstance(grade_id, str) else "")
        if clean != _lines(source):
            notes.add("characters that no text can have were replaced", kept.grade_id or kept.id or f"cell {index + 1}")
        out.append(kept)
    return out


def cleaned(text: str) -> str:
    """A text that can be run and written again: lone surrogates become question marks, NUL goes, lines end in LF."""
    return _lines(text).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
