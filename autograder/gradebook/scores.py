"""Scores as text: JSON and CSV for programs (an interface, docs/scores.md), a table for people."""

import csv
import io
import json
from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from autograder.gradebook.store import ScoreRow

FIELDS = ("student", "notebook", "cell", "points", "max", "status", "flags", "hint", "reason", "seconds")


def as_json(rows: Sequence[ScoreRow]) -> str:
    """A list of objects with exactly the keys of `FIELDS`."""
    return json.dumps([{name: _plain(getattr(row, name)) for name in FIELDS} for row in rows], indent=1)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


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
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value  # a spreadsheet would run it as a formula
    return value


def as_table(rows: Sequence[ScoreRow]) -> Table:
    """One line per student: score, what needs a person, what is worth a look."""
    table = Table("student", "score", "of", "%", "needs a person", "worth a look")
    for name in (columns := ("score", "of", "%", "needs a person", "worth a look")):
        table.columns[1 + columns.index(name)].justify = "right"
    by_student: dict[str, list[ScoreRow]] = {}
    for row in rows:
        by_student.setdefault(row.student, []).append(row)
    for student, own in by_student.items():
        score = sum(row.points for row in own if row.points is not None)
        most = sum(row.max for row in own)
        people = sum(row.points is None for row in own)
        looks = sum(bool(row.flags) for row in own)
        share = f"{100 * score / most:.1f}" if most else ""
        table.add_row(escape(student), f"{score:g}", f"{most:g}", share, str(people or ""), str(looks or ""))
    return table
