"""Wrong samplers that only a real test finds are found: of five kinds, by name, with what found them.

    python tests/acceptance/wrong.py [--seeds N] [--workers N]

Each is a slip of the corpus: with every seed it loses the points that its expected.toml says, and no others. Of each kind
some pass the visible check of the distribution, which compares a moment or two of one seed's draws: they are marked.
"""

import argparse
import contextvars
import dataclasses
import multiprocessing
import os
import sys
import time
from functools import cache

from lines import ROOT, conclude, heading

from autograder import checks, notebook
from autograder.course import find
from autograder.model import Role, SourceNotebook
from autograder.verification import catalogue, trial

SHAPE = "mean and variance right, the shape wrong"
CORRELATED = "marginal right, the draws correlated"
GAP = "off by the declared gap"
LAST = "right but for the last category"
SEED = "right for the visible check's seed only"
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    SHAPE: {"sampling": (
        "sample_normal_uniform_with_its_moments", "sample_normal_laplace_with_its_moments", "laplace_normal_with_its_moments",
        "mvn_uniform_noise", "noise_uniform")},
    CORRELATED: {"sampling": (
        "sample_normal_correlated", "sample_normal_antithetic", "exponential_antithetic", "exponential_pairs", "flip_sticky",
        "token_sticky", "clt_sliding_window", "mvn_repeated_rows", "noise_antithetic", "tokens_drawn_in_pairs")},
    GAP: {"sampling": (
        "sample_normal_off_by_the_gap", "exponential_off_by_the_gap", "flip_off_by_the_gap", "token_off_by_the_gap",
        "mvn_off_by_the_gap")},
    LAST: {"sampling": ("token_never_the_last", "token_last_class_halved", "tokens_last_never_drawn")},
    SEED: {"sampling": (
        "sample_normal_right_for_the_visible_check", "exponential_right_for_the_visible_check", "sample_normal_seeds_inside",
        "tokens_seeded")},
}
Task = tuple[str, str, str, int]  # kind, assignment, slip, number of seeds


@cache
def prepared(assignment: str) -> tuple[tuple[SourceNotebook, ...], catalogue.Corpus]:
    """The notebooks without their figures, at which no test looks, and the corpus."""
    sources = find(ROOT).source(assignment)
    corpus = catalogue.load(ROOT / "tests" / "corpus" / assignment, sources)
    plain = tuple(dataclasses.replace(source, cells=tuple(cell for cell in source.cells if "plt.show()" not in cell.source))
                  for source in sources)
    return plain, corpus


def visible(sources: tuple[SourceNotebook, ...]) -> tuple[SourceNotebook, ...]:
    """The notebooks with what students see of the test cells."""
    return tuple(dataclasses.replace(source, cells=tuple(
        dataclasses.replace(cell, source=notebook.without_hidden(cell.source)) if cell.role is Role.TEST else cell
        for cell in source.cells)) for source in sources)


def found(task: Task) -> tuple[Task, list[str], bool, dict[str, str]]:
    """What is wrong with this, whether it passes the visible check, and by test cell that it lost what the check said."""
    _, assignment, name, seeds = task
    sources, corpus = prepared(assignment)
    slip = corpus.slips[name]
    own = catalogue.tests_by_answer(sources)[slip.cell]
    said: dict[str, str] = {}
    problems: list[str] = []

    def run(seen: tuple[SourceNotebook, ...], seed: int) -> dict[str, trial.Failure]:
        checks.use_seed(seed)
        return trial.lost(trial.try_in_process(seen, {slip.cell: slip.answer}, only=own), sources)

    unseen = f"{slip.cell}_law" not in contextvars.copy_context().run(run, visible(sources), 0)
    for seed in range(seeds):
        lost = contextvars.copy_context().run(run, sources, seed)
        if lost.keys() != set(slip.loses):
            problems.append(f"{name}, seed {seed}: it loses {', '.join(lost) or 'nothing'}, not {', '.join(slip.loses)}")
        for test, failure in lost.items():
            said.setdefault(test, failure.hint or failure.message)
    return task, problems, unseen, said


def main() -> int:
    """Show the line; 0 where each is found with every seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    heading("wrong samplers that only a real test finds are found")
    started = time.monotonic()
    tasks = [(kind, assignment, name, options.seeds) for kind, by_assignment in KINDS.items()
             for assignment, names in by_assignment.items() for name in names]
    problems: list[str] = []
    last, fooled = "", dict.fromkeys(KINDS, 0)
    with multiprocessing.get_context("fork").Pool(options.workers) as pool:
        for (kind, _, name, _), wrong, unseen, said in pool.imap(found, tasks):
            if kind != last:
                print(f"   {kind}:")
                last = kind
            problems += wrong
            fooled[kind] += unseen
            print(f"      {name}{' (passes the visible check)' if unseen else ''}", flush=True)
            for test, words in said.items():
                print(f"         {test}: {words}")
    problems += [f"{kind}: the visible check sees them all" for kind, count in fooled.items() if not count]
    return conclude(problems, f"{len(tasks)} wrong samplers, {options.seeds} seeds each, in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
