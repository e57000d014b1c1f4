"""The host's side of the zygote: start it in its jail, ask it for runners."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence

from autograder.errors import SandboxError
from autograder.model import Limits, as_dict
from autograder.sandbox import jail, tiers
from autograder.sandbox.runner import Runner

START = 120.0  # seconds in which the zygote must be warm; a cold disk takes tens
IMPORTS = ("numpy", "scipy.stats", "scipy.special", "scipy.integrate", "scipy.optimize", "matplotlib.pyplot")


class Zygote:
    """One warm process in a jail, from which runners are forked. A context manager."""

    def __init__(self, limits: Limits, *, trusted: bool = False, imports: Sequence[str] = IMPORTS) -> None:
        """Start it; returns at once, `wait` waits until it is warm.

        `trusted` runs without any jail, for code that somebody vouches for.

        Raises:
            SandboxError: no tier holds on this machine.
        """
        self.tier = "none" if trusted else tiers.tier()
        self.limits = limits
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        options = {**as_dict(limits), "imports": list(imports), "namespaces": not trusted,
                   "uid": None if trusted else tiers.student_uid()}
        with theirs:
            number = theirs.fileno()
            text = json.dumps(options)
            if trusted:
                argv = jail.start(sys.executable, str(jail.GUEST.parent), number, text)
                environment = {**os.environ, **{k: v for k, v in jail.environment().items() if k.startswith(("MPL", "OMP", "OPEN"))}}
            else:
                bwrap = tiers.bubblewrap()
                assert bwrap is not None
                argv = jail.command(jail.student_jail(), bwrap, number, text)
                environment = {}
            self._process = subprocess.Popen(
                argv, pass_fds=[number], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )

    def wait(self) -> None:
        """Until it is warm.

        Raises:
            SandboxError: it ended, or it takes too long.
        """
        self._ours.settimeout(START)
        try:
            ready = self._ours.recv(64)
        except TimeoutError:
            ready = b""
        if ready != b"ready":
            self._process.kill()
            assert self._process.stderr is not None
            said = self._process.stderr.read().decode("utf-8", "replace").strip().splitlines()
            raise SandboxError(f"The sandbox did not start: {said[-1] if said else 'no reason given'}. Next: course doctor")

    def runner(self) -> Runner:
        """A new runner: confined, warm, empty.

        Raises:
            SandboxError: the zygote is gone, or a right could not be taken away.
        """
        ctl, their_ctl = socket.socketpair()
        rpc, their_rpc = socket.socketpair()
        with their_ctl, their_rpc:
            try:
                socket.send_fds(self._ours, [b"spawn"], [their_ctl.fileno(), their_rpc.fileno()])
            except OSError as error:
                raise SandboxError(f"The sandbox is gone: {error}. Next: course doctor") from None
        ctl.settimeout(30)
        try:
            data, fds, _, _ = socket.recv_fds(ctl, 6, 1)
        except OSError as error:
            raise SandboxError(f"The sandbox gave no runner: {error}. Next: course doctor") from None
        if data != b"keeper" or not fds:
            rest = data + (ctl.recv(4096) if data else b"")
            raise SandboxError(f"The sandbox gave no runner: {rest[4:]!r}. Next: course doctor")
        return Runner(rpc, ctl, fds[0], self.limits)

    @property
    def pid(self) -> int:
        """Process id of bubblewrap (or of the zygote itself when trusted)."""
        return self._process.pid

    def close(self) -> None:
        """End it and every runner."""
        self._ours.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


