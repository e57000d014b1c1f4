"""Scores as text: the documented interface."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.gradebook.scores import FIELDS, as_csv, as_json, as_table
from autograder.gradebook.store import ScoreRow

ROW = ScoreRow("s01", "one", "double_values", 1.5, 2.0, "graded", ("near copy of s02", "tampering seen"), "Look again.",
               'CheckFailed: "3", not 6', 0.25)
OPEN = replace(ROW, student="s02", points=None, status="needs-person", flags=(), reason="graded by hand")


def table_text(rows):
    console = Console(file=io.StringIO(), width=120, color_system=None)
    console.print(as_table(rows))
    return console.file.getvalue()


def test_json_is_the_interface():
    """Exactly these keys in this order, null where a person is needed, flags as a list."""
    found = json.loads(as_json([ROW, OPEN]))

    assert [list(item) for item in found] == [
        ["student", "notebook", "cell", "points", "max", "status", "flags", "hint", "reason", "seconds"]] * 2
    assert found[0] == {
        "student": "s01", "notebook": "one", "cell": "double_values", "points": 1.5, "max": 2.0, "status": "graded",
        "flags": ["near copy of s02", "tampering seen"], "hint": "Look again.", "reason": 'CheckFailed: "3", not 6',
        "seconds": 0.25}
    assert found[1]["points"] is None


def test_json_of_nothing():
    """No rows are an empty list."""
    assert json.loads(as_json([])) == []


def test_every_field_is_documented():
    """docs/scores.md has a line for each field, in the order of the interface."""
    text = (Path(__file__).parents[2] / "docs" / "scores.md").read_text(encoding="utf-8")
    documented = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]

    assert tuple(documented) == FIELDS


def test_csv():
    """RFC 4180: a header, CRLF, quotes doubled, no score is empty, flags joined."""
    text = as_csv([ROW, OPEN])

    assert text.endswith("\r\n")
    head, first, second = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == FIELDS
    assert first == ["s01", "one", "double_values", "1.5", "2.0", "graded", "near copy of s02; tampering seen",
                     "Look again.", 'CheckFailed: "3", not 6', "0.25"]
    assert second[3] == ""


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
@pytest.mark.parametrize("field", ["student", "hint", "reason", "flags"])
def test_csv_holds_no_formula(evil, field):
    """A text that a spreadsheet would run gets an apostrophe, in every text field."""
    row = replace(ROW, **{field: (evil, "x") if field == "flags" else evil})
    found = next(csv.DictReader(io.StringIO(as_csv([row]), newline="")))

    assert found[field] == "'" + (f"{evil}; x" if field == "flags" else evil)


def test_csv_leaves_numbers_alone():
    """A number is never taken for a formula."""
    found = next(csv.DictReader(io.StringIO(as_csv([replace(ROW, points=-0.5)]), newline="")))

    assert found["points"] == "-0.5"


def test_table():
    """One line per student with sums and counts, then the class."""
    lines = table_text([ROW, replace(ROW, cell="why", points=0.5, flags=()), OPEN]).splitlines()
    found = [line.strip("│ ").split() for line in lines if "│" in line]

    assert [part for part in found[0] if part != "│"] == ["s01", "2", "4", "50.0", "1"]
    assert [part for part in found[1] if part != "│"] == ["s02", "0", "2", "0.0", "1"]
    assert "mean of 2 students" in lines[-2]
    assert [part for part in found[2] if part != "│"][-5:] == ["1", "3", "33.3", "1", "1"]


def test_table_shows_names_as_text():
    """Markup and terminal codes in a student's id are shown, not obeyed."""
    text = table_text([replace(ROW, student="[bold]x\x1b[2J")])

    assert "[bold]x\ufffd[2J" in text
    assert "\x1b" not in text
