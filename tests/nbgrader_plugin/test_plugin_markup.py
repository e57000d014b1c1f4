"""What students wrote is shown without anything that runs, is sent, or is fetched."""

from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, new_raw_cell

from autograder.nbgrader_plugin.markup import Harmless, markdown


class Tags(HTMLParser):
    """Start tags with their attributes, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("source", [
    "<script>x()</script>", "<img src=a onerror=x()>", "<svg onload=x()></svg>", "<a href='javascript:x()'>a</a>",
    "[a](javascript:x())", "[a](java\nscript:x())", "<iframe src=//elsewhere></iframe>", "<style>@import '//elsewhere'</style>",
    "<a href='data:text/html,<script>x()</script>'>a</a>", "<form action=/x><input name=a></form>", "<math><mtext><script>x()",
    "<img src='https://elsewhere/a.png'>", "![a](//elsewhere/a.png)", "<img src='/logout'>", "<object data=a></object>",
    "```html\n<script>x()</script>\n```", "$<script>x()</script>$", "<base href=//elsewhere>", "<meta http-equiv=refresh>",
])
def test_markdown_is_harmless(source):
    """Neither script nor frames, forms, style, or pictures from elsewhere are left in the page."""
    found = Tags()
    found.feed(markdown(source))

    assert {tag for tag, _ in found.seen} <= {"p", "a", "img", "pre", "code", "span", "div"}
    for _, attributes in found.seen:
        assert {name for name in attributes if name.startswith("on") or name == "style"} == set()
        assert (attributes.get("href") or "#").startswith(("#", "http", "java%0ascript"))
        assert (attributes.get("src") or "a") == "a"


def test_only_text_is_text():
    """The same parser does see what a browser would run."""
    found = Tags()
    found.feed("<img src='//elsewhere' onerror='x()'>&lt;script&gt;")

    assert found.seen == [("img", {"src": "//elsewhere", "onerror": "x()"})]


def test_markdown_keeps_what_is_meant():
    """Formatting, tables, links, code, formulas and inline pictures stay."""
    shown = markdown("# T\n**b** *i* `c<d` [l](https://example.org) $a<b$\n\n| a |\n|---|\n| 1 |\n\n![p](data:image/png;base64,AAAA)")

    for good in ("<h1", "<strong>b</strong>", "<em>i</em>", "c&lt;d", 'href="https://example.org"', "a&lt;b", "<table>",
                 'src="data:image/png;base64,AAAA"'):
        assert good in shown


def test_outputs_keep_text_and_pictures():
    """Every other kind of output goes, and so does metadata that would become attributes."""
    outputs = [
        new_output("display_data", {"text/html": "<script>", "text/plain": "t"}, metadata={"image/png": {"width": "1 onload=x()"}}),
        new_output("display_data", {"image/png": "AAAA", "text/plain": "p"}, metadata={"image/png": {"width": "1 onload=x()"}}),
        new_output("display_data", {"application/javascript": "x()"}),
        new_output("stream", name="stdout", text="<b>"),
    ]
    cells = [new_code_cell("1", outputs=outputs), new_raw_cell("<script>x()</script>", metadata={"raw_mimetype": "text/html"})]

    shown, _ = Harmless(enabled=True)(new_notebook(cells=cells), {})

    kinds = [sorted(output.get("data", {})) for output in shown.cells[0].outputs]
    assert kinds == [["text/plain"], ["image/png", "text/plain"], ["text/plain"], []]
    assert all(not output.get("metadata") for output in shown.cells[0].outputs)
    assert shown.cells[1].source == "&lt;script&gt;x()&lt;/script&gt;"
