"""The gradebook's database: opened, made, checked, and how a transaction is begun.

nbgrader makes a new gradebook by running the command `alembic`, which fails where the environment's bin folder is not
on PATH. Here the schema is made from nbgrader's models and stamped in this process, in one transaction, so that a
killed process leaves either a whole gradebook or an empty file, which the next one fills.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader import api, dbutil
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from autograder.errors import AutograderError, CourseError

# What nbgrader's schema has no place for. Stock nbgrader never looks at these tables.
OURS = sa.MetaData()
CELL = sa.Table(
    "course_cell", OURS,
    sa.Column("assignment", sa.String(128), primary_key=True), sa.Column("notebook", sa.String(128), primary_key=True),
    sa.Column("cell", sa.String(128), primary_key=True), sa.Column("position", sa.Integer, nullable=False),
)
OUTCOME = sa.Table(
    "course_outcome", OURS,
    sa.Column("student", sa.String(128), primary_key=True), sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("notebook", sa.String(128), primary_key=True), sa.Column("cell", sa.String(128), primary_key=True),
    sa.Column("points", sa.Float),  # the automatic score as we gave it: another one is somebody else's
    sa.Column("flags", sa.Text, nullable=False), sa.Column("hint", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False), sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("seed", sa.String(20)),  # 64 bits without a sign: more than a database's integers hold
)
SUBMISSION = sa.Table(
    "course_submission", OURS,
    sa.Column("student", sa.String(128), primary_key=True), sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("tier", sa.String(32), nullable=False), sa.Column("isolation", sa.String(32), nullable=False),
    sa.Column("repairs", sa.Text, nullable=False), sa.Column("notebooks", sa.Text, nullable=False),
    sa.Column("grading_key", sa.Text, nullable=False),  # what the grade stands on; empty: to be graded again
    sa.Column("seconds", sa.Float, nullable=False), sa.Column("graded_at", sa.DateTime, nullable=False),
)
# Who is who: nbgrader's tables and ours name a student by the slug, people by the id. `folded` is the slug without case.
ROSTER = sa.Table(
    "course_student", OURS,
    sa.Column("slug", sa.String(128), primary_key=True), sa.Column("id", sa.String(512), nullable=False, unique=True),
    sa.Column("folded", sa.String(128), nullable=False, unique=True),
    sa.Column("first_name", sa.String(128), nullable=False), sa.Column("last_name", sa.String(128), nullable=False),
    sa.Column("email", sa.String(128), nullable=False), sa.Column("canvas_id", sa.String(128), nullable=False),
)

# nbgrader's models as tables: bulk statements on them cost a tenth of what its objects cost.
COURSE, ASSIGNMENT, NOTEBOOK, STUDENT = (
    model.__table__ for model in (api.Course, api.Assignment, api.Notebook, api.Student))
BASE, SOURCE_CELL = api.BaseCell.__table__, api.SourceCell.__table__
SUBMITTED, SUBMITTED_NOTEBOOK, GRADE, COMMENT = (
    model.__table__ for model in (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment))
KINDS: dict[str, Any] = {  # by BaseCell.type
    "GradeCell": api.GradeCell.__table__, "SolutionCell": api.SolutionCell.__table__,
    "TaskCell": api.TaskCell.__table__,
}
PATIENCE = 30  # seconds to wait while somebody else (formgrader) writes


class Database:
    """One gradebook database. No connection is open between two transactions, so grading may fork in between."""

    def __init__(self, text: str) -> None:
        """Take the SQLAlchemy URL `text`; nothing is opened yet.

        Raises:
            CourseError: it is no URL, or its driver is not installed.
        """
        try:
            self.url: URL = make_url(text)
            self._engine = _engine(self.url)
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
            raise CourseError(
                f"database = {text.split('@')[-1]!r} cannot be used ({error}); it is a SQLAlchemy URL such as "
                f'"sqlite:///gradebook.db", whose driver is installed.'
            ) from None
        self._ready = False

    @property
    def path(self) -> str | None:
        """The file of an SQLite gradebook."""
        name = self.url.database
        if self.url.get_backend_name() != "sqlite" or not name or name == ":memory:" or "uri" in self.url.query:
            return None
        return name

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """A connection in a transaction that only reads; None where there is no gradebook yet (none is made)."""
        with self._translated():
            if self.path is not None and not os.path.exists(self.path):
                yield None
                return
            with self._engine.connect() as db, db.begin():
                yield db if self._ready or _is_gradebook(db, self._shown) else None

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in one transaction: all is written at the end, nothing where an exception leaves."""
        with self._translated():
            if not self._ready:
                self._prepare()
            with self._engine.connect().execution_options(course_writes=True) as db, db.begin():
                yield db

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _prepare(self) -> None:
        if self.path is not None and not os.path.exists(self.path):
            try:
                # Made by us first: the driver would make it readable by everybody.
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            except OSError as error:
                raise CourseError(f"{self.path} cannot be made ({error.strerror}); is `database` right?") from None
        with self._engine.connect().execution_options(course_writes=True) as db, db.begin():
            if not _is_gradebook(db, self._shown):
                api.Base.metadata.create_all(db)
                MigrationContext.configure(db).stamp(_revisions(), "head")
            OURS.create_all(db)
        self._ready = True

    @property
    def _shown(self) -> str:
        return self.path or self.url.render_as_string(hide_password=True)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """The database's own faults, said as ours."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise AutograderError(
                f"The gradebook {self._shown} failed: {error.orig}. What was recorded before stands; mend that (is "
                f"another program writing to it, is the disk full?) and run the command again."
            ) from error


def _engine(url: URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, poolclass=NullPool)
    in_memory = url.database in (None, "", ":memory:")
    pool = {} if in_memory else {"poolclass": NullPool}
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE}, **pool)

    # Python's driver begins a transaction too late, after the first reads, and not at all for CREATE TABLE. Writers
    # take their lock at once: one that takes it later can fail where it could have waited.
    @sa.event.listens_for(engine, "connect")
    def _leave_it_to_us(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _begin(db: sa.Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("course_writes") else "BEGIN")

    return engine


def _revisions() -> ScriptDirectory:
    return ScriptDirectory(dbutil.ALEMBIC_DIR)


def _is_gradebook(db: sa.Connection, shown: str) -> bool:
    """Whether nbgrader's tables are there; False for an empty database.

    Raises:
        CourseError: they are those of another version of nbgrader.
    """
    if not sa.inspect(db).has_table(ASSIGNMENT.name):
        return False
    is_at = MigrationContext.configure(db).get_current_revision()
    wanted = _revisions().get_current_head()
    if is_at != wanted:
        raise CourseError(
            f"{shown} was made by another version of nbgrader (its schema is {is_at}, ours is {wanted}); "
            f"run: nbgrader db upgrade"
        )
    return True
