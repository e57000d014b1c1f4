"""Reading a submission: believe nothing.

A notebook file is opened without following links and without blocking, under a size cap, and becomes a list of `Step`s
in the source's order. From the student come only solution cells, plain cells and extra cells; everything locked comes
from the source and the numbers of the term from the manifest. Every mend is one line in `repairs`; where the source
does not make a mend sure, the question gets an entry in `doubts` and needs a person.
"""

import copy
import json
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder import notebook
from autograder.errors import SubmissionError
from autograder.model import Role, SourceCell, SourceNotebook

MAX_CELLS = 2000
FOREIGN = "extra"  # the role word of a cell that the source does not have


@dataclass(slots=True)
class Step:
    """One cell of the notebook to execute and to write back, in order."""

    role: str  # a Role, or "extra"
    id: str
    cell_type: str
    source: str  # what is executed, or the student's prose
    metadata: dict[str, Any]
    question: str = ""  # id of the answer cell that a test cell belongs to
    outputs: list[dict[str, Any]] = field(default_factory=list)
    count: int | None = None
    ran: bool = False  # it came to its end once; outputs are of that time, replays change nothing
    failed: tuple[str, str] | None = None  # name and text of the exception that ended it


@dataclass(slots=True)
class Reading:
    """A submitted notebook, mended as far as the source makes it sure."""

    steps: list[Step]
    repairs: list[str]
    doubts: dict[str, str]  # answer or written cell -> why a person must look


def read_bytes(folder: Path, parts: Sequence[str], limit: int) -> bytes:
    """A regular file below `folder`; no part of the way may be a link.

    Raises:
        FileNotFoundError: there is nothing of that name.
        SubmissionError: it is a link, a folder, a pipe, a device, too large or not readable.
    """
    shown = "/".join(parts)
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | (os.O_NONBLOCK if last else os.O_DIRECTORY)
            try:
                inner = os.open(part, flags, dir_fd=number)
            finally:
                os.close(number)
            number = inner
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SubmissionError(f"{shown} cannot be opened: {error.strerror} (links are not followed)") from None
    about = os.fstat(number)
    if not stat.S_ISREG(about.st_mode):
        os.close(number)
        raise SubmissionError(f"{shown} is not a regular file")
    with os.fdopen(number, "rb") as file:
        if about.st_size > limit:
            raise SubmissionError(f"{shown} has {about.st_size / 2**20:.1f} MB; at most {limit / 2**20:.0f} MB are read")
        return file.read(limit + 1)


def parse(data: bytes) -> dict[str, Any]:
    """The notebook in `data` in nbformat 4's shape.

    Raises:
        SubmissionError: it is no notebook that can be read; the message says why.
    """
    if not data.strip():
        raise SubmissionError("the file is empty")
    try:
        found = json.loads(data.decode("utf-8-sig", "surrogatepass"))
    except UnicodeDecodeError:
        raise SubmissionError("the file is not UTF-8 text; save the notebook again in Jupyter") from None
    except RecursionError:
        raise SubmissionError("the file is nested too deeply to be a notebook") from None
    except ValueError as error:
        raise SubmissionError(f"the file is not valid JSON ({error}); is the upload complete?") from None
    if not isinstance(found, dict):
        raise SubmissionError("the file is JSON but not a notebook")
    major = found.get("nbformat")
    if major == 3:
        try:
            found = nbformat.convert(nbformat.from_dict(found), 4)
        except Exception as error:
            raise SubmissionError(f"the notebook is in nbformat 3 and cannot be converted: {error}") from None
    elif major != 4:
        raise SubmissionError(f"the notebook says nbformat {str(major)[:20]}; 3 and 4 can be read")
    cells = found.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError("the notebook has no list of cells")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    return dict(found)


def _clean(text: str) -> str:
    """Lone surrogates become question marks: they cannot be written to any file again."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(slots=True)
class _Found:
    """A cell of the student's, of known types."""

    cell_type: str
    source: str
    metadata: dict[str, Any]
    id: str
    grade_id: str


def _cells(found: dict[str, Any], repairs: list[str]) -> list[_Found]:
    out = []
    for index, cell in enumerate(found["cells"]):
        if not isinstance(cell, dict):
            repairs.append(f"cell {index + 1} is not a cell and was left out")
            continue
        source = cell.get("source", "")
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        if not isinstance(source, str):
            repairs.append(f"cell {index + 1} has no source text and was left out")
            continue
        kind = cell.get("cell_type")
        said = cell.get("metadata")
        metadata: dict[str, Any] = said if isinstance(said, dict) else {}
        grader = metadata.get("nbgrader")
        grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
        name = cell.get("id")
        out.append(_Found(
            kind if kind in ("code", "markdown", "raw") else "raw", _clean(source), metadata,
            name if isinstance(name, str) else "", grade_id if isinstance(grade_id, str) else "",
        ))
    return out


def match(data: dict[str, Any], source: SourceNotebook, parameters: str | None) -> Reading:
    """Bring a submitted notebook into the source's order.

    `parameters` is the text of the parameters cell from the manifest; None takes the source's own.
    """
    repairs: list[str] = []
    doubts: dict[str, str] = {}
    known = {cell.id: cell for cell in source.cells}
    taken: dict[str, _Found] = {}
    extras: dict[str, list[_Found]] = {}
    after = ""
    order: list[str] = []
    for cell in _cells(data, repairs):
        name = _name(cell, known, repairs, taken)
        if name and name not in taken:
            taken[name] = cell
            after = name
            order.append(name)
        elif name and known[name].role in (Role.ANSWER, Role.WRITTEN):
            if cell.source == taken[name].source:
                repairs.append(f'"{name}" is there twice with the same content; one was kept')
            else:
                doubts[name] = f'cell "{name}" is there twice with different content'
                extras.setdefault(after, []).append(_Found(cell.cell_type, cell.source, {}, "", ""))
        elif name:
            repairs.append(f'"{name}" is there twice; it comes from the assignment anyway')
        elif _tagged(cell):
            after = after or ""
        else:
            extras.setdefault(after, []).append(cell)
    positions = {cell.id: index for index, cell in enumerate(source.cells)}
    if order != sorted(order, key=positions.__getitem__):
        repairs.append("cells had been moved; they were put back into the assignment's order")
    steps = [_extra(cell) for cell in extras.get("", [])]
    question = ""
    for part in source.cells:
        if part.role in (Role.ANSWER, Role.WRITTEN):
            question = part.id
        steps.append(_step(part, taken.get(part.id), question, parameters, repairs, doubts))
        steps += [_extra(cell) for cell in extras.get(part.id, [])]
    return Reading(steps, repairs, doubts)


def _tagged(cell: _Found) -> bool:
    tags = cell.metadata.get("tags")
    return isinstance(tags, list) and notebook.PARAMETERS_TAG in tags


def _name(cell: _Found, known: dict[str, SourceCell], repairs: list[str], taken: dict[str, _Found]) -> str:
    """The source cell that this is; empty where it is the student's own."""
    if cell.grade_id in known:
        return cell.grade_id
    if cell.grade_id:
        repairs.append(f'cell "{cell.grade_id[:60]}" is not of this assignment; it was run as a cell of the student\'s own')
        return ""
    if cell.id in known:
        part = known[cell.id]
        graded = part.role not in (Role.PLAIN, Role.PARAMETERS)
        if graded and cell.id not in taken:
            repairs.append(f'"{cell.id}" had lost its metadata; it was recognised by its cell id')
        return cell.id if graded or cell.id not in taken else ""
    return ""


def _extra(cell: _Found) -> Step:
    return Step(FOREIGN, "", cell.cell_type, cell.source, {})


def _step(
    part: SourceCell, cell: _Found | None, question: str, parameters: str | None, repairs: list[str],
    doubts: dict[str, str],
) -> Step:
    text, kind = part.source, part.cell_type
    if part.role is Role.PARAMETERS and parameters is not None:
        text = parameters
    if part.role in (Role.ANSWER, Role.WRITTEN):
        if cell is None:
            text = ""
            doubts[part.id] = f'cell "{part.id}" is missing from the notebook'
        else:
            text = cell.source
            if cell.cell_type != part.cell_type:
                repairs.append(f'"{part.id}" had become a {cell.cell_type} cell; it is a {part.cell_type} cell again')
    elif part.role is Role.PLAIN and cell is not None:
        text, kind = cell.source, cell.cell_type
    elif part.role is Role.PLAIN and part.cell_type == "code":
        text = ""  # the student took an example out: nothing of theirs to run
    elif cell is None and part.role in (Role.SETUP, Role.TEST, Role.TASK):
        repairs.append(f'"{part.id}" was missing and was put back from the assignment')
    return Step(str(part.role), part.id, kind, text, _metadata(part), question)


def _metadata(part: SourceCell) -> dict[str, Any]:
    """nbgrader's metadata as the source has it: what formgrader reads."""
    out: dict[str, Any] = {}
    if part.tags:
        out["tags"] = list(part.tags)
    if part.role in (Role.PLAIN, Role.PARAMETERS):
        return out
    grader: dict[str, Any] = {
        "schema_version": 3, "grade_id": part.id, "cell_type": part.cell_type, "task": part.role is Role.TASK,
        "grade": part.role in (Role.TEST, Role.WRITTEN),
        "solution": part.role in (Role.ANSWER, Role.WRITTEN), "locked": part.role in (Role.SETUP, Role.TEST),
    }
    if part.role in (Role.TEST, Role.WRITTEN, Role.TASK):
        grader["points"] = int(part.points) if part.points.is_integer() else part.points
    out["nbgrader"] = grader
    return out


def executed(steps: list[Step], metadata: dict[str, Any]) -> str:
    """The notebook to write to autograded/: test cells in release form, so that nothing later can show a hidden test."""
    out = nbformat.v4.new_notebook(metadata=copy.deepcopy(metadata))
    for index, step in enumerate(steps):
        text = notebook.without_hidden(step.source) if step.role == Role.TEST else step.source
        make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}.get(
            step.cell_type, nbformat.v4.new_raw_cell)
        cell = make(text, metadata=step.metadata)
        cell["id"] = f"{index:04d}"
        if step.cell_type == "code":
            cell["outputs"] = [nbformat.v4.output_from_msg(o) if "msg_type" in o else nbformat.from_dict(o)
                               for o in step.outputs]
            cell["execution_count"] = step.count
        out.cells.append(cell)
    return notebook.dumps(out)
