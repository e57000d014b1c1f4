"""Whose eyes the record is for."""

import stat
from pathlib import Path

import pytest
from homework_course import result
from typer.testing import CliRunner

from autograder import course as courses
from autograder.cli import app
from autograder.gradebook import privacy
from autograder.gradebook.store import Store


@pytest.fixture
def made(course, store):
    store.record(result())
    return courses.find(course)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_gradebook_is_made_for_its_owner_only(made):
    """From its first byte, so that there is nothing to close."""
    assert mode(made.root / "gradebook.db") == 0o600
    assert privacy.tighten(made) == []


@pytest.mark.parametrize("before", [0o644, 0o664, 0o640, 0o604, 0o666])
def test_open_gradebook_is_closed_and_said_so(made, before):
    """nbgrader makes it readable by everybody; files that SQLite keeps beside it hold the same pages."""
    files = [made.root / f"gradebook.db{end}" for end in ("", "-journal", "-wal")]
    for path in files:
        path.touch()
        path.chmod(before)

    lines = privacy.tighten(made)
    assert [mode(path) & 0o077 for path in files] == [0, 0, 0]
    assert len(lines) == 3
    assert all("now only by you" in line for line in lines)
    assert privacy.tighten(made) == []


def test_folders_of_others_are_named_with_the_command(made):
    """They are not changed: whoever opened them may have had a reason."""
    made.root.chmod(0o755)
    for name, its in (("submitted", 0o755), ("autograded", 0o700), ("feedback", 0o710), ("keys", 0o705), ("collected", 0o700)):
        (made.root / name).mkdir()
        (made.root / name).chmod(its)

    assert [line.split("chmod")[1] for line in privacy.tighten(made)] == [
        f" -R go= {made.root / name}" for name in ("submitted", "feedback", "keys")]
    assert mode(made.root / "submitted") == 0o755


def test_closed_course_closes_what_is_in_it(made):
    """Whoever cannot enter the course's folder needs no second lock."""
    (made.root / "submitted").mkdir(mode=0o755)
    made.root.chmod(0o700)

    assert privacy.tighten(made) == []


def test_database_server_has_no_file_to_close(made):
    """Its own rights are its own matter."""
    with Store("sqlite://") as store:
        assert store is not None
    server = courses.Course(made.root, courses.Settings(database="sqlite://"))

    assert privacy.gradebook_files(server) == ()


def test_keys_are_for_staff_only(tmp_path):
    """The instructor's key has every solution in it."""
    keys = tmp_path / "keys" / "bayes"
    done = CliRunner().invoke(app, ["release", "bayes", "--target", "key", "--out", str(keys), "--root",
                                    str(Path(__file__).parents[2])])

    assert done.exit_code == 0
    assert {path.name: mode(path) for path in (keys.parent, keys, *keys.iterdir())} == {
        "keys": 0o700, "bayes": 0o700, "bayes.ipynb": 0o600}
