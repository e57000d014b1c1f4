"""What was graded already, and on what it stands: this is how an interrupted batch goes on."""

import json
from dataclasses import dataclass

import sqlalchemy as sa

from autograder.gradebook.database import ASSIGNMENT, BASE, GRADE, NOTEBOOK, OUTCOME, SUBMISSION, SUBMITTED, SUBMITTED_NOTEBOOK


@dataclass(frozen=True, slots=True)
class Recorded:
    """One submission as the gradebook has it."""

    key: str  # what the grade stands on, as `record` was told; empty: to be graded again
    notebooks: tuple[str, ...]  # that have an autograded copy
    repairs: tuple[str, ...]
    tier: str


def recorded(db: sa.Connection, assignment: str) -> dict[str, Recorded]:
    """The recorded submissions of `assignment`, by student, whose scores are those that we gave."""
    if not sa.inspect(db).has_table(SUBMISSION.name):
        return {}  # only stock nbgrader has graded here
    scores = dict[str, dict[tuple[str, str], float | None]]()
    rows = db.execute(
        sa.select(SUBMITTED.c.student_id, NOTEBOOK.c.name.label("notebook"), BASE.c.name.label("cell"), GRADE.c.auto_score)
        .select_from(GRADE).join(BASE, BASE.c.id == GRADE.c.cell_id).join(NOTEBOOK, NOTEBOOK.c.id == BASE.c.notebook_id)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id).where(ASSIGNMENT.c.name == assignment))
    for row in rows:
        scores.setdefault(row.student_id, {})[row.notebook, row.cell] = row.auto_score
    ours = dict[str, dict[tuple[str, str], float | None]]()
    for row in db.execute(sa.select(OUTCOME).where(OUTCOME.c.assignment == assignment)):
        ours.setdefault(row.student, {})[row.notebook, row.cell] = row.points
    return {
        row.student: Recorded(row.grading_key, tuple(json.loads(row.notebooks)), tuple(json.loads(row.repairs)), row.tier)
        for row in db.execute(sa.select(SUBMISSION).where(SUBMISSION.c.assignment == assignment))
        if ours.get(row.student, {}) == scores.get(row.student, {})
    }
