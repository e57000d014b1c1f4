"""Late penalties in the gradebook: kept where nbgrader keeps them, so that formgrader and `nbgrader export` agree.

A penalty is a share of each notebook's maximum, not of what was earned: points given by hand afterwards leave it as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from autograder import clock, sheets
from autograder.course import Course, LatePolicy
from autograder.errors import CourseError
from autograder.gradebook import late
from autograder.gradebook.database import SUBMITTED, SUBMITTED_NOTEBOOK
from autograder.gradebook.late import Deadline, Lateness
from autograder.students import Student

FILE = "extensions.csv"
COLUMNS = ("student", "assignment", "until", "notes")


@dataclass(frozen=True, slots=True)
class Rule:
    """An assignment's policy and due dates."""

    policy: LatePolicy
    deadline: Deadline


def rule_of(course: Course, assignment: str, students: Iterable[Student], due: datetime | None) -> Rule | None:
    """What counts as late in `assignment`; None in a course without `course_config.py`, whose penalties are its own.

    `due` is the gradebook's due date (UTC), which counts where the settings have none.

    Raises:
        CourseError: the due date is no time, or a row of `extensions.csv` breaks a rule.
    """
    if not (course.root / "course_config.py").is_file():
        return None
    settings = course.settings.assignments.get(assignment)
    zone = course.settings.time_zone
    when = clock.local(due, zone) if due is not None else None
    if settings is not None and settings.due:
        when = clock.wall_clock(settings.due)
    until = extensions(course, assignment, students, when)
    return Rule(course.late_policy(assignment), Deadline(when, zone, until))


def extensions(course: Course, assignment: str, students: Iterable[Student], due: datetime | None) -> dict[str, datetime]:
    """Who has longer in `assignment`, by id: wall-clock times of the course.

    Raises:
        CourseError: naming the row of `extensions.csv` and the rule that it breaks.
    """
    path = course.root / FILE
    if not path.is_file():
        return {}
    sheet = sheets.read(path)
    if {name.strip().casefold() for name in sheet.header} - set(COLUMNS) or sheet.column("until") is None:
        raise CourseError(f"{path}: the columns are {', '.join(COLUMNS)}; here are {', '.join(sheet.header)}.")
    ids = {name: student.id for student in students for name in (student.slug, student.id)}
    found: dict[str, datetime] = {}
    for number, row in enumerate(sheet.rows, start=2):
        where = f"{path}, row {number}"
        name, of = sheet.cell(row, "student"), sheet.cell(row, "assignment")
        if not any(cell.strip() for cell in row):
            continue
        if of not in course.assignments:
            raise CourseError(f'{where}: there is no assignment "{of}"; there are {", ".join(course.assignments)}.')
        if name not in ids:
            raise CourseError(f'{where}: nobody is called "{name}"; a student is named by the id.')
        if of != assignment:
            continue
        if ids[name] in found:
            raise CourseError(f'{where}: "{name}" has an extension of {assignment} in an earlier row; leave one.')
        if due is None:
            raise CourseError(f"{where}: {assignment} has no due date to extend; course_config.py sets it.")
        try:
            found[ids[name]] = late.extended(due, sheet.cell(row, "until"))
        except CourseError as error:
            raise CourseError(f"{where}: {error}") from None
    return found


def settle(
    db: sa.Connection, owner: str, rule: Rule, maxima: Mapping[str, float], ids: Mapping[str, str], only: str | None = None
) -> dict[str, Lateness]:
    """Write the penalties of an assignment's submissions (or only of submission `only`); what each is, by student's id.

    `owner` is the assignment's id, `maxima` the points of each notebook by its id, `ids` the students' ids by slug. An
    extension that nbgrader's own `grant_extension` gave counts, where it is the longer one.
    """
    wanted = sa.and_(SUBMITTED.c.assignment_id == owner, sa.true() if only is None else SUBMITTED.c.id == only)
    found: dict[str, Lateness] = {}
    share: dict[str, float] = {}
    for row in db.execute(sa.select(SUBMITTED.c.id, SUBMITTED.c.student_id, SUBMITTED.c.timestamp, SUBMITTED.c.extension)
                          .where(wanted)):
        student = ids.get(row.student_id, row.student_id)
        found[student] = late.lateness(rule.policy, _extended(rule.deadline, student, row.extension), student, row.timestamp)
        share[row.id] = found[student].penalty
    books = db.execute(sa.select(SUBMITTED_NOTEBOOK.c.id, SUBMITTED_NOTEBOOK.c.assignment_id, SUBMITTED_NOTEBOOK.c.notebook_id,
                                 SUBMITTED_NOTEBOOK.c.late_submission_penalty)
                       .where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(sa.select(SUBMITTED.c.id).where(wanted))))
    changed: list[dict[str, Any]] = []
    for book in books:
        penalty = share[book.assignment_id] * maxima.get(book.notebook_id, 0.0) or None  # None, as stock nbgrader writes it
        if book.late_submission_penalty != penalty:
            changed.append({"key": book.id, "penalty": penalty})
    if changed:
        db.execute(SUBMITTED_NOTEBOOK.update().where(SUBMITTED_NOTEBOOK.c.id == sa.bindparam("key"))
                   .values(late_submission_penalty=sa.bindparam("penalty")), changed)
    return found


def _extended(deadline: Deadline, student: str, extension: Any) -> Deadline:
    if extension is None or deadline.due is None:
        return deadline
    granted = deadline.due + extension
    own = deadline.until.get(student)
    return Deadline(deadline.due, deadline.zone, {student: max(granted, own) if own else granted})
