"""Throughput of `course grade bayes` beside stock `nbgrader autograde`, on the same submissions, in turns.

    python tests/acceptance/against_nbgrader.py --repeats 5 --sample 6 --copies 5
    python tests/acceptance/against_nbgrader.py --json

A sample of the honest demo class is graded by both. Ours gets each submission several times over, under other names:
for a handful it would mostly start its sandboxes. Both are regradings, both have their bytecode caches, and each
round is one pair, ours and stock taking turns in going first, so that another load on the machine meets both.

Two ratios of submissions per second: *marginal*, what one more submission costs each of them; *whole*, a class of ours'
size including what each command costs before the first submission (stock's whole is its fixed cost and the marginal
one of each submission, since a run of that length is not measured).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import stock
from honest import ASSIGNMENT, honest_class, stock_copy
from lines import conclude, course, heading

TARGET = 30.0


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one pair of gradings, each for one submission and for all of its class."""

    ours_one: float
    ours_all: float
    stock_one: float
    stock_all: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times stock nbgrader's throughput ours is: one figure for each round."""

    rounds: tuple[float, ...]

    def __str__(self) -> str:
        low, middle, high = min(self.rounds), statistics.median(self.rounds), max(self.rounds)
        return f"{middle:.1f} times stock nbgrader (median; {low:.1f} to {high:.1f} in {len(self.rounds)} rounds)"


def two_courses(scratch: Path, sample: int, copies: int) -> tuple[Path, Path, str, int]:
    """Ours with copies, stock's without; one student of both; how many submissions ours has."""
    ours = scratch / "ours"
    students = honest_class(ours, 40)
    chosen = [students[len(students) * place // sample] for place in range(sample)]
    for student in set(students) - set(chosen):
        shutil.rmtree(ours / "submitted" / student)
    theirs = stock_copy(ours, scratch / "stock")
    for student in chosen:
        for number in range(1, copies):
            shutil.copytree(ours / "submitted" / student, ours / "submitted" / f"{student}-again-{number}")
    return ours, theirs, chosen[0], sample * copies


def measure(ours: Path, theirs: Path, one: str, workers: int, ours_first: bool) -> Round:
    """One round."""
    def grade(*only: str) -> None:
        done = course("grade", ASSIGNMENT, "--root", ours, "--workers", str(workers), "--json", "--regrade", "--no-backup",
                      *only)
        if done.returncode not in (0, 1):
            sys.exit(f"course grade failed:\n{done.stderr[-3000:]}")

    jobs: dict[str, Callable[[], None]] = {
        "ours_one": lambda: grade("--student", one), "ours_all": grade,
        "stock_one": lambda: stock.autograde(theirs, ASSIGNMENT, one), "stock_all": lambda: stock.autograde(theirs, ASSIGNMENT),
    }
    seconds = {}
    for name in jobs if ours_first else reversed(jobs):
        started = time.perf_counter()
        jobs[name]()
        seconds[name] = time.perf_counter() - started
    return Round(**seconds)


def ratios(rounds: list[Round], sample: int, many: int) -> tuple[Ratio, Ratio]:
    """Marginal and whole (see above).

    Raises:
        ValueError: a round's figures make no sense: more submissions took less time.
    """
    marginal, whole = [], []
    for each in rounds:
        mine, theirs = (each.ours_all - each.ours_one) / (many - 1), (each.stock_all - each.stock_one) / (sample - 1)
        if min(mine, theirs) <= 0:
            raise ValueError(f"more submissions took less time in {each}; the machine is too busy to measure")
        marginal.append(theirs / mine)
        whole.append((each.stock_one + (many - 1) * theirs) / each.ours_all)
    return Ratio(tuple(marginal)), Ratio(tuple(whole))


def machine(workers: int) -> dict[str, object]:
    """What the figures depend on."""
    models = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
              if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.machine(), "cores": os.cpu_count(), "workers": workers,
        "load": round(os.getloadavg()[0], 1), "system": platform.platform(), "python": platform.python_version(),
        **{name: version(name) for name in ("nbgrader", "ipykernel", "numpy", "scipy", "matplotlib")},
    }


def main() -> int:
    """Print figures; 0 where the marginal throughput is at least the target's multiple in the median round."""
    parser = argparse.ArgumentParser(description="Throughput of course grade beside stock nbgrader autograde.")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--sample", type=int, default=5, help="submissions that both grade (2 or more)")
    parser.add_argument("--copies", type=int, default=8, help="times that ours gets each of them")
    parser.add_argument("--workers", type=int, default=2, help="submissions at a time for ours; stock nbgrader is serial")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.sample < 2 or options.repeats < 1 or options.copies < 1:
        parser.error("--sample is 2 or more, --repeats and --copies 1 or more")
    if not options.json:
        heading(f"course grade bayes has at least {TARGET:.0f} times the throughput of stock nbgrader autograde")
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs, one, many = two_courses(Path(scratch), options.sample, options.copies)
        measure(ours, theirs, one, options.workers, ours_first=True)  # fills bytecode caches and both gradebooks
        rounds = [measure(ours, theirs, one, options.workers, ours_first=number % 2 == 0) for number in range(options.repeats)]
    marginal, whole = ratios(rounds, options.sample, many)
    about = machine(options.workers)
    reached = statistics.median(marginal.rounds) >= TARGET
    if options.json:
        print(json.dumps({"machine": about, "submissions": {"stock": options.sample, "ours": many},
                          "rounds": [asdict(each) for each in rounds], "marginal": marginal.rounds, "whole": whole.rounds,
                          "target": TARGET, "reached": reached}, indent=1))
        return 0 if reached else 1
    print("   " + ", ".join(f"{name} {value}" for name, value in about.items()))
    for each in rounds:
        print(f"   ours {each.ours_one:.1f} s for 1, {each.ours_all:.1f} s for {many};"
              f" stock {each.stock_one:.1f} s for 1, {each.stock_all:.1f} s for {options.sample}")
    print(f"   one more submission: {marginal}\n   a whole class of {many}: {whole}")
    return conclude([] if reached else [f"the target is {TARGET:.0f} times"], f"throughput {marginal}")


if __name__ == "__main__":
    sys.exit(main())
