"""A submission brought into the source's order: what is sure is mended, what is not needs a person.

From the student come only answers, plain cells and cells of their own; everything locked comes from the source and the
numbers of the term from the manifest. Every kind of mend is one line in `repairs`. Where the source does not make a mend
sure, the question gets an entry in `doubts`; where the notebook is another one altogether, `refused` says so.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import nbformat

from autograder import notebook
from autograder.judge import matching, names
from autograder.judge.merging import OUT, OWN, Match, is_stub
from autograder.judge.outline import STUDENTS, Outline, key
from autograder.judge.reading import Cell, Document, Notes, cells_of, listed, parse, read_bytes, shown
from autograder.model import Role, SourceCell

__all__ = ["FOREIGN", "Reading", "Step", "executed", "match", "parse", "read_bytes"]

FOREIGN = "extra"  # the role word of a cell that the source does not have
MARK = "likelihood_lab"  # notebook metadata of our releases: assignment, release, term
_MISSING = "cells that were missing were put back from the assignment"
_EDITED = "cells that are not for answers had been changed; they come from the assignment"
_ADDED = "what was added to cells of the assignment was kept as cells of the student's own"
_ELSEWHERE = "answer cells were missing or as released, but other cells before their tests define what is asked"


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
    shaky: dict[str, str] = field(default_factory=dict)  # name that depends on a doubtful answer -> that answer's cell
    refused: str = ""  # why this is not the notebook that is graded; then nothing of it is
    known: float = 0.0  # share of the source's answers and grade cells that were found in it
    answered: bool = False  # anything in it is not as released


def match(found: Document, outline: Outline, assignment: str = "") -> Reading:
    """Bring a submitted notebook into the source's order. Raises nothing, whatever the notebook holds."""
    notes = Notes(found.repairs)
    matched = matching.recognise(cells_of(found, notes), outline, notes)
    order = [outline.places[name] for name in matched.names if name]
    if order != sorted(order):
        notes.add("cells had been moved; they were put back into the assignment's order")
    steps = _steps(matched, notes)
    _release_note(found, outline, assignment, notes)
    doubts = dict(matched.doubts)
    for part in outline.source.cells:
        if part.role in STUDENTS and part.id not in doubts:
            _settle(part, matched, steps, doubts, notes)
    relevant = [c.id for c in outline.source.cells if c.role in (*STUDENTS, Role.TEST, Role.TASK)]
    known = sum(name in matched.names for name in relevant) / max(1, len(relevant))
    return Reading(steps, notes.lines, doubts, _shaky(doubts, matched, steps),
                   _refusal(found, matched, assignment, doubts), known, _answered(matched))


def _refusal(found: Document, matched: Match, assignment: str, doubts: dict[str, str]) -> str:
    said, release = _mark(found), matched.outline.release
    if assignment and said.get("assignment") not in (None, assignment):
        return f'it is the notebook of assignment "{shown(said["assignment"])}", not of "{assignment}"'
    if release is not None and said.get("term") not in (None, release.term):
        return f'it is the notebook of term "{shown(said["term"])}"; this is term "{release.term}"'
    mine = [part.id for part in matched.outline.source.cells if part.role in STUDENTS]
    if mine and not any(name in matched.names for name in mine) and all(name in doubts for name in mine):
        strange = [cell.grade_id for cell in matched.cells if cell.grade_id and cell.grade_id not in matched.outline.places]
        seen = f"; it has {listed(strange)}" if strange else ""
        return f"none of the assignment's answer cells is in it{seen}. Is it another notebook?"
    return ""


def _mark(found: Document) -> dict[str, str]:
    said = found.metadata.get(MARK)
    return {k: v for k, v in said.items() if isinstance(v, str)} if isinstance(said, dict) else {}


def _release_note(found: Document, outline: Outline, assignment: str, notes: Notes) -> None:
    said, release = _mark(found), outline.release
    if release is None or said.get("assignment", assignment) != assignment or said.get("term") != release.term:
        return
    if said.get("release", release.id) != release.id:
        notes.add(f"the notebook is of release {shown(said['release'])}; it was graded as release {release.id}")


def _answered(matched: Match) -> bool:
    """Whether anything in it is an answer: in an answer's cell, or in one of the student's own."""
    wanted = frozenset().union(*matched.outline.names.values())
    for cell, name in zip(matched.cells, matched.names, strict=True):
        if name == OWN and names.defined(cell.source) & wanted:
            return True
        if name and matched.outline.part(name).role in STUDENTS and cell.source.strip() \
                and not is_stub(cell.source, name, matched.outline):
            return True
    return False


def _steps(matched: Match, notes: Notes) -> list[Step]:
    taken: dict[str, Cell] = {}
    extras: dict[str, list[Cell]] = {}
    after = ""
    for cell, name in zip(matched.cells, matched.names, strict=True):
        if name:
            taken[name] = cell
            after = name
        elif name is not OUT:
            extras.setdefault(after, []).append(cell)
    steps = [_extra(cell) for cell in extras.get("", [])]
    question = ""
    for part in matched.outline.source.cells:
        if part.role is Role.ANSWER or (part.role is Role.WRITTEN and part.cell_type == "code"):
            question = part.id
        steps += _given(part, taken.get(part.id), question, matched.outline, notes)
        steps += [_extra(cell) for cell in extras.get(part.id, [])]
    return steps


def _extra(cell: Cell) -> Step:
    return Step(FOREIGN, "", cell.cell_type, cell.source, {})


def _given(part: SourceCell, cell: Cell | None, question: str, outline: Outline, notes: Notes) -> list[Step]:
    """The steps that a source cell gives: one, or with it what the student added to it; none for a plain cell that is gone."""
    def step(text: str, kind: str = part.cell_type) -> Step:
        return Step(str(part.role), part.id, kind, text, _metadata(part), question)

    if part.role in STUDENTS:
        if cell is not None and cell.cell_type != part.cell_type:
            notes.add(f"cells had another type and are {part.cell_type} cells again", part.id)
        return [step(cell.source if cell else "")]
    if part.role is Role.PLAIN:
        return [step(cell.source, cell.cell_type)] if cell else []
    text = outline.released[part.id] if part.role is Role.PARAMETERS else part.source
    if cell is None:
        notes.add(_MISSING, part.id)
        return [step(text)]
    if part.role is Role.PARAMETERS:
        _compare_numbers(text, cell.source, notes)
    elif _edited(part, cell, outline):
        notes.add(_EDITED, part.id)
    added = "" if part.cell_type != "code" or _as_given(part, cell, outline) else names.additions(outline.released[part.id], cell.source)
    if not added:
        return [step(text)]
    notes.add(_ADDED, part.id)
    return [step(text), Step(FOREIGN, "", "code", added, {})]


def _compare_numbers(ours: str, theirs: str, notes: Notes) -> None:
    want, got = names.values(ours), names.values(theirs)
    other = sorted(n for n in want if want[n] != got.get(n))
    for number in other:
        notes.add("numbers of the term were not those of the release, which were used", number)


def _edited(part: SourceCell, cell: Cell, outline: Outline) -> bool:
    """Whether a student changed a locked cell in what matters. White space, line ends and comments do not."""
    grader = cell.metadata.get("nbgrader")
    points = grader.get("points") if isinstance(grader, dict) else None
    same_points = part.role is not Role.TEST or type(points) not in (int, float) or points == part.points
    if same_points and (_as_given(part, cell, outline) or (
            part.cell_type == "code" and names.same_code(cell.source, outline.released[part.id]))):
        return False
    # The author may have changed the source since: then the checksum still says that the student did not.
    return not (isinstance(grader, dict) and grader.get("checksum") == checksum(cell, grader))


def _as_given(part: SourceCell, cell: Cell, outline: Outline) -> bool:
    """Whether a cell says what students got, or, in a submission made from the source itself, what the source says."""
    return key(cell.source, part.cell_type) in (key(outline.released[part.id], part.cell_type), key(part.source, part.cell_type))


def checksum(cell: Cell, grader: dict[str, Any]) -> str:
    """nbgrader's checksum of a cell: it is in the cell's metadata, and differs as soon as the cell is changed."""
    grade, solution = grader.get("grade", False), grader.get("solution", False)
    parts = [cell.source, cell.cell_type, str(grade), str(solution), str(grader.get("locked", False)), cell.grade_id]
    if grade:
        try:
            parts.append(str(float(grader.get("points", 0))))
        except (TypeError, ValueError, OverflowError):
            return ""
    return hashlib.md5("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _settle(part: SourceCell, matched: Match, steps: list[Step], doubts: dict[str, str], notes: Notes) -> None:
    """An answer that is missing or as released: is it answered elsewhere, blank, or for a person to find?"""
    there = part.id in matched.names
    if there and not matched.untouched(part.id):
        return
    here = next(index for index, step in enumerate(steps) if step.id == part.id)
    if part.role is Role.WRITTEN or part.cell_type != "code":
        if not there:
            doubts[part.id] = f'cell "{part.id}" is missing from the notebook'
        elif _beside(steps, here):
            doubts[part.id] = f'cell "{part.id}" is as released, but a cell of the student\'s own stands beside it'
        return
    wanted = matched.outline.names[part.id]
    first = matched.outline.first_test[part.id]
    asking = matched.outline.source.cells[first].id if first < len(matched.outline.places) else ""
    test = next((i for i, s in enumerate(steps) if asking and s.id == asking), len(steps))
    binders = {i: names.defined(s.source) & wanted for i, s in enumerate(steps) if i != here and _is_students(s)}
    binders = {i: bound for i, bound in binders.items() if bound}
    # The released stub of a function defines its name; what was defined before it is gone when the test comes.
    start = here if there and names.defined(steps[here].source) & wanted else -1
    in_place = [i for i in binders if start < i < test]
    counts = bool(wanted) and frozenset().union(*(binders[i] for i in in_place)) >= wanted
    if counts and (there or (len(in_place) == 1 and len(binders) == 1)):
        notes.add(_ELSEWHERE, part.id)
    elif binders:
        where = listed([steps[i].id for i in binders if steps[i].id]) or "a cell of the student's own"
        state = "as released" if there else "missing"
        doubts[part.id] = f'cell "{part.id}" is {state}, but {where} defines {", ".join(sorted(wanted))}'
    elif not there:
        doubts[part.id] = f'cell "{part.id}" is missing from the notebook'


def _is_students(step: Step) -> bool:
    return step.cell_type == "code" and step.role in (Role.ANSWER, Role.WRITTEN, Role.PLAIN, FOREIGN)


def _beside(steps: list[Step], here: int) -> bool:
    around = steps[max(0, here - 1):here] + steps[here + 1:here + 2]
    return any(step.role == FOREIGN and step.source.strip() for step in around)


def _shaky(doubts: dict[str, str], matched: Match, steps: list[Step]) -> dict[str, str]:
    """Names whose meaning hangs on an answer that needs a person, through any number of cells."""
    found = {name: cell for cell in doubts for name in matched.outline.names.get(cell, ())}
    cells = [(names.used(s.source), names.made(s.source)) for s in steps if found and _is_students(s)]
    grew = bool(found)
    while grew:
        grew = False
        for used, bound in cells:
            cause = next((found[name] for name in sorted(used) if name in found), "")
            if cause and not bound <= found.keys():
                found |= dict.fromkeys(bound - found.keys(), cause)
                grew = True
    return found


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
        "solution": part.role in STUDENTS, "locked": part.role in (Role.SETUP, Role.TEST),
    }
    if part.role in (Role.TEST, Role.WRITTEN, Role.TASK):
        grader["points"] = int(part.points) if part.points.is_integer() else part.points
    out["nbgrader"] = grader
    return out


def executed(steps: list[Step], metadata: dict[str, Any]) -> str:
    """The notebook to write to autograded/: test cells in release form, so that nothing later can show a hidden test."""
    # Not through nbformat's own makers: each validates its cell against the whole schema.
    cells = [_written(index, step) for index, step in enumerate(steps)]
    return notebook.dumps(nbformat.from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}))


def _written(index: int, step: Step) -> dict[str, Any]:
    text = notebook.without_hidden(step.source) if step.role == Role.TEST else step.source
    kind = step.cell_type if step.cell_type in ("code", "markdown") else "raw"
    cell = {"cell_type": kind, "id": f"{index:04d}", "metadata": step.metadata, "source": text}
    return {**cell, "outputs": step.outputs, "execution_count": step.count} if kind == "code" else cell
