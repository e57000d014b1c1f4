"""`course collect` and `course export` as a TA types them."""

import json
import zipfile

import pytest
from typer.testing import CliRunner

from autograder.cli.console import app
from autograder.course import find
from autograder.gradebook.store import Store
from autograder.model import CellResult, SubmissionResult

NOTEBOOK = """{"cells": [{"cell_type": "code", "execution_count": null, "id": "t", "metadata": {"nbgrader": {"grade": true,
"grade_id": "t", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}}, "outputs": [],
"source": "assert True"}], "metadata": {"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}},
"nbformat": 4, "nbformat_minor": 5}"""


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "course"
    (folder / "source" / "hw").mkdir(parents=True)
    (folder / "source" / "hw" / "one.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    (folder / "course_config.py").write_text("", encoding="utf-8")
    (folder / "roster.csv").write_text("id,name,canvas_id\nann,Ann Lee,1\n", encoding="utf-8")
    return folder


@pytest.fixture
def download(tmp_path):
    def make(*names):
        path = tmp_path / "download.zip"
        with zipfile.ZipFile(path, "w") as whole:
            for name in names:
                whole.writestr(name, NOTEBOOK)
        return str(path)
    return make


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def record(root, *students, points=2.0):
    course = find(root)
    with Store(course.database) as store:
        store.register("course", "hw", course.source("hw"))
        for student in students:
            store.record(SubmissionResult(student, "hw", (CellResult("one", "t", points, 2.0),)))


def test_collect_is_done(root, download):
    """Exit code 0 when everybody is there and everything is somebody's."""
    done = run("collect", "hw", "--from", download("leeann_1_2_one.ipynb"), "--root", str(root))

    assert (done.exit_code, done.stdout) == (0, "canvas: 1 new.\n")


def test_collect_needs_a_person(root, download):
    """Exit code 1 with everything that somebody must look at; names cannot colour the terminal."""
    source = download("sue[red]\x1b[31m_7_3_one.ipynb")
    done = run("collect", "hw", "--from", source, "--root", str(root), "--check")
    data = json.loads(run("collect", "hw", "--from", source, "--root", str(root), "--json").stdout)

    assert done.exit_code == 1
    assert "Nothing was written" in done.stdout
    assert "1 handed nothing in: ann" in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert (data["missing"], len(data["nobodys"]), data["students"], data["written"]) == (["ann"], 1, [], True)


@pytest.mark.parametrize(("more", "says"), [
    (("--lms", "blackboard"), "no platform"), (("--times", "now"), "choose auto, archive, none")])
def test_collect_usage(root, download, more, says):
    """Exit code 2 names the option and what it may be."""
    done = run("collect", "hw", "--from", download("a_1_2_one.ipynb"), "--root", str(root), *more)

    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


def test_export_to_a_file(root, tmp_path):
    """Exit code 0 and a file for its owner only, where nobody has to look; the file is whole or old."""
    record(root, "ann")
    target = tmp_path / "grades.csv"
    target.write_text("old", encoding="utf-8")
    done = run("export", "hw", "--out", str(target), "--root", str(root))

    assert (done.exit_code, done.stdout) == (0, "")
    assert target.read_text(encoding="utf-8").splitlines()[1].startswith("ann,Ann Lee,,2,2,0,")
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob(".new-*")] == []


def test_export_names_who_needs_a_person(root, tmp_path):
    """Exit code 1 with the names; no number stands for them."""
    record(root, "ann", points=None)
    record(root, "bo")
    done = run("export", "hw", "--root", str(root))
    data = json.loads(run("export", "hw", "--root", str(root), "--json", "--partial", "--out", str(tmp_path / "x.csv")).stdout)

    assert done.exit_code == 1
    assert "1 need a person; their grade is empty: ann" in done.stderr
    assert done.stdout.splitlines()[1].endswith(",,needs-person,")
    assert (data["needs_person"], data["partial"], data["students"]) == (["ann"], True, 2)


@pytest.mark.parametrize(("more", "says"), [
    (("--format", "xml"), "choose csv, canvas, moodle"), (("--format", "canvas"), "own sheet"), (("--json",), "--out"),
    (("--template", "x.csv"), "belongs to the formats")])
def test_export_usage(root, more, says):
    """Exit code 2 names the option and the rule."""
    record(root, "ann")
    done = run("export", "hw", "--root", str(root), *more)

    assert done.exit_code == 2
    assert says in " ".join(done.output.split())
