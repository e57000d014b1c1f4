"""Ids and slugs."""

import glob
import re
from random import Random

import pytest

from autograder.students import MAX_BYTES, Student, allocate, clean, hashed, is_safe, whose

AWKWARD = (
    "Ann Lee", "Zoë", "李雷", "O'Brien [3] *", "a/b", "..", ".", "../../etc/passwd", "/etc", "-rf", ".hidden", "ends.",
    "CON", "nul.txt", "com1", "x" * 61, "a+b", "a@b.example", "tab\tline\n", "{student}", "q?", "back\\slash", "~", "", "%41",
    "\u202egnp", "\U0001f600", "a:b", "half\udc80", "zero\x00", "plain--0123456789",
)


@pytest.mark.parametrize("student", ["s01", "anna", "12345", "a.b-c_d", "_x", "A" * 60, "console", "com10x", "a--b"])
def test_safe_ids_stay(student):
    """A plain id is its own slug."""
    assert is_safe(student)
    assert allocate([student], {}) == {student: student}


@pytest.mark.parametrize("student", AWKWARD)
def test_awkward_ids_get_a_safe_name(student):
    """Whatever the id, the slug is one plain folder name, means itself in a glob and a regular expression, and is short."""
    assert not is_safe(student)
    slug = allocate([student], {})[student]

    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", slug)
    assert len(slug) <= MAX_BYTES
    assert glob.escape(slug) == slug
    assert slug.split(".")[0].lower() not in {"con", "nul", "com1"}
    assert not slug.endswith(".")


def test_the_map_is_one_to_one_in_any_order():
    """The same ids get the same different slugs, whatever order they come in."""
    ids = [*AWKWARD, "Anna", "anna", "ANNA", "s01"]
    first = allocate(ids, {})
    Random(1).shuffle(ids)

    assert allocate(ids, {}) == first
    assert len({slug.casefold() for slug in first.values()}) == len(ids)


def test_case_collisions():
    """Where case does not count, only one of two ids keeps its name: the one that was there first."""
    assert allocate(["anna"], {"Anna": "Anna"}) == {"anna": hashed("anna")}
    assert allocate(["Anna", "anna"], {}) == {"Anna": "Anna", "anna": hashed("anna")}


def test_a_slug_is_never_another_student_s_id():
    """An id that looks like somebody's slug gets a slug of its own."""
    slug = hashed("Ann Lee")

    assert allocate([slug], {"Ann Lee": slug})[slug] != slug


def test_a_taken_hash_is_made_longer():
    """Two ids never share a slug, even where their hashes begin alike."""
    short = hashed("Ann Lee")

    assert allocate(["Ann Lee"], {"other": short})["Ann Lee"] == hashed("Ann Lee", 12)


def test_ids_are_composed():
    """A name that macOS has decomposed is the same id."""
    assert clean("Zoe\u0308 ") == clean("Zoë") == "Zo\u00eb"


def test_whose_folder():
    """A folder is its slug's student, else the student of its name."""
    known = [Student("Ann Lee", slug=hashed("Ann Lee")), Student("s01", slug="s01")]

    assert whose(hashed("Ann Lee"), known) == "Ann Lee"
    assert whose("Ann Lee", known) == "Ann Lee"
    assert whose("s01", known) == "s01"
    assert whose("new one", known) == "new one"
