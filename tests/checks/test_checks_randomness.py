"""Seeds of a submission, and draws from `rng` alone."""

import contextvars
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import CheckFailed, only_rng, rng, stream, uniforms, use_seed

GOLDEN = [1768532006599342367, 683533730665827605, 3035127602067548168, 29420990297458763]


def hint_of(f, *args, check=only_rng, **options):
    with pytest.raises(CheckFailed) as failed:
        check(f, *args, **options)
    return failed.value.hint


def draws_at(seed, label):
    """In a context of its own, so that the seed of other tests stays."""
    def run():
        use_seed(seed)
        return rng(label).integers(0, 2**62, 4).tolist()
    return contextvars.copy_context().run(run)


@given(st.integers(0, 2**64 - 1), st.text(max_size=20))
def test_seed_and_label_fix_the_stream(seed, label):
    """The same again for the same seed and label, another for any other."""
    assert draws_at(seed, label) == draws_at(seed, label)
    assert draws_at(seed, label) != draws_at(seed + 1, label)
    assert draws_at(seed, label) != draws_at(seed, label + "'")


def test_the_stream_is_the_same_on_every_machine_and_day():
    """Golden values: a change here would regrade all submissions with other draws."""
    assert rng("golden").bit_generator.__class__ is np.random.PCG64
    assert draws_at(0, "golden") == GOLDEN


def test_the_seed_is_zero_unless_set():
    """A test cell under stock tools, where nobody sets a seed, still has fixed streams."""
    assert contextvars.Context().run(lambda: rng("golden").integers(0, 2**62, 4).tolist()) == GOLDEN


@pytest.mark.parametrize("bits", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_another_bit_generator_can_be_tried(bits):
    """For the release gate; the next seed is a PCG64 again."""
    def run():
        use_seed(5, bits)
        kind = type(rng("x").bit_generator).__name__
        use_seed(5)
        return kind, type(rng("x").bit_generator).__name__

    assert contextvars.copy_context().run(run) == (bits, "PCG64")


U = (0.1, 0.55, 0.9, 0.0)


def inverse(n, g):
    return -np.log1p(-g.random(n))


def one_by_one(n, g):
    return [-np.log1p(-g.uniform()) for _ in range(n)]


@pytest.mark.parametrize("f", [inverse, one_by_one, lambda n, g: -np.log1p(-g.uniform(0, 1, size=n))])
def test_a_prescribed_stream_is_kept(f):
    """All at once or one by one, by either method."""
    stream(f, uniforms=U, want=-np.log1p(-np.array(U)))


def test_a_stream_of_integers_is_compared_as_numbers():
    """Truth values, floats and ints; options and further arguments are passed."""
    for kind in (int, float, bool):
        stream(lambda p, n, g, *, kind: (g.random(n) >= 1 - p).astype(kind), 0.5, uniforms=U, want=[0, 1, 1, 0], kind=kind)


@pytest.mark.parametrize(("f", "says"), [
    (lambda n, g: -np.log1p(-g.random(2 * n)[::2]), "your code draws more"),
    (lambda n, g: -np.log1p(-np.resize(g.random(2), n)), "your code draws fewer"),
    (lambda n, g: g.exponential(size=n), "your code draws none from there"),
    (lambda n, g: [inverse(n, g), g.random()][0], "your code draws more"),
    (lambda n, g: inverse(n, g)[::-1], "another order"),
    (lambda n, g: -np.log(g.random(n) + 1e-9), "decreasing"), (lambda n, g: 2 * inverse(n, g), "by the rate"),
    (lambda n, g: None, "return missing"),
])
def test_another_stream_fails(f, says):
    """Other counts, another order, a catalogued slip, another value."""
    said = hint_of(f, check=stream, uniforms=U, want=-np.log1p(-np.array(U)), hint="Divide by the rate.",
                   slips={"This is decreasing in u.": -np.log(np.array(U) + 1e-9)})

    assert says in said


def test_the_first_argument_is_how_many():
    """n is the number of uniforms, the Generator comes last."""
    seen = []
    stream(lambda *args: seen.append(args[:-1]) or args[-1].random(args[-2]), 1.5, "x", uniforms=U, want=U)

    assert seen == [(1.5, "x", 4)]


@pytest.mark.parametrize("values", [[1.0], [-0.1], [np.nan], 0.5, [[0.5]]])
def test_numbers_that_are_no_uniforms_are_the_authors_mistake(values):
    """Outside of [0, 1), or no vector."""
    with pytest.raises(ValueError, match="uniforms"):
        uniforms(values)


def test_what_comes_behind_the_uniforms_has_the_submissions_seed():
    """Another submission, other draws; the same one, the same."""
    def behind(seed):
        def run():
            use_seed(seed)
            return uniforms([0.5]).random(3)[1:].tolist()
        return contextvars.copy_context().run(run)

    assert behind(1) == behind(1) != behind(2)


def test_a_function_that_keeps_to_rng_passes():
    """Scalars, arrays and tuples; the first draws come back; options are passed."""
    assert only_rng(lambda n, g: g.random(n), 5).shape == (5,)
    assert isinstance(only_rng(lambda g: float(g.normal())), float)
    mean, draws = only_rng(lambda n, g, *, k: (g.normal(), g.integers(0, 1000, n * k)), 4, k=3)
    assert np.ndim(mean) == 0
    assert draws.shape == (12,)


@pytest.mark.parametrize("f", [
    lambda n, g: np.random.random(n), lambda n, g: g.random(n) + random.random(), lambda n, g: np.random.default_rng().random(n),
    lambda n, g: g.random(n) + np.random.normal(), lambda n, g: np.random.seed(3) or g.random(n),
    lambda n, g: random.seed(3) or g.random(n),
])
def test_another_source_of_randomness_fails(f):
    """Global generators, seeding them, and a fresh Generator are all seen."""
    assert "`rng` only" in hint_of(f, 20)


@pytest.mark.parametrize("f", [lambda n, g: np.random.default_rng(0).random(n), lambda n, g: np.arange(n)])
def test_draws_that_do_not_depend_on_rng_fail(f):
    """A seed within the function, or no draw at all, repeats itself."""
    assert "Successive calls" in hint_of(f, 20)


def test_a_generator_that_is_copied_fails():
    """The function must move the Generator on that it was given."""
    def copied(n, g):
        fresh = np.random.PCG64()
        fresh.state = g.bit_generator.state
        return np.random.Generator(fresh).random(n)

    assert "Successive calls" in hint_of(copied, 20)


def test_draws_that_are_no_numbers_fail():
    """None is refused as everywhere."""
    assert "return missing" in hint_of(lambda g: None)


@pytest.mark.parametrize(("f", "right"), [(lambda g: g.random(3), True), (lambda g: np.random.random(3), False)])
def test_global_states_are_left_as_they_were(f, right):
    """Passing or failing, the check leaves the legacy generators where they stood."""
    numpys, pythons = np.random.get_state(legacy=False), random.getstate()

    if right:
        only_rng(f)
    else:
        hint_of(f)

    after = np.random.get_state(legacy=False)
    assert (after["state"]["key"] == numpys["state"]["key"]).all()
    assert after["state"]["pos"] == numpys["state"]["pos"]
    assert random.getstate() == pythons
