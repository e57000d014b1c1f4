"""What the gradebook holds of each submission that its student may know: scores, hints, comments, penalties.

Reasons and flags are for staff; they are not read here, so that no page can show them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from autograder.errors import CourseError
from autograder.gradebook import roster
from autograder.gradebook.database import (
    ASSIGNMENT,
    BASE,
    COMMENT,
    GRADE,
    KINDS,
    NOTEBOOK,
    OUTCOME,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    Database,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One grade cell of one submission. `points` is None where nobody has graded yet; extra credit is not in it."""

    points: float | None
    max: float
    extra: float = 0.0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """One submission; cells are named by (notebook, grade_id)."""

    slug: str  # as folders and nbgrader's tables call the student
    student: str  # the id that people know
    submitted_at: datetime | None  # UTC
    penalty: float  # points off for being late
    grades: dict[tuple[str, str], Mark]
    comments: dict[tuple[str, str], str]  # by a person
    notes: dict[tuple[str, str], str]  # by the autograder: "No response."


def marks(url: str, assignment: str) -> tuple[Marks, ...]:
    """Every recorded submission of `assignment` in the gradebook at SQLAlchemy URL `url`, by student.

    Raises:
        CourseError: the gradebook does not know the assignment.
    """
    database = Database(url)
    try:
        with database.reading() as db:
            owner = None if db is None else db.execute(
                sa.select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment)).scalar()
            if db is None or owner is None:
                raise CourseError(f'The gradebook does not know the assignment "{assignment}"; grade it first: '
                                  f"course grade {assignment}")
            return tuple(_marks(db, assignment, owner))
    finally:
        database.close()


def _marks(db: sa.Connection, assignment: str, owner: str) -> Iterator[Marks]:
    cells = db.execute(_cells().where(NOTEBOOK.c.assignment_id == owner)).all()
    names = {cell.id: (cell.notebook, cell.name) for cell in cells}
    grades, comments = _by_student(db, GRADE, owner), _by_student(db, COMMENT, owner)
    hints: dict[tuple[str, str, str], str] = {}
    if sa.inspect(db).has_table(OUTCOME.name):  # else only stock nbgrader has graded here
        hints = {(row.student, row.notebook, row.cell): row.hint for row in db.execute(
            sa.select(OUTCOME.c.student, OUTCOME.c.notebook, OUTCOME.c.cell, OUTCOME.c.hint)
            .where(OUTCOME.c.assignment == assignment))}
    penalties = {row.student_id: row.off for row in db.execute(
        sa.select(SUBMITTED.c.student_id, sa.func.sum(SUBMITTED_NOTEBOOK.c.late_submission_penalty).label("off"))
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id)
        .where(SUBMITTED.c.assignment_id == owner).group_by(SUBMITTED.c.student_id))}
    ids = {known.slug: known.id for known in roster.read(db)}
    submissions = db.execute(sa.select(SUBMITTED.c.student_id, SUBMITTED.c.timestamp)
                             .where(SUBMITTED.c.assignment_id == owner).order_by(SUBMITTED.c.student_id))
    for student, when in submissions:
        own = grades.get(student, {})
        said = {names[key]: row for key, row in comments.get(student, {}).items() if key in names}
        yield Marks(
            student, ids.get(student, student), when.replace(tzinfo=UTC) if when else None, float(penalties.get(student) or 0.0),
            {names[cell.id]: _mark(own.get(cell.id), cell.max_score, hints.get((student, *names[cell.id]), ""))
             for cell in cells if cell.type != "SolutionCell"},
            {name: row.manual_comment for name, row in said.items() if row.manual_comment},
            {name: row.auto_comment for name, row in said.items() if row.auto_comment and not row.manual_comment})


def _cells() -> Any:
    grade, task = KINDS["GradeCell"], KINDS["TaskCell"]
    return (
        sa.select(BASE.c.id, BASE.c.name, BASE.c.type, NOTEBOOK.c.name.label("notebook"),
                  sa.func.coalesce(grade.c.max_score, task.c.max_score, 0.0).label("max_score"))
        .select_from(BASE).join(NOTEBOOK, NOTEBOOK.c.id == BASE.c.notebook_id)
        .outerjoin(grade, grade.c.id == BASE.c.id).outerjoin(task, task.c.id == BASE.c.id))


def _by_student(db: sa.Connection, table: Any, owner: str) -> dict[str, dict[str, Any]]:
    """Rows of grades or comments, by student and by the cell's id."""
    found: dict[str, dict[str, Any]] = {}
    for row in db.execute(
        sa.select(SUBMITTED.c.student_id, table)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == table.c.notebook_id)
        .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .where(SUBMITTED.c.assignment_id == owner)
    ):
        found.setdefault(row.student_id, {})[row.cell_id] = row
    return found


def _mark(grade: Any, most: float, hint: str) -> Mark:
    if grade is None:
        return Mark(None, most)
    points = grade.auto_score if grade.manual_score is None else grade.manual_score
    return Mark(points, most, float(grade.extra_credit or 0.0), hint)
