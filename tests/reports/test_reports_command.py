"""`course feedback`: who gets a page, who does not, and what a program reads of it."""

import json

import pytest
import trees_course as trees
from typer.testing import CliRunner

from autograder.cli import app


@pytest.fixture
def run(course):
    def call(*arguments):
        return CliRunner().invoke(app, ["feedback", *arguments, "--root", str(course.root)])

    return call


def test_pages_are_written_and_counted(course, run):
    """Exit code 0: everybody who handed in has a page. Open answers are counted."""
    trees.hand_in(course)
    trees.hand_in(course, "s02")
    done = run("trees")

    assert done.exit_code == 0
    assert "Wrote 2 pages:" in done.stdout
    assert "2 of them say" in done.stdout
    assert sorted(path.parent.parent.name for path in course.folder("feedback").rglob("*.html")) == ["s01", "s02"]


def test_names_stay_out_of_the_log(course, run):
    """Progress is counted on stderr; it names nobody."""
    trees.hand_in(course, "zoe-quint")
    done = run("trees")

    assert "1/1" in done.stderr
    assert "zoe" not in done.stderr


def test_json_tells_a_program_all(course, run):
    """Written, open, refused, not graded; nothing else on standard output, exit code 1 where somebody has no page."""
    trees.hand_in(course)
    trees.hand_in(course, "s02", outputs={"area": [{"output_type": "stream", "text": trees.HIDDEN}]})
    (course.folder("submitted") / "s03" / "trees").mkdir(parents=True)
    done = run("trees", "--json")
    said = json.loads(done.stdout)

    assert done.exit_code == 1
    assert said["written"] == {"s01": str(course.root / "feedback" / "s01" / "trees" / "trees.html")}
    assert said["open"] == {"s01": 2}
    assert "a hidden test" in said["refused"]["s02"]
    assert said["not_graded"] == ["s03"]


def test_who_has_no_page_is_named_with_the_reason(course, run):
    """For people, as a table."""
    trees.hand_in(course)
    (course.folder("submitted") / "s03" / "trees").mkdir(parents=True)
    done = run("trees")

    assert done.exit_code == 1
    assert "handed in, but not graded" in done.stdout


def test_one_student_and_another_folder(course, run, tmp_path):
    """`--student` leaves the others' pages alone, `--out` writes elsewhere."""
    trees.hand_in(course)
    trees.hand_in(course, "s02")
    done = run("trees", "--student", "s02", "--out", str(tmp_path / "out"))

    assert done.exit_code == 0
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")] == ["out/s02/trees/trees.html"]


def test_unknown_student_is_a_usage_error(course, run):
    """Exit code 2, and nothing is written."""
    trees.hand_in(course)
    done = run("trees", "--student", "nobody")

    assert done.exit_code == 2
    assert not course.folder("feedback").exists()
