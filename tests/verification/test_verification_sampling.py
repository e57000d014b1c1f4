"""The corpus of `sampling`: each case does to the notebook's tests what its expected.toml says.

Everything runs in this process, so attacks are only read here; the engine's own tests run them in the sandbox.
"""

import dataclasses
from pathlib import Path

import pytest

from autograder import course
from autograder.model import Role
from autograder.verification import catalogue, trial

ROOT = Path(__file__).parents[2]
SOURCES = course.find(ROOT).source("sampling")
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "sampling", SOURCES)
# No test looks at a locked figure, and drawing takes half of the time of a case.
PLAIN = tuple(dataclasses.replace(source, cells=tuple(cell for cell in source.cells if not cell.id.endswith("_figure")))
              for source in SOURCES)

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
    # Wrong samplers that only a test of the distribution finds.
    "mean and variance right, shape wrong": "sample_normal_uniform_with_its_moments",
    "mean and covariance right, shape wrong": "mvn_uniform_noise",
    "marginal right, draws correlated": "sample_normal_correlated",
    "off by the declared gap": "exponential_off_by_the_gap",
    "right but for the last category": "token_last_class_halved",
    "right for the visible check only": "sample_normal_right_for_the_visible_check",
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

    results = trial.try_in_process(PLAIN, {slip.cell: slip.answer}, only=tests_that_use(slip.cell))

    failures = trial.lost(results, SOURCES)
    assert set(failures) == set(slip.loses), failures
    assert any(slip.hint in failure.hint for failure in failures.values()), failures
