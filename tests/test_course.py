from pathlib import Path

import pytest
from traitlets.config.loader import PyFileConfigLoader

from autograder import course
from autograder.errors import CourseError

ONE_LINE = '__import__("autograder.course").course.configure_nbgrader(get_config(), __file__)\n'


def settings(folder: Path, text: str) -> course.Settings:
    path = folder / "course_config.py"
    path.write_text(text, encoding="utf-8")
    return course.read_settings(path)


def test_defaults(tmp_path: Path) -> None:
    """An empty file is a course with the defaults: judge isolation, namespaces, UTC."""
    found = settings(tmp_path, "")

    assert (found.isolation, found.minimum_tier) == ("judge", "namespaces")
    assert (found.time_zone, found.term) == ("UTC", "default")


def test_names_that_are_no_settings_of_their_own(tmp_path: Path) -> None:
    """Imports, functions and private names may stand in the file; limits and assignments are read."""
    found = settings(tmp_path, """
import os
_hours = 2
def helper(): pass
limits = {"cell_cpu_seconds": _hours * 3.0}
assignments = {"bayes": {"title": "Bayes", "due": "2026-12-01 23:59:59", "files": ["data.csv"]}}
""")

    assert found.limits.cell_cpu_seconds == 6.0
    assert found.limits.processes == 32
    assert found.assignments["bayes"].files == ("data.csv",)


@pytest.mark.parametrize(("text", "setting", "rule"), [
    ("isolaton = 'judge'", "isolaton", "the settings are course_id"),
    ("isolation = 'none'", "isolation = 'none'", "'judge' or 'shared'"),
    ("minimum_tier = 'hope'", "minimum_tier = 'hope'", "'namespaces'"),
    ("time_zone = 'Mars/North'", "time_zone = 'Mars/North'", "no IANA time zone"),
    ("course_id = ' x'", "course_id = ' x'", "no white space"),
    ("course_id = ''", "course_id = ''", "not empty"),
    ("term = 3", "term = 3", "valid string"),
    ("limits = {'processes': 'many'}", "limits.processes = 'many'", "valid integer"),
    ("limits = {'minutes': 3}", "limits.minutes", "is not a setting"),
    ("assignments = {'bayes': {'titel': 'B'}}", "assignments.bayes.titel", "is not a setting"),
    ("late = {'penalty_per_day': 1.5}", "late.penalty_per_day = 1.5", "less than or equal to 1"),
    ("late = {'grace_minutes': -1}", "late.grace_minutes = -1", "greater than or equal to 0"),
    ("late = {'per_day': 0.1}", "late.per_day", "the settings are grace_minutes, penalty_per_day, limit_days"),
    ("assignments = {'bayes': {'late': {'limit': 1}}}", "assignments.bayes.late.limit", "the settings are grace_minutes"),
    ("missing = 'nought'", "missing = 'nought'", "'empty' or 'zero'"),
    ("assignments = ['bayes']", "assignments = ['bayes']", "valid dictionary"),
])
def test_wrong_settings(tmp_path: Path, text: str, setting: str, rule: str) -> None:
    """Each message names the file, the setting with its value, and the rule."""
    with pytest.raises(CourseError) as caught:
        settings(tmp_path, text)

    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'course_config.py'}: {setting}")
    assert rule in message


def test_late_policies(tmp_path: Path) -> None:
    """An assignment's own policy stands in place of the course's, as a whole."""
    found = settings(tmp_path, """
late = {"penalty_per_day": 0.1, "limit_days": 3}
assignments = {"bayes": {"late": {"grace_minutes": 30}}, "kl": {}}
""")
    made = course.Course(tmp_path, found)

    assert made.late_policy("kl") == made.late_policy("other") == course.LatePolicy(penalty_per_day=0.1, limit_days=3)
    assert made.late_policy("bayes") == course.LatePolicy(grace_minutes=30)


def test_all_wrong_settings_are_named_at_once(tmp_path: Path) -> None:
    """One line for each."""
    with pytest.raises(CourseError) as caught:
        settings(tmp_path, "term = 3\nisolation = 4")

    assert len(str(caught.value).splitlines()) == 2


def test_a_file_that_fails(tmp_path: Path) -> None:
    """What it raised is in the message."""
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        settings(tmp_path, "term = 1 / 0")


def test_find(tmp_path: Path) -> None:
    """A folder with neither settings nor sources is no course."""
    with pytest.raises(CourseError, match="--root"):
        course.find(tmp_path)


def notebooks(root: Path, *names: str) -> None:
    for name in names:
        (root / name).mkdir(parents=True)
        (root / name / "n.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
                                             encoding="utf-8")


def test_folders_and_assignments(tmp_path: Path) -> None:
    """Assignments are the folders of source/ that hold a notebook."""
    (tmp_path / "course_config.py").write_text("", encoding="utf-8")
    assert course.find(tmp_path).assignments == ()
    notebooks(tmp_path / "source", "kl", "bayes")
    (tmp_path / "source" / "empty").mkdir()
    found = course.find(tmp_path)

    assert found.assignments == ("bayes", "kl")
    assert found.folder("release") == found.root / "release"
    assert found.database == f"sqlite:///{found.root / 'gradebook.db'}"
    assert [n.name for n in found.source("kl")] == ["n"]
    with pytest.raises(CourseError, match=r'no assignment "ml" in .*; there: bayes, kl'):
        found.source("ml")


def test_a_database_by_url(tmp_path: Path) -> None:
    """A URL in the settings goes before the file in the course's folder."""
    (tmp_path / "course_config.py").write_text('database = "postgresql:///grades"', encoding="utf-8")

    assert course.find(tmp_path).database == "postgresql:///grades"


def test_another_course(tmp_path: Path) -> None:
    """nbgrader's own settings give the folders, and tests run in shared isolation."""
    notebooks(tmp_path / "src", "ps1")
    (tmp_path / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.source_directory = "src"\nc.CourseDirectory.course_id = "old"\n',
        encoding="utf-8")
    found = course.find(tmp_path)

    assert found.assignments == ("ps1",)
    assert found.settings.isolation == "shared"
    assert found.settings.course_id == "old"
    (tmp_path / "nbgrader_config.py").write_text("1 / 0", encoding="utf-8")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py cannot be run: ZeroDivisionError"):
        course.find(tmp_path)


def test_another_course_without_settings(tmp_path: Path) -> None:
    """A source folder alone is enough."""
    notebooks(tmp_path / "source", "ps1")

    assert course.find(tmp_path).assignments == ("ps1",)


def test_nbgrader_gets_the_settings(tmp_path: Path) -> None:
    """The one line of nbgrader_config.py hands over root, course id, database and time zone, as nbgrader loads it."""
    (tmp_path / "course_config.py").write_text('course_id = "lab"\ntime_zone = "Europe/Berlin"', encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(ONE_LINE, encoding="utf-8")

    config = PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config()

    assert config.CourseDirectory.root == str(tmp_path.resolve())
    assert config.CourseDirectory.course_id == "lab"
    assert config.CourseDirectory.db_url == f"sqlite:///{tmp_path.resolve() / 'gradebook.db'}"
    assert config.Exchange.timezone == "Europe/Berlin"


def test_the_repository_s_own_line() -> None:
    """nbgrader_config.py of this course is that one line, and loads."""
    root = Path(__file__).parent.parent
    lines = (root / "nbgrader_config.py").read_text(encoding="utf-8").splitlines()

    assert len(lines) == 1
    assert lines[0].startswith(ONE_LINE.strip())
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    assert config.CourseDirectory.course_id == course.find(root).settings.course_id
