"""Penalties where nbgrader keeps them."""

from datetime import UTC, datetime, timedelta

import pytest
from homework_course import result
from nbgrader import api

from autograder import course as courses
from autograder.errors import CourseError
from autograder.gradebook.penalties import rule_of
from autograder.students import Person

SETTINGS = """
time_zone = "Europe/Berlin"
late = {"penalty_per_day": 0.5}
assignments = {"homework": {"due": "2026-12-01 23:59:59"}}
"""
ON_TIME, LATE = datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 1, 23, 0, 0, tzinfo=UTC)


@pytest.fixture
def ours(course):
    (course / "course_config.py").write_text(SETTINGS, encoding="utf-8")
    return courses.find(course)


def penalties(url):
    with api.Gradebook(url, "c1") as stock:
        return {one.student.id: (one.score, one.late_submission_penalty) for one in stock.assignment_submissions("homework")}


def rule(ours, store):
    return rule_of(ours, "homework", store.students(), store.due("homework"))


def test_recorded_with_the_grade(ours, store, url):
    """nbgrader sees the penalty of each submission; the scores themselves stay as earned."""
    for student, when in (("s01", ON_TIME), ("s02", LATE), ("s03", None)):
        store.record(result(student=student), when, rule=rule(ours, store))

    assert penalties(url) == {"s01": (4.0, 0.0), "s02": (4.0, 6.5), "s03": (4.0, 0.0)}
    assert {row.points for row in store.scores("homework", "s02") if row.cell == "double_values"} == {2.0}


def test_brought_up_to_date(ours, store, url):
    """An extension that is granted after grading takes the penalty away; it is named by id or slug."""
    store.enrol([Person("Ann Lee")])
    store.record(result(student="Ann Lee"), LATE, rule=rule(ours, store))
    slug = store.slug("Ann Lee")
    assert penalties(url)[slug] == (4.0, 6.5)
    for name in ("Ann Lee", slug):
        (ours.root / "extensions.csv").write_text(f"student,assignment,until\n{name},homework,+1h\n", encoding="utf-8")
        assert store.penalise("homework", rule(ours, store))["Ann Lee"].days == 0
    assert penalties(url)[slug] == (4.0, 0.0)


def test_nbgrader_s_own_extension_counts(ours, store, url):
    """What `grant_extension` gave is honoured."""
    store.record(result(), LATE, rule=rule(ours, store))
    with api.Gradebook(url, "c1") as stock:
        stock.grant_extension("homework", "s01", days=1)
    store.penalise("homework", rule(ours, store))

    assert penalties(url) == {"s01": (4.0, 0.0)}


def test_other_courses_keep_theirs(course, store, url):
    """In a course without our settings, penalties that stock nbgrader gave stay."""
    store.record(result(), LATE)
    with api.Gradebook(url, "c1") as stock:
        stock.find_submission_notebook("one", "homework", "s01").late_submission_penalty = 1.5
        stock.db.commit()
    other = courses.find(course)

    assert rule(other, store) is None
    store.record(result(), LATE, rule=None)
    assert penalties(url) == {"s01": (4.0, 1.5)}
    assert store.submissions("homework").of["s01"] == (LATE.replace(tzinfo=None), 1.5)


def test_a_due_date_of_the_gradebook_counts(course, store):
    """Where the settings have no due date, nbgrader's is taken."""
    (course / "course_config.py").write_text('time_zone = "Europe/Berlin"\nlate = {"penalty_per_day": 0.5}', encoding="utf-8")
    due = datetime(2026, 12, 1, 22, 59, 59)

    found = rule_of(courses.find(course), "homework", (), due)
    assert found is not None
    assert found.deadline.due == datetime(2026, 12, 1, 23, 59, 59)


@pytest.mark.parametrize(("row", "says"), [
    ("s09,homework,+1d", 'row 2: nobody is called "s09"'),
    ("s01,hmwrk,+1d", 'row 2: there is no assignment "hmwrk"; there are homework'),
    ("s01,homework,later", 'row 2: until = "later"'),
    ("s01,homework,+1d\ns01,homework,+2d", 'row 3: "s01" has an extension of homework in an earlier row'),
])
def test_extensions_are_checked(ours, store, row, says):
    """A row that breaks a rule is named, and nothing is assumed."""
    store.enrol([Person("s01")])
    (ours.root / "extensions.csv").write_text(f"student,assignment,until\n{row}\n", encoding="utf-8")

    with pytest.raises(CourseError, match=says):
        rule(ours, store)


def test_an_extension_in_wall_clock_time(ours, store):
    """Two days beyond a due date are two days on the clock."""
    store.enrol([Person("s01")])
    (ours.root / "extensions.csv").write_text("student,assignment,until,notes\ns01,homework,2026-12-03 12:00,ill\n", encoding="utf-8")

    assert rule(ours, store).deadline.of("s01") == datetime(2026, 12, 3, 12, 0, 59)
    assert rule(ours, store).deadline.of("s02") + timedelta(0) == datetime(2026, 12, 1, 23, 59, 59)
