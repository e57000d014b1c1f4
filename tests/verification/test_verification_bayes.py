"""The corpus of `bayes`: each case does to the notebook's tests what its expected.toml says.

Everything runs in this process, so attacks are only read here; the engine's own tests run them in the sandbox.
"""

from pathlib import Path

import pytest

from autograder import course
from autograder.model import Role
from autograder.verification import catalogue, trial

ROOT = Path(__file__).parents[2]
SOURCES = course.find(ROOT).source("bayes")
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "bayes", SOURCES)

# What the curriculum names as slips of this assignment, and the case of each.
NAMED = {
    "not normalised": "posterior_not_normalised",
    "product underflows": "posterior_product_underflows",
    "wrong axis": "joint_table_wrong_axis",
    "base-rate neglect": "ppv_base_rate_neglect",
    "specificity used as false-positive rate": "ppv_specificity_as_false_positive_rate",
    "restarts from the prior": "sequential_restarts_from_prior",
    "mode for mean": "beta_mode_for_mean",
    "heads and tails swapped": "beta_update_swapped",
    "adds n": "beta_update_adds_n",
    "plug-in binomial": "predictive_plug_in_mean",
    "coefficient kept": "evidence_coefficient_kept",
    "sign": "bayes_factor_sign",
    "normal approximation": "interval_normal_approximation",
    "HPD": "interval_highest_density",
    "variance in place of sd": "normal_variance_for_sd",
    "scale": "gamma_scale_for_rate",
    "no predict": "kalman_no_predict",
    "sums to 1": "grid_sums_to_one",
    "even spacing assumed": "grid_even_spacing",
    "index": "map_index",
    "posterior mean": "map_posterior_mean",
    "spacing as weight": "map_spacing_as_weight",
    "exp first": "map_exp_first",
    "one theta for all": "simulation_one_theta",
}


def tests_that_use(cell: str) -> list[str]:
    """Test cells that could notice another answer in `cell`: those that name something which it defines."""
    used = []
    for source in SOURCES:
        answer = next((c for c in source.cells if c.id == cell), None)
        if answer is None:
            continue
        names = {line.split("(")[0].removeprefix("def ") for line in answer.source.splitlines()
                 if line.startswith("def ")} | {cell}
        used += [c.id for c in source.cells if c.role is Role.TEST and any(name in c.source for name in names)]
    return used


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry: str) -> None:
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips


def test_every_question_has_slips() -> None:
    """No answer cell is without a catalogued slip."""
    assert {slip.cell for slip in CORPUS.slips.values()} == set(catalogue.tests_by_answer(SOURCES))


def test_every_test_cell_is_lost_by_some_slip() -> None:
    """Each test cell is there for a reason: some honest mistake loses it."""
    lost = {test for slip in CORPUS.slips.values() for test in slip.loses}

    assert lost == set(catalogue.points_by_test(SOURCES))


@pytest.mark.parametrize("name", CORPUS.idioms)
def test_right_answers_in_other_idioms(name: str) -> None:
    """Another way of writing a right answer loses nothing."""
    results = trial.try_in_process(SOURCES, CORPUS.idioms[name].answers)

    assert {cell: failure for cell, failure in results.items() if failure is not None} == {}


@pytest.mark.parametrize("name", CORPUS.slips)
def test_slips_lose_their_cells(name: str) -> None:
    """A slip loses the cells that it should, no others, and the student is told what to look at."""
    slip = CORPUS.slips[name]

    results = trial.try_in_process(SOURCES, {slip.cell: slip.answer}, only=tests_that_use(slip.cell))

    failures = trial.lost(results, SOURCES)
    assert set(failures) == set(slip.loses), failures
    assert any(slip.hint in failure.hint for failure in failures.values()), failures
