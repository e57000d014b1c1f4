"""The handle of a runner, the zygote behind it, and what a runner leaves on disk."""

import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import machines
import numpy as np
import pytest

from autograder.errors import SandboxError
from autograder.guest import confine, landlock, scratch, usage
from autograder.model import Limits
from autograder.sandbox.runner import Missing, Opaque, Raised, Returned, Stopped
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote

LIMITS = Limits(cell_cpu_seconds=0.5, cell_wall_seconds=60.0, memory_mb=200)
needs_landlock = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")


@pytest.fixture(scope="module")
def zygote():
    with Zygote(LIMITS, imports=["numpy"]) as started:
        started.wait()
        yield started


@pytest.fixture
def runner(zygote):
    made = zygote.runner()
    yield made
    made.kill()


def functions(runner, source, *names):
    """The student's functions after this cell."""
    runner.run(source)
    runner.mark("here", list(names))
    return [runner.get("here", name).value for name in names]


def test_names_arrive_as_what_they_are(runner):
    """Data, functions, what is no data, what does not exist."""
    runner.run("x = (1, [2.5])\ng = (i for i in [])\ndef f():\n    pass")
    found = runner.mark("here", ["x", "f", "g", "y"])

    assert sorted(found) == ["f", "g", "x"]
    assert runner.get("here", "x") == Returned((1, [2.5]))
    assert isinstance(runner.get("here", "g"), Opaque)
    assert isinstance(runner.get("here", "y"), Missing)


def test_changes_in_place_come_back(runner):
    """Lists, dicts, sets and arrays, also inside a tuple; what was not changed is not sent."""
    f, g = functions(runner, "def f(l, d, s, a, t):\n    l.append(9); d['k'] = 1; s.add(4); a[0] = 7; t[0][0] = 'in'\n"
                     "def g(a, l):\n    return None", "f", "g")
    listed, mapped, several, array, nested = [1], {}, {3}, np.zeros(2), ([0],)
    runner.call(f, (listed, mapped, several, array, nested), {})

    assert (listed, mapped, several, array.tolist()) == ([1, 9], {"k": 1}, {3, 4}, [7.0, 0.0])
    nan = np.array([np.nan, -0.0])
    assert "arguments" not in runner._ask({"op": "call", "handle": g.handle, "args": [nan, [np.nan]], "options": {}})


def test_global_generators_are_fresh_in_calls_and_the_students_in_cells(runner):
    """A seed set in a cell decides the draws of the next cell, as in any notebook, but never those of a call."""
    f, = functions(runner, "import random, numpy as np\nnp.random.seed(3); random.seed(3)\n"
                   "def f():\n    return np.random.random(), random.random()", "f")
    first, second = runner.call(f, (), {}).value, runner.call(f, (), {}).value
    runner.run("np.random.seed(3); random.seed(3)")
    said = runner.run("print(np.random.random())").outputs[0]["text"]

    assert float(said) == np.random.RandomState(3).random_sample()
    assert len({*first, *second}) == 4
    assert first[0] != np.random.RandomState(3).random_sample()


def test_exceptions_and_warnings(runner):
    """By the nearest built-in class, with the student's own name and text."""
    f, = functions(runner, "class Odd(KeyError):\n    pass\nimport warnings\ndef f():\n    warnings.warn('hm')\n    raise Odd('why')", "f")

    assert runner.call(f, (), {}) == Raised("KeyError", "Odd", "'why'", (("UserWarning", "hm"),))


def test_the_cpu_limit_is_of_each_question(zygote):
    """Many questions may use more together than one may; one that goes on too long is stopped, a cell as well as a call."""
    runner = zygote.runner()
    f, = functions(runner, "import time\ndef f(seconds):\n    end = time.process_time() + seconds\n"
                   "    while time.process_time() < end:\n        pass", "f")
    for _ in range(6):
        assert isinstance(runner.call(f, (0.2,), {}), Returned)
    with pytest.raises(Stopped) as stopped:
        runner.call(f, (1000.0,), {})

    assert stopped.value.why == "cpu"


def test_a_thread_behind_the_answer_counts(zygote):
    """CPU time after an answer counts to the question that was asked last: nothing computes for nothing."""
    runner = zygote.runner()
    runner.run("import threading\ndef spin():\n    while True:\n        pass\nthreading.Thread(target=spin).start()")
    select.select([runner._ends.keeper], [], [], 60)  # the keeper needs no question to see it
    with pytest.raises(Stopped) as stopped:
        runner.run("1")

    assert stopped.value.why == "cpu"


def test_a_dead_runner_stays_dead(zygote):
    """After its end each question is answered by Stopped, and killing it again does nothing."""
    runner = zygote.runner()
    with pytest.raises(Stopped) as stopped:
        runner.run("import os\nos._exit(3)")
    runner.kill()

    assert (stopped.value.why, stopped.value.status) == ("ended", 3)
    with pytest.raises(Stopped):
        runner.run("1")


def test_two_runners_share_nothing(zygote):
    """Of the same zygote, at the same time: other names, other files."""
    one, other = zygote.runner(), zygote.runner()
    one.run("x = 1\nopen('/tmp/x', 'w').close()")

    assert other.run("import os\nassert not os.path.exists('/tmp/x')\nx").failed[0] == "NameError"
    one.kill()
    assert other.run("1").failed is None
    other.kill()


def test_a_right_that_cannot_be_taken_is_the_graders_fault(tmp_path):
    """A runner that could not be confined never starts: nobody is marked for it."""
    with Zygote(replace(LIMITS, processes=-5), imports=["numpy"]) as zygote:
        zygote.wait()
        with pytest.raises(SandboxError, match="gave no runner"):
            zygote.runner()


def test_a_lost_zygote_is_said(zygote):
    """Where the zygote is gone no runner is invented."""
    with Zygote(LIMITS, imports=["numpy"]) as lost:
        lost.wait()
        os.kill(lost.pid, signal.SIGKILL)
        lost._process.wait()
        with pytest.raises(SandboxError, match="Next: course doctor"):
            lost.runner()


def test_a_module_that_is_missing_is_said():
    """The zygote's own last words are in the message."""
    with Zygote(LIMITS, imports=["no_such_module"]) as broken, pytest.raises(SandboxError, match="no_such_module"):
        broken.wait()


LOST = """
import os, signal, time
from autograder.guest import usage
from autograder.model import Limits
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote
zygote = Zygote(Limits(), Tier.LANDLOCK, imports=["numpy"])
zygote.wait()
calm = set(usage.descendants(os.getpid()))
runner = zygote.runner()
runner.run("import os, subprocess\\nfor _ in range(3):\\n    if os.fork() == 0:\\n        os.execv('/bin/sleep', ['sleep', '98765'])")
grown = set(usage.descendants(os.getpid())) - calm
keeper = min(grown)
if victim == "keeper":
    os.kill(keeper, signal.SIGKILL)
else:
    os.kill(zygote.pid, signal.SIGKILL)
end = time.monotonic() + 30
def alive():
    out = []
    for pid in grown:
        try:
            state = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            out.append(pid)
    return out
while alive() and time.monotonic() < end:
    time.sleep(0.05)
left = alive()
runner.kill()
zygote.close()
result = {"grown": len(grown), "left": left, "scratch": os.path.exists(zygote._scratch)}
"""


@needs_landlock
@pytest.mark.parametrize("victim", ["keeper", "zygote"])
def test_nobody_outlives_a_lost_keeper_or_zygote(victim):
    """Where no namespace ends with its first process, the one above or below ends the runner."""
    assert machines.run(LOST, namespaces=False, victim=victim) == {"grown": 5, "left": [], "scratch": False}


GRADER = """
import sys, time
from autograder.model import Limits
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote
zygote = Zygote(Limits(), Tier.NONE, imports=["numpy"])
zygote.wait()
runner = zygote.runner()
runner.run("import os, signal\\nif os.fork() == 0:\\n    os.setsid()\\n    os.execv('/bin/sleep', ['sleep', '45678'])")
print(zygote._scratch, flush=True)
time.sleep(1000)
"""


def test_a_killed_grader_leaves_nothing_even_without_a_sandbox(tmp_path):
    """SIGKILL of the grading process: the keeper ends what it started, a daemon too, and the folder goes."""
    confine.adopt_orphans()
    before = set(usage.descendants(os.getpid()))
    grader = subprocess.Popen([sys.executable, "-c", GRADER], stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONPATH": str(machines.ROOT), "TMPDIR": str(tmp_path)})
    folder = grader.stdout.readline().strip()
    assert os.path.isdir(folder)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    end = time.monotonic() + 30
    while (left := living(set(usage.descendants(os.getpid())) - before)) and time.monotonic() < end:
        time.sleep(0.05)

    assert left == []
    assert not os.path.exists(folder)


def living(pids):
    found = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.append(pid)
            else:
                os.waitpid(pid, os.WNOHANG)
        except (OSError, ChildProcessError):
            continue
    return found


def test_scratch_folders_go_whatever_is_in_them(tmp_path):
    """Deeper than a path may be, without permissions, with links and pipes; what a link points to stays."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    folder = tmp_path / "scratch"
    shut = folder / "shut"
    shut.mkdir(parents=True)
    (shut / "inner").mkdir()
    (folder / "link").symlink_to(outside)
    os.mkfifo(folder / "pipe")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("deep", dir_fd=here)
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    shut.chmod(0)

    assert scratch.size(str(folder), 5)[1] == 5
    scratch.remove(str(folder))
    scratch.remove(str(folder))  # gone already

    assert not folder.exists()
    assert (outside / "kept").read_text() == "kept"


def test_the_tier_is_a_value(zygote):
    """Recorded with each grade."""
    assert zygote.tier is Tier.NAMESPACES
    assert f"{zygote.tier}" == "namespaces"
