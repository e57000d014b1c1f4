"""Who a student is: the id that people know, and the slug that folders, nbgrader's tables and its globs can take.

An id is any text: a matriculation number, an e-mail address, `O'Brien [3] *`. nbgrader puts ids into globs, regular
expressions and paths, where stars, brackets and slashes mean something else. So a student also has a *slug*. An id that
is safe everywhere is its own slug; of any other the slug is what can be read of it and a hash: `O-Brien-3--5d41402abc`.
The map is one-to-one, also on systems that take `Anna` and `anna` for one name, and never changes for a student.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MAX_BYTES = 60  # of a slug: nbgrader's paths and database columns leave room for that
DIGITS = 10  # of the hash
_SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
# Ids that look like a slug with a hash get a slug of their own, so that no id is ever another student's slug.
_HASHED = re.compile(rf".*--[0-9a-f]{{{DIGITS},}}")
# Windows takes these for devices, with any extension, and a folder is often unpacked there.
DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$",
                      *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a roster. Only the id is always known."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    canvas_id: str = ""  # Canvas's number of the user, the same in all courses

    @property
    def name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Student(Person):
    """Somebody the gradebook knows. `slug` names the student in paths and in nbgrader's tables."""

    slug: str = ""


def clean(text: str) -> str:
    """An id as it is kept: composed Unicode, no space at its ends, nothing that a database cannot take.

    macOS decomposes letters in file names: `ë` as one sign and as two is the same student.
    """
    writable = text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
    return unicodedata.normalize("NFC", writable).strip()


def is_safe(name: str) -> bool:
    """Whether `name` is a folder's name on Linux, macOS and Windows and means itself in globs, regular expressions
    and URLs.
    """
    return (
        _SAFE.fullmatch(name) is not None and len(name) <= MAX_BYTES and not name.endswith(".")
        and name.split(".")[0].lower() not in DEVICES and _HASHED.fullmatch(name) is None
    )


def hashed(student: str, digits: int = DIGITS) -> str:
    """A slug for an id that is not its own: what ASCII can show of it, and `digits` of its SHA-256."""
    digest = hashlib.sha256(student.encode("utf-8", "backslashreplace")).hexdigest()[:digits]
    plain = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9_.]+", "-", plain).strip("-.")[: MAX_BYTES - digits - 2].strip("-.")
    if not words or words.split(".")[0].lower() in DEVICES:
        words = f"student-{words}".strip("-")
    return f"{words}--{digest}"


def allocate(ids: Iterable[str], taken: Mapping[str, str]) -> dict[str, str]:
    """Slugs for the ids that are not in `taken` (slug by id). The same set of ids gets the same slugs in any order."""
    used = {slug.casefold() for slug in taken.values()}
    new: dict[str, str] = {}
    for student in sorted(set(ids) - set(taken)):
        slug, digits = student, DIGITS
        if not is_safe(student) or student.casefold() in used:
            slug = hashed(student)
            while slug.casefold() in used:
                digits += 2
                slug = hashed(student, digits)
        used.add(slug.casefold())
        new[student] = slug
    return new


def enrolled(people: Iterable[Person], known: Sequence[Student]) -> tuple[Student, ...]:
    """`known` and `people`, these with the slugs that they will get."""
    slugs = {student.id: student.slug for student in known}
    new = {person.id: person for person in people if person.id not in slugs}
    given = allocate(new, slugs)
    return (*known, *(Student(one.id, one.first_name, one.last_name, one.email, one.canvas_id, given[one.id])
                      for one in new.values()))


def whose(folder: str, known: Sequence[Person]) -> str:
    """The id of the student whose folder under submitted/ is called `folder`: a slug, an id, or a new id."""
    slugs = {person.slug: person.id for person in known if isinstance(person, Student)}
    return slugs.get(folder) or clean(folder) or hashed(folder)
