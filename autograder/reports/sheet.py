"""One student's feedback as records: questions with points, hints and comments, and the student's own work."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.errors import CourseError
from autograder.gradebook.marks import Mark, Marks
from autograder.reports.legible import Room, Text, legible
from autograder.reports.outline import Outline, Part, Question
from autograder.reports.outputs import Output, joined, outputs_of

SOURCE = 30_000  # characters of one cell
SAID = 10_000  # of one comment or hint
PAGE_LETTERS, PAGE_PICTURES = 600_000, 8 * 2**20  # of all that students wrote and their code printed; bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a question with its points; `status` is "right", "partly", "wrong", "given" (by hand) or "open"."""

    title: str
    points: float | None
    max: float
    extra: float
    status: str
    hint: Text


@dataclass(frozen=True, slots=True)
class Snippet:
    """A cell of the student's: `kind` is "code", "text" or "own", a cell that they added."""

    kind: str
    source: Text
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, what it earned, and what the student answered."""

    title: str
    notebook: str
    rows: tuple[Row, ...]
    comments: tuple[Text, ...]
    notes: tuple[Text, ...]
    snippets: tuple[Snippet, ...]

    @property
    def points(self) -> float:
        """Points so far, with extra credit."""
        return sum((row.points or 0.0) + row.extra for row in self.rows)

    @property
    def max(self) -> float:
        """Points that the question is worth."""
        return sum(row.max for row in self.rows)

    @property
    def open(self) -> int:
        """Parts that nobody has graded yet."""
        return sum(row.points is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of one student's feedback for one assignment."""

    answers: tuple[Answer, ...]
    penalty: float
    unread: tuple[str, ...] = ()  # notebooks without an executed copy

    @property
    def score(self) -> float:
        """Points so far without the late penalty."""
        return sum(answer.points for answer in self.answers)

    @property
    def total(self) -> float:
        """Points so far; lateness takes no more than there is, as in nbgrader's exports."""
        return max(0.0, self.score - self.penalty)

    @property
    def max(self) -> float:
        """Points that the assignment is worth."""
        return sum(answer.max for answer in self.answers)

    @property
    def open(self) -> int:
        """Parts that nobody has graded yet."""
        return sum(answer.open for answer in self.answers)


def sheet(outline: Outline, marks: Marks, executed: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """Put together what one student gets to see.

    `executed` holds the autograded notebooks in nbformat 4's shape, by name; a notebook that could not be read is
    missing.

    Raises:
        CourseError: gradebook and source disagree about the grade cells.
    """
    there = {(question.notebook, part.cell) for question in outline.questions for part in question.parts}
    if there != marks.grades.keys():
        strange = ", ".join(f'"{cell}"' for _, cell in sorted(there ^ marks.grades.keys()))
        raise CourseError(f"{strange}: gradebook and source disagree about this; the source has changed since grading. "
                          f"Grade again, then make the pages.")
    room = Room(PAGE_LETTERS, PAGE_PICTURES)
    work = {name: _work(outline, name, found, room) for name, found in executed.items()}
    return Sheet(
        tuple(_answer(question, marks, work.get(question.notebook, {}).get(place, []))
              for place, question in enumerate(outline.questions)),
        marks.penalty, tuple(name for name in outline.given if name not in work))


def _answer(question: Question, marks: Marks, snippets: Sequence[Snippet]) -> Answer:
    cells = dict.fromkeys((*question.answers, *(part.cell for part in question.parts)))
    names = [(question.notebook, cell) for cell in cells]
    return Answer(
        question.title, question.notebook,
        tuple(_row(part, marks.grades[question.notebook, part.cell]) for part in question.parts),
        tuple(_said(marks.comments[name]) for name in names if name in marks.comments),
        tuple(_said(marks.notes[name]) for name in names if name in marks.notes),
        tuple(snippets))


def _row(part: Part, mark: Mark) -> Row:
    hint = ""
    if mark.points is None:
        status = "open"
    elif part.by_hand:
        status = "given"
    else:
        status = "right" if mark.points >= mark.max else "partly" if mark.points > 0 else "wrong"
        hint = "" if status == "right" else mark.hint
    return Row(part.title, mark.points, mark.max, mark.extra, status, _said(hint))


def _said(text: str) -> Text:
    return Text(legible(text[:SAID]), max(0, len(text) - SAID))


def _work(outline: Outline, name: str, found: Mapping[str, Any], room: Room) -> dict[int, list[Snippet]]:
    """The student's cells of one executed notebook, by the place of the question that they belong to or stand behind."""
    questions = [(place, question) for place, question in enumerate(outline.questions) if question.notebook == name]
    owner = {cell: place for place, question in questions
             for cell in (*question.answers, *(part.cell for part in question.parts))}
    answers = {cell for _, question in questions for cell in question.answers}
    work: dict[int, list[Snippet]] = {}
    current = questions[0][0] if questions else None
    for grade_id, cell in _cells(found):
        current = owner.get(grade_id, current)
        source = joined(cell.get("source"))
        is_answer = grade_id in answers
        if current is None or not (is_answer or (not grade_id and source.strip() not in outline.given[name])):
            continue
        kind = "code" if cell.get("cell_type") == "code" else "text"
        snippet = Snippet(kind, room.text(source, SOURCE), outputs_of(cell, room) if kind == "code" else ())
        if is_answer or source.strip():
            work.setdefault(current, []).append(snippet if is_answer else replace(snippet, kind="own"))
    return work


def _cells(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Cells with nbgrader's name for them; empty for cells that it does not know."""
    for cell in found["cells"]:
        if not isinstance(cell, dict):
            continue
        metadata = cell.get("metadata")
        grader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        yield str(grader.get("grade_id") or "") if isinstance(grader, dict) else "", cell
