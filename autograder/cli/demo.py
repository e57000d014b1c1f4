"""`course demo`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import Root, app, out
from autograder.cli.grading import grade_all
from autograder.course import find


@app.command(epilog="Example: course demo --out demo")
def demo(
    output: Annotated[Path, typer.Option("--out", help="A folder for the demo; an older demo in it is replaced.")] = Path("demo"),
    size: Annotated[int, typer.Option(min=1, help="Students in the class.")] = 40,
    workers: Annotated[int, typer.Option(min=1, help="Submissions at a time.", show_default="cores")] = os.cpu_count() or 1,
    root: Root = Path(),
) -> None:
    """Regenerate the release, make a class, grade it, and say what to look at next."""
    from autograder import demo as classes
    from autograder.authoring import render
    from autograder.gradebook import scores as formats
    from autograder.gradebook.store import Store
    from autograder.workflow.grade import Request

    course = find(root)
    render.write_release(course, "bayes")
    classes.make_class(course, output.resolve(), size=size)
    out.print(f"A class of {size} is in {output}/submitted.", soft_wrap=True)
    made = find(output)
    done = grade_all(made, Request("bayes", workers=workers))
    with Store(made.database) as store:
        (output / "scores.csv").write_text(formats.as_csv(store.scores("bayes")), encoding="utf-8")
    out.print(
        f"\nWrote {output}/scores.csv: one row per student and grade cell.\n"
        f"Look next at:\n"
        f"  course scores bayes --root {output}                 the table again\n"
        f"  {output}/autograded/<student>/bayes/bayes.ipynb     an executed notebook with marks and hints\n"
        f"  course regrade bayes --root {output} --preview       what a regrade would change (nothing, now)\n"
        f"  course feedback bayes --root {output}               a page for each student, in feedback/\n"
        f"{len(done['needs_person'])} submissions need a person: the written question is graded by hand.",
        soft_wrap=True,
    )
