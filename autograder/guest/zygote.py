"""The zygote: imports everything once, then forks a confined runner for each submission.

Three kinds of process, all started from this file:

    zygote    waits for requests on the control socket; runs no student code, ever
    keeper    its child for one request, in the tier `namespaces` the first process of new ones: watches CPU time and
              memory, says how the runner ended, ends what it left (`keeper.py`)
    runner    the keeper's child; gives up all rights, then runs the student's code

A request carries two sockets and a file in memory. On `ctl` the keeper first sends a pidfd of itself, before any student
code runs; `rpc` goes to the runner; the file has the number of the question that the judge waits for.
"""

import array
import gc
import os
import resource
import select
import signal
import socket
import sys

from . import codec, confine, keeper, policy, runner, scratch, shell, usage
from .channel import Channel, Torn
from .policy import Policy

SWEEP = 1.0  # seconds between two looks for dead keepers


def main() -> None:
    """Warm up, say so, serve until the control socket is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    plan = policy.parse(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for module in plan.imports:
        __import__(module)
    interpreter = shell.create()
    # What is here now is garbage for nobody: a runner's collector need not touch (and so copy) it.
    gc.collect()
    gc.freeze()
    life, held = os.pipe()  # reads to its end in every keeper once this process is gone
    if not plan.namespaces:
        confine.adopt_orphans()
    control.send(b"ready")
    try:
        _serve(control, plan, interpreter, life, held)
    finally:
        if plan.scratch:
            os.close(held)
            _wait_for_keepers()
            scratch.remove(plan.scratch)


def _serve(control: socket.socket, plan: Policy, interpreter: shell.Shell, life: int, held: int) -> None:
    keepers: set[int] = set()
    while True:
        if not select.select([control], [], [], SWEEP if keepers else None)[0]:
            _sweep(plan, keepers)
            continue
        data, numbers = _request(control)
        if not data:
            return
        try:
            child = confine.fork_apart() if plan.namespaces else os.fork()
        except OSError as error:
            keeper.say(socket.socket(fileno=numbers.pop(0)), {"broken": f"{type(error).__name__}: {error}"})
            child = -1
        if child == 0:
            control.close()
            os.close(held)
            _begin(plan, numbers, life, interpreter)
        for number in numbers:
            os.close(number)
        if child > 0:
            keepers.add(child)
        _sweep(plan, keepers)


def _request(control: socket.socket) -> tuple[bytes, list[int]]:
    room = socket.CMSG_SPACE(3 * array.array("i").itemsize)
    data, ancillary, _, _ = control.recvmsg(64, room)
    numbers = array.array("i")
    for _, _, content in ancillary:
        numbers.frombytes(content)
    return data, list(numbers)


def _sweep(plan: Policy, keepers: set[int]) -> None:
    """Reap keepers. One that was killed (by the kernel, out of memory) has left us its runner: that ends too."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            keepers.clear()
            return
        if pid == 0:
            break
        keepers.discard(pid)
        if os.WIFSIGNALED(status) and not plan.namespaces:  # there the kernel has ended it
            for orphan in set(usage.children(os.getpid())) - keepers:
                try:
                    os.killpg(os.getpgid(orphan), signal.SIGKILL)
                except ProcessLookupError:
                    pass


def _wait_for_keepers() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _begin(plan: Policy, numbers: list[int], life: int, interpreter: shell.Shell) -> None:
    """In a child of the zygote: become the keeper."""
    ctl, rpc, page = socket.socket(fileno=numbers[0]), numbers[1], numbers[2]
    try:
        keeper.keep(plan, ctl, page, life, lambda place: _runner(plan, rpc, place, interpreter))
    except BaseException as error:
        keeper.say(ctl, {"broken": f"{type(error).__name__}: {error}"})
    os._exit(1)


def _runner(plan: Policy, rpc: int, place: str, interpreter: shell.Shell) -> None:
    """Give up every right, say so, then serve."""
    code = 1
    try:
        os.setsid()
        os.dup2(os.open("/dev/null", os.O_RDWR), 0)
        for number in (1, 2):
            os.dup2(os.memfd_create("output"), number)
        if rpc != 3:
            os.dup2(rpc, 3)
        os.closerange(4, 4096)
        channel = Channel(socket.socket(fileno=3))
        _confined(plan, place, channel)
        # A copy of this process must not answer in our place.
        os.register_at_fork(after_in_child=lambda: os.close(3))
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL)
        runner.Runner(channel, interpreter, plan.output_kb).serve()
    except Torn:
        code = 0  # the judge hung up
    except BaseException:
        code = 70
    finally:
        os._exit(code)


def _confined(plan: Policy, place: str, channel: Channel) -> None:
    """Until the judge has heard that every right is gone, it sends nothing of a student's."""
    try:
        confine.confine(plan, place)
    except BaseException as error:
        channel.send(codec.Encoder().encode({"broken": f"{type(error).__name__}: {error}"}))
        raise
    channel.send(codec.Encoder().encode({"ready": True}))


if __name__ == "__main__":
    main()
