"""Questions and the names of their parts, as students may read them."""

import pytest
import trees_course as trees

from autograder.reports.outline import heading_of, outline_of


def test_questions_group_answers_with_their_tests(course):
    """Answer cells in a row are one question; written answers and tasks are questions of their own."""
    outline = outline_of(course, "trees")

    assert [(q.title, q.answers, [part.cell for part in q.parts]) for q in outline.questions] == [
        ("Question 1: the area", ["area"], ["area_values", "area_edges"]),
        ("Question 2: two at once", ["low", "high"], ["low_and_high"]),
        ("Question 3: in words", ["why"], ["why"]),
        ("Question 4: draw", [], ["drawing"])]


def test_parts_are_named_by_what_they_check(course):
    """The first comment of the visible part; else the grade_id in words."""
    outline = outline_of(course, "trees")

    assert [part.title for q in outline.questions for part in q.parts] == [
        "A trunk of radius 0", "Radii that are no numbers", "Low and high", "Read by a person", "Read by a person"]


def test_comment_inside_the_hidden_part_names_nothing(tmp_path):
    """A hidden test whose first comment is hidden, too, is called by its grade_id."""
    course = trees.make_course(tmp_path / "other", release=False)
    path = course.folder("source") / "trees" / "trees.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# radii that are no numbers\\n", "")
                    .replace("assert math.isnan", "# the secret name\\nassert math.isnan"), encoding="utf-8")

    names = [part.title for q in outline_of(course, "trees").questions for part in q.parts]
    assert "Area edges" in names
    assert "The secret name" not in names


@pytest.mark.parametrize(("text", "heading"), [
    ("# One", "One"), ("words\n\n## Two ##\n# Three", "Two"), ("no heading", ""), ("#hashtag", ""), ("", ""),
    ("```\n# code\n```\n### After", "After"), ("### The *mean* of `x` (3 points, by hand)", "The mean of x"),
    ("## About points (of a line)", "About points (of a line)"), ("    # indented code", "")])
def test_heading_of_a_markdown_text(text, heading):
    """Plain words, without the points that the page says anyway."""
    assert heading_of(text) == heading
