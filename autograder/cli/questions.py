"""`course questions`."""

import json as formats
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from autograder.cli.console import Json, Root, app, out
from autograder.course import find


@app.command(epilog="Example: course questions bayes")
def questions(
    assignment: Annotated[list[str] | None, typer.Argument(help="Folders of source/.", show_default="all")] = None,
    json: Json = False,
    root: Root = Path(),
) -> None:
    """The question bank: points, tests, known wrong answers, ways to be right, minutes."""
    from autograder.verification import bank

    course = find(root)
    found = [entry for name in assignment or course.assignments for entry in bank.entries(course, name)]
    if json:
        print(formats.dumps([asdict(entry) for entry in found], indent=1, ensure_ascii=False))
        return
    table = Table(box=SIMPLE_HEAD)
    for name in ("assignment", "id", "topic", "question"):
        table.add_column(name, overflow="fold")
    for name in ("points", "cells", "slips", "idioms", "minutes"):
        table.add_column(name, justify="right")
    for entry in found:
        graded = str(entry.cells) if entry.cells else "person"
        table.add_row(entry.assignment, entry.id, escape(entry.topic), escape(entry.title), f"{entry.points:g}", graded,
                      str(entry.slips), str(entry.idioms), "" if entry.minutes is None else str(entry.minutes))
    out.print(table)
    out.print(f"{len(found)} questions, {sum(entry.points for entry in found):g} points, "
              f"{sum(entry.slips for entry in found)} slips")
