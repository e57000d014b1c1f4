"""nbgrader's exchange delivers our pages: `nbgrader release_feedback` and `nbgrader fetch_feedback`."""

import shutil

import pytest
import trees_course as trees
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeReleaseFeedback
from traitlets.config import Config

SECRET = "0123456789abcdef"
STAMP = "2026-12-02 09:30:00.000000 UTC"


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # release_feedback leaves timestamp.txt to the garbage collector
@pytest.mark.parametrize("notebooks", [("trees",), ("crowns", "trees")])
def test_page_reaches_its_student(tmp_path, printed, notebooks):
    """Of one notebook or of several: the student fetches one page, by the secret of their own submission."""
    course = trees.make_course(tmp_path / "course", notebooks=notebooks)
    trees.hand_in(course, stamp=STAMP)
    (course.folder("submitted") / "s01" / "trees" / "submission_secret.txt").write_text(SECRET, encoding="utf-8")
    exchange, cache = tmp_path / "exchange", tmp_path / "cache"
    (exchange / "trees").mkdir(parents=True)
    submission = cache / "trees" / f"s01+trees+{STAMP}"
    shutil.copytree(course.folder("submitted") / "s01" / "trees", submission)
    for name in notebooks:
        (submission / f"{name}.ipynb").touch()
    page = printed(course)["s01"]
    config = Config()
    config.Exchange.root, config.Exchange.cache = str(exchange), str(cache)
    config.Exchange.assignment_dir = str(tmp_path / "home")
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course.root), "trees"
    config.CourseDirectory.assignment_id = "trees"
    (tmp_path / "home").mkdir()

    ExchangeReleaseFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    student = Config(config)
    student.CourseDirectory.student_id = "s01"
    ExchangeFetchFeedback(coursedir=CourseDirectory(config=student), config=student).start()

    (fetched,) = (tmp_path / "home").rglob("*.html")
    assert fetched.read_bytes() == page.path.read_bytes()
    assert fetched.stem == notebooks[0]
