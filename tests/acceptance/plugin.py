"""`nbgrader autograde` with the plug-in and `course grade`: the same scores, cell for cell, on the demo class.

    python tests/acceptance/plugin.py
    python tests/acceptance/plugin.py --size 12

The demo class of 40 has answers that hang, grow, exit and lie, and a file that is cut off. A copy of it is graded by
`nbgrader autograde bayes` on a fresh gradebook, the class itself by `course grade bayes`. Points, maximum, status, flags,
hints and reasons of every grade cell must be equal, and so must the autograded notebooks, byte for byte. The same for
nbgrader's own example course ps1, which has two notebooks and gets the plug-in by the documented line.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from autograder import demo
from autograder.course import find
from autograder.gradebook.store import Store

ROOT = Path(__file__).resolve().parents[2]
LINE = '__import__("autograder.nbgrader_plugin").nbgrader_plugin.configure(get_config())\n'


def example(folder: Path) -> Path:
    """nbgrader's example course with the plug-in's line in its configuration; its folder."""
    spec = find_spec("nbgrader")
    assert spec is not None
    assert spec.origin is not None
    origin = Path(spec.origin).parent / "docs" / "source" / "user_guide"
    shutil.copytree(origin / "source" / "ps1", folder / "source" / "ps1")
    for student in ("bitdiddle", "hacker"):
        shutil.copytree(origin / "submitted" / student / "ps1", folder / "submitted" / student / "ps1")
    (folder / "nbgrader_config.py").write_text(LINE, encoding="utf-8")
    return folder


def run(module: str, *arguments: str, cwd: Path) -> str:
    """Run a command to its end; what it said on stderr."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=cwd, capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{module} {' '.join(arguments)} failed:\n{done.stderr}")
    return done.stderr


def recorded(root: Path, assignment: str) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """What grading concluded for each student and cell, times apart."""
    with Store(find(root).database) as store:
        return {(row.student, row.notebook, row.cell): (row.points, row.max, row.status, row.flags, row.hint, row.reason)
                for row in store.scores(assignment)}


def notebooks(root: Path) -> dict[Path, bytes]:
    """The autograded files."""
    folder = root / "autograded"
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def compared(ours: Path, theirs: Path, assignment: str) -> list[str]:
    """Grade one course with each command; every difference."""
    shutil.copytree(ours, theirs)
    started = time.monotonic()
    run("nbgrader", "autograde", assignment, cwd=theirs)
    between = time.monotonic()
    run("autograder.cli", "grade", assignment, "--root", str(ours), cwd=ROOT)
    print(f"   {assignment}: nbgrader autograde {between - started:.0f} s, course grade {time.monotonic() - between:.0f} s")
    one, other = recorded(ours, assignment), recorded(theirs, assignment)
    wrong = [f"{' '.join(key)}: course grade {one.get(key)}, nbgrader autograde {other.get(key)}"
             for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
    here, there = notebooks(ours), notebooks(theirs)
    wrong += [f"autograded/{name} differs" for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)]
    handed_in = {folder.name for folder in (ours / "submitted").iterdir()}
    wrong += [f"{student} has no rows" for student in sorted(handed_in - {student for student, _, _ in other})]
    print(f"   {assignment}: {len(one)} grade cells of {len(handed_in)} students, {len(here)} files")
    return wrong


def main() -> int:
    """Show the line; 0 where it holds."""
    parser = argparse.ArgumentParser(description="Compare nbgrader autograde with the plug-in and course grade.")
    parser.add_argument("--size", type=int, default=demo.SIZE, help="students of the demo class")
    size = parser.parse_args().size
    print("\n== nbgrader autograde with the plug-in equals course grade, cell for cell", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        made = demo.make_class(find(ROOT), folder / "class", size=size)
        wrong = compared(made.root, folder / "class with nbgrader", "bayes")
        wrong += compared(example(folder / "example"), folder / "example with nbgrader", "ps1")
    for problem in wrong:
        print(f"   problem: {problem}")
    print(f"{'FAILED' if wrong else 'passed'}: bayes and ps1 score the same" + (f" ({len(wrong)} differences)" if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
