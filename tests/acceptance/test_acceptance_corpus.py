"""What the graded corpus is held against: a wrong mark or a missing hint does not pass."""

from pathlib import Path

import pytest
from corpus_graded import ROOT, cases_of, hand_in, problems_of, wrong

from autograder import course
from autograder.judge import reading
from autograder.verification import catalogue
from autograder.verification.catalogue import Attack, Slip

WORTH = {"mean_values": 3.0, "mean_edges": 1.0, "mode_values": 2.0}
SLIP = Slip("swapped", "mean", ("mean_values",), "The two are swapped", "", "", Path())
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "bayes", course.find(ROOT).source("bayes"))


def rows(hint="The two are swapped.", **points):
    due = {"mean_values": 0.0, "mean_edges": 1.0, "mode_values": 2.0} | points
    return [{"cell": cell, "points": p, "hint": hint if cell == "mean_values" else "", "reason": ""} for cell, p in due.items()]


def test_what_is_due_passes():
    """Exact points and the slip's hint are no problem."""
    assert wrong(SLIP, rows(), WORTH) == []


@pytest.mark.parametrize(("points", "cell"), [
    ({"mean_values": 3.0}, "mean_values"), ({"mean_values": None}, "mean_values"), ({"mean_edges": 0.0}, "mean_edges"),
    ({"mode_values": None}, "mode_values"), ({"mode_values": 1.0}, "mode_values"),
])
def test_a_wrong_mark_is_a_problem(points, cell):
    """Points where none are due, none where they are, and a person where nobody is needed."""
    (problem,) = wrong(SLIP, rows(**points), WORTH)

    assert problem.startswith(cell)


def test_a_missing_hint_is_a_problem():
    """A slip whose student is told something else."""
    (problem,) = wrong(SLIP, rows(hint="Try again."), WORTH)

    assert "no hint says" in problem


def test_a_missing_row_is_a_problem():
    """A cell without a result."""
    assert "mode_values has no row" in wrong(SLIP, rows()[:2], WORTH)


def test_an_attack_earns_nothing():
    """A person may be needed for what an attack broke; points it may not have, nor take others'."""
    attack = Attack("lie", "mean", ("mean_values",), "", "", Path())

    assert wrong(attack, rows(mean_values=None), WORTH) == []
    assert wrong(attack, rows(mean_values=3.0), WORTH) != []
    assert wrong(attack, rows(mode_values=0.0), WORTH) != []


def test_everybody_hands_in(tmp_path):
    """Each case of the corpus is a student with a notebook that can be read."""
    chosen = hand_in(CORPUS, tmp_path)

    assert len(chosen) == len(CORPUS.idioms) + len(CORPUS.slips) + len(CORPUS.attacks)
    assert set(chosen) == {student for student, _ in cases_of(CORPUS)}
    for student in chosen:
        assert reading.parse((tmp_path / "submitted" / student / "bayes" / "bayes.ipynb").read_bytes()).cells


def test_nobody_graded_is_no_success():
    """Without any row every case has problems."""
    chosen = dict(list(cases_of(CORPUS))[:3])

    assert {problem.split(":")[0] for problem in problems_of(chosen, [])} == set(chosen)
