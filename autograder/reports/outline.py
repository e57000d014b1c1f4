"""An assignment as a feedback page lists it: its questions, and in each the parts that have points.

Titles come from what students have: the release's headings, and the first comment of a test cell outside its hidden
part. So a hidden test is named by what it checks and never shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder import notebook
from autograder.course import Course
from autograder.model import Role, SourceCell, SourceNotebook

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$")
_WORTH = re.compile(r"\s*\([^()]*\bpoints?\b[^()]*\)$")  # "(5 points)": the page says it anyway
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True, slots=True)
class Part:
    """A grade cell: what it checks, in the words that students may read."""

    cell: str
    title: str
    by_hand: bool


@dataclass(slots=True)
class Question:
    """Answer cells that follow each other, and the grade cells behind them. A written answer is both."""

    notebook: str
    title: str
    answers: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """The questions of an assignment in the source's order, and the texts that everybody has been given."""

    questions: tuple[Question, ...]
    given: Mapping[str, frozenset[str]]  # by notebook: texts of cells that no student wrote, without outer space


def outline_of(course: Course, assignment: str) -> Outline:
    """The outline of an assignment of `course`.

    Raises:
        CourseError: there is no such assignment, or a notebook of it cannot be read.
    """
    questions: list[Question] = []
    given: dict[str, frozenset[str]] = {}
    for source in course.source(assignment):
        path = course.folder("release") / assignment / f"{source.name}.ipynb"
        released = {cell.id: cell.source for cell in notebook.load(path).cells} if path.is_file() else {}
        questions += _questions(source, released)
        texts = [cell.source for cell in source.cells if cell.role in (Role.PLAIN, Role.PARAMETERS)]
        given[source.name] = frozenset(text.strip() for text in (*texts, *released.values()))
    return Outline(tuple(questions), given)


def _questions(source: SourceNotebook, released: Mapping[str, str]) -> list[Question]:
    questions: list[Question] = []
    heading = ""
    for cell in source.cells:
        text = released.get(cell.id, _visible(cell))
        if cell.cell_type == "markdown" and cell.role is not Role.WRITTEN:
            heading = heading_of(text) or heading
        if cell.role is Role.ANSWER and questions and questions[-1].answers and not questions[-1].parts:
            questions[-1].answers.append(cell.id)  # several answer cells before the first test of them
        elif cell.role in (Role.ANSWER, Role.WRITTEN, Role.TASK) or (cell.role is Role.TEST and not questions):
            own = [cell.id] if cell.role in (Role.ANSWER, Role.WRITTEN) else []
            questions.append(Question(source.name, heading or _words(cell.id), own))
            heading = ""
        if cell.role is Role.TEST:
            questions[-1].parts.append(Part(cell.id, _title(text) or _words(cell.id), by_hand=cell.cell_type != "code"))
        elif cell.role in (Role.WRITTEN, Role.TASK):
            questions[-1].parts.append(Part(cell.id, "Read by a person", by_hand=True))
    return questions


def _visible(cell: SourceCell) -> str:
    """What the release leaves of a cell without an answer of the student's; nothing of one with a solution."""
    if cell.role in (Role.ANSWER, Role.WRITTEN):
        return ""
    text = notebook.without_hidden(cell.source)
    return notebook.outside(text, notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)


def heading_of(markdown: str) -> str:
    """The first heading of a markdown text as plain words, without the points that it names; empty where there is none."""
    fenced = False
    for line in markdown.splitlines():
        if _FENCE.match(line):
            fenced = not fenced
        found = None if fenced else _HEADING.match(line)
        if found:
            return _WORTH.sub("", re.sub(r"[`*]", "", found[1])).strip()
    return ""


def _title(text: str) -> str:
    title = notebook.title_of(text).rstrip(".")
    return title[:1].upper() + title[1:]


def _words(cell: str) -> str:
    """A grade_id as words."""
    words = cell.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
