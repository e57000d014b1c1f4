"""`course release`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.console import DONE, PERSON, Root, app, err, out
from autograder.course import Course, find


@app.command(epilog="Example: course release bayes --check")
def release(
    assignment: Annotated[list[str] | None, typer.Argument(help="Folders of source/.", show_default="all")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether release/ is what the source gives.")] = False,
    target: Annotated[str, typer.Option(help="student: release/ and its manifest; key: with solutions, for staff.")] = "student",
    output: Annotated[Path | None, typer.Option("--out", help="Another folder to write to; for one assignment.")] = None,
    root: Root = Path(),
) -> None:
    """Make the student version (or the instructor's key) of assignments.

    All are looked at before one is written: if a source breaks a rule, nothing is.
    """
    from autograder.authoring import lint

    course = find(root)
    if target not in ("student", "key"):
        raise typer.BadParameter(f"{target!r} is no target; the targets are student and key", param_hint="--target")
    names = list(dict.fromkeys(assignment or course.assignments))
    if not names:
        raise typer.BadParameter(f"there is no assignment in {course.folder('source')}", param_hint="ASSIGNMENT")
    if output and len(names) > 1:
        raise typer.BadParameter(f"name its assignment too; there are {', '.join(names)}", param_hint="--out")
    problems = [problem for name in names for problem in lint.problems(course, name)]
    for problem in problems:
        err.print(escape(problem), soft_wrap=True)
    if problems:
        raise typer.Exit(PERSON)
    if check:
        fresh = [_is_fresh(course, name) for name in names]
        raise typer.Exit(DONE if all(fresh) else PERSON)
    for name in names:
        (_write_key if target == "key" else _write_release)(course, name, output)


def _is_fresh(course: Course, assignment: str) -> bool:
    from autograder.authoring import render

    stale = render.check_release(course, assignment)
    for line in stale:
        print(line)
    out.print(f"release/{assignment} is up to date." if not stale
              else f"release/{assignment} is stale; run: course release {assignment}")
    return not stale


def _write_key(course: Course, assignment: str, output: Path | None) -> None:
    from autograder.authoring import inline
    from autograder.gradebook.files import write_whole

    folder = output or course.root / "keys" / assignment
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    for name, data in inline.key_version(course, assignment).items():
        write_whole(folder / name, data)  # only staff may read a key
        out.print(f"wrote {folder / name}", soft_wrap=True)


def _write_release(course: Course, assignment: str, output: Path | None) -> None:
    from autograder.authoring import render

    render.write_release(course, assignment, output)
    out.print(f"wrote {output or course.folder('release') / assignment}", soft_wrap=True)
