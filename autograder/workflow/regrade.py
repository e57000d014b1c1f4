"""What a regrade would change: whose score, by how much, and why. Nothing is written here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.course import Course
from autograder.gradebook.store import ScoreRow, Store
from autograder.model import CellResult, SubmissionResult
from autograder.workflow.grade import Work

BECAUSE = {
    "submission": "the submission is another one",
    "source": "the assignment's source, solutions or numbers have changed",
    "grader": "the grader or its settings have changed",
    "environment": "Python or its libraries have changed",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One grade cell whose score a regrade would change."""

    student: str
    notebook: str
    cell: str
    old: float | None  # None: needs a person
    new: float | None
    because: tuple[str, ...]  # what the old grade does not stand on any more
    reason: str  # what grading saw now, for staff
    by_hand: bool = False  # a person gave the score: it stays, only the automatic one beneath it changes

    @property
    def by(self) -> float:
        """The difference, "needs a person" counted as no points."""
        return (self.new or 0.0) - (self.old or 0.0)


def recorded_rows(course: Course, assignment: str) -> dict[str, list[ScoreRow]]:
    """The recorded scores by student.

    Raises:
        CourseError: nothing is recorded of the assignment.
    """
    rows: dict[str, list[ScoreRow]] = {}
    with Store(course.database) as store:
        for row in store.scores(assignment):
            rows.setdefault(row.student, []).append(row)
    return rows


def changes(work: Work, result: SubmissionResult, old: Iterable[ScoreRow]) -> Iterator[Change]:
    """The cells of one submission whose score is not what is recorded."""
    before = {(row.notebook, row.cell): row for row in old}
    why = _why(work, result.student, any(row.auto is not None for row in before.values()))
    for cell in result.cells:
        row = before.get((cell.notebook, cell.cell))
        had = row.auto if row is not None else None
        if row is None or had != cell.points:
            yield _change(result.student, cell, row, why)
    asked = {(cell.notebook, cell.cell) for cell in result.cells}
    for place, row in before.items():
        if place not in asked:
            yield Change(result.student, *place, row.auto, None, why, "the source has no such cell any more", row.by_hand)


def _why(work: Work, student: str, has_scores: bool) -> tuple[str, ...]:
    record = work.journal.get(student)
    if record is None:
        return ("the recorded score is not one that this grader gave" if has_scores else "it is not graded yet",)
    if not record.key:
        return ("grading it failed the last time",)
    return tuple(BECAUSE[name] for name in work.keys[student].differences(record.key))


def _change(student: str, cell: CellResult, row: ScoreRow | None, why: tuple[str, ...]) -> Change:
    return Change(student, cell.notebook, cell.cell, row.auto if row is not None else None, cell.points,
                  why, cell.reason, by_hand=row is not None and row.by_hand)
