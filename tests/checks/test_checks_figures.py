"""Figures as data."""

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest

from autograder.checks import CheckFailed, axes
from autograder.guest import codec, inspector

mpl.use("Agg")
from matplotlib import pyplot as plt


@pytest.fixture
def ax():
    figure, new = plt.subplots()
    yield new
    plt.close(figure)


def area(vertices):
    """By the shoelace formula."""
    x, y = np.asarray(vertices).T
    return abs(float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))) / 2


def test_lines_and_labels(ax):
    """Data, labels, visibility, style; title, axis labels, limits and legend texts."""
    ax.plot([0, 1, 2], [1, 4, 9], "--", label="squares")
    ax.plot([0, 1], [0, np.nan], label="hidden", visible=False)
    ax.set(xlabel="theta", ylabel="density", title="Beta", xlim=(0, 2), ylim=(-1, 10))
    ax.legend()

    found = axes(ax)

    assert found["lines"][0]["x"].tolist() == [0.0, 1.0, 2.0]
    assert found["lines"][0]["y"].tolist() == [1.0, 4.0, 9.0]
    assert [(line["label"], line["visible"], line["linestyle"]) for line in found["lines"]] == [
        ("squares", True, "--"), ("hidden", False, "-")]
    assert found["lines"][0]["x"].dtype == np.float64
    assert (found["xlabel"], found["ylabel"], found["title"]) == ("theta", "density", "Beta")
    assert (found["xlim"], found["ylim"]) == ([0.0, 2.0], [-1.0, 10.0])
    assert found["legend"] == ["squares", "hidden"]


def test_no_legend_is_none(ax):
    """Labels without a legend are not shown to a reader."""
    ax.plot([0], [0], label="x")

    assert axes(ax)["legend"] is None


def test_the_figures_own_texts_count(ax):
    """A legend, a title and axis labels of the whole figure are read where the Axes have none."""
    ax.plot([0], [0], label="x")
    ax.figure.legend()
    ax.figure.suptitle("all")
    ax.figure.supxlabel("theta")
    ax.figure.supylabel("density")

    found = axes(ax)

    assert (found["legend"], found["title"], found["xlabel"], found["ylabel"]) == (["x"], "all", "theta", "density")


@pytest.mark.parametrize(("histtype", "kind"), [("bar", "Rectangle"), ("step", "Polygon"), ("stepfilled", "Polygon")])
def test_histograms(ax, histtype, kind):
    """The area of a density histogram is 1, whatever it is drawn with, and on a log axis too."""
    ax.hist(np.random.default_rng(1).normal(size=500), bins=12, density=True, histtype=histtype)
    ax.set_yscale("log")

    patches = axes(ax)["patches"]

    assert {patch["kind"] for patch in patches} == {kind}
    assert sum(area(patch["vertices"]) for patch in patches) == pytest.approx(1.0)
    assert all(patch["vertices"].shape[1] == 2 for patch in patches)
    left = min(patch["x"] for patch in patches)
    right = max(patch["x"] + patch["width"] for patch in patches)
    assert max(p["y"] + p["height"] for p in patches) * (right - left) > 1


def test_stairs(ax):
    """A stepped outline is a patch with its corners."""
    ax.stairs([1.0, 3.0], [0.0, 0.5, 1.0], label="s")
    (patch,) = axes(ax)["patches"]

    assert (patch["kind"], patch["label"]) == ("StepPatch", "s")
    assert area(patch["vertices"]) == pytest.approx(2.0)
    assert (patch["x"], patch["y"], patch["width"], patch["height"]) == pytest.approx((0.0, 0.0, 1.0, 3.0))


def test_bars(ax):
    """A bar is a rectangle with its four corners."""
    ax.bar([1.0], [3.0], width=0.5)
    (patch,) = axes(ax)["patches"]

    assert (patch["x"], patch["y"], patch["width"], patch["height"]) == (0.75, 0.0, 0.5, 3.0)
    assert patch["vertices"].tolist() == [[0.75, 0.0], [1.25, 0.0], [1.25, 3.0], [0.75, 3.0]]


def test_collections(ax):
    """Scatter plots count points, other collections paths."""
    ax.scatter([1, 2, 3], [1, 2, 3], label="draws")
    ax.vlines([0, 1], 0, 1)

    assert [(c["kind"], c["count"]) for c in axes(ax)["collections"]] == [("PathCollection", 3), ("LineCollection", 2)]
    assert axes(ax)["collections"][0]["label"] == "draws"


def test_categories_and_masked_values(ax):
    """Texts on an axis are read as their places, masked values as nan."""
    ax.plot(["a", "b"], np.ma.array([1.0, 2.0], mask=[False, True]))
    (line,) = axes(ax)["lines"]

    assert line["x"].tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(line["y"], [1.0, np.nan])


def test_a_figure_with_one_axes_is_that_axes(ax):
    """A Figure is as good as its Axes, where there is one."""
    ax.set_xlabel("x")
    assert axes(ax.figure)["xlabel"] == "x"
    ax.figure.add_subplot(2, 2, 1)
    assert inspector.describe(ax.figure) is None


def test_the_description_is_passed_on_and_can_cross(ax):
    """It is data of a type of its own: it crosses to the judge and is accepted there."""
    ax.plot([0, 1], [2, 3])
    ax.bar([1.0], [2.0])
    described = axes(ax)

    crossed = codec.Decoder(axes=inspector.Described).decode(codec.Encoder(axes=inspector.describe).encode(ax))

    assert type(crossed) is inspector.Described
    assert axes(crossed) is crossed
    assert crossed["lines"][0]["y"].tolist() == [2.0, 3.0]
    assert crossed.keys() == described.keys()


def test_a_dict_like_a_description_is_no_figure(ax):
    """A dict that a student wrote by hand crosses as a dict, and is not taken for Axes."""
    ax.plot([0, 1], [2, 3])
    by_hand = dict(axes(ax))

    crossed = codec.Decoder(axes=inspector.Described).decode(codec.Encoder(axes=inspector.describe).encode(by_hand))

    assert crossed.keys() == by_hand.keys()
    for value in (by_hand, crossed):
        with pytest.raises(CheckFailed):
            axes(value)


class LooksLikeAxes:
    """Has the methods, draws nothing."""

    lines = patches = collections = ()

    def get_lines(self):
        return []

    def get_legend_handles_labels(self):
        return [], []


@pytest.mark.parametrize("value", [None, 1.0, {}, {"lines": [], "xlabel": ""}, [], "ax", plt, LooksLikeAxes(), LooksLikeAxes])
def test_anything_else_is_no_axes(value):
    """The hint says what to return."""
    with pytest.raises(CheckFailed) as failed:
        axes(value)

    assert failed.value.hint.startswith("Return the Axes")


def test_the_inspector_does_not_load_matplotlib():
    """A student's process that draws nothing does not pay for it."""
    code = "import sys; from autograder.guest import inspector; inspector.describe(1); print('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
