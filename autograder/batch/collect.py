"""From a download to versions of submissions: whose each file is, which of several is the newest, which are wanted.

To submitted/ go notebooks and the data files that the assignment lists; everything else that a student handed in is kept
beside. Nothing is guessed: where two files could be the notebook and nothing says which is newer, neither is taken and a
person is asked.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from autograder import clock, students
from autograder.batch import archive
from autograder.batch.archive import Contents, Item, Problem
from autograder.batch.patterns import STAMP, Handed
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.roster import Roster
from autograder.students import Person, Student

_COPY = re.compile(r"(?:-\d+| ?\(\d+\)| - Copy(?: \(\d+\))?|[ _-]copy)$", re.IGNORECASE)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")
_MOODLE_TIME = re.compile(
    r"(?:\w+, )?(?P<day>\d{1,2}) (?P<month>[A-Za-z]+) (?P<year>\d{4}),? (?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d))?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an assignment takes."""

    notebooks: tuple[str, ...]  # file names
    files: tuple[str, ...] = ()  # data files, with folders


@dataclass(frozen=True, slots=True)
class Lot:
    """One version of one student's submission."""

    files: Mapping[str, bytes]  # for submitted/, by name
    others: Mapping[str, bytes]  # kept only
    time: datetime | None = None  # UTC
    upload: int = 0  # Canvas's number, which grows with time; 0 elsewhere
    late: bool = False  # Canvas's mark
    origin: tuple[str, ...] = ()  # names in the download
    doubts: tuple[str, ...] = ()  # what a person must look at

    @property
    def label(self) -> str:
        """The folder's name of this version: when, and a digest of what."""
        content = [[name, hashlib.sha256(data).hexdigest()] for part in (self.files, self.others)
                   for name, data in sorted(part.items())]
        digest = hashlib.sha256(json.dumps([content, self.upload]).encode()).hexdigest()[:10]
        return f"{self.time:%Y%m%dT%H%M%SZ}-{digest}" if self.time else f"unknown-time-{digest}"


@dataclass(frozen=True, slots=True)
class Sorted:
    """A download by student."""

    of: Mapping[str, tuple[Handed, ...]]  # by id
    people: Mapping[str, Person]  # those of them
    problems: tuple[Problem, ...]  # files that are nobody's


def wanted_of(course: Course, assignment: str) -> Wanted:
    """What `assignment` takes.

    Raises:
        CourseError: there is no such assignment.
    """
    settings = course.settings.assignments.get(assignment)
    notebooks = tuple(f"{source.name}.ipynb" for source in course.source(assignment))
    return Wanted(notebooks, settings.files if settings else ())


def by_student(handed: Sequence[Handed], roster: Roster, known: Sequence[Student]) -> Sorted:
    """Each file at its student. Where there is a roster, who is not on it is nobody; else the platform's key is the id."""
    groups: dict[str, list[Handed]] = {}
    for one in handed:
        groups.setdefault(one.key, []).append(one)
    names: dict[str, set[str]] = {}
    for key, group in groups.items():
        names.setdefault(group[0].name, set()).add(key)
    found: dict[str, list[Handed]] = {}
    people: dict[str, Person] = {}
    problems: list[Problem] = []
    for group in groups.values():
        person, why = _who(group[0], roster, known, alone=len(names[group[0].name]) == 1)
        if person is None:
            problems += [Problem(one.item.shown, why) for one in group]
        else:
            found.setdefault(person.id, []).extend(group)
            people[person.id] = person
    return Sorted({student: tuple(found[student]) for student in sorted(found)}, people, tuple(problems))


def _who(one: Handed, roster: Roster, known: Sequence[Student], alone: bool) -> tuple[Person | None, str]:
    """The person behind a name, or why there is none. `alone`: nobody else in the download has this name."""
    on_list = {person.id: person for person in roster.people}
    everybody = {student.id: student for student in known}
    student = roster.keys.get((one.platform, one.key)) if one.platform != "plain" else _plain(one.key, roster, known)
    if student is not None:
        person = on_list.get(student) or (None if on_list else everybody.get(student))
        return person, "" if person else f'"{student}" is not on the roster'
    if not on_list:
        return _by_key(one, known), ""
    if any(platform == one.platform for platform, _ in roster.keys) and one.platform == "moodle":
        return None, f"participant {one.key} is not in Moodle's list"
    hits = [person for person in roster.named(one.name)
            if not (one.platform == "canvas" and person.canvas_id and person.canvas_id != one.key)]
    if len(hits) > 1:
        return None, f'{len(hits)} people on the roster are called "{one.name}"; give the platform\'s list with --roster'
    if hits and not alone:
        return None, f'two people in the download are called "{one.name}"; give the platform\'s list with --roster'
    if not hits:
        return None, f'nobody on the roster is "{one.name}"'
    return (replace(hits[0], canvas_id=one.key) if one.platform == "canvas" else hits[0]), ""


def _plain(name: str, roster: Roster, known: Sequence[Student]) -> str | None:
    """The id that a folder's name is, says as slug, or has as e-mail address."""
    student = students.whose(name, known)
    ids = {person.id for person in (*roster.people, *known)}
    if student in ids:
        return student
    mail = [person.id for person in roster.people if person.email and person.email.casefold() == student.casefold()]
    return mail[0] if len(mail) == 1 else None


def _by_key(one: Handed, known: Sequence[Student]) -> Person:
    """Without a roster: whom the platform's own key names."""
    if one.platform == "canvas":
        mine = next((student for student in known if student.canvas_id == one.key), None)
        return mine or Person(f"canvas-{one.key}", last_name=one.name, canvas_id=one.key)
    if one.platform == "moodle":
        # The number alone is another one in the next assignment, the name alone may be two people's.
        return Person(students.clean(f"{one.name}_{one.key}"), last_name=one.name)
    return Person(students.whose(one.key, known))


def lots(
    handed: Sequence[Handed], wanted: Wanted, zone: str, *, trust_times: bool, said: datetime | None = None
) -> list[Lot]:
    """The versions in what one student handed in, oldest first as far as that is known. One of them at least.

    `said` is the time of submission that the platform tells elsewhere; the archive's times count where `trust_times`.
    """
    groups: dict[datetime | None, list[Handed]] = {}
    for one in handed:
        groups.setdefault(one.time, []).append(one)
    found: list[Lot] = []
    for when, group in groups.items():
        found += _Picker(wanted, zone, trust_times, when or said).lots(group)
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that could be a wanted one."""

    one: Handed
    data: bytes
    time: datetime | None


@dataclass(slots=True)
class _Picker:
    """The files of one version, sorted into wanted, older and other ones."""

    wanted: Wanted
    zone: str
    trust: bool
    said: datetime | None
    doubts: list[str] = field(default_factory=list)
    others: dict[str, bytes] = field(default_factory=dict)

    def lots(self, group: Sequence[Handed]) -> list[Lot]:
        places: dict[str, list[_Candidate]] = {}
        for one in group:
            if one.platform == "plain" and one.file == (STAMP,):
                self._stamped(one)
        for one, target in self._files(group):
            data = self._read(one.item)
            if data is None:
                continue
            if target is None:
                self._keep(one, data)
            else:
                places.setdefault(target, []).append(_Candidate(one, data, _instant(one.item, self.zone)))
        chosen: dict[str, _Candidate] = {}
        older: list[Lot] = []
        for target, candidates in places.items():
            ranked = _ranked(candidates)
            if ranked is None:
                names = " and ".join(sorted(c.one.item.shown for c in candidates))
                self.doubts.append(f"{names} could each be {target}, and nothing says which is newer")
                for candidate in candidates:
                    self._keep(candidate.one, candidate.data)
                continue
            *rest, chosen[target] = ranked
            older += [self._lot({target: c.data}, {}, [c]) for c in rest]
        newest = self._lot({target: c.data for target, c in sorted(chosen.items())}, self.others, list(chosen.values()))
        late = any(one.late for one in group)
        origin = tuple(sorted(one.item.shown for one in group))
        upload = max((one.upload for one in group), default=0)
        return [*older, replace(newest, late=late, origin=origin, upload=upload, time=self.said or newest.time,
                                doubts=tuple(self.doubts))]

    def _files(self, group: Sequence[Handed]) -> Iterator[tuple[Handed, str | None]]:
        """The group's files with what each is wanted as; a student's zip is kept whole and looked into."""
        for one in group:
            if one.platform == "plain" and one.file == (STAMP,):
                continue
            target = self._target(one)
            yield one, target
            if target is None and one.file and one.file[-1].lower().endswith(".zip"):
                yield from self._inside(one)

    def _inside(self, one: Handed) -> Iterator[tuple[Handed, str]]:
        try:
            inner: Contents = archive.unpacked(one.item)
        except SubmissionError as error:
            self.doubts.append(str(error))
            return
        self.doubts += [f"{problem.what}: {problem.why}" for problem in inner.problems]
        for item in inner.items:
            deeper = replace(one, item=item, file=item.parts[len(one.item.parts):])
            target = self._target(deeper)
            if target is not None:
                yield deeper, target

    def _target(self, one: Handed) -> str | None:
        """What a file is wanted as: a notebook (under its own name, if it is none of ours) or a listed file."""
        name, path = (one.file[-1] if one.file else ""), "/".join(one.file)
        for listed in self.wanted.files:
            if listed in (path, name) or listed == _uncopied(name):
                return listed
        if not name.lower().endswith(".ipynb"):
            return None
        for same in (lambda n: n == name, lambda n: n.lower() in (name.lower(), _uncopied(name).lower())):
            hits = [book for book in self.wanted.notebooks if same(book)]
            if len(hits) == 1:
                return hits[0]
        return safe_name(name)

    def _read(self, item: Item) -> bytes | None:
        try:
            return item.read()
        except SubmissionError as error:
            self.doubts.append(str(error))
            return None

    def _stamped(self, one: Handed) -> None:
        data = self._read(one.item)
        self.said = self.said or (clock.stamped(data[:200].decode("utf-8", "replace"), self.zone) if data else None)

    def _keep(self, one: Handed, data: bytes) -> None:
        path = "/".join(safe_name(part) for part in one.file) or "file"
        # An archive can hold a file and a folder of one name.
        in_the_way = any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in self.others)
        if in_the_way:
            path = path.replace("/", "_") + ".file"
        if self.others.get(path, data) != data:
            path = f"{path}.{hashlib.sha256(data).hexdigest()[:8]}"
        self.others[path] = data

    def _lot(self, files: Mapping[str, bytes], others: Mapping[str, bytes], chosen: Sequence[_Candidate]) -> Lot:
        times = [c.time for c in chosen if c.time is not None] if self.trust else []
        return Lot(files, others, max(times, default=None), max((c.one.upload for c in chosen), default=0),
                   origin=tuple(c.one.item.shown for c in chosen))


def _ranked(candidates: Sequence[_Candidate]) -> list[_Candidate] | None:
    """Different candidates for one file, newest last; None where nothing says which is newest."""
    unique = {c.data: c for c in sorted(candidates, key=lambda c: c.one.upload)}
    several = list(unique.values())
    if len(several) == 1:
        return several
    if len({c.one.upload for c in several}) == len(several):
        return sorted(several, key=lambda c: c.one.upload)
    timed = [(c.time, c) for c in several if c.time is not None]
    if len(timed) == len({when for when, _ in timed}) == len(several):
        return [c for _, c in sorted(timed, key=lambda pair: pair[0])]
    return None


def _instant(item: Item, zone: str) -> datetime | None:
    """The archive's time as UTC. A wall clock's is the course's, and up to a second too late: packers round up to two."""
    if item.time is None or item.time.tzinfo is not None:
        return item.time
    return clock.instant(item.time, zone) - timedelta(seconds=1)


def moodle_time(text: str, zone: str) -> datetime | None:
    """The time in a grading worksheet, `Tuesday, 1 December 2026, 11:58 PM`, as UTC; None where it says none in English."""
    match = _MOODLE_TIME.fullmatch(text.strip())
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    try:
        when = datetime(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, int(match["day"]), hour,
                        int(match["minute"]), int(match["second"] or 0))
        return clock.instant(when, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _uncopied(name: str) -> str:
    """`bayes.ipynb` of `bayes-2.ipynb`, `bayes (1).ipynb`: what Canvas and browsers add to a name that was there."""
    stem, dot, kind = name.rpartition(".")
    return f"{_COPY.sub('', stem)}{dot}{kind}"


def safe_name(name: str) -> str:
    """A student's file name as one plain name: letters of any language, digits, space and `._-()`; at most 100 bytes."""
    plain = re.sub(r"[^\w .()-]", "_", unicodedata.normalize("NFC", name)).strip(" ").lstrip(".-") or "file"
    if len(plain.encode()) > 100 or plain.split(".")[0].lower() in students.DEVICES or plain.endswith("."):
        stem, dot, kind = plain.rpartition(".")
        short = (stem if dot else plain).encode()[:60].decode("utf-8", "ignore")
        digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:8]
        return f"{short}_{digest}" + (f".{kind[:10]}" if dot and kind else "")
    return plain
