"""The first half of the notebook `likelihood`: from the coin to the most likely source. What is special to it."""

import contextlib
import inspect
import io
import math
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

from autograder import checks, notebook, variants
from autograder.model import Role
from solutions import likelihood

ROOT = Path(__file__).parents[2]
SOURCE = notebook.load(ROOT / "source" / "likelihood" / "likelihood.ipynb")
CELLS = {cell.id: cell for cell in SOURCE.cells}

# The curriculum's names with their signatures and what each question is worth, in the order of the questions.
ASKED = {
    "coin_likelihood": ("(theta, flips)", 4),
    "likelihood_area": ("(heads, tails)", 4),
    "flips_until_underflow": ("(p)", 4),
    "coin_log_likelihood": ("(theta, flips)", 7),
    "best_on_grid": ("(log_lik_values, grid)", 3),
    "same_argmax": ("(lik_values, log_lik_values)", 3),
    "answer_why_logs": ("", 2),
    "logsumexp": ("(a, axis=None)", 7),
    "normal_log_likelihood": ("(x, mu, sigma)", 6),
    "laplace_log_likelihood": ("(x, mu, b)", 5),
    "most_likely_source": ("(mark, means, sds)", 5),
}
FIGURES = ("coin_figure", "underflow_figure", "exam_figure")
TESTS = [cell for cell in SOURCE.cells if cell.role is Role.TEST
         and any(cell.id.removeprefix(f"{name}_") in ("values", "edges", "stable", "discipline") for name in ASKED)]


@pytest.fixture(scope="module")
def given():
    """A namespace after the locked cells and the parameters, and the figures by the id of their cell."""
    space, drawn = {"__name__": "__main__"}, {}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in SOURCE.cells:
            if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS):
                exec(cell.source, space)
                if cell.id in FIGURES:
                    drawn[cell.id] = plt.gcf()
    yield space, drawn
    plt.close("all")


def test_points():
    """50 points in the first half; each heading says what its question is worth."""
    for number, (name, (_, worth)) in enumerate(ASKED.items(), start=1):
        assert sum(cell.points for cell in TESTS if cell.id.startswith(f"{name}_")) == worth, name
        heading = CELLS[f"{name}_prompt"].source.splitlines()[0]
        assert heading.startswith(f"### Question {number}: ")
        assert heading.endswith(f"({worth} points)")
    assert sum(cell.points for cell in TESTS) == 50


@pytest.mark.parametrize("name", [name for name, (signature, _) in ASKED.items() if signature])
def test_signatures(name):
    """The student's function and the reference have the curriculum's arguments and defaults."""
    space = {}
    exec(CELLS[name].source, space)
    for function in (space[name], getattr(likelihood, name)):
        signature = inspect.signature(function)
        bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
        assert str(inspect.Signature(bare)) == ASKED[name][0]


def test_numbers_of_the_default_term(given):
    """The lecture's: six heads and four tails; a mark of 82 and three courses, of which the first is most likely."""
    space, _ = given
    assert (sum(space["flips"]), len(space["flips"])) == (6, 10)
    assert (space["exam_mark"], space["exam_means"], space["exam_sds"]) == (82.0, (80.0, 70.0, 90.0), (10.0, 10.0, 5.0))
    assert likelihood.most_likely_source(82.0, (80.0, 70.0, 90.0), (10.0, 10.0, 5.0)) == 0


def test_numbers_of_the_examples():
    """Every number of a worked example or a visible check, computed anew."""
    assert pytest.approx(0.144) == 0.6 * 0.4 * 0.6
    assert pytest.approx(0.432) == 3 * 0.144  # with the coefficient
    assert -(12 * math.log(0.6) + 8 * math.log(0.4)) == pytest.approx(13.460233, abs=5e-7)
    assert pytest.approx(0.673012, abs=5e-7) == 13.460233 / 20
    assert pytest.approx(9.3e-302, rel=5e-3, abs=0.0) == 0.5**1000
    assert (0.5**1074 > 0, 0.5**1075) == (True, 0.0)
    assert float("4.9e-324") == 2.0**-1074
    assert math.log10(2.0**-1074) == pytest.approx(-323.3, abs=0.05)
    assert 1e-200**2 == 0.0
    assert 1000 * math.log(0.5) == pytest.approx(-693.1, abs=0.05)
    assert -1000 + math.log1p(math.exp(-1)) == pytest.approx(-999.6867, abs=5e-5)
    logs = stats.norm.logpdf([1, 4], 2, 2)
    assert [*logs, sum(logs)] == [pytest.approx(value, abs=1e-6) for value in (-1.737086, -2.112086, -3.849171)]
    assert sum(logs) / 2 == pytest.approx(-1.924586, abs=1e-6)
    assert sum(stats.norm.logpdf([1, 4], 2, math.sqrt(2))) == pytest.approx(-3.781024, abs=1e-6)
    assert -1.5 - math.log(4) == pytest.approx(-2.886294, abs=1e-6)
    both = -(1 + 3) / 2 - 2 * math.log(4)
    assert (both, both / 2) == (pytest.approx(-4.772589, abs=1e-6), pytest.approx(-2.386294, abs=1e-6))


def test_a_running_product_gets_stuck():
    """Why the prompt asks for the power: above 1/2 the product of the factors never becomes 0."""
    smallest = 5e-324

    assert smallest * 0.51 == smallest
    assert smallest * 0.5 == 0.0


def test_the_prose_of_another_term():
    """The worked examples follow the numbers of the term, and no placeholder is left."""
    values = variants.parameters(SOURCE) | {"flips": (1, 1, 1, 0), "exam_mark": 64.0, "exam_sds": (7.0, 8.0, 9.0)}
    coin = variants.fill(CELLS["coin_story"].source, values, "coin_story")
    exam = variants.fill(CELLS["exam_story"].source, values, "exam_story")

    assert "HHHT: 3 heads, 1 tails" in coin
    assert "$0.9^{3} \\cdot 0.1^{1}$ = 0.0729" in coin
    assert "line at $\\theta$ = 0.75" in " ".join(coin.split())
    assert "N(80, sd 7)" in exam
    assert "{{" not in coin + exam


def test_the_coin_figure_has_one_maximum(given):
    """Likelihood and log-likelihood are highest where the dashed line is: at the share of heads."""
    axes = given[1]["coin_figure"].axes

    for panel in axes:
        curve, line = panel.lines
        assert curve.get_xdata()[np.argmax(curve.get_ydata())] == pytest.approx(line.get_xdata()[0], abs=0.005)
        assert line.get_linestyle() == "--"


def test_the_underflow_figure_ends_where_the_numbers_end(given):
    """The solid line ends a little after 1000, at the dotted line; the dashed one is above it at 2000."""
    solid, cross, dashed, dotted = given[1]["underflow_figure"].axes[0].lines

    assert 1000 < solid.get_xdata()[-1] < 1100
    assert cross.get_xdata()[0] == solid.get_xdata()[-1]
    assert solid.get_ydata()[-1] == pytest.approx(dotted.get_ydata()[0], abs=2)
    assert (dashed.get_xdata()[-1], dashed.get_ydata()[-1] > dotted.get_ydata()[0]) == (2000, True)


def test_the_exam_figure_says_the_heights(given):
    """The legend has the densities at the mark as they are, and not as one printing of the slides has them."""
    legend = given[1]["exam_figure"].axes[0].get_legend()

    assert [text.get_text() for text in legend.get_texts()] == [
        "N(80, sd 10): 0.0391", "N(70, sd 10): 0.0194", "N(90, sd 5): 0.0222",
    ]


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_told(name):
    """Each figure has axis labels, and the prose before it says in words what it shows."""
    before = SOURCE.cells[SOURCE.cells.index(CELLS[name]) - 1].source
    assert "picture shows" in before
    assert "(" in before.partition("picture shows")[2]
    assert "set_xlabel" in CELLS[name].source
    assert "set_ylabel" in CELLS[name].source


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_the_sources_of_a_mark_tell_the_slips_apart(seed):
    """Whatever the seed, each drawn case has another answer for the nearest mean, the z-score and the variance slip."""
    checks.use_seed(seed)
    text = notebook.hidden_of(CELLS["most_likely_source_values"].source)
    head, _, _ = text.partition("for mark, means, sds in cases:")
    space = {"np": np}
    exec(head, space)
    checks.use_seed(0)

    for mark, means, sds in space["cases"][1:3]:
        near, z = np.abs(mark - np.array(means)), np.abs(mark - np.array(means)) / np.array(sds)
        variance = -near**2 / (2 * np.array(sds)) - np.log(sds) / 2
        picks = {likelihood.most_likely_source(mark, means, sds), int(near.argmin()), int(z.argmin()), int(variance.argmax())}
        assert len(picks) == 4


def test_grading_is_cheap(given):
    """All test cells together call these functions about 250 times: a call is a round trip."""
    calls, space = [], dict(given[0])
    for name in ASKED:
        exec(CELLS[name].source, space)
        if name != "answer_why_logs":
            space[name] = lambda *args, _function=space[name], **options: calls.append(1) or _function(*args, **options)
    for cell in TESTS:
        exec(cell.source, dict(space))

    assert len(calls) <= 260
