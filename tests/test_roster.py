"""Rosters and the lists of Canvas and Moodle, joined without guessing."""

import pytest

from autograder import roster, sheets
from autograder.errors import CourseError
from autograder.students import Person, Student

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Bayes (7)\r\n"
MOODLE = "Identifier,Full name,Email address,Grade,Last modified (submission)\r\n"


@pytest.fixture
def file(tmp_path):
    def make(text, name="roster.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path
    return make


def ids(found):
    return [person.id for person in found.people]


def test_a_roster(file):
    """Names in one column or two, an address and Canvas's number, in any order of columns."""
    found = roster.load([file("email,id,name,canvas_id\nann@x.example,a1,Ann Marie Lee,47\n,b 2,\"Kim, Sam\",\n")])

    assert found.people == (Person("a1", "Ann Marie", "Lee", "ann@x.example", "47"), Person("b 2", "Sam", "Kim"))
    assert found.keys == {("canvas", "47"): "a1"}


@pytest.mark.parametrize(("text", "says"), [
    ("id,name\n,Ann\n", "row 2: there is no id"),
    ("id\na\na\n", 'row 3: id "a" stands in row 2 too'),
    ("id,canvas_id\na,1\nb,1\n", 'row 3: canvas_id "1" stands in row 2 too'),
    ("id,canvas_id\na,x1\n", 'row 2: canvas_id "x1" is no number'),
    ("id,e-mail\na,b\n", "e-mail is no column of a roster; its columns are id, name"),
    ("id,name\na,b,c\n", "row 2: 3 cells, but the header has 2"),
    ("name\nAnn\n", "is no list of students"),
    ("", "is empty"),
    ('id\n"a\n', "is no CSV file"),
])
def test_wrong_rosters(file, text, says):
    """The message names the row and the rule."""
    with pytest.raises(CourseError, match=says):
        roster.load([file(text)])


def test_not_utf8(file):
    """Another encoding is refused, never read as other letters."""
    with pytest.raises(CourseError, match=r"not UTF-8 .*CSV UTF-8"):
        roster.load([file("id,name\na,Zoë\n", encoding="latin-1")])


def test_canvas_alone(file):
    """Without a roster the login is the id; the rows that are no students are none."""
    found = roster.load([file(
        "\ufeff" + CANVAS + "    Points Possible,,,,,10\r\n\"Lee, Ann\",47,s1,ann@x.example,A,\r\n\"Ek, Bo\",48,s2,,A,\r\n"
        "\"Student, Test\",99,,test,A,\r\n")])

    assert found.people == (Person("ann@x.example", "Ann", "Lee", "ann@x.example", "47"), Person("s2", "Bo", "Ek", "", "48"))
    assert found.keys == {("canvas", "47"): "ann@x.example", ("canvas", "48"): "s2"}


def test_moodle_alone(file):
    """Without a roster the address is the id, or the ID number where the sheet has it; any separator will do."""
    found = roster.load([file(
        "Identifier;Full name;ID number;Email address;Last modified (submission)\r\n"
        "Participant 81;Ann Lee;n1;ann@x.example;today\r\nParticipant 82;Ann Lee;;two@x.example;\r\n")])

    assert ids(found) == ["n1", "two@x.example"]
    assert found.keys == {("moodle", "81"): "n1", ("moodle", "82"): "two@x.example"}
    assert found.handed_in == {"n1": "today"}


def test_lists_are_joined_with_the_roster(file):
    """By number, id, address, and last by a name that one person has; the roster's ids are the ids."""
    people = "id,name,email,canvas_id\nr1,Ann Lee,,47\nr2,Bo Ek,bo@x.example,\nr3,Cy Oh,,\nlogin4,Di Ng,,\n"
    found = roster.load([
        file(people),
        file(CANVAS + "\"X, Y\",47,,,A,\r\n\"Z, Z\",48,,BO@x.example,A,\r\n"
             "\"Oh, Cy\",49,,,A,\r\n\"Q, Q\",50,,login4,A,\r\n", "canvas.csv")])

    assert found.keys == {("canvas", "47"): "r1", ("canvas", "48"): "r2", ("canvas", "49"): "r3", ("canvas", "50"): "login4"}
    assert ids(found) == ["login4", "r1", "r2", "r3"]
    assert found.people[3].canvas_id == "49"
    assert found.problems == ()


def test_nothing_is_guessed(file):
    """A name that two have, or a name whose address speaks against it, joins nobody; each is named."""
    found = roster.load([
        file("id,name,email\nk1,Sam Kim,\nk2,Sam Kim,\na,Ann Lee,ann@x.example\n"),
        file(MOODLE + "Participant 1,Sam Kim,,,\r\nParticipant 2,Ann Lee,other@x.example,,\r\n", "worksheet.csv")])

    assert found.keys == {}
    assert [line.split(":")[0] for line in found.problems] == ["worksheet.csv, row 2", "worksheet.csv, row 3"]
    assert ids(found) == ["a", "k1", "k2"]


def test_two_of_one_name_without_an_address(file):
    """Where a platform's list alone does not tell two people apart, a person is asked."""
    found = roster.load([file(MOODLE + "Participant 1,Sam Kim,,,\r\nParticipant 2,Sam Kim,,,\r\n")])

    assert len(found.keys) == 1
    assert 'two people are "Sam Kim"' in found.problems[0]


def test_known_students_keep_their_ids(file):
    """Who was collected before there was a list is the same student afterwards."""
    known = (Student("canvas-47", canvas_id="47", slug="canvas-47"), Student("Ann Lee_81", last_name="Ann Lee", slug="x"))

    assert roster.load([file(CANVAS + "\"Lee, Ann\",47,,ann,A,\r\n")], known).keys == {("canvas", "47"): "canvas-47"}
    assert roster.load([file(MOODLE + "Participant 81,Ann Lee,a@x.example,,\r\n")], known).keys[("moodle", "81")] == "Ann Lee_81"


@pytest.mark.parametrize("written", ["Zoë Muñoz García", "Muñoz García, Zoë", "muñozgarcíazoë", "Zoe\u0308 Mun\u0303oz  Garci\u0301a"])
def test_names_in_any_order(written):
    """A name is the same with the last name first, without spaces, and decomposed."""
    assert roster.Roster((Person("z", "Zoë", "Muñoz García"), Person("o", "Oz", "Zoë"))).named(written)[0].id == "z"


def test_sheets_round_trip(file):
    """What is read is written back: quotes, line breaks, separator and byte-order mark."""
    text = '\ufeffa;b\r\n"x;1";"two\nlines"\r\n"say ""hi""";\r\n'
    sheet = sheets.read(file(text))

    assert sheet.rows == (("x;1", "two\nlines"), ('say "hi"', ""))
    assert sheets.write(sheet.header, sheet.rows, sheet.delimiter, sheet.bom) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_made_inert(text):
    """A spreadsheet shows it and does not run it."""
    assert sheets.inert(text) == "'" + text
    assert sheets.inert("a" + text) == "a" + text
