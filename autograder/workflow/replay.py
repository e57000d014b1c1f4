"""Judging one submission's test cells again, with the seeds that are recorded: what a failing check said, and why.

Nothing is recorded. The draws of the tests are those of the recorded grading; what the student's code draws from a
source of its own is not fixed by anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.store import ScoreRow, Store
from autograder.model import CellResult
from autograder.workflow import grade


@dataclass(frozen=True, slots=True)
class Replayed:
    """One test cell, now and as it is recorded."""

    now: CellResult  # its seed is the recorded one
    recorded: ScoreRow

    @property
    def differs(self) -> bool:
        """Whether the automatic score is another one than before."""
        return self.now.points != self.recorded.auto


def replay(course: Course, assignment: str, student: str, cells: Sequence[str] = (), *, trusted: bool = False) -> tuple[Replayed, ...]:
    """Judge these test cells of a recorded submission again; all that have a seed where `cells` is empty.

    Raises:
        CourseError: nothing is recorded of that student, or a cell has no recorded seed or is no longer in the source.
        SandboxError: no sandbox of this machine is what the course asks for.
    """
    with Store(course.database) as store:
        rows = {(row.notebook, row.cell): row for row in store.scores(assignment, student)}
        seeds = store.seeds(assignment, student)
        owner = store.student(student).id
    seeds = {place: seed for place, seed in seeds.items() if not cells or place[1] in cells}
    unknown = sorted(set(cells) - {cell for _, cell in seeds}) or ([] if seeds else ["any cell"])
    if unknown:
        raise CourseError(f"No seed is recorded for {', '.join(unknown)} of {student}: only test cells that the judge has judged "
                          f"have one. See which there are: course scores {assignment} --student {student}")
    work = grade.prepare(course, grade.Request(assignment, (owner,), trusted=trusted, again=True))
    exams = tuple(replace(exam, tests={name: test for name, test in exam.tests.items() if (exam.source.name, name) in seeds})
                  for exam in work.plan.exams)
    (result,) = grade.results(course, replace(work, plan=replace(work.plan, exams=exams, seeds=seeds)))
    found = {(cell.notebook, cell.cell): cell for cell in result.cells}
    gone = sorted(cell for notebook, cell in seeds if (notebook, cell) not in found)
    if gone:
        raise CourseError(f"The source has no test cell {', '.join(gone)} any more. Next: course regrade {assignment} --preview")
    return tuple(Replayed(replace(found[place], seed=seeds[place]), rows[place]) for place in rows if place in seeds)
