"""Trusted work in processes of its own: results come back, and what loops, grows or dies costs only itself."""

import os
import signal
import time

import pytest

from autograder.errors import AutograderError
from autograder.verification import running
from autograder.verification.running import Died, Limit


def outcomes(work, items, workers=2, limit=None):
    return dict(running.each(work, items, workers=workers, limit=limit or Limit()))


def test_results_come_with_their_index():
    """Each item is worked on once, in another process than this one."""
    found = outcomes(lambda item: (item * item, os.getpid()), [3, 1, 2, 5, 4], workers=3)

    assert {index: square for index, (square, _) in found.items()} == {0: 9, 1: 1, 2: 4, 3: 25, 4: 16}
    assert len({pid for _, pid in found.values()} - {os.getpid()}) == 5


def test_nothing_to_do():
    """No items, no results."""
    assert outcomes(lambda item: item, []) == {}


def test_large_results_come_whole():
    """More than a pipe holds."""
    assert outcomes(lambda size: b"x" * size, [5_000_000, 10]) == {0: b"x" * 5_000_000, 1: b"x" * 10}


def test_a_loop_ends_by_its_own_time():
    """What loops is ended after its CPU time, and the others have their results."""
    def work(item):
        while item == "loops":
            pass
        return item

    found = outcomes(work, ["loops", "ends"], limit=Limit(cpu_seconds=1))

    assert found == {0: Died("used more than 1 s of CPU time"), 1: "ends"}


def test_what_waits_is_ended_with_all_it_started():
    """Sleeping costs no CPU time; a child that it left running is ended too."""
    read, write = os.pipe()

    def work(item):
        os.close(read)
        if item == "waits":
            os.fork()
            time.sleep(1000)
        return item

    found = outcomes(work, ["waits"], limit=Limit(wall_seconds=0.5))
    os.close(write)

    assert found == {0: Died("did not end within 0.5 s")}
    assert os.read(read, 1) == b""  # nobody is left who holds the other end
    os.close(read)


def test_memory_has_an_end():
    """An answer that grows meets a MemoryError, not the machine's end."""
    def work(size):
        try:
            return len(bytearray(size))
        except MemoryError:
            return "no memory"

    assert outcomes(work, [2**31, 1000], limit=Limit(memory_mb=256)) == {0: "no memory", 1: 1000}


@pytest.mark.parametrize(("end", "why"), [
    (lambda: os._exit(0), "ended its process"),
    (lambda: os.kill(os.getpid(), signal.SIGTERM), "was ended by SIGTERM"),
    (lambda: os.closerange(3, 100), "ended its process"),
])
def test_a_death_is_told(end, why):
    """Ending or killing itself, or closing the way back, is no result, and says how."""
    assert outcomes(lambda item: item or end(), [0, "good"]) == {0: Died(why), 1: "good"}


def test_faults_of_ours_are_raised():
    """An exception of the work itself is not taken for an answer's; nothing goes on behind it."""
    with pytest.raises(AutograderError, match="ZeroDivisionError"):
        outcomes(lambda item: 1 / item, [0])
    with pytest.raises(AutograderError, match="pickle"):
        outcomes(lambda item: lambda: item, [0])


def test_limits_may_differ():
    """Each item may have limits of its own."""
    def work(seconds):
        stop = time.process_time() + 1.5
        while time.process_time() < stop:
            pass
        return "done"

    found = dict(running.each(work, [1, 60], workers=2, limit=lambda seconds: Limit(cpu_seconds=seconds)))

    assert found == {0: Died("used more than 1 s of CPU time"), 1: "done"}


def test_stopping_early_leaves_nobody():
    """Who stops listening gets rid of all that still runs."""
    read, write = os.pipe()

    def work(item):
        os.close(read)
        if item:
            time.sleep(1000)
        return item

    results = running.each(work, [0, 1], workers=2)
    assert next(results) == (0, 0)
    results.close()
    os.close(write)

    assert os.read(read, 1) == b""
    os.close(read)


def test_prints_reach_nobody(capfd):
    """What the work prints is not the table's business."""
    outcomes(lambda item: os.write(1, b"noise") and print("more"), [1])

    assert capfd.readouterr() == ("", "")
