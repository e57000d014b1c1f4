"""A class graded for real with Landlock, by an ordinary user whom the kernel gives no namespaces and who has no bubblewrap."""

import machines
import pytest

from autograder.guest import landlock

pytestmark = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")

CLASS = """
import json, os, time
from pathlib import Path
from nbformat.v4 import new_code_cell
from autograder import notebook
from autograder.batch import plan, pool
from autograder.guest import confine, usage
from autograder.judge.examination import prepare
from autograder.model import Limits
from autograder.sandbox import tiers
tiers.bubblewrap = lambda: None
confine.adopt_orphans()

def meta(name, **more):
    return {"nbgrader": {"schema_version": 3, "grade_id": name, "grade": False, "solution": False, "locked": False, "task": False, **more}}

def cells(answer):
    hidden = "# it is right\\n### BEGIN HIDDEN TESTS\\nassert secret(3) == 271828\\n### END HIDDEN TESTS"
    return [new_code_cell(answer, id="secret", metadata=meta("secret", solution=True)),
            new_code_cell(hidden, id="secret_is", metadata=meta("secret_is", grade=True, locked=True, points=3))]

def write(path, answer):
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells(answer)}))

course = Path("course").resolve()
write(course / "source" / "hw" / "hw.ipynb", "def secret(x):\\n    return 271828")
(course / "gradebook.db").write_text("271828")
for student, answer in answers.items():
    write(course / "submitted" / student / "hw" / "hw.ipynb", answer.replace("COURSE", str(course)))
before = {str(path): path.read_bytes() for path in course.rglob("*") if path.is_file()}
exam = prepare(notebook.load(course / "source" / "hw" / "hw.ipynb"), None, {}, "judge")
batch = plan.Plan("hw", "judge", (exam,), tuple(answers))
tier = tiers.choose(tiers.Tier.LANDLOCK)
limits = Limits(cell_cpu_seconds=1.0, cell_wall_seconds=20.0, memory_mb=256)
results = {r.student: r for r in pool.run(batch, course / "submitted", limits, workers=2, tier=tier)}
# A zygote whose worker did not wait for it ends by itself.
end = time.monotonic() + 60
def rest():
    return [name for name in os.listdir(work) if name.startswith("course-")] + usage.descendants(os.getpid())
while rest() and time.monotonic() < end:
    time.sleep(0.1)
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        pass
after = {str(path): path.read_bytes() for path in course.rglob("*") if path.is_file()}
result = {
    "points": {name: r.cells[0].points for name, r in results.items()}, "tiers": sorted({r.tier for r in results.values()}),
    "said": "".join(text for r in results.values() for text in (*r.notebooks.values(), *(c.reason + c.hint for c in r.cells))),
    "same": before == after, "rest": rest(),
    "closed": not os.access(f"/proc/{os.getpid()}/mem", os.R_OK) or os.stat(f"/proc/{os.getpid()}").st_uid == 0,
}
"""

SEARCH = (
    "import os\ndef look(top):\n    for folder, _, files in os.walk(top):\n        for name in files:\n            try:\n"
    "                text = open(os.path.join(folder, name), errors='replace').read()\n"
    "            except OSError:\n                continue\n"
    "            if '271828' in text:\n                return 271828\n"
    "def secret(x):\n    return look('COURSE') or look('COURSE/submitted') or look(os.getcwd()) or look('/proc') or look('/tmp') or 0"
)
ANSWERS = {
    "honest": "def secret(x):\n    return 271828",
    "wrong": "def secret(x):\n    return 1",
    "reader": SEARCH,
    "teller": "import os\nfor p in ('COURSE/source/hw/hw.ipynb', 'COURSE/gradebook.db', 'COURSE/submitted/honest/hw/hw.ipynb'):\n"
              "    try:\n        print(open(p).read())\n    except OSError as error:\n        print(type(error).__name__)\n"
              "def secret(x):\n    return 0",
    "killer": "import os\ndef secret(x):\n    for p in [os.getppid(), -1, *range(os.getppid() - 50, os.getppid())]:\n        try:\n"
              "            os.kill(p, 9)\n        except OSError:\n            pass\n    return 0",
    "daemon": "import os\nif os.fork() == 0:\n    if os.fork() == 0:\n        os.execv('/bin/sleep', ['sleep', '31415'])\n    os._exit(0)\n"
              "def secret(x):\n    return 271828",
    "vandal": "import os, shutil\nfor p in ('COURSE/gradebook.db', 'COURSE/submitted/honest/hw/hw.ipynb'):\n"
              "    for harm in (os.unlink, lambda p: os.truncate(p, 0), lambda p: open(p, 'w')):\n        try:\n            harm(p)\n"
              "        except OSError:\n            pass\nshutil.rmtree('COURSE', ignore_errors=True)\ndef secret(x):\n    return 0",
    "loop": "def secret(x):\n    while True:\n        pass",
}


@pytest.fixture(scope="module")
def graded():
    return machines.run(CLASS, namespaces=False, answers=ANSWERS)


def test_everyone_gets_their_due(graded):
    """The honest get their points, also the one who left a process; who searched, killed or looped gets none."""
    assert graded["points"] == {"honest": 3, "daemon": 3, "wrong": 0, "reader": 0, "teller": 0, "killer": 0, "vandal": 0, "loop": 0}
    assert graded["tiers"] == ["landlock"]


def test_nothing_was_read_or_changed(graded):
    """Neither test nor gradebook nor another's answer reached an output; every file of the course is as it was."""
    assert graded["said"].count("271828") == sum(answer.count("271828") for answer in ANSWERS.values())
    assert graded["same"]


def test_nothing_is_left(graded):
    """No process, no folder; and the grader itself is closed to others of its user."""
    assert (graded["rest"], graded["closed"]) == ([], True)
