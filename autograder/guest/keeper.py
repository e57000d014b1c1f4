"""The keeper: a runner's parent. It watches CPU time, memory and files, says how the runner ended, and ends the rest.

In namespaces of its own it is process 1, and the kernel kills everything there when it dies. Elsewhere nobody leaves the
runner's session (the filter of system calls refuses it), a signal to the group reaches all of them at once, orphans
become the keeper's children, and it goes only when it has none.
"""

import mmap
import os
import select
import signal
import socket
import time
from collections.abc import Callable

from . import codec, confine, scratch, usage
from .channel import Channel, Torn
from .policy import Policy

POLL = 0.05  # seconds between two looks at CPU time and memory
LOOKS = 4  # of these looks, one goes to the scratch folder too
BLIND = 1.0  # seconds after which a runner that cannot be measured is stopped


def keep(policy: Policy, ctl: socket.socket, page: int, life: int, run: Callable[[str], None]) -> None:
    """Fork the runner, which calls `run` with its folder, and watch over it; ends this process.

    `page` is a file in memory whose first 8 bytes the judge counts up with each question; `life` reads to its end when
    the zygote is gone.
    """
    try:
        place = confine.room(policy)
        confine.undumpable()
        if not policy.namespaces:
            confine.adopt_orphans()
        pidfd = os.pidfd_open(os.getpid())
        socket.send_fds(ctl, [b"keeper"], [pidfd])
        os.close(pidfd)
        child = os.fork()
        if child == 0:
            run(place)
            os._exit(70)
        # Mapped only now: the runner shall not have it.
        with mmap.mmap(page, 8, prot=mmap.PROT_READ) as shared, memoryview(shared).cast("Q") as question:
            said = _Watch(policy, child, place, question).until(ctl, life)
        if said:
            say(ctl, said)
        end(policy, child)
        if not policy.namespaces:
            scratch.remove(place)
    except BaseException as error:
        say(ctl, {"broken": f"{type(error).__name__}: {error}"})
        os._exit(1)
    os._exit(0)


def say(ctl: socket.socket, message: dict[str, object]) -> None:
    """Tell the judge, if it is still there."""
    try:
        Channel(ctl).send(codec.Encoder().encode(message), time.monotonic() + 5)
    except (Torn, TimeoutError):
        pass


def end(policy: Policy, child: int) -> None:
    """Kill the runner and all that came of it; returns when none is left."""
    if policy.namespaces:
        return  # our own end is that of everybody here
    alive = group = True
    while True:
        for pid in usage.children(os.getpid()):
            _kill(os.kill, pid)
        if alive:
            _kill(os.kill, child)
        # While one of the group is left or unreaped, its number is nobody else's.
        group = group and _kill(os.killpg, child)
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                break
            alive = alive and pid != child
        time.sleep(0.002)


def _kill(send: Callable[[int, int], None], number: int) -> bool:
    try:
        send(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class _Watch:
    """What is known about one runner, and what it may use."""

    def __init__(self, policy: Policy, child: int, place: str, question: "memoryview[int]") -> None:
        self._policy, self._child, self._place, self._question = policy, child, place, question
        self._asked = question[0]
        self._used = 0.0  # CPU seconds when the question was first seen
        first = usage.of(child)
        self._base = first.private if first else 0
        self._seen = time.monotonic()
        self._looks = 0

    def until(self, ctl: socket.socket, life: int) -> dict[str, object]:
        """Look again and again; what to say when it is over, nothing when nobody listens."""
        pidfd = os.pidfd_open(self._child)
        poll = select.poll()
        for number in (pidfd, ctl.fileno(), life):
            poll.register(number, select.POLLIN)
        while True:
            ready = {number for number, _ in poll.poll(POLL * 1000)}
            status = _reap(self._child)
            if status is not None:
                return {"ended": status}
            if ready & {ctl.fileno(), life}:
                return {}  # the judge or the zygote is gone: nothing is sent on these
            over = self._over()
            if over:
                return {"stopped": over}

    def _over(self) -> str:
        """Which limit is exceeded, if any."""
        pids = [pid for pid in usage.everyone() if pid != 1] if self._policy.namespaces else usage.descendants(os.getpid())
        uses = {pid: use for pid in pids if (use := usage.of(pid))}
        now = time.monotonic()
        if self._child in uses:
            self._seen = now
        elif now - self._seen > BLIND:
            return "memory"  # what cannot be measured is not within its limits
        if self._memory(uses) > self._policy.memory_mb * 2**20 or self._filled():
            return "memory"
        times = os.times()
        # Orphans that ended were reaped by us and are in our children's times.
        cpu = sum(use.cpu for use in uses.values()) + times.children_user + times.children_system
        if self._question[0] != self._asked:
            self._asked, self._used = self._question[0], cpu
        return "cpu" if self._asked and cpu - self._used > self._policy.cell_cpu_seconds else ""

    def _memory(self, uses: dict[int, usage.Use]) -> int:
        total = sum(max(0, use.private - self._base) + use.shared for use in uses.values())
        if total > self._policy.memory_mb * 2**20 and any(use.shared for use in uses.values()):
            # Memory shared by several processes was counted once for each of them.
            return sum(usage.proportional(pid) for pid in uses)
        return total

    def _filled(self) -> bool:
        """Whether the scratch folder holds too much; in namespaces the file system itself has an end."""
        self._looks += 1
        if self._policy.tier != "landlock" or self._looks % LOOKS:
            return False
        size, files = scratch.size(self._place, confine.FILES)
        return size > 2 * self._policy.file_mb * 2**20 or files >= confine.FILES


def _reap(child: int) -> int | None:
    """Collect dead orphans; the runner's exit status (negative: a signal) once it is dead.

    The runner itself stays a zombie, so that its number still means it when the rest is killed.
    """
    while True:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            return None
        if found.si_pid == child:
            return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status
        os.waitpid(found.si_pid, 0)
