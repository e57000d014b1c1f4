"""The honest part of the demo class scores the same with `course grade` and with stock nbgrader, in one run.

    python tests/acceptance/honest.py --size 40

Honest are right answers in all idioms (the one that prints and warns too), slips, blanks and unfinished work. Nobody
hangs, exits or lies, and the file that is cut off stays out: stock nbgrader has no result for it.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import stock
from comparison import Comparison, compare, our_scores
from lines import ROOT, conclude, course, heading

from autograder import demo
from autograder.course import find

ASSIGNMENT = demo.ASSIGNMENT


def honest_class(folder: Path, size: int) -> tuple[str, ...]:
    """A demo course in `folder` with the honest students of a class of `size` only; their ids."""
    made = demo.make_class(find(ROOT), folder, size=size, attacks=False)
    for student in made.students:
        if student.unreadable:
            shutil.rmtree(folder / "submitted" / student.id)
    return tuple(student.id for student in made.students if not student.unreadable)


def stock_copy(folder: Path, to: Path) -> Path:
    """The same source and submissions in a plain nbgrader course of its own, registered and ready; the folder."""
    for part in (f"source/{ASSIGNMENT}", "submitted"):
        shutil.copytree(folder / part, to / part)
    stock.prepare(to, ASSIGNMENT)
    return to


def compared(scratch: Path, size: int) -> tuple[Comparison, int]:
    """Both gradings of the same submissions, and how many these are."""
    students = honest_class(scratch / "ours", size)
    theirs = stock_copy(scratch / "ours", scratch / "stock")
    done = course("grade", ASSIGNMENT, "--root", scratch / "ours")
    if done.returncode not in (0, 1):
        sys.exit(f"course grade failed:\n{done.stderr}")
    stock.autograde(theirs, ASSIGNMENT)
    return compare(our_scores(scratch / "ours", ASSIGNMENT), stock.marks(theirs, ASSIGNMENT)), len(students)


def main() -> int:
    """Show the line; 0 where it holds."""
    parser = argparse.ArgumentParser(description="Compare scores with stock nbgrader on the honest demo class.")
    parser.add_argument("--size", type=int, default=demo.SIZE, help="students of the class before dishonest ones are left out")
    size = parser.parse_args().size
    heading("course grade bayes and stock nbgrader autograde on the honest part of the demo class: the same scores")
    with tempfile.TemporaryDirectory() as scratch:
        found, students = compared(Path(scratch), size)
    for line in found.explained:
        print(f"   stderr: {line}")
    return conclude(found.problems, f"{found.same} cells of {students} students score the same; {len(found.explained)} differ only"
                    " because stock nbgrader gives 0 for text on stderr")


if __name__ == "__main__":
    sys.exit(main())
