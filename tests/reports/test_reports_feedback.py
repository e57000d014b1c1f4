"""Feedback pages: what stands on them, what never does, and where they go."""

import re
import sqlite3
import stat
from contextlib import closing
from html import unescape

import pytest
import trees_course as trees
from trees_course import HIDDEN, HINT, SCHEME, SOLUTION, by_hand, hand_in, late, marked

from autograder.errors import CourseError
from autograder.gradebook.marks import marks
from autograder.reports.feedback import Press


def words(page):
    """What a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.split("<body>")[1])).split())


def printing(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_page_says_points_by_question_and_part(course, text):
    """Questions have the release's titles, parts the first comment of their test cell, and each its points."""
    hand_in(course, cells=[marked(0.0, 2.0, "area_values", hint=HINT)])

    says = words(text())
    assert "Trunks and crowns Feedback for s01" in says
    assert "Question 1: the area 1 of 3" in says
    assert f"A trunk of radius 0 Hint: {HINT} ✗ 0 of 2" in says
    assert "Radii that are no numbers ✓ 1 of 1" in says
    assert "Question 2: two at once Points by part What is checked Points Low and high ✓ 1 of 1" in says


def test_hint_of_a_right_answer_is_not_shown(course, text):
    """A hint beside full marks would only confuse."""
    hand_in(course, cells=[marked(2.0, 2.0, "area_values", hint=HINT)])

    assert HINT not in text()


def test_open_cells_are_named_and_the_total_is_so_far(course, printed, text):
    """What needs a person says so; no total pretends to be final."""
    hand_in(course)

    says = words(text())
    assert says.count("not graded yet") == 5  # the head, and twice for each of the two
    assert "4 of 8 points so far" in says
    assert printed()["s01"].open == 2


def test_scores_and_comments_of_people_are_shown(course, text):
    """Points, extra credit and comments given in formgrader stand on the page; a score by hand wins."""
    hand_in(course, cells=[marked(0.0, 2.0, "area_values")])
    by_hand(course, "area_values", score=1.5)
    by_hand(course, "why", score=2.0, extra=0.5, comment="Roots <3,\nwell said.")
    by_hand(course, "area", comment="Read the hint again.")
    by_hand(course, "drawing", score=2.0)

    says = words(text())
    assert "◐ 1.5 of 2" in says
    assert "2 of 2 and 0.5 extra Comment from your grader Roots <3, well said." in says
    assert "Comment from your grader Read the hint again." in says
    assert "8 of 8 points" in says
    assert "so far" not in says
    assert "not graded yet" not in says


def test_late_penalty_is_taken_off(course, text):
    """The total is what nbgrader exports: the score less the penalty."""
    hand_in(course, stamp="2026-12-02 09:30:00 UTC")
    by_hand(course, "why", score=1.0)
    by_hand(course, "drawing", score=0.0)
    late(course, 1.5)

    says = words(text())
    assert "handed in 2026-12-02 10:30 CET" in says
    assert "3.5 of 8 points 5 points for the answers, 1.5 off for handing in late." in says


def test_lateness_takes_no_more_than_there_is(course, text):
    """No total below 0."""
    hand_in(course)
    late(course, 50.0)

    assert " 0 of 8 points so far" in words(text())


def test_own_code_output_and_added_cells_are_shown(course, text):
    """Answers in the order of the notebook, with what they printed; cells that the student added say so."""
    hand_in(course, extra=["print('mine')"], outputs={
        "area": [printing("from area\n")], "print('mine')": [printing("mine\n")],
        "setup": [printing("of the staff\n")], "area_values": [printing("of a test\n")]})

    says = words(text())
    assert "Your code def area(r): return math.pi * r * r Printed from area" in says
    assert "Your code low = 1 Your code high = 2" in says
    assert "Your answer Because of the light." in says
    assert "A cell that you added print('mine') Printed mine" in says
    assert "of the staff" not in says
    assert "of a test" not in says


def test_reasons_and_flags_are_for_staff(course, text):
    """Neither stands anywhere in the file."""
    hand_in(course, cells=[marked(0.0, 2.0, "area_values", reason="CheckFailed: 3.1 is not 165.1", flags=("near copy",)),
                           marked(None, 1.0, "area_edges", reason="judge: it died")])

    page = text()
    for word in ("CheckFailed", "165.1", "near copy", "it died"):
        assert word not in page


def test_hidden_tests_solutions_and_mark_schemes_are_not_shown(course, text):
    """The page of an honest student holds no line of them."""
    hand_in(course)

    page = unescape(text())
    for line in (HIDDEN, SOLUTION, SCHEME, "The model answer of the staff.", "BEGIN HIDDEN"):
        assert line not in page


@pytest.mark.parametrize(("shown", "what"), [
    (HIDDEN, 'a hidden test of "area_values"'), (f"x = 1\n  {SOLUTION}", 'the solution of "area"'),
    (f"[{SCHEME!r}]", 'the mark scheme of "why"'), (f"\x1b[31m{HIDDEN}", 'a hidden test of "area_values"')])
def test_page_with_a_secret_in_an_output_is_not_written(course, printed, shown, what):
    """Code that found out a secret and printed it gets no page, and the older page goes; staff read where it is."""
    hand_in(course)
    old = printed()["s01"].path
    hand_in(course, outputs={"area": [printing(shown)]})

    page = printed()["s01"]
    assert what in page.refused
    assert page.refused.startswith('"Question 1: the area" shows')
    assert not old.exists()


def test_comment_that_quotes_the_mark_scheme_is_found(course, printed):
    """Staff's slips are leaks, too."""
    hand_in(course)
    by_hand(course, "why", comment=f"See: {SCHEME}")

    assert '"Question 3: in words" shows the mark scheme of "why"' in printed()["s01"].refused


def test_hint_that_quotes_a_hidden_test_is_found(course, printed):
    """Whatever wrote it: the page is not written."""
    hand_in(course, cells=[marked(0.0, 2.0, "area_values", hint=f"It failed at {HIDDEN}")])

    assert "a hidden test" in printed()["s01"].refused


def test_what_a_student_wrote_is_no_secret_to_them(course, text):
    """Somebody may have written the very line of the reference solution."""
    hand_in(course, answers={"area": f"def area(r):\n    {SOLUTION}"}, outputs={"area": [printing(SOLUTION)]})

    assert unescape(text()).count(SOLUTION) == 2


def test_without_the_submission_every_secret_line_counts(course, printed):
    """Nobody can say whose line it is: the page is not written, and staff read why."""
    hand_in(course, answers={"area": f"def area(r):\n    {SOLUTION}"})
    (course.folder("submitted") / "s01" / "trees" / "trees.ipynb").unlink()

    assert "there is no submission that could be read" in printed()["s01"].refused


def test_one_refused_page_costs_only_itself(course, printed):
    """The others are written."""
    hand_in(course, outputs={"area": [printing(HIDDEN)]})
    hand_in(course, "s02")

    pages = printed()
    assert pages["s01"].refused
    assert pages["s02"].path.is_file()


def test_unreadable_submission_has_a_page_that_says_so(course, text):
    """Nothing was executed: everything is open, and the page says why there is no code on it."""
    hand_in(course, cells=[marked(None, most, cell) for cell, most in (
        ("area_values", 2.0), ("area_edges", 1.0), ("low_and_high", 1.0))])
    (course.folder("autograded") / "s01" / "trees" / "trees.ipynb").unlink()

    says = words(text())
    assert "trees.ipynb could not be read when your work was graded" in says
    assert "0 of 8 points so far" in says


@pytest.mark.parametrize("content", ["{", '{"nbformat": 4}', '{"nbformat": 4, "cells": [1, {"metadata": 3, "source": 4}, {"outputs": 5}]}'])
def test_broken_autograded_notebook_is_never_a_traceback(course, printed, content):
    """It costs the page at most."""
    hand_in(course)
    (course.folder("autograded") / "s01" / "trees" / "trees.ipynb").write_text(content, encoding="utf-8")

    page = printed()["s01"]
    assert bool(page.refused) != page.path.exists()


def test_pages_are_the_owners_only_and_whole(course, printed):
    """Folders 0700, files 0600, nothing torn beside them."""
    hand_in(course, stamp="2026-12-02 09:30:00 UTC")
    page = printed()["s01"]

    assert page.path == course.root / "feedback" / "s01" / "trees" / "trees.html"
    for path in (page.path.parent, page.path.parent.parent, page.path.parent.parent.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in page.path.parent.iterdir()} == {
        "trees.html": 0o600, "timestamp.txt": 0o600}


def test_same_record_gives_the_same_bytes(course, text):
    """Nothing of the moment stands on a page."""
    hand_in(course)

    assert text() == text()


def test_file_that_is_not_ours_stays(course, printed):
    """nbgrader's own page, or whatever stands there, is not overwritten."""
    hand_in(course)
    path = Press(course, "trees").path("s01")
    path.parent.mkdir(parents=True)
    path.write_text("<p>by nbgrader</p>", encoding="utf-8")

    assert "not made by this command" in printed()["s01"].refused
    assert path.read_text(encoding="utf-8") == "<p>by nbgrader</p>"


@pytest.mark.parametrize("part", ["", "trees", "trees/trees.html"])
def test_links_are_not_followed(course, printed, tmp_path, part):
    """A link in a page's place would write elsewhere."""
    hand_in(course)
    aim = tmp_path / "elsewhere"
    aim.mkdir()
    link = course.folder("feedback") / "s01" / part
    link.parent.mkdir(parents=True)
    link.symlink_to(aim / "file" if part.endswith("html") else aim)

    assert "links are not followed" in printed()["s01"].refused
    assert list(aim.iterdir()) == []


@pytest.mark.parametrize("student", ["..", "a/b", "../../s01", "a\\b"])
def test_names_that_leave_the_folder_are_refused(course, printed, student):
    """A gradebook of others may hold any name."""
    hand_in(course)
    with trees.Store(course.database) as store:
        store.record(trees.SubmissionResult("s02", "trees", ()))
    with closing(sqlite3.connect(course.root / "gradebook.db")) as db, db:
        db.execute("update submitted_assignment set student_id = ? where student_id = 's02'", (student,))

    pages = printed()
    assert "no name of a folder" in pages[student].refused
    assert pages["s01"].path.is_file()


def test_student_may_be_called_otherwise_than_their_folder(course):
    """The folder has the key, the page the name that people know."""
    hand_in(course, "Zoë *1*")
    (page,) = Press(course, "trees").printed(marks(course.database, "trees"))

    assert page.path.parent.parent.name.startswith("Zoe-1--")
    assert "Feedback for Zoë *1*" in words(page.path.read_text(encoding="utf-8"))


def test_source_that_has_changed_since_grading_stops_everything(course, printed):
    """A page with the wrong questions would be worse than none."""
    hand_in(course)
    path = course.folder("source") / "trees" / "trees.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("area_edges", "area_limits"), encoding="utf-8")

    with pytest.raises(CourseError, match=r'"area_edges", "area_limits".*Grade again'):
        printed()


def test_assignment_that_was_never_graded_is_said_so(course):
    """The message names the next command."""
    with pytest.raises(CourseError, match="course grade crowns"):
        marks(course.database, "crowns")


def test_course_without_a_release_takes_titles_from_its_source(tmp_path, printed):
    """Other people's courses may keep their release elsewhere; hidden parts are cut from the source."""
    course = trees.make_course(tmp_path / "other", release=False)
    hand_in(course)
    page = printed(course)["s01"]

    says = words(page.path.read_text(encoding="utf-8"))
    assert "Question 1: the area" in says
    assert "Radii that are no numbers" in says
