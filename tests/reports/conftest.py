"""A graded course on disk, and its pages."""

import pytest
import trees_course as trees

from autograder.gradebook.marks import marks
from autograder.reports.feedback import Press


@pytest.fixture
def course(tmp_path):
    return trees.make_course(tmp_path / "course")


@pytest.fixture
def printed(course):
    """Makes all pages and returns what became of each student's."""
    def press(of=course):
        return {page.student: page for page in Press(of, "trees").printed(marks(of.database, "trees"))}

    return press


@pytest.fixture
def text(printed):
    """The HTML of the page of s01."""
    def read():
        page = printed()["s01"]
        assert not page.refused, page.refused
        return page.path.read_text(encoding="utf-8")

    return read
