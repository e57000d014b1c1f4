"""`course collect` and `course export`: to and from the learning platform."""

import json
import os
import sys
import tempfile
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from autograder import roster as rosters
from autograder import students
from autograder.cli.console import DONE, PERSON, Json, Root, app, err, out
from autograder.course import Course, find
from autograder.errors import AutograderError
from autograder.roster import Roster
from autograder.students import Person

if TYPE_CHECKING:  # slow to import, and most commands do without
    from autograder.batch.archive import Problem
    from autograder.batch.keep import Outcome
    from autograder.gradebook.export import Final
    from autograder.gradebook.store import Store

Lists = Annotated[list[Path] | None, typer.Option(
    "--roster", help="Who takes part: a roster, Canvas's gradebook, Moodle's grading worksheet (may be repeated).",
    show_default="roster.csv of the course, if there is one")]
_TIMES = ("auto", "archive", "none")


@dataclass(frozen=True, slots=True)
class Collected:
    """What a download gave."""

    assignment: str
    platform: str
    outcomes: tuple["Outcome", ...]
    nobodys: tuple["Problem", ...]  # files
    missing: tuple[str, ...]  # ids
    notes: tuple[str, ...]  # about the lists

    @property
    def needs_person(self) -> bool:
        """Whether somebody must look at something."""
        return bool(self.nobodys or self.missing or self.notes or any(one.doubts for one in self.outcomes))


@app.command(epilog="Example: course collect bayes --from submissions.zip --roster canvas-gradebook.csv")
def collect(
    assignment: Annotated[str, typer.Argument(help="A folder of source/.")],
    source: Annotated[Path, typer.Option("--from", help="The download: a zip, or a folder.")],
    lms: Annotated[str, typer.Option("--lms", help="auto, canvas, moodle or plain (<student>/<file>).")] = "auto",
    roster: Lists = None,
    times: Annotated[str, typer.Option(
        "--times", help="archive: file times are times of submission; none: they are not; auto: in zips, but not Canvas's.")] = "auto",
    latest: Annotated[bool, typer.Option("--latest", help="This download is newer than all before, where times do not tell.")] = False,
    check: Annotated[bool, typer.Option("--check", "--preview", help="Only say what would be done.")] = False,
    json_: Json = False, root: Root = Path(),
) -> None:
    """Put a learning platform's download into submitted/. The newest of each student counts; nothing is overwritten."""
    from autograder.batch.patterns import PLATFORMS

    course = find(root)
    if lms not in ("auto", *PLATFORMS):
        raise typer.BadParameter(f"{lms!r} is no platform; choose auto, {', '.join(PLATFORMS)}", param_hint="--lms")
    if times not in _TIMES:
        raise typer.BadParameter(f"{times!r} is none; choose {', '.join(_TIMES)}", param_hint="--times")
    done = collect_all(course, assignment, source, lms, roster or [], times, latest=latest, write=not check, quiet=json_)
    if json_:
        print(json.dumps(_as_data(done, check), indent=1))
    else:
        _show(done, check)
    raise typer.Exit(PERSON if done.needs_person else DONE)


def collect_all(
    course: Course, assignment: str, source: Path, lms: str, lists: Sequence[Path], times: str, *,
    latest: bool = False, write: bool = True, quiet: bool = True,
) -> Collected:
    """Look into the download, find out whose everything is, keep it, and put the newest into submitted/."""
    from autograder.batch import archive, patterns
    from autograder.batch import collect as collecting
    from autograder.batch import plan as planning
    from autograder.batch.keep import Shelf
    from autograder.gradebook.store import Store

    wanted = collecting.wanted_of(course, assignment)
    contents = archive.look_into(source)
    platform, handed, unnamed = patterns.sorted_out(contents.items, assignment, lms)
    with Store(course.database, course.settings.course_id) as store:
        known = store.students()
        people = rosters.load(_lists(course, lists), known)
        found = collecting.by_student(handed, people, known)
        everybody = [*people.people, *found.people.values()]
        if write:
            store.enrol(everybody)
            known = store.students()
        known = students.enrolled(everybody, known)
    slugs = {student.id: student.slug for student in known}
    folders, disputes = planning.identified(planning.students_of(course, assignment), known)
    trust = times == "archive" or (times == "auto" and platform != "canvas" and not contents.folder)
    zone = course.settings.time_zone
    outcomes = []
    for student, files in track(found.of.items(), "collecting", console=err, disable=quiet, transient=True):
        said = collecting.moodle_time(people.handed_in.get(student, ""), zone)
        versions = collecting.lots(files, wanted, zone, trust_times=trust, said=said)
        other = folders.get(student, "") if folders.get(student) != slugs[student] or student in disputes else ""
        shelf = Shelf(course, assignment, student, slugs[student], wanted.notebooks)
        outcomes.append(shelf.take(versions, write=write, latest=latest, rival=other))
    there = {*found.of, *folders}
    missing = tuple(person.id for person in people.people if person.id not in there)
    return Collected(assignment, platform, tuple(outcomes), (*contents.problems, *unnamed, *found.problems), missing,
                     people.problems)


def _lists(course: Course, given: Sequence[Path]) -> list[Path]:
    own = course.root / rosters.FILE
    same = any(path.exists() and own.exists() and path.samefile(own) for path in given)
    return [*([own] if own.is_file() and not same else []), *given]


def _as_data(done: Collected, check: bool) -> dict[str, Any]:
    return {
        "assignment": done.assignment, "platform": done.platform, "written": not check,
        "students": [{
            "student": one.student, "slug": one.slug, "state": one.state, "files": list(one.files), "others": list(one.others),
            "time": f"{one.time:%Y-%m-%dT%H:%M:%SZ}" if one.time else None, "late": one.late, "look_at": list(one.doubts),
        } for one in done.outcomes],
        "missing": list(done.missing),
        "nobodys": [{"file": problem.what, "why": problem.why} for problem in done.nobodys],
        "notes": list(done.notes),
    }


def _show(done: Collected, check: bool) -> None:
    counts = {state: sum(one.state == state for one in done.outcomes) for state in ("new", "newer", "same", "older", "unclear")}
    says = {"new": "new", "newer": "replaced by a newer version", "same": "as before", "older": "older than what is there (kept)",
            "unclear": "unclear"}
    told = ", ".join(f"{count} {says[state]}" for state, count in counts.items() if count) or "nobody"
    out.print(f"{done.platform}: {told}.{' Nothing was written.' if check else ''}", soft_wrap=True)
    table = Table("student or file", "look at")
    for one in done.outcomes:
        if one.doubts:
            table.add_row(_text(one.student), _text("\n".join(one.doubts)))
    for problem in done.nobodys:
        table.add_row(_text(problem.what), _text(f"not taken: {problem.why}"))
    for note in done.notes:
        table.add_row("", _text(note))
    if table.row_count:
        out.print(table)
    others = sum(bool(one.others) for one in done.outcomes)
    if others:
        out.print(f"{others} handed in other files too; they are in collected/.")
    if done.missing:
        out.print(f"{len(done.missing)} handed nothing in: {_text(', '.join(done.missing))}", soft_wrap=True)


def _text(text: str) -> str:
    """Names come from students: no markup, no codes that a terminal obeys."""
    return escape("".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text))


@app.command(epilog="Example: course export bayes --format canvas --template canvas-gradebook.csv --out grades.csv")
def export(
    assignment: Annotated[str, typer.Argument(help="A graded assignment.")],
    format_: Annotated[str, typer.Option("--format", help="csv, canvas or moodle (docs/collect.md).")] = "csv",
    template: Annotated[Path | None, typer.Option(
        help="canvas: the gradebook exported there; moodle: the assignment's grading worksheet.")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="A file to write.", show_default="print it")] = None,
    roster: Lists = None,
    column: Annotated[str, typer.Option(help="Canvas's column, where it is not called as the assignment.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="Scores so far of those who still need a person, too.")] = False,
    json_: Json = False, root: Root = Path(),
) -> None:
    """Write final scores, late penalties taken off, for people or for a learning platform's import."""
    from autograder.gradebook.export import FORMATS

    course = find(root)
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} is no format; choose {', '.join(FORMATS)}", param_hint="--format")
    if (format_ != "csv") == (template is None):
        raise typer.BadParameter(f"{format_} is filled into the platform's own sheet; give it" if template is None
                                 else "a template belongs to the formats canvas and moodle", param_hint="--template")
    if json_ and output is None:
        raise typer.BadParameter("with --json the file goes to --out", param_hint="--json")
    results, text, problems = export_all(course, assignment, format_, template, roster or [], column, partial)
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text)
    people = [one.person.id for one in results if one.status in ("needs-person", "partial")]
    missing = [one.person.id for one in results if one.status == "missing"]
    if json_:
        print(json.dumps({"assignment": assignment, "format": format_, "file": str(output), "students": len(results),
                          "needs_person": people, "partial": partial, "missing": missing, "problems": problems}, indent=1))
    else:
        _closing(results, people, missing, problems, partial)
    raise typer.Exit(PERSON if people or problems else DONE)


def export_all(
    course: Course, assignment: str, format_: str, template: Path | None, lists: Sequence[Path], column: str, partial: bool
) -> tuple[list["Final"], str, list[str]]:
    """Everybody's result, the text of the file, and what a person must look at. Late penalties are brought up to date."""
    from autograder import sheets
    from autograder.batch.keep import marked_late
    from autograder.gradebook import export as exporting
    from autograder.gradebook.store import Store

    paths = [*_lists(course, lists), *([template] if template else [])]
    with Store(course.database, course.settings.course_id) as store:
        rows = store.scores(assignment)
        known = store.students()
        people = rosters.load(paths, known)
        lateness, costs = _lateness(store, course, assignment)
        submissions = store.submissions(assignment)
        late = marked_late(course, assignment) if costs else frozenset()
        unclear = frozenset(one.id for one in known
                            if one.slug in late and submissions.of.get(one.id, (None, 0.0))[0] is None)
        results = exporting.finals(rows, submissions, lateness, _everybody(people, known, submissions.of),
                                   unclear=unclear, partial=partial, missing=course.settings.missing)
    if template is None:
        return results, exporting.as_csv(results), list(people.problems)
    sheet = sheets.read(template)
    if format_ == "moodle":
        filled = exporting.as_moodle(results, sheet, people.keys)
    else:
        settings = course.settings.assignments.get(assignment)
        names = [column] if column else [assignment, settings.title if settings else ""]
        filled = exporting.as_canvas(results, sheet, people.keys, names)
    return results, filled.text, [*people.problems, *filled.problems]


def _lateness(store: "Store", course: Course, assignment: str) -> tuple[dict[str, Any], bool]:
    """How late everybody is by the rules of now, and whether lateness costs anything."""
    from autograder.gradebook import penalties

    rule = penalties.rule_of(course, assignment, store.students(), store.due(assignment))
    if rule is None:
        return {}, False
    costs = bool(rule.policy.penalty_per_day) or rule.policy.limit_days is not None
    return dict(store.penalise(assignment, rule)), costs and rule.deadline.due is not None


def _everybody(people: Roster, known: Iterable[Person], handed_in: Container[str]) -> list[Person]:
    """Those on the roster and those who handed in; names as the roster has them."""
    everybody = {person.id: person for person in known if person.id in handed_in}
    return list((everybody | {person.id: person for person in people.people}).values())


def _closing(results: Sequence["Final"], people: Sequence[str], missing: Sequence[str], problems: Sequence[str],
             partial: bool) -> None:
    unknown = [one.person.id for one in results if "unknown" in one.note]
    for count, says in (
        (people, "need a person; " + ("what they have so far is exported" if partial else "their grade is empty")),
        (missing, "handed nothing in"), (unknown, "have no known time of submission: no late penalty"),
    ):
        if count:
            err.print(f"{len(count)} {says}: {_text(', '.join(count))}", soft_wrap=True)
    for problem in problems:
        err.print(_text(problem), soft_wrap=True)


def _write(path: Path, text: str) -> None:
    """The whole file or none, for the owner only."""
    try:
        number, name = tempfile.mkstemp(prefix=".new-", dir=path.absolute().parent)
    except OSError as error:
        raise AutograderError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(name, path)
