"""The question bank: every question of a course with its points, its tests and the cases that prove them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import notebook
from autograder.course import Course
from autograder.model import Role, SourceCell, SourceNotebook
from autograder.verification import catalogue
from autograder.verification.cases import CORPUS

_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_NUMBERED = re.compile(r"^Question (\d+): *")
_WORTH = re.compile(r" *\([^()]*\bpoints?\b[^()]*\)$")
_HOURS = re.compile(r"about (\d+(?:\.\d+)?) hours?")
_SECTION, _QUESTION = 2, 3  # levels of headings


@dataclass(frozen=True, slots=True)
class Entry:
    """One question: an answer cell with its test cells, or a written answer."""

    assignment: str
    id: str  # grade_id of the cell that students write in
    number: int | None  # as its prompt says
    topic: str  # the section that it stands in
    title: str
    points: float
    cells: int  # test cells; 0 where a person grades
    slips: int
    idioms: int
    minutes: int | None  # its share of the hours that the notebook announces; None where it announces none


def entries(course: Course, assignment: str) -> tuple[Entry, ...]:
    """The questions of an assignment, in the order of its notebooks.

    Raises:
        CourseError: there is no such assignment, or its corpus is wrong.
    """
    sources = course.source(assignment)
    folder = course.root / CORPUS / assignment
    slips, idioms = _cases(folder, sources)
    return tuple(entry for source in sources for entry in _of(source, assignment, sources, slips, idioms))


def _cases(folder: Path, sources: tuple[SourceNotebook, ...]) -> tuple[dict[str, int], int]:
    """How many slips each answer cell has, and how many idioms answer all of them; none where there is no corpus."""
    if not folder.is_dir():
        return {}, 0
    corpus = catalogue.load(folder, sources)
    count: dict[str, int] = {}
    for slip in corpus.slips.values():
        count[slip.cell] = count.get(slip.cell, 0) + 1
    return count, len(corpus.idioms)


def _of(source: SourceNotebook, assignment: str, sources: tuple[SourceNotebook, ...], slips: dict[str, int],
        idioms: int) -> Iterator[Entry]:
    tests, worth = catalogue.tests_by_answer(sources), catalogue.points_by_test(sources)
    total = sum(cell.points for cell in source.grade_cells)
    hours = _hours(source)
    for cell, topic, number, title in _places(source):
        auto = cell.role is Role.ANSWER
        mine = tests.get(cell.id, ()) if auto else ()
        points = sum(worth[test] for test in mine) if auto else cell.points
        minutes = None if hours is None or not total else round(60 * hours * points / total)
        yield Entry(assignment, cell.id, number, topic, title, points, len(mine), slips.get(cell.id, 0),
                    idioms if auto else 0, minutes)


def _places(source: SourceNotebook) -> Iterator[tuple[SourceCell, str, int | None, str]]:
    """Each cell that students answer in, with the headings above it."""
    topic, number, title = "", None, ""
    for cell in source.cells:
        if cell.cell_type == "markdown" and cell.role not in (Role.WRITTEN, Role.TASK):
            for marks, text in _HEADING.findall(cell.source):
                if len(marks) == _SECTION:
                    topic, number, title = text, None, ""
                elif len(marks) == _QUESTION:
                    found = _NUMBERED.match(text)
                    number = int(found[1]) if found else None
                    title = _WORTH.sub("", _NUMBERED.sub("", text))
        if cell.role in (Role.ANSWER, Role.WRITTEN, Role.TASK):
            yield cell, topic, number, title or notebook.title_of(cell.source) or cell.id


def _hours(source: SourceNotebook) -> float | None:
    """How long the notebook says that it takes, in its first cells."""
    for cell in source.cells:
        if cell.cell_type == "markdown" and (found := _HOURS.search(cell.source)):
            return float(found[1])
        if cell.role is Role.ANSWER:
            return None
    return None
