"""Cases through the engine: real submissions, the real sandbox, the judge as it grades a class. Nothing is recorded."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder import notebook
from autograder.batch import plan as planning
from autograder.batch import pool
from autograder.batch.plan import Plan
from autograder.errors import CourseError
from autograder.model import CellResult, SubmissionResult
from autograder.sandbox import tiers
from autograder.sandbox.tiers import Tier
from autograder.verification import catalogue
from autograder.verification.cases import Subject, by_notebook
from autograder.verification.evidence import PERSON, Case, Run
from autograder.verification.trial import Failure


def grade(given: Subject, cases: Sequence[Case], *, workers: int, step: Callable[[], None]) -> tuple[tuple[Run, ...], str]:
    """Hand in and grade each case; the runs, in the cases' order, and the sandbox tier that held.

    Raises:
        CourseError: the assignment is not released, or its source is wrong.
        SandboxError: no sandbox of this machine is what the course asks for.
    """
    settings = given.course.settings
    tier = tiers.choose(Tier(settings.minimum_tier))
    exams = planning.examinations(given.course, given.assignment, settings.isolation)
    students = {f"{case.kind}-{case.name}": case for case in cases}
    results: dict[str, SubmissionResult] = {}
    with tempfile.TemporaryDirectory(prefix="course-verify-") as folder:
        for student, case in students.items():
            _hand_in(given, case, Path(folder) / student / given.assignment)
        plan = Plan(given.assignment, settings.isolation, exams, tuple(students))
        for result in pool.run(plan, Path(folder), settings.limits, workers=workers, tier=tier):
            results[result.student] = result
            step()
    return tuple(run(case, results[student]) for student, case in students.items()), str(tier)


def _hand_in(given: Subject, case: Case, folder: Path) -> None:
    folder.mkdir(parents=True)
    for source, answers in by_notebook(given, case.answers):
        path = given.course.folder("release") / given.assignment / f"{source.name}.ipynb"
        if not path.is_file():
            raise CourseError(f"{path} does not exist; run `course release {given.assignment}` first.")
        text = notebook.dumps(catalogue.compose(notebook.read(path), answers))
        (folder / path.name).write_text(text, encoding="utf-8")


def run(case: Case, result: SubmissionResult) -> Run:
    """What a graded submission says about its case."""
    rows = {row.cell: row for row in result.cells}
    lost = {test: _failure(rows.get(test)) for test in case.judged if test not in rows or not _full(rows[test])}
    return Run(case, lost)


def _full(row: CellResult) -> bool:
    return row.points is not None and row.points == row.max


def _failure(row: CellResult | None) -> Failure:
    if row is None:
        return Failure(PERSON, "it has no result")
    if row.points is None:
        return Failure(PERSON, f"it needs a person: {row.reason}")
    return Failure("Lost", f"{row.points:g} of {row.max:g} points: {row.reason}", row.hint)
