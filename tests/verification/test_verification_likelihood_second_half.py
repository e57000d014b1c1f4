"""The corpus of the second half of `likelihood`: each case does to the notebook's tests what its expected.toml says.

Everything runs in this process, so attacks are only read here; the engine's own tests run them in the sandbox.
"""

import dataclasses
from pathlib import Path

import pytest

from autograder import course
from autograder.model import Role
from autograder.verification import catalogue, trial

ROOT = Path(__file__).parents[2]
SOURCES = course.find(ROOT).source("likelihood")
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "likelihood", SOURCES)
ASKED = ("categorical_nll", "poisson_log_likelihood", "mixture_log_likelihood", "coin_plate", "regression_plate",
         "naive_bayes_plate", "answer_losses")
SLIPS = [name for name, slip in CORPUS.slips.items() if slip.cell in ASKED]
TESTS = [cell.id for source in SOURCES for cell in source.cells
         if cell.role is Role.TEST and cell.id.rpartition("_")[0] in ASKED]
# No test looks at a locked picture, and drawing takes half of the time of a case.
PLAIN = tuple(dataclasses.replace(source, cells=tuple(cell for cell in source.cells if not cell.id.endswith(
    ("_figure", "_drawing", "_example")))) for source in SOURCES)


@pytest.mark.parametrize("name", CORPUS.idioms)
def test_right_answers_in_other_idioms(name: str) -> None:
    """Another way of writing a right answer loses nothing."""
    answers = {cell: text for cell, text in CORPUS.idioms[name].answers.items() if cell in ASKED}
    assert set(answers) == set(ASKED)

    results = trial.try_in_process(SOURCES, answers, only=TESTS)

    assert {cell: failure for cell, failure in results.items() if failure is not None} == {}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_lose_their_cells(name: str) -> None:
    """A slip loses the cells that it should, no others, and the student is told what to look at."""
    slip = CORPUS.slips[name]
    used = [test for test in TESTS if test.startswith(f"{slip.cell}_")]

    results = trial.try_in_process(PLAIN, {slip.cell: slip.answer}, only=used)

    failures = trial.lost(results, SOURCES)
    assert set(failures) == set(slip.loses), failures
    assert any(slip.hint in failure.hint for failure in failures.values()), failures
