"""Right answers of random questions, under each of NumPy's bit generators and many seeds: none is rejected.

    python tests/acceptance/generators.py [--seeds N] [--workers N]

The key and every idiom of the corpus; draws one by one or all at once, and other algorithms, are matters of the idioms.
The answers run in this process with the draws that grading a submission with that seed would have.
"""

import argparse
import ast
import contextvars
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from lines import ROOT, conclude, heading

from autograder import checks
from autograder.course import find
from autograder.guest.codec import BIT_GENERATORS
from autograder.model import Role, SourceNotebook
from autograder.verification import catalogue, trial

CORPUS = ROOT / "tests" / "corpus"
Task = tuple[str, str, str, int]  # assignment, idiom ("" is the key), bit generator, number of seeds


def random_questions(sources: tuple[SourceNotebook, ...]) -> dict[str, tuple[str, ...]]:
    """The test cells of each answer cell that asks for a function with an argument `rng`."""
    tests = catalogue.tests_by_answer(sources)
    return {cell.id: tests[cell.id] for source in sources for cell in source.cells
            if cell.role is Role.ANSWER and cell.cell_type == "code" and _takes_rng(cell.source)}


def _takes_rng(text: str) -> bool:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    return any(arg.arg == "rng" for node in functions for arg in (*node.args.args, *node.args.kwonlyargs))


@cache
def prepared(assignment: str) -> tuple[tuple[SourceNotebook, ...], catalogue.Corpus, frozenset[str]]:
    """An assignment's notebooks, its corpus, and the test cells to run."""
    sources = find(ROOT).source(assignment)
    tests = frozenset(test for cells in random_questions(sources).values() for test in cells)
    return sources, catalogue.load(CORPUS / assignment, sources), tests


def rejected(task: Task) -> tuple[Task, list[str]]:
    """What was rejected, with its seed."""
    assignment, idiom, bits, seeds = task
    sources, corpus, tests = prepared(assignment)
    answers: Any = corpus.idioms[idiom].answers if idiom else {}
    problems = []
    for seed in range(seeds):
        def run(seed: int = seed) -> dict[str, trial.Failure]:
            checks.use_seed(seed, bits)
            return trial.lost(trial.try_in_process(sources, answers, only=tests), sources)

        for cell, failure in contextvars.copy_context().run(run).items():
            problems.append(f"{assignment}, {idiom or 'key'}, {bits}, seed {seed}: {cell}: {failure.error}: {failure.message}")
    return task, problems


def tasks(seeds: int) -> Iterator[Task]:
    """Every right answer under every bit generator."""
    for folder in sorted(path.name for path in CORPUS.iterdir() if path.is_dir()):
        _, corpus, tests = prepared(folder)
        for idiom in ("", *corpus.idioms) if tests else ():
            for bits in BIT_GENERATORS:
                yield folder, idiom, bits, seeds


def main() -> int:
    """Show the line; 0 where nothing right was rejected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    heading("random questions with NumPy's five bit generators: no right answer is rejected")
    started, problems, runs = time.monotonic(), [], 0
    everything = list(tasks(options.seeds))
    for assignment in dict.fromkeys(task[0] for task in everything):
        print(f"   {assignment}: {', '.join(random_questions(prepared(assignment)[0]))}")
    with multiprocessing.get_context("fork").Pool(options.workers) as pool:
        for (assignment, idiom, bits, seeds), wrong in pool.imap(rejected, everything):
            runs += seeds
            problems += wrong
            print(f"   {assignment:12}{idiom or 'key':12}{bits:12}{seeds:5} seeds{len(wrong):5} rejected", flush=True)
    return conclude(problems, f"{runs} runs in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
