"""The host's side of the zygote: start it in its jail, ask it for runners."""

import array
import mmap
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence

from autograder.errors import SandboxError
from autograder.guest import codec, scratch
from autograder.guest.channel import Channel, Torn
from autograder.model import Limits
from autograder.sandbox import jail, tiers
from autograder.sandbox.runner import Ends, Runner
from autograder.sandbox.tiers import Tier

START = 120.0  # seconds in which the zygote must be warm; a cold disk takes tens
SPAWN = 60.0  # seconds in which a runner must be confined
IMPORTS = ("numpy", "scipy.stats", "scipy.special", "scipy.integrate", "scipy.optimize", "matplotlib.pyplot")


class Zygote:
    """One warm process in a jail, from which runners are forked. A context manager."""

    def __init__(self, limits: Limits, tier: Tier = Tier.NAMESPACES, *, imports: Sequence[str] = IMPORTS) -> None:
        """Start it; returns at once, `wait` waits until it is warm.

        `tier` is what `tiers.choose` gave; `Tier.NONE` runs without any jail, for code that somebody vouches for.

        Raises:
            SandboxError: bubblewrap is missing.
        """
        self.tier = tier
        self.limits = limits
        self._scratch = "" if tier is Tier.NAMESPACES else _scratch()
        policy = jail.policy(tier, limits, uid=tiers.student_uid(tier), scratch=self._scratch, imports=imports)
        tiers.close_to_others(tier)
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = theirs.fileno()
            # Started away from the terminal: what is typed there is for the grader alone.
            self._process = subprocess.Popen(
                tiers.command(tier, "guest.zygote", [str(number), policy.text()]), pass_fds=[number],
                env=jail.outside(tier, self._scratch), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, start_new_session=True,
            )

    def wait(self) -> None:
        """Until it is warm.

        Raises:
            SandboxError: it ended, or it takes too long.
        """
        self._ours.settimeout(START)
        try:
            ready = self._ours.recv(64)
        except OSError:
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
        page = os.memfd_create("question")
        os.ftruncate(page, mmap.PAGESIZE)
        question = mmap.mmap(page, 8)
        runner: Runner | None = None
        try:
            with their_ctl, their_rpc:
                socket.send_fds(self._ours, [b"spawn"], [their_ctl.fileno(), their_rpc.fileno(), page])
            runner = Runner(Ends(Channel(rpc), Channel(ctl), question, _keeper(ctl), self.tier is Tier.NAMESPACES), self.limits)
            runner.ready(time.monotonic() + SPAWN)
        except (OSError, Torn, codec.CodecError) as error:
            if runner is not None:
                runner.kill()
            ctl.close()
            rpc.close()
            raise SandboxError(f"The sandbox gave no runner: {error or type(error).__name__}. Next: course doctor") from None
        finally:
            os.close(page)
        return runner

    @property
    def pid(self) -> int:
        """Process id of bubblewrap (or of the zygote itself in the other tiers)."""
        return self._process.pid

    def close(self) -> None:
        """End it and every runner."""
        self._ours.close()
        if self.tier is not Tier.NAMESPACES:
            # It ends its runners and goes; killed, it would leave that to the keepers.
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                pass
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
        if self._scratch:
            scratch.remove(self._scratch)

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _keeper(ctl: socket.socket) -> int:
    """The keeper's pidfd, its first word on `ctl`.

    Raises:
        OSError: it did not come that far; the message is what it said.
    """
    ctl.settimeout(SPAWN)
    number = array.array("i")
    data, ancillary, _, _ = ctl.recvmsg(6, socket.CMSG_SPACE(number.itemsize))
    for _, _, content in ancillary:
        number.frombytes(content)
    if data != b"keeper" or not number:
        said = data + (ctl.recv(4096) if data else b"")
        raise OSError(said.decode("utf-8", "replace") or "no answer")
    return number[0]


def _scratch() -> str:
    """A folder for the runners' own folders; those of another uid may pass through it."""
    folder = tempfile.mkdtemp(prefix="course-")
    os.mkdir(f"{folder}/zygote", 0o700)  # its own home
    os.chmod(folder, 0o711)  # noqa: S103  # a runner of another uid passes through to its own
    return folder
