"""The course as nbgrader's tools have it in force, and as plain data for the engine's process."""

from pathlib import Path
from typing import Any

from autograder.course import STEPS, Course, Settings, read_settings
from autograder.errors import CourseError

_STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"


def course_of(directory: Any) -> Course:
    """The course of nbgrader's `CourseDirectory`: its folders and its gradebook, whatever configured them.

    All other settings come from `course_config.py` where there is one; else it is another course, and `shared`.

    Raises:
        CourseError: the folders are not laid out as the engine needs them, or a setting is wrong.
    """
    root = Path(directory.root)
    shape = Path(directory.directory_structure).as_posix()
    if shape != _STRUCTURE:
        raise CourseError(f'directory_structure = "{shape}" cannot be graded; the engine needs "{_STRUCTURE}".')
    config = root / "course_config.py"
    settings = read_settings(config) if config.is_file() else Settings(isolation="shared")
    told = {"database": directory.db_url, "course_id": directory.course_id or settings.course_id}
    folders = {step: str(getattr(directory, f"{step}_directory")) for step in STEPS}
    return Course(root, settings.model_copy(update=told), folders)


def facts_of(course: Course) -> dict[str, Any]:
    """A course as plain data: its folders, and its settings as they are in force."""
    return {"root": str(course.root), "settings": course.settings.model_dump(mode="json"),
            "folders": {step: str(course.folder(step)) for step in STEPS}}


def course_from(facts: dict[str, Any]) -> Course:
    """The course that `facts_of` described."""
    return Course(Path(facts["root"]), Settings.model_validate(facts["settings"]), facts["folders"])
