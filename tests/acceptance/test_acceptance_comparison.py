"""The comparison with stock nbgrader: real input that nobody here wrote, and what counts as a difference."""

import ps1
import pytest
from comparison import compare
from stock import Mark

CELL = ("hacker", "problem1", "squares")


def test_ps1_scores_the_same(tmp_path):
    """nbgrader's own example course gets the same score for every grade cell as with stock nbgrader."""
    found = ps1.compared(tmp_path)

    assert found.problems == ()
    assert found.explained == ()
    assert found.same == 18


def test_the_same_score_is_the_same():
    """Equal points agree, and so do two cells that wait for a person."""
    found = compare({CELL: 1.0, (*CELL[:2], "why"): None}, {CELL: Mark(1.0), (*CELL[:2], "why"): Mark(None)})

    assert (found.same, found.explained, found.problems) == (2, (), ())


def test_stderr_is_explained():
    """0 for text on stderr alone is the documented difference, and is told with the text."""
    found = compare({CELL: 1.0}, {CELL: Mark(0.0, "RuntimeWarning: divide by zero\n", 1.0)})

    assert found.explained == ("hacker/problem1/squares: ours 1, stock 0 for this on stderr: RuntimeWarning: divide by zero",)
    assert found.problems == ("no cell was compared",)


@pytest.mark.parametrize(("ours", "mark"), [
    (1.0, Mark(0.0)), (0.0, Mark(1.0)), (1.0, Mark(None)), (None, Mark(1.0)), (None, Mark(0.0, "warning", 0.0)),
    (1.0, Mark(0.0, "warning", 0.0)), (1.0, Mark(0.5, "warning", 1.0)),
], ids=["stock less", "stock more", "only stock waits", "only ours waits", "waits for no reason", "error as well",
        "no zero"])
def test_any_other_difference_is_a_problem(ours, mark):
    """Text on stderr excuses nothing but a 0 that nbgrader's own rule would not give without it."""
    found = compare({CELL: ours}, {CELL: mark})

    assert found.explained == ()
    assert len([problem for problem in found.problems if problem.startswith("hacker/problem1/squares:")]) == 1


def test_a_missing_cell_is_a_problem():
    """A cell that only one of the two graded is told."""
    found = compare({CELL: 1.0}, {})

    assert "hacker/problem1/squares: only course grade has this cell" in found.problems
