"""Late or not, to the second, also where the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest

from autograder.clock import instant, local, stamp, stamped, wall_clock
from autograder.course import LatePolicy
from autograder.errors import CourseError
from autograder.gradebook.late import Deadline, Lateness, extended, lateness

BERLIN = "Europe/Berlin"
POLICY = LatePolicy(penalty_per_day=0.1, limit_days=3)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def of(submitted, due="2026-12-01 23:59:59", zone=BERLIN, policy=POLICY, **until):
    deadline = Deadline(wall_clock(due), zone, {name: wall_clock(text) for name, text in until.items()})
    return lateness(policy, deadline, "s01", submitted)


@pytest.mark.parametrize(("submitted", "days"), [
    (utc(2026, 12, 1, 22, 59, 58), 0),
    (utc(2026, 12, 1, 22, 59, 59), 0),
    (utc(2026, 12, 1, 22, 59, 59, 999_999), 0),  # the second in which it is due counts whole
    (utc(2026, 12, 1, 23, 0, 0), 1),
    (utc(2026, 12, 2, 22, 59, 59), 1),
    (utc(2026, 12, 2, 23, 0, 0), 2),
    (utc(2026, 12, 4, 22, 59, 59), 3),
])
def test_to_the_second(submitted, days):
    """Work due at 23:59:59 of the course's zone is on time until that second is over; each begun day after costs."""
    assert of(submitted) == Lateness(pytest.approx(0.1 * days), days)


def test_beyond_the_last_day():
    """What comes after the last day earns nothing, and it is said why."""
    assert of(utc(2026, 12, 4, 23, 0, 0)) == Lateness(1.0, 4, too_late=True)


@pytest.mark.parametrize(("due", "last"), [
    ("2026-03-28 23:59:59", utc(2026, 3, 29, 21, 59, 59)),  # the day after has 23 hours
    ("2026-10-24 23:59:59", utc(2026, 10, 25, 22, 59, 59)),  # and here 25
    ("2026-03-28 02:30:00", utc(2026, 3, 29, 1, 30)),  # the day after, 02:30 does not exist: the later instant
    ("2026-10-24 02:30:00", utc(2026, 10, 25, 1, 30)),  # the day after, 02:30 exists twice: the second one
])
def test_a_day_is_a_day_on_the_clock(due, last):
    """One day late ends when the clock shows the same time again, however long that day is."""
    assert of(last, due).days == 1
    assert of(last + timedelta(seconds=1), due).days == 2


@pytest.mark.parametrize(("due", "expected"), [
    ("2026-07-01 23:59:59", utc(2026, 7, 1, 21, 59, 59)),
    ("2026-12-01 23:59:59", utc(2026, 12, 1, 22, 59, 59)),
    ("2026-12-01", utc(2026, 12, 1, 22, 59, 59)),
    ("2026-12-01 23:59", utc(2026, 12, 1, 22, 59, 59)),
    ("2026-12-01T12:00:00", utc(2026, 12, 1, 11, 0, 0)),
    ("2026-10-25 02:30:00", utc(2026, 10, 25, 1, 30)),
    ("2026-03-29 02:30:00", utc(2026, 3, 29, 1, 30)),
])
def test_due_dates_are_wall_clock(due, expected):
    """A due date is the course's own time, with its summer time; what is not written counts to its end."""
    assert instant(wall_clock(due), BERLIN) == expected
    assert instant(local(expected, BERLIN), BERLIN) == expected


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "2026-12-01 23:59:59+01:00", ""])
def test_bad_due_date(text):
    """What is no wall-clock time names itself."""
    with pytest.raises(CourseError, match="due = "):
        wall_clock(text)


def test_grace():
    """The grace period forgives; who is later is late since the due date, not since its end."""
    policy = LatePolicy(grace_minutes=10, penalty_per_day=0.1)

    assert of(utc(2026, 12, 1, 23, 9, 59), policy=policy) == Lateness()
    assert of(utc(2026, 12, 1, 23, 10, 0), policy=policy) == Lateness(0.1, 1)
    assert of(utc(2026, 12, 2, 23, 5, 0), policy=policy).days == 2


def test_extensions():
    """Who has longer is on time until then, and late since then; an extension never shortens."""
    assert of(utc(2026, 12, 3, 22, 59, 59), s01="2026-12-03") == Lateness()
    assert of(utc(2026, 12, 3, 23, 0, 0), s01="2026-12-03").days == 1
    assert of(utc(2026, 12, 1, 22, 0, 0), s01="2026-11-01") == Lateness()
    assert of(utc(2026, 12, 2, 22, 0, 0), s02="2026-12-03").days == 1
    due = wall_clock("2026-10-24 12:00:00")
    assert extended(due, "+48h") == extended(due, "+2d") == wall_clock("2026-10-26 12:00:00")
    with pytest.raises(CourseError, match="until = "):
        extended(due, "later")


def test_nobody_knows_when():
    """Without a time of submission there is no penalty, and it is said where it would matter."""
    assert of(None) == Lateness(known=False)
    assert of(None, policy=LatePolicy()) == Lateness()
    assert lateness(POLICY, Deadline(), "s01", None) == Lateness()


def test_never_more_than_everything():
    """Many days cost everything, not more."""
    assert of(utc(2027, 6, 1), policy=LatePolicy(penalty_per_day=0.1)).penalty == 1.0


def test_stamp_round_trip():
    """What is written into timestamp.txt is read back as the same instant."""
    when = utc(2026, 12, 1, 22, 59, 59, 123456)

    assert stamped(stamp(when)) == when
