"""The last look at a page before it is written: does it show what students must not see?"""

from collections.abc import Mapping
from html.parser import HTMLParser

from autograder.authoring.render import revealed
from autograder.reports.legible import legible

_START = "the head of the page"


def leaks(page: str, secrets: Mapping[str, str], own: str) -> list[str]:
    """Secret lines on a finished HTML page that its student did not hand in, one line for staff each.

    `secrets` says what each line is (`render.secrets_of`), `own` is all that the student wrote.
    """
    held = legible(own)
    plain = {legible(line): what for line, what in secrets.items()}
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [
        f"{where} shows {plain[line]}: {line[:60]!r}"
        for where, texts in reader.texts.items()
        for line in revealed("".join(texts), plain)
        if line not in held
    ]


class _Reader(HTMLParser):
    """All that a person or a program can read on the page, by the heading above it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, list[str]] = {_START: []}
        self._where = _START
        self._heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes can be read, too; pictures are no text."""
        if tag == "h2":
            self._heading = []
        self.texts[self._where] += [f"\n{value}\n" for _, value in attrs if value and not value.startswith("data:")]

    def handle_endtag(self, tag: str) -> None:
        """A heading opens a new place."""
        if tag == "h2" and self._heading is not None:
            self._where = f'"{" ".join("".join(self._heading).split())}"'
            self.texts.setdefault(self._where, []).append("".join(self._heading))
            self._heading = None

    def handle_data(self, data: str) -> None:
        """Text, with entities read."""
        if self._heading is not None:
            self._heading.append(data)
        else:
            self.texts[self._where].append(data)

    def handle_comment(self, data: str) -> None:
        """Comments can be read by whoever opens the source."""
        self.texts[self._where].append(data)
