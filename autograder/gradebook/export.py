"""Final scores for a learning platform: plain CSV, or the platform's own sheet with the grades filled in.

A number stands only where nobody has to look any more. Who needs a person, or handed nothing in, has an empty cell; who
has a grade and no row in the sheet is named. Nobody is lost, nobody has two rows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder import roster, sheets
from autograder.errors import CourseError
from autograder.gradebook.late import Lateness
from autograder.gradebook.store import ScoreRow, Submissions
from autograder.model import Status
from autograder.sheets import Sheet, inert
from autograder.students import Person

FIELDS = ("student", "name", "email", "score", "max", "needs_person", "submitted", "days_late", "penalty", "final", "status",
          "note")
FORMATS = ("csv", "canvas", "moodle")
GRADED, PERSON, PARTIAL, MISSING = str(Status.GRADED), str(Status.NEEDS_PERSON), "partial", "missing"
# Canvas needs these to know the student; other assignments' columns would overwrite what has changed there meanwhile.
_CANVAS = ("student", "id", "sis user id", "sis login id", "integration id", "root account", "section")
_NUMBERED = re.compile(r"(?P<name>.*?)\s*\(\d+\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Final:
    """One student's result in one assignment."""

    person: Person
    score: float | None  # sum of the points there are; None: nothing was handed in
    max: float
    needs_person: int  # grade cells without a score
    submitted: datetime | None  # UTC, without a zone
    lateness: Lateness
    penalty: float  # points
    status: str  # "graded", "needs-person", "partial" or "missing"
    final: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A platform's sheet with grades."""

    text: str
    problems: tuple[str, ...]  # what a person must look at


def finals(
    rows: Iterable[ScoreRow], submissions: Submissions, lateness: Mapping[str, Lateness], people: Sequence[Person], *,
    unclear: frozenset[str] = frozenset(), partial: bool = False, missing: str = "empty",
) -> list[Final]:
    """Everybody's result: of those who handed in and of those on the roster who did not, by id.

    `unclear` are ids of those who are late by an unknown time; `partial` counts what needs a person as no points yet;
    `missing` is "empty" or "zero".
    """
    cells: dict[str, list[ScoreRow]] = {}
    for row in rows:
        cells.setdefault(row.student, []).append(row)
    known = {person.id: person for person in people}
    found = []
    for student in sorted({*known, *submissions.of}):
        person = known.get(student) or Person(student)
        if student not in submissions.of:
            zero = 0.0 if missing == "zero" else None
            found.append(Final(person, None, submissions.max, 0, None, Lateness(), 0.0, MISSING, zero,
                               "handed nothing in"))
            continue
        found.append(_final(person, cells.get(student, []), submissions, lateness.get(student, Lateness()),
                            student in unclear, partial))
    return found


def _final(
    person: Person, cells: Sequence[ScoreRow], submissions: Submissions, late: Lateness, unclear: bool, partial: bool
) -> Final:
    when, penalty = submissions.of[person.id]
    score = sum(cell.points for cell in cells if cell.points is not None)
    people = sum(cell.points is None for cell in cells)
    notes = []
    if unclear:
        notes.append("late by an unknown time")
    elif not late.known:
        notes.append("the time of submission is unknown")
    if late.too_late:
        notes.append("too late to count")
    needed = bool(people) or unclear
    status = (PARTIAL if partial else PERSON) if needed else GRADED
    final = None if needed and not partial else max(0.0, score - penalty)
    return Final(person, score, submissions.max, people, when, late, penalty, status, final, "; ".join(notes))


def as_csv(results: Iterable[Final]) -> str:
    """Everybody's result as CSV (docs/collect.md); no result is an empty field."""
    return sheets.write(FIELDS, [[
        inert(one.person.id), inert(one.person.name), inert(one.person.email), number(one.score), number(one.max),
        str(one.needs_person), f"{one.submitted:%Y-%m-%d %H:%M:%S}" if one.submitted else "", str(one.lateness.days),
        number(one.penalty), number(one.final), one.status, one.note] for one in results])


def as_canvas(results: Sequence[Final], sheet: Sheet, keys: Mapping[tuple[str, str], str], names: Sequence[str]) -> Filled:
    """A gradebook exported from Canvas, cut to this assignment's column and filled in.

    `names` are what the column may be called; `keys` says who is behind Canvas's numbers.

    Raises:
        CourseError: it is no such file, the column is not there or there twice, or its points are others than ours.
    """
    if roster.kind_of(sheet) != "canvas":
        raise CourseError(f"{sheet.path} is no gradebook exported from Canvas: it lacks the columns Student and ID.")
    place = _column(sheet, names)
    kept = [at for at, name in enumerate(sheet.header) if name.strip().casefold() in _CANVAS]
    free = {at for at in kept if sheet.header[at].strip().casefold() in ("student", "section")}
    for row in sheet.rows:
        if sheet.cell(row, "student").casefold() == "points possible":
            _same_points(sheet, row[place], results)
    owner = [keys.get(("canvas", sheet.cell(row, "id"))) for row in sheet.rows]
    is_student = {("canvas", entry.key) for entry in roster.canvas_entries(sheet)}
    owner = [who if ("canvas", sheet.cell(row, "id")) in is_student else None
             for who, row in zip(owner, sheet.rows, strict=True)]
    grades, problems = _grades(results, owner, [row[place] for row in sheet.rows])
    rows = [[*(inert(row[at]) if at in free else row[at] for at in kept), grade]
            for row, grade in zip(sheet.rows, grades, strict=True)]
    return Filled(sheets.write([*(sheet.header[at] for at in kept), sheet.header[place]], rows, sheet.delimiter, sheet.bom),
                  problems)


def as_moodle(results: Sequence[Final], sheet: Sheet, keys: Mapping[tuple[str, str], str]) -> Filled:
    """A grading worksheet of Moodle with its column Grade filled in; all else stays as it is.

    Raises:
        CourseError: it is no such file, or its maximum is another than ours.
    """
    place, identifier = sheet.column("grade"), sheet.column("identifier")
    if place is None or identifier is None:
        raise CourseError(f"{sheet.path} is no grading worksheet of Moodle: it lacks the columns Identifier and Grade.")
    for row in sheet.rows:
        _same_points(sheet, sheet.cell(row, "maximum grade"), results)
    owner: list[str | None] = []
    locked = []
    for row in sheet.rows:
        who = keys.get(("moodle", re.sub(r"\D", "", sheet.cell(row, "identifier"))))
        if who is not None and sheet.cell(row, "grade can be changed").casefold() == "no":
            locked.append(f"{who}: Moodle says that the grade cannot be changed")
        owner.append(who)
    grades, problems = _grades(results, owner, [row[place] for row in sheet.rows])
    fixed = {place, identifier, sheet.column("email address"), sheet.column("id number")}
    rows = [[grade if at == place else (cell if at in fixed else inert(cell)) for at, cell in enumerate(row)]
            for row, grade in zip(sheet.rows, grades, strict=True)]
    return Filled(sheets.write(sheet.header, rows, sheet.delimiter, sheet.bom), (*problems, *locked))


def _grades(results: Sequence[Final], owner: Sequence[str | None], there: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The grade for each row, and who is lost or doubled. What the platform says of those who handed nothing in stays."""
    by_id = {one.person.id: one for one in results}
    twice = {who for who in owner if who is not None and owner.count(who) > 1}
    problems = [f"{who}: has several rows in the sheet; none is filled in" for who in sorted(twice)]
    grades = []
    for who, text in zip(owner, there, strict=True):
        one = by_id.get(who) if who is not None else None
        if one is None or (one.status == MISSING and one.final is None):
            grades.append(text)
        else:
            grades.append("" if who in twice else number(one.final))
    problems += [f"{one.person.id}: handed in, but has no row in the sheet" for one in results
                 if one.status != MISSING and one.person.id not in owner]
    return grades, tuple(problems)


def _column(sheet: Sheet, names: Sequence[str]) -> int:
    """The place of the assignment's column, by its name with or without Canvas's number."""
    wanted = {name.strip().casefold() for name in names if name.strip()}
    found = []
    for at, title in enumerate(sheet.header):
        match = _NUMBERED.fullmatch(title)
        if match and wanted & {title.strip().casefold(), match["name"].strip().casefold()}:
            found.append(at)
    if len(found) == 1:
        return found[0]
    columns = ", ".join(f'"{title}"' for title in sheet.header if _NUMBERED.fullmatch(title)) or "none"
    raise CourseError(f"{sheet.path}: {len(found)} columns are called {' or '.join(repr(name) for name in names if name)}; say "
                      f"which one with --column. The assignments there: {columns}.")


def _same_points(sheet: Sheet, text: str, results: Sequence[Final]) -> None:
    try:
        theirs = float(text.strip().replace(",", "."))
    except ValueError:
        return  # no points are said
    ours = results[0].max if results else theirs
    if abs(theirs - ours) > 1e-6:
        raise CourseError(f"{sheet.path}: the platform has {theirs:g} points for this assignment, here it is worth {ours:g}. "
                          f"Set {ours:g} there and export the sheet again.")


def number(value: float | None) -> str:
    """A score as text, without the last digits of binary fractions."""
    return "" if value is None else f"{round(value, 6) + 0.0:.10g}"
