"""Serves one submission: executes its cells, then calls its functions when the judge asks.

Nothing here is secret or trusted: student code shares this process and can change all of it. What it can reach by that
is its own answers.
"""

import hashlib
import operator
import os
import random
import types
import warnings
from typing import Any

import numpy as np

from . import codec, inspector, shell
from .channel import Channel

WARNINGS = 50


class _Remote:
    """A function of the judge's, as the student's code sees it."""

    def __init__(self, runner: "Runner", handle: int) -> None:
        self._runner, self._handle = runner, handle

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Ask the judge to call it."""
        return self._runner.call_back(self._handle, args, options)


class Runner:
    """The state of one submission's process."""

    def __init__(self, channel: Channel, interpreter: shell.Shell, output_kb: int) -> None:
        self._channel = channel
        self._shell = interpreter
        self._room = output_kb * 1024
        self._seeded = False  # what cells do to the global generators holds until the first call
        self._functions: dict[int, Any] = {}
        self._generators: dict[int, np.random.Generator] = {}
        self._places: dict[str, dict[str, tuple[Any, str]]] = {}
        self._encoder = codec.Encoder(self._function_out, self._generator_out, self._axes_out)
        self._decoder = codec.Decoder(self._function_in, self._generator_in)

    def serve(self) -> None:
        """Answer the judge until it hangs up."""
        while True:
            data = self._channel.receive()
            self._generators.clear()  # they live as long as one question of the judge's
            message = self._decoder.decode(data)
            self._answer(message)
            self._seeded = message["op"] == "call"
            if self._seeded:
                _seed()  # for the next call: behind the answer nobody waits for it

    def call_back(self, handle: int, args: Any, options: Any) -> Any:
        """Have the judge call one of its functions; meanwhile it may ask for more."""
        self._send({"callback": handle, "args": list(args), "options": dict(options), **self._states()})
        while True:
            message = self._decoder.decode(self._channel.receive())
            if "op" in message:
                self._answer(message)
                continue
            for lent, *state in message["generators"]:
                if lent in self._generators:
                    codec.set_generator_state(self._generators[lent], *state)
            if "raised" in message:
                name, text = message["raised"]
                kind = getattr(__import__("builtins"), str(name), RuntimeError)
                raise kind(text)
            return message["value"]

    def _send(self, message: dict[str, Any]) -> None:
        self._channel.send(self._encoder.encode(message))

    def _answer(self, message: dict[str, Any]) -> None:
        operation = getattr(self, f"_do_{message['op']}")
        nonce = message["nonce"]
        try:
            reply = operation(message)
            encoded = self._encoder.encode({"nonce": nonce, **reply})
        except codec.CodecError as error:
            encoded = self._encoder.encode({"nonce": nonce, "opaque": str(error), **self._states()})
        self._channel.send(encoded)

    def _do_cell(self, message: dict[str, Any]) -> dict[str, Any]:
        return shell.run(self._shell, message["source"], self._room, draw=message["draw"])

    def _do_mark(self, message: dict[str, Any]) -> dict[str, Any]:
        """Remember what the names are bound to now, and what they stand on."""
        found = {name: self._shell.user_ns[name] for name in message["names"] if name in self._shell.user_ns}
        self._places[message["place"]] = {
            name: (self._shell.user_ns[name], _print_of(self._shell.user_ns[name]))
            for name in self._reach(found)
        }
        return {"found": list(found)}

    def _do_rebound(self, message: dict[str, Any]) -> dict[str, Any]:
        """Which of them are bound to something else by now, or hold other data."""
        now = self._shell.user_ns
        marked = self._places[message["place"]]
        changed = [
            name for name, (value, fingerprint) in marked.items()
            if now.get(name) is not value or _print_of(value) != fingerprint
        ]
        return {"rebound": changed}

    def _do_get(self, message: dict[str, Any]) -> dict[str, Any]:
        marked = self._places[message["place"]]
        if message["name"] not in marked:
            return {"missing": True}
        value = marked[message["name"]][0]
        if isinstance(value, type):
            return {"opaque": f"{message['name']} is a class"}
        return {"value": value}

    def _do_call(self, message: dict[str, Any]) -> dict[str, Any]:
        function = self._functions[message["handle"]]
        args, options = message["args"], message["options"]
        if not self._seeded:
            _seed()
        before = _snapshot(args), _snapshot(options)
        shell.OUT.start(self._room)
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            try:
                reply: dict[str, Any] = {"value": function(*args, **options)}
            except BaseException as error:
                reply = {"raised": [_builtin_name(error), *shell.describe(error)]}
        reply["warnings"] = [[_builtin_name(w.message), str(w.message)[:500]] for w in seen[:WARNINGS]]
        if _changed(args, before[0]) or _changed(options, before[1]):
            reply["arguments"] = [list(args), dict(options)]
        return {**reply, **self._states()}

    def _states(self) -> dict[str, Any]:
        """The states of all Generators that the judge lent us, so that its own move on with them."""
        states = [[handle, *codec.generator_state(g)] for handle, g in self._generators.items()]
        return {"generators": states} if states else {}

    def _reach(self, found: dict[str, Any]) -> set[str]:
        """The given names and every global that their functions use, directly or through others."""
        names, todo = set(found), list(found.values())
        while todo:
            value = todo.pop()
            if isinstance(value, types.FunctionType):
                for name in _globals_of(value.__code__):
                    if name not in names and name in self._shell.user_ns:
                        names.add(name)
                        todo.append(self._shell.user_ns[name])
        return names

    def _function_out(self, value: Any) -> int:
        if isinstance(value, _Remote):
            return value._handle
        for handle, known in self._functions.items():
            if known is value:
                return handle
        handle = len(self._functions) + 1
        self._functions[handle] = value
        return handle

    def _function_in(self, handle: int) -> Any:
        return _Remote(self, handle) if handle < 0 else self._functions[handle]

    def _generator_out(self, value: np.random.Generator) -> int:
        for handle, known in self._generators.items():
            if known is value:
                return handle
        return 0

    def _generator_in(self, handle: int, name: str, state: Any, used: int, chosen: bytes | None) -> np.random.Generator:
        if handle not in self._generators:
            self._generators[handle] = codec.new_generator(name, state, used, chosen)
        codec.set_generator_state(self._generators[handle], name, state, used)
        return self._generators[handle]

    def _axes_out(self, value: Any) -> dict[str, Any] | None:
        if not type(value).__module__.startswith("matplotlib."):
            return None
        described = inspector.describe(value)
        return described if isinstance(described, dict) else None


_MUTABLE = (list, tuple, dict, set, np.ndarray)  # or holding what is
_MUTABLE_SET = frozenset(_MUTABLE)


def _snapshot(value: Any) -> Any:
    """What it takes to see later whether `value`, which came out of a decoder, was changed in place."""
    kind = type(value)
    if kind is list or kind is tuple:
        inner = [_snapshot(item) for item in value if type(item) in _MUTABLE_SET] if _holds(value) else []
        return list(value), inner
    if kind is dict:
        return _snapshot(list(value)), _snapshot(list(value.values()))
    if kind is set:
        return set(value)
    return value.copy() if kind is np.ndarray else None


def _holds(items: Any) -> bool:
    return not _MUTABLE_SET.isdisjoint(map(type, items))


def _changed(value: Any, before: Any) -> bool:
    """Whether `value` is no longer what its snapshot says. The same objects in the same places are the same."""
    kind = type(value)
    if kind is list or kind is tuple:
        items, inner = before
        if len(items) != len(value) or not all(map(operator.is_, items, value)):
            return True
        return bool(inner) and any(map(_changed, (item for item in value if type(item) in _MUTABLE_SET), inner))
    if kind is dict:
        return _changed(list(value), before[0]) or _changed(list(value.values()), before[1])
    if kind is set:
        return bool(value != before)
    return kind is np.ndarray and not _same(value, before)


def _same(one: Any, other: Any) -> bool:
    """Whether two arrays are alike to the bit."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.itemsize == 8 and one.ndim and one.flags.c_contiguous:
        return bool((one.reshape(-1).view(np.uint64) == other.reshape(-1).view(np.uint64)).all())
    return bool(one.tobytes() == other.tobytes())


_PLAIN = codec.Encoder(lambda function: id(function), lambda generator: id(generator))


def _seed() -> None:
    """A seed that the student's code has set, or that all runners share, shall not decide the draws of the next call."""
    seed = int.from_bytes(os.urandom(8), "little")
    np.random.seed(seed & 0xFFFFFFFF)
    random.seed(seed)


def _frozen(value: Any) -> bytes:
    try:
        return _PLAIN.encode(value)
    except codec.CodecError:
        return b""


def _print_of(value: Any) -> str:
    """A fingerprint of plain data, which can change in place; other objects are told apart by identity."""
    if callable(value) or isinstance(value, types.ModuleType):
        return ""
    return hashlib.sha256(_frozen(value)).hexdigest()


def _globals_of(code: types.CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _globals_of(constant)
    return names


def _builtin_name(error: Any) -> str:
    """The nearest built-in class of an exception or warning: what `pytest.raises(ValueError)` would catch."""
    for kind in type(error).__mro__:
        if kind.__module__ == "builtins":
            return str(kind.__name__)
    return "Exception"
