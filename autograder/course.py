"""The course: its folders and its settings, from `course_config.py`, validated with errors that name the setting.

`course_config.py` is plain Python: each setting is an upper-case-free name at module level, for example
`course_id = "likelihood-lab"`. A folder without it is somebody else's nbgrader course: its `nbgrader_config.py` is read
for the places of its folders, and its tests run in `shared` isolation.
"""

import runpy
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from autograder import notebook
from autograder.errors import CourseError
from autograder.model import Limits, SourceNotebook

Isolation = Literal["judge", "shared"]
STEPS = ("source", "release", "submitted", "autograded", "feedback")  # folders of a course, by nbgrader's names


class LatePolicy(BaseModel):
    """What lateness costs. The defaults cost nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grace_minutes: float = Field(default=0.0, ge=0, allow_inf_nan=False)  # so much later is still on time
    penalty_per_day: float = Field(default=0.0, ge=0, le=1)  # share of the maximum for each begun day
    limit_days: int | None = Field(default=None, ge=0)  # what comes after so many days earns nothing; None: no limit


class Assignment(BaseModel):
    """Settings of one assignment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""  # as students read it
    due: str | None = None  # local time of the course, "2026-12-01 23:59:59"
    files: tuple[str, ...] = ()  # data files beside the notebooks that students get too
    late: LatePolicy | None = None  # in place of the course's


class Settings(BaseModel):
    """All that `course_config.py` may say. Each field has a sentence; unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    course_id: str = "course"  # nbgrader's course id
    title: str = ""  # the course's name for people
    term: str = "default"  # term whose numbers `course release` uses; "default" has the lecture's
    time_zone: str = "UTC"  # IANA name; due dates are in it, stored times are UTC
    assignments: dict[str, Assignment] = Field(default_factory=dict)  # by name: a folder of source/
    late: LatePolicy = LatePolicy()  # what lateness costs
    missing: Literal["empty", "zero"] = "empty"  # what exports say of students who handed nothing in
    isolation: Isolation = "judge"  # "judge": tests outside the student's process; "shared": inside it, still jailed
    minimum_tier: Literal["namespaces", "landlock"] = "namespaces"  # weakest sandbox that grading accepts
    database: str = ""  # SQLAlchemy URL of the gradebook; empty: gradebook.db in the course's folder
    limits: Limits = Limits()  # what student code may use
    solutions: str = "solutions"  # package of reference solutions, in the course's folder

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f'"{value}" is no IANA time zone; one is "Europe/Berlin"') from None
        return value

    @field_validator("course_id")
    @classmethod
    def _trimmed(cls, value: str) -> str:
        # nbgrader refuses a course id with white space at its ends.
        if value != value.strip() or not value:
            raise ValueError("the course id is not empty and has no white space at its ends")
        return value


class Course:
    """A course on disk: `root` holds source/, release/, submitted/, autograded/ and the gradebook."""

    def __init__(self, root: Path, settings: Settings, folders: dict[str, str] | None = None) -> None:
        self.root = root
        self.settings = settings
        self._folders = {**{step: step for step in STEPS}, **(folders or {})}

    def folder(self, step: str) -> Path:
        """The folder of one of the `STEPS`."""
        return self.root / self._folders[step]

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the gradebook."""
        return self.settings.database or f"sqlite:///{self.root / 'gradebook.db'}"

    def late_policy(self, assignment: str) -> LatePolicy:
        """What lateness costs in `assignment`."""
        own = self.settings.assignments.get(assignment)
        return own.late if own is not None and own.late is not None else self.settings.late

    @property
    def assignments(self) -> tuple[str, ...]:
        """Names of the assignments that have a source folder."""
        source = self.folder("source")
        return tuple(sorted(p.name for p in source.iterdir() if any(p.glob("*.ipynb")))) if source.is_dir() else ()

    def source(self, assignment: str) -> tuple[SourceNotebook, ...]:
        """The source notebooks of `assignment`.

        Raises:
            CourseError: there is no such assignment.
        """
        if assignment not in self.assignments:
            known = ", ".join(self.assignments) or "none"
            raise CourseError(f'There is no assignment "{assignment}" in {self.folder("source")}; there: {known}.')
        return notebook.load_assignment(self.folder("source") / assignment)


def read_settings(path: Path) -> Settings:
    """The settings in `course_config.py`.

    Raises:
        CourseError: the file fails, or a setting is unknown or out of its range; the message names each.
    """
    try:
        found = runpy.run_path(str(path))
    except Exception as error:
        raise CourseError(f"{path} cannot be run: {type(error).__name__}: {error}") from error
    values = {
        name: value for name, value in found.items()
        if not name.startswith("_") and not callable(value) and type(value).__name__ != "module"
    }
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = [f"{path}: {problem_in(item)}" for item in error.errors()]
        raise CourseError("\n".join(lines)) from None


def problem_in(item: Any) -> str:
    """One line for one of Pydantic's errors: the setting, its value, the rule."""
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        inner = {"limits": Limits.__slots__, "assignments": tuple(Assignment.model_fields), "late": tuple(LatePolicy.model_fields)}
        within = next((str(part) for part in reversed(item["loc"][:-1]) if part in inner), "")
        known = inner.get(within, tuple(Settings.model_fields))
        return f"{name} is not a setting; the settings are {', '.join(known)}."
    return f"{name} = {item['input']!r}: {item['msg'].removeprefix('Value error, ')}."


def find(root: Path) -> Course:
    """The course in `root`.

    Raises:
        CourseError: `root` holds neither `course_config.py` nor a source folder.
    """
    root = root.resolve()
    config = root / "course_config.py"
    if config.is_file():
        return Course(root, read_settings(config))
    other = root / "nbgrader_config.py"
    if other.is_file() or (root / "source").is_dir():
        return _nbgrader_course(root, other)
    raise CourseError(f"{root} holds neither course_config.py nor source/; give the course's folder with --root.")


def _nbgrader_course(root: Path, config: Path) -> Course:
    """Somebody else's course: nbgrader's own settings, `shared` isolation."""
    from traitlets.config import Config, PyFileConfigLoader

    loaded = Config()
    if config.is_file():
        try:
            loaded = PyFileConfigLoader(config.name, path=str(config.parent)).load_config()
        except Exception as error:
            raise CourseError(f"{config} cannot be run: {type(error).__name__}: {error}") from error
    directory = loaded.get("CourseDirectory", {})
    folders = {step: str(directory.get(f"{step}_directory", step)) for step in STEPS}
    base = Path(str(directory["root"])) if directory.get("root") else root
    settings = Settings(course_id=str(directory.get("course_id") or "course"), isolation="shared",
                        database=str(directory.get("db_url") or ""))
    return Course(base if base.is_dir() else root, settings, folders)


def configure_nbgrader(config: Any, config_file: str) -> None:
    """Hand the settings to nbgrader's tools; the one line of `nbgrader_config.py` calls this with `get_config()`."""
    course = find(Path(config_file).parent)
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = course.settings.course_id
    config.CourseDirectory.db_url = course.database
    config.Exchange.timezone = course.settings.time_zone
    config.Autograde.permissions = 600  # nbgrader's own choice lets everybody on the machine read
    use_engine(config)


def use_engine(config: Any) -> None:
    """Have `nbgrader autograde`, and so formgrader's button, grade with this engine; `config` is nbgrader's.

    What students wrote is then shown without script in formgrader and in nbgrader's feedback.
    """
    config.Autograde.exporter_class = "autograder.nbgrader_plugin.Reader"
    config.Autograde.sanitize_preprocessors = ["autograder.nbgrader_plugin.Engine"]
    config.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugin.Engine"]
    config.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.markup.Harmless"]
    config.HTMLExporter.filters = {"markdown2html": "autograder.nbgrader_plugin.markup.markdown"}
