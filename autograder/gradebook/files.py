"""Files of the record: autograded notebooks in nbgrader's place, and the time of a submission."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from autograder import clock
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.judge.reading import read_bytes
from autograder.model import SubmissionResult

STAMP = "timestamp.txt"
_STAMP_BYTES = 200  # a time has 40
_TEMPORARY = ".new-"


def write_autograded(course: Course, result: SubmissionResult, submitted: Path, slug: str) -> None:
    """Put the executed notebooks into autograded/<slug>/<assignment>/, readable by the owner only.

    Each file appears whole or not at all; notebooks and the time of an earlier grading that are no longer there go.
    `submitted` is the student's submitted/<folder>/<assignment>. Folders that are there already keep their modes.
    """
    whole = course.folder("autograded")
    folder = whole / slug / result.assignment
    whole.parent.mkdir(parents=True, exist_ok=True)
    for made in (whole, folder.parent, folder):
        made.mkdir(exist_ok=True, mode=0o700)
    for torn in folder.glob(f"{_TEMPORARY}*"):
        torn.unlink()  # of a grading that was killed
    files = {f"{name}.ipynb": text.encode("utf-8", "backslashreplace") for name, text in result.notebooks.items()}
    stamp = _stamp(submitted)
    if stamp is not None:
        files[STAMP] = stamp
    for name, data in files.items():
        write_whole(folder / name, data)
    for old in (*folder.glob("*.ipynb"), folder / STAMP):
        if old.name not in files:
            old.unlink(missing_ok=True)
    _sync_folder(folder)


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into the file `path`, readable by the owner only; a reader sees the old file or the new one."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY)  # mode 0600
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new names last through a power cut, as the files' contents do."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _stamp(submitted: Path) -> bytes | None:
    """The content of timestamp.txt, where it is a small regular file; no part of the way below submitted/ is a link."""
    try:
        return read_bytes(submitted.parent.parent, (submitted.parent.name, submitted.name, STAMP), _STAMP_BYTES)
    except (OSError, SubmissionError):
        return None


def timestamp(submitted: Path, zone: str = "UTC") -> datetime | None:
    """When submitted/<folder>/<assignment> was submitted, in UTC, by nbgrader's timestamp.txt.

    None where the file is missing, a link, too large or says no time (`clock.stamped`).
    """
    stamp = _stamp(submitted)
    if stamp is None:
        return None
    return clock.stamped(stamp.decode("utf-8", "replace"), zone)
