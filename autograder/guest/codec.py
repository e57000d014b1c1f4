"""Plain data as bytes, between the judge and the student's process.

A message is four bytes of length, a msgpack value of that length, and the raw data of all its arrays in the order in which
they occur (so that large ones are copied once only). Beyond msgpack's own types there are tagged extensions for tuples,
sets, dicts with any key, big integers, complex numbers, NumPy scalars, arrays and Generators, functions and Axes.

The other side is not to be believed: a decoder checks the dtype's kind, the shape against the buffer's length, the
nesting and the total size before it allocates, and gives back objects of exact built-in and NumPy types only.
"""

import math
import struct
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

from .channel import MAX_FRAME
from .uniforms import ChosenUniforms

MAX_DEPTH = 40
MAX_TEXT = 4 * 2**20
# Object arrays hold pointers and void arrays hold anything: only these kinds cross.
KINDS = frozenset("biufcUS")
MOST_USED = 2**53  # uniforms drawn of one Generator
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")

TUPLE, PAIRS, SET, FROZENSET, BIG, COMPLEX, SCALAR, ARRAY, GENERATOR, FUNCTION, AXES, RANGE = range(1, 13)


class CodecError(Exception):
    """This value is not plain data, or a frame is not what it should be. The message can be shown to a student."""


_ATOMS = frozenset((float, bool, type(None)))
_READ_ATOMS = frozenset((float, bool, type(None), int, str, bytes))
_LENGTH = struct.Struct(">I")


class Encoder:
    """Turns values into bytes. `function` and `generator` give handles for what cannot be copied."""

    def __init__(
        self,
        function: Callable[[Any], int] | None = None,
        generator: Callable[[np.random.Generator], int] | None = None,
        axes: Callable[[Any], dict[str, Any] | None] | None = None,
    ) -> None:
        self._function = function
        self._generator = generator
        self._axes = axes
        self._raw: list[bytes | memoryview] = []  # the data of the arrays met so far

    def encode(self, value: Any) -> bytes:
        """The frame's content for `value`.

        Raises:
            CodecError: the value, or a part of it, is not plain data, or it is too deep or too large.
        """
        self._raw = []
        packed: bytes = msgpack.packb(self._plain(value, 0), use_bin_type=True, unicode_errors="surrogatepass")
        size = 4 + len(packed) + sum(len(part) for part in self._raw)
        if size > MAX_FRAME:
            raise CodecError(f"the value takes {size / 2**20:.0f} MiB; at most {MAX_FRAME // 2**20} cross")
        data = b"".join([_LENGTH.pack(len(packed)), packed, *self._raw])
        self._raw = []
        return data

    def _ext(self, tag: int, content: Any) -> msgpack.ExtType:
        return msgpack.ExtType(tag, msgpack.packb(content, use_bin_type=True, unicode_errors="surrogatepass"))

    def _plain(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise CodecError(f"the value is nested deeper than {MAX_DEPTH} levels")
        kind = type(value)
        if value is None or kind is bool or kind is float or kind is bytes:
            return value
        if kind is str:
            if len(value) > MAX_TEXT:
                raise CodecError(f"a text of {len(value)} characters is too long")
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**64 else self._ext(BIG, hex(value))
        if kind is list:
            # A list of Python numbers is by far the commonest large value: no call for each element.
            kinds = set(map(type, value))
            if kinds <= _ATOMS or (kinds == {int} and min(value) >= -(2**63) and max(value) < 2**64):
                return value
            return [self._plain(item, depth + 1) for item in value]
        if kind is tuple:
            return self._ext(TUPLE, [self._plain(item, depth + 1) for item in value])
        if kind is dict:
            if all(type(key) is str for key in value):
                return {key: self._plain(item, depth + 1) for key, item in value.items()}
            return self._pairs(value, depth)
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            if value.dtype.kind not in KINDS:
                raise CodecError(f"a NumPy scalar of dtype {value.dtype} is not plain data")
            return self._ext(SCALAR, [value.dtype.str, value.tobytes()])
        return self._rare(value, depth)

    def _rare(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is complex:
            return self._ext(COMPLEX, [value.real, value.imag])
        if kind is set or kind is frozenset:
            items = [self._plain(item, depth + 1) for item in value]
            return self._ext(SET if kind is set else FROZENSET, items)
        if kind is range:
            return self._ext(RANGE, [value.start, value.stop, value.step])
        if isinstance(value, np.random.Generator) and self._generator is not None:
            chosen = value.chosen.tobytes() if isinstance(value, ChosenUniforms) else None
            return self._ext(GENERATOR, [self._generator(value), *generator_state(value), chosen])
        if self._axes is not None:
            described = self._axes(value)
            if described is not None:
                return self._ext(AXES, self._plain(dict(described), depth + 1))
        # Subclasses cross as what they are a kind of: an IntEnum as its int, a named tuple as a tuple. The methods
        # are the built-in ones, so that a subclass's own cannot lie about the value in transit.
        if isinstance(value, int):
            return self._plain(int.__int__(value), depth)
        if isinstance(value, float):
            return self._plain(float.__float__(value), depth)
        if isinstance(value, str):
            return self._plain(str.__str__(value), depth)
        if isinstance(value, tuple):
            return self._ext(TUPLE, [self._plain(item, depth + 1) for item in tuple.__iter__(value)])
        if isinstance(value, list):
            return [self._plain(item, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, dict):
            return self._pairs(dict(dict.items(value)), depth)
        if callable(value) and self._function is not None:
            return self._ext(FUNCTION, self._function(value))
        raise CodecError(f"a value of type {kind.__module__}.{kind.__qualname__} is not plain data")

    def _pairs(self, value: dict[Any, Any], depth: int) -> Any:
        items = [[self._plain(key, depth + 1), self._plain(item, depth + 1)] for key, item in value.items()]
        return self._ext(PAIRS, items)

    def _array(self, value: Any) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            raise CodecError("a masked array is not plain data; return an ordinary array")
        if value.dtype.kind not in KINDS:
            raise CodecError(f"an array of dtype {value.dtype} is not plain data; are its rows of one length?")
        if value.nbytes > MAX_FRAME:
            raise CodecError(f"an array of {value.nbytes / 2**20:.0f} MiB is too large; at most {MAX_FRAME // 2**20}")
        base = np.ascontiguousarray(value).view(np.ndarray)
        self._raw.append(base.tobytes() if base.nbytes < 2**16 else base.reshape(-1).view(np.uint8).data)
        return self._ext(ARRAY, [base.dtype.str, list(value.shape)])


class Decoder:
    """Turns bytes into values of exact types. `function`, `generator` and `axes` resolve the handles."""

    def __init__(
        self,
        function: Callable[[int], Any] | None = None,
        generator: Callable[[int, str, Any, int, bytes | None], np.random.Generator] | None = None,
        axes: Callable[[dict[str, Any]], Any] | None = None,
    ) -> None:
        self._function = function
        self._generator = generator
        self._axes = axes
        self._rest = memoryview(b"")  # the data of the arrays to come

    def decode(self, data: bytes | bytearray) -> Any:
        """The value of a message.

        Raises:
            CodecError: the bytes are no msgpack, a tag or its content is not what it should be, or it is too deep.
        """
        try:
            view = memoryview(data)
            (size,) = _LENGTH.unpack_from(view)
            if size > len(view) - 4:
                raise CodecError("not a frame: it is cut")
            self._rest = view[4 + size:]
            value = self._value(self._unpack(view[4:4 + size]), 0)
            if self._rest:
                raise CodecError("not a frame: data without an array")
            return value
        except CodecError:
            raise
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, struct.error) as error:
            raise CodecError(f"not a frame: {type(error).__name__}") from None
        except msgpack.UnpackException as error:
            raise CodecError(f"not a frame: {type(error).__name__}") from None

    def _unpack(self, data: bytes | memoryview) -> Any:
        return msgpack.unpackb(data, raw=False, strict_map_key=True, unicode_errors="surrogatepass")

    def _value(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise CodecError(f"the value is nested deeper than {MAX_DEPTH} levels")
        kind = type(value)
        if kind is list:
            if set(map(type, value)) <= _READ_ATOMS:
                return value
            return [self._value(item, depth + 1) for item in value]
        if kind is dict:
            return {key: self._value(item, depth + 1) for key, item in value.items()}
        if kind is msgpack.ExtType:
            return self._tagged(value.code, self._unpack(value.data), depth)
        if value is None or kind in (bool, int, float, str, bytes):
            return value
        raise CodecError(f"not a frame: {kind.__name__}")

    def _tagged(self, tag: int, content: Any, depth: int) -> Any:
        if tag == TUPLE:
            return tuple(self._value(_expect(content, list), depth + 1))
        if tag == PAIRS:
            return {
                self._value(key, depth + 1): self._value(item, depth + 1) for key, item in _expect(content, list)
            }
        if tag in (SET, FROZENSET):
            items = self._value(_expect(content, list), depth + 1)
            return set(items) if tag == SET else frozenset(items)
        if tag == BIG:
            return int(_expect(content, str), 16)
        if tag == COMPLEX:
            real, imag = _expect(content, list)
            return complex(_expect(real, float), _expect(imag, float))
        if tag == SCALAR:
            dtype, data = _expect(content, list)
            return _array(dtype, [], _expect(data, bytes))[()]
        if tag == ARRAY:
            dtype, shape = _expect(content, list)
            array = _array(dtype, shape, self._rest)
            self._rest = self._rest[array.nbytes:]
            return array
        if tag == RANGE:
            return range(*(_expect(part, int) for part in _expect(content, list)))
        if tag == GENERATOR and self._generator is not None:
            handle, name, state, used, chosen = _expect(content, list)
            known = None if chosen is None else _expect(chosen, bytes)
            return self._generator(
                _expect(handle, int), _expect(name, str), self._value(state, depth + 1), _expect(used, int), known)
        if tag == FUNCTION and self._function is not None:
            return self._function(_expect(content, int))
        if tag == AXES and self._axes is not None:
            return self._axes(_expect(self._value(content, depth + 1), dict))
        raise CodecError(f"not a frame: tag {tag}")


def _expect(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise CodecError(f"not a frame: {type(value).__name__} in place of {kind.__name__}")
    return value


def _array(dtype_text: Any, shape: Any, data: bytes | memoryview) -> Any:
    """An array over a copy of the first bytes of `data`, as many as it takes."""
    dtype = np.dtype(_expect(dtype_text, str))
    if dtype.kind not in KINDS or dtype.hasobject or dtype.names is not None or dtype.itemsize == 0:
        raise CodecError(f"not a frame: dtype {dtype_text[:40]}")
    sizes = [_expect(size, int) for size in _expect(shape, list)]
    if len(sizes) > 32 or any(size < 0 for size in sizes):
        raise CodecError("not a frame: shape")
    size = math.prod(sizes) * dtype.itemsize
    if size > len(data):
        raise CodecError("not a frame: the shape does not fit the data")
    # A bytearray, since an array over bytes would be read-only and a student may well write into an argument.
    return np.frombuffer(bytearray(data[:size]), dtype=dtype).reshape(sizes)


def generator_state(generator: np.random.Generator) -> tuple[str, Any, int]:
    """Name and state of a Generator's bit generator, as plain data; and how many uniforms were drawn, if these were chosen."""
    bits = generator.bit_generator
    used = generator.used if isinstance(generator, ChosenUniforms) else 0
    return type(bits).__name__, _state_out(bits.state), used


def _state_out(state: Any) -> Any:
    if isinstance(state, dict):
        return [[str(key), _state_out(value)] for key, value in state.items()]
    if isinstance(state, np.ndarray):
        return ["array", state.dtype.str, state.tobytes()]
    if isinstance(state, (int, np.integer)):
        return hex(int(state))
    return str(state)


def _state_in(state: Any) -> Any:
    if isinstance(state, str):
        return int(state, 16) if state.startswith(("0x", "-0x")) else state
    if state and state[0] == "array":
        return np.frombuffer(bytearray(state[2]), dtype=np.dtype(state[1])).copy()
    return {key: _state_in(value) for key, value in state}


def set_generator_state(generator: np.random.Generator, name: str, state: Any, used: int) -> None:
    """Put a state from `generator_state` into `generator`, which keeps its identity.

    Raises:
        CodecError: the state is for another bit generator, or is none, or uniforms were given back.
    """
    if type(generator.bit_generator).__name__ != name:
        raise CodecError("the Generator came back as one of another kind")
    least, most = (generator.used, MOST_USED) if isinstance(generator, ChosenUniforms) else (0, 0)
    if type(used) is not int or not least <= used <= most:
        raise CodecError("a Generator cannot have drawn so many uniforms")
    try:
        generator.bit_generator.state = _state_in(state)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise CodecError(f"not the state of a Generator: {type(error).__name__}") from None
    if isinstance(generator, ChosenUniforms):
        generator.move_to(used)


def new_generator(name: str, state: Any, used: int, chosen: bytes | None = None) -> np.random.Generator:
    """A Generator with this state; one with chosen uniforms where their bytes are given.

    Raises:
        CodecError: NumPy has no such bit generator, the state is none, or the chosen numbers are no uniforms.
    """
    if name not in BIT_GENERATORS:
        raise CodecError(f"no bit generator is called {name[:40]}")
    bits = getattr(np.random, name)()
    generator = np.random.Generator(bits) if chosen is None else ChosenUniforms(bits, _uniforms(chosen))
    set_generator_state(generator, name, state, used)
    return generator


def _uniforms(data: bytes) -> Any:
    if len(data) % 8:
        raise CodecError("chosen uniforms are not whole numbers of 8 bytes")
    values = np.frombuffer(data, dtype="<f8")
    if not np.all((values >= 0) & (values < 1)):
        raise CodecError("chosen uniforms lie in [0, 1)")
    return values
