"""The command line: one function per command. The only place that prints.

Exit codes: 0 done, 1 something needs a person, 2 usage or environment.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from autograder.course import Course, find
from autograder.errors import AutograderError

app = typer.Typer(
    help="Author, release and grade notebook assignments. Start with: course doctor",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)
out = Console()
err = Console(stderr=True)

Root = Annotated[Path, typer.Option("--root", help="The course's folder.", show_default="this folder")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DONE, PERSON, USAGE = 0, 1, 2


def main() -> None:
    """Run a command; our own faults become one message and exit code 2."""
    try:
        app()
    except AutograderError as error:
        err.print(f"[bold red]course:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(USAGE)


@app.command(epilog="Example: course doctor")
def doctor(json_: Json = False) -> None:
    """Say which sandbox this machine gives, what is missing, and the command that mends it."""
    from autograder.sandbox import tiers

    found = tiers.findings()
    good = all(finding.good for finding in found)
    if json_:
        print(json.dumps({"tier": "namespaces" if good else None, "findings": [
            {"name": f.name, "good": f.good, "says": f.says, "mend": f.mend} for f in found]}, indent=1))
    else:
        for finding in found:
            mark = "[green]ok[/]    " if finding.good else "[red]missing[/]"
            out.print(f"{mark} {finding.name}: {escape(finding.says)}", soft_wrap=True)
            if finding.mend:
                out.print(f"        mend it with: {escape(finding.mend)}", soft_wrap=True)
        out.print("tier: [bold]namespaces[/]" if good else "tier: [bold red]none[/], grading refuses")
    raise typer.Exit(DONE if good else USAGE)


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
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in inline.key_version(course, assignment).items():
            (folder / name).write_bytes(data)
            out.print(f"wrote {folder / name}", soft_wrap=True)
        return
    render.write_release(course, assignment, output)
    out.print(f"wrote {output or course.folder('release') / assignment}", soft_wrap=True)


@app.command(epilog="Example: course grade bayes --workers 2")
def grade(
    assignment: Annotated[str, typer.Argument(help="A folder of source/.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this student (may be repeated).")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Submissions at a time.", show_default="cores")] = os.cpu_count() or 1,
    isolation: Annotated[str | None, typer.Option(help="judge or shared; default: the course's setting.")] = None,
    trusted: Annotated[bool, typer.Option("--trusted", help="No sandbox: only for code that you vouch for. It is recorded.")] = False,
    json_: Json = False,
    root: Root = Path(),
) -> None:
    """Grade all submissions under submitted/<student>/<assignment>/."""
    course = find(root)
    done = grade_all(course, assignment, student or [], workers, isolation, trusted, quiet=json_)
    if json_:
        print(json.dumps(done, indent=1))
    raise typer.Exit(PERSON if done["needs_person"] else DONE)


def grade_all(
    course: Course, assignment: str, only: list[str], workers: int, isolation: str | None, trusted: bool, quiet: bool
) -> dict[str, Any]:
    """Plan, run, record; a summary as plain data."""
    from autograder.batch import plan as planning
    from autograder.batch import pool
    from autograder.gradebook import files
    from autograder.gradebook.store import Store

    how = isolation or course.settings.isolation
    if how not in ("judge", "shared"):
        raise typer.BadParameter(f"{how!r} is no isolation; choose judge or shared", param_hint="--isolation")
    exams = planning.examinations(course, assignment, how)
    students = planning.students_of(course, assignment)
    if only:
        unknown = sorted(set(only) - set(students))
        if unknown:
            raise typer.BadParameter(f"nothing of {', '.join(unknown)} under {course.folder('submitted')}", param_hint="--student")
        students = tuple(s for s in students if s in only)
    if not students:
        raise AutograderError(f"Nobody to grade: {course.folder('submitted')}/<student>/{assignment}/ does not exist.")
    if trusted and not quiet:
        err.print("[bold yellow]No sandbox:[/] --trusted runs all submissions with your own rights.")
    plan = planning.Plan(assignment, how, exams, students)
    submitted = course.folder("submitted")
    people: dict[str, list[str]] = {}
    tier = ""
    due = course.settings.assignments.get(assignment)
    with Store(course.database, course.settings.course_id) as store, _progress(len(students), quiet) as step:
        store.register(course.settings.course_id, assignment, [exam.source for exam in exams],
                       due.due if due else None, course.settings.time_zone)
        for result in pool.run(plan, submitted, course.settings.limits, workers=workers, trusted=trusted):
            store.record(result, files.timestamp(submitted / result.student / assignment, course.settings.time_zone))
            files.write_autograded(course, result, submitted / result.student / assignment)
            tier = result.tier
            reasons = sorted({cell.reason for cell in result.cells if cell.points is None})
            if reasons:
                people[result.student] = reasons
            step(f"{len(people)} need a person")
        rows = store.scores(assignment)
    if not quiet:
        _closing(rows, people, set(students))
    return {"assignment": assignment, "graded": len(students), "tier": tier, "isolation": how,
            "needs_person": {name: people[name] for name in sorted(people)}}


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Any]:
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left:"),
               TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, disable=quiet) as progress:
        task = progress.add_task("starting the sandbox", total=total)
        yield lambda says: progress.update(task, advance=1, description=says)


def _closing(rows: Any, people: dict[str, list[str]], graded: set[str]) -> None:
    from autograder.gradebook import scores as formats

    out.print(formats.as_table([row for row in rows if row.student in graded]))
    by_hand = sorted(name for name, reasons in people.items() if reasons == ["graded by hand"])
    others = {name: reasons for name, reasons in people.items() if name not in by_hand}
    if by_hand:
        out.print(f"{len(by_hand)} submissions have only written answers left to grade by hand (in formgrader).")
    if others:
        table = Table("student", "needs a person because")
        for name in sorted(others):
            table.add_row(escape(name), escape("\n".join(r for r in others[name] if r != "graded by hand")))
        out.print(table)


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

    course = find(root)
    render.write_release(course, "bayes")
    classes.make_class(course, output.resolve(), size=size)
    out.print(f"A class of {size} is in {output}/submitted.", soft_wrap=True)
    made = find(output)
    done = grade_all(made, "bayes", [], workers, None, False, quiet=False)
    with Store(made.database) as store:
        (output / "scores.csv").write_text(formats.as_csv(store.scores("bayes")), encoding="utf-8")
    out.print(
        f"\nWrote {output}/scores.csv: one row per student and grade cell.\n"
        f"Look next at:\n"
        f"  course scores bayes --root {output}                 the table again\n"
        f"  {output}/autograded/<student>/bayes/bayes.ipynb     an executed notebook with marks and hints\n"
        f"  course grade bayes --root {output} --student NAME   grade one again\n"
        f"{len(done['needs_person'])} submissions need a person: the written question is graded by hand.",
        soft_wrap=True,
    )
