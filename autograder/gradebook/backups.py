"""Copies of the record, made before a regrade and brought back by `course restore`.

A copy is a folder of its own: `gradebook.db`, written by SQLite's own backup while others may use it, and the autograded
notebooks of one assignment as hard links, which cost nothing: a notebook is always replaced, never written into.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.gradebook.database import PATIENCE, Database

FOLDER = "backups"
_GRADEBOOK = "gradebook.db"
_NOTEBOOKS = "autograded"
_DONE = 101  # SQLite's code
_TIME = "%Y-%m-%dT%H-%M-%S.%fZ"  # sorts by time, and names a file everywhere


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the record."""

    path: Path
    made: datetime  # UTC
    assignment: str

    @property
    def name(self) -> str:
        """What `course restore` is told."""
        return self.path.name


def backups(course: Course) -> tuple[Backup, ...]:
    """All whole copies, the oldest first."""
    folder = course.root / FOLDER
    return tuple(sorted(_found(folder), key=lambda backup: backup.name)) if folder.is_dir() else ()


def _found(folder: Path) -> Iterator[Backup]:
    for path in folder.iterdir():
        time, _, assignment = path.name.partition("_")
        try:
            made = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
        except ValueError:
            continue  # one that was not finished, or not ours
        if (path / _GRADEBOOK).is_file():
            yield Backup(path, made, assignment)


def back_up(course: Course, assignment: str) -> Backup | None:
    """Copy the gradebook and the autograded notebooks of `assignment`; None where nothing is recorded yet.

    Raises:
        CourseError: the gradebook is no SQLite file, so that its own tools must make the copy.
    """
    origin = _file(course)
    if not origin.is_file():
        return None
    now = datetime.now(UTC)
    whole = course.root / FOLDER
    whole.mkdir(mode=0o700, exist_ok=True)
    target = whole / f"{now.strftime(_TIME)}_{assignment}"
    unfinished = whole / f".{target.name}"
    unfinished.mkdir(mode=0o700)
    _copy_database(origin, unfinished / _GRADEBOOK)
    for notebooks in sorted(course.folder("autograded").glob(f"*/{assignment}")):
        if notebooks.is_dir() and not notebooks.is_symlink():
            _link(notebooks, unfinished / _NOTEBOOKS / notebooks.parent.name)
    unfinished.rename(target)
    return Backup(target, now, assignment)


def restore(course: Course, backup: Backup) -> Backup | None:
    """Bring a copy back; what is there now is copied first, and that copy is returned.

    Scores of all assignments are as they were then: a gradebook is one file. Of the autograded notebooks those of the
    copy's assignment come back.

    Raises:
        CourseError: the gradebook is no SQLite file.
        AutograderError: another program holds the gradebook.
    """
    before = back_up(course, backup.assignment)
    _copy_database(backup.path / _GRADEBOOK, _file(course))
    kept = backup.path / _NOTEBOOKS
    for folder in sorted(kept.iterdir()) if kept.is_dir() else ():
        target = course.folder("autograded") / folder.name / backup.assignment
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists():
            shutil.rmtree(target)
        _link(folder, target)
    return before


def _file(course: Course) -> Path:
    path = Database(course.database).path
    if path is None:
        raise CourseError(
            "The gradebook is not an SQLite file, so that no copy of it can be made here. Make one with the database's own "
            "tools (pg_dump), then run the command again with --no-backup.")
    return Path(path)


def _copy_database(origin: Path, target: Path) -> None:
    """All of one database into another, in one step: a reader sees the old one or the new one."""
    if not target.exists():
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        with closing(sqlite3.connect(origin, timeout=PATIENCE)) as source, closing(sqlite3.connect(target, timeout=PATIENCE)) as copy:
            source.backup(copy, progress=_patience(), sleep=0.1)
    except sqlite3.Error as error:
        raise AutograderError(f"{target} could not be written from {origin}: {error}. Nothing was changed; end other "
                              f"programs that use the gradebook and run the command again.") from error


def _patience() -> Callable[[int, int, int], None]:
    """SQLite's backup waits for a busy database without end; this ends it."""
    end = time.monotonic() + PATIENCE

    def look(status: int, _left: int, _pages: int) -> None:
        if status != _DONE and time.monotonic() > end:
            raise sqlite3.OperationalError("another program holds it")

    return look


def _link(folder: Path, target: Path) -> None:
    """A copy of a folder whose files are the same files."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(folder, target, copy_function=_link_file, symlinks=True)


def _link_file(origin: str, target: str) -> None:
    try:
        os.link(origin, target, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copyfile(origin, target, follow_symlinks=False)
