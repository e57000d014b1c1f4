"""The host's side of one runner: execute a cell, call a function, read a name, end it for good.

What comes back is one of a few values. `Returned`, `Raised` and `Opaque` are answers; `Stopped` says that the runner is
dead and why. A runner that breaks the protocol is killed and is `Stopped("torn")`: nobody guesses what it meant.
"""

import builtins
import mmap
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.errors import SandboxError
from autograder.guest import codec, inspector
from autograder.guest.channel import Channel, Torn
from autograder.model import Limits


@dataclass(frozen=True, slots=True)
class Returned:
    """The student's function returned this plain value; `warnings` are (category, text)."""

    value: Any
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """It raised: the nearest built-in class, the class's own name, the text."""

    builtin: str
    name: str
    message: str
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """It returned something that is no plain data."""

    message: str


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such name."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the student's, by its handle in the runner."""

    handle: int


@dataclass(frozen=True, slots=True)
class Ran:
    """A cell came to its end (or to an exception of its own)."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    failed: tuple[str, str] | None = None  # name and text of the exception
    count: int | None = None


class Stopped(Exception):
    """The runner is dead. `why`: cpu, memory (files in its scratch folder count too), wall, ended (with `status`), torn, lost."""

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


@dataclass(frozen=True, slots=True)
class Ends:
    """The judge's ends of what it shares with a runner and its keeper."""

    rpc: Channel  # to the runner
    ctl: Channel  # from the keeper
    question: mmap.mmap  # the number of the question asked last: the keeper counts CPU time from each change
    keeper: int  # pidfd
    at_once: bool  # the kernel ends everything with the keeper; else the keeper does, once `ctl` is closed


ENDING = 60.0  # seconds in which the processes of one submission must be gone once they are killed


class Runner:
    """One student's process. Every method but `kill` may raise `Stopped`, after which only `kill` is left."""

    def __init__(self, ends: Ends, limits: Limits) -> None:
        self._ends, self._limits = ends, limits
        self._asked = memoryview(ends.question).cast("Q")
        self._nonce = 0
        self._dead = False
        self._callables: list[Callable[..., Any]] = []
        self._lent: list[np.random.Generator] = []
        self._encoder = codec.Encoder(self._function_out, self._generator_out)
        self._decoder = codec.Decoder(self._function_in, self._generator_in, inspector.Described)

    def ready(self, deadline: float) -> None:
        """Wait until it has given up every right.

        Raises:
            OSError: one could not be taken away; the message says which.
            Torn: it ended before.
        """
        said = codec.Decoder().decode(self._ends.rpc.receive(deadline))
        if said != {"ready": True}:
            raise OSError(str(said.get("broken", said) if isinstance(said, dict) else said))

    def run(self, source: str, *, draw: bool = True) -> Ran:
        """Execute a cell. Without `draw` its figures are not made pictures, which takes longer than most cells."""
        reply = self._ask({"op": "cell", "source": source, "draw": draw})
        outputs, failed, count = reply.get("outputs"), reply.get("failed"), reply.get("count")
        if not isinstance(outputs, list) or not all(isinstance(item, dict) for item in outputs):
            raise self._torn()
        named = (str(failed[0]), str(failed[1])) if isinstance(failed, list) and len(failed) == 2 else None
        return Ran(outputs, named, count if isinstance(count, int) else None)

    def mark(self, place: str, names: list[str]) -> list[str]:
        """Capture bindings at a place; which of the names exist there."""
        found = self._ask({"op": "mark", "place": place, "names": names}).get("found")
        return [name for name in names if isinstance(found, list) and name in found]

    def rebound(self, place: str) -> list[str]:
        """Names that answers of that place stand on and that mean something else by now."""
        names = self._ask({"op": "rebound", "place": place}).get("rebound")
        if not isinstance(names, list):
            raise self._torn()
        return [str(name) for name in names]

    def get(self, place: str, name: str) -> Returned | Opaque | Missing:
        """A name's value at its place; functions arrive as `Function`."""
        reply = self._ask({"op": "get", "place": place, "name": name})
        if "missing" in reply:
            return Missing()
        if "opaque" in reply:
            return Opaque(str(reply["opaque"]))
        if "value" not in reply:
            raise self._torn()
        return Returned(reply["value"])

    def call(self, function: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Returned | Raised | Opaque:
        """Call a student's function; arguments that it changed in place change here too.

        Raises:
            codec.CodecError: an argument of the test's is not plain data.
        """
        self._lent.clear()
        message = {"op": "call", "handle": function.handle, "args": list(args), "options": dict(options)}
        reply = self._ask(message)
        self._put_back(reply, args, options)
        warned = tuple((str(w[0]), str(w[1])) for w in reply.get("warnings", ()) if isinstance(w, list) and len(w) == 2)
        if "raised" in reply:
            said = reply["raised"]
            if not (isinstance(said, list) and len(said) == 3):
                raise self._torn()
            return Raised(str(said[0]), str(said[1]), str(said[2]), warned)
        if "opaque" in reply:
            return Opaque(str(reply["opaque"]))
        if "value" not in reply:
            raise self._torn()
        return Returned(reply["value"], warned)

    def kill(self) -> None:
        """End every process of the submission; returns when none is left.

        Raises:
            SandboxError: some could not be ended.
        """
        if self._dead:
            return
        self._dead = True
        ends = self._ends
        if ends.at_once:
            try:
                signal.pidfd_send_signal(ends.keeper, signal.SIGKILL)
            except ProcessLookupError:
                pass
        ends.rpc.close()
        ends.ctl.close()
        # The first process of a pid namespace is gone last, and so is a keeper elsewhere.
        gone, _, _ = select.select([ends.keeper], [], [], ENDING)
        os.close(ends.keeper)
        self._asked.release()
        ends.question.close()
        if not gone:
            raise SandboxError("Processes of a submission could not be ended. Next: look for them with ps, then course doctor")

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._dead:
            raise Stopped("lost")
        self._nonce += 1
        nonce = self._nonce
        data = self._encoder.encode({**message, "nonce": nonce})
        end = time.monotonic() + self._limits.cell_wall_seconds
        rpc = self._ends.rpc
        self._asked[0] = nonce
        try:
            rpc.send(data, end)
            while True:
                reply = self._decoder.decode(rpc.receive(end))
                if not isinstance(reply, dict):
                    raise self._torn()
                if "callback" in reply:
                    rpc.send(self._serve(reply), end)
                elif reply.get("nonce") == nonce:
                    return reply
                else:
                    raise self._torn()
        except TimeoutError:
            raise self._stopped("wall") from None
        except Torn:
            raise self._stopped("torn") from None
        except codec.CodecError:
            raise self._torn() from None

    def _serve(self, request: dict[str, Any]) -> bytes:
        """Call one of the test's functions on the student's behalf."""
        self._put_back(request, (), {})
        handle, args, options = request["callback"], request.get("args"), request.get("options")
        known = isinstance(handle, int) and -len(self._callables) <= handle < 0
        if not known or not isinstance(args, list) or not isinstance(options, dict):
            raise self._torn()
        try:
            answer: dict[str, Any] = {"value": self._callables[-handle - 1](*args, **options)}
        except Exception as error:  # noqa: BLE001  the test's own function, called for the student
            name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
            answer = {"raised": [name, str(error)[:500]]}
        # What the test's function drew, theirs must not draw again.
        answer["generators"] = [[number, *codec.generator_state(g)] for number, g in enumerate(self._lent, start=1)]
        return self._encoder.encode(answer)

    def _put_back(self, reply: dict[str, Any], args: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Move our Generators on to where theirs are, and repeat what was written into our arguments."""
        states = reply.get("generators", [])
        for entry in states if isinstance(states, list) else []:
            if not (isinstance(entry, list) and len(entry) == 4 and isinstance(entry[0], int)):
                raise self._torn()
            handle, name, state, used = entry
            if 1 <= handle <= len(self._lent):
                try:
                    codec.set_generator_state(self._lent[handle - 1], name, state, used)
                except codec.CodecError:
                    raise self._torn() from None
        changed = reply.get("arguments")
        if isinstance(changed, list) and len(changed) == 2 and isinstance(changed[0], list) and isinstance(changed[1], dict):
            for ours, theirs in zip(args, changed[0], strict=False):
                _write_into(ours, theirs)
            for name, ours in options.items():
                _write_into(ours, changed[1].get(name))

    def _torn(self) -> Stopped:
        return self._stopped("torn")

    def _stopped(self, why: str) -> Stopped:
        """Why the runner is dead: the keeper's word, where there is one, counts before what we saw ourselves."""
        said: Any = {}
        if why != "wall":
            try:
                said = codec.Decoder().decode(self._ends.ctl.receive(time.monotonic() + 0.5))
            except (Torn, codec.CodecError, TimeoutError):
                said = {}
        self.kill()
        if "stopped" in said:
            return Stopped(str(said["stopped"]))
        if "ended" in said:
            return Stopped("ended", int(said["ended"]))
        return Stopped("lost" if "broken" in said else why)

    def _function_out(self, value: Callable[..., Any]) -> int:
        handle = getattr(value, "__student_handle__", None)
        if isinstance(handle, int):
            return handle
        if value not in self._callables:
            self._callables.append(value)
        return -1 - self._callables.index(value)

    def _function_in(self, handle: int) -> Any:
        if handle < 0:
            return self._callables[-handle - 1]
        return Function(handle)

    def _generator_out(self, value: np.random.Generator) -> int:
        for number, known in enumerate(self._lent, start=1):
            if known is value:
                return number
        self._lent.append(value)
        return len(self._lent)

    def _generator_in(self, handle: int, name: str, state: Any, used: int, chosen: bytes | None) -> np.random.Generator:
        if 1 <= handle <= len(self._lent):
            codec.set_generator_state(self._lent[handle - 1], name, state, used)
            return self._lent[handle - 1]
        return codec.new_generator(name, state, used, chosen)


def _write_into(ours: Any, theirs: Any) -> None:
    """Repeat on our argument what the student's function did to its copy."""
    if isinstance(ours, np.ndarray) and isinstance(theirs, np.ndarray) and ours.shape == theirs.shape:
        if ours.flags.writeable:
            np.copyto(ours, theirs, casting="unsafe")
    elif type(ours) is list and type(theirs) is list:
        ours[:] = theirs
    elif type(ours) is dict and type(theirs) is dict:
        ours.clear()
        ours.update(theirs)
    elif type(ours) is set and type(theirs) is set:
        ours.clear()
        ours.update(theirs)


def exception_of(raised: Raised) -> Exception:
    """The exception that a test sees: the nearest built-in one, or NumPy's LinAlgError, with the student's text."""
    kind = getattr(builtins, raised.builtin, Exception)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = RuntimeError
    if raised.name == "LinAlgError":  # a ValueError to Python, but not one that a student raised
        return np.linalg.LinAlgError(raised.message)
    text = raised.message if raised.name == raised.builtin else f"{raised.name}: {raised.message}"
    try:
        error: Exception = kind(text)
    except TypeError:  # UnicodeDecodeError and its kin want more arguments
        error = ValueError(text) if issubclass(kind, ValueError) else RuntimeError(text)
    return error
