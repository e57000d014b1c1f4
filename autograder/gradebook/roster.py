"""The students that a gradebook knows: who has which slug, and their names for nbgrader's own pages.

A student whom only stock nbgrader has recorded is here too: what nbgrader knows as the student's id is id and slug.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from autograder import students
from autograder.errors import CourseError
from autograder.gradebook.database import ROSTER, STUDENT
from autograder.students import Person, Student

_FACTS = ("first_name", "last_name", "email", "canvas_id")
_LONGEST = 128  # characters that nbgrader's columns take


def read(db: sa.Connection) -> tuple[Student, ...]:
    """Everybody, by id; also where our tables are not there yet."""
    ours: tuple[Student, ...] = ()
    if sa.inspect(db).has_table(ROSTER.name):
        ours = tuple(Student(row.id, row.first_name, row.last_name, row.email, row.canvas_id, row.slug)
                     for row in db.execute(sa.select(ROSTER)))
    slugs = {student.slug for student in ours}
    stock = tuple(
        Student(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "", row.id)
        for row in db.execute(sa.select(STUDENT)) if row.id not in slugs and _is_one_folder(row.id))
    return tuple(sorted((*ours, *stock), key=lambda student: student.id))


def enrol(db: sa.Connection, people: Iterable[Person]) -> dict[str, str]:
    """Give everybody a slug who has none, and take over names that are given; slugs by id of all that is known.

    Raises:
        CourseError: somebody is in the gradebook under another id (two people with one Canvas number).
    """
    known = {student.id: student for student in read(db)}
    wanted = {person.id: person for person in people}
    _one_id_each(known.values(), wanted.values())
    slugs = {student.id: student.slug for student in known.values()}
    new = students.allocate(wanted, slugs)
    inserted = [_row(wanted[key], slug) for key, slug in new.items()]
    for key in wanted.keys() - new.keys():
        told = {name: getattr(wanted[key], name)[:_LONGEST] for name in _FACTS if getattr(wanted[key], name)}
        if any(getattr(known[key], name) != value for name, value in told.items()):
            row = {**_row(known[key], known[key].slug), **told}
            db.execute(ROSTER.delete().where(ROSTER.c.slug == known[key].slug))
            inserted.append(row)
    if inserted:
        db.execute(ROSTER.insert(), inserted)
        _name(db, [row["slug"] for row in inserted])
    return slugs | new


def slug_of(db: sa.Connection, student: str) -> str:
    """The slug of one id, given to it now where it has none; nbgrader's row of the student is made.

    A slug names its student, too: stock nbgrader knows no other name, and no id is another student's slug.
    """
    found = db.execute(sa.select(ROSTER.c.slug).where(sa.or_(ROSTER.c.id == student, ROSTER.c.slug == student))).scalar()
    slug = str(found) if found is not None else enrol(db, [Person(student)])[student]
    if db.execute(sa.select(STUDENT.c.id).where(STUDENT.c.id == slug)).first() is None:
        db.execute(STUDENT.insert(), {"id": slug})
        _name(db, [slug])
    return slug


def id_of(db: sa.Connection, slug: str) -> str:
    """The id of a slug that `slug_of` gave."""
    return str(db.execute(sa.select(ROSTER.c.id).where(ROSTER.c.slug == slug)).scalar() or slug)


def find(everybody: Sequence[Student], name: str) -> Student | None:
    """The student with this id or slug; no id is another student's slug."""
    by_id = {student.id: student for student in everybody}
    by_slug = {student.slug: student for student in everybody}
    return by_id.get(name) or by_id.get(students.clean(name)) or by_slug.get(name)


def _is_one_folder(name: str) -> bool:
    """Whether stock nbgrader can have graded a student of this name; the others get a slug when they are enrolled."""
    return name not in ("", ".", "..") and not set("/\\\0") & set(name)


def _row(person: Person, slug: str) -> dict[str, str]:
    return {"id": person.id, "slug": slug, "folded": slug.casefold(),
            **{name: getattr(person, name)[:_LONGEST] for name in _FACTS}}


def _one_id_each(known: Iterable[Student], wanted: Iterable[Person]) -> None:
    owner = {student.canvas_id: student.id for student in known if student.canvas_id}
    for person in wanted:
        other = owner.setdefault(person.canvas_id, person.id) if person.canvas_id else person.id
        if other != person.id:
            raise CourseError(
                f'Canvas\'s user {person.canvas_id} is "{other}" in the gradebook and "{person.id}" on the roster; one '
                f"student has one id. Write the gradebook's id on the roster.")


def _name(db: sa.Connection, slugs: Sequence[str]) -> None:
    """Hand names to nbgrader's rows of these students, where it has rows."""
    for row in db.execute(sa.select(ROSTER).where(ROSTER.c.slug.in_(slugs))):
        facts = {"first_name": row.first_name, "last_name": row.last_name, "email": row.email,
                 "lms_user_id": row.canvas_id}
        told = {name: value for name, value in facts.items() if value}
        if told:
            db.execute(STUDENT.update().where(STUDENT.c.id == row.slug).values(**told))
