"""The corpus of `sampling` has what the curriculum asks for; that each case does what it should is `course verify`'s affair."""

from pathlib import Path

import pytest

from autograder import course
from autograder.verification import catalogue

ROOT = Path(__file__).parents[2]
SOURCES = course.find(ROOT).source("sampling")
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "sampling", SOURCES)

# What the curriculum names as slips of this assignment, and the case of each.
NAMED = {
    "returns p always": "bernoulli_always_p",
    "accepts y=2": "bernoulli_accepts_two",
    "sd for variance": "mean_var_standard_deviation",
    "sum of p": "categorical_sum_of_p",
    "no check of one-hot": "categorical_unchecked_onehot",
    "var for sigma (pdf)": "normal_pdf_variance_for_sigma",
    "missing 1/sigma": "normal_pdf_without_sigma",
    "log(pdf) = -inf": "normal_logpdf_log_of_pdf",
    "pdf difference": "interval_pdf_difference",
    "cdf difference in the tail": "interval_cdf_in_the_tail",
    "scale for rate": "exponential_scale_for_rate",
    "two-sided wrong": "laplace_both_sides_up",
    "log(0)": "laplace_log_of_zero_warns",
    "decreasing in u (exponential)": "exponential_decreasing",
    "decreasing in u (Laplace)": "laplace_decreasing",
    "flipped": "flip_flipped",
    "floats": "flip_floats",
    "off by one": "token_off_by_one",
    "unnormalised accepted": "token_unnormalised",
    "never the last": "token_never_the_last",
    "var for sigma": "sample_normal_variance_for_sigma",
    "transposed factor": "mvn_transposed_factor",
    "full cov as L": "mvn_covariance_as_factor",
    "not centred": "clt_not_centred",
    "6 uniforms minus 3": "clt_six_minus_three",
    "adds sigmas": "sum_of_normals_adds_sigmas",
    "forgets squares of the weights": "sum_of_normals_weights_not_squared",
    "A^T cov A": "affine_transposed",
    "b added to the covariance": "affine_b_in_covariance",
    "exponential and normal swapped": "maxent_exponential_normal_swapped",
    "off-diagonal sign": "moments_off_diagonal_sign",
    "coefficient forgotten": "multinomial_coefficient_forgotten",
    "overflow of factorials": "multinomial_factorials_overflow",
    "overflow of gamma": "beta_pdf_gamma_overflow",
    "sum of betas": "noise_sum_of_betas",
    "sqrt forgotten": "noise_root_forgotten",
    "sd for s.e.": "mc_sd_for_error",
    "n in place of sqrt n": "ratio_without_root",
    "exp overflow": "importance_exp_overflow",
    "sign of the coefficient": "control_sign",
    "eps forgotten": "pathwise_eps_forgotten",
    "log-density gradient's sigma^2 missing": "score_sigma_squared_missing",
    "T multiplies": "temperature_multiplies",
    "mass excludes the crossing token": "top_p_crossing_token_out",
    "no renormalisation of top-k": "top_k_not_renormalised",
    "no renormalisation of top-p": "top_p_not_renormalised",
    "overflow at logits 1e4": "temperature_overflow",
    "wrong order": "tokens_top_p_first",
    "counts": "plot_sampler_counts",
    "no pdf": "plot_sampler_no_pdf",
}


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry: str) -> None:
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips

