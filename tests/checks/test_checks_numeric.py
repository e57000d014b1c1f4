"""Numbers, arrays, pairs, dicts, integers and choices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import CheckFailed, choice, close, integers, mapping, pair

NAN, INF = float("nan"), float("inf")


class SaysEqual(str):
    """A text that calls itself equal to everything."""

    __hash__ = str.__hash__

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


class EqualObject:
    """An object that calls itself equal to everything, and whose repr fails."""

    __array_priority__ = 1000

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("a")

    def __repr__(self):
        raise RuntimeError("no repr")


class EqualArray(np.ndarray):
    """An array whose comparisons are all true."""

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __le__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __sub__(self, other):
        return np.zeros(self.shape)


def hint_of(check, *args, **options):
    with pytest.raises(CheckFailed) as failed:
        check(*args, **options)
    return failed.value.hint


def test_a_failed_check_is_an_assertion_error_with_a_hint():
    """Stock tools see an AssertionError; the hint is beside the message, not in it."""
    failed = CheckFailed("0.5 is not 0.7", "Sum the logs.")

    assert isinstance(failed, AssertionError)
    assert (str(failed), failed.hint, CheckFailed("x").hint) == ("0.5 is not 0.7", "Sum the logs.", "")


@pytest.mark.parametrize("got", [2.0, 2, np.float64(2), np.float32(2), np.int8(2), np.array(2.0), np.array(2), True + 1])
def test_scalars_of_python_and_numpy_are_right(got):
    """For a number, Python's and NumPy's scalars and 0-d arrays are as good as each other."""
    close(got, 2.0)


@pytest.mark.parametrize("got", [[1, 2.0], (1.0, 2), np.array([1, 2]), np.array([1, 2], dtype=np.float32), range(1, 3)])
def test_sequences_are_right_for_arrays(got):
    """For an array, a list or a tuple of the same shape is right."""
    close(got, np.array([1.0, 2.0]))
    close([got, got], [[1.0, 2.0], [1.0, 2.0]])


@pytest.mark.parametrize("got", [
    None, "2.0", ..., {}, {"a": 2.0}, [1, [2, 3]], 2j, np.array("2"), np.array([None]), np.ma.array([2.0]), EqualObject(),
    [EqualObject()], print, b"2", {2.0}, 10**400, float,
])
def test_wrong_types_are_refused_with_a_hint(got):
    """What holds no real numbers fails the check, tells the student so, and is never asked for its repr."""
    assert "Your code returned" in hint_of(close, got, 2.0, hint="other")


def test_none_asks_for_the_return():
    """The commonest wrong type has its own hint."""
    assert "return missing" in hint_of(close, None, 2.0)


@pytest.mark.parametrize(("got", "want", "right"), [
    (INF, INF, True), (-INF, INF, False), (INF, 1.0, False), (1.0, INF, False), (1e308, INF, False), (NAN, NAN, True),
    (NAN, 1.0, False), (1.0, NAN, False), (NAN, INF, False), (-1e-17, 0.0, True), (1e-8, 0.0, False),
    (1e308, -1e308, False), (1 + 5e-7, 1.0, True), (1 + 5e-6, 1.0, False), (10**30, 1e30, True),
])
def test_inf_nan_and_tolerance(got, want, right):
    """Infinities agree in sign, nan is right only where it is asked for, finite values within the tolerance."""
    for wrap in (lambda value: value, lambda value: [0.0, value]):
        if right:
            close(wrap(got), wrap(want))
        else:
            assert hint_of(close, wrap(got), wrap(want), hint="look") == "look"


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_float_is_close_to_itself(x):
    """Reflexive, for nan and the infinities too."""
    close(x, x)
    close([x], np.array([x]), rtol=0.0, atol=0.0)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_close_is_what_the_formula_says(got, want):
    """|got - want| <= atol + rtol |want|, and nothing else."""
    right = abs(got - want) <= 1e-3 + 1e-2 * abs(want)

    if right:
        close(got, want, rtol=1e-2, atol=1e-3)
    else:
        hint_of(close, got, want, rtol=1e-2, atol=1e-3)


@pytest.mark.parametrize(("got", "want"), [([2.0], 2.0), (2.0, [2.0]), ([[1.0, 2.0]], [1.0, 2.0]), ([], [1.0]), ([1, 1], 1)])
def test_shapes_must_agree(got, want):
    """Nothing is broadcast: one number is no array, and a row no vector. No hint tells the length of a hidden input."""
    hint = hint_of(close, got, want)

    assert "shape" in hint or "should be" in hint
    assert str(np.shape(want)) not in hint


def test_an_empty_array_is_right_for_an_empty_array():
    """The shape alone decides where there is nothing to compare."""
    close([], np.zeros(0))
    hint_of(close, np.zeros((0, 2)), np.zeros(0))


def test_a_class_that_is_equal_to_everything_gains_nothing():
    """The answer is copied into an array of NumPy's own before anything is compared."""
    liar = np.array([9.0]).view(EqualArray)

    hint_of(close, liar, np.array([1.0]))
    hint_of(pair, (liar, 1.0), (np.array([1.0]), 1.0))
    hint_of(mapping, {SaysEqual("b"): 1.0}, {"a": 1.0})
    hint_of(mapping, {EqualObject(): 1.0}, {"a": 1.0})
    hint_of(choice, SaysEqual("b"), "a")
    hint_of(choice, {"k": SaysEqual("b")}, {"k": "a"})
    hint_of(choice, {"k": EqualObject()}, {"k": "a"})
    hint_of(choice, {SaysEqual("a"), SaysEqual("c")}, {"a", "b"})
    hint_of(choice, {EqualObject()}, {"a"})


def test_a_slip_gives_its_hint():
    """The first slip that equals the answer explains it; other wrong values get the general hint."""
    slips = {"This is the variance.": 4.0, "This is the sum.": np.array([3.0, 4.0])}

    assert hint_of(close, 4.0 + 1e-8, 2.0, slips=slips, hint="other") == "This is the variance."
    assert hint_of(close, 5.0, 2.0, slips=slips, hint="other") == "other"
    assert hint_of(close, [3.0, 4.0], 2.0, slips=slips) == "This is the sum.", "a slip may have another shape"


def test_a_slip_that_is_right_is_passed_over():
    """Where the numbers of a term hide a slip, the right answer stays right and others are not misled."""
    close(2.0, 2.0, slips={"sd for variance": 2.0})
    assert hint_of(close, 2.1, 2.0, slips={"sd for variance": 2.0 + 1e-9}, hint="other") == "other"
    assert hint_of(mapping, {"a": 1.0, "b": 5.0}, {"a": 1.0, "b": 2.0}, slips={"bad": {"a": 1.0}}, hint="other") == "other"
    assert hint_of(pair, (1.0, 3.0), (1.0, 2.0), slips={"bad": (1.0, 2.0)}, hint="other") == "other"


@pytest.mark.parametrize("got", [(1.0, 2.0), [1, 2], np.array([1.0, 2.0]), (np.float32(1), np.int64(2))])
def test_pairs_of_any_sequence_are_right(got):
    """A tuple, a list and an array of the right length are the same answer."""
    pair(got, (1.0, 2.0))


@pytest.mark.parametrize("got", [None, 1.0, (1.0,), (1.0, 2.0, 3.0), {1.0, 2.0}, {1.0: 2.0}, "12", np.array(1.0), EqualObject()])
def test_other_lengths_and_types_are_no_pairs(got):
    """The hint says how many values are asked for."""
    assert "Return 2 values" in hint_of(pair, got, (1.0, 2.0))


def test_pairs_compare_each_value():
    """Wrong values, wrong order and wrong types fail; a slip must fit as a whole."""
    slips = {"Swapped.": (2.0, 1.0), "Second is the variance.": (1.0, 4.0)}

    assert hint_of(pair, (2, 1), (1.0, 2.0), slips=slips) == "Swapped."
    assert hint_of(pair, (1, 4), (1.0, 2.0), slips=slips) == "Second is the variance."
    assert hint_of(pair, (2, 4), (1.0, 2.0), slips=slips, hint="other") == "other"
    assert "Your code returned" in hint_of(pair, (1.0, None), (1.0, 2.0))


def test_pairs_may_hold_arrays():
    """A mean vector with its covariance is a pair, too; an array does not stand for nan."""
    pair(([1.0, 2.0], np.eye(2)), (np.array([1.0, 2.0]), np.eye(2)))
    hint_of(pair, ([1.0, 2.0], np.ones((2, 2))), (np.array([1.0, 2.0]), np.eye(2)))
    assert "single number" in hint_of(pair, (1.0, [1.0, 2.0]), (1.0, NAN))


def test_mappings():
    """Exactly the keys, close values, nan where it is asked for."""
    want = {"mean": 0.5, "mode": NAN, "var": np.array([1.0, 2.0])}

    mapping({"var": [1, 2], "mode": NAN, "mean": np.float32(0.5)}, want)
    mapping({np.str_("mean"): 0.5, "mode": NAN, "var": (1.0, 2.0)}, want)
    assert hint_of(mapping, {"mean": 0.5, "mode": 0.5, "var": [1, 2]}, want, hint="other") == "other"
    for wrong in ({"mean": 0.5}, {**want, "sd": 1.0}, {}, None, [0.5], {"Mean": 0.5, "mode": NAN, "var": [1, 2]}):
        assert "exactly the keys mean, mode, var" in hint_of(mapping, wrong, want)
    assert "Your code returned" in hint_of(mapping, {**want, "mean": None}, want, hint="other")


def test_a_slip_of_a_mapping_is_partial():
    """A slip names the keys that it gets wrong; all of them must fit."""
    want, slips = {"a": 1.0, "b": 2.0, "c": 3.0}, {"Swapped.": {"a": 2.0, "b": 1.0}}

    assert hint_of(mapping, {"a": 2.0, "b": 1.0, "c": 3.0}, want, slips=slips) == "Swapped."
    assert hint_of(mapping, {"a": 2.0, "b": 1.5, "c": 3.0}, want, slips=slips, hint="other") == "other"


@pytest.mark.parametrize("got", [3, np.int32(3), np.uint8(3), np.array(3)])
def test_one_integer(got):
    """An int and NumPy's integers are integers."""
    assert integers(got, shape=(), low=0, high=3) == 3


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int64, np.uint64])
def test_integer_arrays(dtype):
    """Any integer dtype; the copy that comes back is int64."""
    whole = integers(np.array([0, 1, 3], dtype=dtype), shape=3, low=0, high=3)

    assert whole.dtype == np.int64
    assert whole.tolist() == [0, 1, 3]
    assert integers([0, 1], shape=(2,)).tolist() == [0, 1]


@pytest.mark.parametrize("got", [3.0, [1.0, 2.0], np.array([1.0]), True, np.array([True]), None, "3", [1, None], [[1], [2, 3]],
                                 EqualObject(), 10**30, np.array([], dtype=str)])
def test_what_is_no_integer(got):
    """Floats with whole values and booleans are not integers."""
    assert hint_of(integers, got) == "Return integers, not floats or anything else."


def test_integers_out_of_shape_or_range():
    """Shape and both bounds are checked, also for values beyond int64."""
    assert "number of values" in hint_of(integers, [1, 2], shape=3)
    for wrong in ([-1, 2], [0, 4], np.array([2**63], dtype=np.uint64)):
        assert "outside the possible range" in hint_of(integers, wrong, low=0, high=3)
    assert "outside the possible range" in hint_of(integers, np.array([2**63], dtype=np.uint64))


def test_no_integers_are_integers():
    """An empty list becomes a float array in NumPy; it is right all the same."""
    for empty in ([], np.zeros(0), np.zeros(0, dtype=int)):
        assert integers(empty, shape=0, low=0, high=1).shape == (0,)


@pytest.mark.parametrize(("got", "want"), [
    ("b", "b"), (np.str_("b"), "b"), (True, True), (np.bool_(False), False), ({"a", "c"}, {"c", "a"}),
    (frozenset("ac"), {"a", "c"}), ({"a", "c"}, frozenset("ac")), ({"x": "y", "z": np.str_("w")}, {"z": "w", "x": "y"}),
    ({"x": {"a"}, "z": True}, {"x": {"a"}, "z": True}), (set(), set()),
])
def test_right_choices(got, want):
    """Texts, truth values, sets and dicts; NumPy's scalars are as good as Python's."""
    choice(got, want)


@pytest.mark.parametrize(("got", "want"), [
    ("a", "b"), (False, True), ({"a"}, {"a", "c"}), ({"a", "b", "c"}, {"a", "c"}), ({"x": "n"}, {"x": "y"}),
    ({"x": ["y"]}, {"x": "y"}), ({"x": np.array(["y", "y"])}, {"x": "y"}), ({"x": 1}, {"x": True}),
])
def test_wrong_choices(got, want):
    """Another answer gets the author's hint."""
    assert hint_of(choice, got, want, hint="Read again.") == "Read again."


@pytest.mark.parametrize(("got", "want", "says"), [
    (None, "b", "should be a str"), (..., "b", "should be a str"), (1, True, "should be a bool"), ("ac", {"a", "c"}, "a set"),
    (["y"], {"x": "y"}, "a dict"), ({"X": "y"}, {"x": "y"}, "keys"), (EqualObject(), "b", "should be a str"),
    ({EqualObject(): "y"}, {"a": "y"}, "keys"),
])
def test_choices_of_another_form(got, want, says):
    """The hint tells the form, not the answer."""
    hint = hint_of(choice, got, want, hint="Read again.")

    assert says in hint
    assert "y" not in hint.split()


def test_messages_for_staff_are_short_and_safe():
    """A long value is cut, a huge integer is not written out, and a student's repr is not asked."""
    for got in (list(range(10_000)), 10**5000, EqualObject(), [EqualObject()], {"a": EqualObject()}, [[[[[[[1]]]]]]]):
        with pytest.raises(CheckFailed) as failed:
            pair(got, (1.0, 2.0))
        assert len(str(failed.value)) < 400


@pytest.mark.parametrize("got", [0.571, 0.5714, 4 / 7, 0.5715, np.float32(0.571)])
def test_where_decimals_are_asked_for_the_rounded_answer_is_right(got):
    """The lecture's own .571 for 4/7, and everything up to half a unit of the last digit."""
    close(got, 4 / 7, decimals=3)
    pair((got, 1.0), (4 / 7, 1.0), decimals=3)
    mapping({"mean": got}, {"mean": 4 / 7}, decimals=3)


def test_a_rounded_half_is_right_both_ways():
    """.0625 to three decimals is .062 or .063, as one rounds."""
    close(0.062, 0.0625, decimals=3)
    close(0.063, 0.0625, decimals=3)


@pytest.mark.parametrize(("check", "got", "want"), [
    (close, 0.572, 4 / 7), (close, 0.57, 4 / 7), (pair, (0.572, 1.0), (4 / 7, 1.0)), (mapping, {"m": 0.57}, {"m": 4 / 7}),
])
def test_more_than_half_a_unit_is_wrong(check, got, want):
    """Fewer digits than were asked for, or a wrong last one; without `decimals` the rounded answer is not right."""
    with pytest.raises(CheckFailed):
        check(got, want, decimals=3)
    with pytest.raises(CheckFailed):
        close(0.571, 4 / 7)


def test_a_slip_that_rounding_hides_is_passed_over():
    """A slip within the tolerance of the right answer explains nothing."""
    with pytest.raises(CheckFailed) as failed:
        close(0.6, 4 / 7, decimals=3, slips={"hidden": 0.5713, "mode": 0.6})

    assert failed.value.hint == "mode"


@pytest.mark.parametrize(("got", "want"), [(-0.0, 0.0), (0.0, -0.0), ([-0.0, 1], [0.0, 1]), (np.float32(-0.0), 0)])
def test_the_sign_of_zero_does_not_matter(got, want):
    """-0.0 is what an honest product with a negative number gives."""
    close(got, want)
