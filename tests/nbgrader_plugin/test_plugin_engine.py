"""The engine's process: kept while it fits, replaced when it does not, gone when nobody asks any more."""

import os
import signal
import time
from pathlib import Path

import pytest
from plugin_course import answered, hand_in, homework

from autograder import notebook
from autograder.course import find
from autograder.errors import CourseError, SandboxError
from autograder.gradebook.store import Store
from autograder.nbgrader_plugin.handle import Handle, Keeper


@pytest.fixture
def keeper():
    made = Keeper()
    yield made
    made.close()


def score(root, student="good"):
    with Store(find(root).database) as store:
        return next(row.points for row in store.scores("hw", student) if row.cell == "double-values")


def test_the_engine_is_kept_and_replaced(course, keeper):
    """One process for many runs; a new one after it was killed, and after the source has changed."""
    first = keeper.engine(find(course))
    assert first.open("hw").notebooks == ("one", "two")
    first.grade("hw", "good")
    assert keeper.engine(find(course)) is first

    os.kill(first.pid, signal.SIGKILL)
    while first.alive:
        time.sleep(0.05)
    second = keeper.engine(find(course))
    assert second.pid != first.pid
    second.open("hw")
    second.grade("hw", "good")
    assert score(course) == 2

    changed = homework()
    changed.cells[1].source = "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(3) == 7\n### END HIDDEN TESTS"
    (course / "source" / "hw" / "one.ipynb").write_text(notebook.dumps(changed), encoding="utf-8")
    third = keeper.engine(find(course))
    assert third.pid != second.pid
    assert not second.alive
    third.open("hw")
    third.grade("hw", "good")
    assert score(course) == 0


def test_dying_engine_is_an_error(course, keeper):
    """An engine that dies is an error with the next step, and what was recorded stands; a fault of the course is none."""
    engine = keeper.engine(find(course))
    with pytest.raises(CourseError, match='no assignment "nope"'):
        engine.open("nope")
    assert engine.open("hw").students == ("good", "half")
    engine.grade("hw", "good")
    hand_in(course, "good", "one", answered("return 0"))
    os.kill(engine.pid, signal.SIGSTOP)
    os.kill(engine.pid, signal.SIGKILL)

    with pytest.raises(SandboxError, match="course doctor"):
        engine.grade("hw", "good")
    assert score(course) == 2


def test_nothing_is_left(course):
    """Closed, the engine and its sandbox are gone."""
    engine = Handle(find(course))
    engine.open("hw")
    children = [int(pid) for pid in Path(f"/proc/{engine.pid}/task/{engine.pid}/children").read_text().split()]

    engine.close()

    assert children
    assert not engine.alive
    end = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
