"""`course scores`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import Root, app, out
from autograder.course import find


@app.command(epilog="Example: course scores bayes --format csv > bayes.csv")
def scores(
    assignment: Annotated[str, typer.Argument(help="A graded assignment.")],
    format_: Annotated[str, typer.Option("--format", help="table, csv or json (docs/scores.md).")] = "table",
    student: Annotated[str | None, typer.Option(help="Only this student.")] = None,
    root: Root = Path(),
) -> None:
    """Print the scores: one row per student and grade cell."""
    from autograder.gradebook import scores as formats
    from autograder.gradebook.store import Store

    course = find(root)
    if format_ not in ("table", "csv", "json"):
        raise typer.BadParameter(f"{format_!r} is no format; choose table, csv or json", param_hint="--format")
    with Store(course.database) as store:
        rows = store.scores(assignment, student)
    if format_ == "table":
        out.print(formats.as_table(rows))
    else:
        text = formats.as_csv(rows) if format_ == "csv" else formats.as_json(rows)
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
