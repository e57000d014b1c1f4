"""What there is to grade: submissions found, examinations prepared. Nothing is executed for a student yet."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder import notebook, students, variants
from autograder.course import Course
from autograder.judge.examination import Examination, prepare, released_text
from autograder.judge.outline import STUDENTS, Release
from autograder.model import Role
from autograder.students import Student


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: who is graded against what."""

    assignment: str
    isolation: str
    exams: tuple[Examination, ...]
    students: tuple[str, ...]  # ids
    folders: Mapping[str, str] = field(default_factory=dict)  # names under submitted/ by id, where they are not the id
    disputes: Mapping[str, str] = field(default_factory=dict)  # by id: why it is not clear what was handed in
    seeds: Mapping[tuple[str, str], int] = field(default_factory=dict)  # by notebook and cell: recorded ones, for a replay

    def folder(self, student: str) -> str:
        """The name of a student's folder under submitted/."""
        return self.folders.get(student, student)


def students_of(course: Course, assignment: str) -> tuple[str, ...]:
    """Everybody with something called `assignment` in their folder, readable or not: nobody is passed over."""
    folder = course.folder("submitted")
    if not folder.is_dir():
        return ()
    names = [entry.name for entry in os.scandir(folder) if not entry.name.startswith(".")]
    return tuple(sorted(name for name in names if os.path.lexists(folder / name / assignment)))


def identified(folders: Iterable[str], known: Sequence[Student]) -> tuple[dict[str, str], dict[str, str]]:
    """Whose the folders under submitted/ are: folder by id, and by id why one with several folders is not graded."""
    owners: dict[str, list[str]] = {}
    for folder in folders:
        owners.setdefault(students.whose(folder, known), []).append(folder)
    disputes = {student: f"the submission is there twice, in {' and '.join(sorted(names))}; keep one of the folders"
                for student, names in owners.items() if len(names) > 1}
    return {student: min(names) for student, names in sorted(owners.items())}, disputes


def examinations(course: Course, assignment: str, isolation: str) -> tuple[Examination, ...]:
    """The assignment's notebooks, ready for judging.

    Raises:
        CourseError: the source is not what it should be; nobody has been graded.
    """
    _import_solutions_from(course)
    ours = (course.root / "course_config.py").is_file()
    manifest = variants.load_manifest(course, assignment) if ours else None
    made = Release(manifest.term, manifest.release) if manifest is not None else None
    exams = []
    for source in course.source(assignment):
        has = any(cell.role is Role.PARAMETERS for cell in source.cells)
        parameters = manifest.parameters_cell(source.name) if manifest is not None and has else None
        path = course.folder("release") / assignment / f"{source.name}.ipynb"
        release = {c.id: c.source for c in notebook.load(path).cells} if path.is_file() else {}
        stubs = {c.id: released_text(c, release) for c in source.cells if c.role in STUDENTS}
        exams.append(prepare(source, parameters, stubs, isolation, made))
    return tuple(exams)


def _import_solutions_from(course: Course) -> None:
    """Hidden tests import the course's own `solutions`, in the judge alone: student code never sees this path."""
    root, package = str(course.root), course.settings.solutions
    if root in sys.path:
        sys.path.remove(root)
    sys.path.insert(0, root)
    known = sys.modules.get(package)
    if known is not None and all(Path(folder).parent != course.root for folder in getattr(known, "__path__", ())):
        # Another course was looked at before in this process.
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]
