"""The conventions of the course, kept by every reference solution of `kl`: domains, forms of input, broadcasting, the key."""

import copy
import inspect
import math
from pathlib import Path

import numpy as np
import pytest
from coins_course import answer, locked, write

from autograder import course
from autograder.authoring import inline
from solutions import kl

NAN, INF = math.nan, math.inf
SCALES = (0, -1.0, NAN)
NO_DISTRIBUTIONS = ([0.5, 0.6], [1.1, -0.1], [NAN, 1.0], [], 0.5, [[0.5, 0.5]], [0.5, 0.499])
NO_LABELS = ([2], [-1], [0.5], [NAN], [INF], [], 0, [[0, 1]])
HALF, ONE = [0.5, 0.5], np.ones(1)
PAIRS = (kl.kl, kl.cross_entropy_of, kl.extra_bits, kl.jensen_shannon, kl.gan_value)
RNG = np.random.default_rng(0)


def sampler(n, rng):
    return np.zeros(n)


def log_density(x):
    return np.zeros(len(x))


OUTSIDE = [
    *((function, (bad,), "p") for bad in (-0.1, 1.1, NAN, [0.5, 1.5], [NAN]) for function in (kl.surprise, kl.binary_entropy)),
    *((kl.entropy, (bad,), "p") for bad in NO_DISTRIBUTIONS),
    *((function, (HALF, HALF, bad)[-arguments:], "base") for bad in (0, 1, -2, NAN, 1.0)
      for function, arguments in ((kl.kl, 3), (kl.cross_entropy_of, 3), (kl.jensen_shannon, 3), (kl.entropy, 2))),
    *((function, (argument, bad), "base") for bad in (0, 1, -2, NAN) for function, argument in (
        (kl.surprise, 0.5), (kl.binary_entropy, 0.5), (kl.mutual_information, [HALF]), (kl.conditional_entropy, [HALF]))),
    *((kl.huffman_lengths, (bad,), "p") for bad in (*NO_DISTRIBUTIONS, [1.0])),
    *((kl.average_length, (bad, [1, 1]), "p") for bad in NO_DISTRIBUTIONS),
    *((kl.average_length, (HALF, bad), "lengths") for bad in ([1], [1, 2, 3], [1, -1], [1, 0.5], [NAN, 1], [], 1)),
    *((kl.kraft_sum, (bad,), "lengths") for bad in ([-1], [0.5], [NAN], [INF], [], 1, [[1, 1]])),
    *((function, (bad, HALF), "p") for bad in NO_DISTRIBUTIONS for function in PAIRS),
    *((function, (HALF, bad), "q") for bad in NO_DISTRIBUTIONS for function in PAIRS),
    *((function, (HALF, [0.2, 0.3, 0.5]), "q") for function in PAIRS),
    *((function, ([1.0], HALF), "p") for function in PAIRS),
    *((function, (bad, [HALF]), "p") for bad in NO_DISTRIBUTIONS for function in (kl.expected_score, kl.best_forecast)),
    *((function, (HALF, bad), "Q") for function in (kl.expected_score, kl.best_forecast) for bad in (
        HALF, [], [[]], [[0.5, 0.6]], [HALF, [1.1, -0.1]], [[1.0]], [[0.2, 0.3, 0.5]], [HALF, [1.0]], [[NAN, 1.0]])),
    *((function, (bad,), "joint") for function in (kl.mutual_information, kl.conditional_entropy) for bad in (
        HALF, [HALF, HALF], [[1.1, -0.1]], [[NAN, 1.0]], [[]], [], 1.0, [[0.5, 0.25], [0.25]], [[[1.0]]])),
    *((kl.gaussian_entropy, (bad,), "sigma") for bad in (*SCALES, [1, 0])),
    *((kl.kl_gaussian, (0, bad, 0, 1), "sigma1") for bad in (*SCALES, [1, 0])),
    *((kl.kl_gaussian, (0, 1, 0, bad), "sigma2") for bad in (*SCALES, [1, 0])),
    (kl.kl_gaussian, ([0, 1], 1, [0, 1, 2], 1), "mu2"),
    *((kl.kl_to_standard, args, "logvar") for args in (([0, 1], [0]), ([[0, 1]], [0, 1]), ([], []), ([[[0]]], [[[0]]]))),
    *((kl.kl_monte_carlo, (log_density, log_density, sampler, bad, RNG), "n") for bad in (0, 1, -1, 2.5, NAN)),
    (kl.kl_monte_carlo, (lambda x: np.zeros(3), log_density, sampler, 4, RNG), "log_p"),
    (kl.kl_monte_carlo, (log_density, lambda x: np.zeros((4, 1)), sampler, 4, RNG), "log_q"),
    *((kl.empirical, (bad, 2), "data") for bad in NO_LABELS), *((kl.empirical, ([0], bad), "K") for bad in (0, -1, 1.5, NAN)),
    *((kl.mle_gap, (bad, HALF), "data") for bad in NO_LABELS), *((kl.mle_gap, ([0], bad), "q") for bad in NO_DISTRIBUTIONS),
    *((kl.penalised_mean_nll, (bad, HALF, 0.0), "data") for bad in NO_LABELS),
    *((kl.penalised_mean_nll, ([0], bad, 0.0), "q") for bad in NO_DISTRIBUTIONS),
    *((function, (*before, *mixture), name) for mixture, name in (
        *(((bad, [0, 1], [1, 1]), "weights") for bad in NO_DISTRIBUTIONS), *(((HALF, [0, 1], [1, bad]), "sigmas") for bad in SCALES),
        (([0, 1.0], [0, 1], [0, 1]), "sigmas"), ((HALF, [0], [1, 1]), "mus"), ((HALF, [0, 1], [1]), "sigmas"), ((HALF, [], []), "mus"))
      for function, before in ((kl.forward_fit, ()), (kl.reverse_fit, ()), (kl.reverse_kl, (0, 1)), (kl.plot_directions, ()))),
    *((kl.reverse_kl, (0, bad, HALF, [0, 1], [1, 1]), "sigma") for bad in SCALES),
    *((kl.distillation_loss, ([0, 1], [1, 0], bad), "T") for bad in SCALES),
    *((kl.distillation_loss, (bad, [1, 0], 1), "teacher_logits") for bad in ([0, INF], [0, -INF], [0, NAN], [0], [[0, 1]], [], 0)),
    *((kl.distillation_loss, ([1, 0], bad, 1), "student_logits") for bad in ([0, INF], [0, -INF], [0, NAN], [0], [[0, 1]], [], 0)),
    *((kl.distillation_loss, (bad, bad, 1), "student_logits") for bad in ([], 0.0, [[]], [[[0.0, 1.0]]])),
    (kl.bradley_terry_loss, ([0, 1], [0, 1, 2]), "reward_l"),
    *((kl.dpo_loss, (0, 0, 0, 0, bad), "beta") for bad in SCALES), (kl.dpo_loss, ([0, 1], 0, [0, 1, 2], 0, 1), "ref_logp_w"),
    *((kl.denoising_nll, ([0], [0], bad), "sigma") for bad in SCALES),
    *((kl.denoising_nll, args, "eps_hat") for args in (([0, 1], [0], 1), ([[0, 1]], [0, 1], 1), ([], [], 1))),
    *((kl.negative_elbo, ([0], [0], [0], [0], bad), "sigma_x") for bad in SCALES),
    (kl.negative_elbo, ([0, 1], [0], [0], [0], 1), "x_hat"), (kl.negative_elbo, ([0], [0], [0, 1], [0], 1), "logvar"),
    (kl.negative_elbo, ([[0]], [[0]], [0], [0], 1), "mu"), (kl.negative_elbo, ([[0]], [[0]], [[0], [0]], [[0], [0]], 1), "mu"),
    (kl.negative_elbo, ([], [], [0], [0], 1), "x"), (kl.negative_elbo, ([0], [0], [], [], 1), "mu"),
    *((kl.elbo_gap, (0, 0, bad, 1), "s") for bad in SCALES), *((kl.elbo_gap, (0, 0, 1, bad), "sigma_x") for bad in SCALES),
    *((kl.entropy_at, ([0, 1], bad), "T") for bad in SCALES),
    *((kl.entropy_at, (bad, 1), "logits") for bad in ([], [-INF, -INF], [[0, 1]], [INF, 0], 0.0)),
]


@pytest.mark.parametrize(("function", "args", "name"), OUTSIDE)
def test_outside_the_domain(function, args, name):
    """A plain ValueError names an argument involved."""
    with pytest.raises(ValueError, match=f"(?<!\\w){name}(?!\\w)") as caught:
        function(*args)
    assert type(caught.value) is ValueError


# One call of each function with arrays, that has a plain answer.
QUARTERS, TABLE = np.array([0.25, 0.75]), np.array([[0.25, 0.0], [0.25, 0.5]])
WHOLE = np.array([1.0, 0.0])
BATCH = np.array([[1.0, 2.0], [3.0, -1.0]])
MIXTURE = (QUARTERS, np.array([-2.0, 1.0]), np.array([1.0, 2.0]))
CALLS = [
    (kl.surprise, (QUARTERS, 2)), (kl.surprise, (WHOLE,)), (kl.entropy, (QUARTERS, 2)), (kl.entropy, (WHOLE,)),
    (kl.binary_entropy, (QUARTERS, 2)), (kl.binary_entropy, (WHOLE,)),
    (kl.huffman_lengths, (np.array([0.5, 0.125, 0.125, 0.25]),)), (kl.huffman_lengths, (WHOLE,)),
    (kl.average_length, (QUARTERS, np.array([1.0, 3.0]))), (kl.kraft_sum, (np.array([1.0, 3.0]),)),
    *((function, (QUARTERS, np.array([0.5, 0.5]))) for function in PAIRS), *((function, (WHOLE, WHOLE)) for function in PAIRS),
    (kl.expected_score, (QUARTERS, np.array([[0.5, 0.5], [0.25, 0.75]]))),
    (kl.best_forecast, (QUARTERS, np.array([[0.5, 0.5], [0.25, 0.75]]))),
    (kl.mutual_information, (TABLE, 2)), (kl.conditional_entropy, (TABLE, 2)), (kl.mutual_information, (np.eye(1),)),
    (kl.gaussian_entropy, (np.array([1.0, 2.0]),)),
    (kl.kl_gaussian, (np.array([1.0, 0.0]), np.array([1.0, 2.0]), np.array([0.0, -1.0]), np.array([3.0, 1.0]))),
    (kl.kl_to_standard, (np.array([1.0, 2.0]), np.array([0.0, -1.0]))), (kl.kl_to_standard, (BATCH, BATCH)),
    (kl.empirical, (np.array([1.0, 0.0, 1.0]), 3)), (kl.mle_gap, (np.array([1.0, 0.0, 1.0]), QUARTERS)),
    (kl.penalised_mean_nll, (np.array([1.0, 0.0, 1.0]), QUARTERS, -2.0)),
    (kl.forward_fit, MIXTURE), (kl.reverse_fit, MIXTURE), (kl.reverse_kl, (0.5, 2.0, *MIXTURE)),
    (kl.distillation_loss, (np.array([1.0, 2.0]), np.array([0.0, -1.0]), 2.0)), (kl.distillation_loss, (BATCH, BATCH[::-1], 2.0)),
    (kl.bradley_terry_loss, (np.array([1.0, 2.0]), np.array([0.0, 4.0]))),
    (kl.dpo_loss, (*(np.array([-a, -b]) for a, b in ((1.0, 2.0), (3.0, 1.0), (2.0, 2.0), (4.0, 0.0))), 0.5)),
    (kl.denoising_nll, (np.array([1.0, 2.0]), np.array([0.0, 4.0]), 2.0)), (kl.denoising_nll, (BATCH, BATCH[::-1], 2.0)),
    (kl.negative_elbo, (BATCH, BATCH[::-1], np.array([[1.0], [2.0]]), np.array([[0.0], [-1.0]]), 2.0)),
    (kl.negative_elbo, (np.array([1.0, 2.0]), np.array([0.0, 4.0]), np.array([1.0]), np.array([2.0]), 2.0)),
    (kl.elbo_gap, (1.0, 0.5, 2.0, 3.0)), (kl.entropy_at, (np.array([1.0, 0.0, 4.0]), 2.0)),
]


@pytest.mark.parametrize("form", [list, tuple, np.float32, np.int64, np.uint8])
def test_any_sequence(form):
    """Lists, tuples, float32 and, where numbers are whole, integers give the same; arguments are not changed."""
    def change(arg):
        if not isinstance(arg, np.ndarray):
            return arg
        if form in (list, tuple):
            return form(map(form, arg.tolist())) if arg.ndim == 2 else form(arg.tolist())
        fits = form is np.float32 or (np.all(arg == np.round(arg)) and (form is np.int64 or np.all(arg >= 0)))
        return arg.astype(form) if fits else arg

    for function, args in CALLS:
        before = copy.deepcopy(args)
        want = function(*args)

        np.testing.assert_allclose(function(*map(change, args)), want, rtol=1e-6)
        for old, new in zip(before, args, strict=True):
            np.testing.assert_array_equal(old, new)


def test_frozen_arguments():
    """Arrays that cannot be written are as good as others, and no answer is a view of them."""
    for function, args in CALLS:
        frozen = copy.deepcopy(args)
        for arg in frozen:
            if isinstance(arg, np.ndarray):
                arg.flags.writeable = False
        got = function(*frozen)
        np.testing.assert_array_equal(got, function(*args))
        if isinstance(got, np.ndarray):
            assert got.flags.writeable
            assert not any(np.shares_memory(got, arg) for arg in frozen if isinstance(arg, np.ndarray))


def test_float32_is_no_float32_calculation():
    """float32 arrays and scalars are numbers like others; a float32 distribution of a thousand is one."""
    narrow = np.float32(0.3)
    assert kl.surprise(narrow) == kl.surprise(float(narrow))
    assert kl.kl_gaussian(narrow, narrow, 0, 1) == kl.kl_gaussian(float(narrow), float(narrow), 0, 1)
    assert kl.elbo_gap(narrow, 0, narrow, narrow) == kl.elbo_gap(float(narrow), 0, float(narrow), float(narrow))
    many = np.random.default_rng(2).dirichlet(np.ones(1000)).astype(np.float32)
    assert kl.entropy(many) == pytest.approx(kl.entropy(many.astype(float) / many.astype(float).sum()), rel=1e-6)
    assert kl.huffman_lengths(many).size == 1000


@pytest.mark.parametrize("off", [1e-6, -1e-6])
def test_sums_within_the_tolerance(off):
    """A sum that is 1e-6 off is a distribution still; the probabilities are used as they are."""
    near = [0.25, 0.75 + off]
    assert kl.kl([1.0, 0.0], near) == pytest.approx(math.log(4))
    assert kl.entropy(near) == pytest.approx(kl.entropy(QUARTERS), rel=1e-5)
    assert kl.mutual_information([near]) == pytest.approx(0, abs=2e-6)
    assert kl.average_length(near, [1, 2]) == pytest.approx(1.75, abs=3e-6)
    assert kl.forward_fit(near, [0, 1], [1, 1]) == pytest.approx(kl.forward_fit(QUARTERS, [0, 1], [1, 1]), abs=2e-6)


@pytest.mark.parametrize("value", [
    kl.surprise(1), kl.surprise(np.float32(0.5), 2), kl.entropy([1]), kl.entropy((0.5, 0.5), np.float32(2)), kl.binary_entropy(0),
    kl.average_length([0.5, 0.5], [1, 1]), kl.kraft_sum([1]), kl.kl([1], [1]), kl.cross_entropy_of([1], [1]),
    kl.extra_bits((1, 0), (1, 0)), kl.mutual_information([[1]]), kl.conditional_entropy(((1,),)), kl.gaussian_entropy(1),
    kl.kl_gaussian(0, 1, np.int64(0), 2), kl.kl_to_standard([0], [0]), kl.mle_gap([0], [1]), kl.reverse_kl(0, 1, [1], [0], [1]),
    kl.jensen_shannon([1], [1]), kl.gan_value([1], [1]), kl.distillation_loss([[1, 2]], [[1, 3]], 1), kl.bradley_terry_loss(0, 0),
    kl.dpo_loss(0, 0, 0, 0, 1), kl.denoising_nll([0], [0], 1), kl.negative_elbo([0], [0], [0], [0], 1), kl.elbo_gap(0, 0, 1, 1),
    kl.penalised_mean_nll([0], [1], 0), kl.entropy_at([0], 1), *kl.forward_fit([1], [0], [1]), *kl.reverse_fit([1], [0], [1]),
    *kl.kl_monte_carlo(log_density, log_density, sampler, 2, RNG), kl.surprise(np.array(0.5)),
])
def test_scalar_out(value):
    """A number comes back as Python's own."""
    assert type(value) is float


def test_whole_numbers():
    """An index is Python's own, lengths of words are NumPy's integers, shares are floats."""
    assert type(kl.best_forecast([0.5, 0.5], [[0.5, 0.5]])) is int
    assert kl.huffman_lengths([1, 0]).dtype.kind == "i"
    assert kl.empirical([True, False, True], 2).tolist() == pytest.approx([1 / 3, 2 / 3])


def test_broadcasting():
    """Rows against columns, in all arguments of the elementwise functions."""
    grid = np.array([0.1, 0.5])
    assert kl.surprise([[0.1, 0.5]]).shape == kl.binary_entropy([[0.1, 0.5]]).shape == kl.gaussian_entropy([[1, 2]]).shape == (1, 2)
    row, column = np.array([0.0, 1.0, 2.0]), np.array([[1.0], [2.0]])
    table = kl.kl_gaussian(row, column, 0, 3)
    assert table.shape == (2, 3)
    assert table[1, 2] == kl.kl_gaussian(2, 2, 0, 3)
    assert kl.kl_gaussian(0, 1, 0, grid).tolist() == [kl.kl_gaussian(0, 1, 0, v) for v in grid]
    assert kl.bradley_terry_loss(row, column).shape == (2, 3)
    assert kl.dpo_loss(row, 0, column, 0, 0.5)[1, 2] == kl.dpo_loss(2, 0, 2, 0, 0.5)


# The key --------------------------------------------------------------------------------------------------------------


def names():
    """The functions of the assignment, and its one answer, in the order of the module."""
    functions = [name for name, value in vars(kl).items()
                 if inspect.isfunction(value) and value.__module__ == kl.__name__ and not name.startswith("_")]
    return functions, [name for name in vars(kl) if name.startswith("answer_")]


@pytest.fixture
def lab(tmp_path):
    """A course whose one notebook asks for every name of the module."""
    functions, values = names()
    regions = [answer(name, f"### BEGIN SOLUTION\nfrom solutions.kl import {name}\n### END SOLUTION") for name in values]
    for name in functions:
        parameters = inspect.signature(getattr(kl, name)).parameters
        bare = [str(p.replace(annotation=inspect.Parameter.empty,
                              default="math.e" if p.name == "base" else p.default)).replace("'", "") for p in parameters.values()]
        regions.append(answer(name, (
            f'def {name}({", ".join(bare)}):\n    """What to do."""\n    ### BEGIN SOLUTION\n'
            f"    from solutions.kl import {name} as reference\n    return reference({', '.join(parameters)})\n"
            "    ### END SOLUTION")))
    write(tmp_path, [locked("imports", "import math\n\nimport numpy as np"), *regions])
    (tmp_path / "solutions").symlink_to(Path(kl.__file__).parent)
    (tmp_path / "course_config.py").write_text('course_id = "small"\nassignments = {"coins": {}}\n', encoding="utf-8")
    return course.find(tmp_path)


def test_every_answer_can_be_inlined(lab):
    """Each cell of the key stands alone with what the setup imports, and gives what the module gives."""
    cells = inline.answers(lab, "coins")
    assert set(cells) == {name for part in names() for name in part}
    assert {function.__name__ for function, _ in CALLS} | {"kl_monte_carlo", "plot_directions"} == set(names()[0])
    for name, text in cells.items():
        space = {"np": np, "math": math}
        exec(compile(text, name, "exec"), space)
        assert "solutions" not in text
        for function, args in CALLS:
            if function.__name__ == name:
                np.testing.assert_array_equal(space[name](*args), function(*args))
        if name in names()[1]:
            assert space[name] == getattr(kl, name)


def test_the_key_runs_as_one_notebook(lab):
    """Its cells, one after the other, need nothing but each other."""
    import json

    (content,) = inline.key_version(lab, "coins").values()
    space = {}
    for cell in json.loads(content)["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    assert space["reverse_fit"](*MIXTURE) == kl.reverse_fit(*MIXTURE)
    assert space["kl_monte_carlo"](log_density, log_density, sampler, 3, RNG) == (0.0, 0.0)
