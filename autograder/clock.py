"""Wall-clock times of a course and instants: due dates are the former, everything that is stored is UTC.

Where the clocks change, a wall-clock time can exist twice or not at all. The later instant counts, in the student's favour.
"""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from autograder.errors import CourseError

_EXAMPLE = '"2026-12-01 23:59:59"'
_LAST_SECOND = time(23, 59, 59)


def wall_clock(text: str, name: str = "due") -> datetime:
    """A due date as wall-clock time. What is not written counts to its end: a day to 23:59:59, a minute to its last second.

    Raises:
        CourseError: it is no date or time.
    """
    words = text.strip()
    try:
        when = datetime.fromisoformat(words)
    except ValueError:
        raise CourseError(f'{name} = "{text}" is no date and time; one is {_EXAMPLE}.') from None
    if when.tzinfo is not None:
        raise CourseError(f'{name} = "{text}" has a zone of its own; due dates are in the course\'s time_zone.')
    if re.fullmatch(r"\d{4}-?\d\d-?\d\d", words):
        return datetime.combine(when.date(), _LAST_SECOND)
    return when.replace(second=59) if re.fullmatch(r"\S+[ T]\d\d:\d\d", words) else when


def instant(when: datetime, zone: str) -> datetime:
    """A wall-clock time of the course as UTC; the later one, where the clocks change."""
    home = ZoneInfo(zone)
    return max(when.replace(tzinfo=home, fold=fold).astimezone(UTC) for fold in (0, 1))


def local(when: datetime, zone: str) -> datetime:
    """An instant (UTC where it has no zone) as wall-clock time of the course, without a zone."""
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def stamp(when: datetime) -> str:
    """An instant as nbgrader's timestamp.txt says it."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def stamped(text: str, zone: str = "UTC") -> datetime | None:
    """The instant that a timestamp.txt says, in UTC.

    It says `2026-12-01 23:59:59.123456 UTC`: a time and a zone, as IANA name, offset (`+0100`) or abbreviation that the
    course's `zone` has then (`CET`); without a zone it is UTC. None where it says something else: a wrong time would be
    worse.
    """
    words = text.split()
    try:
        when = datetime.fromisoformat(" ".join(words[:2]) if len(words) == 3 else " ".join(words))
        if when.tzinfo is None:
            where = _zone(words[2], when, zone) if len(words) == 3 else UTC
            if where is None:
                return None
            when = when.replace(tzinfo=where)
        return when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str, when: datetime, course_zone: str) -> tzinfo | None:
    if name[0] in "+-":
        digits = name[1:].replace(":", "")
        if not (len(digits) == 4 and digits.isdecimal()):
            return None
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if name[0] == "-" else offset)
    home = ZoneInfo(course_zone)
    if when.replace(tzinfo=home).tzname() == name:
        return home
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None
