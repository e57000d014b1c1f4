"""The reference solutions of `kl` where formulas from the blackboard lose their digits, overflow or warn."""

import math
import warnings

import mpmath
import numpy as np
import pytest

from solutions import kl


@pytest.fixture(autouse=True)
def _strict():
    """40 digits in mpmath, and every warning is an error."""
    with mpmath.workdps(40), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_impossible_things_warn_nobody():
    """Zeros and infinities are ordinary arguments."""
    assert kl.surprise([0.0, 1.0]).tolist() == [math.inf, 0.0]
    assert kl.binary_entropy([0.0, 1.0]).tolist() == [0.0, 0.0]
    assert kl.expected_score([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]]).tolist() == [math.inf, 0.0]
    assert kl.mutual_information([[0.0, 0.0], [0.0, 1.0]]) == kl.conditional_entropy([[0.0, 0.0], [0.0, 1.0]]) == 0.0
    assert kl.jensen_shannon([0.0, 1.0, 0.0], [0.0, 0.0, 1.0]) == pytest.approx(math.log(2))
    assert kl.dpo_loss(-math.inf, -3.0, -2.0, -3.0, 0.1) == kl.bradley_terry_loss(-math.inf, 0.0) == math.inf
    assert kl.bradley_terry_loss(0.0, -math.inf) == 0.0


def test_nothing_is_minus_zero():
    """What is 0 is printed as 0.0."""
    for value in (kl.surprise(1.0), kl.entropy([1.0]), kl.cross_entropy_of([1.0], [1.0]), kl.expected_score([1.0], [[1.0]])[0],
                  kl.binary_entropy(1.0), kl.binary_entropy(0.0), kl.kl([1.0], [1.0]), kl.conditional_entropy([[1.0]])):
        assert math.copysign(1, value) == 1


@pytest.mark.parametrize("p", [1e-300, 1e-17, 1e-9, 0.5, 1 - 1e-9, 1 - 2.0**-53])
def test_entropy_of_almost_certain_coins(p):
    """mpmath agrees at both ends, where 1 - p is rounded; so it does for the surprise."""
    exact = mpmath.mpf(p)
    want = -exact * mpmath.log(exact) - (1 - exact) * mpmath.log(1 - exact)
    assert kl.binary_entropy(p) == pytest.approx(float(want), rel=1e-12)
    assert kl.surprise(p, 2) == pytest.approx(float(-mpmath.log(exact, 2)), rel=1e-12)


@pytest.mark.parametrize(("p", "q"), [
    ([1e-300, 1.0], [1.0, 1e-300]), ([1.0, 1e-300], [1e-300, 1.0]), ([5e-324, 1.0], [1.0, 5e-324]),
    ([1e-17, 1.0], [1e-300, 1.0]), ([0.5, 0.5], [1e-320, 1.0]),
])
def test_divergence_of_tiny_probabilities(p, q):
    """The quotients of the probabilities are no floats."""
    terms = [(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(p, q, strict=True)]
    assert kl.kl(p, q) == pytest.approx(float(sum(a * mpmath.log(a / b) for a, b in terms)), rel=1e-12, abs=1e-15)
    assert kl.cross_entropy_of(p, q) == pytest.approx(float(-sum(a * mpmath.log(b) for a, b in terms)), rel=1e-12)


def test_information_of_tiny_cells():
    """The product of the marginals underflows; mpmath has the information."""
    table = np.array([[1e-200, 0.0], [0.0, 1.0]])
    assert kl.mutual_information(table) == pytest.approx(0, abs=1e-15)
    assert kl.mutual_information([[1e-200, 2e-200, 0.0], [3e-200, 1e-200, 0.5], [0.0, 0.0, 0.5]]) == pytest.approx(0, abs=1e-15)


def test_codes_of_many_symbols():
    """A thousand powers of 1/2 have words up to 999 bits; ten thousand equal symbols are no matter either."""
    p = 0.5 ** np.arange(1.0, 1001.0)
    p[-1] = p[-2]
    lengths = kl.huffman_lengths(p)
    assert lengths.tolist() == [*range(1, 1000), 999]
    assert kl.kraft_sum(lengths) == 1.0
    assert kl.average_length(p, lengths) == pytest.approx(2.0)
    assert kl.kraft_sum([5000, 1]) == 0.5
    assert set(kl.huffman_lengths(np.full(10_000, 1e-4)).tolist()) == {13, 14}


@pytest.mark.parametrize(("m1", "s1", "m2", "s2"), [
    (0, 1, 0, 1.001), (0, 1, 1e-4, 1), (1e-100, 1e-100, 0, 2e-100), (1e100, 1e100, 0, 3e100), (0, 1e-200, 0, 1e200), (1e4, 1, 0, 1),
])
def test_divergence_of_gaussians_of_any_scale(m1, s1, m2, s2):
    """mpmath agrees for almost equal ones, and where variances are no floats."""
    a, b, c, d = map(mpmath.mpf, (m1, s1, m2, s2))
    want = mpmath.log(d / b) + (b**2 + (a - c) ** 2) / (2 * d**2) - mpmath.mpf(1) / 2
    assert kl.kl_gaussian(m1, s1, m2, s2) == pytest.approx(float(want), rel=1e-8)


@pytest.mark.parametrize("logvar", [-1e4, -50.0, -1e-4, 1e-4, 50.0])
def test_divergence_from_the_standard_normal(logvar):
    """mpmath agrees; a variance beyond the floats has the divergence inf."""
    want = (mpmath.expm1(mpmath.mpf(logvar)) - mpmath.mpf(logvar)) / 2
    assert kl.kl_to_standard([0.0], [logvar]) == pytest.approx(float(want), rel=1e-8)
    assert kl.kl_to_standard([0.0, 1.0], [1e4, logvar]) == math.inf


@pytest.mark.parametrize("gap", [1e4, -1e4, 50.0, -50.0, 1e300, 0.0])
def test_preferences_at_large_gaps(gap):
    """-log sigmoid is -gap on the one side, and e^-gap on the other."""
    want = float(mpmath.log1p(mpmath.exp(-mpmath.mpf(gap)))) if abs(gap) < 1e5 else max(-gap, 0.0)
    assert kl.bradley_terry_loss(gap, 0.0) == pytest.approx(want, rel=1e-12)
    assert kl.dpo_loss(gap, 0.0, 0.0, 0.0, 1.0) == kl.bradley_terry_loss(gap, 0.0)
    assert kl.dpo_loss(-2e4 + gap, -1e4, -2e4, -1e4, 1.0) == pytest.approx(want, rel=1e-9)


def test_distillation_at_large_gaps():
    """A sure teacher and a student sure of the other class; a common shift does not matter."""
    assert kl.distillation_loss([1e4, 0.0], [0.0, 1e4], 1.0) == pytest.approx(1e4)
    assert kl.distillation_loss([1e4, 0.0], [0.0, 1e4], 10.0) == pytest.approx(1e5)
    assert kl.distillation_loss([1e4, 0.0], [1e4, 0.0], 1.0) == 0.0
    assert kl.distillation_loss([0.0, 0.0], [1e4, 0.0], 1.0) == pytest.approx(5000 - math.log(2))
    assert kl.distillation_loss([1e4 + 1, 1e4], [-1e4, -1e4 + 2], 2.0) == pytest.approx(kl.distillation_loss([1, 0], [0, 2], 2.0))


@pytest.mark.parametrize(("logits", "temperature"), [
    ([10.0, 0.0], 0.1), ([0.0, -30.0, -31.0], 1.0), ([1e4, 0.0], 1.0), ([1e4, 1e4 - 1], 1.0), ([3.0, 2.0, -1e4], 0.05), ([1e4, -1e4], 1e4),
])
def test_entropy_of_almost_certain_tokens(logits, temperature):
    """mpmath agrees, where probabilities are rounded to 1 and the entropy is e^-100."""
    weights = [mpmath.exp(mpmath.mpf(value) / mpmath.mpf(temperature) - mpmath.mpf(max(logits)) / mpmath.mpf(temperature))
               for value in logits]
    with mpmath.workdps(80):
        shares = [weight / mpmath.fsum(weights) for weight in weights]
        want = -mpmath.fsum(share * mpmath.log(share) for share in shares)
    assert kl.entropy_at(logits, temperature) == pytest.approx(float(want), rel=1e-9, abs=1e-300)


def test_entropy_at_extreme_temperatures():
    """0 in the cold, log K in the heat, halves on a tie."""
    assert kl.entropy_at([1e4, 0.0, -math.inf], 1e-300) == 0.0
    assert kl.entropy_at([5.0, 5.0, 1.0], 1e-300) == pytest.approx(math.log(2))
    assert kl.entropy_at([1e4, 0.0, -1e4], 1e300) == pytest.approx(math.log(3))


@pytest.mark.parametrize(("x", "m", "s", "noise"), [
    (1.0, 0.5, 1e-3, 1e-3), (1.0, 1.0, 1e-4, 1e-4), (5.0, 0.0, 1.0, 1e3), (0.0, 0.0, 1.0, 1e6),
])
def test_gap_of_the_elbo_without_cancellation(x, m, s, noise):
    """mpmath agrees by the definition, where evidence and ELBO are almost the same."""
    with mpmath.workdps(60):
        x_, m_, s_, n_ = map(mpmath.mpf, (x, m, s, noise))
        evidence = -mpmath.log(2 * mpmath.pi * (1 + n_**2)) / 2 - x_**2 / (2 * (1 + n_**2))
        fit = -mpmath.log(2 * mpmath.pi * n_**2) / 2 - ((x_ - m_) ** 2 + s_**2) / (2 * n_**2)
        want = evidence - fit + (s_**2 + m_**2 - 1) / 2 - mpmath.log(s_)
    assert kl.elbo_gap(x, m, s, noise) == pytest.approx(float(want), rel=1e-7, abs=1e-15)


def test_losses_far_out():
    """Noise a thousand deviations off, and scales whose squares are no floats."""
    constant = math.log(2 * math.pi) / 2
    assert kl.denoising_nll([1000.0, 0.0], [0.0, 0.0], 1.0) == pytest.approx(5e5 + 2 * constant)
    assert kl.denoising_nll([2e-200], [0.0], 1e-200) == pytest.approx(2 + math.log(1e-200) + constant)
    assert kl.negative_elbo([1e4], [0.0], [1e4], [0.0], 1.0) == pytest.approx(1e8 + constant)


def test_reverse_divergence_far_out():
    """The densities of the mixture are 0 wherever the Gaussian is; narrow ones diverge like -log sigma."""
    far = kl.reverse_kl(1e4, 1.0, [0.5, 0.5], [-1.0, 1.0], [1.0, 1.0])
    assert far == pytest.approx(((1e4 - 1) ** 2) / 2 + math.log(2), rel=1e-9)
    assert kl.reverse_kl(0.0, 1e-200, [1.0], [0.0], [1.0]) == pytest.approx(200 * math.log(10) - 0.5)
    tiny = kl.reverse_fit([1e-300, 1.0], [9.0, 0.0], [1.0, 1.0])
    assert tiny == pytest.approx((0.0, 1.0), abs=1e-5)
