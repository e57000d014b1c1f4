"""What is special to the notebook `bayes`: its names, the numbers in its prose, and its figures."""

import inspect
import re
from pathlib import Path

import pytest

from autograder import notebook, variants
from autograder.authoring.fill import schemes_filled
from autograder.model import Role
from solutions import bayes

SOURCE = notebook.load(Path(__file__).parents[2] / "source" / "bayes" / "bayes.ipynb")

# Every name that the curriculum asks for, with its signature, in the order of the questions.
ASKED = {
    "posterior": "(prior, likelihood)",
    "joint_table": "(prior, conditional)",
    "answer_terms": "",
    "positive_predictive_value": "(prevalence, sensitivity, specificity)",
    "ppv_after": "(k, prevalence, sensitivity, specificity)",
    "sequential_posteriors": "(prior, likelihoods)",
    "beta_update": "(a, b, flips)",
    "beta_summary": "(a, b)",
    "prior_weight": "(a, b, n)",
    "predictive_heads": "(a, b, flips, m)",
    "log_evidence": "(a, b, flips)",
    "log_bayes_factor": "(a, b, flips)",
    "credible_interval": "(a, b, level=0.95)",
    "dirichlet_update": "(alpha, counts)",
    "dirichlet_predictive": "(alpha)",
    "normal_update": "(mu0, tau0, x, sigma)",
    "gamma_poisson_update": "(a, b, counts)",
    "kalman_step": "(mean, var, y, q, r)",
    "grid_posterior": "(log_prior_values, log_lik_values, grid)",
    "map_with_flat_prior": "(log_lik_values, grid)",
    "sample_posterior_predictive": "(a, b, m, n, rng)",
    "plot_updates": "(params)",
}


def test_everything_is_asked():
    """The answer cells are the curriculum's names, with its arguments and defaults."""
    assert [cell.id for cell in SOURCE.cells if cell.role is Role.ANSWER] == list(ASKED)
    for name, asked in ASKED.items():
        if asked:
            signature = inspect.signature(getattr(bayes, name))
            bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
            assert str(inspect.Signature(bare)) == asked


def test_numbers_of_the_default_term():
    """Beta(2, 2) with six heads and four tails, and 1%, 95%, 95%: the lecture's."""
    numbers = variants.parameters(SOURCE)
    assert (numbers["a0"], numbers["b0"], sum(numbers["flips"]), len(numbers["flips"])) == (2.0, 2.0, 6, 10)
    assert (numbers["prevalence"], numbers["sensitivity"], numbers["specificity"]) == (0.01, 0.95, 0.95)


def test_figures():
    """Three figures teach, no more: each is drawn again in every grading run. The prose says how many things they show."""
    figures = [number for number, cell in enumerate(SOURCE.cells) if "plt.show()" in cell.source]
    assert [SOURCE.cells[number].id for number in figures] == ["base_rate_figure", "coin_figure", "normal_figure"]
    for number in figures:
        before = SOURCE.cells[number - 1].source
        assert "(Two bars" in before or "(Three" in before


@pytest.mark.parametrize(("numbers", "asked", "marked"), [
    ({}, ("that 1% of", "finds\n95% of", "clears 95% of"), ("about 16%;", "10,000 people 95 true and 495 false")),
    ({"prevalence": 0.004, "sensitivity": 0.9, "specificity": 0.97}, ("that 0.4% of", "finds\n90% of", "clears 97% of"),
     ("about 11%;", "10,000 people 36 true and 299 false")),
])
def test_the_written_question_has_the_numbers_of_the_term(numbers, asked, marked):
    """Prompt and mark scheme follow the parameters: a grader of any term reads that term's numbers in the key."""
    values = variants.parameters(SOURCE) | numbers
    cells = {cell.id: cell for cell in SOURCE.cells}

    prompt = variants.fill(cells["base_rate_written_prompt"].source, values, "prompt")
    scheme = schemes_filled(cells["base_rate_written"].source, values, "scheme")

    assert all(text in prompt for text in asked)
    assert all(text in scheme for text in marked)
    assert not set("{}") & set(prompt + scheme)


def test_no_prose_has_the_default_numbers():
    """Outside the cells that are filled, prose does not quote the numbers of the default term's story."""
    for cell in SOURCE.cells:
        if cell.cell_type == "markdown" and "numbers" not in cell.tags and cell.role is not Role.WRITTEN:
            assert not re.search(r"six heads|ten times|1 in 100|95 of 100|16%", cell.source), cell.id
