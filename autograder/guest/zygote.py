"""The zygote: imports everything once, then forks a confined runner for each submission.

Four kinds of process, all started from this file:

    zygote    waits for requests on the control socket; runs no student code, ever
    stem      its child for one request; makes the namespaces, forks the keeper, ends
    keeper    pid 1 of the new pid namespace; watches CPU time and memory, says how the runner ended; when it dies, the
              kernel kills every process of the namespace
    runner    the keeper's child; gives up all rights, then runs the student's code

A request carries two sockets. On `ctl` the keeper first sends a pidfd of itself, before any student code runs: the
judge needs no more than that to end everything. `rpc` goes to the runner.
"""

import array
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from typing import Any

from . import codec, confine, runner, shell

POLL = 0.05  # seconds between two looks at CPU time and memory
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Warm up, say so, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for module in options["imports"]:
        __import__(module)
    interpreter = shell.create()
    control.send(b"ready")
    while True:
        data, sockets = _request(control)
        if not data:
            return
        ctl, rpc = sockets
        stem = os.fork()
        if stem == 0:
            control.close()
            _stem(options, ctl, rpc, interpreter)
        ctl.close()
        rpc.close()
        os.waitpid(stem, 0)


def _request(control: socket.socket) -> tuple[bytes, list[socket.socket]]:
    room = socket.CMSG_SPACE(2 * array.array("i").itemsize)
    data, ancillary, _, _ = control.recvmsg(64, room)
    numbers = array.array("i")
    for _, _, content in ancillary:
        numbers.frombytes(content)
    return data, [socket.socket(fileno=number) for number in numbers]


def _stem(options: dict[str, Any], ctl: socket.socket, rpc: socket.socket, interpreter: shell.Shell) -> None:
    """Make the namespaces; the fork after it is their first process."""
    try:
        if options["namespaces"]:
            confine.unshare()
        if os.fork() == 0:
            _keeper(options, ctl, rpc, interpreter)
    except BaseException as error:
        _say(ctl, {"broken": f"{type(error).__name__}: {error}"})
        os._exit(1)
    os._exit(0)


def _keeper(options: dict[str, Any], ctl: socket.socket, rpc: socket.socket, interpreter: shell.Shell) -> None:
    try:
        if options["namespaces"]:
            confine.mount("proc", "/proc")
            confine.mount("tmpfs", "/tmp", f"size={2 * options['file_mb']}m,mode=1777")
            confine.mount("tmpfs", "/dev/shm", f"size={options['file_mb']}m,mode=1777")
        confine.undumpable()
        pidfd = os.pidfd_open(os.getpid())
        socket.send_fds(ctl, [b"keeper"], [pidfd])
        os.close(pidfd)
        child = os.fork()
        if child == 0:
            ctl.close()
            _runner(options, rpc, interpreter)
        rpc.close()
        _watch(options, ctl, child)
    except BaseException as error:
        _say(ctl, {"broken": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(0)


def _say(ctl: socket.socket, message: dict[str, Any]) -> None:
    try:
        ctl.setblocking(True)
        codec.send(ctl, codec.Encoder().encode(message), time.monotonic() + 5)
    except (codec.Torn, TimeoutError):
        pass  # the judge is gone, and what it wanted to know with it


def _watch(options: dict[str, Any], ctl: socket.socket, child: int) -> None:
    """Reap, measure, obey; returns when all is over. Our end is the end of the namespace."""
    everyone = options["namespaces"]
    start = _usage(child, everyone)
    base = max(start.values(), key=lambda use: use[1], default=(0.0, 0))[1]
    allowed = options["memory_mb"] * 2**20
    budget: float | None = None
    used = 0.0
    pidfd = os.pidfd_open(child)
    ctl.setblocking(False)
    pending = b""
    while True:
        # Woken by the runner's end only: a look at every order would cost more than most calls.
        select.select([pidfd], [], [], POLL)
        ended = _reap(child)
        if ended is not None:
            _say(ctl, {"ended": ended})
            return
        usage = _usage(child, everyone)
        try:
            fresh = ctl.recv(2**16)
            if not fresh:
                os.kill(child, signal.SIGKILL)
                return
        except BlockingIOError:
            fresh = b""
        if fresh:
            # Each order is a line with the CPU seconds of the cell or call that begins; only the last one counts.
            *orders, pending = (pending + fresh).split(b"\n")
            if orders:
                budget, used = float(orders[-1]), _cpu(usage)
        if sum(max(0, memory - base) for _, memory in usage.values()) > allowed:
            _stop(ctl, child, "memory")
            return
        if budget is not None and _cpu(usage) - used > budget:
            _stop(ctl, child, "cpu")
            return


def _stop(ctl: socket.socket, child: int, what: str) -> None:
    os.kill(child, signal.SIGKILL)
    _say(ctl, {"stopped": what})


def _reap(child: int) -> int | None:
    """Collect dead processes; the runner's exit status (negative: a signal) once it is among them."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return -signal.SIGKILL
        if pid == 0:
            return None
        if pid == child:
            return os.waitstatus_to_exitcode(status)


def _cpu(usage: dict[int, tuple[float, int]]) -> float:
    ours = os.times()
    # Orphans that ended were reaped by us and are in our children's times.
    return sum(seconds for seconds, _ in usage.values()) + ours.children_user + ours.children_system


def _usage(child: int, everyone: bool) -> dict[int, tuple[float, int]]:
    """CPU seconds and anonymous memory in bytes of each process of the namespace but ourselves."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"] if everyone else [child]
    found: dict[int, tuple[float, int]] = {}
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", "rb") as file:
                fields = file.read().rsplit(b")", 1)[1].split()
            with open(f"/proc/{pid}/statm", "rb") as file:
                _, resident, shared = (int(part) for part in file.read().split()[:3])
        except (OSError, IndexError, ValueError):
            continue  # it ended between the two looks
        found[pid] = (sum(int(part) for part in fields[11:15]) / TICKS, (resident - shared) * PAGE)
    return found


def _runner(options: dict[str, Any], rpc: socket.socket, interpreter: shell.Shell) -> None:
    """Give up every right, then serve."""
    code = 1
    try:
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        os.dup2(null, 0)
        for number in (1, 2):
            os.dup2(os.memfd_create("output"), number)
        top = rpc.fileno()
        if top != 3:
            os.dup2(top, 3)
            rpc.detach()
            rpc = socket.socket(fileno=3)
        os.closerange(4, 4096)
        if options["namespaces"]:
            os.mkdir("/tmp/home", 0o777)
            os.mkdir("/tmp/work", 0o777)
            if options["uid"] is not None:
                for folder in ("/tmp/home", "/tmp/work"):
                    os.chown(folder, options["uid"], options["uid"])
            os.chdir("/tmp/work")
        confine.limit(processes=options["processes"], file_mb=options["file_mb"], memory_mb=options["memory_mb"])
        if options["namespaces"]:
            confine.drop_privileges(options["uid"])
            confine.undumpable(True)
            confine.filter_calls()
        # A copy of this process must not answer in our place.
        os.register_at_fork(after_in_child=lambda: os.close(3))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        runner.Runner(rpc, interpreter, options["output_kb"]).serve()
    except codec.Torn:
        code = 0  # the judge hung up
    except BaseException:
        code = 70
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
