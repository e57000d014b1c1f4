"""Autograded notebooks and the time of a submission."""

import os
import stat
from datetime import UTC, datetime

import pytest

from autograder import course as courses
from autograder.gradebook import files
from autograder.model import SubmissionResult


@pytest.fixture
def made(course):
    return courses.find(course)


@pytest.fixture
def submitted(course):
    folder = course / "submitted" / "s01" / "homework"
    folder.mkdir(parents=True)
    return folder


def executed(**notebooks):
    return SubmissionResult("s01", "homework", (), notebooks)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_notebooks_stand_in_their_place(made, submitted):
    """Each executed notebook is in nbgrader's place; folders and files are the owner's only."""
    (submitted / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC", encoding="utf-8")
    files.write_autograded(made, executed(one="{}\n", two="[]\n"), submitted, "s01")

    folder = made.root / "autograded" / "s01" / "homework"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        "one.ipynb": "{}\n", "two.ipynb": "[]\n", "timestamp.txt": "2026-12-01 10:00:00 UTC"}
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert {mode(path) for path in (folder, folder.parent, folder.parent.parent)} == {0o700}


def test_what_is_stale_goes(made, submitted):
    """Notebooks and the time of an earlier grading go, as do the torn files of a killed one; other files stay."""
    (submitted / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC", encoding="utf-8")
    files.write_autograded(made, executed(one="{}", two="{}"), submitted, "s01")
    folder = made.root / "autograded" / "s01" / "homework"
    (folder / ".new-torn").write_text("half", encoding="utf-8")
    (folder / "data.csv").write_text("1", encoding="utf-8")
    (submitted / "timestamp.txt").unlink()
    files.write_autograded(made, executed(two="new"), submitted, "s01")

    assert sorted(path.name for path in folder.iterdir()) == ["data.csv", "two.ipynb"]
    assert (folder / "two.ipynb").read_text(encoding="utf-8") == "new"


def test_a_write_that_fails_leaves_the_old_file(made, submitted, monkeypatch):
    """Where writing fails in the middle, the notebook of the earlier grading is whole and nothing torn is left."""
    files.write_autograded(made, executed(one="old"), submitted, "s01")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_autograded(made, executed(one="new"), submitted, "s01")

    folder = made.root / "autograded" / "s01" / "homework"
    assert [(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()] == [("one.ipynb", "old")]


def test_half_characters_are_written(made, submitted):
    """A notebook whose text holds half a character is written all the same."""
    files.write_autograded(made, executed(one='{"a": "\ud800"}'), submitted, "s01")

    assert (made.root / "autograded" / "s01" / "homework" / "one.ipynb").read_bytes() == b'{"a": "\\ud800"}'


@pytest.mark.parametrize(("text", "zone", "expected"), [
    ("2026-12-01 23:59:59.123456 UTC", "UTC", datetime(2026, 12, 1, 23, 59, 59, 123456, UTC)),
    ("2026-12-01 23:59:59 UTC\n", "UTC", datetime(2026, 12, 1, 23, 59, 59, 0, UTC)),
    ("2026-12-01 23:59:59", "Europe/Berlin", datetime(2026, 12, 1, 23, 59, 59, 0, UTC)),
    ("2026-12-01T23:59:59+01:00", "UTC", datetime(2026, 12, 1, 22, 59, 59, 0, UTC)),
    ("2026-12-01 23:59:59 +0130", "UTC", datetime(2026, 12, 1, 22, 29, 59, 0, UTC)),
    ("2026-12-01 12:00:00 -0800", "UTC", datetime(2026, 12, 1, 20, 0, 0, 0, UTC)),
    ("2026-12-01 12:00:00 America/Los_Angeles", "UTC", datetime(2026, 12, 1, 20, 0, 0, 0, UTC)),
    ("2026-12-01 12:00:00 PST", "America/Los_Angeles", datetime(2026, 12, 1, 20, 0, 0, 0, UTC)),
    ("2026-07-01 12:00:00 PDT", "America/Los_Angeles", datetime(2026, 7, 1, 19, 0, 0, 0, UTC)),
])
def test_timestamp(submitted, text, zone, expected):
    """nbgrader's format with each kind of zone, as UTC."""
    (submitted / "timestamp.txt").write_text(text, encoding="utf-8")

    assert files.timestamp(submitted, zone) == expected


@pytest.mark.parametrize("text", [
    "", "soon", "2026-13-01 00:00:00 UTC", "2026-12-01 12:00:00 PST", "2026-12-01 12:00:00 ../../etc/passwd",
    "2026-12-01 12:00:00 /etc/passwd", "2026-12-01 12:00:00 +1", "2026-12-01 12:00:00 +9900",
    "0001-01-01 00:00:00 +0100", "2026-12-01 12:00:00 UTC" + " " * 200,
])
def test_timestamp_that_says_nothing(submitted, text):
    """A file that is empty, too large, or says no time or no known zone gives None, never a wrong time."""
    (submitted / "timestamp.txt").write_text(text, encoding="utf-8")

    assert files.timestamp(submitted) is None


def test_no_timestamp(submitted):
    """Without the file there is no time."""
    assert files.timestamp(submitted) is None


def test_timestamp_follows_no_link(course, submitted, made):
    """A link, a link on the way, a folder or a pipe in place of the file is no time, and is not copied."""
    target = course / "secret.txt"
    target.write_text("2026-12-01 10:00:00 UTC", encoding="utf-8")
    (submitted / "timestamp.txt").symlink_to(target)
    elsewhere = course / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC", encoding="utf-8")
    (course / "submitted" / "s02").mkdir()
    (course / "submitted" / "s02" / "homework").symlink_to(elsewhere)
    for student, place in (("s03", os.mkfifo), ("s04", os.mkdir)):
        (course / "submitted" / student / "homework").mkdir(parents=True)
        place(course / "submitted" / student / "homework" / "timestamp.txt")

    assert [files.timestamp(course / "submitted" / s / "homework") for s in ("s01", "s02", "s03", "s04")] == [None] * 4
    files.write_autograded(made, executed(one="{}"), submitted, "s01")
    assert not (made.root / "autograded" / "s01" / "homework" / "timestamp.txt").exists()
