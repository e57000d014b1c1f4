"""The record: nbgrader's gradebook, written through nbgrader's own tables, one transaction per submission.

What nbgrader's schema has no place for (reasons, hints, flags, the sandbox tier) stands in tables of the same database
whose names begin with `course_`; stock nbgrader never looks at them.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from autograder import clock
from autograder.errors import CourseError
from autograder.gradebook import late, penalties, registration, roster
from autograder.gradebook.database import (
    ASSIGNMENT,
    BASE,
    CELL,
    COMMENT,
    COURSE,
    GRADE,
    KINDS,
    NOTEBOOK,
    OUTCOME,
    SOURCE_CELL,
    SUBMISSION,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    Database,
)
from autograder.gradebook.journal import Recorded, recorded
from autograder.model import CellResult, SourceNotebook, Status, SubmissionResult
from autograder.students import Person, Student, clean

# Statements that run for every submission are built once: building one costs SQLAlchemy as much as running it.
_grade, _task, _is = KINDS["GradeCell"], KINDS["TaskCell"], sa.bindparam
_OWNER = sa.select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == _is("assignment"))
_BOOKS = sa.select(NOTEBOOK.c.name, NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id == _is("owner"))
_CELLS = (
    sa.select(BASE.c.id, BASE.c.name, BASE.c.type, NOTEBOOK.c.name.label("notebook"),
              sa.func.coalesce(_grade.c.max_score, _task.c.max_score, 0.0).label("max_score"))
    .select_from(BASE).join(NOTEBOOK, NOTEBOOK.c.id == BASE.c.notebook_id)
    .outerjoin(_grade, _grade.c.id == BASE.c.id).outerjoin(_task, _task.c.id == BASE.c.id)
    .where(NOTEBOOK.c.assignment_id == _is("owner")))
_RELEASED = (
    sa.select(NOTEBOOK.c.name.label("notebook"), SOURCE_CELL.c.name, SOURCE_CELL.c.source)
    .join(NOTEBOOK, NOTEBOOK.c.id == SOURCE_CELL.c.notebook_id)
    .where(NOTEBOOK.c.assignment_id == _is("owner"), SOURCE_CELL.c.locked.is_(False)))
_MINE = sa.select(SUBMITTED.c.id).where(
    SUBMITTED.c.assignment_id == _is("owner"), SUBMITTED.c.student_id == _is("student"))
_MIRRORED = sa.select(SUBMITTED_NOTEBOOK.c.notebook_id, SUBMITTED_NOTEBOOK.c.id).where(
    SUBMITTED_NOTEBOOK.c.assignment_id == _is("submission"))
_ROWS = {table: sa.select(table).where(table.c.notebook_id.in_(_is("books", expanding=True))) for table in (GRADE, COMMENT)}
_FORGET = {table: table.delete().where(table.c.student == _is("whose"), table.c.assignment == _is("of"))
           for table in (OUTCOME, SUBMISSION)}
_ADD = {table: table.insert() for table in (SUBMITTED, SUBMITTED_NOTEBOOK, GRADE, COMMENT, OUTCOME, SUBMISSION)}

NO_RESPONSE = "No response."  # nbgrader's comment on an answer that is as released
_SILENT = "no response"  # how the reason of such a written answer begins


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One student's grade cell: a row of `course scores` (docs/scores.md)."""

    student: str
    notebook: str
    cell: str
    points: float | None
    max: float
    status: str
    flags: tuple[str, ...]
    hint: str
    reason: str
    seconds: float
    auto: float | None = None  # the automatic score beneath
    by_hand: bool = False  # a person gave `points`


@dataclass(frozen=True, slots=True)
class Submissions:
    """An assignment as a whole."""

    max: float
    of: Mapping[str, tuple[datetime | None, float]]  # by id: the time in UTC without a zone, the penalty in points


@dataclass(frozen=True, slots=True)
class _Known:
    """A registered assignment: ids of its notebooks by name, its cells with notebook, type and points."""

    owner: str
    books: dict[str, str]
    cells: tuple[Any, ...]  # rows (id, name, type, notebook, max_score)

    def graded(self) -> dict[tuple[str, str], Any]:
        return {(row.notebook, row.name): row for row in self.cells if row.type != "SolutionCell"}

    def maxima(self) -> dict[str, float]:
        """The points of each notebook, by its id."""
        points = dict.fromkeys(self.books.values(), 0.0)
        for row in self.graded().values():
            points[self.books[row.notebook]] += row.max_score
        return points


class Store:
    """A gradebook. A context manager; every method is its own transaction."""

    def __init__(self, url: str, course_id: str = "course") -> None:
        """Take the gradebook at SQLAlchemy URL `url`; the first write makes it, where there is none.

        Opening writes nothing, so `course_id` is not used here: `register` is told it.

        Raises:
            CourseError: the URL cannot be used.
        """
        self._database = Database(url)

    def register(
        self, course_id: str, assignment: str, notebooks: Sequence[SourceNotebook], due: str | None = None,
        zone: str = "UTC",
    ) -> None:
        """Put the assignment's cells into the gradebook, as `nbgrader generate_assignment` would.

        `notebooks` are all notebooks of the assignment, `due` is a time in the IANA zone `zone`; without it a due date
        that the gradebook has stays. Cells that are new get an open grade in the submissions that are there.

        Raises:
            CourseError: a cell that somebody has a grade for is no longer in the source, nbgrader refuses a notebook,
                or `due` is no time. The gradebook is as it was.
        """
        duedate = clock.instant(clock.wall_clock(due), zone).replace(tzinfo=None) if due else None
        wanted = [registration.cells_of(source) for source in notebooks]
        with self._database.writing() as db:
            if db.execute(sa.select(COURSE.c.id).where(COURSE.c.id == course_id)).first() is None:
                db.execute(COURSE.insert(), {"id": course_id})
            owner = db.execute(_OWNER, {"assignment": assignment}).scalar()
            if owner is None:
                owner = uuid4().hex
                db.execute(ASSIGNMENT.insert(), {"id": owner, "name": assignment, "course_id": course_id})
            if duedate is not None:
                db.execute(ASSIGNMENT.update().where(ASSIGNMENT.c.id == owner).values(duedate=duedate))
            registration.synchronise(db, assignment, owner, wanted)
            known = _known(db, assignment)
            for submission in db.execute(sa.select(SUBMITTED.c.id).where(SUBMITTED.c.assignment_id == owner)).scalars():
                _open_rows(db, known, _mirror(db, known, submission))

    def record(
        self, result: SubmissionResult, submitted_at: datetime | None = None, key: str = "", *,
        rule: penalties.Rule | None = None,
    ) -> None:
        """Write one submission's result; scores, comments and extra credit that people gave stay.

        `submitted_at` without a zone is UTC; None keeps the time that the gradebook has. `key` says what the grade
        stands on (`journal`). `rule` says what lateness costs; without it the gradebook's penalties stay.

        Raises:
            CourseError: the assignment, or a cell of the result, is not registered. Nothing is written.
        """
        with self._database.writing() as db:
            known = _known(db, result.assignment)
            outcomes = _checked(result, known)
            student = roster.slug_of(db, clean(result.student))
            submission = _submission(db, known.owner, student, submitted_at)
            books = _mirror(db, known, submission)
            _grades(db, known, books, outcomes)
            _comments(db, known, books, _silent_cells(db, known, result, outcomes))
            _facts(db, result, student, outcomes, key)
            if rule is not None:
                penalties.settle(db, known.owner, rule, known.maxima(), {student: roster.id_of(db, student)}, submission)

    def penalise(self, assignment: str, rule: penalties.Rule) -> dict[str, late.Lateness]:
        """Bring all late penalties of an assignment to what `rule` says now; how late each student is, by id.

        Raises:
            CourseError: the gradebook does not know the assignment.
        """
        with self._database.writing() as db:
            known = _known(db, assignment)
            ids = {student.slug: student.id for student in roster.read(db)}
            return penalties.settle(db, known.owner, rule, known.maxima(), ids)

    def submissions(self, assignment: str) -> Submissions:
        """When everybody's work came, and what lateness costs by the gradebook.

        Raises:
            CourseError: the gradebook does not know the assignment.
        """
        with self._database.reading() as db:
            if db is None:
                raise _unknown(assignment)
            known = _known(db, assignment)
            ids = {student.slug: student.id for student in roster.read(db)}
            rows = db.execute(
                sa.select(SUBMITTED.c.student_id, SUBMITTED.c.timestamp,
                          sa.func.sum(SUBMITTED_NOTEBOOK.c.late_submission_penalty).label("penalty"))
                .select_from(SUBMITTED).outerjoin(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id)
                .where(SUBMITTED.c.assignment_id == known.owner).group_by(SUBMITTED.c.student_id, SUBMITTED.c.timestamp))
            return Submissions(sum(known.maxima().values()), {
                ids.get(row.student_id, row.student_id): (row.timestamp, row.penalty or 0.0) for row in rows})

    def due(self, assignment: str) -> datetime | None:
        """The due date in the gradebook, UTC; None where it has none or does not know the assignment."""
        with self._database.reading() as db:
            if db is None:
                return None
            return db.execute(sa.select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment)).scalar()

    def scores(self, assignment: str, student: str | None = None) -> list[ScoreRow]:
        """A row for each student with a recorded submission and each grade cell, in the source's order.

        A score given by hand wins over the automatic one; extra credit is added. `student` is an id or a slug.

        Raises:
            CourseError: the gradebook does not know the assignment.
        """
        with self._database.reading() as db:
            if db is None:
                raise _unknown(assignment)
            known = _known(db, assignment)
            ours = sa.inspect(db).has_table(OUTCOME.name)  # else only stock nbgrader has graded here
            return list(_score_rows(db, assignment, known, student, ours))

    def seeds(self, assignment: str, student: str) -> dict[tuple[str, str], int]:
        """The seeds with which the test cells of a recorded submission were judged, by notebook and cell.

        Cells that no test judged (written answers, `shared` isolation, unreadable files) have none.

        Raises:
            CourseError: the gradebook knows no such student.
        """
        slug = self.slug(student)
        with self._database.reading() as db:
            if db is None or not sa.inspect(db).has_table(OUTCOME.name):
                return {}
            rows = db.execute(sa.select(OUTCOME.c.notebook, OUTCOME.c.cell, OUTCOME.c.seed).where(
                OUTCOME.c.assignment == assignment, OUTCOME.c.student == slug, OUTCOME.c.seed.is_not(None)))
            return {(row.notebook, row.cell): int(row.seed) for row in rows}

    def students(self) -> tuple[Student, ...]:
        """Everybody that the gradebook knows, by id; nobody where there is no gradebook yet."""
        with self._database.reading() as db:
            return () if db is None else roster.read(db)

    def student(self, name: str) -> Student:
        """The student with this id or slug.

        Raises:
            CourseError: the gradebook knows nobody of that name.
        """
        found = roster.find(self.students(), name)
        if found is None:
            raise CourseError(f'The gradebook knows no student "{name}"; a student is named by the id (course scores shows '
                              f"it) or by the folder's name under submitted/.")
        return found

    def slug(self, name: str) -> str:
        """The name in paths and in nbgrader's tables of the student with this id or slug.

        Raises:
            CourseError: the gradebook knows nobody of that name; `enrol` makes students known.
        """
        return self.student(name).slug

    def enrol(self, people: Iterable[Person]) -> dict[str, str]:
        """Make people known: each gets a slug once and for all, and nbgrader their names; all slugs by id.

        Raises:
            CourseError: somebody is known under another id.
        """
        with self._database.writing() as db:
            return roster.enrol(db, people)

    def journal(self, assignment: str) -> dict[str, Recorded]:
        """What is recorded of each student's submission, by student; nothing where there is no gradebook yet.

        A grade that somebody else has changed since (stock `nbgrader autograde` does), or that lacks rows, is left out:
        such a submission is to be graded again.
        """
        with self._database.reading() as db:
            if db is None:
                return {}
            ids = {student.slug: student.id for student in roster.read(db)}
            return {ids.get(slug, slug): found for slug, found in recorded(db, assignment).items()}

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _unknown(assignment: str) -> CourseError:
    return CourseError(
        f'The gradebook does not know the assignment "{assignment}"; grade it first: course grade {assignment}')


def _known(db: sa.Connection, assignment: str) -> _Known:
    owner = db.execute(_OWNER, {"assignment": assignment}).scalar()
    if owner is None:
        raise _unknown(assignment)
    books = db.execute(_BOOKS, {"owner": owner})
    cells = db.execute(_CELLS, {"owner": owner})
    return _Known(str(owner), {row.name: row.id for row in books}, tuple(cells))


def _checked(result: SubmissionResult, known: _Known) -> tuple[CellResult, ...]:
    """The result's cells: all known, and no score outside its range."""
    graded = known.graded()
    outcomes = []
    for cell in result.cells:
        row = graded.get((cell.notebook, cell.cell))
        if row is None:
            raise CourseError(
                f'{cell.notebook}.ipynb: the gradebook has no grade cell "{cell.cell}", but there is a result for it; '
                f"the source has changed meanwhile. Run: course grade {result.assignment}")
        if cell.points is not None and not (math.isfinite(cell.points) and 0 <= cell.points <= row.max_score):
            # A database keeps NaN as "no score" without saying that a person is needed.
            reason = f"the score {cell.points:g} is not between 0 and {row.max_score:g}"
            cell = replace(cell, points=None, reason=f"{reason}; {cell.reason}" if cell.reason else reason)
        outcomes.append(cell)
    return tuple(outcomes)


def _submission(db: sa.Connection, owner: str, student: str, submitted_at: datetime | None) -> str:
    key = db.execute(_MINE, {"owner": owner, "student": student}).scalar()
    if key is None:
        key = uuid4().hex
        db.execute(_ADD[SUBMITTED], {"id": key, "assignment_id": owner, "student_id": student})
    if submitted_at is not None:
        aware = submitted_at if submitted_at.tzinfo else submitted_at.replace(tzinfo=UTC)
        when = aware.astimezone(UTC).replace(tzinfo=None)
        db.execute(SUBMITTED.update().where(SUBMITTED.c.id == key).values(timestamp=when))
    return str(key)


def _mirror(db: sa.Connection, known: _Known, submission: str) -> dict[str, str]:
    """Give a submission a row for each notebook of its assignment, as nbgrader does; their ids by name."""
    there = {row.notebook_id: row.id for row in db.execute(_MIRRORED, {"submission": submission})}
    books = {name: there.get(key) or uuid4().hex for name, key in known.books.items()}
    new = [{"id": books[name], "assignment_id": submission, "notebook_id": key, "flagged": False}
           for name, key in known.books.items() if key not in there]
    if new:
        db.execute(_ADD[SUBMITTED_NOTEBOOK], new)
    return books


def _rows_of(db: sa.Connection, table: Any, books: dict[str, str]) -> dict[str, Any]:
    """The rows that a submission has in `table` (grades or comments), by the cell's id."""
    return {row.cell_id: row for row in db.execute(_ROWS[table], {"books": list(books.values())})}


def _open_rows(db: sa.Connection, known: _Known, books: dict[str, str]) -> None:
    """Add the grades and comments that a submission lacks, since stock nbgrader fails over missing ones."""
    for table, without, facts in (
        (GRADE, "SolutionCell", {"needs_manual_grade": True}), (COMMENT, "GradeCell", {}),
    ):
        there = _rows_of(db, table, books)
        rows = [{"id": uuid4().hex, "notebook_id": books[cell.notebook], "cell_id": cell.id, **facts}
                for cell in known.cells if cell.type != without and cell.id not in there]
        if rows:
            db.execute(_ADD[table], rows)


def _grades(db: sa.Connection, known: _Known, books: dict[str, str], outcomes: Iterable[CellResult]) -> None:
    graded = known.graded()
    points = {graded[cell.notebook, cell.cell].id: cell.points for cell in outcomes}
    there = _rows_of(db, GRADE, books)
    new, changed = [], []
    for cell in known.cells:
        if cell.type == "SolutionCell":
            continue
        old, auto = there.get(cell.id), points.get(cell.id)
        # As stock nbgrader: a score that a person gave is looked at again after every autograding.
        needed = auto is None or (old is not None and old.manual_score is not None)
        if old is None:
            new.append({"id": uuid4().hex, "notebook_id": books[cell.notebook], "cell_id": cell.id,
                        "auto_score": auto, "needs_manual_grade": needed})
        elif (old.auto_score, old.needs_manual_grade) != (auto, needed):
            changed.append({"key": old.id, "auto": auto, "needed": needed})
    _write(db, GRADE, new, changed, auto_score="auto", needs_manual_grade="needed")


def _silent_cells(
    db: sa.Connection, known: _Known, result: SubmissionResult, outcomes: Iterable[CellResult]
) -> set[tuple[str, str]]:
    """Answers that are as released: the judge says so of written ones, of the others their text does."""
    silent = {(cell.notebook, cell.cell) for cell in outcomes
              if cell.points == 0 and cell.reason.lower().startswith(_SILENT)}
    released = {(row.notebook, row.name): row.source for row in db.execute(_RELEASED, {"owner": known.owner})}
    for name, text in result.notebooks.items():
        for cell in json.loads(text).get("cells", []):
            grader = cell.get("metadata", {}).get("nbgrader") or {}
            key = str(grader.get("grade_id", ""))
            written = cell.get("source", "")
            said = written if isinstance(written, str) else "".join(written)
            if grader.get("solution") and released.get((name, key)) == said:
                silent.add((name, key))
    return silent


def _comments(db: sa.Connection, known: _Known, books: dict[str, str], silent: set[tuple[str, str]]) -> None:
    there = _rows_of(db, COMMENT, books)
    new, changed = [], []
    for cell in known.cells:
        if cell.type == "GradeCell":
            continue
        says_nothing = cell.type == "SolutionCell" and (cell.notebook, cell.name) in silent
        text = NO_RESPONSE if says_nothing else None
        old = there.get(cell.id)
        if old is None:
            new.append({"id": uuid4().hex, "notebook_id": books[cell.notebook], "cell_id": cell.id,
                        "auto_comment": text})
        elif old.auto_comment != text:
            changed.append({"key": old.id, "text": text})
    _write(db, COMMENT, new, changed, auto_comment="text")


def _write(
    db: sa.Connection, table: Any, new: list[dict[str, Any]], changed: list[dict[str, Any]], **columns: str
) -> None:
    """Insert and update many rows; `columns` says which entry of a changed row goes into which column."""
    if new:
        db.execute(_ADD[table], new)
    if changed:
        values: dict[str, Any] = {column: sa.bindparam(entry) for column, entry in columns.items()}
        db.execute(table.update().where(table.c.id == sa.bindparam("key")).values(**values), changed)


def _facts(
    db: sa.Connection, result: SubmissionResult, student: str, outcomes: Iterable[CellResult], key: str
) -> None:
    for forget in _FORGET.values():
        db.execute(forget, {"whose": student, "of": result.assignment})
    whose = {"student": student, "assignment": result.assignment}
    db.execute(_ADD[SUBMISSION], {
        **whose, "tier": result.tier, "isolation": result.isolation, "repairs": json.dumps(result.repairs),
        "notebooks": json.dumps(sorted(result.notebooks)), "grading_key": key,
        "seconds": result.seconds, "graded_at": datetime.now(UTC).replace(tzinfo=None)})
    rows = [{**whose, "notebook": cell.notebook, "cell": cell.cell, "points": cell.points,
             "flags": json.dumps(cell.flags), "hint": _text(cell.hint),
             "reason": _text(cell.reason), "seconds": cell.seconds,
             "seed": None if cell.seed is None else str(cell.seed)} for cell in outcomes]
    if rows:
        db.execute(_ADD[OUTCOME], rows)


def _score_rows(
    db: sa.Connection, assignment: str, known: _Known, student: str | None, ours: bool
) -> Iterator[ScoreRow]:
    ids = {one.slug: one.id for one in roster.read(db)}
    wanted = roster.find(roster.read(db), student) if student is not None else None
    if student is not None and wanted is None:
        return

    def only(column: Any) -> Any:
        return sa.true() if wanted is None else column == wanted.slug

    who = db.execute(sa.select(SUBMITTED.c.student_id).where(
        SUBMITTED.c.assignment_id == known.owner, only(SUBMITTED.c.student_id))).scalars().all()
    grades = {(row.student_id, row.cell_id): row for row in db.execute(
        sa.select(SUBMITTED.c.student_id, GRADE.c.cell_id, GRADE.c.auto_score, GRADE.c.manual_score,
                  GRADE.c.extra_credit)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == GRADE.c.notebook_id)
        .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .where(SUBMITTED.c.assignment_id == known.owner, only(SUBMITTED.c.student_id)))}
    outcomes: dict[tuple[str, str, str], Any] = {}
    places: dict[tuple[str, str], int] = {}
    if ours:
        outcomes = {(row.student, row.notebook, row.cell): row for row in db.execute(
            sa.select(OUTCOME).where(OUTCOME.c.assignment == assignment, only(OUTCOME.c.student)))}
        places = {(row.notebook, row.cell): row.position
                  for row in db.execute(sa.select(CELL).where(CELL.c.assignment == assignment))}
    cells = sorted(known.graded().values(), key=_by_place(places))
    for name in sorted(who, key=lambda slug: ids.get(slug, slug)):
        for cell in cells:
            yield _row(ids.get(name, name), cell, grades.get((name, cell.id)), outcomes.get((name, cell.notebook, cell.name)))


def _by_place(places: dict[tuple[str, str], int]) -> Callable[[Any], tuple[str, int, str]]:
    return lambda cell: (cell.notebook, places.get((cell.notebook, cell.name), len(places)), cell.name)


def _row(student: str, cell: Any, grade: Any, outcome: Any) -> ScoreRow:
    points = auto = None
    by_hand = False
    if grade is not None:
        auto, by_hand = grade.auto_score, grade.manual_score is not None
        points = grade.auto_score if grade.manual_score is None else grade.manual_score
        if points is not None and grade.extra_credit is not None:
            points += grade.extra_credit
    status = Status.NEEDS_PERSON if points is None else Status.GRADED
    unmarked = "" if points is not None else "there is no automatic score for this cell yet"
    return ScoreRow(
        student, cell.notebook, cell.name, points, cell.max_score, str(status),
        flags=tuple(json.loads(outcome.flags)) if outcome else (), hint=outcome.hint if outcome else "",
        reason=outcome.reason if outcome else unmarked, seconds=outcome.seconds if outcome else 0.0,
        auto=auto, by_hand=by_hand)


def _text(text: str) -> str:
    """Text that every database takes: a student's message may hold half characters and NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
