"""Real input that nobody here wrote: nbgrader's own example course scores the same as with stock nbgrader.

    python tests/acceptance/ps1.py
"""

import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import stock
from comparison import Comparison, compare, our_scores
from lines import conclude, course, heading

ASSIGNMENT = "ps1"
STUDENTS = {"bitdiddle", "hacker"}


def example() -> Path:
    """The example course in nbgrader's documentation folder."""
    spec = find_spec("nbgrader")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "docs" / "source" / "user_guide"


def copy_to(folder: Path) -> Path:
    """The example's source and submissions of ps1, without its autograded files; the folder."""
    shutil.copytree(example() / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
    for student in STUDENTS:
        shutil.copytree(example() / "submitted" / student / ASSIGNMENT, folder / "submitted" / student / ASSIGNMENT)
    return folder


def compared(scratch: Path) -> Comparison:
    """Both gradings, side by side."""
    ours, theirs = copy_to(scratch / "ours"), copy_to(scratch / "stock")
    done = course("grade", ASSIGNMENT, "--root", ours, "--isolation", "shared")
    if done.returncode not in (0, 1):
        sys.exit(f"course grade failed:\n{done.stderr}")
    stock.prepare(theirs, ASSIGNMENT)
    stock.autograde(theirs, ASSIGNMENT)
    return compare(our_scores(ours, ASSIGNMENT), stock.marks(theirs, ASSIGNMENT))


def main() -> int:
    """Show the line; 0 where it holds."""
    heading("nbgrader's example course ps1: the same score for every grade cell as stock nbgrader autograde")
    with tempfile.TemporaryDirectory() as scratch:
        found = compared(Path(scratch))
    for line in found.explained:
        print(f"   {line}")
    # Nothing there writes to stderr, so nothing is left to explain.
    return conclude([*found.problems, *found.explained], f"{found.same} cells of {len(STUDENTS)} students score the same")


if __name__ == "__main__":
    sys.exit(main())
