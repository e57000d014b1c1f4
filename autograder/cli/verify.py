"""`course verify`."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.cli.console import DONE, PERSON, Root, app, err, out
from autograder.course import find

if TYPE_CHECKING:
    from autograder.verification.rates import Rate, Row
    from autograder.verification.report import Part, Report

STDOUT = Path("-")


@app.command(epilog="Example: course verify bayes --fast")
def verify(
    assignment: Annotated[list[str] | None, typer.Argument(help="Folders of source/.", show_default="all")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="A fixed part of everything, and say what is left out.")] = False,
    question: Annotated[str, typer.Option(help="Only this answer cell.")] = "",
    in_sandbox: Annotated[bool, typer.Option("--in-sandbox", help="Cases and attacks through the engine, no mutants.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes at a time.", show_default="cores")] = os.cpu_count() or 1,
    seed: Annotated[int, typer.Option(min=0, help="Another part, other random inputs.")] = 0,
    json_: Annotated[Path | None, typer.Option("--json", help="Write JSON to this file; - prints it in place of the tables.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page for people to this file.")] = None,
    root: Root = Path(),
) -> None:
    """Prove the tests good: right answers keep every point, wrong ones lose theirs, and with what certainty."""
    # One thread for each process: the work is spread over processes, and a child's CPU time counts all its threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dataclasses import replace

    from autograder.gradebook.files import write_whole
    from autograder.verification import cases, gathering, page, report

    course = find(root)
    quiet = json_ == STDOUT
    scope = replace(cases.FAST if fast else cases.WHOLE, question=question, seed=seed)
    names = list(dict.fromkeys(assignment or course.assignments))
    if not names:
        raise typer.BadParameter(f"there is no assignment in {course.folder('source')}", param_hint="ASSIGNMENT")
    if question and len(names) > 1:
        raise typer.BadParameter(f"name its assignment too; there are {', '.join(names)}", param_hint="--question")
    subjects = [cases.subject(course, name) for name in names]  # a missing corpus is told before anything is run
    evidences = []
    for given in subjects:
        with _progress(given.assignment, quiet) as progress:
            evidences.append(gathering.gather(given, scope, workers=workers, progress=progress, in_sandbox=in_sandbox))
    found = report.report(evidences)
    text = json.dumps(report.as_data(found), indent=1)
    if quiet:
        print(text)
    else:
        _show(found)
    if json_ and not quiet:
        write_whole(json_.resolve(), f"{text}\n".encode())
    if html:
        write_whole(html.resolve(), page.page(course, found, datetime.now(UTC)).encode())
        err.print(f"Wrote {html}", soft_wrap=True)
    raise typer.Exit(PERSON if found.broken else DONE)


@contextmanager
def _progress(name: str, quiet: bool) -> Iterator[Callable[[str, int], Callable[[], None]]]:
    columns = (TextColumn(f"{name}:"), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # Drawn by this thread alone: what is forked while another one holds a lock of the console would wait for it.
    with Progress(*columns, console=err, disable=quiet, auto_refresh=False) as progress:
        def stage(title: str, total: int) -> Callable[[], None]:
            task = progress.add_task(title, total=total)

            def step() -> None:
                progress.advance(task)
                progress.refresh()

            return step

        yield stage


def _show(found: "Report") -> None:
    from autograder.verification import gate

    for part in found.parts:
        _show_part(part)
    out.print(f"A class of {gate.CLASS} that answers everything rightly: at most {found.expected:.2g} wrong rejections expected "
              f"(budget {gate.BUDGET:g}).", soft_wrap=True)
    for one in found.broken:
        out.print(f"[bold red]{escape(one.promise)}[/] {escape(one.line)}", soft_wrap=True)
    count = len(found.broken)
    where = " in the part that was tried" if any(part.evidence.left_out for part in found.parts) else ""
    out.print(f"All promises hold{where}." if not count else f"{count} {'promise is' if count == 1 else 'promises are'} broken.")


def _show_part(part: "Part") -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), caption_justify="left", caption="≥: lower end of the 95% interval")
    table.add_column("question", overflow="fold")
    for title in ("pts", "test\ncells", "cases", "slips\ncaught", "idioms\npassed", "mutants\nkilled", "wrongly\nlost ≤", "power\n≥"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in part.rows:
        table.add_row(*_cells(row))
    table.add_section()
    table.add_row(*_cells(part.together), style="bold")
    evidence = part.evidence
    where = f"in the sandbox ({evidence.tier})" if evidence.tier else "in processes of our own"
    out.print(f"[bold]{escape(evidence.assignment)}[/], {where}, {evidence.seconds:.0f} s", soft_wrap=True)
    out.print(table)
    for name, rate in (("Slips caught", part.together.slips), ("Mutants killed", part.together.mutants),
                       ("Runs of right answers that lost a point", part.rejected)):
        if rate.total:
            low, high = rate.interval
            out.print(f"{name}: {rate} (95% interval {low:.1%} to {high:.1%}).", soft_wrap=True)
    for line in evidence.left_out:
        out.print(f"[yellow]left out:[/] {escape(line)}", soft_wrap=True)
    out.print()


def _cells(row: "Row") -> list[str]:
    def rate(value: "Rate") -> str:
        return f"{value} ≥{value.interval[0]:.0%}" if value.total else str(value)

    return [escape(row.question), f"{row.points:g}", str(row.tests), str(row.cases), rate(row.slips), str(row.idioms),
            rate(row.mutants), f"{row.chance:.0e}" if row.chance else "0", f"{row.power:g}" if row.power is not None else "–"]
