"""Forward and reverse fits of the reference solutions of `kl`, against adaptive quadrature and a search of the whole plane."""

import itertools
import math

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from solutions import kl

FOUR = ([0.5, 0.5], [-4.0, 4.0], [1.0, 1.0])
CLOSE = ([0.5, 0.5], [-2.5, 2.5], [1.0, 1.0])


def crossings(weights, mus, sigmas):
    """Where two components are equally likely: there the log density of a mixture turns from one to the other."""
    found = []
    for i in range(len(mus)):
        for j in range(i):
            a, b = [np.polynomial.Polynomial([math.log(weights[k] / sigmas[k]) - mus[k] ** 2 / (2 * sigmas[k] ** 2),
                                              mus[k] / sigmas[k] ** 2, -0.5 / sigmas[k] ** 2]) for k in (i, j)]
            found += [root.real for root in (a - b).trim().roots() if abs(root.imag) < 1e-12]
    return found


def adaptive(mu, sigma, weights, mus, sigmas):
    """KL(N || mixture) by SciPy's adaptive quadrature, piece by piece between the crossings."""
    def integrand(x):
        target = special.logsumexp(np.log(weights) + stats.norm.logpdf(x, mus, sigmas))
        model = -((x - mu) ** 2) / (2 * sigma**2) - math.log(sigma * math.sqrt(2 * math.pi))
        return math.exp(model) * (model - target)

    low, high = mu - 12 * sigma, mu + 12 * sigma
    inside = [x for x in crossings(weights, mus, sigmas) if low < x < high]
    near = [x + step * scale for x in inside for scale in sigmas for step in (-1, -0.1, -0.01, 0.01, 0.1, 1)]
    ends = sorted({low, *inside, *(x for x in near if low < x < high), mu, high})
    return sum(integrate.quad(integrand, a, b, epsabs=1e-11, epsrel=1e-11, limit=200)[0] for a, b in itertools.pairwise(ends))


def test_p9_forward():
    """N(0, var 17); moments, whatever the modes."""
    assert kl.forward_fit(*FOUR) == pytest.approx((0.0, math.sqrt(17)))
    assert kl.forward_fit([0.2, 0.8], [1.0, -1.0], [0.5, 2.0]) == pytest.approx((-0.6, math.sqrt(0.2 * 0.25 + 0.8 * 4 + 0.64)))
    assert kl.forward_fit([1], [3], [0.1]) == pytest.approx((3.0, 0.1))


def test_no_gaussian_has_a_smaller_forward_divergence():
    """The cross-entropy of the mixture, by quadrature, is least at the fit."""
    weights, mus, sigmas = [0.3, 0.7], np.array([-2.0, 1.0]), np.array([1.0, 0.5])

    def cost(step):
        def integrand(x):
            return float(np.dot(weights, stats.norm.pdf(x, mus, sigmas))) * (
                (x - step[0]) ** 2 / 2 * math.exp(-2 * step[1]) + step[1])
        return integrate.quad(integrand, -10, 10, points=[-2, 1], limit=100)[0]

    mu, sigma = kl.forward_fit(weights, mus, sigmas)
    here = cost([mu, math.log(sigma)])
    assert all(cost([mu + a, math.log(sigma) + b]) > here for a, b in [(0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05)])


def test_numbers_of_the_curriculum():
    """Modes +-4: a mode .6931, the centre 1.871. Modes +-2.5: the centre .4811, a mode .676."""
    assert round(kl.reverse_kl(4, 1, *FOUR), 4) == 0.6931
    assert round(kl.reverse_kl(0, 2.391, *CLOSE), 4) == 0.4811
    least = optimize.minimize_scalar(lambda sigma: kl.reverse_kl(0, sigma, *FOUR), bounds=(1, 6), method="bounded").fun
    assert round(least, 3) == 1.871
    mode = optimize.minimize(lambda v: kl.reverse_kl(v[0], v[1], *CLOSE), [2.5, 1.0], method="Nelder-Mead").fun
    assert round(mode, 4) == 0.6665


def test_p9_reverse():
    """Far modes: one of them wins. Close modes: a broad Gaussian over both does."""
    mu, sigma = kl.reverse_fit(*FOUR)
    assert abs(mu) == pytest.approx(4, abs=0.01)
    assert sigma == pytest.approx(1, abs=0.01)
    assert kl.reverse_fit(*CLOSE) == pytest.approx((0.0, 2.3906), abs=1e-3)
    assert round(kl.reverse_kl(*kl.reverse_fit(*CLOSE), *CLOSE), 4) == 0.4811


@pytest.mark.parametrize(("mu", "sigma", "mixture"), [
    (0.0, 1.0, FOUR), (1.0, 3.0, CLOSE), (-3.0, 0.01, FOUR), (0.5, 20.0, CLOSE),
    (0.3, 1.5, ([0.2, 0.5, 0.3], [-1.0, 0.0, 4.0], [0.5, 1.5, 0.7])),
    (0.0, 1.0, ([0.5, 0.5], [-1.0, 1.0], [0.1, 0.1])), (0.2, 1.0, ([0.01, 0.99], [-1.0, 1.0], [0.02, 0.02])),
    (1.0, 2.0, ([0.999, 0.001], [0.0, 3.0], [0.05, 5.0])), (0.0, 1.0, ([0.5, 0.5], [-30.0, 40.0], [0.3, 0.5])),
    (100.0, 1.0, CLOSE),
])
def test_reverse_divergence_by_adaptive_quadrature(mu, sigma, mixture):
    """To 1e-6, for broad and narrow Gaussians, narrow components, and a mixture far away."""
    assert kl.reverse_kl(mu, sigma, *mixture) == pytest.approx(adaptive(mu, sigma, *mixture), rel=5e-7, abs=1e-9)


def test_reverse_divergence_from_one_component():
    """The closed form; components of weight 0 and a component in two halves change nothing."""
    for mu, sigma in ((0.0, 1.0), (3.0, 0.2), (-50.0, 7.0)):
        alone = kl.kl_gaussian(mu, sigma, 1.0, 2.0)
        assert kl.reverse_kl(mu, sigma, [1.0], [1.0], [2.0]) == pytest.approx(alone, rel=1e-9)
        assert kl.reverse_kl(mu, sigma, [0.0, 1.0], [5.0, 1.0], [1.0, 2.0]) == pytest.approx(alone, rel=1e-9)
        assert kl.reverse_kl(mu, sigma, [0.5, 0.5], [1.0, 1.0], [2.0, 2.0]) == pytest.approx(alone, rel=1e-9)
    assert kl.reverse_kl(1.0, 2.0, [1.0], [1.0], [2.0]) == pytest.approx(0, abs=1e-12)


MIXTURES = [
    FOUR, CLOSE, ([1.0], [3.0], [0.2]), ([0.0, 1.0], [9.0, -2.0], [1.0, 0.7]), ([0.7, 0.3], [0.0, 3.0], [1.0, 3.0]),
    ([0.4, 0.35, 0.25], [-6.0, 0.0, 1.5], [1.0, 0.8, 0.8]), ([0.3, 0.3, 0.4], [-3.0, 0.0, 3.0], [1.0, 1.0, 1.0]),
    ([0.2, 0.2, 0.6], [0.0, 1.5, 12.0], [1.0, 1.0, 0.4]), ([0.1, 0.45, 0.45], [0.0, 2.0, -2.0], [0.5, 1.5, 1.5]),
]


@pytest.mark.parametrize("mixture", MIXTURES)
def test_no_gaussian_has_a_smaller_reverse_divergence(mixture):
    """A grid over the plane, and a descent from its best point, find nothing better by 1e-3; twice is the same."""
    weights, mus, sigmas = map(np.array, mixture)
    z = np.linspace(-8, 8, 161)
    share = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    inside = weights > 0

    def cost(mu, sigma):
        target = stats.norm.logpdf((mu + sigma * z)[:, np.newaxis], mus[inside], sigmas[inside])
        return share @ (stats.norm.logpdf(z) - math.log(sigma) - special.logsumexp(target + np.log(weights[inside]), axis=1))

    wide = np.ptp(mus) + sigmas.max()
    plane = [(cost(mu, sigma), mu, sigma) for mu in np.linspace(mus.min(), mus.max(), 15)
             for sigma in np.geomspace(sigmas.min() / 2, wide, 10)]
    _, mu, sigma = min(plane)
    best = optimize.minimize(lambda v: cost(v[0], math.exp(v[1])), [mu, math.log(sigma)], method="Nelder-Mead").fun

    fit = kl.reverse_fit(*mixture)
    assert kl.reverse_kl(*fit, *mixture) <= best + 1e-4
    assert kl.reverse_fit(*mixture) == fit


def test_reverse_fit_in_other_units():
    """A shift and a scale of the target are those of the fit."""
    weights, mus, sigmas = [0.4, 0.35, 0.25], np.array([-6.0, 0.0, 1.5]), np.array([1.0, 0.8, 0.8])
    mu, sigma = kl.reverse_fit(weights, mus, sigmas)
    for unit in (1e-5, 1e5):
        assert kl.reverse_fit(weights, unit * (mus + 7), unit * sigmas) == pytest.approx((unit * (mu + 7), unit * sigma), rel=1e-5)


@pytest.mark.parametrize("mixture", [FOUR, ([0.2, 0.3, 0.5], [-30.0, 0.0, 2.0], [3.0, 1.0, 1.0]), ([0.0, 1.0], [50.0, 1.0], [1.0, 0.01])])
def test_plot(mixture):
    """Three labelled lines on labelled axes, each the density at its points, 200 of them or more within 3 sd."""
    import matplotlib.pyplot as plt

    plt.gca().plot([0, 1], [0, 1])  # the current axes are not used
    before = plt.gca()
    axes = kl.plot_directions(*mixture)
    assert axes is not before
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["target", "forward", "reverse"]

    weights, mus, sigmas = map(np.array, mixture)
    lines = {line.get_label(): line.get_xydata().T for line in axes.get_lines()}
    assert list(lines) == ["target", "forward", "reverse"]
    x, y = lines["target"]
    np.testing.assert_allclose(y, sum(w * stats.norm.pdf(x, m, s) for w, m, s in zip(*mixture, strict=True)), atol=1e-12)
    laws = {"forward": kl.forward_fit(*mixture), "reverse": kl.reverse_fit(*mixture)}
    for label, (mu, sigma) in laws.items():
        np.testing.assert_allclose(lines[label][1], stats.norm.pdf(lines[label][0], mu, sigma), atol=1e-12)
    for mu, sigma in [*laws.values(), *zip(mus[weights > 0], sigmas[weights > 0], strict=True)]:
        assert x.min() <= mu - 3 * sigma < mu + 3 * sigma <= x.max()
        assert np.sum(np.abs(x - mu) <= 3 * sigma) >= 200
    for label, (points, heights) in lines.items():
        assert integrate.trapezoid(heights, points) == pytest.approx(1, abs=1e-3), label
    plt.close("all")
