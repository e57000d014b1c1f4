"""Forgetting a student: every row and every file that is theirs alone, in the gradebook, its copies and the folders.

First everything is found and can be shown; then it is removed, files before rows, so that a run that was interrupted
finds the rest when it is repeated. Links are removed, never followed. Rows are overwritten and the database is written anew,
so that nothing of them is left in its free pages.
"""

import mmap
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.gradebook.database import (
    COMMENT,
    GRADE,
    PATIENCE,
    STUDENT,
    SUBMITTED,
    SUBMITTED_NOTEBOOK,
    Database,
)

_STEPS = ("submitted", "autograded", "feedback")  # <step>/<student>
_COLLECTED, _BACKUPS, _EXPORTS = "collected", "backups", "exports"  # in the course's folder
_GRADEBOOK = "gradebook.db"  # a copy's name
_OURS = "course_"
_WHO = ("student", "student_id", "slug")  # columns of our tables that name a student
_ROSTER = "course_student"  # where `id` names one, too
_MENTIONS = (".csv", ".json", ".txt", ".html", ".zip")  # files for people to look at


@dataclass(frozen=True, slots=True)
class Traces:
    """All that is kept of one student."""

    rows: Mapping[str, Mapping[str, int]]  # how many, by table, by database
    folders: tuple[Path, ...]  # theirs alone; a link stands for itself
    mentions: tuple[Path, ...]  # files about several people that name them: a person must look

    def __bool__(self) -> bool:
        return bool(self.rows or self.folders)


def traces(course: Course, student: str, shown: str | None = None) -> Traces:
    """What is kept of `student` (the name in folders and tables; `shown` where people know them by another).

    Raises:
        CourseError: `student` cannot be the name of a folder.
        AutograderError: a gradebook cannot be read.
    """
    names = _names(student, shown)
    found: dict[str, dict[str, int]] = {}
    for title, database in _databases(course):
        with closing(database), database.reading() as db:
            counts = {table.name: many for table, condition in _theirs(db, names) if db is not None
                      and (many := db.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar())}
        if counts:
            found[title] = counts
    return Traces(found, tuple(_folders(course, names)), tuple(_mentions(course, names)))


def forget(course: Course, student: str, shown: str | None = None) -> Traces:
    """Remove all traces of a student; returns what is left, which holds no rows and no folders.

    Raises:
        CourseError: `student` cannot be the name of a folder.
        AutograderError: a file or a gradebook cannot be written; run it again when that is mended.
    """
    names = _names(student, shown)
    for folder in _folders(course, names):
        try:
            folder.unlink() if folder.is_symlink() or not folder.is_dir() else shutil.rmtree(folder)
        except OSError as error:
            raise AutograderError(f"{folder} could not be removed ({error.strerror}). Mend that and run the command "
                                  f"again; it goes on where it stopped.") from error
    for _, database in _databases(course):
        with closing(database):
            _forget_rows(database, names)
    return traces(course, student, shown)


def _names(student: str, shown: str | None) -> tuple[str, ...]:
    if student in ("", ".", "..") or any(letter in student for letter in "/\\\0"):
        raise CourseError(f"{student!r} cannot be the name of a student's folder.")
    return tuple(dict.fromkeys((student, shown or student)))


def _databases(course: Course) -> Iterator[tuple[str, Database]]:
    """All copies of the gradebook, then itself, with what people call them.

    The gradebook comes last: it knows which slug an id has, so a run that was interrupted can be repeated by id.
    """
    for path in sorted(_copies(course.root / _BACKUPS)):
        yield str(path), Database(f"sqlite:///{path}")
    main = Database(course.database)
    yield main.path or "the gradebook", main


def _copies(folder: Path) -> Iterator[Path]:
    """Copies of the gradebook at any depth, unfinished ones too. Links are not entered."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _copies(Path(entry.path))
        elif entry.name == _GRADEBOOK and entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _folders(course: Course, names: tuple[str, ...]) -> Iterator[Path]:
    """The student's folders, by slug or by id: in each step's folder and its copies, and in what was collected."""
    plain = [name for name in names if name not in ("", ".", "..") and not set("/\\\0") & set(name)]
    places = [course.folder(step) for step in _STEPS]
    places += [copy / step for copy in _inside(course.root / _BACKUPS) for step in _STEPS]
    places += _inside(course.root / _COLLECTED)  # collected/<assignment>/<student>
    for place in places:
        yield from (place / name for name in plain if os.path.lexists(place / name))


def _inside(folder: Path) -> list[Path]:
    """The folders in a folder; links are no folders."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))


def _theirs(db: sa.Connection | None, names: tuple[str, ...]) -> Iterator[tuple[sa.Table, Any]]:
    """The tables that can hold the student, children first, and which rows are theirs."""
    if db is None:
        return
    mine = sa.select(SUBMITTED.c.id).where(SUBMITTED.c.student_id.in_(names))
    books = sa.select(SUBMITTED_NOTEBOOK.c.id).where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(mine))
    yield COMMENT, COMMENT.c.notebook_id.in_(books)
    yield GRADE, GRADE.c.notebook_id.in_(books)
    yield SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id.in_(mine)
    yield SUBMITTED, SUBMITTED.c.student_id.in_(names)
    yield STUDENT, STUDENT.c.id.in_(names)
    # Asked of the database, since a copy may be older than our tables of today.
    for name in sorted(sa.inspect(db).get_table_names()):
        if not name.startswith(_OURS):
            continue
        table = sa.Table(name, sa.MetaData(), autoload_with=db)
        who = (*_WHO, "id") if name == _ROSTER else _WHO
        columns = [table.c[column].in_(names) for column in who if column in table.c]
        if columns:
            yield table, sa.or_(*columns)


def _forget_rows(database: Database, names: tuple[str, ...]) -> None:
    with database.reading() as db:
        if db is None or not any(db.execute(sa.select(sa.literal(1)).select_from(table).where(condition).limit(1)).first()
                                 for table, condition in _theirs(db, names)):
            return
    with database.writing() as db:
        if database.path is not None:
            db.exec_driver_sql("PRAGMA secure_delete = ON")
        for table, condition in _theirs(db, names):
            db.execute(table.delete().where(condition))
    if database.path is not None:
        _written_anew(database.path)


def _written_anew(path: str) -> None:
    """Earlier deletions left bytes in the file's free pages, and a write-ahead log may hold old ones."""
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise AutograderError(f"{path}: the rows are gone, but the file could not be written anew ({error}); end other "
                              f"programs that use it, then run: sqlite3 {path} VACUUM") from error


def _mentions(course: Course, names: tuple[str, ...]) -> Iterator[Path]:
    """Files about several people that name the student: exports, rosters, downloads. They are not changed."""
    named = b"|".join(re.escape(name.encode("utf-8", "surrogateescape")) for name in names)
    wanted = re.compile(rb"(?<![0-9A-Za-z])(?:" + named + rb")(?![0-9A-Za-z])")
    for place in (course.root, course.root / _COLLECTED, course.root / _EXPORTS):
        for path in sorted(place.iterdir()) if place.is_dir() and not place.is_symlink() else ():
            if path.suffix.lower() in _MENTIONS and path.is_file() and not path.is_symlink() and _holds(path, wanted):
                yield path


def _holds(path: Path, wanted: re.Pattern[bytes]) -> bool:
    """Whether a file's bytes match; a zip's list of names is not compressed. True where it cannot be read: look yourself."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return False
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return wanted.search(content) is not None
    except OSError:
        return True
