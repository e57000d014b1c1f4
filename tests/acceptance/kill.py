"""A class whose grading is killed again and again: the record at the end is that of an undisturbed batch.

    python tests/acceptance/kill.py --size 200 --kills 20

`course grade` is started and ended with SIGKILL at random moments, then run to its end. Prints what was compared; exit
code 1 where anything differs, was lost, was graded twice, or still runs.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from autograder import demo
from autograder.course import Course, find
from autograder.gradebook import database as db

ROOT = Path(__file__).resolve().parents[2]
PASSING = {"seconds", "graded_at", "timestamp"}  # times
COMMAND = (sys.executable, "-m", "autograder.cli", "grade", "bayes", "--json", "--root")


def rows(course: Course) -> dict[str, set[tuple[Any, ...]]]:
    """The whole record, table by table, without surrogate ids and times."""
    names = (sa.select(db.SUBMITTED.c.student_id, db.NOTEBOOK.c.name.label("notebook"), db.BASE.c.name, db.GRADE.c.auto_score,
                       db.GRADE.c.manual_score, db.GRADE.c.extra_credit, db.GRADE.c.needs_manual_grade)
             .select_from(db.GRADE).join(db.BASE, db.BASE.c.id == db.GRADE.c.cell_id)
             .join(db.NOTEBOOK, db.NOTEBOOK.c.id == db.BASE.c.notebook_id)
             .join(db.SUBMITTED_NOTEBOOK, db.SUBMITTED_NOTEBOOK.c.id == db.GRADE.c.notebook_id)
             .join(db.SUBMITTED, db.SUBMITTED.c.id == db.SUBMITTED_NOTEBOOK.c.assignment_id))
    comments = (sa.select(db.SUBMITTED.c.student_id, db.BASE.c.name, db.COMMENT.c.auto_comment, db.COMMENT.c.manual_comment)
                .select_from(db.COMMENT).join(db.BASE, db.BASE.c.id == db.COMMENT.c.cell_id)
                .join(db.SUBMITTED_NOTEBOOK, db.SUBMITTED_NOTEBOOK.c.id == db.COMMENT.c.notebook_id)
                .join(db.SUBMITTED, db.SUBMITTED.c.id == db.SUBMITTED_NOTEBOOK.c.assignment_id))
    plain = {table.name: sa.select(*(c for c in table.c if c.name not in PASSING))
             for table in (db.CELL, db.OUTCOME, db.SUBMISSION)}
    with sa.create_engine(course.database).connect() as connection:
        found = {name: [tuple(row) for row in connection.execute(query)]
                 for name, query in {"grade": names, "comment": comments, **plain}.items()}
    for name, lines in found.items():
        assert len(set(lines)) == len(lines), f"{name} has a row twice"
    return {name: set(lines) for name, lines in found.items()}


def graded_at(course: Course) -> dict[str, Any]:
    """When each submission was recorded."""
    if not (course.root / "gradebook.db").exists():
        return {}
    with sa.create_engine(course.database).connect() as connection:
        if not sa.inspect(connection).has_table(db.SUBMISSION.name):
            return {}
        return {row.student: row.graded_at for row in connection.execute(sa.select(db.SUBMISSION))}


def notebooks(course: Course) -> set[str]:
    """The autograded notebooks, and nothing else that lies beside them."""
    return {str(path.relative_to(course.root)) for path in course.folder("autograded").rglob("*") if path.is_file()}


def descendants(pid: int) -> list[int]:
    """Every process below `pid`."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def killed(course: Course, more: int, after: float) -> list[int]:
    """Start grading; kill its main process `after` seconds after it has recorded `more`; the processes that it had."""
    begun = len(graded_at(course))
    with subprocess.Popen([*COMMAND, str(course.root)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while len(graded_at(course)) < begun + more and process.poll() is None:
            time.sleep(0.02)
        time.sleep(after)
        below = descendants(process.pid) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)
    return below


def alive(pids: list[int]) -> list[int]:
    """Those that are still there after a while; a number that was given to another process since is not looked for."""
    end = time.monotonic() + 30
    while pids and time.monotonic() < end:
        pids = [pid for pid in pids if Path(f"/proc/{pid}").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text()]
        time.sleep(0.1)
    return pids


def run(size: int, kills: int, seed: int, folder: Path) -> list[str]:
    """Everything that is not as it should be; empty is good."""
    chance = random.Random(seed)  # no secret
    whole = find(demo.make_class(find(ROOT), folder / "whole", size=size, attacks=False).root)
    broken = find(demo.make_class(find(ROOT), folder / "broken", size=size, attacks=False).root)
    assert subprocess.run([*COMMAND, str(whole.root)], capture_output=True, check=False).returncode == 1
    step = max(1, 3 * size // (2 * kills))
    wrong: list[str] = []
    before: dict[str, Any] = {}
    for number in range(1, kills + 1):
        # Every third meets the start: imports, the schema, the sandbox. The others come between and within records.
        more, after = (0, chance.uniform(0, 8)) if number % 3 == 1 else (chance.randint(1, step), chance.uniform(0, 0.5))
        below = killed(broken, more, after)
        now = graded_at(broken)
        wrong += [f"kill {number}: {name} was graded twice" for name, at in before.items() if now.get(name) != at]
        wrong += [f"kill {number}: process {pid} still runs" for pid in alive(below)]
        before = now
        print(f"kill {number}: {len(now)} of {size} recorded", flush=True)
    left = size - len(before)
    done = subprocess.run([*COMMAND, str(broken.root)], capture_output=True, text=True, check=False)
    now = graded_at(broken)
    wrong += [f"{name} was graded twice" for name, at in before.items() if now.get(name) != at]
    if f'"graded": {left},' not in done.stdout:
        wrong.append(f"the last run did not grade the {left} that were left: {done.stdout[:200]} {done.stderr[-500:]}")
    for (name, want), got in zip(rows(whole).items(), rows(broken).values(), strict=True):
        print(f"{name}: {len(want)} rows, {len(want ^ got)} differ")
        wrong += [f"{name}: {row}" for row in sorted(map(str, want ^ got))[:5]]
    if notebooks(whole) != notebooks(broken):
        wrong.append(f"autograded files differ: {sorted(notebooks(whole) ^ notebooks(broken))[:5]}")
    return wrong


def main() -> None:
    """Run it and say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = run(options.size, options.kills, options.seed, Path(folder))
    print("\n".join(wrong) or f"{options.kills} kills in a class of {options.size}: the record is that of an undisturbed batch")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
