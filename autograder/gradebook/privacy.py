"""Whose eyes the record is for: the owner's, and nobody else's on this machine.

What we make is readable by the owner only from its first byte. The gradebook is made so even where somebody else made
it; folders that others made are only reported, since whoever opened them may have had a reason.
"""

import shlex
import stat
from pathlib import Path

from autograder.course import Course
from autograder.gradebook.database import Database

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_STEPS = ("submitted", "autograded", "feedback")
_FOLDERS = ("collected", "backups", "exports", "keys")  # in the course's folder
_BESIDE = ("", "-journal", "-wal", "-shm")  # SQLite keeps pages of the gradebook in files beside it


def gradebook_files(course: Course) -> tuple[Path, ...]:
    """The files of an SQLite gradebook that are there; none for a database server."""
    name = Database(course.database).path
    return tuple(path for end in _BESIDE if name and (path := Path(f"{name}{end}")).is_file())


def student_folders(course: Course) -> tuple[Path, ...]:
    """The folders that hold students' work or staff's answers, as far as they are there."""
    steps = (course.folder(step) for step in _STEPS)
    return tuple(path for path in (*steps, *(course.root / name for name in _FOLDERS)) if path.is_dir())


def tighten(course: Course) -> list[str]:
    """Close the gradebook to others, and say what else is open: a line for staff each, with the command that mends it."""
    lines = []
    for path in gradebook_files(course):
        mode = stat.S_IMODE(path.stat().st_mode)
        if not mode & _OTHERS:
            continue
        try:
            path.chmod(mode & ~_OTHERS)
        except OSError as error:
            lines.append(f"{path} can be opened by others on this machine and could not be closed ({error.strerror}).")
        else:
            lines.append(f"{path} could be opened by others on this machine; now only by you.")
    return [*lines, *(f"{path} can be opened by others on this machine; close it with: chmod -R go= {shlex.quote(str(path))}"
                      for path in open_folders(course))]


def open_folders(course: Course) -> tuple[Path, ...]:
    """Folders with students' work that others can list or enter; none where the course's own folder keeps them out."""
    if not _is_open(course.root):
        return ()
    return tuple(path for path in student_folders(course) if _is_open(path))


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)
