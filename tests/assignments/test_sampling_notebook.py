"""What is special to the notebook `sampling`: its names, the numbers in its prose, and what its figures show."""

import contextlib
import inspect
import io
import itertools
import math
import re
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import integrate, stats

from autograder import checks, notebook, variants
from autograder.model import Role
from solutions import sampling

SOURCE = notebook.load(Path(__file__).parents[2] / "source" / "sampling" / "sampling.ipynb")
CELLS = {cell.id: cell for cell in SOURCE.cells}

# The curriculum's names with their signatures, in the order of the questions.
ASKED = {
    "bernoulli_pmf": "(y, p)",
    "bernoulli_mean_var": "(p)",
    "p_of_max_variance": "",
    "categorical_pmf": "(onehot, p)",
    "normal_pdf": "(x, mu, sigma)",
    "normal_logpdf": "(x, mu, sigma)",
    "interval_probability": "(a, b, mu, sigma)",
    "answer_density": "",
    "max_entropy_family": "",
    "categorical_moments": "(p)",
    "multinomial_pmf": "(counts, p)",
    "beta_pdf": "(x, a, b)",
    "clt_normal": "(n, rng)",
    "sum_of_normals": "(mus, sigmas, weights)",
    "affine_law": "(mu, cov, A, b)",
    "sample_exponential": "(rate, n, rng)",
    "sample_laplace": "(mu, b, n, rng)",
    "sample_bernoulli": "(p, n, rng)",
    "sample_categorical": "(p, n, rng)",
    "sample_normal": "(mu, sigma, n, rng)",
    "sample_mvn": "(mu, cov, n, rng)",
    "forward_noise": "(x0, betas, t, rng)",
    "mc_estimate": "(f, sampler, n, rng)",
    "mc_error_ratio": "(n1, n2)",
    "expected_minibatch_gradient": "(per_example)",
    "importance_estimate": "(f, log_p, log_q, x)",
    "control_variate": "(fx, gx, mean_g)",
    "pathwise_gradient": "(df, mu, sigma, eps)",
    "score_function_gradient": "(f, mu, sigma, x)",
    "greedy": "(logits)",
    "temperature_probs": "(logits, T)",
    "top_k_probs": "(logits, k)",
    "top_p_probs": "(logits, mass)",
    "sample_tokens": "(logits, n, rng, T=1.0, k=None, mass=None)",
    "plot_sampler": "(samples, pdf)",
}
FIGURES = ["clt_figure", "affine_figure", "inverse_cdf_figure", "diffusion_figure", "monte_carlo_figure", "decoding_figure"]


@pytest.fixture(scope="module")
def shown():
    """A namespace after the locked cells and the parameters, without their prints and figures."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in SOURCE.cells:
            if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS):
                exec(cell.source, space)
    plt.close("all")
    return space


def test_everything_is_asked():
    """The answer cells are the curriculum's names, with its arguments and defaults."""
    assert [cell.id for cell in SOURCE.cells if cell.role is Role.ANSWER] == list(ASKED)
    for name, asked in ASKED.items():
        if asked:
            signature = inspect.signature(getattr(sampling, name))
            bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
            assert str(inspect.Signature(bare)) == asked


@pytest.mark.parametrize("name", ["sample_exponential", "sample_laplace", "sample_bernoulli"])
def test_half_of_the_points_are_for_the_stream(name):
    """A right law from another use of the uniforms keeps the other half, as the prose says."""
    parts = {cell.id.removeprefix(f"{name}_"): cell.points for cell in SOURCE.cells
             if cell.role is Role.TEST and cell.id.startswith(f"{name}_")}
    assert parts["stream"] == sum(parts.values()) / 2


def test_numbers_of_the_default_term(shown):
    """The lecture's: four classes, and u = .55, which is the third."""
    assert (shown["class_probabilities"], shown["u_draw"]) == ((0.1, 0.4, 0.3, 0.2), 0.55)
    assert sampling.sample_categorical(shown["class_probabilities"], 1, checks.uniforms([shown["u_draw"]])) == [2]


@pytest.mark.parametrize(("u", "index"), [(0.55, 2), (0.05, 0), (0.45, 1), (0.85, 3)])
def test_the_walk_has_the_numbers_of_the_term(u, index):
    """The prose under the picture says where the term's uniform ends up, whatever the numbers."""
    text = variants.fill(CELLS["inverse_cdf_story"].source, variants.parameters(SOURCE) | {"u_draw": u}, "story")
    assert f"the riser of the class with index {index}, and that" in text
    assert not re.search(r"\{\{|\}\}", text)


def test_figures():
    """Six figures teach, no more: each is drawn again in every grading run."""
    assert [cell.id for cell in SOURCE.cells if "plt.show()" in cell.source] == FIGURES


def test_numbers_of_the_examples():
    """Every number of a worked example in the prose, computed anew."""
    assert math.log(math.sqrt(12)) == pytest.approx(1.2425, abs=5e-5)
    assert 1 + math.log(math.sqrt(2)) == pytest.approx(1.3466, abs=5e-5)
    assert 0.5 * math.log(2 * math.pi * math.e) == pytest.approx(1.4189, abs=5e-5)
    assert math.factorial(6) / 6**6 == pytest.approx(0.0154, abs=5e-5)
    assert integrate.quad(lambda x: x * (1 - x), 0, 1)[0] == pytest.approx(1 / 6)
    assert pytest.approx(0.5184) == 0.81 * 0.64
    assert math.sqrt(1 - 0.5184) == pytest.approx(0.694, abs=5e-4)
    assert np.std([1, 2, 3, 6], ddof=1) / 2 == pytest.approx(1.08, abs=5e-3)
    assert [np.mean(pair) for pair in itertools.combinations([1, 2, 4, 9], 2)] == [1.5, 2.5, 5, 3, 5.5, 6.5]
    assert stats.linregress([0, 1, 2], [1, 3, 5]).slope == pytest.approx(2)
    assert stats.norm.logpdf(50) / math.log(10) == pytest.approx(-543, abs=0.5)


def test_the_gradient_example_says_what_comes_out():
    """One term of the pathwise estimate strays by 1, one of the score function by about 5."""
    square = integrate.quad(lambda e: (2 * e * (1 + e / 2) ** 2) ** 2 * stats.norm.pdf(e), -12, 12)[0]

    assert math.sqrt(square - 2**2) == pytest.approx(4.7, abs=0.05)


def test_the_decoding_figure_shows_what_the_prose_says(shown):
    """The first bar grows to almost two thirds; top-k leaves three words and top-p four."""
    bent = shown["bent_shown"]

    assert 0.6 < bent["temperature 0.5"][0] < 2 / 3
    assert np.count_nonzero(bent["top-k, k = 3"]) == 3
    assert np.count_nonzero(bent["top-p, mass 0.8"]) == 4
    assert np.ptp(bent["temperature 2"]) < np.ptp(bent["as it is"]) / 1.5
    assert all(sum(probabilities) == pytest.approx(1) for probabilities in bent.values())
