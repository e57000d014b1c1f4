"""`course release`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.console import DONE, PERSON, Root, app, err, out
from autograder.course import find


@app.command(epilog="Example: course release bayes --check")
def release(
    assignment: Annotated[str, typer.Argument(help="A folder of source/.")],
    check: Annotated[bool, typer.Option("--check", help="Only say whether release/ is what the source gives.")] = False,
    target: Annotated[str, typer.Option(help="student: release/ and its manifest; key: with solutions, for staff.")] = "student",
    output: Annotated[Path | None, typer.Option("--out", help="Another folder to write to.")] = None,
    root: Root = Path(),
) -> None:
    """Make the student version (or the instructor's key) of an assignment."""
    from autograder.authoring import inline, lint, render
    from autograder.gradebook.files import write_whole

    course = find(root)
    if target not in ("student", "key"):
        raise typer.BadParameter(f"{target!r} is no target; the targets are student and key", param_hint="--target")
    problems = lint.problems(course, assignment)
    for problem in problems:
        err.print(escape(problem), soft_wrap=True)
    if problems:
        raise typer.Exit(PERSON)
    if check:
        stale = render.check_release(course, assignment)
        for line in stale:
            print(line)
        out.print(f"release/{assignment} is up to date." if not stale
                  else f"release/{assignment} is stale; run: course release {assignment}")
        raise typer.Exit(PERSON if stale else DONE)
    if target == "key":
        folder = output or course.root / "keys" / assignment
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        for name, data in inline.key_version(course, assignment).items():
            write_whole(folder / name, data)  # only staff may read a key
            out.print(f"wrote {folder / name}", soft_wrap=True)
        return
    render.write_release(course, assignment, output)
    out.print(f"wrote {output or course.folder('release') / assignment}", soft_wrap=True)
