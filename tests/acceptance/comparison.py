"""Our scores beside stock nbgrader's: equal, or different for the one documented reason, cell by cell."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lines import course
from stock import Mark

Cell = tuple[str, str, str]  # student, notebook, grade cell


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two gradings of the same submissions conclude."""

    same: int
    explained: tuple[str, ...]  # stock gave 0 for text on stderr and nothing else
    problems: tuple[str, ...]


def our_scores(root: Path, assignment: str) -> dict[Cell, float | None]:
    """Points by cell from `course scores`; None where a person is needed."""
    done = course("scores", assignment, "--root", root, "--format", "json")
    if done.returncode != 0:
        sys.exit(f"course scores failed:\n{done.stderr}")
    return {(row["student"], row["notebook"], row["cell"]): row["points"] for row in json.loads(done.stdout)}


def compare(ours: Mapping[Cell, float | None], stock: Mapping[Cell, Mark]) -> Comparison:
    """Every cell of both sides.

    A difference is explained only where nbgrader's own rule gives our score for the very outputs that it recorded, once
    the text on stderr is taken away.
    """
    same, explained, problems = 0, [], []
    for cell in sorted({*ours, *stock}):
        name = "/".join(cell)
        if cell not in ours or cell not in stock:
            problems.append(f"{name}: only {'stock nbgrader' if cell in stock else 'course grade'} has this cell")
            continue
        have, mark = ours[cell], stock[cell]
        if have == mark.points:
            same += 1
        elif mark.stderr and mark.points == 0 and have is not None and have == mark.otherwise:
            first = next(line for line in mark.stderr.splitlines() if line.strip()).strip()
            explained.append(f"{name}: ours {have:g}, stock 0 for this on stderr: {_short(first)}")
        else:
            problems.append(f"{name}: ours {have}, stock {mark.points}")
    if not same:
        problems.append("no cell was compared")
    return Comparison(same, tuple(explained), tuple(problems))


def _short(line: str) -> str:
    name = line.rsplit("/", 1)[-1] if line.startswith("/") else line
    return name if len(name) <= 100 else name[:97] + "..."
