"""The reference solutions of `likelihood` against oracles that do not use them: literals, fractions, quadrature, mpmath, SciPy."""

import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from autograder.checks import plates
from solutions import likelihood

probability = st.floats(0.01, 0.99)
coins = st.lists(st.integers(0, 1), max_size=12)
positive = st.floats(0.1, 20.0)
data = st.lists(st.floats(-50.0, 50.0), max_size=8)


def simplex(size):
    return st.lists(st.floats(0.01, 1.0), min_size=size, max_size=size).map(lambda v: np.array(v) / sum(v))


# The coin -------------------------------------------------------------------------------------------------------------


@given(probability, coins)
def test_likelihood_is_the_product_of_the_flips(theta, flips):
    """Fractions, one flip after the other: no binomial coefficient."""
    exact = Fraction(1)
    for flip in flips:
        exact *= Fraction(theta) if flip else 1 - Fraction(theta)
    assert likelihood.coin_likelihood(theta, flips) == pytest.approx(float(exact), rel=1e-9)
    assert likelihood.coin_log_likelihood(theta, flips) == pytest.approx(math.log(exact), rel=1e-9, abs=1e-12)


def test_likelihoods_of_all_sequences_add_up_to_one():
    """It is a distribution over data: the 32 sequences of five flips share a probability of 1."""
    total = sum(likelihood.coin_likelihood(0.3, flips) for flips in itertools.product((0, 1), repeat=5))
    assert total == pytest.approx(1)


@given(probability, coins, st.randoms(use_true_random=False))
def test_the_order_of_flips_does_not_matter(theta, flips, shuffle):
    """Any other order has the same value."""
    other = shuffle.sample(flips, len(flips))
    assert likelihood.coin_likelihood(theta, other) == likelihood.coin_likelihood(theta, flips)
    assert likelihood.coin_log_likelihood(theta, other) == likelihood.coin_log_likelihood(theta, flips)


def test_the_lecture_and_p1():
    """Six heads, four tails: highest at .6. P1: 12 heads in 20, .6, an NLL of 13.4602 nats, .67301 for each flip."""
    grid = np.linspace(0, 1, 1001)
    six = likelihood.coin_log_likelihood(grid, [1] * 6 + [0] * 4)
    twelve = likelihood.coin_log_likelihood(grid, [1] * 12 + [0] * 8)

    assert likelihood.best_on_grid(six, grid) == pytest.approx(0.6)
    assert likelihood.best_on_grid(twelve, grid) == pytest.approx(0.6)
    assert likelihood.coin_likelihood(0.6, [1] * 6 + [0] * 4) == pytest.approx(0.6**6 * 0.4**4)
    nll = -likelihood.coin_log_likelihood(0.6, [1] * 12 + [0] * 8)
    assert round(nll, 4) == 13.4602
    assert round(nll / 20, 5) == 0.67301


def test_the_ends_of_the_grid():
    """theta = 0 and 1: possible sequences have 1 and 0, impossible ones 0 and -inf; no flips have 1 and 0 everywhere."""
    ends = [0.0, 1.0]
    assert likelihood.coin_likelihood(ends, [1, 1]).tolist() == [0.0, 1.0]
    assert likelihood.coin_likelihood(ends, [0]).tolist() == [1.0, 0.0]
    assert likelihood.coin_likelihood(ends, []).tolist() == [1.0, 1.0]
    assert likelihood.coin_log_likelihood(ends, [1, 1]).tolist() == [-math.inf, 0.0]
    assert likelihood.coin_log_likelihood(ends, [0]).tolist() == [0.0, -math.inf]
    assert likelihood.coin_log_likelihood(ends, [0, 1]).tolist() == [-math.inf, -math.inf]
    assert likelihood.coin_log_likelihood(ends, []).tolist() == [0.0, 0.0]


def test_a_grid_is_a_row_of_scalars():
    """Each point of (G,) has the value that it has alone."""
    grid, flips = np.linspace(0, 1, 7), [1, 0, 0, 1, 1]
    for function in (likelihood.coin_likelihood, likelihood.coin_log_likelihood):
        values = function(grid, flips)
        assert values.shape == (7,)
        assert values.tolist() == [function(theta, flips) for theta in grid]


def test_best_on_grid_takes_the_first_of_equals():
    """A value of the grid, not its index; -inf everywhere is a tie."""
    assert likelihood.best_on_grid([-3.0, -1.0, -1.0, -2.0], [10.0, 20.0, 30.0, 40.0]) == 20.0
    assert likelihood.best_on_grid([-math.inf, -math.inf], [0.25, 0.5]) == 0.25
    assert likelihood.best_on_grid([-9.0], [0.1]) == 0.1


@given(st.integers(0, 400), st.integers(0, 400))
def test_area_in_exact_arithmetic(heads, tails):
    """The integral is 1 / ((n + 1) (n choose heads))."""
    exact = Fraction(1, (heads + tails + 1) * math.comb(heads + tails, heads))
    assert likelihood.likelihood_area(heads, tails) == pytest.approx(float(exact), rel=1e-9)


def test_area_by_quadrature():
    """The area below coin_likelihood, which is not 1."""
    area, _ = integrate.quad(likelihood.coin_likelihood, 0, 1, args=([1] * 6 + [0] * 4,))
    assert likelihood.likelihood_area(6, 4) == pytest.approx(area) == pytest.approx(1 / 2310)
    assert likelihood.likelihood_area(0, 0) == 1.0


def test_underflow_of_a_fair_coin():
    """1075 flips; the lecture's 1000 give 9.3e-302."""
    assert likelihood.flips_until_underflow(0.5) == 1075
    assert f"{0.5**1000:.1e}" == "9.3e-302"


@given(st.one_of(st.floats(1e-300, 0.999), st.sampled_from([0.999, 0.9, 0.1, 1e-200, 5e-324])))
def test_underflow_is_where_python_says(p):
    """p ** n is 0 and p ** (n - 1) is not."""
    n = likelihood.flips_until_underflow(p)
    assert p**n == 0.0
    assert p ** (n - 1) > 0


@pytest.mark.parametrize("p", [0.5, 0.1, 0.9, 0.73, 1e-5])
def test_underflow_by_counting(p):
    """A loop over n comes to the same number."""
    assert likelihood.flips_until_underflow(p) == next(n for n in itertools.count() if p**n == 0.0)


# Sums by logs ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-800.0, 800.0), min_size=1, max_size=6))
def test_logsumexp_against_mpmath(a):
    """Forty digits and an exponent without bounds."""
    with mpmath.workdps(40):
        want = float(mpmath.log(mpmath.fsum(map(mpmath.exp, a))))
    assert likelihood.logsumexp(a) == pytest.approx(want, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1])
def test_logsumexp_along_an_axis(axis):
    """SciPy's has the same values and shape; the float is for all entries."""
    a = np.random.default_rng(3).normal(0, 300, (2, 3, 4))
    got = likelihood.logsumexp(a, axis=axis)
    np.testing.assert_allclose(got, special.logsumexp(a, axis=axis), rtol=1e-12)
    assert np.shape(got) == np.shape(special.logsumexp(a, axis=axis))


def test_logsumexp_of_infinities():
    """-inf counts nothing, nothing is -inf, inf outweighs all."""
    assert likelihood.logsumexp([-math.inf, 0.0, 0.0]) == pytest.approx(math.log(2))
    assert likelihood.logsumexp([-math.inf, -math.inf]) == -math.inf
    assert likelihood.logsumexp([math.inf, 5.0, -math.inf]) == math.inf
    assert likelihood.logsumexp([math.inf, math.inf]) == math.inf
    rows = [[-math.inf, -math.inf], [1e4, 1e4], [math.inf, 0.0]]
    np.testing.assert_allclose(likelihood.logsumexp(rows, axis=1), [-math.inf, 1e4 + math.log(2), math.inf], rtol=1e-12)


# Families -------------------------------------------------------------------------------------------------------------


@given(data, st.floats(-50, 50), positive)
def test_normal_and_laplace_add_up_log_densities(x, mu, scale):
    """SciPy's normal; for the Laplace density mpmath, whose exponents have no bounds."""
    assert likelihood.normal_log_likelihood(x, mu, scale) == pytest.approx(stats.norm.logpdf(x, mu, scale).sum(), abs=1e-9)
    b = mpmath.mpf(scale)
    want = mpmath.fsum(mpmath.log(mpmath.exp(-abs(mpmath.mpf(value) - mu) / b) / (2 * b)) for value in x)
    assert likelihood.laplace_log_likelihood(x, mu, scale) == pytest.approx(float(want), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("labels", "probs", "chosen"), [
    ([0, 2], [[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]], [0.5, 0.7]),
    ([2, 2, 0], [0.2, 0.3, 0.5], [0.5, 0.5, 0.2]), (1, [0.2, 0.8], [0.8]), ([1], [[0.2, 0.8]], [0.8]),
    ([0, 0, 1, 1], [[0.5, 0.5]] * 4, [0.5] * 4),
])
def test_categorical_is_the_mean_of_chosen_logs(labels, probs, chosen):
    """By hand, for rows, for one distribution, for one label."""
    want = -math.log(math.prod(map(Fraction, chosen))) / len(chosen)
    assert likelihood.categorical_nll(labels, probs) == pytest.approx(want, rel=1e-12)


def test_categorical_at_the_ends():
    """A label of probability 0 costs inf, one of probability 1 nothing."""
    assert likelihood.categorical_nll([0, 1], [0.0, 1.0]) == math.inf
    assert likelihood.categorical_nll([1, 1], [0.0, 1.0]) == 0.0
    assert likelihood.categorical_nll(0, [0.0, 1.0]) == math.inf


def test_categorical_of_p4():
    """P4's softmax of [1, 2, 0], label 1: .407606; label 0, the slip of counting from 1, is 1.407606."""
    p = np.exp([1, 2, 0]) / np.exp([1, 2, 0]).sum()
    assert round(likelihood.categorical_nll(1, p), 6) == 0.407606
    assert round(likelihood.categorical_nll(0, p), 6) == 1.407606


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3), st.lists(st.floats(-5, 5), min_size=3, max_size=3))
def test_poisson_against_scipy(y, eta):
    """P3, with the constant: SciPy's log pmf of the rate e^eta, one for each example."""
    got = likelihood.poisson_log_likelihood(y, eta)
    np.testing.assert_allclose(got, stats.poisson.logpmf(y, np.exp(eta)), rtol=1e-9, atol=1e-9)


@given(st.integers(0, 30), st.floats(-20, 4))
def test_poisson_in_exact_digits(y, eta):
    """mpmath: y eta - e^eta - log y!."""
    with mpmath.workdps(40):
        want = float(y * mpmath.mpf(eta) - mpmath.exp(eta) - mpmath.log(mpmath.factorial(y)))
    assert likelihood.poisson_log_likelihood(y, eta) == pytest.approx(want, rel=1e-9, abs=1e-9)


def test_poisson_broadcasts():
    """One rate for all counts, one count for all rates, a column against a row."""
    assert likelihood.poisson_log_likelihood([0, 1, 2], 0.0) == pytest.approx([-1, -1, -1 - math.log(2)])
    assert likelihood.poisson_log_likelihood(0, [0.0, math.log(3)]) == pytest.approx([-1, -3])
    assert likelihood.poisson_log_likelihood([[0], [1]], [0.0, 1.0, 2.0]).shape == (2, 3)


def test_poisson_at_the_ends():
    """A rate of 0 allows y = 0 only; a rate beyond the floats nothing."""
    got = likelihood.poisson_log_likelihood([0, 1, 7], [-math.inf] * 3)
    assert got.tolist() == [0.0, -math.inf, -math.inf]
    assert likelihood.poisson_log_likelihood([0, 3], [1e4, 710.0]).tolist() == [-math.inf, -math.inf]
    assert likelihood.poisson_log_likelihood(2, math.inf) == -math.inf


@pytest.mark.parametrize(("mark", "means", "sds", "index"), [
    (82, [80, 70, 90], [10, 10, 5], 0), (84, [80, 90], [1, 10], 1), (82, [80, 90], [2, 40], 0), (75, [70, 80], [5, 5], 0),
    (95, [80, 70, 90], [10, 10, 5], 2), (1e6, [0.0, 0.0], [1.0, 2.0], 1),
])
def test_the_courses(mark, means, sds, index):
    """The lecture's mark, those where the nearest mean and the z-score are wrong, a tie, and one far from all."""
    assert likelihood.most_likely_source(mark, means, sds) == index
    densities = stats.norm.pdf(mark, means, sds)
    assert densities.max() == 0 or int(np.argmax(densities)) == index


def test_the_courses_densities():
    """.0391, .0194, .0222 in the lecture's example, and why other rules fail in the other two."""
    assert np.round(stats.norm.pdf(82, [80, 70, 90], [10, 10, 5]), 4).tolist() == [0.0391, 0.0194, 0.0222]
    assert abs(84 - 80) < abs(84 - 90)
    assert abs(82 - 80) / 2 > abs(82 - 90) / 40


@given(st.lists(st.floats(-8, 8), max_size=5), simplex(3), st.lists(st.floats(-5, 5), min_size=3, max_size=3),
       st.lists(st.floats(0.5, 5), min_size=3, max_size=3))
def test_mixture_against_the_sum_of_densities(x, weights, mus, sigmas):
    """Where nothing underflows, the log of the weighted sum."""
    want = sum(math.log(weights @ stats.norm.pdf(value, mus, sigmas)) for value in x)
    assert likelihood.mixture_log_likelihood(x, weights, mus, sigmas) == pytest.approx(want, abs=1e-9)


def test_mixture_with_a_weight_of_zero():
    """An impossible component changes nothing, even if it is the nearest by far."""
    alone = likelihood.normal_log_likelihood([500.0, -500.0], 1.0, 2.0)
    assert likelihood.mixture_log_likelihood([500.0, -500.0], [0, 1], [500.0, 1.0], [1.0, 2.0]) == pytest.approx(alone)


@given(st.integers(1, 30), st.integers(1, 30))
def test_same_argmax_of_a_coin(heads, tails):
    """The logarithm keeps the place of the maximum as long as the likelihoods are numbers."""
    grid = np.linspace(0, 1, 53)
    flips = [1] * heads + [0] * tails
    assert likelihood.same_argmax(likelihood.coin_likelihood(grid, flips), likelihood.coin_log_likelihood(grid, flips)) is True


def test_same_argmax_after_underflow():
    """Where all likelihoods are 0 the first point wins by default, and the logs say another."""
    grid, flips = np.linspace(0.01, 0.99, 99), [1] * 3000 + [0] * 2000
    values, logs = likelihood.coin_likelihood(grid, flips), likelihood.coin_log_likelihood(grid, flips)
    assert not values.any()
    assert likelihood.same_argmax(values, logs) is False
    assert likelihood.best_on_grid(logs, grid) == pytest.approx(0.6)
    assert likelihood.same_argmax([1, 5, 5], [-1, 0, 0]) is True
    assert likelihood.same_argmax([1, 5, 5], [-1, -0.5, 0]) is False


# Choices and plates ---------------------------------------------------------------------------------------------------


def test_choices():
    """The two reasons for logarithms, and the lecture's opening table."""
    assert likelihood.answer_why_logs == {"b", "d"}
    assert likelihood.answer_losses == {
        "MSE": "normal", "MAE": "laplace", "BCE": "bernoulli", "cross-entropy": "categorical",
        "L2": "normal prior", "L1": "laplace prior",
    }


def test_plates():
    """The three diagrams are well-formed, and what the curriculum says of them."""
    for diagram in (likelihood.coin_plate, likelihood.regression_plate, likelihood.naive_bayes_plate):
        plates.diagram(diagram)
    assert likelihood.coin_plate == {
        "nodes": {"theta": "parameter", "y": "observed"}, "edges": [("theta", "y")], "plates": {"N": ["y"]},
    }
    assert likelihood.regression_plate["nodes"] == {
        "x": "observed", "y": "observed", "w": "parameter", "sigma": "parameter",
    }
    assert set(likelihood.regression_plate["edges"]) == {("x", "y"), ("w", "y"), ("sigma", "y")}
    assert likelihood.regression_plate["plates"] == {"N": ["x", "y"]}
    assert likelihood.naive_bayes_plate["nodes"] == {
        "pi": "parameter", "phi": "parameter", "y": "observed", "x": "observed",
    }
    assert set(likelihood.naive_bayes_plate["edges"]) == {("pi", "y"), ("y", "x"), ("phi", "x")}
    assert likelihood.naive_bayes_plate["plates"] == {"N": ["y", "x"], "D": ["x"]}
