"""`course grade`, `course regrade` and `course restore`."""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from autograder.cli.console import DONE, PERSON, Json, Root, app, err, out
from autograder.course import Course, find
from autograder.model import SubmissionResult

if TYPE_CHECKING:  # the gradebook and the batch are slow to import, and most commands do without
    from autograder.gradebook.backups import Backup
    from autograder.gradebook.store import ScoreRow
    from autograder.workflow.grade import Request, Work
    from autograder.workflow.regrade import Change

BY_HAND = "graded by hand"
Assignment = Annotated[str, typer.Argument(help="A folder of source/.")]
Students = Annotated[list[str] | None, typer.Option("--student", help="Only this student (may be repeated).")]
Workers = Annotated[int, typer.Option(min=1, help="Submissions at a time.", show_default="cores")]
Isolation = Annotated[str | None, typer.Option(help="judge or shared; default: the course's setting.")]
Trusted = Annotated[bool, typer.Option("--trusted", help="No sandbox: only for code that you vouch for. It is recorded.")]
NoBackup = Annotated[bool, typer.Option("--no-backup", help="Do not copy the gradebook first.")]
CORES = os.cpu_count() or 1


@app.command(epilog="Example: course grade bayes --workers 2")
def grade(
    assignment: Assignment, student: Students = None, workers: Workers = CORES, isolation: Isolation = None,
    trusted: Trusted = False,
    regrade_: Annotated[bool, typer.Option("--regrade", help="Unchanged submissions too; see `course regrade`.")] = False,
    no_backup: NoBackup = False, json_: Json = False, root: Root = Path(),
) -> None:
    """Grade all submissions under submitted/<student>/<assignment>/; what is graded already and unchanged is left out."""
    request = _request(assignment, student, workers, isolation, trusted, regrade_)
    done = grade_all(find(root), request, quiet=json_, copy=regrade_ and not no_backup)
    if json_:
        print(json.dumps(done, indent=1))
    raise typer.Exit(PERSON if done["needs_person"] else DONE)


@app.command(epilog="Example: course regrade bayes --preview")
def regrade(
    assignment: Assignment,
    preview: Annotated[bool, typer.Option("--preview", help="Say whose score would change, and why; write nothing.")] = False,
    student: Students = None, workers: Workers = CORES, isolation: Isolation = None, trusted: Trusted = False,
    no_backup: NoBackup = False, json_: Json = False, root: Root = Path(),
) -> None:
    """Grade again, unchanged submissions too. The gradebook is copied first; scores given by hand and comments stay."""
    request = _request(assignment, student, workers, isolation, trusted, again=True)
    course = find(root)
    if not preview:
        done = grade_all(course, request, quiet=json_, copy=not no_backup)
        if json_:
            print(json.dumps(done, indent=1))
        raise typer.Exit(PERSON if done["needs_person"] else DONE)
    found = _preview(course, request, quiet=json_)
    if json_:
        print(json.dumps([{**asdict(change), "by": change.by} for change in found], indent=1))
    else:
        _show_changes(found, assignment)
    raise typer.Exit(PERSON if any(change.new is None for change in found) else DONE)


@app.command(epilog="Example: course restore --list")
def restore(
    name: Annotated[str | None, typer.Argument(help="A copy that --list shows.", show_default="the newest")] = None,
    list_: Annotated[bool, typer.Option("--list", help="Only show which copies there are.")] = False,
    json_: Json = False, root: Root = Path(),
) -> None:
    """Bring back the gradebook as it was before a regrade. What is there now is copied first."""
    from autograder.gradebook import backups

    course = find(root)
    there = backups.backups(course)
    if list_:
        _show_backups(there, json_)
        return
    if not there:
        raise typer.BadParameter(f"there is no copy in {course.root / backups.FOLDER}; a regrade makes one", param_hint="NAME")
    chosen = next((backup for backup in there if backup.name == name), None) if name else there[-1]
    if chosen is None:
        raise typer.BadParameter(f"{name!r} is no copy; see: course restore --list", param_hint="NAME")
    before = backups.restore(course, chosen)
    if json_:
        print(json.dumps({"restored": chosen.name, "before": before.name if before else None}))
        return
    out.print(f"The gradebook is as it was at {chosen.made:%Y-%m-%d %H:%M:%S} UTC, before a regrade of "
              f"{escape(chosen.assignment)}.", soft_wrap=True)
    if before:
        out.print(f"What was there until now is kept: course restore {before.name}", soft_wrap=True)


def _show_backups(there: tuple["Backup", ...], json_: bool) -> None:
    if json_:
        print(json.dumps([{"name": b.name, "assignment": b.assignment, "made": b.made.isoformat()} for b in there], indent=1))
        return
    table = Table("made (UTC)", "before a change of")
    table.add_column("copy", overflow="fold")
    for backup in there:
        table.add_row(f"{backup.made:%Y-%m-%d %H:%M:%S}", escape(backup.assignment), escape(backup.name))
    out.print(table if there else "There are no copies; a regrade makes one.")


def _request(assignment: str, student: list[str] | None, workers: int, isolation: str | None, trusted: bool, again: bool) -> "Request":
    from autograder.workflow.grade import Request

    if isolation not in (None, "judge", "shared"):
        raise typer.BadParameter(f"{isolation!r} is no isolation; choose judge or shared", param_hint="--isolation")
    return Request(assignment, tuple(student or ()), workers, isolation or "", trusted, again)


def grade_all(course: Course, request: "Request", *, quiet: bool = False, copy: bool = False) -> dict[str, Any]:
    """Plan, run, record, show; a summary as plain data. `copy` keeps a copy of the gradebook as it is."""
    from autograder.gradebook import backups, privacy
    from autograder.gradebook.store import Store
    from autograder.workflow import grade as flow

    if request.trusted and not quiet:
        err.print("[bold yellow]No sandbox:[/] --trusted runs all submissions with your own rights.")
    work = flow.prepare(course, request)
    for line in privacy.tighten(course):
        err.print(escape(line), soft_wrap=True)
    backup = backups.back_up(course, request.assignment) if copy else None
    if backup and not quiet:
        err.print(f"The gradebook as it is: course restore {backup.name}", soft_wrap=True)
    graded = list(_watched(flow.perform(course, work), work, quiet))
    everybody = {*work.plan.students, *work.unchanged}
    with Store(course.database) as store:
        rows = [row for row in store.scores(request.assignment) if row.student in everybody]
        repairs = {name: record.repairs for name, record in sorted(store.journal(request.assignment).items())
                   if record.repairs and name in everybody}
    people = _people(rows)
    if not quiet:
        _closing(rows, people, repairs, work)
    return {"assignment": request.assignment, "graded": len(graded), "unchanged": len(work.unchanged),
            "tier": graded[-1].tier if graded else "", "isolation": work.plan.isolation, "needs_person": people,
            "repairs": repairs, "backup": backup.name if backup else None}


def _watched(results: Iterator[SubmissionResult], work: "Work", quiet: bool) -> Iterator[SubmissionResult]:
    """The results as they come, with a progress bar; where somebody stops it, what to do next."""
    people = 0
    with _progress(work, quiet) as step:
        try:
            for result in results:
                people += any(cell.points is None for cell in result.cells)
                step(people)
                yield result
        except KeyboardInterrupt:
            err.print("Stopped. What was graded is recorded; the same command goes on where this one was.")
            raise typer.Exit(PERSON) from None


@contextmanager
def _progress(work: "Work", quiet: bool) -> Iterator[Any]:
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeElapsedColumn(),
               TextColumn("left:"), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=err, disable=quiet or not work.plan.students) as progress:
        task = progress.add_task("starting the sandbox", total=len(work.plan.students), rate="")

        def step(people: int) -> None:
            progress.update(task, advance=1, description=f"{people} need a person")
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed:.1f}/s" if speed else "")

        yield step


def _people(rows: list["ScoreRow"]) -> dict[str, list[str]]:
    """Who needs a person, and why, by student."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.points is None:
            found.setdefault(row.student, set()).add(row.reason)
    return {name: sorted(found[name]) for name in sorted(found)}


def _closing(rows: list["ScoreRow"], people: dict[str, list[str]], repairs: dict[str, tuple[str, ...]], work: "Work") -> None:
    from autograder.gradebook import scores as formats

    out.print(formats.as_table(rows))
    if work.unchanged:
        out.print(f"{_counted(work.unchanged)} unchanged and not graded again (course regrade does that).")
    if repairs:
        table = Table("student", "mended in the submission")
        for name, lines in repairs.items():
            table.add_row(escape(name), escape("\n".join(lines)))
        out.print(table)
    by_hand = [name for name, reasons in people.items() if reasons == [BY_HAND]]
    if by_hand:
        out.print(f"{_counted(by_hand)} with only written answers left to grade by hand (in formgrader).")
    if len(by_hand) < len(people):
        table = Table("student", "needs a person because")
        for name, reasons in people.items():
            if name not in by_hand:
                table.add_row(escape(name), escape("\n".join(reason for reason in reasons if reason != BY_HAND)))
        out.print(table)


def _preview(course: Course, request: "Request", *, quiet: bool) -> list["Change"]:
    from autograder.workflow import grade as flow
    from autograder.workflow import regrade as flow_again

    old = flow_again.recorded_rows(course, request.assignment)
    work = flow.prepare(course, request)
    found = [change for result in _watched(flow.results(course, work), work, quiet)
             for change in flow_again.changes(work, result, old.get(result.student, ()))]
    return sorted(found, key=lambda change: (change.student, change.notebook, change.cell))


def _show_changes(found: list["Change"], assignment: str) -> None:
    table = Table("student", "cell", "recorded", "would be", "why")
    for change in found:
        stays = ["a person's score stays"] if change.by_hand else []
        table.add_row(escape(change.student), escape(change.cell), _points(change.old), _points(change.new),
                      escape("\n".join([*change.because, *stays, *([change.reason[:200]] if change.reason else [])])))
    if found:
        out.print(table)
        totals = Counter[str]()
        for change in found:
            totals[change.student] += 0 if change.by_hand else change.by  # type: ignore[assignment]
        for name, by in totals.items():
            out.print(f"{escape(name)}: {by:+g}")
    out.print(f"{_counted({change.student for change in found})} would change. Nothing was written. "
              f"To do it: course regrade {escape(assignment)}", soft_wrap=True)


def _counted(submissions: Collection[str]) -> str:
    return "1 submission" if len(submissions) == 1 else f"{len(submissions)} submissions"


def _points(points: float | None) -> str:
    return "a person" if points is None else f"{points:g}"
