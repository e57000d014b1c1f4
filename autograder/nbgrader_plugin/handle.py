"""The handle on the engine's process: start it, ask it, replace it. Nothing here forks or executes student code."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import errors
from autograder.course import Course
from autograder.errors import AutograderError, SandboxError
from autograder.nbgrader_plugin.courses import facts_of

OPENING = 300.0  # seconds to start, make the tests ready and warm the sandbox; a cold disk takes tens
_LOOK = 0.5  # seconds between two looks at whether the process is still there
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Opened:
    """What the engine says of an assignment that it has made ready."""

    tier: str
    notebooks: tuple[str, ...]
    students: tuple[str, ...]  # everybody with a submission, readable or not
    patience: float  # seconds that one submission may take, all attempts together


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission that is graded and recorded."""

    notebooks: dict[str, str]  # executed notebook as JSON text, by notebook name
    repairs: tuple[str, ...]
    reasons: tuple[str, ...]  # why a person is needed; empty where none is


def fingerprint(course: Course) -> str:
    """What a running engine stands on: the course's settings, sources, solutions, numbers and release, and our own code.

    Files count by name, size and time of change: this is looked at before every run.
    """
    watched = [course.folder("source"), course.folder("release"), course.root / "manifests",
               course.root / course.settings.solutions, _PACKAGE]
    facts = [json.dumps(facts_of(course), sort_keys=True)]
    settings = (path for path in sorted(course.root.glob("*.py")) if path.is_file())
    for path in [*settings, *(path for folder in watched for path in _files(folder))]:
        about = path.stat()
        facts.append(f"{path} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
            yield path


class Handle:
    """One engine's process."""

    def __init__(self, course: Course) -> None:
        """Start it for a course; returns at once."""
        self.key = fingerprint(course)
        self._facts = facts_of(course)
        self._opened: dict[str, Opened] = {}
        self._line, theirs = socket.socketpair()
        with theirs:
            # -P: the working folder is the course's, and a file there must not pass for a module.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.nbgrader_plugin.service", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [
                    str(_PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))},
            )
        self._rest = b""

    @property
    def pid(self) -> int:
        """The engine's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def open(self, assignment: str) -> Opened:
        """Make an assignment ready; the students are those of now.

        Raises:
            SandboxError: there is no sandbox on this machine, or the engine died; nobody was graded.
            CourseError: the course's files are not what they should be; nobody was graded.
        """
        done = self._ask({"do": "open", "assignment": assignment, "course": self._facts}, OPENING)
        opened = Opened(done["tier"], tuple(done["notebooks"]), tuple(done["students"]), done["patience"])
        self._opened[assignment] = opened
        return opened

    def grade(self, assignment: str, student: str) -> Graded:
        """Grade and record one submission of an assignment that was opened.

        Raises:
            AutograderError: nothing was recorded; the message says why.
        """
        request = {"do": "grade", "assignment": assignment, "student": student}
        done = self._ask(request, self._opened[assignment].patience)
        return Graded(done["notebooks"], tuple(done["repairs"]), tuple(done["reasons"]))

    def _ask(self, request: dict[str, Any], patience: float) -> dict[str, Any]:
        end = time.monotonic() + patience
        try:
            self._line.settimeout(patience)
            self._line.sendall(json.dumps(request).encode() + b"\n")
            answer = json.loads(self._received(end))
        except (OSError, ValueError) as error:
            self.close()
            raise SandboxError(
                f"The engine died ({error}). What was recorded stands. Next: course doctor, then autograde again"
            ) from None
        if "failed" in answer:
            kind, message = answer["failed"]
            raise getattr(errors, kind, AutograderError)(message)
        return dict(answer["done"])

    def _received(self, end: float) -> bytes:
        """The next line. A judge that outlives the engine keeps the socket open, so the process itself is looked at."""
        self._line.settimeout(_LOOK)
        while b"\n" not in self._rest:
            gone = not self.alive
            try:
                data = self._line.recv(2**20)
            except TimeoutError:
                if gone:
                    raise ConnectionError(f"exit code {self._process.returncode}") from None
                if time.monotonic() > end:
                    raise TimeoutError("no answer in time") from None
                continue
            if not data:
                raise ConnectionError(f"exit code {self._process.wait(5)}")
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        return line

    def close(self) -> None:
        """End it, with its sandbox."""
        self._line.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Keeper:
    """Holds one engine for as long as it fits: nbgrader makes its objects anew for every run, the engine stays warm."""

    def __init__(self) -> None:
        self._handle: Handle | None = None

    def engine(self, course: Course) -> Handle:
        """The running engine of a course, or a new one where the course has changed or the old one has died."""
        now = self._handle
        if now is None or not now.alive or now.key != fingerprint(course):
            self.close()
            self._handle = now = Handle(course)
        return now

    def close(self) -> None:
        """End the engine, if there is one."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
