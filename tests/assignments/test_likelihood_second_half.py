"""The second half of the notebook `likelihood`: classes, counts, mixtures, plates, the table of losses."""

import contextlib
import io
import itertools
import math
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import special, stats

from autograder import checks, notebook
from autograder.checks import plates
from autograder.model import Role
from autograder.verification import catalogue
from solutions import likelihood

ROOT = Path(__file__).parents[2]
SOURCE = notebook.load(ROOT / "source" / "likelihood" / "likelihood.ipynb")
CELLS = {cell.id: cell for cell in SOURCE.cells}
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "likelihood", (SOURCE,))

# The answers of this half and what each question is worth, in the order of the questions.
ASKED = {
    "categorical_nll": 8,
    "poisson_log_likelihood": 9,
    "mixture_log_likelihood": 9,
    "coin_plate": 4,
    "regression_plate": 5,
    "naive_bayes_plate": 6,
    "answer_losses": 4,
}
FUNCTIONS = list(ASKED)[:3]
DIAGRAMS = list(ASKED)[3:6]
TESTS = [cell for cell in SOURCE.cells if cell.role is Role.TEST and cell.id.rpartition("_")[0] in ASKED]

# What the curriculum names as slips of these questions, and the case of each.
NAMED = {
    "sum": "nll_sum",
    "1-based": "nll_one_based_unchecked",
    "negative labels wrap": "nll_negative_labels_wrap",
    "constant dropped": "poisson_constant_dropped",
    "rate for eta": "poisson_rate_for_eta",
    "log of the sum of exps underflows": "mixture_log_of_sum_of_exps",
    "arrow reversed (coin)": "coin_plate_arrow_reversed",
    "arrow reversed (regression)": "regression_plate_arrow_reversed",
    "arrow reversed (naive Bayes)": "naive_bayes_plate_words_to_class",
    "theta inside the plate": "coin_plate_theta_inside",
    "observed label left latent": "naive_bayes_plate_label_latent",
}

GOOD = {"nodes": {"a": "parameter", "b": "observed"}, "edges": [("a", "b")], "plates": {"N": ["b"]}}
MALFORMED = [
    3.5,
    "theta -> y",
    [GOOD],
    {},
    {"nodes": GOOD["nodes"], "edges": []},
    {**GOOD, "more": 1},
    {**GOOD, "nodes": ["a", "b"]},
    {**GOOD, "nodes": {**GOOD["nodes"], "c": "hidden"}},
    {**GOOD, "nodes": {**GOOD["nodes"], "c": ["latent"]}},
    {**GOOD, "nodes": {**GOOD["nodes"], "c": np.zeros(2)}},
    {**GOOD, "nodes": {**GOOD["nodes"], 3: "latent"}},
    {**GOOD, "edges": "ab"},
    {**GOOD, "edges": ["ab"]},
    {**GOOD, "edges": [("a", "b", "a")]},
    {**GOOD, "edges": [("a", "c")]},
    {**GOOD, "edges": [("a", ["b"])]},
    {**GOOD, "edges": [("b", "b")]},
    {**GOOD, "edges": {("a", "b"): 1}},
    {**GOOD, "plates": ["N", "b"]},
    {**GOOD, "plates": {"N": "b"}},
    {**GOOD, "plates": {"N": []}},
    {**GOOD, "plates": {"N": ["c"]}},
    {**GOOD, "plates": {"N": [["b"]]}},
    {**GOOD, "plates": {1: ["b"]}},
    {**GOOD, "nodes": {str(i): "latent" for i in range(60)}, "edges": [], "plates": {}},
]
UNUSUAL = [
    GOOD,
    {"nodes": {"a": "latent"}, "edges": [], "plates": {}},
    {"nodes": {"a": "latent", "b": "latent"}, "edges": [("a", "b"), ("b", "a")], "plates": {}},
    {"nodes": {"$\\x": "latent", "θ": "observed", "a_very_long_name": "observed", "_": "parameter"}, "edges": [],
     "plates": {"$": ["θ"], "M_{": ["θ"], "": ["$\\x"]}},
    {"nodes": GOOD["nodes"], "edges": {("a", "b")}, "plates": {"N": {"b"}, "M": ("b",)}},
]


@pytest.fixture(scope="module")
def base():
    """A namespace after the locked cells, without their prints and figures."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in SOURCE.cells:
            if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS):
                exec(cell.source, space)
    plt.close("all")
    return space


@pytest.fixture(autouse=True)
def tidy():
    yield
    checks.use_seed(0)
    plt.close("all")


def shown(base, value):
    """What `show_plate` prints, and how many figures it opens."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        base["show_plate"]("my_plate", value)
    return said.getvalue(), len(plt.get_fignums())


def test_points():
    """50 points, 5 of them for the written answer; each heading says what its question is worth."""
    for name, worth in ASKED.items():
        assert sum(cell.points for cell in TESTS if cell.id.startswith(f"{name}_")) == worth, name
        assert CELLS[f"{name}_prompt"].source.splitlines()[0].endswith(f"({worth} points)")
    scheme = CELLS["likelihood_written"]
    assert sum(line.startswith("- 1 point: ") for line in scheme.source.splitlines()) == scheme.points == 5
    assert sum(ASKED.values()) + scheme.points == 50


def test_numbers_of_the_examples():
    """Every number of a worked example in the prose, computed anew."""
    assert [round(-math.log(p), 2) for p in (0.9, 0.5, 0.1, 0.01)] == pytest.approx([0.11, 0.69, 2.3, 4.61], abs=5e-3)
    assert -(math.log(0.7) + math.log(0.4)) / 2 == pytest.approx(0.6365, abs=5e-5)
    assert stats.poisson.pmf(3, 2) == pytest.approx(0.1804, abs=5e-5)
    assert stats.poisson.logpmf(3, 2) == pytest.approx(-1.7123, abs=5e-5)
    assert math.exp(2) == pytest.approx(7.4, abs=0.05)
    assert math.isfinite(float(math.factorial(170)))
    with pytest.raises(OverflowError):
        float(math.factorial(171))
    bells = stats.norm.pdf([[0.0], [2.0]], [0, 4], 1)
    assert bells.ravel() == pytest.approx([0.39894, 0.00013, 0.05399, 0.05399], abs=5e-6)
    assert np.log(bells.mean(axis=1)) == pytest.approx([-1.6118, -2.9189], abs=5e-5)
    assert np.log(bells.mean(axis=1)).sum() == pytest.approx(-4.5307, abs=5e-5)
    assert np.log(bells).mean(axis=1).sum() == pytest.approx(-7.8379, abs=5e-5)
    assert special.beta(7, 5) == pytest.approx(1 / 2310)


def test_the_poisson_figure_shows_what_the_prose_says():
    """At rate 1 the counts 0 and 1 are equally likely; the other peaks are at 2 and at 7."""
    assert stats.poisson.pmf(0, 1) == pytest.approx(stats.poisson.pmf(1, 1))
    assert [int(np.argmax(stats.poisson.pmf(np.arange(17), math.exp(eta)))) for eta in (1, 2)] == [2, 7]


def test_the_mixture_figure_shows_what_the_prose_says(base):
    """Two humps, the lower one near 2, the higher near 4; the components have their weights as areas."""
    x, total = base["minutes_mixture"], base["total_mixture"]
    peaks = [i for i in range(1, len(x) - 1) if total[i - 1] < total[i] > total[i + 1]]

    assert x[peaks] == pytest.approx([2, 4], abs=0.1)
    assert total[peaks[0]] < total[peaks[1]]
    assert np.trapezoid(total, x) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("value", MALFORMED, ids=repr)
def test_a_malformed_diagram_is_told_in_words(base, value):
    """What the check refuses, the cell behind the answer refuses too: a line in words, no figure, no error."""
    with pytest.raises(checks.CheckFailed):
        plates.diagram(value)

    said, figures = shown(base, value)

    assert said.startswith("my_plate cannot be drawn. ")
    assert len(said) > 40
    assert figures == 0


@pytest.mark.parametrize("value", UNUSUAL, ids=repr)
def test_a_well_formed_diagram_is_drawn(base, value):
    """What the check takes for a diagram is drawn, whatever its names are, and the picture can be made."""
    plates.diagram(value)

    assert shown(base, value) == ("", 1)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        plt.gcf().canvas.draw()


def test_a_missing_answer_is_told(base):
    """The cells behind the answers run where there is none."""
    said, figures = shown(base, None)
    assert (said, figures) == ("my_plate has no answer yet.\n", 0)
    for name in DIAGRAMS:
        assert CELLS[f"{name}_drawing"].source == f'show_plate("{name}", globals().get("{name}"))'


@pytest.mark.parametrize("name", [*DIAGRAMS, "example_plate"])
def test_diagrams_are_drawn_with_the_conventions(base, name):
    """Shaded, open and small black circles; an arrow for each edge; a rectangle surrounds its nodes and no others."""
    plate = base["example_plate"] if name == "example_plate" else getattr(likelihood, name)
    place = base["plate_layout"](plate)
    axes = base["draw_plate"](plate)
    circles = {patch.center: patch for patch in axes.patches if isinstance(patch, plt.Circle)}
    boxes = [patch.get_bbox() for patch in axes.patches if isinstance(patch, plt.Rectangle)]

    for node, kind in plate["nodes"].items():
        circle = circles[place[node]]
        grey = {"latent": (1.0,), "observed": (0.78,), "parameter": (0.0,)}[kind]
        assert circle.get_facecolor()[:3] == pytest.approx(grey * 3)
        assert (circle.radius < 0.1) == (kind == "parameter")
    assert len(circles) == len(plate["nodes"])
    assert len([text for text in axes.texts if getattr(text, "arrow_patch", None)]) == len(plate["edges"])
    for box, inside in zip(boxes, plate["plates"].values(), strict=True):
        for node, (x, y) in place.items():
            radius = circles[place[node]].radius
            within = box.x0 < x - radius and x + radius < box.x1 and box.y0 < y - radius and y + radius < box.y1
            apart = x + radius < box.x0 or box.x1 < x - radius or y + radius < box.y0 or box.y1 < y - radius
            assert within if node in inside else apart
    for one, other in itertools.pairwise(sorted(boxes, key=lambda box: box.width)):
        assert other.x0 < one.x0 < one.x1 < other.x1
        assert other.y0 < one.y0 < one.y1 < other.y1


def test_the_example_is_no_answer(base):
    """The diagram that is given away earns nothing in another's place."""
    for cell in TESTS:
        owner = cell.id.rpartition("_")[0]
        if owner in DIAGRAMS:
            with pytest.raises((AssertionError, ValueError)):
                exec(cell.source, dict(base) | {owner: base["example_plate"]})


@pytest.mark.parametrize("useless", [None, ..., "b", 0.5, 0.0, math.inf, [[1.0], [1.0, 2.0]], {"a": 1}, GOOD["nodes"],
                                     math.nan, True], ids=repr)
@pytest.mark.parametrize("cell", TESTS, ids=lambda cell: cell.id)
def test_useless_answers_earn_nothing(base, cell, useless):
    """An answer that never looks at its arguments fails every part, by what the judge takes for a wrong answer."""
    name = cell.id.rpartition("_")[0]
    answer = (lambda *args: useless) if name in FUNCTIONS else useless

    with pytest.raises((AssertionError, TypeError, ValueError, KeyError, IndexError)):
        exec(cell.source, dict(base) | {name: answer})


def test_grading_is_cheap(base):
    """All test cells together call the students' functions at most 130 times: a call is a round trip."""
    calls = []

    def counted(function):
        return lambda *args: calls.append(1) or function(*args)

    space = dict(base) | {name: getattr(likelihood, name) for name in ASKED}
    space |= {name: counted(space[name]) for name in FUNCTIONS}
    for cell in TESTS:
        exec(cell.source, dict(space))

    assert len(calls) <= 130


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry):
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips


def test_every_test_cell_is_lost_by_some_slip():
    """Each test cell is there for a reason: some honest mistake loses it."""
    lost = {test for slip in CORPUS.slips.values() for test in slip.loses}

    assert {cell.id for cell in TESTS} <= lost


def test_the_summary_links_to_the_next_assignment():
    """The notebook ends with what one can do now, the next assignment, and the reminder."""
    assert SOURCE.cells[-1].id == "summary"
    assert "`bayes`" in SOURCE.cells[-1].source
    assert "Restart and run all" in SOURCE.cells[-1].source
