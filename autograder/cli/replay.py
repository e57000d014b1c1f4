"""`course replay`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from autograder.cli.console import DONE, PERSON, Json, Root, app, err, out
from autograder.course import find

if TYPE_CHECKING:
    from autograder.workflow.replay import Replayed


@app.command(epilog="Example: course replay bayes --student s17 --cell sample_posterior_predictive_values")
def replay(
    assignment: Annotated[str, typer.Argument(help="A graded assignment.")],
    student: Annotated[str, typer.Option(help="Whose submission.")],
    cell: Annotated[list[str] | None, typer.Option(help="A test cell (may be repeated).", show_default="all")] = None,
    trusted: Annotated[bool, typer.Option("--trusted", help="No sandbox: only for code that you vouch for.")] = False,
    json_: Json = False, root: Root = Path(),
) -> None:
    """Run test cells of one submission again with the recorded seeds and say what they saw. Nothing is recorded.

    Exit code 1: a cell's score is another one now, or needs a person.
    """
    from autograder.workflow import replay as flow

    course = find(root)
    if trusted and not json_:
        err.print("[bold yellow]No sandbox:[/] --trusted runs the submission with your own rights.")
    found = flow.replay(course, assignment, student, cell or (), trusted=trusted)
    if json_:
        print(json.dumps([_as_dict(one) for one in found], indent=1))
    else:
        for one in found:
            _show(one)
    raise typer.Exit(PERSON if any(one.differs or one.now.points is None for one in found) else DONE)


def _as_dict(one: "Replayed") -> dict[str, object]:
    now = one.now
    return {"notebook": now.notebook, "cell": now.cell, "seed": now.seed, "points": now.points, "recorded": one.recorded.auto,
            "max": now.max, "reason": now.reason, "hint": now.hint}


def _show(one: "Replayed") -> None:
    now = one.now
    was = f"; recorded: {_points(one.recorded.auto)}" if one.differs else ", as recorded"
    out.print(f"{escape(now.cell)} (seed {now.seed}): {_points(now.points)} of {now.max:g}{was}", soft_wrap=True)
    for name, text in (("reason", now.reason), ("hint", now.hint)):
        if text:
            out.print(f"  {name}: {escape(text)}", soft_wrap=True)


def _points(points: float | None) -> str:
    return "needs a person" if points is None else f"{points:g}"
