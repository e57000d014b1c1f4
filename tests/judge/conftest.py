"""Submissions to a small course, graded in the real sandbox."""

from pathlib import Path

import pytest
from hw_course import SOURCE, write

from autograder import notebook
from autograder.judge import grading
from autograder.judge.examination import prepare
from autograder.model import Limits
from autograder.sandbox.zygote import Zygote

LIMITS = Limits(cell_cpu_seconds=1.0, cell_wall_seconds=3.0, memory_mb=256, output_kb=16)


@pytest.fixture(scope="session")
def zygote():
    with Zygote(LIMITS) as started:
        started.wait()
        yield started


class Desk:
    """Grades one notebook of a student's."""

    def __init__(self, folder: Path, zygote: Zygote) -> None:
        self.folder, self.zygote = folder, zygote

    def grade(self, cells, source=None, isolation="judge", raw=None):
        """Points by cell, and the whole result."""
        where = self.folder / "submitted" / "s1" / "hw" / "hw.ipynb"
        if raw is None:
            write(where, cells)
        else:
            where.parent.mkdir(parents=True, exist_ok=True)
            where.write_bytes(raw)
        exam = prepare(notebook.load(write(self.folder / "source" / "hw.ipynb", source or SOURCE)), None,
                       {"why": "YOUR ANSWER HERE"}, isolation)
        result = grading.grade((exam,), "s1", "hw", self.folder / "submitted", self.zygote, isolation=isolation,
                               tier="namespaces")
        return {cell.cell: cell.points for cell in result.cells}, result


@pytest.fixture
def desk(tmp_path, zygote):
    return Desk(tmp_path, zygote)
