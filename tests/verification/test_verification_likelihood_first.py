"""The corpus of `likelihood`, first half: each case does to the notebook's tests what its expected.toml says.

Everything runs in this process, so attacks are only read here; the engine's own tests run them in the sandbox.
"""

import dataclasses
from pathlib import Path

import pytest

from autograder import course
from autograder.verification import catalogue, trial

ROOT = Path(__file__).parents[2]
SOURCES = course.find(ROOT).source("likelihood")
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "likelihood", SOURCES)
MINE = ("coin_likelihood", "likelihood_area", "flips_until_underflow", "coin_log_likelihood", "best_on_grid",
        "same_argmax", "answer_why_logs", "logsumexp", "normal_log_likelihood", "laplace_log_likelihood",
        "most_likely_source")
TESTS = {cell: tests for cell, tests in catalogue.tests_by_answer(SOURCES).items() if cell in MINE}
# No test looks at a locked figure, and drawing takes half of the time of a case.
PLAIN = tuple(dataclasses.replace(source, cells=tuple(cell for cell in source.cells if not cell.id.endswith("_figure")))
              for source in SOURCES)

# What the curriculum names as slips of these questions, and the case of each.
NAMED = {
    "nan at 0 and 1": "log_lik_nan_at_the_ends",
    "order of flips matters": "lik_order_matters",
    "index for value": "grid_index",
    "area 1": "area_one",
    "1000": "underflow_thousand",
    "log10 rounding": "underflow_log10_rounding",
    "max not subtracted": "lse_without_max",
    "nan": "lse_nan_at_infinities",
    "mean (normal)": "normal_mean",
    "var": "normal_variance_for_sigma",
    "log(pdf)": "laplace_log_of_pdf",
    "nearest mean": "source_nearest_mean",
    "z-score": "source_z_score",
    "compares values": "argmax_compares_values",
    # Beyond the table: what the lecture's text invites.
    "with the binomial coefficient": "lik_binomial_coefficient",
    "the library's own log density": "laplace_scipys_own",
    "densities that are all 0": "source_densities",
}


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry: str) -> None:
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips


def test_every_test_cell_is_lost_by_some_slip() -> None:
    """Each test cell is there for a reason: some honest mistake loses it."""
    lost = {test for slip in CORPUS.slips.values() if slip.cell in MINE for test in slip.loses}

    assert set(TESTS) == set(MINE)
    assert lost == {test for tests in TESTS.values() for test in tests}


@pytest.mark.parametrize("name", CORPUS.idioms)
def test_right_answers_in_other_idioms(name: str) -> None:
    """Another way of writing a right answer loses nothing."""
    answers = {cell: text for cell, text in CORPUS.idioms[name].answers.items() if cell in MINE}
    only = [test for tests in TESTS.values() for test in tests]

    results = trial.try_in_process(SOURCES, answers, only=only)

    assert {cell: failure for cell, failure in results.items() if failure is not None} == {}


@pytest.mark.parametrize("name", [name for name, slip in CORPUS.slips.items() if slip.cell in MINE])
def test_slips_lose_their_cells(name: str) -> None:
    """A slip loses the cells that it should, no others, and the student is told what to look at."""
    slip = CORPUS.slips[name]

    results = trial.try_in_process(PLAIN, {slip.cell: slip.answer}, only=TESTS[slip.cell])

    failures = trial.lost(results, SOURCES)
    assert set(failures) == set(slip.loses), failures
    assert any(slip.hint in failure.hint for failure in failures.values()), failures


@pytest.mark.parametrize("answer", [
    "def {name}(*args, **options):\n    raise NotImplementedError()", "def {name}(*args, **options):\n    pass",
    "def {name}(*args, **options):\n    return 0", "{name} = None",
], ids=["stub", "nothing", "zero", "none"])
@pytest.mark.parametrize("cell", MINE)
def test_empty_answers_earn_nothing(cell: str, answer: str) -> None:
    """A stub, no return, a constant: every test cell of the question is lost."""
    results = trial.try_in_process(PLAIN, {cell: answer.format(name=cell)}, only=TESTS[cell])

    assert set(trial.lost(results, SOURCES)) == set(TESTS[cell])
