"""The corpus of `bayes` has what the curriculum asks for; that each case does what it should is `course verify`'s affair."""

from pathlib import Path

import pytest

from autograder import course
from autograder.verification import catalogue

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


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry: str) -> None:
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips
