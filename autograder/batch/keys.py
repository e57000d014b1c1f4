"""What a grade stands on: a key of four digests, kept with each grade.

Where all four are what they were, grading again gives the same marks and is left out; where one differs, its name says
why a regrade may change something.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, fields
from functools import cache
from importlib import metadata
from pathlib import Path
from platform import python_version

from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.judge.examination import Examination
from autograder.judge.reading import read_bytes
from autograder.model import as_dict

ENGINE = Path(__file__).parent.parent
# What can change a mark. The command line, reports and the gradebook cannot.
_MARKING = ("guest", "judge", "sandbox", "checks", "batch", "notebook.py", "variants.py", "model.py")
_LIBRARIES = ("numpy", "scipy", "matplotlib", "ipython", "nbformat", "msgpack")
_DEEP = 4  # folders inside folders of a submission
_MANY = 500  # entries of a submission that are looked at
_LARGE = 64 * 2**20  # a larger file is known by its size and time alone


@dataclass(frozen=True, slots=True)
class Key:
    """Digests of the submission, of the source with its solutions and numbers, of grader and settings, of the libraries."""

    submission: str
    source: str
    grader: str
    environment: str

    def dumps(self) -> str:
        """The key as text for the gradebook."""
        return json.dumps(asdict(self))

    def differences(self, older: str) -> tuple[str, ...]:
        """Which parts are not what they were in the text of an older key; all of them where there is none."""
        try:
            then = json.loads(older)
        except ValueError:
            then = {}
        names = tuple(field.name for field in fields(self))
        return tuple(name for name, now in zip(names, astuple(self), strict=True) if then.get(name) != now)


class Keys:
    """Keys of one assignment's submissions; what they share is read once."""

    def __init__(self, course: Course, assignment: str, exams: Iterable[Examination], isolation: str) -> None:
        self._submitted = course.folder("submitted")
        self._assignment = assignment
        self._source = _source(course, assignment, exams)
        self._grader = _digest([_engine(), isolation, json.dumps(as_dict(course.settings.limits), sort_keys=True)])
        self._environment = _libraries()

    def of(self, student: str) -> Key:
        """The key of what `student` has handed in now. Taken before grading: a later change shows the next time."""
        folder = self._submitted / student / self._assignment
        return Key(_digest(_entries(self._submitted, folder)), self._source, self._grader, self._environment)


def _digest(parts: Iterable[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:32]


def _source(course: Course, assignment: str, exams: Iterable[Examination]) -> str:
    folders = (course.folder("source") / assignment, course.root / course.settings.solutions)
    files = (path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*"))
             if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts))
    numbers = [json.dumps([exam.parameters, exam.released], sort_keys=True) for exam in exams]
    return _digest([*(part for path in files for part in (path.name, path.read_bytes())), *numbers])


@cache
def _engine() -> str:
    paths = [path for name in _MARKING for path in sorted((ENGINE / name).rglob("*.py") if "." not in name else [ENGINE / name])]
    return _digest(part for path in paths for part in (path.relative_to(ENGINE).as_posix(), path.read_bytes()))


@cache
def _libraries() -> str:
    return _digest([python_version(), *(f"{name} {metadata.version(name)}" for name in _LIBRARIES)])


def _entries(submitted: Path, folder: Path, depth: int = 0) -> Iterator[str | bytes]:
    """Names and contents below a folder that may hold anything: links are named and not followed."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield f"? {error.errno}"
        return
    yield f"{len(entries)} entries"
    for entry in entries[:_MANY]:
        yield entry.name
        about = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(about.st_mode) and depth < _DEEP:
            yield from _entries(submitted, Path(entry.path), depth + 1)
            continue
        yield _content(submitted, Path(entry.path)) or f"{stat.S_IFMT(about.st_mode)} {about.st_size} {about.st_mtime_ns}"


def _content(submitted: Path, path: Path) -> bytes:
    try:
        return read_bytes(submitted, path.relative_to(submitted).parts, _LARGE)
    except (OSError, SubmissionError):
        return b""
