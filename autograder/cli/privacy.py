"""`course forget`."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from autograder.cli.console import DONE, PERSON, USAGE, Json, Root, app, err, out
from autograder.course import find


@app.command(epilog="Example: course forget s17")
def forget(
    student: Annotated[str, typer.Argument(help="The student's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json_: Json = False,
    root: Root = Path(),
) -> None:
    """Remove everything of one student: rows in the gradebook and its copies, and their folders. It shows first what."""
    from autograder.gradebook import forgetting, roster
    from autograder.gradebook.store import Store

    course = find(root)
    with Store(course.database) as store:
        known = roster.find(store.students(), student)
    key, student = (known.slug, known.id) if known is not None else (student, student)
    found = forgetting.traces(course, key, student)
    if not found:
        err.print(f"Nothing is kept of {escape(student)} in {escape(str(course.root))}.", soft_wrap=True)
        raise typer.Exit(USAGE)
    if not json_:
        _show(found)
    if not yes and (json_ or not typer.confirm("Remove all this for good?")):
        if json_:
            print(json.dumps(_plain(student, found, done=False), indent=1))
        raise typer.Exit(PERSON)
    left = forgetting.forget(course, key, student)
    if json_:
        print(json.dumps(_plain(student, found, done=not left), indent=1))
    else:
        out.print("Something is still there; run the command again." if left else "Removed.")
    raise typer.Exit(PERSON if left or found.mentions else DONE)


def _show(found: Any) -> None:
    for database, tables in found.rows.items():
        many = sum(tables.values())
        out.print(f"{escape(database)}: {many} {'row' if many == 1 else 'rows'} in {', '.join(tables)}", soft_wrap=True)
    for path in found.folders:
        out.print(escape(str(path)), soft_wrap=True)
    for path in found.mentions:
        out.print(f"{escape(str(path))} names them among others; it is not changed: take them out yourself.", soft_wrap=True)


def _plain(student: str, found: Any, *, done: bool) -> dict[str, Any]:
    return {"student": student, "removed": done, "rows": {name: dict(tables) for name, tables in found.rows.items()},
            "folders": [str(path) for path in found.folders], "mentions": [str(path) for path in found.mentions]}
