"""Late or not: when an assignment is due, who has longer, and what lateness costs. Pure; the gradebook keeps the result.

Times of submission are UTC. A due date is wall-clock time in the course's zone, and so is a day of lateness: work due at
23:59:59 is one day late until 23:59:59 of the next day, also where the clocks change in between and that day has 23 or
25 hours.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from autograder.clock import instant, wall_clock
from autograder.course import LatePolicy

_HOURS = re.compile(r"\+\s*(\d+(?:\.\d+)?)\s*(h|d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lateness:
    """What the policy says of one submission. `penalty` is a share of the maximum, from 0 to 1."""

    penalty: float = 0.0
    days: int = 0  # begun days after the due date
    known: bool = True  # False: it matters and there is no time of submission
    too_late: bool = False  # beyond the policy's last day


@dataclass(frozen=True, slots=True)
class Deadline:
    """When work is due, for everybody and for those who have longer."""

    due: datetime | None = None  # wall-clock time, without a zone; None: nothing is late
    zone: str = "UTC"
    until: Mapping[str, datetime] = field(default_factory=dict)  # by id: wall-clock time, where it is another

    def of(self, student: str) -> datetime | None:
        """The wall-clock time until which this student's work is on time; never earlier than everybody's."""
        own = self.until.get(student)
        if self.due is None or own is None:
            return self.due
        return max(self.due, own)


def extended(due: datetime, text: str) -> datetime:
    """Until when an extension lasts: a date and time, or hours or days beyond the due date (`+48h`, `+2d`).

    Raises:
        CourseError: it is neither.
    """
    span = _HOURS.fullmatch(text.strip())
    if span is None:
        return wall_clock(text, "until")
    return due + timedelta(hours=float(span[1]) * (24 if span[2] in "dD" else 1))


def lateness(policy: LatePolicy, deadline: Deadline, student: str, submitted: datetime | None) -> Lateness:
    """What `policy` says of a submission at `submitted` (UTC; None: nobody knows when).

    The second in which work is due counts whole: 23:59:59.9 is on time. The grace period only forgives; who is later than
    it is late since the due date.
    """
    due = deadline.of(student)
    if due is None:
        return Lateness()
    if submitted is None:
        return Lateness(known=not (policy.penalty_per_day or policy.limit_days is not None))
    when = (submitted if submitted.tzinfo else submitted.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    end = instant(due, deadline.zone).replace(microsecond=0)
    if when <= end + timedelta(minutes=policy.grace_minutes):
        return Lateness()
    days = _days(due, when, deadline.zone)
    if policy.limit_days is not None and days > policy.limit_days:
        return Lateness(1.0, days, too_late=True)
    return Lateness(min(1.0, policy.penalty_per_day * days), days)


def _days(due: datetime, when: datetime, zone: str) -> int:
    """The begun days of wall-clock time between `due` and the instant `when`, which is later."""
    days = max(0, math.floor((when - instant(due, zone)).total_seconds() / 86400) - 1)
    while instant(due + timedelta(days=days), zone).replace(microsecond=0) < when:
        days += 1
    return days
