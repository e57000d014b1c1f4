"""Foreign text made legible: what students wrote and what their code printed, as plain text of bounded length.

Terminal codes go; characters that are invisible or turn text around are named, so that nothing on a page looks like
something else. Escaping for HTML is the template's work.
"""

import re
import unicodedata
from dataclasses import dataclass

_TERMINAL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)"  # titles, links, clipboard: up to their end
    r"|\x1b[ -/]*[0-~]?"
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_JOINERS = "\u200c\u200d"  # scripts and emoji need them
_MARKS = 4  # accents on one letter; more of them paint over the lines around


@dataclass(frozen=True, slots=True)
class Text:
    """A text of bounded length; `left` characters behind it are not shown."""

    shown: str
    left: int = 0


def legible(text: str) -> str:
    """`text` without terminal codes, with names in place of characters that cannot be seen.

    Line ends become newlines; tabs stay.
    """
    text = _TERMINAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_letters(text))


def _letters(text: str) -> list[str]:
    letters: list[str] = []
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind[0] == "M" else 0
        if marks > _MARKS:
            continue
        if letter in "\n\t" or letter in _JOINERS or kind == "Zs" or letter.isprintable():
            letters.append(letter)
        else:  # control, format, surrogate, private, unassigned; line and paragraph separators
            letters.append(f"⟨U+{ord(letter):04X}⟩")
    return letters


class Room:
    """How much more text and how many bytes of pictures fit on a page."""

    def __init__(self, letters: int, pictures: int) -> None:
        """Take the page's caps: characters of text, bytes of pictures."""
        self.letters, self.pictures = letters, pictures

    def text(self, text: str, most: int) -> Text:
        """As much of `text` as fits: at most `most` characters, and no more than the page has room for."""
        fits = max(0, min(most, self.letters))
        # Cut before and after: a megabyte is not looked at letter by letter, and names are longer than letters.
        whole = legible(text[:fits])
        self.letters -= min(len(whole), fits)
        return Text(whole[:fits], max(0, len(text) - fits) + max(0, len(whole) - fits))

    def picture(self, size: int) -> bool:
        """Whether a picture of `size` bytes fits; its room is then taken."""
        if size > self.pictures:
            return False
        self.pictures -= size
        return True
