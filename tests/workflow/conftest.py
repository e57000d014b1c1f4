"""A small course that is released, handed in by three students, and graded once in the real sandbox."""

import shutil
from pathlib import Path

import pytest
from coins_class import WRONG, graded, hand_in
from coins_course import CONFIG, SOLUTIONS, cells, write

from autograder import course
from autograder.authoring import render


@pytest.fixture(scope="package")
def once(tmp_path_factory) -> Path:
    """The course after its first grading."""
    root = tmp_path_factory.mktemp("coins")
    write(root, cells())
    (root / "source" / "coins" / "flips.txt").write_text("110\n", encoding="utf-8")
    (root / "solutions").mkdir()
    (root / "solutions" / "__init__.py").write_text("", encoding="utf-8")
    (root / "solutions" / "coins.py").write_text(SOLUTIONS, encoding="utf-8")
    (root / "course_config.py").write_text(CONFIG, encoding="utf-8")
    found = course.find(root)
    render.write_release(found, "coins")
    hand_in(found, "ann")
    hand_in(found, "bob", answer_terms=WRONG)
    hand_in(found, "cem")
    (found.folder("submitted") / "cem" / "coins" / "coins.ipynb").write_text("{", encoding="utf-8")
    assert graded(found) == ["ann", "bob", "cem"]
    return root


@pytest.fixture
def found(once, tmp_path) -> course.Course:
    """A copy of it to change."""
    shutil.copytree(once, tmp_path / "course")
    return course.find(tmp_path / "course")
