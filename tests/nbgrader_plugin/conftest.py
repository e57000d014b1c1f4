"""A small course of another teacher's with two notebooks, whose nbgrader runs our engine."""

import pytest
from plugin_course import PLUGIN, answered, hand_in, homework

from autograder import notebook
from autograder.nbgrader_plugin import converter


@pytest.fixture
def course(tmp_path):
    """The course: `good` is right in both notebooks, `half` has handed in one of them, with a slip for the hidden test."""
    root = tmp_path / "course"
    (root / "source" / "hw").mkdir(parents=True)
    for name in ("one", "two"):
        (root / "source" / "hw" / f"{name}.ipynb").write_text(notebook.dumps(homework()), encoding="utf-8")
        hand_in(root, "good", name, answered("return x + x"))
    hand_in(root, "half", "one", answered("return 2"))
    (root / "nbgrader_config.py").write_text(PLUGIN, encoding="utf-8")
    return root


@pytest.fixture(autouse=True, scope="package")
def _no_engine_is_left():
    """The engine that the button's tests have started ends with them."""
    yield
    converter._engines.close()
