"""Fixtures for the whole suite: a small course on disk, and `tests/` importable from every folder below."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from coins_course import CONFIG, SOLUTIONS, cells, write
from hypothesis import HealthCheck, settings

from autograder import course

# Outcomes are asserted, never durations, so Hypothesis measures none either.
settings.register_profile("course", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("course")


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., course.Course]:
    """Makes the course; `change` is called with the notebook's cells by id and may alter them."""

    def make(change: Callable[[dict[str, Any]], object] | None = None, solutions: str = SOLUTIONS) -> course.Course:
        content = cells()
        if change:
            change({cell.id: cell for cell in content})
        write(tmp_path, content)
        (tmp_path / "source" / "coins" / "flips.txt").write_text("110\n", encoding="utf-8")
        (tmp_path / "solutions").mkdir(exist_ok=True)
        (tmp_path / "solutions" / "__init__.py").write_text("", encoding="utf-8")
        (tmp_path / "solutions" / "coins.py").write_text(solutions, encoding="utf-8")
        (tmp_path / "course_config.py").write_text(CONFIG, encoding="utf-8")
        return course.find(tmp_path)

    return make
