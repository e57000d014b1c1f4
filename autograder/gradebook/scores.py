"""Scores as text: JSON and CSV for programs (an interface, docs/scores.md), a table for people."""

import csv
import io
import json
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.gradebook.store import ScoreRow

FIELDS = ("student", "notebook", "cell", "points", "max", "status", "flags", "hint", "reason", "seconds")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so is run by a spreadsheet
_COLUMNS = ("score", "of", "%", "needs a person", "worth a look")


def as_json(rows: Sequence[ScoreRow]) -> str:
    """A list of objects with exactly the keys of `FIELDS`, in that order; one line per object."""
    lines = [json.dumps({name: getattr(row, name) for name in FIELDS}) for row in rows]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def as_csv(rows: Sequence[ScoreRow]) -> str:
    """The same as CSV (RFC 4180): no score is an empty field, flags are joined by "; "."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_field(getattr(row, name)) for name in FIELDS])
    return out.getvalue()


def _field(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, tuple):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def as_table(rows: Sequence[ScoreRow]) -> Table:
    """One line per student: score, what needs a person, what is worth a look; then the class: means and totals."""
    by_student: dict[str, list[ScoreRow]] = {}
    for row in rows:
        by_student.setdefault(row.student, []).append(row)
    table = Table("student")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    for student, own in by_student.items():
        table.add_row(_shown(student), *_summary(own, 1))
    if by_student:
        table.add_section()
        count = len(by_student)
        table.add_row("1 student" if count == 1 else f"mean of {count} students", *_summary(rows, count))
    return table


def _summary(rows: Sequence[ScoreRow], students: int) -> tuple[str, ...]:
    """The columns after the name; score and maximum per student, the rest counted."""
    score = sum(row.points for row in rows if row.points is not None) / students
    most = sum(row.max for row in rows) / students
    share = f"{100 * score / most:.1f}" if most else ""
    people = sum(row.points is None for row in rows)
    looks = sum(bool(row.flags) for row in rows)
    return f"{round(score, 2):g}", f"{round(most, 2):g}", share, str(people or ""), str(looks or "")


def _shown(text: str) -> str:
    """A name without markup and without codes that a terminal obeys."""
    return escape("".join(letter if letter.isprintable() else "\ufffd" for letter in text))
