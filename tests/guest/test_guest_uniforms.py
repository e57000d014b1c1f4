"""A Generator with chosen uniforms: in every way in which a student may ask for them."""

import copy
import pickle

import numpy as np
import pytest

from autograder.guest.uniforms import ChosenUniforms

CHOSEN = [0.1, 0.55, 0.9, 0.0, 0.25, 0.5]


def made(chosen=CHOSEN):
    return ChosenUniforms(np.random.PCG64(9), chosen)


def filled(g):
    out = np.empty(6)
    assert g.random(out=out) is out
    return out


@pytest.mark.parametrize("draw", [
    lambda g: g.random(6), lambda g: [g.random() for _ in range(6)], lambda g: g.uniform(size=6), lambda g: g.uniform(0, 1, 6),
    lambda g: [g.uniform() for _ in range(6)], lambda g: g.uniform(high=1.0, size=(6,)), lambda g: g.random((2, 3)).ravel(),
    lambda g: g.random(size=(6,)), lambda g: np.concatenate([g.random(2), g.random(np.int64(4))]), filled,
    lambda g: g.random((6, 1))[:, 0], lambda g: [*g.random([2, 2]).ravel(), g.uniform(0.0, 1.0), g.random(())],
    lambda g: (g.uniform(-2, 2, 6) + 2) / 4, lambda g: g.uniform(np.zeros(6), 1.0), lambda g: g.uniform(np.zeros(6), np.ones((1, 1)))[0],
])
def test_the_numbers_come_in_order(draw):
    """However they are asked for, the six chosen ones come, and six are counted."""
    g = made()

    np.testing.assert_allclose(draw(g), CHOSEN, rtol=1e-15)
    assert g.used == 6
    assert isinstance(g, np.random.Generator)


def test_scalars_are_floats():
    """As NumPy's: a Python float for one number, arrays of the dtype for more."""
    g = made()

    assert type(g.random()) is float
    assert type(g.uniform(1, 2)) is float
    assert g.random(2, dtype=np.float32).dtype == np.float32
    assert g.random(dtype=np.float32) == 0.25
    assert g.random(0).shape == (0,)
    assert g.used == 5


def test_no_uniform_is_one_in_float32():
    """The largest double below 1 would be rounded up."""
    assert made([1 - 2**-53]).random(1, dtype=np.float32)[0] < 1


def test_behind_the_chosen_come_those_of_the_bit_generator():
    """Also within one call; the count goes on."""
    g, plain = made(), np.random.Generator(np.random.PCG64(9))

    np.testing.assert_array_equal(g.random(8), [*CHOSEN, *plain.random(2)])
    assert g.uniform() == plain.random()
    assert g.used == 9


@pytest.mark.parametrize("method", [
    lambda g: g.normal(size=3), lambda g: g.standard_normal(2), lambda g: g.exponential(2.0, 3), lambda g: g.integers(0, 9, 5),
    lambda g: g.binomial(5, 0.3, 4), lambda g: g.permutation(5), lambda g: g.choice(7, 3), lambda g: g.beta(2, 3, 4),
])
def test_other_methods_use_the_bit_generator(method):
    """They are those of an ordinary Generator, and no chosen number is used up."""
    g = made()

    np.testing.assert_array_equal(method(g), method(np.random.Generator(np.random.PCG64(9))))
    assert g.used == 0


def test_choice_takes_the_chosen_numbers():
    """With probabilities NumPy asks `random`: each number falls among the cumulative sums, as in an inverse cdf."""
    p = [0.1, 0.4, 0.3, 0.2]
    g = made()

    assert g.choice(4, 3, p=p).tolist() == [1, 2, 3]
    assert g.choice(4, p=p) == 0
    assert g.choice(np.array(list("abcd")), size=(2,), p=p).tolist() == ["b", "c"]
    assert g.used == 6


@pytest.mark.parametrize("way", [copy.deepcopy, lambda g: pickle.loads(pickle.dumps(g))])
def test_a_copy_goes_on_where_it_stood(way):
    """Numbers, count and the bit generator's state."""
    g = made()
    g.random(2)
    g.normal()
    other = way(g)

    assert (other.used, other.random(), other.random(5)[-1]) == (2, 0.9, way(g).random(6)[-1])


def test_a_spawned_generator_has_no_chosen_numbers():
    """It draws as an ordinary one that was spawned."""
    (child,), (plain,) = made().spawn(1), np.random.Generator(np.random.PCG64(9)).spawn(1)

    assert child.random(3).tolist() == plain.random(3).tolist()


@pytest.mark.parametrize(("call", "error"), [
    (lambda g: g.random(-1), ValueError), (lambda g: g.random(2, dtype=np.int64), TypeError),
    (lambda g: g.random(3, out=np.empty(2)), ValueError), (lambda g: g.uniform(2, 1), ValueError),
])
def test_bad_calls_fail_as_numpys(call, error):
    """The same class of exception as an ordinary Generator raises."""
    with pytest.raises(error):
        call(made())
    with pytest.raises((error, OverflowError)):
        call(np.random.default_rng(1))
