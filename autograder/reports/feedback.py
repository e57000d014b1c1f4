"""Feedback pages: for each student one HTML file that needs nothing else, runs nothing and asks nobody.

A page is put together from the gradebook, the autograded notebooks and the release, looked through for secrets, and
written into nbgrader's place. What goes wrong with one page costs that page: it is not written, and an older one of ours
is taken away, since it would be wrong by now.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from autograder.authoring.render import secrets_of
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.gradebook.files import STAMP, write_whole
from autograder.gradebook.marks import Marks
from autograder.judge import reading
from autograder.reports.leaks import leaks
from autograder.reports.legible import legible
from autograder.reports.outline import Outline, outline_of
from autograder.reports.sheet import Sheet, sheet

SECRET = "submission_secret.txt"  # noqa: S105  # the file's name; nbgrader's exchange finds a page's reader by it
_SMALL = 1000  # bytes of those two files
_EXECUTED = 64 * 2**20  # bytes of an autograded notebook
_OURS = '<meta name="generator" content="Likelihood Lab feedback">'
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Page:
    """What became of one student's page: a file, or the reason why there is none."""

    student: str  # as people know them
    path: Path
    open: int = 0  # parts that nobody has graded yet
    refused: str = ""


class Press:
    """Makes the pages of one assignment."""

    def __init__(self, course: Course, assignment: str, out: Path | None = None) -> None:
        """Read the assignment; pages will go below `out`, or the course's feedback folder.

        Raises:
            CourseError: the assignment is not there or cannot be read.
        """
        self._course, self._assignment = course, assignment
        self._out = out or course.folder("feedback")
        self._outline: Outline = outline_of(course, assignment)
        sources = course.source(assignment)
        self._notebooks = tuple(source.name for source in sources)
        self._secrets: dict[str, str] = {}
        for source in sources:
            self._secrets |= secrets_of(source)
        loader = jinja2.FileSystemLoader(_TEMPLATES)
        self._pages = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self._pages.filters["points"] = lambda value: f"{round(value, 2):g}"
        self._style = (_TEMPLATES / "feedback.css").read_text(encoding="utf-8")

    @property
    def name(self) -> str:
        """A page's file name. nbgrader's exchange looks for one that is called as a notebook of the assignment."""
        return f"{self._notebooks[0]}.html"

    def path(self, student: str) -> Path:
        """Where the page of `student` (the folder's name) goes."""
        return self._out / student / self._assignment / self.name

    def printed(self, submissions: Sequence[Marks]) -> Iterator[Page]:
        """Make and write the pages of `submissions`, one at a time."""
        for marks in submissions:
            yield self._printed(marks)

    def _printed(self, marks: Marks) -> Page:
        if marks.slug in ("", ".", "..") or any(letter in marks.slug for letter in "/\\\0"):
            return Page(marks.student, self._out, refused="the gradebook's name for this student is no name of a folder")
        path = self.path(marks.slug)
        foreign = self._foreign(path)
        if foreign:
            return Page(marks.student, path, refused=foreign)
        try:
            made = sheet(self._outline, marks, self._executed(marks.slug))
            page = self.page(made, marks)
            own = self._handed_in((marks.slug, marks.student))
            found = leaks(page, self._secrets, own)
            if found and not own:
                found.append("(there is no submission that could be read, to see whether these lines are the student's own)")
        except SubmissionError as error:
            found = [f"the autograded notebook cannot be read: {error}"]
        if found:
            path.unlink(missing_ok=True)
            return Page(marks.student, path, refused="\n".join(found))
        self._write(path, marks.slug, page)
        return Page(marks.student, path, made.open)

    def page(self, made: Sheet, marks: Marks) -> str:
        """The HTML of one page."""
        settings = self._course.settings
        about = settings.assignments.get(self._assignment)
        digest = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        return self._pages.get_template("feedback.html.j2").render(
            ours=Markup(_OURS), style=Markup(self._style), digest=digest,  # noqa: S704  # both are ours
            course=legible(settings.title or settings.course_id),
            assignment=legible(about.title if about and about.title else self._assignment),
            student=legible(marks.student), handed_in=_local(marks.submitted_at, settings.time_zone), sheet=made,
            several=len(self._notebooks) > 1)

    def _executed(self, student: str) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for name in self._notebooks:
            parts = (student, self._assignment, f"{name}.ipynb")
            try:
                done = reading.parse(reading.read_bytes(self._course.folder("autograded"), parts, _EXECUTED))
                found[name] = {"cells": done.cells, "metadata": done.metadata}
            except FileNotFoundError:
                continue  # the submission could not be read, and the page says so
        return found

    def _handed_in(self, names: tuple[str, str]) -> str:
        """All that the student wrote: nothing of it is a secret to them. Their folder is called by the slug or by the id."""
        texts: list[str] = []
        submitted = self._course.folder("submitted")
        limit = self._course.settings.limits.notebook_mb * 2**20
        folders = [name for name in dict.fromkeys(names) if name not in ("", ".", "..") and "/" not in name]
        for parts in (one for name in folders for one in reading.notebooks_in(submitted, (name, self._assignment))):
            try:
                handed_in = reading.parse(reading.read_bytes(submitted, parts, limit))
            except (FileNotFoundError, SubmissionError):
                continue
            texts += [cell.source for cell in reading.cells_of(handed_in, reading.Notes())]
        return "\n".join(texts)

    def _foreign(self, path: Path) -> str:
        """Why nothing can be written to `path`: a link on the way, or a file that we did not make."""
        for folder in (self._out, path.parent.parent, path.parent, path):
            if folder.is_symlink() and folder != self._out:
                return f"{folder} is a link; links are not followed"
        if not path.exists():
            return ""
        try:
            with path.open("rb") as file:
                ours = _OURS.encode() in file.read(_SMALL)
        except OSError as error:
            return f"{path} cannot be read ({error.strerror})"
        return "" if ours else f"{path} is there and not made by this command; move it away"

    def _write(self, path: Path, student: str, page: str) -> None:
        self._out.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self._out, path.parent.parent, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        for name in (STAMP, SECRET):  # release_feedback of nbgrader's exchange reads them beside the page
            try:
                data = reading.read_bytes(self._course.folder("submitted"), (student, self._assignment, name), _SMALL)
            except (FileNotFoundError, SubmissionError):
                continue
            write_whole(path.parent / name, data)
        write_whole(path, page.encode("utf-8", "backslashreplace"))


def _local(when: datetime | None, zone: str) -> str:
    return f"{when.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}" if when else ""
