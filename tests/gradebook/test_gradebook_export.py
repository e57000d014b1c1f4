"""Final scores in the platforms' own sheets."""

import csv
import io
from datetime import UTC, datetime

import pytest
from homework_course import outcome, result
from nbgrader import api

from autograder import course as courses
from autograder import sheets
from autograder.cli.exchange import export_all
from autograder.errors import CourseError
from autograder.gradebook.export import FIELDS, number
from autograder.gradebook.penalties import rule_of
from autograder.students import Person

SETTINGS = """
time_zone = "Europe/Berlin"
late = {"penalty_per_day": 0.1, "limit_days": 2}
assignments = {"homework": {"title": "First steps", "due": "2026-12-01 23:59:59"}}
"""
WRITTEN = tuple(outcome(book, cell, 0.0, most) for book in ("one", "two") for cell, most in (("why", 3.0), ("a_task", 1.5)))
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework (7)", "Other (8)", "Final Score"]
MOODLE = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed", "Feedback comments"]


@pytest.fixture
def ours(course):
    (course / "course_config.py").write_text(SETTINGS, encoding="utf-8")
    return courses.find(course)


@pytest.fixture
def class_(ours, store):
    """Ann is done, Bo needs a person, Cy is a day late, Di too late, Ed handed nothing in, Fi's time is unknown."""
    store.enrol([Person("ann", "Ann", "Lee", "ann@x.example", "1"), Person("b o", "Bo", "Ek", "bo@x.example", "2"),
                 Person("cy", "=Cy", "Oh", "cy@x.example", "3"), Person("di", canvas_id="4", email="di@x.example"),
                 Person("ed", canvas_id="5", email="ed@x.example"), Person("fi", canvas_id="6", email="fi@x.example")])
    (ours.root / "roster.csv").write_text("id\nann\nb o\ncy\ndi\ned\nfi\n", encoding="utf-8")
    rule = rule_of(ours, "homework", store.students(), store.due("homework"))
    times = {"ann": datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC), "b o": datetime(2026, 12, 1, 12, tzinfo=UTC),
             "cy": datetime(2026, 12, 2, 12, tzinfo=UTC), "di": datetime(2026, 12, 9, tzinfo=UTC), "fi": None}
    for student, when in times.items():
        cells = () if student == "b o" else WRITTEN
        store.record(result(*cells, student=student), when, rule=rule)
    return store


def export(ours, format_="csv", template=None, *, partial=False, column=""):
    return export_all(ours, "homework", format_, template, [], column, partial)


def table(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet(tmp_path, rows, delimiter=",", bom=False):
    path = tmp_path / "template.csv"
    path.write_text(sheets.write(rows[0], rows[1:], delimiter, bom), encoding="utf-8", newline="")
    return path


def canvas(points="13", rows=()):
    people = [("Lee, Ann", "1"), ("Ek, Bo", "2"), ("=Cy", "3"), ("di", "4"), ("ed", "5"), ("fi", "6")]
    return [CANVAS, ["    Points Possible", "", "", "", "", points, "5", ""],
            *([name, number, f"sis{number}", "", "A", "", "5", "99"] for name, number in people), *rows]


def test_csv(ours, class_):
    """A row for each: what was earned, what lateness costs, what is final; no number where a person is needed."""
    _, text, problems = export(ours)
    rows = table(text)

    assert problems == []
    assert tuple(rows[0]) == FIELDS
    assert [row[:1] + row[3:] for row in rows[1:]] == [
        ["ann", "4", "13", "0", "2026-12-01 22:59:59", "0", "0", "4", "graded", ""],
        ["b o", "4", "13", "4", "2026-12-01 12:00:00", "0", "0", "", "needs-person", ""],
        ["cy", "4", "13", "0", "2026-12-02 12:00:00", "1", "1.3", "2.7", "graded", ""],
        ["di", "4", "13", "0", "2026-12-09 00:00:00", "8", "13", "0", "graded", "too late to count"],
        ["ed", "", "13", "0", "", "0", "0", "", "missing", "handed nothing in"],
        ["fi", "4", "13", "0", "", "0", "0", "4", "graded", "the time of submission is unknown"],
    ]
    assert rows[3][1] == "'=Cy Oh"


def test_partial_is_marked(ours, class_):
    """What somebody has so far is exported when asked for, and says that it is not all."""
    rows = {row[0]: row for row in table(export(ours, partial=True)[1])}

    assert rows["b o"][9:11] == ["4", "partial"]


def test_nbgrader_s_export_agrees(ours, class_, url):
    """The final score is nbgrader's: its score less its penalty."""
    results, *_ = export(ours)

    with api.Gradebook(url, "c1") as stock:
        theirs = {one.student.id: max(0.0, one.score - one.late_submission_penalty)
                  for one in stock.assignment_submissions("homework")}
    assert {class_.slug(one.person.id): one.final for one in results if one.final is not None} == pytest.approx(
        {slug: score for slug, score in theirs.items() if slug != class_.slug("b o")})


def test_missing_by_policy(ours, class_):
    """Who handed nothing in is a zero only where the course says so."""
    (ours.root / "course_config.py").write_text(SETTINGS + 'missing = "zero"\n', encoding="utf-8")
    rows = {row[0]: row for row in table(export(courses.find(ours.root))[1])}

    assert rows["ed"][9:11] == ["0", "missing"]


def test_canvas(ours, class_, tmp_path):
    """Canvas's columns for knowing the student and this assignment's; the rows as they were, formulas made inert."""
    _, text, problems = export(ours, "canvas", sheet(tmp_path, canvas(rows=[["Student, Test", "9", "", "t", "A", "", "", ""]]), bom=True))

    assert text.startswith("\ufeff")
    assert problems == []
    assert table(text) == [
        CANVAS[:6], ["    Points Possible", "", "", "", "", "13"], ["Lee, Ann", "1", "sis1", "", "A", "4"],
        ["Ek, Bo", "2", "sis2", "", "A", ""], ["'=Cy", "3", "sis3", "", "A", "2.7"], ["di", "4", "sis4", "", "A", "0"],
        ["ed", "5", "sis5", "", "A", ""], ["fi", "6", "sis6", "", "A", "4"], ["Student, Test", "9", "", "t", "A", ""]]


def test_canvas_keeps_what_it_says_of_missing_work(ours, class_, tmp_path):
    """A zero or an excuse that staff entered in Canvas for work that never came stays."""
    rows = canvas()
    rows[6][5] = "EX"

    assert table(export(ours, "canvas", sheet(tmp_path, rows))[1])[6][5] == "EX"


def test_canvas_column(ours, class_, tmp_path):
    """The column is found by the assignment's name or title, or said; two or none are asked about."""
    for name in ("homework (7)", "First steps (7)", "homework"):
        rows = canvas()
        rows[0] = [*CANVAS[:5], name, *CANVAS[6:]]
        if name == "homework":
            with pytest.raises(CourseError, match=r'0 columns are called .*--column.*"Other \(8\)"'):
                export(ours, "canvas", sheet(tmp_path, rows))
        else:
            assert table(export(ours, "canvas", sheet(tmp_path, rows))[1])[2][5] == "4"
    rows = canvas()
    rows[0] = [*CANVAS[:6], "HOMEWORK (9)", CANVAS[7]]
    with pytest.raises(CourseError, match="2 columns are called"):
        export(ours, "canvas", sheet(tmp_path, rows))
    rows[1][6] = "13"
    assert table(export(ours, "canvas", sheet(tmp_path, rows), column="homework (9)")[1])[0][5] == "HOMEWORK (9)"


def test_other_points(ours, class_, tmp_path):
    """Where the platform counts another maximum, nothing is exported: 4 of 13 is not 4 of 10."""
    with pytest.raises(CourseError, match="the platform has 10 points for this assignment, here it is worth 13"):
        export(ours, "canvas", sheet(tmp_path, canvas(points="10")))


def test_nobody_is_lost_or_doubled(ours, class_, tmp_path):
    """Who has no row, and who has two, is named; a row of a stranger is named and stays empty."""
    rows = canvas(rows=[["Lee, Ann", "1", "", "", "B", "", "", ""]])
    with pytest.raises(CourseError, match="each stands there once"):
        export(ours, "canvas", sheet(tmp_path, rows))
    rows = canvas(rows=[["Stranger, Sue", "77", "", "", "B", "", "", ""]])
    del rows[2]
    _, text, problems = export(ours, "canvas", sheet(tmp_path, rows))

    assert problems == ["template.csv, row 8: Sue Stranger is not on the roster", "ann: handed in, but has no row in the sheet"]
    assert table(text)[-1] == ["Stranger, Sue", "77", "", "", "B", ""]


def test_moodle(ours, class_, tmp_path):
    """The worksheet with its column Grade filled in, all else as it was; a locked grade is named."""
    mails = ["ann", "bo", "cy", "di", "ed", "fi"]
    (ours.root / "roster.csv").write_text(
        "id,email\nann,ann@x.example\nb o,bo@x.example\ncy,cy@x.example\ndi,di@x.example\ned,ed@x.example\nfi,fi@x.example\n",
        encoding="utf-8")
    rows = [MOODLE, *([f"Participant {number}", f"Name {number}", f"{mail}@x.example", "-Draft", "", "13.00",
                       "No" if mail == "fi" else "Yes", "=x"] for number, mail in enumerate(mails, start=70))]
    _, text, problems = export(ours, "moodle", sheet(tmp_path, rows, delimiter=";"))

    got = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[4] for row in got] == ["Grade", "4", "", "2.7", "0", "", "4"]
    assert [[*row[:3], *row[5:7]] for row in got] == [[*row[:3], *row[5:7]] for row in rows]
    assert (got[1][3], got[1][7]) == ("'-Draft", "'=x")
    assert problems == ["fi: Moodle says that the grade cannot be changed"]


def test_wrong_template(ours, class_, tmp_path):
    """A sheet of another kind is named as such."""
    with pytest.raises(CourseError, match="no gradebook exported from Canvas"):
        export(ours, "canvas", sheet(tmp_path, [MOODLE]))
    with pytest.raises(CourseError, match="no grading worksheet of Moodle"):
        export(ours, "moodle", sheet(tmp_path, canvas()))


def test_nothing_recorded(ours):
    """Without grades there is nothing to export, and no gradebook is made."""
    with pytest.raises(CourseError, match="course grade homework"):
        export(ours)

    assert not (ours.root / "gradebook.db").exists()


@pytest.mark.parametrize(("value", "text"), [
    (None, ""), (0.0, "0"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (100.0, "100"), (66.666666667, "66.666667"), (1234567.5, "1234567.5")])
def test_numbers(value, text):
    """A score without the tail of a binary fraction."""
    assert number(value) == text
