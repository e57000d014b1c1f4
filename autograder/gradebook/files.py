"""Files of the record: autograded notebooks in nbgrader's place, and the time of a submission."""

import os
import shutil
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from autograder.course import Course
from autograder.model import SubmissionResult

STAMP = "timestamp.txt"


def write_autograded(course: Course, result: SubmissionResult, submitted: Path) -> None:
    """Put the executed notebooks into autograded/<student>/<assignment>/, readable by the owner only.

    Each file appears whole or not at all; notebooks of an earlier grading that are no longer there go.
    """
    folder = course.folder("autograded") / result.student / result.assignment
    for made in (folder.parent.parent, folder.parent, folder):
        made.mkdir(exist_ok=True, mode=0o700)
    for name, text in result.notebooks.items():
        _write(folder / f"{name}.ipynb", text.encode())
    for old in folder.glob("*.ipynb"):
        if old.stem not in result.notebooks:
            old.unlink()
    stamp = _stamp(submitted)
    if stamp is not None:
        _write(folder / STAMP, stamp)


def _write(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.move(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _stamp(submitted: Path) -> bytes | None:
    """The content of timestamp.txt, where it is a small regular file (links are not followed)."""
    try:
        number = os.open(submitted / STAMP, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        return file.read(200)


def timestamp(submitted: Path) -> datetime | None:
    """When it was submitted, in UTC, by nbgrader's timestamp.txt; None where that says nothing."""
    stamp = _stamp(submitted)
    if stamp is None:
        return None
    try:
        from dateutil.parser import parse

        when: datetime = parse(stamp.decode("utf-8", "replace").strip())
    except (ValueError, OverflowError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
