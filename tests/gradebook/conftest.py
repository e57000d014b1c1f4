"""The small course on disk, and a store that knows it."""

from pathlib import Path

import pytest
from homework_course import questions

from autograder import notebook
from autograder.gradebook.store import Store
from autograder.model import SourceNotebook


@pytest.fixture
def course(tmp_path) -> Path:
    """A course folder with source/homework/{one,two}.ipynb."""
    folder = tmp_path / "course" / "source" / "homework"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.ipynb").write_text(notebook.dumps(questions()), encoding="utf-8")
    return tmp_path / "course"


@pytest.fixture
def sources(course) -> tuple[SourceNotebook, ...]:
    return notebook.load_assignment(course / "source" / "homework")


@pytest.fixture
def url(course) -> str:
    return f"sqlite:///{course / 'gradebook.db'}"


@pytest.fixture
def store(url, sources):
    """A store that knows the assignment `homework`."""
    with Store(url) as made:
        made.register("c1", "homework", sources)
        yield made
