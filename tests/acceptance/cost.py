"""What grading a submission of `sampling` costs beside one of `bayes`: at most twice as much.

    python tests/acceptance/cost.py [--rounds N] [--copies N] [--workers N] [--json]

Honest submissions, every idiom of the corpus, go through the engine: the real sandbox, the judge as it grades a class.
Each round is one pair, the two taking turns in going first, so that another load on the machine meets both. CPU time
is that of all processes, judges and jails; it is *marginal*, what one more submission costs: that of many, less that of
one, so that starting the sandbox does not count.
"""

import argparse
import json
import resource
import statistics
import sys
import time
from dataclasses import asdict, dataclass

from lines import ROOT, conclude, heading

from autograder.course import find
from autograder.verification import cases, engine
from autograder.verification.cases import Subject
from autograder.verification.evidence import Case, Kind

CHEAP, DEAR = "bayes", "sampling"
TARGET = 2.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What one more submission costs, in seconds."""

    cpu: float
    wall: float


def submissions(given: Subject, copies: int) -> tuple[Case, ...]:
    """Each idiom so many times."""
    return tuple(Case(Kind.IDIOM, f"{idiom.name}-{number}", "", idiom.answers, tuple(
        test for tests in given.tests.values() for test in tests))
        for number in range(copies) for idiom in given.corpus.idioms.values())


def used() -> tuple[float, float]:
    """CPU seconds of this process and of all that it waited for, and the clock."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both), time.perf_counter()


def grade(given: Subject, todo: tuple[Case, ...], workers: int) -> tuple[float, float]:
    """CPU and wall seconds of grading these.

    Raises:
        ValueError: one lost a point: it is not what was to be measured.
    """
    cpu, wall = used()
    runs, _ = engine.grade(given, todo, workers=workers, step=lambda: None)
    after = used()
    lost = [f"{run.case.name}: {test}: {failure.message}" for run in runs for test, failure in run.lost.items()]
    if lost:
        raise ValueError(f"right answers lost points in {given.assignment}: {'; '.join(lost)}")
    return after[0] - cpu, after[1] - wall


def cost(given: Subject, copies: int, workers: int) -> Cost:
    """One measurement."""
    todo = submissions(given, copies)
    one, many = grade(given, todo[:1], workers), grade(given, todo, workers)
    return Cost(*((all_ - first) / (len(todo) - 1) for first, all_ in zip(one, many, strict=True)))


def main() -> int:
    """Show the line; 0 where the median round's CPU time keeps the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=3, help="times that each idiom is handed in")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.rounds < 1 or options.copies < 1:
        parser.error("--rounds and --copies are 1 or more")
    if not options.json:
        heading(f"grading a submission of {DEAR} costs at most {TARGET:g} times what one of {CHEAP} costs")
    given = {name: cases.subject(find(ROOT), name) for name in (CHEAP, DEAR)}
    rounds = []
    for number in range(options.rounds):
        order = (CHEAP, DEAR) if number % 2 == 0 else (DEAR, CHEAP)
        measured = {name: cost(given[name], options.copies, options.workers) for name in order}
        rounds.append(measured)
        if not options.json:
            print("   " + "; ".join(f"{name} {measured[name].cpu:.2f} s CPU, {measured[name].wall:.2f} s" for name in given)
                  + f"; {measured[DEAR].cpu / measured[CHEAP].cpu:.2f} times", flush=True)
    ratios = {kind: [getattr(each[DEAR], kind) / getattr(each[CHEAP], kind) for each in rounds] for kind in ("cpu", "wall")}
    reached = statistics.median(ratios["cpu"]) <= TARGET
    if options.json:
        print(json.dumps({"rounds": [{name: asdict(one) for name, one in each.items()} for each in rounds], "ratios": ratios,
                          "target": TARGET, "reached": reached}, indent=1))
        return 0 if reached else 1
    for kind, values in ratios.items():
        print(f"   {kind}: {statistics.median(values):.2f} times (median; {min(values):.2f} to {max(values):.2f} in "
              f"{len(values)} rounds)")
    return conclude([] if reached else [f"the bound is {TARGET:g} times"],
                    f"{statistics.median(ratios['cpu']):.2f} times the CPU time of {CHEAP}")


if __name__ == "__main__":
    sys.exit(main())
