"""Who takes part: the course's `roster.csv` joined with the lists that Canvas and Moodle export.

`roster.csv` has one row per student: `id`, and where known `name` (or `first_name` and `last_name`), `email` and
`canvas_id`. A gradebook exported from Canvas, and Moodle's grading worksheet or participants list, are read as they are:
they say which person stands behind the numbers in the names of submitted files. People are joined by these numbers, by
id, by e-mail address, and last by a name that only one of them has; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from autograder import sheets
from autograder.errors import CourseError
from autograder.sheets import Sheet
from autograder.students import Person, Student, clean

FILE = "roster.csv"
COLUMNS = ("id", "name", "first_name", "last_name", "email", "canvas_id", "section", "notes")
TEST_STUDENT = "student, test"  # Canvas's own, in every course


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a platform's list."""

    where: str  # for messages
    platform: str  # "canvas" or "moodle"
    key: str  # Canvas's user, or Moodle's participant of this assignment; empty in a participants list
    person: Person  # with the id that the platform suggests, or "" where it has none
    ids: tuple[str, ...] = ()  # texts that may be the student's id in roster.csv
    handed_in: str = ""  # Moodle: the time of the submission, as Moodle writes it


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who takes part, and who is behind a platform's keys."""

    people: tuple[Person, ...] = ()
    keys: Mapping[tuple[str, str], str] = field(default_factory=dict)  # id by platform and its key
    handed_in: Mapping[str, str] = field(default_factory=dict)  # by id: Moodle's text for the time
    problems: tuple[str, ...] = ()  # entries that are nobody's, for people to look at

    def named(self, name: str) -> tuple[Person, ...]:
        """Those whose name is `name`, in any order of its words, with or without spaces."""
        wanted = squashed(name)
        return tuple(person for person in self.people if wanted and wanted in forms(person.name))


def kind_of(sheet: Sheet) -> str:
    """"roster", "canvas" or "moodle".

    Raises:
        CourseError: it is none of them; the message says what each has.
    """
    if sheet.column("id") is not None and sheet.column("student") is not None:
        return "canvas"
    if sheet.column("email address", "id number", "identifier") is not None and (
            sheet.column("full name") is not None or sheet.column("first name") is not None):
        return "moodle"
    if sheet.column("id") is not None:
        return "roster"
    raise CourseError(
        f"{sheet.path} is no list of students: a roster has the column id, Canvas's gradebook Student and ID, Moodle's "
        f"grading worksheet Identifier and Full name; here are {', '.join(sheet.header)}.")


def load(paths: Iterable[Path], known: Sequence[Student] = ()) -> Roster:
    """The roster in these files; `known` are the students of the gradebook, who keep their ids.

    Raises:
        CourseError: a file is none, or a row breaks a rule; the message names the row and the rule.
    """
    people: list[Person] = []
    entries: list[Entry] = []
    closed = False
    for path in paths:
        sheet = sheets.read(path)
        if kind_of(sheet) == "roster":
            people += people_of(sheet)
            closed = True
        else:
            entries += canvas_entries(sheet) if kind_of(sheet) == "canvas" else moodle_entries(sheet)
    return _joined(people, entries, known, closed)


def of_course(folder: Path, known: Sequence[Student] = ()) -> tuple[Person, ...]:
    """The people of the `roster.csv` in a course's folder; nobody where there is none.

    Raises:
        CourseError: a row breaks a rule; the message names the row and the rule.
    """
    return load([folder / FILE], known).people if (folder / FILE).is_file() else ()


def people_of(sheet: Sheet) -> tuple[Person, ...]:
    """The people of a `roster.csv`.

    Raises:
        CourseError: naming each row that breaks a rule.
    """
    unknown = [name for name in sheet.header if name.strip().casefold() not in COLUMNS]
    if unknown:
        raise CourseError(f"{sheet.path}: {', '.join(unknown)} is no column of a roster; its columns are {', '.join(COLUMNS)}.")
    found: list[Person] = []
    wrong: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(sheet.rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        name = _named(sheet.cell(row, "name"))
        person = Person(clean(sheet.cell(row, "id")), sheet.cell(row, "first_name") or name[0],
                        sheet.cell(row, "last_name") or name[1], sheet.cell(row, "email"), sheet.cell(row, "canvas_id"))
        if not person.id:
            wrong.append(f"{sheet.path}, row {number}: there is no id; each student has one.")
        if person.canvas_id and not person.canvas_id.isdecimal():
            wrong.append(f'{sheet.path}, row {number}: canvas_id "{person.canvas_id}" is no number.')
        for column in ("id", "canvas_id"):
            value = getattr(person, column)
            first = seen.setdefault((column, value), number)
            if value and first != number:
                wrong.append(f'{sheet.path}, row {number}: {column} "{value}" stands in row {first} too; '
                             f"each student has one row.")
        found.append(person)
    if wrong:
        raise CourseError("\n".join(wrong))
    return tuple(found)


def canvas_entries(sheet: Sheet) -> tuple[Entry, ...]:
    """The students of a gradebook exported from Canvas; the rows above them and the test student are none."""
    found = []
    for number, row in enumerate(sheet.rows, start=2):
        key = sheet.cell(row, "id")
        name = sheet.cell(row, "student")
        if not key.isdecimal() or name.casefold() == TEST_STUDENT:
            continue
        ids = tuple(clean(text) for text in (sheet.cell(row, "sis login id"), sheet.cell(row, "sis user id")) if text)
        email = next((text for text in ids if "@" in text), "")
        person = Person(ids[0] if ids else key, *_named(name), email, key)
        found.append(Entry(f"{sheet.path.name}, row {number}", "canvas", key, person, ids))
    return _once(sheet, found)


def moodle_entries(sheet: Sheet) -> tuple[Entry, ...]:
    """The participants of a grading worksheet (or of a participants list, which has no numbers)."""
    found = []
    for number, row in enumerate(sheet.rows, start=2):
        full = sheet.cell(row, "full name")
        names = (sheet.cell(row, "first name"), sheet.cell(row, "last name", "surname"))
        if not any(names):
            names = _named(full)
        key = re.sub(r"\D", "", sheet.cell(row, "identifier"))
        email, own = sheet.cell(row, "email address"), clean(sheet.cell(row, "id number"))
        person = Person(own or clean(email) or clean(full), *names, email)
        if person.id:
            # The last is the id of who was collected without any list (batch.collect).
            ids = tuple(text for text in (own, clean(email), clean(f"{full}_{key}") if key else "") if text)
            found.append(Entry(f"{sheet.path.name}, row {number}", "moodle", key, person, ids,
                               sheet.cell(row, "last modified (submission)")))
    return _once(sheet, found)


def _once(sheet: Sheet, entries: list[Entry]) -> tuple[Entry, ...]:
    seen: dict[str, str] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry.where) if entry.key else entry.where
        if first != entry.where:
            raise CourseError(f"{sheet.path}: {entry.where} is participant {entry.key} as {first} is; each stands there once.")
    return tuple(entries)


def squashed(text: str) -> str:
    """A name's letters and digits without case, accents' composition, spaces and punctuation."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


@cache
def forms(name: str) -> frozenset[str]:
    """How a name may be written without spaces: last name first, as Canvas does, or first name first."""
    words = [word for word in map(squashed, name.split()) if word]
    return frozenset("".join(words[turn:] + words[:turn]) for turn in range(len(words)))


def _named(name: str) -> tuple[str, str]:
    """First and last name of `Lee, Ann` or `Ann Lee`."""
    if "," in name:
        last, first = name.split(",", 1)
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last


def _joined(people: Sequence[Person], entries: Sequence[Entry], known: Sequence[Student], closed: bool) -> Roster:
    """People and the lists' entries, each entry at its person. Where `closed`, the lists add nobody."""
    # What an earlier list told of somebody need not stand in roster.csv.
    before = {student.id: student for student in known}
    found = {person.id: _completed(person, before.get(person.id, person)) for person in people}
    if len(found) != len(people):
        raise CourseError("Two rosters are given that share an id; give one.")
    handed: dict[str, str] = {}
    keys = {("canvas", person.canvas_id): person.id for person in (*known, *people) if person.canvas_id}
    problems = []
    for entry in entries:
        candidates = list(found.values()) if closed else [*found.values(), *(s for s in known if s.id not in found)]
        mine = _match(entry, candidates, entries)
        if mine is None and closed:
            problems.append(f"{entry.where}: {entry.person.name or entry.person.id} is not on the roster")
            continue
        person = mine or entry.person
        if mine is None and person.id in found:
            problems.append(f'{entry.where}: two people are "{person.id}"; write a {FILE} with an id for each')
            continue
        key = (entry.platform, entry.key)
        if entry.key and keys.get(key, person.id) != person.id:
            problems.append(f'{entry.where}: number {entry.key} is "{keys[key]}" in the gradebook, "{person.id}" here')
            continue
        found[person.id] = _completed(person, entry.person)
        if entry.key:
            keys[key] = person.id
        if entry.handed_in:
            handed[person.id] = entry.handed_in
    everybody = tuple(found[key] for key in sorted(found))
    return Roster(everybody, keys, handed, tuple(problems))


def _match(entry: Entry, people: Sequence[Person], entries: Sequence[Entry]) -> Person | None:
    """The one person that an entry is, by the surest thing that tells."""
    email = entry.person.email.casefold()
    tests = (
        lambda person: bool(entry.person.canvas_id) and person.canvas_id == entry.person.canvas_id,
        lambda person: person.id in entry.ids,
        lambda person: bool(email) and person.email.casefold() == email,
    )
    for test in tests:
        hits = [person for person in people if test(person)]
        if len(hits) == 1:
            return hits[0]
    name = squashed(entry.person.name)
    alike = [other for other in entries if name in forms(other.person.name)]
    hits = [person for person in people if name and name in forms(person.name)]
    # A name tells only where nothing speaks against it and nobody else has it.
    mine = hits[0] if len(hits) == 1 and len(alike) == 1 else None
    if mine is None or (mine.email and email) or (mine.canvas_id and entry.person.canvas_id):
        return None
    return mine


def _completed(person: Person, more: Person) -> Person:
    """`person` with what only `more` knows."""
    base = Person(person.id, person.first_name, person.last_name, person.email, person.canvas_id)
    named = {} if base.name else {"first_name": more.first_name, "last_name": more.last_name}
    return replace(base, **named, email=base.email or more.email, canvas_id=base.canvas_id or more.canvas_id)
