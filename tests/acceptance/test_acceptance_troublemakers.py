"""The look at a graded class full of troublemakers can fail."""

import subprocess
import sys

from lines import ROOT, environment
from troublemakers import wrong_marks

from autograder.demo import DemoStudent

GOOD = DemoStudent("s1-loops", "", {"mean_values": 3.0}, by_hand=("why",))
BROKEN = DemoStudent("s2-cut-off", "", {}, unreadable=True)
ROWS = [{"student": "s1-loops", "cell": "mean_values", "points": 3.0}, {"student": "s1-loops", "cell": "why", "points": None},
        {"student": "s2-cut-off", "cell": "mean_values", "points": None}, {"student": "s2-cut-off", "cell": "why", "points": None}]


def test_a_surviving_process_is_seen():
    """A process that outlives the one that began it is noticed, in a session of its own too."""
    code = "import troublemakers as t; t.adopt_orphans(); assert t.orphan_is_seen(); assert t.survivors() == []"
    path = f"{ROOT}:{ROOT / 'tests' / 'acceptance'}"

    done = subprocess.run([sys.executable, "-c", code], env=environment(PYTHONPATH=path), capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_what_is_due():
    """Exact points, and a person for what nobody could read."""
    assert wrong_marks([GOOD, BROKEN], ROWS) == []


def test_wrong_marks_and_lost_students_are_seen():
    """A silent 0 for an unreadable file, and a student without rows."""
    zero = [*ROWS[:2], {**ROWS[2], "points": 0.0}, ROWS[3]]

    assert wrong_marks([GOOD, BROKEN], zero) == ["s2-cut-off/mean_values: 0.0, due is None"]
    assert len(wrong_marks([GOOD, BROKEN], ROWS[:2])) == 2
    assert wrong_marks([], []) == ["nothing was recorded"]
