"""`course release` as an author types it."""

import shutil

import pytest
import verify_course
from typer.testing import CliRunner

from autograder.cli.console import app


@pytest.fixture
def root(tmp_path):
    """A course with two assignments, neither released."""
    verify_course.make(tmp_path)
    shutil.rmtree(tmp_path / "release", ignore_errors=True)
    shutil.copytree(tmp_path / "source" / "coins", tmp_path / "source" / "dice", ignore=shutil.ignore_patterns("*.txt"))
    return tmp_path


def release(root, *arguments):
    done = CliRunner().invoke(app, ["release", "--root", str(root), *arguments])
    return done.exit_code, " ".join(done.output.split())


def test_all_assignments_are_released_and_checked(root):
    """Without a name it is about all; one that is stale makes --check end with 1, and is named."""
    assert release(root, "--check")[0] == 1
    assert release(root)[0] == 0
    assert release(root, "--check") == (0, "release/coins is up to date. release/dice is up to date.")

    (root / "release" / "dice" / "coins.ipynb").unlink()

    code, said = release(root, "--check")
    assert code == 1
    assert "release/coins is up to date." in said
    assert "release/dice is stale; run: course release dice" in said
    assert release(root, "coins", "--check") == (0, "release/coins is up to date.")


def test_a_source_that_breaks_a_rule_stops_all(root):
    """Nothing is written, not even the assignments before it."""
    path = root / "source" / "dice" / "coins.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("### END HIDDEN TESTS", ""), encoding="utf-8")

    assert release(root)[0] != 0
    assert not (root / "release").exists()


def test_another_folder_is_for_one_assignment(root, tmp_path):
    """Two assignments in one folder would overwrite each other."""
    code, said = release(root, "--out", str(tmp_path / "out"))

    assert code == 2
    assert "coins, dice" in said
    assert release(root, "dice", "--target", "key", "--out", str(tmp_path / "out"))[0] == 0
    assert (tmp_path / "out" / "coins.ipynb").is_file()
