"""The record: nbgrader's gradebook, written through nbgrader's own models, one transaction per submission.

What nbgrader's schema has no place for (reasons, hints, flags, the sandbox tier) stands in tables of the same database
whose names begin with `course_`; stock nbgrader never looks at them.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from autograder.errors import CourseError
from autograder.model import CellResult, Role, SourceNotebook, Status, SubmissionResult

_META = sa.MetaData()
_CELL = sa.Table(
    "course_cell", _META,
    sa.Column("assignment", sa.String(128), primary_key=True), sa.Column("notebook", sa.String(128), primary_key=True),
    sa.Column("cell", sa.String(128), primary_key=True), sa.Column("position", sa.Integer, nullable=False),
)
_OUTCOME = sa.Table(
    "course_outcome", _META,
    sa.Column("student", sa.String(128), primary_key=True), sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("notebook", sa.String(128), primary_key=True), sa.Column("cell", sa.String(128), primary_key=True),
    sa.Column("flags", sa.Text, nullable=False), sa.Column("hint", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False), sa.Column("seconds", sa.Float, nullable=False),
)
_SUBMISSION = sa.Table(
    "course_submission", _META,
    sa.Column("student", sa.String(128), primary_key=True), sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("tier", sa.String(32), nullable=False), sa.Column("isolation", sa.String(32), nullable=False),
    sa.Column("repairs", sa.Text, nullable=False), sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("graded_at", sa.DateTime, nullable=False),
)
_GRADED = (Role.TEST, Role.WRITTEN, Role.TASK)


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


class Store:
    """A gradebook. A context manager; every method is its own transaction."""

    def __init__(self, url: str, course_id: str = "course") -> None:
        """Open the database at SQLAlchemy URL `url`; make it, readable by its owner only, where there is none."""
        from nbgrader import api

        self._api = api
        path = make_url(url).database if make_url(url).get_backend_name() == "sqlite" else None
        if path and path != ":memory:" and not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        before = os.environ.get("PATH", "")
        # nbgrader asks the command `alembic` for the schema's version; it lies beside our interpreter.
        os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), before])
        try:
            book = api.Gradebook(url, course_id=course_id)
        finally:
            os.environ["PATH"] = before
        book.close()
        self._engine = sa.create_engine(url)
        _META.create_all(self._engine)
        self._ids: dict[str, tuple[str, dict[str, str], dict[tuple[str, str, str], str]]] = {}

    def register(
        self, course_id: str, assignment: str, notebooks: Sequence[SourceNotebook], due: str | None = None,
        zone: str = "UTC",
    ) -> None:
        """Put the assignment's cells into the gradebook, as `nbgrader generate_assignment` would.

        Raises:
            CourseError: a grade cell that somebody has a grade for is no longer in the source.
        """
        self._ids.pop(assignment, None)
        models = self._api
        with self._engine.begin() as db:
            _ensure(db, models.Course.__table__, {"id": course_id}, {})
            duedate = _utc(due, zone) if due else None
            owner = _upsert(db, models.Assignment.__table__, {"name": assignment},
                            {"course_id": course_id, **({"duedate": duedate} if duedate else {})})
            db.execute(_CELL.delete().where(_CELL.c.assignment == assignment))
            for source in notebooks:
                book = _upsert(db, models.Notebook.__table__, {"name": source.name, "assignment_id": owner}, {})
                self._register_cells(db, assignment, book, source)

    def _register_cells(self, db: sa.Connection, assignment: str, book: str, source: SourceNotebook) -> None:
        models = self._api
        base = models.BaseCell.__table__
        wanted: set[tuple[str, str]] = set()
        for position, cell in enumerate(source.cells):
            kinds = []
            if cell.role in (Role.TEST, Role.WRITTEN):
                kinds.append(("GradeCell", models.GradeCell.__table__))
            if cell.role in (Role.ANSWER, Role.WRITTEN):
                kinds.append(("SolutionCell", models.SolutionCell.__table__))
            if cell.role is Role.TASK:
                kinds.append(("TaskCell", models.TaskCell.__table__))
            for kind, table in kinds:
                wanted.add((cell.id, kind))
                graded = {} if kind == "SolutionCell" else {"max_score": cell.points, "cell_type": cell.cell_type}
                key = _upsert(db, base, {"name": cell.id, "notebook_id": book, "type": kind}, {})
                if not db.execute(sa.select(table.c.id).where(table.c.id == key)).first():
                    db.execute(table.insert().values(id=key, **graded))
                elif graded:
                    db.execute(table.update().where(table.c.id == key).values(**graded))
            if cell.role in _GRADED:
                db.execute(_CELL.insert().values(assignment=assignment, notebook=source.name, cell=cell.id, position=position))
            if cell.role in (*_GRADED, Role.ANSWER, Role.SETUP) and cell.cell_type in ("code", "markdown"):
                facts = {"cell_type": cell.cell_type, "locked": cell.role in (Role.TEST, Role.SETUP, Role.TASK), "source": cell.source}
                _upsert(db, models.SourceCell.__table__, {"name": cell.id, "notebook_id": book}, facts)
        self._drop_others(db, book, wanted, source)

    def _drop_others(self, db: sa.Connection, book: str, wanted: set[tuple[str, str]], source: SourceNotebook) -> None:
        models = self._api
        base, grade, comment = models.BaseCell.__table__, models.Grade.__table__, models.Comment.__table__
        for row in db.execute(sa.select(base.c.id, base.c.name, base.c.type).where(base.c.notebook_id == book)).all():
            if (row.name, row.type) in wanted:
                continue
            used = db.execute(sa.select(grade.c.id).where(grade.c.cell_id == row.id)).first()
            if used:
                raise CourseError(
                    f'{source.path}: cell "{row.name}" is gone from the source, but students have grades for it. Put it '
                    f"back, or start a new gradebook (move the old file away) and grade again."
                )
            db.execute(comment.delete().where(comment.c.cell_id == row.id))
            table = {"GradeCell": models.GradeCell, "SolutionCell": models.SolutionCell, "TaskCell": models.TaskCell}
            db.execute(table[row.type].__table__.delete().where(table[row.type].__table__.c.id == row.id))
            db.execute(base.delete().where(base.c.id == row.id))

    def record(self, result: SubmissionResult, submitted_at: datetime | None = None) -> None:
        """Write one submission's result; scores, comments and extra credit that people gave stay.

        Raises:
            CourseError: the assignment is not registered.
        """
        models = self._api
        owner, books, cells = self._known(result.assignment)
        with self._engine.begin() as db:
            _ensure(db, models.Student.__table__, {"id": result.student}, {})
            when = {"timestamp": submitted_at.astimezone(UTC).replace(tzinfo=None)} if submitted_at else {}
            submission = _upsert(db, models.SubmittedAssignment.__table__,
                                 {"assignment_id": owner, "student_id": result.student}, when)
            by_book: dict[str, list[CellResult]] = {name: [] for name in books}
            for cell in result.cells:
                by_book[cell.notebook].append(cell)
            for name, outcomes in by_book.items():
                book = _upsert(db, models.SubmittedNotebook.__table__,
                               {"assignment_id": submission, "notebook_id": books[name]}, {})
                self._grades(db, book, name, outcomes, cells)
                self._comments(db, book, name, outcomes, cells)
            self._facts(db, result)

    def _grades(self, db: sa.Connection, book: str, name: str, outcomes: list[CellResult],
                cells: dict[tuple[str, str, str], str]) -> None:
        table = self._api.Grade.__table__
        there = {row.cell_id: row for row in db.execute(sa.select(table).where(table.c.notebook_id == book))}
        new, changed = [], []
        for outcome in outcomes:
            key = cells.get((name, outcome.cell, "GradeCell")) or cells[name, outcome.cell, "TaskCell"]
            old = there.get(key)
            by_hand = old is not None and old.manual_score is not None
            # As stock nbgrader: a score that a person gave is looked at again after every autograding.
            facts = {"auto_score": outcome.points, "needs_manual_grade": by_hand or outcome.points is None}
            if old is None:
                new.append({"id": uuid4().hex, "notebook_id": book, "cell_id": key, **facts})
            elif (old.auto_score, old.needs_manual_grade) != tuple(facts.values()):
                changed.append({"key": old.id, "auto": facts["auto_score"], "manual": facts["needs_manual_grade"]})
        if new:
            db.execute(table.insert(), new)
        if changed:
            db.execute(
                table.update().where(table.c.id == sa.bindparam("key")).values(
                    auto_score=sa.bindparam("auto"), needs_manual_grade=sa.bindparam("manual")), changed)

    def _comments(self, db: sa.Connection, book: str, name: str, outcomes: list[CellResult],
                  cells: dict[tuple[str, str, str], str]) -> None:
        table = self._api.Comment.__table__
        silent = {o.cell for o in outcomes if o.reason.startswith("no response")}
        there = {row.cell_id: row for row in db.execute(sa.select(table).where(table.c.notebook_id == book))}
        new = []
        for (notebook, cell, kind), key in cells.items():
            if notebook != name or kind not in ("SolutionCell", "TaskCell"):
                continue
            text = "No response." if cell in silent else None
            if key not in there:
                new.append({"id": uuid4().hex, "notebook_id": book, "cell_id": key, "auto_comment": text})
            elif there[key].auto_comment != text:
                db.execute(table.update().where(table.c.id == there[key].id).values(auto_comment=text))
        if new:
            db.execute(table.insert(), new)

    def _facts(self, db: sa.Connection, result: SubmissionResult) -> None:
        for table in (_OUTCOME, _SUBMISSION):
            db.execute(table.delete().where(table.c.student == result.student, table.c.assignment == result.assignment))
        db.execute(_SUBMISSION.insert().values(
            student=result.student, assignment=result.assignment, tier=result.tier, isolation=result.isolation,
            repairs=json.dumps(result.repairs), seconds=result.seconds,
            graded_at=datetime.now(UTC).replace(tzinfo=None),
        ))
        if result.cells:
            db.execute(_OUTCOME.insert(), [
                {"student": result.student, "assignment": result.assignment, "notebook": c.notebook, "cell": c.cell,
                 "flags": json.dumps(c.flags), "hint": c.hint, "reason": c.reason, "seconds": c.seconds}
                for c in result.cells
            ])

    def _known(self, assignment: str) -> tuple[str, dict[str, str], dict[tuple[str, str, str], str]]:
        """Ids of an assignment, its notebooks by name, its cells by (notebook, name, type)."""
        if assignment not in self._ids:
            models = self._api
            base, notebook, owner = models.BaseCell.__table__, models.Notebook.__table__, models.Assignment.__table__
            with self._engine.connect() as db:
                found = db.execute(sa.select(owner.c.id).where(owner.c.name == assignment)).scalar()
                if found is None:
                    raise CourseError(f'The gradebook does not know the assignment "{assignment}"; run: course grade {assignment}')
                books = {r.name: r.id for r in db.execute(sa.select(notebook).where(notebook.c.assignment_id == found))}
                cells = {}
                for name, key in books.items():
                    for row in db.execute(sa.select(base.c.id, base.c.name, base.c.type).where(base.c.notebook_id == key)):
                        cells[name, row.name, row.type] = row.id
            self._ids[assignment] = (found, books, cells)
        return self._ids[assignment]

    def scores(self, assignment: str, student: str | None = None) -> list[ScoreRow]:
        """A row for each student with a recorded submission and each grade cell, in the source's order.

        Raises:
            CourseError: the gradebook does not know the assignment.
        """
        m = self._api
        owner, _, _ = self._known(assignment)
        base, grade, book, sub, note = (t.__table__ for t in (m.BaseCell, m.Grade, m.SubmittedNotebook, m.SubmittedAssignment, m.Notebook))
        most = sa.union_all(
            *(sa.select(t.__table__.c.id, t.__table__.c.max_score) for t in (m.GradeCell, m.TaskCell))
        ).subquery()
        query = (
            sa.select(sub.c.student_id, note.c.name.label("notebook"), base.c.name.label("cell"), most.c.max_score,
                      grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit,
                      _OUTCOME.c.flags, _OUTCOME.c.hint, _OUTCOME.c.reason, _OUTCOME.c.seconds)
            .select_from(grade)
            .join(book, grade.c.notebook_id == book.c.id).join(sub, book.c.assignment_id == sub.c.id)
            .join(base, grade.c.cell_id == base.c.id).join(note, base.c.notebook_id == note.c.id)
            .join(most, most.c.id == base.c.id)
            .outerjoin(_CELL, sa.and_(_CELL.c.assignment == assignment, _CELL.c.notebook == note.c.name, _CELL.c.cell == base.c.name))
            .outerjoin(_OUTCOME, sa.and_(
                _OUTCOME.c.student == sub.c.student_id, _OUTCOME.c.assignment == assignment,
                _OUTCOME.c.notebook == note.c.name, _OUTCOME.c.cell == base.c.name))
            .where(sub.c.assignment_id == owner)
            .order_by(sub.c.student_id, note.c.name, _CELL.c.position)
        )
        if student is not None:
            query = query.where(sub.c.student_id == student)
        with self._engine.connect() as db:
            return [_row(found) for found in db.execute(query)]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _row(found: Any) -> ScoreRow:
    points = found.auto_score if found.manual_score is None else found.manual_score
    if points is not None and found.extra_credit is not None:
        points += found.extra_credit
    status = Status.NEEDS_PERSON if points is None else Status.GRADED
    return ScoreRow(found.student_id, found.notebook, found.cell, points, found.max_score, str(status),
                    tuple(json.loads(found.flags or "[]")), found.hint or "", found.reason or "", found.seconds or 0.0)


def _utc(text: str, zone: str) -> datetime:
    """A due date in the course's zone, as the naive UTC that nbgrader keeps."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def _where(table: Any, key: dict[str, Any]) -> list[Any]:
    return [table.c[name] == value for name, value in key.items()]


def _ensure(db: sa.Connection, table: Any, key: dict[str, Any], facts: dict[str, Any]) -> None:
    if not db.execute(sa.select(table.c.id).where(*_where(table, key))).first():
        db.execute(table.insert().values(**key, **facts))


def _upsert(db: sa.Connection, table: Any, key: dict[str, Any], facts: dict[str, Any]) -> str:
    """The id of the row with this key, made or brought up to date."""
    found = db.execute(sa.select(table.c.id).where(*_where(table, key))).scalar()
    if found is None:
        found = uuid4().hex
        db.execute(table.insert().values(id=found, **key, **facts))
    elif facts:
        db.execute(table.update().where(table.c.id == found).values(**facts))
    return str(found)
