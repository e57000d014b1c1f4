"""Script in everything that students, graders and courses can write: none of it runs on a page."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import hostile
import pytest

from autograder.gradebook.marks import marks
from autograder.reports.feedback import Press

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "h1", "h2", "h3", "p",
    "strong", "span", "bdi", "br", "a", "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "rect", "div",
    "pre", "figure", "img",
}
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "scope", "aria-labelledby",
    "aria-hidden", "src", "alt", "viewbox", "preserveaspectratio", "width", "height",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of a hostile submission."""
    course = hostile.hostile_course(tmp_path_factory.mktemp("hostile"))
    (made,) = Press(course, "trees").printed(marks(course.database, "trees"))
    assert not made.refused
    return made.path


class Elements(HTMLParser):
    """All elements with their attributes, comments and declarations."""

    def __init__(self, text):
        super().__init__()
        self.found, self.comments, self.style, self._in_style = [], [], "", False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self._in_style:
            self.style += data

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.fixture(scope="module")
def elements(page):
    return Elements(page.read_text(encoding="utf-8"))


def test_page_has_only_elements_of_the_template(elements):
    """No script, frame, form, link or object; no attribute that runs or styles."""
    assert {tag for tag, _ in elements.found} <= TAGS
    assert {name for _, attributes in elements.found for name in attributes} <= ATTRIBUTES
    assert elements.comments == []


def test_page_refers_to_nothing_but_itself(elements):
    """Links lead to questions of the same page; pictures are in the page."""
    links = [attributes["href"] for _, attributes in elements.found if "href" in attributes]
    pictures = [attributes["src"] for _, attributes in elements.found if "src" in attributes]

    assert links
    assert all(re.fullmatch(r"#q\d+", link) for link in links)
    assert pictures
    assert all(re.fullmatch(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+", picture) for picture in pictures)
    assert "url(" not in elements.style
    assert "@import" not in elements.style


def test_policy_forbids_all_but_own_style_and_pictures(elements):
    """The browser's second lock, should the first ever fail; the one style allowed is the one that is there."""
    (policy,) = [attributes["content"] for tag, attributes in elements.found
                 if tag == "meta" and attributes.get("http-equiv")]
    digest = base64.b64encode(hashlib.sha256(elements.style.encode()).digest()).decode()

    assert policy == (f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
    places = [tag for tag, _ in elements.found]
    assert places.index("meta") < places.index("style") < places.index("body")


def test_headings_go_down_by_one(elements):
    """A screen reader's table of contents has no gaps; every table has a header row or column."""
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in elements.found if tag == "th")
    assert all(attributes.get("alt") for tag, attributes in elements.found if tag == "img")
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_students_text_is_no_template(page):
    """Braces are shown as they were written."""
    text = page.read_text(encoding="utf-8")

    assert "{{ cycler.__init__" in text
    assert "pwned-template\n" not in text


@pytest.mark.skipif(hostile.CHROMIUM is None, reason="no Chromium on this machine; apt install chromium")
def test_nothing_runs_in_a_real_browser(page, tmp_path):
    """Chromium sees no script, no dialog, no message and no request; it does on a page that escapes nothing."""
    control = tmp_path / "control.html"
    control.write_text(hostile.EVERYTHING, encoding="utf-8", errors="replace")
    with hostile.browser() as running:
        noticed, _, _ = hostile.watched(running, control)
        seen, drawn, text = hostile.watched(running, page)

    assert any("pwned" in line for line in noticed)
    assert seen == []
    assert drawn
    assert all(drawn)
    assert "<script>" in text
