"""The codec: what crosses comes out equal and of exact types; what is no frame is refused before it allocates."""

import math
import struct

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.guest import codec
from autograder.guest.uniforms import ChosenUniforms

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


def through(value):
    return codec.Decoder().decode(codec.Encoder().encode(value))


@given(PLAIN)
def test_plain_data_comes_out_equal_and_of_the_same_types(value):
    """Nested built-in data survives the way, types and all."""
    back = through(value)

    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [
    np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.array(5.0), np.array([1, 2], dtype=np.int8),
    np.array([True, False]), np.array([1 + 2j]), np.array(["a", "bc"]), np.arange(10)[::2],
])
def test_arrays_keep_dtype_shape_and_values(value):
    """An array arrives writeable, with its dtype and shape."""
    back = through(value)

    np.testing.assert_array_equal(back, value)
    assert (back.dtype, back.shape, type(back)) == (value.dtype, value.shape, np.ndarray)
    assert back.ndim == 0 or back.flags.writeable


@pytest.mark.parametrize("value", [np.float32(1.5), np.int64(-3), np.bool_(True), np.complex128(1j)])
def test_numpy_scalars_stay_numpy_scalars(value):
    """A NumPy scalar is not turned into a Python one on the way."""
    back = through(value)

    assert type(back) is type(value)
    assert back == value


def test_nan_and_infinities_cross():
    """nan, inf and -inf are data like any other."""
    back = through([math.nan, math.inf, -math.inf, -0.0])

    assert math.isnan(back[0])
    assert back[1:3] == [math.inf, -math.inf]
    assert math.copysign(1, back[3]) == -1


@pytest.mark.parametrize("name", codec.BIT_GENERATORS)
def test_generators_carry_their_state(name):
    """Each of NumPy's bit generators goes on where it stood."""
    generator = np.random.Generator(getattr(np.random, name)(3))
    generator.normal(size=7)

    copy = codec.new_generator(*codec.generator_state(generator))

    np.testing.assert_array_equal(copy.random(5), generator.random(5))


def lent_and_back(generator):
    """A Generator to the student's process, drawn from there, and its state back into the judge's."""
    made = []
    far = codec.Decoder(generator=lambda handle, *rest: made.append(codec.new_generator(*rest)) or made[0])
    there = far.decode(codec.Encoder(generator=lambda g: 1).encode(generator))
    return there, lambda: codec.set_generator_state(generator, *codec.generator_state(there))


def test_a_generator_with_chosen_uniforms_crosses():
    """Its numbers go over; the count and the bit generator's state come back; all draws are those of one process."""
    ours, twin = (ChosenUniforms(np.random.PCG64(4), [0.1, 0.5, 0.9]) for _ in range(2))

    there, back = lent_and_back(ours)
    drawn = [there.random(), there.normal(), *there.uniform(2, 4, size=1)]
    back()

    assert isinstance(there, np.random.Generator)
    assert drawn == [twin.random(), twin.normal(), *twin.uniform(2, 4, size=1)]
    assert (ours.used, there.used) == (2, 2)
    assert ours.random(4).tolist() == twin.random(4).tolist()
    assert ours.used == 6


@pytest.mark.parametrize("used", [1, -1, 2**60, 2.0, True, None, "2"])
def test_a_count_of_uniforms_that_cannot_be_is_refused(used):
    """Drawn numbers are not put back, and a count is a whole number."""
    ours = ChosenUniforms(np.random.PCG64(4), [0.1, 0.5, 0.9])
    ours.random(2)
    name, state, _ = codec.generator_state(ours)

    with pytest.raises(codec.CodecError):
        codec.set_generator_state(ours, name, state, used)
    with pytest.raises(codec.CodecError):
        codec.set_generator_state(np.random.default_rng(1), name, state, used)


@pytest.mark.parametrize("chosen", [b"1234567", np.array([1.0]), np.array([-0.1]), np.array([np.nan])])
def test_chosen_numbers_that_are_no_uniforms_are_refused(chosen):
    """Numbers outside of [0, 1), or a part of one."""
    name, state, _ = codec.generator_state(np.random.default_rng(1))

    with pytest.raises(codec.CodecError):
        codec.new_generator(name, state, 0, bytes(chosen))


def test_a_float_that_lies_crosses_as_its_plain_value():
    """A subclass's own methods decide nothing: the built-in value crosses."""

    class Liar(float):
        def __eq__(self, other):
            return True

        def __float__(self):
            return 99.0

        __hash__ = float.__hash__

    back = through(Liar(2.5))

    assert type(back) is float
    assert back == 2.5


@pytest.mark.parametrize("value", [object(), iter([1]), np.array([object()]), np.ma.masked_array([1.0]), len])
def test_other_objects_are_refused_with_their_type(value):
    """What is no plain data gives a message, not a guess."""
    with pytest.raises(codec.CodecError, match="plain data"):
        codec.Encoder().encode(value)


def test_a_list_inside_itself_is_refused():
    """Nesting has an end."""
    value: list = []
    value.append(value)

    with pytest.raises(codec.CodecError, match="nested"):
        codec.Encoder().encode(value)


def frame(packed, raw=b""):
    return struct.pack(">I", len(packed)) + packed + raw


def ext(tag, content, raw=b""):
    return frame(msgpack.packb(msgpack.ExtType(tag, msgpack.packb(content))), raw)


@pytest.mark.parametrize("data", [
    b"", b"\x00\x00", frame(b""), frame(b"\xc1"), struct.pack(">I", 2**31) + b"\xc0", frame(b"\xc0", b"more"),
    ext(codec.ARRAY, ["<f8", [10**12]], b"1234"), ext(codec.ARRAY, ["<f8", [-1]]), ext(codec.ARRAY, ["<f8", [1]], b"123456789"),
    ext(codec.ARRAY, ["|O", [1]], b"12345678"), ext(codec.ARRAY, ["<f8", 3]), ext(codec.SCALAR, ["<f8", b"123"]),
    ext(codec.TUPLE, 5), ext(codec.BIG, "12 + 3"), ext(99, []), ext(codec.FUNCTION, 1), ext(codec.COMPLEX, [1, "x"]),
    ext(codec.PAIRS, [[[1], 2]]), ext(codec.GENERATOR, [1, "PCG64", [], 0, None]),
])
def test_frames_that_lie_are_refused(data):
    """A claim about shape, dtype or tag that the bytes do not bear out is an error before anything is allocated."""
    with pytest.raises(codec.CodecError):
        codec.Decoder().decode(data)


@given(st.binary(max_size=200))
def test_random_bytes_never_do_anything_but_decode_or_fail(data):
    """Whatever arrives, the decoder gives a value or a CodecError."""
    for message in (data, frame(data), frame(data[:20], data[20:])):
        try:
            codec.Decoder(axes=lambda d: d).decode(message)
        except codec.CodecError:
            continue


def test_arrays_share_no_bytes():
    """Each array has its own part of a message: one buffer cannot be claimed a thousand times."""
    one = msgpack.ExtType(codec.ARRAY, msgpack.packb(["<f8", [4]]))

    with pytest.raises(codec.CodecError):
        codec.Decoder().decode(frame(msgpack.packb([one, one]), b"x" * 32))


def test_nested_arrays_come_back_in_their_places():
    """Arrays of several sizes, in tuples and dicts, each with its own data."""
    value = {"a": (np.arange(3), [np.ones((2, 2)), {1: np.arange(20_000.0)}]), "b": np.float32(2)}

    back = through(value)

    np.testing.assert_array_equal(back["a"][0], [0, 1, 2])
    np.testing.assert_array_equal(back["a"][1][0], np.ones((2, 2)))
    np.testing.assert_array_equal(back["a"][1][1][1], np.arange(20_000.0))
    back["a"][0][0] = 7
    assert back["b"] == 2


def test_too_much_data_is_refused_before_it_is_copied():
    """Many names of one large array are counted, not joined."""
    large = np.zeros(2**20)

    with pytest.raises(codec.CodecError, match="MiB"):
        codec.Encoder().encode([large] * 1000)
