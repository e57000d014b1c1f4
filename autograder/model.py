"""The records that flow through the grader: frozen, small, without behaviour of their own.

Source side: `SourceNotebook` and `SourceCell` say what an assignment asks. Result side: `CellResult` says what one
grade cell concluded about one submission, `SubmissionResult` gathers them. nbgrader's words are used throughout:
a *grade cell* has points, a *solution cell* is written by the student, a cell that is both is graded by hand.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Role(StrEnum):
    """What a source cell is for."""

    SETUP = "setup"  # locked, not graded: imports, helpers, prose that must not change
    PARAMETERS = "parameters"  # tagged `parameters`: the numbers of a term, no nbgrader metadata
    ANSWER = "answer"  # solution cell that test cells judge
    WRITTEN = "written"  # solution and grade cell: graded by hand
    TEST = "test"  # grade cell, locked: visible checks, hidden tests
    TASK = "task"  # nbgrader's task cell: points, graded by hand, the answer is in other cells
    PLAIN = "plain"  # no nbgrader metadata and no `parameters` tag: prose, examples


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One cell of a source notebook, with its solution region and hidden tests."""

    id: str  # nbgrader's grade_id; for cells without one, nbformat's cell id
    role: Role
    cell_type: str  # "code", "markdown" or "raw"
    source: str
    points: float = 0.0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceNotebook:
    """One notebook of an assignment as its author wrote it."""

    name: str  # file name without .ipynb: nbgrader's notebook name
    path: Path
    cells: tuple[SourceCell, ...]

    @property
    def grade_cells(self) -> tuple[SourceCell, ...]:
        """Cells with a row in the gradebook: tests, written answers, tasks."""
        return tuple(c for c in self.cells if c.role in (Role.TEST, Role.WRITTEN, Role.TASK))


class Status(StrEnum):
    """Whether a grade cell has its mark."""

    GRADED = "graded"
    NEEDS_PERSON = "needs-person"


@dataclass(frozen=True, slots=True)
class CellResult:
    """What one grade cell concluded about one submission.

    `points` is None exactly where a person is needed, else in [0, max]. `hint` may be shown to the student, `reason`
    is for staff (it can quote a hidden test). `flags` are things *worth a look* that change no mark.
    """

    notebook: str
    cell: str
    points: float | None
    max: float
    hint: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()
    seconds: float = 0.0
    seed: int | None = None  # of the test's random inputs; None where no test ran in the judge

    @property
    def status(self) -> Status:
        """`graded`, or `needs-person` where there is no score."""
        return Status.NEEDS_PERSON if self.points is None else Status.GRADED


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """All that grading one submission gave; recorded in one transaction."""

    student: str
    assignment: str
    cells: tuple[CellResult, ...]
    notebooks: dict[str, str] = field(default_factory=dict)  # executed notebook as JSON text, by notebook name
    repairs: tuple[str, ...] = ()  # one line for each thing that was mended in the submission
    tier: str = ""  # sandbox tier that held
    isolation: str = "judge"
    final: bool = True  # False: grading itself failed, so that the next batch tries again
    retry_alone: bool = False  # a wall-clock limit was met while the machine was busy: grade it again, alone
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What student code may use. The defaults suit notebooks that take seconds, not minutes."""

    cell_cpu_seconds: float = 6.0  # CPU time of one cell or one call of a student's function, all its processes
    cell_wall_seconds: float = 20.0  # wall time of the same; met only by code that sleeps or waits
    submission_wall_seconds: float = 300.0
    memory_mb: int = 1024  # beyond what a fresh runner uses
    processes: int = 32
    file_mb: int = 32  # largest file; /tmp as a whole holds twice that
    output_kb: int = 256  # text that one cell may print
    notebook_mb: int = 20  # largest submission file that is read


def as_dict(limits: Limits) -> dict[str, Any]:
    """`limits` as plain data, for the jail."""
    return {name: getattr(limits, name) for name in Limits.__slots__}
