"""The conventions of the course, kept by every reference solution of `sampling`: domains, sequences, scalars, dtypes."""

import inspect
import math

import numpy as np
import pytest

from solutions import sampling

NAN, INF = math.nan, math.inf
HALF = [0.5, 0.5]
COV = [[2.0, 0.5], [0.5, 1.0]]
NO_DISTRIBUTION = ([0.5, 0.6], [1.2, -0.2], [NAN, 1.0], [], [0.5, 0.5 + 1.1e-3], [[0.5, 0.5]], 1.0)
NOT_POSITIVE = (0, -1.0, NAN)
NO_PROBABILITY = (-0.1, 1.1, NAN)
NO_COUNT = (-1, 1.5, NAN, INF)
NO_LOGITS = ([], [-INF, -INF], [NAN, 1.0], [[1.0, 2.0]], 3.0)
SINGULAR = ([[1, 1], [1, 1]], [[0.1, 0.1], [0.1, 0.1]], [[1, 2], [2, 1]], [[-1, 0], [0, 1]], [[0, 0], [0, 1]],
            [[NAN, 0], [0, 1]], [[1, NAN], [NAN, 1]])


def rng():
    return np.random.default_rng(0)


def one(x):
    return 1.0


def each(function, bad, name, *args):
    """One case for each bad value, which takes the place of `...` among the arguments."""
    return [(function, tuple(value if arg is ... else arg for arg in args), name) for value in bad]


OUTSIDE = [
    *each(sampling.bernoulli_pmf, (2, -1, 0.5, NAN, [0, 2]), "y", ..., 0.5),
    *each(sampling.bernoulli_pmf, NO_PROBABILITY, "p", 1, ...),
    *each(sampling.bernoulli_mean_var, NO_PROBABILITY, "p", ...),
    *each(sampling.categorical_pmf, NO_DISTRIBUTION, "p", [0, 1], ...),
    *each(sampling.categorical_pmf, ([1, 1], [0, 0], [0.5, 0.5], [2, -1], [1, NAN], [1], [1, 0, 0], 1.0, [[1, 0], [1, 1]],
                                     [[[1, 0]]], [[1, 0], [1]]), "onehot", ..., HALF),
    *each(sampling.normal_pdf, NOT_POSITIVE, "sigma", 1.0, 0.0, ...),
    *each(sampling.normal_logpdf, NOT_POSITIVE, "sigma", 1.0, 0.0, ...),
    *each(sampling.interval_probability, NOT_POSITIVE, "sigma", 0.0, 1.0, 0.0, ...),
    *each(sampling.interval_probability, (2.0, INF, NAN), "a", ..., 1.0, 0.0, 1.0),
    *each(sampling.interval_probability, (2.0, -INF, NAN), "b", 3.0, ..., 0.0, 1.0),
    *each(sampling.sample_exponential, NOT_POSITIVE, "rate", ..., 3, rng()),
    *each(sampling.sample_laplace, NOT_POSITIVE, "b", 0.0, ..., 3, rng()),
    *each(sampling.sample_bernoulli, NO_PROBABILITY, "p", ..., 3, rng()),
    *each(sampling.sample_categorical, NO_DISTRIBUTION, "p", ..., 3, rng()),
    *each(sampling.sample_normal, NOT_POSITIVE, "sigma", 0.0, ..., 3, rng()),
    *each(sampling.sample_mvn, SINGULAR, "cov", [0, 1], ..., 3, rng()),
    *each(sampling.sample_mvn, ([[1.0]], [1.0, 1.0], np.eye(3), [[1, 0], [1]]), "cov", [0, 1], ..., 3, rng()),
    *each(sampling.sample_mvn, ([], 1.0, [[1.0, 2.0]]), "mu", ..., COV, 3, rng()),
    *[case for function, args in [
        (sampling.sample_exponential, (1.0,)), (sampling.sample_laplace, (0.0, 1.0)), (sampling.sample_bernoulli, (0.5,)),
        (sampling.sample_categorical, (HALF,)), (sampling.sample_normal, (0.0, 1.0)), (sampling.sample_mvn, ([0, 1], COV)),
        (sampling.clt_normal, ()), (sampling.sample_tokens, ([1.0, 2.0],)), (sampling.mc_estimate, (one, rng())),
    ] for case in each(function, NO_COUNT, "n", *args, ..., rng())],
    *each(sampling.mc_estimate, (0, 1), "n", one, lambda n, generator: generator.random(n), ..., rng()),
    (sampling.mc_estimate, (lambda x: x[1:], lambda n, generator: generator.random(n), 5, rng()), "f"),
    *[(sampling.sum_of_normals, ([0, 0], [1, bad], [1, 1]), "sigmas") for bad in NOT_POSITIVE],
    (sampling.sum_of_normals, ([], [], []), "mus"),
    (sampling.sum_of_normals, ([1, 2], [1, 2], [1]), "weights"),
    (sampling.sum_of_normals, ([1], [1, 2], [1, 2]), "mus"),
    *[(sampling.forward_noise, ([1.0], [0.1, bad], 1, rng()), "betas") for bad in (0, 1, -0.1, 1.1, NAN)],
    (sampling.forward_noise, ([1.0], [[0.1]], 1, rng()), "betas"),
    *each(sampling.forward_noise, (*NO_COUNT, 3), "t", [1.0], [0.1, 0.2], ..., rng()),
    *each(sampling.importance_estimate, (lambda x: np.full(2, -INF), lambda x: -INF, lambda x: NAN), "log_p",
          one, ..., one, [1.0, 2.0]),
    *each(sampling.importance_estimate, (lambda x: np.array([0.0, -INF]), lambda x: x[:1]), "log_q",
          one, one, ..., [1.0, 2.0]),
    *each(sampling.importance_estimate, ([], 1.0), "x", one, one, one, ...),
    (sampling.importance_estimate, (lambda x: [1.0, 2.0, 3.0], one, one, [1.0, 2.0]), "f"),
    (sampling.control_variate, ([], [], 0.0), "fx"), (sampling.control_variate, ([1, 2], [], 0.0), "gx"),
    (sampling.control_variate, ([1, 2], [1, 2, 3], 0.0), "gx"),
    *each(sampling.pathwise_gradient, NOT_POSITIVE, "sigma", one, 0.0, ..., [1.0]),
    (sampling.pathwise_gradient, (one, 0.0, 1.0, []), "eps"),
    (sampling.pathwise_gradient, (lambda x: x[1:], 0.0, 1.0, [1.0, 2.0, 3.0]), "df"),
    *each(sampling.temperature_probs, NO_LOGITS, "logits", ..., 1.0),
    *each(sampling.temperature_probs, NOT_POSITIVE, "T", [1.0, 2.0], ...),
    *each(sampling.top_k_probs, NO_LOGITS, "logits", ..., 1),
    *each(sampling.top_k_probs, (0, 3, *NO_COUNT), "k", [1.0, 2.0], ...),
    *each(sampling.top_p_probs, NO_LOGITS, "logits", ..., 0.5),
    *each(sampling.top_p_probs, NO_PROBABILITY, "mass", [1.0, 2.0], ...),
    *each(sampling.greedy, NO_LOGITS, "logits", ...),
    *each(sampling.sample_tokens, NO_LOGITS, "logits", ..., 3, rng()),
    *each(sampling.sample_tokens, NOT_POSITIVE, "T", [1.0, 2.0], 3, rng(), ...),
    *each(sampling.sample_tokens, (0, 3, 1.5), "k", [1.0, 2.0], 3, rng(), 1.0, ...),
    *each(sampling.sample_tokens, NO_PROBABILITY, "mass", [1.0, 2.0], 3, rng(), 1.0, None, ...),
    *each(sampling.mc_error_ratio, (0, *NO_COUNT), "n1", ..., 2),
    *each(sampling.mc_error_ratio, (0, *NO_COUNT), "n2", 2, ...),
    *each(sampling.expected_minibatch_gradient, ([], np.zeros((0, 3)), 1.0, np.zeros((2, 2, 2)), [[1, 2], [3]]),
          "per_example", ...),
    *each(sampling.score_function_gradient, NOT_POSITIVE, "sigma", one, 0.0, ..., [1.0]),
    (sampling.score_function_gradient, (one, 0.0, 1.0, []), "x"),
    (sampling.score_function_gradient, (lambda x: x[1:], 0.0, 1.0, [1.0, 2.0, 3.0]), "f"),
    *each(sampling.affine_law, SINGULAR, "cov", [0, 1], ..., [[1, 2]], [0]),
    *each(sampling.affine_law, ([[1, 2, 3]], [[1], [2]], [1, 2], [[1, 2], [3, 4]], [[1, 2], [3]]), "A",
          [0, 1], COV, ..., [0]),
    (sampling.affine_law, ([0, 1], COV, [[1, 2]], []), "b"),
    (sampling.affine_law, ([0, 1, 2], COV, [[1, 2]], [0]), "cov"),
    *each(sampling.categorical_moments, NO_DISTRIBUTION, "p", ...),
    *each(sampling.multinomial_pmf, NO_DISTRIBUTION, "p", [1, 2], ...),
    *each(sampling.multinomial_pmf, ([1, -1], [1, 0.5], [1, NAN], [1, INF], [1], [1, 2, 3], [[1, 2]], 3.0), "counts",
          ..., HALF),
    *each(sampling.beta_pdf, (-0.1, 1.1, NAN, [0.5, 2.0]), "x", ..., 2.0, 3.0),
    *each(sampling.beta_pdf, NOT_POSITIVE, "a", 0.5, ..., 3.0),
    *each(sampling.beta_pdf, NOT_POSITIVE, "b", 0.5, 2.0, ...),
    (sampling.plot_sampler, ([], one), "samples"),
    (sampling.plot_sampler, ([1.0, 2.0], lambda x: [1.0, 2.0]), "pdf"),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("function", "args", "name"), OUTSIDE)
def test_outside_the_domain(function, args, name):
    """A plain ValueError names an argument involved, without a warning."""
    with pytest.raises(ValueError, match=rf"(?<!\w){name}(?!\w)") as caught:
        function(*args)
    assert type(caught.value) is ValueError


def test_a_refusal_draws_nothing():
    """The generator is as before when an argument is outside."""
    for function, args, name in [
        (sampling.sample_exponential, (-1.0,), "rate"), (sampling.sample_categorical, ([0.5],), "p"),
        (sampling.sample_mvn, ([0, 1], [[1, 2], [2, 1]]), "cov"), (sampling.sample_laplace, (0.0, 0.0), "b"),
    ]:
        generator = rng()
        before = generator.bit_generator.state
        with pytest.raises(ValueError, match=name):
            function(*args, 3, generator)
        assert generator.bit_generator.state == before


# One call of each function with arrays, that has a plain answer; whole numbers wherever the law allows them.
CALLS = [
    (sampling.bernoulli_pmf, (np.array([1.0, 0.0, 1.0]), 0.25)),
    (sampling.categorical_pmf, (np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.25, 0.75]))),
    (sampling.categorical_pmf, (np.array([0.0, 1.0]), np.array([0.0, 1.0]))),
    (sampling.normal_pdf, (np.array([1.0, 2.0]), 0.5, 2.0)),
    (sampling.normal_logpdf, (np.array([1.0, 2.0]), 0.5, 2.0)),
    (sampling.sample_categorical, (np.array([0.25, 0.75]), 6, 1)),
    (sampling.sample_mvn, (np.array([1.0, 2.0]), np.array([[4.0, 1.0], [1.0, 2.0]]), 3, 1)),
    (sampling.sum_of_normals, (np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([1.0, -1.0]))),
    (sampling.forward_noise, (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.25, 0.5]), 2, 1)),
    (sampling.forward_noise, (np.array([1.0, 2.0]), np.array([0.25, 0.5]), 0, 1)),
    (sampling.importance_estimate, (lambda x: x**2, lambda x: -x, lambda x: 0 * x, np.array([1.0, 2.0]))),
    (sampling.control_variate, (np.array([1.0, 2.0, 6.0]), np.array([1.0, 0.0, 2.0]), 0.5)),
    (sampling.pathwise_gradient, (lambda x: x**2, 1.0, 2.0, np.array([1.0, 2.0]))),
    (sampling.temperature_probs, (np.array([1.0, 2.0, 0.0]), 0.5)),
    (sampling.top_k_probs, (np.array([1.0, 2.0, 0.0]), 2)),
    (sampling.top_p_probs, (np.array([1.0, 2.0, 0.0]), 0.8)),
    (sampling.greedy, (np.array([1.0, 2.0, 0.0]),)),
    (sampling.sample_tokens, (np.array([1.0, 2.0, 0.0]), 5, 1)),
    (sampling.expected_minibatch_gradient, (np.array([[1.0, 2.0], [3.0, 5.0]]),)),
    (sampling.expected_minibatch_gradient, (np.array([1.0, 2.0]),)),
    (sampling.score_function_gradient, (lambda x: x**2, 1.0, 2.0, np.array([1.0, 2.0]))),
    (sampling.affine_law, (np.array([1.0, 2.0]), np.array([[4.0, 1.0], [1.0, 2.0]]), np.array([[1.0, 3.0]]), np.array([5.0]))),
    (sampling.categorical_moments, (np.array([0.25, 0.75]),)),
    (sampling.multinomial_pmf, (np.array([2.0, 1.0]), np.array([0.25, 0.75]))),
    (sampling.beta_pdf, (np.array([0.0, 0.5, 1.0]), 2.0, 3.0)),
]
SEEDED = {sampling.sample_categorical, sampling.sample_mvn, sampling.forward_noise, sampling.sample_tokens}


def called(function, args):
    """The result of a call; the last argument of a sampler is a seed."""
    if function in SEEDED:
        args = (*args[:-1], np.random.default_rng(args[-1]))
    return function(*args)


def flat(value):
    parts = value if isinstance(value, tuple) else [value]
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
    want = called(function, args)

    np.testing.assert_allclose(flat(called(function, tuple(map(change, args)))), flat(want), rtol=1e-6)
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_results_are_not_the_arguments(function, args):
    """Writing into a result leaves the arguments alone."""
    before = [np.copy(arg) for arg in args]
    result = called(function, args)
    for part in result if isinstance(result, tuple) else [result]:
        if isinstance(part, np.ndarray):
            part[...] = 99
    for old, new in zip(before, args, strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("value", [
    sampling.bernoulli_pmf(1, np.float32(0.5)), sampling.bernoulli_pmf(True, 0.5), sampling.bernoulli_pmf(np.int64(0), 1),
    *sampling.bernoulli_mean_var(np.float32(0.5)), sampling.categorical_pmf([0, 1], HALF),
    sampling.normal_pdf(0, 0, 1), sampling.normal_pdf(np.float64(0), np.int64(0), 1), sampling.normal_logpdf(1, 0, 1),
    sampling.interval_probability(np.float32(0), 1, 0, 1), *sampling.sum_of_normals([1], [1], [1]),
    sampling.forward_noise(2, [0.5], 0, rng()), sampling.forward_noise(2.0, [0.5], 1, rng()),
    *sampling.mc_estimate(one, lambda n, generator: generator.random(n), np.int64(3), rng()),
    sampling.importance_estimate(one, one, one, [1.0]), sampling.control_variate([1, 2], [1, 3], np.int64(2)),
    *sampling.pathwise_gradient(one, 0, np.int64(1), [1]), sampling.mc_error_ratio(np.int64(2), 3.0),
    sampling.expected_minibatch_gradient([1, 2]), sampling.score_function_gradient(one, 0, 1, [1]),
    sampling.multinomial_pmf([1, 0], HALF), sampling.beta_pdf(np.float32(0.5), 2, 2), sampling.beta_pdf(0, 1, 1),
])
def test_scalar_out(value):
    """A number comes back as Python's own."""
    assert type(value) is float


def test_shapes_follow_the_argument():
    """Pointwise functions keep the shape, a single row and no element at all too."""
    for shape in [(1,), (2, 3), (0,)]:
        ones = np.ones(shape)
        assert sampling.bernoulli_pmf(ones, 0.5).shape == shape
        assert sampling.normal_pdf(ones, 0, 1).shape == sampling.normal_logpdf(ones, 0, 1).shape == shape
        assert sampling.beta_pdf(ones, 2, 1).shape == shape
    assert sampling.categorical_pmf([[0, 1]], HALF).shape == (1,)
    assert sampling.expected_minibatch_gradient([[1, 2]]).shape == (2,)
    assert sampling.expected_minibatch_gradient([[1], [2]]).shape == (1,)
    mean, cov = sampling.affine_law([1, 2], COV, np.ones((3, 2)), [0, 0, 0])
    assert (mean.shape, cov.shape) == ((3,), (3, 3))


@pytest.mark.parametrize(("function", "args", "shape", "kind"), [
    (sampling.sample_exponential, (1,), (), "f"), (sampling.sample_laplace, (0, 1), (), "f"),
    (sampling.sample_bernoulli, (0.5,), (), "i"), (sampling.sample_categorical, (HALF,), (), "i"),
    (sampling.sample_normal, (0, 1), (), "f"), (sampling.sample_mvn, ([0, 1], COV), (2,), "f"),
    (sampling.sample_mvn, ([0], [[4]]), (1,), "f"), (sampling.clt_normal, (), (), "f"),
    (sampling.sample_tokens, ([1, 2],), (), "i"),
])
def test_numbers_of_draws(function, args, shape, kind):
    """n = 0 gives an empty array and draws nothing; n may be NumPy's or a whole float."""
    generator = rng()
    before = generator.bit_generator.state
    assert function(*args, 0, generator).shape == (0, *shape)
    assert generator.bit_generator.state == before
    for n in (4, np.int64(4), 4.0):
        draws = function(*args, n, rng())
        assert draws.shape == (4, *shape)
        assert draws.dtype == {"f": np.float64, "i": np.int64}[kind]


def test_whole_numbers():
    """A token is Python's int."""
    assert type(sampling.greedy(np.array([1.0, 2.0]))) is int


@pytest.mark.parametrize("off", [1e-6, -1e-6])
def test_sums_within_the_tolerance(off):
    """A sum that is 1e-6 off is a distribution still, wherever one is asked for."""
    near = [0.25, 0.75 + off]
    assert sampling.categorical_pmf([0, 1], near) == 0.75 + off
    assert sampling.sample_categorical(near, 5, rng()).shape == (5,)
    assert sampling.categorical_moments(near)[0].tolist() == near
    assert sampling.multinomial_pmf([0, 1], near) == pytest.approx(0.75, rel=1e-5)


def test_float32_probabilities_are_accepted():
    """Their rounding error does not make a distribution wrong."""
    p = np.full(10, 0.1, dtype=np.float32)
    np.testing.assert_allclose(sampling.categorical_moments(p)[0], np.full(10, 0.1))
    assert sampling.sample_categorical(p, 3, rng()).shape == (3,)


def test_only_the_figure_needs_matplotlib():
    """The import stands inside plot_sampler, so that the other solutions do without."""
    assert "import matplotlib" in inspect.getsource(sampling.plot_sampler)
    assert inspect.getsource(sampling).count("import matplotlib") == 1


def test_the_names_of_the_assignment():
    """Parameters as the prompts give them."""
    want = """bernoulli_pmf(y, p); bernoulli_mean_var(p); categorical_pmf(onehot, p); normal_pdf(x, mu, sigma)
        normal_logpdf(x, mu, sigma); interval_probability(a, b, mu, sigma); sample_exponential(rate, n, rng)
        sample_laplace(mu, b, n, rng); sample_bernoulli(p, n, rng); sample_categorical(p, n, rng)
        sample_normal(mu, sigma, n, rng); sample_mvn(mu, cov, n, rng); clt_normal(n, rng)
        sum_of_normals(mus, sigmas, weights); forward_noise(x0, betas, t, rng); mc_estimate(f, sampler, n, rng)
        importance_estimate(f, log_p, log_q, x); control_variate(fx, gx, mean_g); pathwise_gradient(df, mu, sigma, eps)
        temperature_probs(logits, T); top_k_probs(logits, k); top_p_probs(logits, mass); greedy(logits)
        sample_tokens(logits, n, rng, T=1.0, k=None, mass=None); mc_error_ratio(n1, n2)
        expected_minibatch_gradient(per_example); score_function_gradient(f, mu, sigma, x); affine_law(mu, cov, A, b)
        categorical_moments(p); multinomial_pmf(counts, p); beta_pdf(x, a, b); plot_sampler(samples, pdf)"""
    got = {}
    for name, function in inspect.getmembers(sampling, inspect.isfunction):
        if function.__module__ == sampling.__name__ and not name.startswith("_"):
            parameters = inspect.signature(function).parameters.values()
            got[name] = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default}" for p in parameters)
    assert {f"{name}({parameters})" for name, parameters in got.items()} == {
        part.strip() for part in want.replace("\n", ";").split(";")}
