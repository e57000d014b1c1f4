"""What runs inside nbgrader's process: it asks the engine for each submission once and lets nbgrader do the rest.

nbgrader's converter takes a submission in four steps, and each of them trusts it: it copies files (through links), opens
the notebook (which may be a pipe), runs preprocessors, writes. `Reader` stands where it reads, `Engine` in both lists of
preprocessors, `Writer` where it writes. Left to nbgrader are who is graded again, permissions, hooks, and its messages.
"""

import fnmatch
import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.writers import FilesWriter
from nbformat import reads
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors.base import NbGraderPreprocessor

from autograder.errors import AutograderError
from autograder.gradebook.files import timestamp, write_whole
from autograder.nbgrader_plugin.courses import course_of
from autograder.nbgrader_plugin.handle import Graded, Handle, Keeper, Opened

_BY_HAND = "graded by hand"  # the reason of written answers: no news
_engines = Keeper()  # nbgrader makes every other object anew for each run; formgrader's next click finds the engine warm


class Reader(NotebookExporter):  # type: ignore[misc]
    """The exporter of `nbgrader autograde`: opens nothing of a student's, and has the engine grade.

    It is made once for each run, before the first submission: without a sandbox, or with a source that is wrong, the run
    ends here and nobody is graded.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._graded: dict[str, Graded] = {}
        self._engine: Handle | None = None
        self._assignment = ""
        if isinstance(self.parent, Autograde):
            self._take_over(self.parent)

    def _take_over(self, converter: Any) -> None:
        directory = converter.coursedir
        self._assignment = directory.assignment_id
        try:
            course = course_of(directory)
            self._engine = _engines.engine(course)
            opened = self._engine.open(self._assignment)
        except AutograderError as error:
            raise _stopped(converter.log, error) from None
        converter.coursedir = _Directory(
            parent=converter, **{name: getattr(directory, name) for name in directory.trait_names(config=True)})
        # nbgrader passes over who has no file that ends in .ipynb; they need a person, not silence.
        converter.assignments = _everybody(converter, course.folder("submitted"), opened)
        # nbgrader begins a submission by copying what lies beside it, links followed, and by writing zeros for files
        # that are missing. The engine records students, times and missing files itself, in one transaction.
        converter.init_assignment = lambda assignment_id, student_id: None
        converter.writer = Writer(parent=converter, config=converter.config)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """The notebook that the preprocessors make; the file itself is not opened here."""
        path = Path(filename)
        told = {**(resources or {}), "metadata": {"name": path.stem, "path": str(path.parent)}}
        return self.from_notebook_node(new_notebook(), resources=told, **options)

    def graded(self, student: str) -> Graded:
        """A student's submission, graded and recorded at the first call.

        Raises:
            NbGraderException: it could not be graded; nothing was recorded of it.
        """
        if student not in self._graded:
            assert self._engine is not None
            try:
                if not self._engine.alive:  # the one before broke it
                    self._engine = _engines.engine(course_of(self.parent.coursedir))
                    self._engine.open(self._assignment)
                done = self._engine.grade(self._assignment, student)
            except AutograderError as error:
                raise _stopped(self.parent.log, error) from None
            self._graded = {student: done}  # nbgrader takes one student after the other
            for line in (*done.repairs, *(f"a person is needed: {reason}" for reason in done.reasons if reason != _BY_HAND)):
                self.parent.log.warning("%s", line)
        return self._graded[student]


class Engine(NbGraderPreprocessor):  # type: ignore[misc]
    """The preprocessor in both of nbgrader's lists: the submission's executed notebook in place of what came in.

    The first list grades and records; the second gets the same notebook, so that a preprocessor that a course adds behind
    this one sees it, too.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """The executed notebook, with marks and hints as the outputs of the test cells."""
        where = resources["nbgrader"]
        return reads(self.parent.graded(where["student"]).notebooks[where["notebook"]], as_version=4), resources


class _Directory(CourseDirectory):  # type: ignore[misc]
    """nbgrader's course directory for one run, which reads times of submission as the engine does."""

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """The time in a folder's timestamp.txt; None where that is no time, a link, or a pipe that nbgrader would wait for."""
        return timestamp(Path(dest_path))


class Writer(FilesWriter):  # type: ignore[misc]
    """Writes a notebook whole or not at all, and leaves it alone where the engine has just written the same."""

    def write(self, output: str, resources: Any, notebook_name: str | None = None, **_: Any) -> str:
        """Put the notebook where nbgrader wants it."""
        path = Path(self.build_directory) / f"{notebook_name}{resources['output_extension']}"
        data = output.encode("utf-8", "backslashreplace")
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)
        return os.fspath(path)


def _everybody(converter: Any, submitted: Path, opened: Opened) -> dict[str, list[str]]:
    """The submissions that nbgrader is to take, as it keeps them: notebooks by folder, whether they are there or not."""
    directory = converter.coursedir
    found = {}
    for student in opened.students:
        if student != directory.student_id and not fnmatch.fnmatchcase(student, directory.student_id):
            continue
        if "\n" in student:
            # nbgrader would end the whole run over it.
            converter.log.error("A folder in %s has a line break in its name; rename it, or use: course grade", submitted)
            continue
        folder = submitted / student / directory.assignment_id
        found[str(folder)] = [str(folder / f"{name}.ipynb") for name in opened.notebooks
                              if fnmatch.fnmatchcase(name, directory.notebook_id)]
    return found


def _stopped(log: logging.Logger, error: AutograderError) -> NbGraderException:
    """nbgrader's exception for our fault: its command shows the message without a traceback, formgrader in its window."""
    log.error("%s", error)
    return NbGraderException(str(error))
