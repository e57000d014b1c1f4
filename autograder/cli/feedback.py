"""`course feedback`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.cli.console import DONE, PERSON, Json, Root, app, err, out
from autograder.course import find


@app.command(epilog="Example: course feedback bayes")
def feedback(
    assignment: Annotated[str, typer.Argument(help="A graded assignment.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this student (may be repeated).")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="Another folder than feedback/.")] = None,
    json_: Json = False,
    root: Root = Path(),
) -> None:
    """Write one HTML page per student: scores, hints, comments, and the student's own code and output."""
    from autograder.batch.plan import students_of
    from autograder.gradebook import roster
    from autograder.gradebook.marks import marks
    from autograder.gradebook.store import Store
    from autograder.reports.feedback import Page, Press
    from autograder.students import whose

    course = find(root)
    press = Press(course, assignment, output.resolve() if output else None)
    recorded = marks(course.database, assignment)
    with Store(course.database) as store:
        known = store.students()
    graded = {submission.student for submission in recorded}
    handed_in = {whose(folder, known) for folder in students_of(course, assignment)}
    asked = {found.id if (found := roster.find(known, name)) else name for name in student or ()}
    only = asked or graded | handed_in
    unknown = sorted(only - graded - handed_in)
    if unknown:
        raise typer.BadParameter(f"nothing of {', '.join(unknown)} in the gradebook or under {course.folder('submitted')}",
                                 param_hint="--student")
    todo = [submission for submission in recorded if submission.student in only]
    pages: list[Page] = []
    with _progress(len(todo), json_) as step:
        for page in press.printed(todo):
            pages.append(page)
            step()
    missing = sorted(only - graded)
    if json_:
        print(json.dumps({
            "assignment": assignment,
            "written": {page.student: str(page.path) for page in pages if not page.refused},
            "open": {page.student: page.open for page in pages if page.open},
            "refused": {page.student: page.refused for page in pages if page.refused},
            "not_graded": missing}, indent=1))
    else:
        _closing(pages, missing, press.path("<student>"))
    raise typer.Exit(PERSON if missing or any(page.refused for page in pages) else DONE)


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Any]:
    columns = (TextColumn("pages"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=quiet) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


def _closing(pages: Any, missing: list[str], place: Path) -> None:
    written = sum(not page.refused for page in pages)
    out.print(f"Wrote {written} {'page' if written == 1 else 'pages'}: {escape(str(place))}", soft_wrap=True)
    waiting = sum(bool(page.open) for page in pages)
    if waiting:
        out.print(f"{waiting} of them say \"not graded yet\" somewhere: grade by hand (in formgrader), then run this again.")
    refused = [(page.student, page.refused) for page in pages if page.refused]
    problems = [*refused, *((name, "handed in, but not graded") for name in missing)]
    if problems:
        table = Table("student", "has no page because")
        for name, why in problems:
            table.add_row(escape(name), escape(why))
        out.print(table)
