"""From a download to submitted/: the newest wins, nothing is lost, nothing is guessed."""

import io
import json
import os
import stat
import zipfile
from datetime import UTC, datetime

import pytest

from autograder import course as courses
from autograder.batch import archive, patterns
from autograder.batch.collect import by_student, lots, moodle_time, safe_name, wanted_of
from autograder.batch.keep import Shelf, Version, marked_late, newest
from autograder.cli.exchange import collect_all
from autograder.gradebook import files
from autograder.gradebook.store import Store
from autograder.roster import Roster
from autograder.students import Student, hashed

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
NOON = (2026, 12, 1, 12, 0, 0)


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    (root / "source" / "hw").mkdir(parents=True)
    (root / "source" / "hw" / "one.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    (root / "course_config.py").write_text(
        'time_zone = "Europe/Berlin"\nassignments = {"hw": {"files": ["data/in.csv"]}}', encoding="utf-8")
    return courses.find(root)


@pytest.fixture
def download(tmp_path):
    """A zip of names, contents and times."""
    def make(files, name="download.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as whole:
            for entry, data, *when in files:
                whole.writestr(zipfile.ZipInfo(entry, *(when or [NOON])), data)
        return path
    return make


def collect(course, source, **more):
    found = collect_all(course, "hw", source, more.pop("lms", "auto"), more.pop("lists", []), more.pop("times", "auto"), **more)
    return {one.student: one for one in found.outcomes}, found


def tree(root):
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*")) if path.is_file()}


def submitted(course):
    return tree(course.folder("submitted"))


def roster(course, text):
    (course.root / "roster.csv").write_text(text, encoding="utf-8")


def test_newest_wins_and_older_is_kept(course, download):
    """Of two uploads the later one is graded, the earlier one is kept; both ways round, in one download or two."""
    first, _ = collect(course, download([("a_1_20_one-1.ipynb", "new"), ("a_1_5_one.ipynb", "old"), ("b_2_7_one.ipynb", "b1")]))
    assert submitted(course) == {"canvas-1/hw/one.ipynb": "new", "canvas-2/hw/one.ipynb": "b1"}
    second, _ = collect(course, download([("b_2_30_one.ipynb", "b2")]))
    third, _ = collect(course, download([("b_2_8_one.ipynb", "b0")]))

    assert submitted(course) == {"canvas-1/hw/one.ipynb": "new", "canvas-2/hw/one.ipynb": "b2"}
    assert [found["canvas-2"].state for found in (first, second, third)] == ["new", "newer", "older"]
    kept = [text for path, text in tree(course.root / "collected").items() if path.endswith("files/one.ipynb")]
    assert sorted(kept) == ["b0", "b1", "b2", "new", "old"]


def test_a_second_run_changes_nothing(course, download):
    """The same download again writes nothing, and says the same of what needs a person."""
    source = download([("Ann Lee_8_assignsubmission_file_/one.ipynb", "1"), ("Ann Lee_8_assignsubmission_file_/x.pdf", "pdf")])
    collect(course, source)
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in course.root.rglob("*") if "gradebook" not in path.name}
    found, _ = collect(course, source)

    assert found["Ann Lee_8"].state == "same"
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino)
            for path in course.root.rglob("*") if "gradebook" not in path.name} == before


def test_a_preview_writes_nothing(course, download):
    """What would be done is said, and not done: no folder, no gradebook."""
    found, _ = collect(course, download([("a_1_2_one.ipynb", "1")]), write=False)

    assert found["canvas-1"].state == "new"
    assert sorted(path.name for path in course.root.iterdir()) == ["course_config.py", "source"]


def test_private(course, download):
    """Folders and files of students are their owner's only."""
    collect(course, download([("a_1_2_one.ipynb", "1"), ("a_1_3_x.txt", "x")]))

    for top in ("submitted", "collected"):
        for path in ((course.root / top), *(course.root / top).rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_only_what_is_wanted(course, download):
    """Notebooks and listed files go to submitted/; the rest is kept beside."""
    base = "Ann_8_assignsubmission_file_"
    found, _ = collect(course, download([
        (f"{base}/one.ipynb", "1"), (f"{base}/deep/In.csv", "no"), (f"{base}/data/in.csv", "yes"), (f"{base}/plot[1].png", "p"),
        (f"{base}/Notes *.ipynb", "n")]))

    assert {path: text for path, text in submitted(course).items() if not path.endswith("timestamp.txt")} == {
        f"Ann_8/hw/{name}": text
        for name, text in (("one.ipynb", "1"), ("data/in.csv", "yes"), ("Notes _.ipynb", "n"))}
    assert found["Ann_8"].others == ("deep/In.csv", "plot_1_.png")


@pytest.mark.parametrize("name", ["one.ipynb", "ONE.ipynb", "one-3.ipynb", "one (2).ipynb", "one - Copy.ipynb", "one.IPYNB"])
def test_names_that_surely_mean_the_notebook(course, download, name):
    """What Canvas, browsers and Windows make of a name is undone."""
    collect(course, download([(f"a_1_2_{name}", "1")]))

    assert submitted(course) == {"canvas-1/hw/one.ipynb": "1"}


def test_a_tie_is_not_guessed(course, download):
    """Two files that could be the notebook, with one time: neither is taken, and grading will ask a person."""
    base = "Ann_8_assignsubmission_file_"
    found, result = collect(course, download([(f"{base}/a/one.ipynb", "1"), (f"{base}/b/one.ipynb", "2")]))

    assert "could each be one.ipynb, and nothing says which is newer" in found["Ann_8"].doubts[0]
    assert result.needs_person
    assert submitted(course) == {}
    assert (course.folder("submitted") / "Ann_8" / "hw").is_dir()
    assert {"1", "2"} <= set(tree(course.root / "collected").values())


def test_times_decide_between_two(course, download):
    """With two times the later file counts, and it is the time of the submission, in UTC."""
    base = "Ann_8_assignsubmission_file_"
    found, _ = collect(course, download([
        (f"{base}/one (1).ipynb", "later", (2026, 12, 1, 13, 0, 0)), (f"{base}/one.ipynb", "earlier")]))

    assert submitted(course)["Ann_8/hw/one.ipynb"] == "later"
    # Zips keep even seconds, and some packers round up: the second goes to the student.
    assert found["Ann_8"].time == datetime(2026, 12, 1, 11, 59, 59, tzinfo=UTC)
    assert files.timestamp(course.folder("submitted") / "Ann_8" / "hw") == found["Ann_8"].time


def test_versions_that_cannot_be_compared(course, download):
    """Without times, another version than the collected one is asked about; --latest says that it is newer."""
    collect(course, download([("ann/one.ipynb", "1")]), times="none")
    found, _ = collect(course, download([("ann/one.ipynb", "2")]), times="none")
    assert found["ann"].state == "unclear"
    assert submitted(course) == {"ann/hw/one.ipynb": "1"}
    found, _ = collect(course, download([("ann/one.ipynb", "3")]), times="none", latest=True)

    assert (found["ann"].state, submitted(course)) == ("newer", {"ann/hw/one.ipynb": "3"})


def test_changes_by_hand_are_kept(course, download):
    """What a person changed in submitted/ stays; a newer version takes its place, and keeps it."""
    source = download([("a_1_2_one.ipynb", "1")])
    collect(course, source)
    place = course.folder("submitted") / "canvas-1" / "hw"
    (place / "one.ipynb").write_text("mended", encoding="utf-8")
    (place / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC", encoding="utf-8")
    collect(course, source)
    assert submitted(course)["canvas-1/hw/one.ipynb"] == "mended"
    collect(course, download([("a_1_9_one.ipynb", "2")]))

    assert submitted(course) == {"canvas-1/hw/one.ipynb": "2"}
    kept = tree(course.root / "collected")
    by_hand = {path.split("/")[-1]: text for path, text in kept.items() if "by-hand" in path and "about" not in path}
    assert by_hand == {"one.ipynb": "mended", "timestamp.txt": "2026-12-01 10:00:00 UTC"}


def test_a_folder_made_by_hand_is_not_doubled(course, download):
    """Where a student's work lies under another name already, nothing is put beside it."""
    roster(course, "id,name,canvas_id\nAnn Lee,Ann Lee,1\n")
    (course.folder("submitted") / "Ann Lee" / "hw").mkdir(parents=True)
    found, _ = collect(course, download([("leeann_1_2_one.ipynb", "1")]))

    assert "submitted/Ann Lee/hw is there already" in found["Ann Lee"].doubts[-1]
    assert submitted(course) == {}
    assert "1" in tree(course.root / "collected").values()


def test_a_link_in_the_way(course, download, tmp_path):
    """Nothing is written through a link under submitted/."""
    course.folder("submitted").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (course.folder("submitted") / "canvas-1").symlink_to(tmp_path / "elsewhere")
    found, _ = collect(course, download([("a_1_2_one.ipynb", "1")]))

    assert found["canvas-1"].state == "unclear"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_the_roster_says_who(course, download):
    """By number, then by a name that is only one person's; strangers, namesakes and the missing are named."""
    roster(course, "id,name,canvas_id\nann,Ann Lee,1\nbo,Bo Ek,\nk1,Sam Kim,\nk2,Sam Kim,\nmo,Mo Oh,\n")
    found, result = collect(course, download([
        ("xx_1_2_one.ipynb", "ann"), ("ekbo_5_3_one.ipynb", "bo"), ("kimsam_6_4_one.ipynb", "k?"), ("sue_7_5_one.ipynb", "?")]))

    assert sorted(found) == ["ann", "bo"]
    assert {problem.what: problem.why for problem in result.nobodys} == {
        "kimsam_6_4_one.ipynb": '2 people on the roster are called "kimsam"; give the platform\'s list with --roster',
        "sue_7_5_one.ipynb": 'nobody on the roster is "sue"'}
    assert result.missing == ("k1", "k2", "mo")
    with Store(course.database) as store:
        assert {student.id: student.canvas_id for student in store.students()}["bo"] == "5"


def test_two_of_one_name_in_the_download(course, download):
    """Two people whom the platform calls the same are not one, though the roster has only one of that name."""
    roster(course, "id,name\nsam,Sam Kim\n")
    _, result = collect(course, download([("kimsam_6_4_one.ipynb", "1"), ("kimsam_7_5_one.ipynb", "2")]))

    assert (result.outcomes, len(result.nobodys), result.missing) == ((), 2, ("sam",))


def test_who_was_collected_before_is_not_missing(course, download):
    """A second download with the late ones only makes nobody missing who is there."""
    roster(course, "id\nann\nbo\n")
    collect(course, download([("ann/one.ipynb", "1")]))
    _, result = collect(course, download([("bo/one.ipynb", "1")]))

    assert result.missing == ()


@pytest.mark.parametrize("student", ["Ann Lee", "a[1]*", "CON", "Zoë", "anna", "..."])
def test_awkward_ids(course, download, student):
    """Any id of the roster is collected, under its slug."""
    roster(course, f'id,canvas_id\nAnna,2\n"{student}",1\n')
    collect(course, download([("a_1_2_one.ipynb", "1")]))

    with Store(course.database) as store:
        slug = store.slug(student)
    assert submitted(course) == {f"{slug}/hw/one.ipynb": "1"}
    assert slug == hashed(student)


def test_late_by_an_unknown_time(course, download):
    """Canvas's mark without a time asks a person, until somebody has written the time down."""
    source = download([("a_LATE_1_2_one.ipynb", "1")])
    found, _ = collect(course, source)
    assert "Canvas marks it as late" in found["canvas-1"].doubts[0]
    assert marked_late(course, "hw") == {"canvas-1"}
    (course.folder("submitted") / "canvas-1" / "hw" / "timestamp.txt").write_text("2026-12-02 10:00:00 UTC", encoding="utf-8")
    found, _ = collect(course, source)

    assert found["canvas-1"].doubts == ()


def test_a_student_cannot_say_the_time(course, download):
    """A timestamp.txt that a student handed in is one of the other files; in folders that staff made, it counts."""
    text = "2026-01-01 00:00:00 UTC"
    found, _ = collect(course, download([("Ann_8_assignsubmission_file_/one.ipynb", "1"),
                                         ("Ann_8_assignsubmission_file_/timestamp.txt", text)]))
    assert found["Ann_8"].time == datetime(2026, 12, 1, 10, 59, 59, tzinfo=UTC)
    found, _ = collect(course, download([("ann/one.ipynb", "1"), ("ann/timestamp.txt", text)]))

    assert found["ann"].time == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_student_s_zip(course, download):
    """A zip is looked into and kept; one that cannot be read needs a person."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as whole:
        whole.writestr("work/one.ipynb", "1")
        whole.writestr("../../one.ipynb", "2")
    found, _ = collect(course, download([("a_1_2_w.zip", inner.getvalue()), ("b_2_3_w.zip", b"no zip")]))

    assert submitted(course) == {"canvas-1/hw/one.ipynb": "1"}
    assert found["canvas-1"].others == ("w.zip",)
    assert any("leads out of the archive" in line for line in found["canvas-1"].doubts)
    assert any("cannot be read as a zip" in line for line in found["canvas-2"].doubts)
    assert (course.folder("submitted") / "canvas-2" / "hw").is_dir()


def test_a_killed_collect_is_finished_by_the_next(course, download, monkeypatch):
    """Killed between keeping and putting, nothing is lost, and the same command puts it."""
    source = download([("a_1_2_one.ipynb", "1")])

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Shelf, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            collect(course, source)
    assert submitted(course) == {}
    collect(course, source)

    assert submitted(course) == {"canvas-1/hw/one.ipynb": "1"}


def test_a_folder_s_times_are_not_believed(course, tmp_path):
    """Copying changes the times of files: from a folder they are no times of submission, unless one says so."""
    (tmp_path / "dl" / "ann").mkdir(parents=True)
    (tmp_path / "dl" / "ann" / "one.ipynb").write_text("1", encoding="utf-8")
    os.utime(tmp_path / "dl" / "ann" / "one.ipynb", (1_796_000_000, 1_796_000_000))

    assert collect(course, tmp_path / "dl", write=False)[0]["ann"].time is None
    assert collect(course, tmp_path / "dl", write=False, times="archive")[0]["ann"].time == datetime.fromtimestamp(1_796_000_000, UTC)


def test_newest():
    """By upload where all have one, else by time where all have one, else nobody knows."""
    def version(label, hour=None, upload=0):
        return Version(label, datetime(2026, 12, 1, hour, tzinfo=UTC) if hour else None, upload, {})

    assert newest([]) is None
    assert newest([version("a", 5), version("b", 7), version("c", 6)]).label == "b"
    assert newest([version("a", upload=5), version("b", 3, upload=4)]).label == "a"
    assert newest([version("a", 5), version("b")]) is None
    assert newest([version("a", 5), version("b", 5)]) is None


@pytest.mark.parametrize(("text", "expected"), [
    ("Tuesday, 1 December 2026, 11:58 PM", datetime(2026, 12, 1, 22, 58, tzinfo=UTC)),
    ("1 July 2026, 23:58:07", datetime(2026, 7, 1, 21, 58, 7, tzinfo=UTC)),
    ("Tuesday, 1 December 2026, 12:05 AM", datetime(2026, 11, 30, 23, 5, tzinfo=UTC)),
    ("Tuesday, 1 December 2026, 12:05 PM", datetime(2026, 12, 1, 11, 5, tzinfo=UTC)),
    ("Sunday, 25 October 2026, 2:30 AM", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ("-", None), ("1 Dezember 2026, 11:58", None), ("31 June 2026, 11:58", None), ("1 December 2026, 25:00", None),
])
def test_moodle_s_time(text, expected):
    """The worksheet's text as UTC; what is no such time is none."""
    assert moodle_time(text, "Europe/Berlin") == expected


@pytest.mark.parametrize(("name", "safe"), [
    ("bayes final.ipynb", "bayes final.ipynb"), ("Zoë.ipynb", "Zoë.ipynb"), ("a*?[1].ipynb", "a___1_.ipynb"), ("../x", "_x"),
    (".hidden", "hidden"), ("a\nb", "a_b"), ("", "file"), ("-rf", "rf"),
])
def test_safe_names(name, safe):
    """A student's file name is one plain name; letters of any language stay."""
    assert safe_name(name) == safe


def test_long_and_reserved_names():
    """Long names and devices get a short name of their own, with the kind of file kept."""
    assert len(safe_name("x" * 300 + ".ipynb").encode()) <= 100
    assert safe_name("x" * 300 + ".ipynb").endswith(".ipynb")
    assert safe_name("con.ipynb") != "con.ipynb"


def test_without_a_roster(download):
    """The platform's own key is the id; who is known by it keeps the id."""
    def ids(name, known=()):
        handed = patterns.sorted_out(archive.look_into(download([(name, "1")])).items, "hw")[1]
        return list(by_student(handed, Roster(), known).of)

    assert ids("leeann_47_2_one.ipynb") == ["canvas-47"]
    assert ids("leeann_47_2_one.ipynb", (Student("ann", canvas_id="47", slug="ann"),)) == ["ann"]
    assert ids("Ann Lee_81_assignsubmission_file_/one.ipynb") == ["Ann Lee_81"]
    assert ids(f"{hashed('Ann Lee')}/one.ipynb", (Student("Ann Lee", slug=hashed("Ann Lee")),)) == ["Ann Lee"]


def test_a_file_and_a_folder_of_one_name(course, download):
    """An archive may hold both; both are kept."""
    base = "Ann_8_assignsubmission_file_"
    handed = patterns.sorted_out(archive.look_into(download(
        [(f"{base}/one.ipynb", "1"), (f"{base}/a", "file"), (f"{base}/a/b", "inside")])).items, "hw")[1]
    found = lots(handed, wanted_of(course, "hw"), "UTC", trust_times=True)

    assert found[0].others == {"a": b"file", "a_b.file": b"inside"}
    collect(course, download([(f"{base}/one.ipynb", "1"), (f"{base}/a", "file"), (f"{base}/a/b", "inside")]))


def test_about_says_where_it_came_from(course, download):
    """Each version tells its student, time and names in the download."""
    collect(course, download([("a_LATE_1_2_one.ipynb", "1")]))
    about = json.loads(next((course.root / "collected").rglob("about.json")).read_text(encoding="utf-8"))

    assert (about["student"], about["late"], about["upload"], about["from"]) == (
        "canvas-1", True, 2, ["a_LATE_1_2_one.ipynb"])
