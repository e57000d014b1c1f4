"""A small course with everything that a source notebook can have."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import notebook

SOLUTIONS = '''"""Reference solutions of a small course."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import special, stats

_TINY = 1e-300
# Counted in whole flips.
_ONE = 1


def _heads(flips: Sequence[int]) -> int:
    """Number of heads."""
    return int(np.sum(flips)) * _ONE


def update(a: float, b: float, flips: Sequence[int]) -> tuple[float, float]:
    """The posterior's parameters."""
    # Heads go to a, tails to b.
    heads = _heads(flips)
    text = """kept
  as it is"""
    assert text.endswith("\\n  as it is")
    return a + heads, b + len(flips) - heads


def mean(
    a: float,
    b: float,
    flips: Sequence[int] = (),
) -> float:
    """The posterior's mean."""
    a, b = update(a, b, flips)
    return a / max(a + b, _TINY) + 0 * _heads(flips)  # never 0 / 0


def log_norm(a: float, b: float) -> float:
    return float(special.betaln(a, b)) + math.log(1.0)


def unused() -> float:
    return float(stats.norm.pdf(0))


answer_terms = {"P(theta)": "prior", "P(D)": "evidence"}
'''

CONFIG = '''"""Settings."""

course_id = "small"
assignments = {"coins": {"title": "Coins", "files": ("flips.txt",)}}
'''


def answer(name: str, source: str) -> Any:
    return new_code_cell(source, id=name, metadata={"nbgrader": {
        "grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": True, "task": False}})


def check(name: str, source: str, points: float = 1) -> Any:
    return new_code_cell(source, id=name, metadata={"nbgrader": {
        "grade": True, "grade_id": name, "locked": True, "points": points, "schema_version": 3, "solution": False,
        "task": False}})


def locked(name: str, source: str) -> Any:
    return new_code_cell(source, id=name, metadata={"nbgrader": {
        "grade": False, "grade_id": name, "locked": True, "schema_version": 3, "solution": False, "task": False}})


def written(name: str, source: str, points: float = 2) -> Any:
    return new_markdown_cell(source, id=name, metadata={"nbgrader": {
        "grade": True, "grade_id": name, "locked": False, "points": points, "schema_version": 3, "solution": True,
        "task": False}})


def region(signature: str, name: str, arguments: str, docstring: str = '    """What to do."""\n') -> str:
    return (f"def {name}({signature}):\n{docstring}    ### BEGIN SOLUTION\n"
            f"    from solutions.coins import {name} as reference\n"
            f"    return reference({arguments})\n    ### END SOLUTION")


NUMBERS: dict[str, Any] = {"editable": False, "deletable": False}


def cells() -> list[Any]:
    return [
        new_markdown_cell("# Coins", id="title"),
        new_code_cell("prevalence = 0.015\nflips = (1, 1, 0)", id="numbers-of-the-term",
                      metadata={"tags": ["parameters"], **NUMBERS}),
        new_markdown_cell("A test at {{ prevalence | percent }} and {{ flips | coin }}, $\\frac{\\text{#heads}}{n}$.",
                          id="story", metadata={"tags": ["numbers"], **NUMBERS}),
        locked("imports", "import numpy as np"),
        answer("update", region("a, b, flips", "update", "a, b, flips")),
        check("update_values", "assert update(1, 1, flips) == (3, 2)\n\n### BEGIN HIDDEN TESTS\n"
              "from solutions.coins import update as truth\nassert update(5, 7, [1]) == truth(5, 7, [1])\n"
              "### END HIDDEN TESTS"),
        answer("mean", region("a, b, flips=()", "mean", "a, b, flips")),
        check("mean_edges", "# No data leaves the prior's mean.\n### BEGIN HIDDEN TESTS\n"
              "assert abs(mean(2, 6) - 0.25) < 1e-9\n### END HIDDEN TESTS", 3),
        answer("log_norm", region("a, b", "log_norm", "a, b", "")),
        answer("answer_terms",
               "### BEGIN SOLUTION\nfrom solutions.coins import answer_terms\n### END SOLUTION"),
        check("answer_terms_values", 'assert set(answer_terms) == {"P(theta)", "P(D)"}'),
        new_markdown_cell("Why is a prior no cheating?", id="why-prior"),
        written("why_prior", "=== BEGIN MARK SCHEME ===\nOne point for naming the earlier data.\n"
                "Another for a number, such as {{ (1 - prevalence) | percent(2) }}.\n"
                "=== END MARK SCHEME ===\n\nIt says what we knew before."),
    ]


def write(root: Path, content: list[Any], name: str = "coins") -> None:
    node = new_notebook(cells=content, metadata={
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"}})
    node.nbformat_minor = 5
    folder = root / "source" / "coins"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_text(notebook.dumps(node), encoding="utf-8")


def read(content: bytes) -> dict[str, Any]:
    """The cells of a notebook by id."""
    return {cell.id: cell for cell in nbformat.reads(content.decode(), as_version=4).cells}
