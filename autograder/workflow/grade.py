"""Grading a class: plan what is to do, do it, record each submission as soon as it is done.

A submission whose grade stands on the same key (`batch.keys`) is left out, so that an interrupted batch goes on where it
was: the record of a submission is one transaction, and until that is written the submission is to do.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from autograder import roster, students
from autograder.batch import plan as planning
from autograder.batch import pool
from autograder.batch.keys import Key, Keys
from autograder.batch.plan import Plan
from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.gradebook import files, penalties
from autograder.gradebook.journal import Recorded
from autograder.gradebook.store import Store
from autograder.model import SubmissionResult
from autograder.sandbox import tiers
from autograder.sandbox.tiers import Tier
from autograder.students import Person, Student

LOCK = ".grading.lock"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be graded, and how."""

    assignment: str
    students: tuple[str, ...] = ()  # empty: everybody
    workers: int = 1
    isolation: str = ""  # "judge" or "shared"; empty: the course's setting
    trusted: bool = False  # no sandbox
    again: bool = False  # unchanged submissions too


@dataclass(frozen=True, slots=True)
class Work:
    """A request made ready: nobody is graded yet."""

    request: Request
    plan: Plan  # its students are those to be graded
    keys: dict[str, Key]  # by student, unchanged ones included
    journal: dict[str, Recorded]  # what was recorded before
    unchanged: tuple[str, ...]  # students who are left out
    tier: Tier  # the sandbox that grading gets


def prepare(course: Course, request: Request) -> Work:
    """Find the submissions, make the tests ready, and leave out what is graded already.

    Raises:
        CourseError: the source is wrong, or `students` names somebody who handed nothing in.
        AutograderError: there is nobody to grade.
        SandboxError: no sandbox of this machine is what the course asks for.
    """
    tier = Tier.NONE if request.trusted else tiers.choose(Tier(course.settings.minimum_tier))
    assignment = request.assignment
    isolation = request.isolation or course.settings.isolation
    exams = planning.examinations(course, assignment, isolation)
    with Store(course.database) as store:
        journal = store.journal(assignment)
        known = store.students()
    known = students.enrolled(roster.of_course(course.root, known), known)
    folders, disputes = planning.identified(planning.students_of(course, assignment), known)
    wanted = _wanted(course, request, tuple(folders), known)
    makes = Keys(course, assignment, exams, isolation)
    keys = {name: makes.of(folders[name]) for name in wanted}
    slugs = {student.id: student.slug for student in known}
    unchanged = () if request.again else tuple(
        name for name in wanted if name in journal and name not in disputes
        and _stands(course, assignment, slugs[name], keys[name], journal[name]))
    todo = tuple(name for name in wanted if name not in unchanged)
    return Work(request, Plan(assignment, isolation, exams, todo, folders, disputes), keys, journal, unchanged, tier)


def _wanted(course: Course, request: Request, everybody: tuple[str, ...], known: Sequence[Student]) -> tuple[str, ...]:
    """The ids that a request asks for, by id or slug."""
    ids = {student.slug: student.id for student in known}
    asked = {name if name in everybody else ids.get(name, name) for name in request.students}
    unknown = sorted(asked - set(everybody))
    where = f"{course.folder('submitted')}/<student>/{request.assignment}/"
    if unknown:
        raise CourseError(f"There is nothing of {', '.join(unknown)} in {where}.")
    wanted = tuple(name for name in everybody if not asked or name in asked)
    if not wanted:
        raise AutograderError(f"Nobody to grade: {where} does not exist.")
    return wanted


def _stands(course: Course, assignment: str, slug: str, key: Key, record: Recorded) -> bool:
    """Whether the recorded grade is what grading again would give, its notebooks included."""
    folder = course.folder("autograded") / slug / assignment
    return not key.differences(record.key) and all((folder / f"{name}.ipynb").is_file() for name in record.notebooks)


def results(course: Course, work: Work) -> Iterator[SubmissionResult]:
    """Grade without recording anything; each sandbox is dead when its result comes.

    Raises:
        SandboxError: no sandbox, or the grader itself failed.
    """
    if work.plan.students:
        yield from pool.run(work.plan, course.folder("submitted"), course.settings.limits,
                            workers=work.request.workers, tier=work.tier)


def perform(course: Course, work: Work) -> Iterator[SubmissionResult]:
    """Grade and record; a result is recorded before it is yielded.

    Raises:
        SandboxError: no sandbox, or the grader itself failed; what was yielded before is recorded.
        AutograderError: another grading of this course is under way, or the gradebook failed.
    """
    with alone(course), Store(course.database, course.settings.course_id) as store:
        register(course, work.plan, store)
        clerk = Clerk(course, store, work.plan)
        for result in results(course, work):
            clerk.record(result, work.keys[result.student])
            yield result


def register(course: Course, plan: Plan, store: Store) -> None:
    """Put the assignment's cells into the gradebook, where they are not yet."""
    settings = course.settings
    assignment = settings.assignments.get(plan.assignment)
    store.register(settings.course_id, plan.assignment, [exam.source for exam in plan.exams],
                   assignment.due if assignment else None, settings.time_zone)


class Clerk:
    """Records results: whose they are on disk, and what lateness costs, is found out once."""

    def __init__(self, course: Course, store: Store, plan: Plan) -> None:
        """Make the plan's students and those of `roster.csv` known, and bring late penalties up to date.

        Raises:
            CourseError: a row of `roster.csv` or `extensions.csv`, or the due date, breaks a rule.
        """
        self._course, self._store, self._plan = course, store, plan
        people = {person.id: person for person in roster.of_course(course.root, store.students())}
        self._slugs = store.enrol([*people.values(), *(Person(one) for one in plan.folders if one not in people)])
        self._rule = penalties.rule_of(course, plan.assignment, store.students(), store.due(plan.assignment))
        if self._rule is not None:
            store.penalise(plan.assignment, self._rule)  # an extension changes grades that are not given again

    def record(self, result: SubmissionResult, key: Key) -> None:
        """Write the executed notebooks, then the grade: a grade without its notebooks is never there."""
        submitted = self._course.folder("submitted") / self._plan.folder(result.student) / result.assignment
        files.write_autograded(self._course, result, submitted, self._slugs[result.student])
        when = files.timestamp(submitted, self._course.settings.time_zone)
        self._store.record(result, when, key.dumps() if result.final else "", rule=self._rule)


@contextmanager
def alone(course: Course) -> Iterator[None]:
    """One grading of a course at a time. The kernel lets go of the lock however the process ends."""
    path = course.root / LOCK
    # A lock of the process (not of the open file), so that the workers, which are its children, do not hold it too.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600), "r+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AutograderError(f"Another grading of {course.root} is under way{_whose(file)}. Wait for it, or end it; "
                                  f"then run the command again: what is recorded is not graded twice.") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _whose(file: IO[str]) -> str:
    said = file.read(20)
    return f" (process {said})" if said.isdigit() else ""


