"""How learning platforms name submitted files, and whose each file is by its name.

    Canvas    leeann_LATE_4711_90123_bayes-2.ipynb       name, LATE, user, upload, the student's file name
    Moodle    Ann Lee_8123_assignsubmission_file_/bayes.ipynb   name, participant, the student's files (or `..._file_bayes.ipynb`)
    nbgrader  ann_bayes_attempt_2026-12-01-22-58-00_bayes.ipynb
    plain     ann/bayes.ipynb or ann/bayes/bayes.ipynb

Moodle's participant numbers are those of one assignment. Canvas's user numbers are the same everywhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.batch.archive import Item, Problem
from autograder.errors import CourseError

PLATFORMS = ("canvas", "moodle", "plain")
_CANVAS = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(r"(?P<name>.+)_(?P<key>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?", re.DOTALL)
_TIME = r"(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)"
STAMP = "timestamp.txt"


@dataclass(frozen=True, slots=True)
class Handed:
    """One file of one student, by its name."""

    item: Item
    platform: str
    key: str  # Canvas's user, Moodle's participant, else what the student is called
    name: str  # the student's name as the platform writes it
    file: tuple[str, ...]  # the student's own name for the file, with folders
    upload: int = 0  # Canvas: grows with time
    late: bool = False  # Canvas's mark
    time: datetime | None = None  # UTC, where the name says it


def platform_of(items: Sequence[Item], assignment: str) -> str:
    """What most names look like.

    Raises:
        CourseError: two platforms' names are in one download.
    """
    found = {name: sum(_READERS[name](item, assignment) is not None for item in items) for name in ("canvas", "moodle")}
    if all(found.values()):
        raise CourseError("This looks like downloads of Canvas and of Moodle in one; say which with --lms.")
    return next((name for name, count in found.items() if count), "plain")


def sorted_out(items: Sequence[Item], assignment: str, platform: str = "auto") -> tuple[str, list[Handed], list[Problem]]:
    """The platform, whose each file is, and files that are nobody's by their name. A folder around all is stripped.

    Raises:
        CourseError: two platforms' names are in one download.
    """
    inner = _without_wrapper(items, assignment)
    chosen = platform_of(inner, assignment) if platform == "auto" else platform
    handed, problems = [], []
    for item in inner:
        found = _READERS[chosen](item, assignment)
        if found is None:
            problems.append(Problem(item.shown, "its name says no student" if chosen == "plain"
                                    else f"its name is not as {chosen.capitalize()} writes them"))
        else:
            handed.append(found)
    return chosen, handed, problems


def _without_wrapper(items: Sequence[Item], assignment: str) -> Sequence[Item]:
    first = {item.parts[0] for item in items}
    if len(first) != 1 or any(len(item.parts) < 2 for item in items):
        return items
    if any(_READERS[name](item, assignment) for name in ("canvas", "moodle") for item in items):
        return items
    inner = [Item(item.parts[1:], item.size, item.time, item.read) for item in items]
    platform = any(_READERS[name](item, assignment) for name in ("canvas", "moodle") for item in inner)
    # submitted/<student>/<file> is a wrapper, <student>/<file> is none.
    deep = all(len(item.parts) >= 3 and item.parts[1] != assignment for item in items)
    return inner if platform or deep or first == {"submitted"} else items


def _canvas(item: Item, _assignment: str) -> Handed | None:
    match = _CANVAS.fullmatch(item.parts[0])
    if match is None:
        return None
    return Handed(item, "canvas", match["user"], match["name"], (match["file"], *item.parts[1:]), int(match["upload"]),
                  match["late"] is not None)


def _moodle(item: Item, _assignment: str) -> Handed | None:
    match = _MOODLE.fullmatch(item.parts[0])
    if match is None or (not match["file"]) == (len(item.parts) == 1):
        return None
    file = (match["file"], *item.parts[1:]) if match["file"] else item.parts[1:]
    return Handed(item, "moodle", match["key"], match["name"], file)


def _plain(item: Item, assignment: str) -> Handed | None:
    if len(item.parts) == 1:
        return _attempt(item, assignment) or _own_zip(item)
    student, *file = item.parts
    if len(file) > 1 and file[0] == assignment:
        file = file[1:]
    return Handed(item, "plain", student, student, tuple(file))


def _attempt(item: Item, assignment: str) -> Handed | None:
    name = re.escape(assignment)
    for pattern in (rf"{name}_(?P<who>.+)_attempt_{_TIME}_(?P<file>.+)", rf"(?P<who>.+)_{name}_attempt_{_TIME}_(?P<file>.+)"):
        match = re.fullmatch(pattern, item.parts[0], re.DOTALL)
        if match is not None:
            try:
                # Without a zone, nbgrader takes it for UTC.
                when = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=UTC)
            except ValueError:
                return None
            return Handed(item, "plain", match["who"], match["who"], (match["file"],), time=when)
    return None


def _own_zip(item: Item) -> Handed | None:
    stem, dot, kind = item.parts[0].rpartition(".")
    return Handed(item, "plain", stem, stem, item.parts) if dot and kind.lower() == "zip" and stem else None


_READERS: dict[str, Callable[[Item, str], Handed | None]] = {"canvas": _canvas, "moodle": _moodle, "plain": _plain}
