"""Two downloads, made by hand in Canvas's and Moodle's formats, go from zip to grades in the same platform's format.

    python tests/acceptance/downloads.py

Every step is a command as a TA types it. Names with spaces, brackets, slashes, other scripts and formulas, two people with one
name, two versions, late work, missing work, strangers, a file that wants out of its folder. Prints what was compared; exit code
1 where anybody is lost, doubled, or has another grade than the work is worth.
"""

import argparse
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder import notebook
from autograder.course import Course, find
from autograder.verification import catalogue

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
course_id = "downloads"
time_zone = "Europe/Berlin"
assignments = {"bayes": {"title": "Bayes' rule and conjugacy", "due": "2026-12-01 23:59:59"}}
late = {"grace_minutes": 10, "penalty_per_day": 0.1, "limit_days": 3}
"""
DAY = (2026, 12, 1, 12, 0, 0)
EVIL = ("../../evil.ipynb", "/tmp/evil_1_2_bayes.ipynb")


class Papers:
    """Notebooks whose worth is known."""

    def __init__(self, course: Course) -> None:
        self._sources = course.source("bayes")
        self._release = notebook.read(course.folder("release") / "bayes" / "bayes.ipynb")
        corpus = catalogue.load(ROOT / "tests" / "corpus" / "bayes", self._sources)
        self._right = corpus.idioms["numpy"].answers
        self._slips = list(corpus.slips.values())
        self.max = sum(cell.points for source in self._sources for cell in source.grade_cells)

    def blank(self) -> bytes:
        """The notebook as released: worth nothing."""
        return notebook.dumps(self._release).encode()

    def right(self) -> tuple[bytes, float]:
        """Right answers, nothing written."""
        return self._text({}), sum(catalogue.expected_points(self._sources, ()).values())

    def slip(self, number: int) -> tuple[bytes, float]:
        """One known slip, else right answers."""
        slip = self._slips[number]
        return self._text({slip.cell: slip.answer}), sum(catalogue.expected_points(self._sources, (slip,)).values())

    def _text(self, answers: Mapping[str, str]) -> bytes:
        return notebook.dumps(catalogue.compose(self._release, {**self._right, **answers})).encode()


def new_course(folder: Path) -> Course:
    """A course of its own with the assignment, and nobody in it."""
    folder.mkdir(parents=True)
    for name in ("source", "solutions", "release", "manifests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    (folder / "course_config.py").write_text(CONFIG, encoding="utf-8")
    return find(folder)


def course(*arguments: str, root: Path, code: int) -> str:
    """Run a command; what it prints. `code` is the exit code that it must have."""
    done = subprocess.run([sys.executable, "-m", "autograder.cli", *arguments, "--root", str(root)],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"course {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    print(f"  course {' '.join(arguments)}: exit code {code}")
    return done.stdout


def make_zip(path: Path, files: Sequence[tuple[str, bytes, tuple[int, ...]]]) -> None:
    """A zip with these names, contents and local times."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, when in files:
            archive.writestr(zipfile.ZipInfo(name, when), data)  # type: ignore[arg-type]


def inner_zip(name: str, data: bytes) -> bytes:
    """A zip as a student hands it in."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(f"my work/{name}", data)
        archive.writestr("__MACOSX/._bayes.ipynb", b"x")
    return whole.getvalue()


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a course below submitted/ and collected/."""
    return {str(path.relative_to(folder)): path.read_bytes() for top in ("submitted", "collected")
            for path in sorted((folder / top).rglob("*")) if path.is_file()}


def canvas(folder: Path) -> None:
    """Canvas: a gradebook export and "Download submissions"."""
    made = new_course(folder / "canvas")
    papers = Papers(made)
    full, points = papers.right()
    (first, first_points), (second, second_points), (third, third_points) = (papers.slip(n) for n in range(3))
    people = [  # name, Canvas's user, SIS user, login, section
        ("Lee, Ann", "4711", "100", "ann lee", "A"), ("Muñoz García, Zoë", "4712", "101", "zoë*[1]", "A"),
        ("李, 雷", "4713", "102", "a/b", "A, evening"), ("Kim, Sam", "4714", "103", "anna", "A"),
        ("Kim, Sam", "4715", "104", "Anna", "B"), ("Late, Lou", "4716", "105", "CON", "B"),
        ("Missing, Mo", "4717", "106", "mo", "B"), ("=HYPERLINK(0)", "4718", "107", "..", "B"),
        ("Zip, Zed", "4719", "108", "zed", "B"),
    ]
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 0 (9)", "Bayes' rule and conjugacy (77)",
              "Final Score"]
    lines = [header, ["    Points Possible", "", "", "", "", "10", f"{papers.max:g}", "(read only)"],
             *([*person, "7", "", "50"] for person in people), ["Student, Test", "9999", "", "test", "A", "", "", ""]]
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    template = folder / "canvas-gradebook.csv"
    template.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")
    download = folder / "submissions.zip"
    make_zip(download, [
        ("leeann_4711_501_bayes.ipynb", papers.blank(), DAY), ("leeann_4711_509_bayes-1.ipynb", full, DAY),
        ("leeann_4711_510_notes.txt", b"please be kind", DAY),
        ("muñozgarcíazoë_4712_502_bayes.ipynb", first, DAY), ("李雷_4713_503_Bayes.ipynb", second, DAY),
        ("kimsam_4714_504_bayes.ipynb", third, DAY), ("kimsam_4715_505_bayes.ipynb", full, DAY),
        ("latelou_LATE_4716_506_bayes.ipynb", full, DAY), ("hyperlink0_4718_507_bayes (1).ipynb", full, DAY),
        ("zipzed_4719_508_work.zip", inner_zip("bayes.ipynb", first), DAY),
        ("strangersue_5000_511_bayes.ipynb", full, DAY), *((name, full, DAY) for name in EVIL),
        ("__MACOSX/._leeann_4711_501_bayes.ipynb", b"x", DAY),
    ])
    asked = ("collect", "bayes", "--from", str(download), "--roster", str(template), "--json")
    preview = json.loads(course(*asked, "--check", root=made.root, code=1))
    assert not (made.root / "submitted").exists(), "a preview wrote"
    got = json.loads(course(*asked, root=made.root, code=1))
    assert {**preview, "written": True} == got, "the preview said something else"
    assert got["platform"] == "canvas"
    assert got["missing"] == ["mo"]
    assert sorted(one["file"] for one in got["nobodys"]) == sorted([*EVIL, "strangersue_5000_511_bayes.ipynb"])
    assert {one["student"] for one in got["students"] if one["look_at"]} == {"CON"}, "who is late by an unknown time"
    ids = {person[3] for person in people} - {"mo"}
    assert sorted(one["student"] for one in got["students"]) == sorted(ids), "lost or doubled"
    before = everything(made.root)
    again = json.loads(course(*asked, root=made.root, code=1))
    assert {one["state"] for one in again["students"]} == {"same"}
    assert everything(made.root) == before, "the same download changed something"
    assert sum(path.endswith("files/bayes.ipynb") for path in before) == len(ids) + 1, "an older version is lost"
    assert not list(folder.rglob("evil*")), "something climbed out of the archive"

    course("grade", "bayes", "--json", root=made.root, code=0)
    target = folder / "canvas-grades.csv"
    write = ("export", "bayes", "--format", "canvas", "--template", str(template), "--out", str(target), "--json")
    said = json.loads(course(*write, root=made.root, code=1))
    assert (said["needs_person"], said["missing"], said["problems"]) == (["CON"], ["mo"], [])
    grades = {"ann lee": points, "zoë*[1]": first_points, "a/b": second_points, "anna": third_points, "Anna": points,
              "CON": None, "mo": None, "..": points, "zed": first_points}
    expect_canvas(target, header, people, papers.max, grades)

    # A person finds out when the late one came: 1 day and 9 hours after the due date are two days.
    slug = next(one["slug"] for one in got["students"] if one["student"] == "CON")
    (made.root / "submitted" / slug / "bayes" / "timestamp.txt").write_text("2026-12-03 09:30:00 Europe/Berlin", encoding="utf-8")
    course("grade", "bayes", "--json", "--student", "CON", root=made.root, code=0)
    course(*write, root=made.root, code=0)
    expect_canvas(target, header, people, papers.max, {**grades, "CON": max(0.0, points - 0.2 * papers.max)})


def expect_canvas(path: Path, header: Sequence[str], people: Sequence[Sequence[str]], most: float,
                  grades: Mapping[str, float | None]) -> None:
    """The file that Canvas imports, cell for cell."""
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == text.count("\n") == len(people) + 3
    wanted = [[*header[:5], header[6]], ["    Points Possible", "", "", "", "", f"{most:g}"]]
    for name, user, sis, login, section in people:
        grade = grades[login]
        shown = "'" + name if name.startswith("=") else name
        wanted.append([shown, user, sis, login, section, "" if grade is None else f"{round(grade, 6):.10g}"])
    wanted.append(["Student, Test", "9999", "", "test", "A", ""])
    got = table(text)
    assert got == wanted, "\n".join(f"{a}\n{b}" for a, b in zip(got, wanted, strict=False) if a != b)
    print(f"  {path.name}: {len(people)} students, as expected cell for cell")


def moodle(folder: Path) -> None:
    """Moodle: a grading worksheet and "Download all submissions"."""
    made = new_course(folder / "moodle")
    papers = Papers(made)
    full, points = papers.right()
    (first, first_points), (second, second_points) = (papers.slip(n) for n in range(2))
    header = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
              "Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    none = "-"
    people = [  # participant, name, e-mail, time of the submission
        ("8101", "Ann Lee", "ann@x.example", "Tuesday, 1 December 2026, 11:59 PM"),
        ("8102", "Zoë Muñoz García", "zoë+1@x.example", "Wednesday, 2 December 2026, 12:09 AM"),  # within the grace
        ("8103", "李雷", "lei@x.example", "Wednesday, 2 December 2026, 12:11 AM"),  # a day late
        ("8104", "Sam Kim", "sam1@x.example", "Saturday, 5 December 2026, 8:00 AM"),  # beyond the last day
        ("8105", "Sam Kim", "sam2@x.example", "Saturday, 5 December 2026, 8:00 AM"),  # the same, with an extension
        ("8106", "Mo Missing", "mo@x.example", none),
        ("8107", "=1+1", "eq@x.example", "Monday, 30 November 2026, 10:00 AM"),
        ("8108", "Tia Tie", "tia@x.example", "Monday, 30 November 2026, 10:00 AM"),
        ("8109", "Two Files", "two@x.example", none),  # the worksheet does not know; the zip does
    ]
    rows = [[f"Participant {number}", name, mail, "Submitted for grading", "", f"{papers.max:.2f}", "Yes", when, none, ""]
            for number, name, mail, when in people]
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    worksheet = folder / "worksheet.csv"
    worksheet.write_text(out.getvalue(), encoding="utf-8", newline="")
    (made.root / "extensions.csv").write_text(
        "student,assignment,until\nsam2@x.example,bayes,+4d\n", encoding="utf-8")
    download = folder / "COURSE-bayes-1234.zip"
    part = "assignsubmission_file_"
    make_zip(download, [
        (f"Ann Lee_8101_{part}/bayes.ipynb", full, DAY),
        (f"Zoë Muñoz García_8102_{part}/deep/er/bayes.ipynb", first, DAY),
        (f"李雷_8103_{part}/bayes.ipynb", second, DAY),
        (f"Sam Kim_8104_{part}/bayes.ipynb", full, DAY), (f"Sam Kim_8105_{part}/bayes.ipynb", full, DAY),
        ("=1+1_8107_assignsubmission_file/bayes.ipynb", full, DAY),
        (f"Tia Tie_8108_{part}/bayes (1).ipynb", full, DAY), (f"Tia Tie_8108_{part}/bayes (2).ipynb", first, DAY),
        (f"Two Files_8109_{part}/bayes (1).ipynb", full, (2026, 12, 2, 10, 0, 0)),
        (f"Two Files_8109_{part}/bayes.ipynb", papers.blank(), (2026, 12, 1, 10, 0, 0)),
        (f"Sue Stranger_9000_{part}/bayes.ipynb", full, DAY), (".DS_Store", b"x", DAY),
    ])
    asked = ("collect", "bayes", "--from", str(download), "--roster", str(worksheet), "--json")
    got = json.loads(course(*asked, root=made.root, code=1))
    assert got["platform"] == "moodle"
    assert got["missing"] == ["mo@x.example"]
    assert [one["file"] for one in got["nobodys"]] == [f"Sue Stranger_9000_{part}/bayes.ipynb"]
    assert {one["student"]: one["state"] for one in got["students"]} == {
        **{mail: "new" for _, _, mail, _ in people if mail != "mo@x.example"}}
    assert [one["student"] for one in got["students"] if one["look_at"]] == ["tia@x.example"], "a tie was guessed"
    times = {one["student"]: one["time"] for one in got["students"]}
    assert times["ann@x.example"] == "2026-12-01T22:59:00Z"
    assert times["two@x.example"] == "2026-12-02T08:59:59Z"
    before = everything(made.root)
    course(*asked, root=made.root, code=1)
    assert everything(made.root) == before, "the same download changed something"

    course("grade", "bayes", "--json", root=made.root, code=1)
    target = folder / "moodle-grades.csv"
    said = json.loads(course("export", "bayes", "--format", "moodle", "--template", str(worksheet), "--out", str(target), "--json",
                             root=made.root, code=1))
    assert (said["needs_person"], said["missing"], said["problems"]) == (["tia@x.example"], ["mo@x.example"], [])
    grades = {"ann": points, "zoë+1": first_points, "lei": second_points - 0.1 * papers.max, "sam1": 0.0,
              "sam2": points, "mo": None, "eq": points, "tia": None, "two": points - 0.1 * papers.max}
    wanted = [header]
    for row in rows:
        grade = grades[row[2].split("@")[0]]
        guarded = [re.sub(r"^[=+\-@]", r"'\g<0>", cell) if at not in (0, 2, 4) else cell for at, cell in enumerate(row)]
        wanted.append([*guarded[:4], "" if grade is None else f"{round(grade, 6):.10g}", *guarded[5:]])
    got_rows = table(target.read_bytes().decode("utf-8"))
    assert got_rows == wanted, "\n".join(f"{a}\n{b}" for a, b in zip(got_rows, wanted, strict=False) if a != b)
    print(f"  {target.name}: {len(people)} students, as expected cell for cell")
    plain = list(csv.DictReader(io.StringIO(course("export", "bayes", root=made.root, code=1), newline="")))
    notes: dict[str, Any] = {row["student"]: (row["status"], row["days_late"], row["penalty"], row["note"]) for row in plain}
    assert notes["lei@x.example"] == ("graded", "1", f"{0.1 * papers.max:.10g}", "")
    assert notes["sam1@x.example"] == ("graded", "4", f"{papers.max:.10g}", "too late to count")
    assert notes["sam2@x.example"] == ("graded", "0", "0", "")
    assert notes["tia@x.example"][0] == "needs-person"


def main() -> None:
    """Both platforms, in a folder of their own."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--keep", type=Path, help="a new folder to leave everything in")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        for name, part in (("Canvas", canvas), ("Moodle", moodle)):
            print(name)
            part(folder / name.lower())
    print("Nobody lost, nobody doubled; everybody has the grade that the work is worth.")


if __name__ == "__main__":
    main()
