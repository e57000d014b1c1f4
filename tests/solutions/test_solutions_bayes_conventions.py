"""The conventions of the course, kept by every reference solution of `bayes`: domains, sequences, scalars, no data."""

import inspect
import math
import warnings

import numpy as np
import pytest

from solutions import bayes

NAN = math.nan
OUTSIDE = [
    (bayes.posterior, ([0.5, 0.6], [1, 1]), "prior"), (bayes.posterior, ([1.2, -0.2], [1, 1]), "prior"),
    (bayes.posterior, ([NAN, 1.0], [1, 1]), "prior"), (bayes.posterior, ([], []), "prior"),
    (bayes.posterior, ([0.5, 0.5], [1, -0.1]), "likelihood"), (bayes.posterior, ([0.5, 0.5], [1, NAN]), "likelihood"),
    (bayes.posterior, ([0.5, 0.5], [0, 0]), "likelihood"), (bayes.posterior, ([1, 0], [0, 2]), "likelihood"),
    (bayes.posterior, ([0.5, 0.5], [1, 1, 1]), "likelihood"),
    (bayes.joint_table, ([0.5, 0.7], [[0.5, 0.5], [1, 0]]), "prior"),
    (bayes.joint_table, ([0.5, 0.5], [[0.5, 0.5], [0.1, 0.7]]), "conditional"),
    (bayes.joint_table, ([0.5, 0.5], [[0.5, 0.5], [1.1, -0.1]]), "conditional"),
    (bayes.joint_table, ([0.5, 0.5], [[0.5, 0.5]]), "conditional"),
    *((bayes.positive_predictive_value, args, name) for bad in (-0.1, 1.1, NAN) for args, name in [
        ((bad, 0.9, 0.9), "prevalence"), ((0.1, bad, 0.9), "sensitivity"), ((0.1, 0.9, bad), "specificity")]),
    (bayes.positive_predictive_value, (0.0, 0.9, 1.0), "prevalence"),
    (bayes.positive_predictive_value, (0.5, 0.0, 1.0), "sensitivity"),
    *((bayes.ppv_after, (bad, 0.1, 0.9, 0.9), "k") for bad in (-1, 1.5, NAN, math.inf)),
    *((bayes.ppv_after, args, name) for bad in (-0.1, 1.1, NAN) for args, name in [
        ((2, bad, 0.9, 0.9), "prevalence"), ((0, 0.1, bad, 0.9), "sensitivity"), ((2, 0.1, 0.9, bad), "specificity")]),
    (bayes.ppv_after, (2, 0.5, 0.0, 1.0), "sensitivity"),
    (bayes.sequential_posteriors, ([0.3, 0.3], [[1, 1]]), "prior"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [[1, -1]]), "likelihoods"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [[0, 1], [1, 0]]), "likelihoods"),
    (bayes.sequential_posteriors, ([0.5, 0.5], [[1, 2, 3, 4]]), "likelihoods"),
    *((function, (bad, 2.0, *rest), "a") for bad in (0, -1.0, NAN) for function, rest in [
        (bayes.beta_update, ([1],)), (bayes.beta_summary, ()), (bayes.prior_weight, (3,)),
        (bayes.predictive_heads, ([1], 3)), (bayes.log_evidence, ([1],)), (bayes.log_bayes_factor, ([1],)),
        (bayes.credible_interval, (0.9,)), (bayes.gamma_poisson_update, ([1],)),
        (bayes.sample_posterior_predictive, (3, 2, np.random.default_rng(0)))]),
    *((function, (2.0, bad, *rest), "b") for bad in (0, -1.0, NAN) for function, rest in [
        (bayes.beta_update, ([1],)), (bayes.beta_summary, ()), (bayes.prior_weight, (3,)),
        (bayes.predictive_heads, ([1], 3)), (bayes.log_evidence, ([1],)), (bayes.log_bayes_factor, ([1],)),
        (bayes.credible_interval, (0.9,)), (bayes.gamma_poisson_update, ([1],)),
        (bayes.sample_posterior_predictive, (3, 2, np.random.default_rng(0)))]),
    *((function, (1, 1, flips, *rest), "flips") for flips in ([2], [1, 0.5], [NAN]) for function, rest in [
        (bayes.beta_update, ()), (bayes.predictive_heads, (3,)), (bayes.log_evidence, ()),
        (bayes.log_bayes_factor, ())]),
    *((bayes.prior_weight, (2, 2, bad), "n") for bad in (-1, 0.5, NAN)),
    (bayes.predictive_heads, (2, 2, [1], -1), "m"),
    *((bayes.credible_interval, (2, 2, bad), "level") for bad in (0, 1, 95, -0.5, NAN)),
    *((bayes.dirichlet_update, ([1, bad], [1, 2]), "alpha") for bad in (0, -2, NAN)),
    *((bayes.dirichlet_update, ([1, 2], counts), "counts") for counts in ([1, -1], [1, 0.5], [1, NAN], [1, 2, 3])),
    *((bayes.dirichlet_predictive, (alpha,), "alpha") for alpha in ([1, 0], [2, -1], [NAN, 1], [])),
    *((bayes.normal_update, (0, bad, [1], 1), "tau0") for bad in (0, -1, NAN)),
    *((bayes.normal_update, (0, 1, [1], bad), "sigma") for bad in (0, -1, NAN)),
    *((bayes.gamma_poisson_update, (1, 1, counts), "counts") for counts in ([1, -2], [1.5], [NAN])),
    *((bayes.kalman_step, args, name) for bad in (-0.5, NAN) for args, name in [
        ((0, bad, 1, 1, 1), "var"), ((0, 1, 1, bad, 3), "q"), ((0, 1, 1, 1, bad), "r")]),
    (bayes.kalman_step, (0, 0, 1, 0, 0), "var + q + r"),
    (bayes.grid_posterior, ([0, -math.inf], [-math.inf, 0], [0, 1]), "log_lik_values"),
    *((bayes.grid_posterior, (np.zeros(len(grid)), np.zeros(len(grid)), grid), "grid")
      for grid in ([0, 1, 1], [1, 0], [0, NAN], [], [1.0])),
    (bayes.grid_posterior, ([0, 0, 0], [0, 0, 0], [0, 1]), "log_prior_values"),
    (bayes.map_with_flat_prior, ([], []), "grid"), (bayes.map_with_flat_prior, ([1], [1, 2]), "grid"),
    (bayes.sample_posterior_predictive, (1, 1, -1, 2, np.random.default_rng(0)), "m"),
    (bayes.sample_posterior_predictive, (1, 1, 3, -2, np.random.default_rng(0)), "n"),
    (bayes.plot_updates, ([(2, 2), (0, 1)],), "params"),
]


@pytest.mark.parametrize(("function", "args", "name"), OUTSIDE)
def test_outside_the_domain(function, args, name):
    """A plain ValueError names an argument involved."""
    with pytest.raises(ValueError, match=f"(?<!\\w){name.replace('+', '.')}(?!\\w)") as caught:
        function(*args)
    assert type(caught.value) is ValueError


# One call of each function with arrays, that has a plain answer.
CALLS = [
    (bayes.posterior, (np.array([0.25, 0.75]), np.array([2.0, 1.0]))),
    (bayes.joint_table, (np.array([0.25, 0.75]), np.array([[0.5, 0.5], [0.25, 0.75]]))),
    (bayes.sequential_posteriors, (np.array([0.25, 0.75]), np.array([[1.0, 2.0], [3.0, 1.0]]))),
    (bayes.beta_update, (2.0, 3.0, np.array([1.0, 0.0, 1.0]))),
    (bayes.predictive_heads, (2.0, 3.0, np.array([1.0, 0.0, 1.0]), 3)),
    (bayes.log_evidence, (2.0, 3.0, np.array([1.0, 0.0, 1.0]))),
    (bayes.log_bayes_factor, (2.0, 3.0, np.array([1.0, 0.0, 1.0]))),
    (bayes.dirichlet_update, (np.array([1.0, 2.0]), np.array([3.0, 0.0]))),
    (bayes.dirichlet_predictive, (np.array([1.0, 2.0]),)),
    (bayes.normal_update, (0.5, 2.0, np.array([1.0, 2.0]), 3.0)),
    (bayes.gamma_poisson_update, (2.0, 3.0, np.array([1.0, 2.0]))),
    (bayes.grid_posterior, (np.array([0.0, 1.0, 0.0]), np.array([-1.0, 0.0, 0.0]), np.array([0.0, 1.0, 3.0]))),
    (bayes.map_with_flat_prior, (np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 3.0]))),
]


def flat(value):
    parts = value.values() if isinstance(value, dict) else [value]
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in parts])


@pytest.mark.parametrize(("function", "args"), CALLS)
@pytest.mark.parametrize("form", [list, tuple, np.float32, np.int64])
def test_any_sequence(function, args, form):
    """Lists, tuples, float32 and, where numbers are whole, integers give the same; arguments are not changed."""
    def change(arg):
        if not isinstance(arg, np.ndarray):
            return arg
        if form in (list, tuple):
            return form(map(form, arg.tolist())) if arg.ndim == 2 else form(arg.tolist())
        return arg.astype(form) if np.all(arg == np.round(arg)) or form is np.float32 else arg

    before = [np.copy(arg) for arg in args]
    want = function(*args)

    np.testing.assert_allclose(flat(function(*map(change, args))), flat(want), rtol=1e-6)
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


def test_booleans_are_flips():
    """True is heads."""
    assert bayes.beta_update(1, 1, np.array([True, False, True])) == (3.0, 2.0)
    assert bayes.log_evidence(1, 1, [True]) == pytest.approx(math.log(0.5))


@pytest.mark.parametrize("value", [
    bayes.positive_predictive_value(np.float32(0.25), 0.5, 0.5), bayes.ppv_after(np.int64(2), 0.25, np.float64(0.5), 0.5),
    bayes.prior_weight(2, 2, 4), bayes.log_evidence(1, 1, [1]), bayes.log_bayes_factor(1, 1, []),
    bayes.map_with_flat_prior([0], [3]), *bayes.beta_update(1, 1, []), *bayes.beta_summary(1, 3).values(),
    *bayes.credible_interval(np.int64(2), 3, np.float32(0.5)), *bayes.normal_update(0, 1, [], 1),
    *bayes.gamma_poisson_update(1, 1, []), *bayes.kalman_step(np.float32(0), 1, 2, 0, 1),
])
def test_scalar_out(value):
    """A number comes back as Python's own."""
    assert type(value) is float


def test_no_data():
    """Conjugate updates give the prior back, the log evidence is 0, the weight of the prior 1."""
    assert bayes.beta_update(2.5, 0.5, []) == (2.5, 0.5)
    assert bayes.gamma_poisson_update(2.5, 0.5, []) == (2.5, 0.5)
    assert bayes.normal_update(1.5, 0.7, [], 2.0) == pytest.approx((1.5, 0.7))
    assert bayes.log_evidence(2.5, 0.5, []) == bayes.log_bayes_factor(2.5, 0.5, []) == 0.0
    assert bayes.prior_weight(2.5, 0.5, 0) == 1.0
    assert bayes.sequential_posteriors([0.3, 0.7], []).tolist() == [[0.3, 0.7]]
    assert bayes.predictive_heads(2, 3, [1], 0).tolist() == [1.0]


def test_float32_probabilities_are_accepted():
    """Their rounding error does not make a distribution wrong."""
    prior = np.full(10, 0.1, dtype=np.float32)
    np.testing.assert_allclose(bayes.posterior(prior, np.ones(10)), np.full(10, 0.1))


def test_impossible_hypotheses_warn_nobody():
    """Zeros in prior and likelihoods, certain tests and -inf logs are ordinary arguments."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bayes.posterior([0.5, 0.5, 0.0], [0.0, 1.0, 1.0])
        bayes.sequential_posteriors([0.5, 0.5, 0.0], [[0.0, 1.0, 1.0]])
        bayes.ppv_after(3, 1.0, 1.0, 0.0)
        bayes.grid_posterior([-math.inf, 0, 0], [0, -math.inf, 0], [0, 1, 2])


def test_only_the_figure_needs_matplotlib():
    """The import stands inside plot_updates, so that the other solutions do without."""
    assert "import matplotlib" in inspect.getsource(bayes.plot_updates)
    assert inspect.getsource(bayes).count("import matplotlib") == 1
