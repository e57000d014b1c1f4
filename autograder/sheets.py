"""CSV files of rosters and learning platforms: read as they are, written back the same but for the cells that changed.

Canvas and Moodle write UTF-8 with or without a byte-order mark, and Moodle's separator is the site's choice.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so is run by a spreadsheet
MAX_BYTES = 50 * 2**20
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file. `rows[0]` is line 2 for people, who count the header."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ","
    bom: bool = False

    def column(self, *names: str) -> int | None:
        """The place of the first of `names` that the header has, whatever its case."""
        there = [name.strip().casefold() for name in self.header]
        return next((there.index(name) for name in names if name in there), None)

    def cell(self, row: Sequence[str], *names: str) -> str:
        """The trimmed text of a row in the first of these columns that is there; empty where none is."""
        place = self.column(*names)
        return row[place].strip() if place is not None else ""


def read(path: Path) -> Sheet:
    """The sheet in `path`.

    Raises:
        CourseError: there is no such file, it is no UTF-8 CSV with a header, or a row has more cells than the header.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise CourseError(f"{path} has more than {MAX_BYTES // 2**20} MB; that is no list of students.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path} is not UTF-8 (byte {error.start}); save it again as \"CSV UTF-8\".") from None
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise CourseError(f"{path} is no CSV file: {error}") from None
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise CourseError(f"{path} is empty; its first line names the columns.")
    return Sheet(path, tuple(lines[0]), _rows(path, lines), delimiter, bom)


def _rows(path: Path, lines: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    width = len(lines[0])
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in line[width:]):
            raise CourseError(f"{path}, row {number}: {len(line)} cells, but the header has {width}.")
        rows.append(tuple(line[:width]) + ("",) * (width - len(line)))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return tuple(rows)


def write(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",", bom: bool = False) -> str:
    """CSV text (RFC 4180): lines end in CR LF."""
    out = io.StringIO()
    out.write(_BOM if bom else "")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def inert(text: str) -> str:
    """`text` such that no spreadsheet runs it: a leading apostrophe where it looks like a formula."""
    return "'" + text if text.startswith(FORMULA) else text
