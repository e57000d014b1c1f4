"""`course grade`."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from autograder.cli.console import DONE, PERSON, Json, Root, app, err, out
from autograder.course import Course, find
from autograder.errors import AutograderError
from autograder.students import Person


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
    from autograder import roster, students
    from autograder.batch import plan as planning
    from autograder.batch import pool
    from autograder.gradebook import files, penalties
    from autograder.gradebook.store import Store

    how = isolation or course.settings.isolation
    if how not in ("judge", "shared"):
        raise typer.BadParameter(f"{how!r} is no isolation; choose judge or shared", param_hint="--isolation")
    exams = planning.examinations(course, assignment, how)
    with Store(course.database, course.settings.course_id) as store:
        known = store.students()
        people = roster.of_course(course.root, known)
        known = students.enrolled(people, known)
    folders, disputes = planning.identified(planning.students_of(course, assignment), known)
    everybody = tuple(folders)
    if only:
        ids = {student.slug: student.id for student in known}
        wanted = {name if name in folders else ids.get(name, name) for name in only}
        unknown = sorted(wanted - set(everybody))
        if unknown:
            raise typer.BadParameter(f"nothing of {', '.join(unknown)} under {course.folder('submitted')}", param_hint="--student")
        everybody = tuple(s for s in everybody if s in wanted)
    if not everybody:
        raise AutograderError(f"Nobody to grade: {course.folder('submitted')}/<student>/{assignment}/ does not exist.")
    if trusted and not quiet:
        err.print("[bold yellow]No sandbox:[/] --trusted runs all submissions with your own rights.")
    plan = planning.Plan(assignment, how, exams, everybody, folders, disputes)
    submitted = course.folder("submitted")
    needed: dict[str, list[str]] = {}
    tier = ""
    due = course.settings.assignments.get(assignment)
    with Store(course.database, course.settings.course_id) as store, _progress(len(everybody), quiet) as step:
        store.register(course.settings.course_id, assignment, [exam.source for exam in exams],
                       due.due if due else None, course.settings.time_zone)
        slugs = store.enrol([*people, *(Person(one) for one in everybody if one not in {person.id for person in people})])
        rule = penalties.rule_of(course, assignment, store.students(), store.due(assignment))
        for result in pool.run(plan, submitted, course.settings.limits, workers=workers, trusted=trusted):
            folder = submitted / plan.folder(result.student) / assignment
            store.record(result, files.timestamp(folder, course.settings.time_zone), rule=rule)
            files.write_autograded(course, result, folder, slugs[result.student])
            tier = result.tier
            reasons = sorted({cell.reason for cell in result.cells if cell.points is None})
            if reasons:
                needed[result.student] = reasons
            step(f"{len(needed)} need a person")
        rows = store.scores(assignment)
    if not quiet:
        _closing(rows, needed, set(everybody))
    return {"assignment": assignment, "graded": len(everybody), "tier": tier, "isolation": how,
            "needs_person": {name: needed[name] for name in sorted(needed)}}


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
