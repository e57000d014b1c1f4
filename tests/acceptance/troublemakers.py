"""Those who hang, grow, exit or lie cost their own cells only, and nothing of them is left.

    python tests/acceptance/troublemakers.py

The whole demo class is graded by the command; its exit code, output, record and surviving processes are looked at.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lines import ROOT, conclude, course, heading

from autograder import demo
from autograder.course import find
from autograder.verification import catalogue

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)

# What the reasons in the record must say of each, by the case of the corpus: one of these in at least one cell. On a
# busy machine a loop meets the limit on the wall clock, and meets it again when it is graded alone.
REASONS = {
    "infinite_loop": ("used more CPU time", "took longer"), "memory_grows": ("memory",),
    "exit_in_function": ("ended its own process",), "patched_numpy": ("CheckFailed", "AssertionError"),
    "always_equal": ("CheckFailed", "AssertionError"), "shadowed_builtins": ("CheckFailed", "AssertionError"),
}


def adopt_orphans() -> None:
    """From now on every process whose parent dies and that this one has begot becomes a child of this one."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def living_children() -> list[str]:
    """Command lines of the children that run; those that have ended are reaped."""
    found = []
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split():
        try:
            if os.waitpid(int(pid), os.WNOHANG) == (0, 0):
                found.append(f"{pid} {Path(f'/proc/{pid}/cmdline').read_bytes().replace(bytes(1), b' ').decode()}")
        except (ChildProcessError, FileNotFoundError):
            pass  # it ended in between
    return found


def survivors() -> list[str]:
    """Processes left over once the command has ended; those that are just dying get a moment."""
    for _ in range(50):
        found = living_children()
        if not found:
            return []
        time.sleep(0.1)
    return found


def orphan_is_seen() -> bool:
    """Whether a process that outlives its parent would be noticed: the proof that `survivors` can fail."""
    begets = "import subprocess as s; print(s.Popen(['sleep', '60'], start_new_session=True, stdout=s.DEVNULL).pid)"
    argv = [sys.executable, "-c", begets]
    orphan = int(subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout)
    try:
        return any(line.startswith(f"{orphan} ") for line in living_children())
    finally:
        os.kill(orphan, signal.SIGKILL)
        os.waitpid(orphan, 0)


def wrong_marks(students: Sequence[demo.DemoStudent], rows: Sequence[dict[str, Any]]) -> list[str]:
    """Cells whose points are not what the class was made to earn; students and cells without a row too."""
    got = {(row["student"], row["cell"]): row["points"] for row in rows}
    cells = sorted({row["cell"] for row in rows})
    problems = []
    for student in students:
        for cell in cells:
            by_person = student.unreadable or cell in student.by_hand
            want = None if by_person else student.points.get(cell, 0.0)
            have = got.get((student.id, cell), "no row")
            if have != want:
                problems.append(f"{student.id}/{cell}: {have}, due is {want}")
    return problems + ([] if cells else ["nothing was recorded"])


def silent_about(students: Sequence[demo.DemoStudent], rows: Sequence[dict[str, Any]], output: str) -> list[str]:
    """What the output and the record leave unsaid about who is in trouble, and why."""
    problems = []
    for student in students:
        if student.unreadable and not (student.id in output and "could not be read" in output):
            problems.append(f"the output does not say that {student.id} could not be read")
    corpus = catalogue.load(ROOT / "tests" / "corpus" / demo.ASSIGNMENT, find(ROOT).source(demo.ASSIGNMENT))
    for case, says in REASONS.items():
        (who,) = (s.id for s in students if s.id.split("-", 1)[1] == case.replace("_", "-"))
        lost = [row for row in rows if row["student"] == who and row["cell"] in corpus.attacks[case].loses]
        for row in lost:
            print(f"   {who}/{row['cell']}: {row['points']} of {row['max']:g}: {row['reason'][:110]!r}")
        if not all(row["reason"] for row in lost) or not any(word in row["reason"] for row in lost for word in says):
            problems.append(f"{who}: no reason says {' or '.join(says)}, or there is none")
    by_hand = sum(bool(s.by_hand) and not s.unreadable for s in students)
    if f"{by_hand} submissions have only written answers left" not in output:
        problems.append(f"the output does not say that {by_hand} submissions have written answers left")
    return problems


def main() -> int:
    """Show the line; 0 where it holds."""
    heading("the loop, the hog, the exit and the cheats cost exactly the cells that they touch; everyone else gets their due")
    adopt_orphans()
    problems = [] if orphan_is_seen() else ["a process that survives would not be noticed here"]
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "demo"
        made = demo.make_class(find(ROOT), root)
        done = course("grade", demo.ASSIGNMENT, "--root", root)
        problems += [f"a process survives: {line}" for line in survivors()]
        rows = json.loads(course("scores", demo.ASSIGNMENT, "--root", root, "--format", "json").stdout or "[]")
    if done.returncode != 1:
        problems.append(f"the exit code is {done.returncode}, not 1; stderr ends with {done.stderr[-500:]!r}")
    problems += wrong_marks(made.students, rows)
    problems += silent_about(made.students, rows, done.stdout) if rows else []
    return conclude(problems, f"{len(rows)} cells of {len(made.students)} students, exit code {done.returncode}")


if __name__ == "__main__":
    sys.exit(main())
