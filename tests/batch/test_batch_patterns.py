"""Whose a file is, by the name that the platform gave it."""

from datetime import UTC, datetime

import pytest

from autograder.batch.archive import Item
from autograder.batch.patterns import sorted_out
from autograder.errors import CourseError


def items(*names):
    return [Item(tuple(name.split("/")), 1, None, lambda: b"1") for name in names]


def facts(name, platform="auto"):
    found, handed, problems = sorted_out(items(name), "bayes", platform)
    assert problems == []
    one = handed[0]
    return found, one.key, one.name, "/".join(one.file)


@pytest.mark.parametrize(("name", "key", "student", "file"), [
    ("leeann_4711_501_bayes.ipynb", "4711", "leeann", "bayes.ipynb"),
    ("leeann_LATE_4711_501_bayes-2.ipynb", "4711", "leeann", "bayes-2.ipynb"),
    ("muñozgarcíazoë_4711_501_my_file_1_2.ipynb", "4711", "muñozgarcíazoë", "my_file_1_2.ipynb"),
    ("李雷_1_2_x.zip", "1", "李雷", "x.zip"),
])
def test_canvas(name, key, student, file):
    """Name, LATE, user, upload, the student's own file name, which may hold underscores and numbers."""
    assert facts(name) == ("canvas", key, student, file)


def test_canvas_late_and_order():
    """The mark for lateness, and the upload's number, which grows."""
    _, handed, _ = sorted_out(items("a_LATE_1_20_x.ipynb", "a_1_9_x.ipynb"), "bayes")

    assert [(one.late, one.upload) for one in handed] == [(True, 20), (False, 9)]


@pytest.mark.parametrize(("name", "key", "student", "file"), [
    ("Ann Lee_8123_assignsubmission_file_/bayes.ipynb", "8123", "Ann Lee", "bayes.ipynb"),
    ("Ann Lee_8123_assignsubmission_file/bayes.ipynb", "8123", "Ann Lee", "bayes.ipynb"),
    ("Ann Lee_8123_assignsubmission_file_bayes.ipynb", "8123", "Ann Lee", "bayes.ipynb"),
    ("Ann Lee_8123_assignsubmission_file_/a/b/bayes.ipynb", "8123", "Ann Lee", "a/b/bayes.ipynb"),
    ("Group 2-Ann_Lee_8123_assignsubmission_onlinetext_/onlinetext.html", "8123", "Group 2-Ann_Lee", "onlinetext.html"),
])
def test_moodle(name, key, student, file):
    """A folder for each participant, or the file's name behind the participant's, with files in folders."""
    assert facts(name) == ("moodle", key, student, file)


@pytest.mark.parametrize(("name", "student", "file"), [
    ("Ann Lee/bayes.ipynb", "Ann Lee", "bayes.ipynb"), ("ann/bayes/bayes.ipynb", "ann", "bayes.ipynb"),
    ("ann/bayes/data/x.csv", "ann", "data/x.csv"), ("ann.zip", "ann", "ann.zip"),
])
def test_plain(name, student, file):
    """A folder or a zip for each student."""
    assert facts(name) == ("plain", student, student, file)


@pytest.mark.parametrize("name", [
    "ann_lee_bayes_attempt_2026-12-01-22-58-00_bayes.ipynb", "bayes_ann_lee_attempt_2026-12-01-22-58-00_bayes.ipynb"])
def test_nbgrader(name):
    """nbgrader's names, either way round; the time is UTC, as nbgrader reads it."""
    _, handed, _ = sorted_out(items(name), "bayes")

    assert (handed[0].key, handed[0].file) == ("ann_lee", ("bayes.ipynb",))
    assert handed[0].time == datetime(2026, 12, 1, 22, 58, tzinfo=UTC)


def test_a_folder_around_all():
    """A folder that holds the whole download is passed over; a student's own folder is not."""
    canvas = sorted_out(items("dl/a_1_2_x.ipynb", "dl/b_2_3_x.ipynb"), "bayes")
    deep = sorted_out(items("dl/ann/x.ipynb", "dl/bo/x.ipynb"), "bayes")
    single = sorted_out(items("ann/x.ipynb"), "bayes")
    graded = sorted_out(items("submitted/ann/bayes/x.ipynb"), "bayes")

    assert [[one.key for one in found[1]] for found in (canvas, deep, single, graded)] == [
        ["1", "2"], ["ann", "bo"], ["ann"], ["ann"]]


def test_what_is_nobodys():
    """A name that says no student is reported; two platforms in one download are asked about."""
    assert [p.what for p in sorted_out(items("a_1_2_x.ipynb", "x.ipynb"), "bayes")[2]] == ["x.ipynb"]
    assert [p.why for p in sorted_out(items("x.ipynb"), "bayes")[2]] == ["its name says no student"]
    with pytest.raises(CourseError, match="say which with --lms"):
        sorted_out(items("a_1_2_x.ipynb", "A_8_assignsubmission_file_/x.ipynb"), "bayes")
