"""Ids outside, slugs inside."""

import sqlite3

import pytest
from homework_course import result
from nbgrader import api

from autograder.errors import CourseError
from autograder.gradebook.store import Store
from autograder.students import Person, hashed

ODD = ("Ann Lee", "李雷", "a/b", "[x]*", "..", "CON", "Anna", "anna")


def test_ids_outside_slugs_inside(store, url):
    """Scores show ids; nbgrader's tables have slugs, one for each; an id or a slug asks for one student."""
    for student in ODD:
        store.record(result(student=student))
        store.record(result(student=student))

    assert sorted({row.student for row in store.scores("homework")}) == sorted(ODD)
    with api.Gradebook(url, "c1") as stock:
        slugs = {student.id for student in stock.students}
    assert slugs == {known.slug for known in store.students()}
    assert len({slug.casefold() for slug in slugs}) == len(ODD)
    for known in store.students():
        for name in (known.id, known.slug):
            assert {row.student for row in store.scores("homework", name)} == {known.id}


def test_names_reach_nbgrader(store, url):
    """Names and addresses of the roster stand in nbgrader's own row, whether told before or after grading."""
    store.enrol([Person("s 1", "Zoë", "Lee", "zoe@x.example", "77")])
    store.record(result(student="s 1"))
    store.record(result(student="s2"))
    store.enrol([Person("s2", "Bo", "Ek"), Person("s 1", email="new@x.example")])

    with api.Gradebook(url, "c1") as stock:
        first, second = stock.find_student(store.slug("s 1")), stock.find_student("s2")
        assert (first.first_name, first.last_name, first.email, first.lms_user_id) == ("Zoë", "Lee", "new@x.example", "77")
        assert (second.first_name, second.last_name) == ("Bo", "Ek")


def test_enrolled_but_not_handed_in(store, url):
    """Being on the roster gives no row in nbgrader's gradebook: its export would make a zero of it."""
    store.enrol([Person("s01")])

    assert [known.id for known in store.students()] == ["s01"]
    with api.Gradebook(url, "c1") as stock:
        assert stock.students == []


def test_stock_ids_stay(store, url):
    """An id that nbgrader's gradebook has already is its own slug, whatever it looks like."""
    with api.Gradebook(url, "c1") as stock:
        stock.add_student("old one", first_name="O")
    store.record(result(student="old one"))
    store.record(result(student="Old One"))

    assert (store.slug("old one"), store.slug("Old One")) == ("old one", hashed("Old One"))
    with api.Gradebook(url, "c1") as stock:
        assert {student.id for student in stock.students} == {"old one", hashed("Old One")}


def test_a_slug_never_changes(course, store, url):
    """Who came first keeps the name, whatever is enrolled later and in whatever order."""
    store.enrol([Person("anna")])
    given = store.enrol([Person("Anna"), Person("ANNA")])

    assert given["anna"] == "anna"
    with Store(url) as again:
        assert again.enrol([Person("ANNA"), Person("Anna"), Person("anna")]) == given
    with sqlite3.connect(course / "gradebook.db") as db:
        assert db.execute("SELECT count(*) FROM course_student").fetchone() == (3,)


def test_one_canvas_user_is_one_student(store):
    """A second id for the same user of Canvas is refused; nobody is doubled."""
    store.enrol([Person("123", canvas_id="123")])

    with pytest.raises(CourseError, match='"123" in the gradebook and "ann" on the roster'):
        store.enrol([Person("ann", canvas_id="123")])
    assert [known.id for known in store.students()] == ["123"]


def test_a_slug_names_its_student(store):
    """Who records under a slug, as nbgrader's own commands must, doubles nobody."""
    store.record(result(student="Ann Lee"))
    store.record(result(student=hashed("Ann Lee")))

    assert {row.student for row in store.scores("homework")} == {"Ann Lee"}


def test_nobody_of_that_name(store):
    """The message says how students are named."""
    with pytest.raises(CourseError, match='knows no student "nobody"'):
        store.slug("nobody")
