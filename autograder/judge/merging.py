"""A submission's cells beside the source's, and cells that tools put together or took apart.

JupyterLab and VS Code merge and split cells with one key. Where the released text of a missing cell stands whole inside
another one, it is parted again; where an answer was split in the middle of a statement, it is joined.
"""

from dataclasses import dataclass, field, replace

from autograder.judge import names
from autograder.judge.outline import LOCKED, STUDENTS, Outline, key
from autograder.judge.reading import Cell, Notes
from autograder.model import Role

_LONG_ENOUGH = 16  # characters of a line: shorter ones are in many cells by chance
OWN = ""  # the name of a cell that the source does not have
OUT: str | None = None  # the name of a cell that is dropped: the source, or another cell, has all of it


@dataclass(slots=True)
class Match:
    """A submission's cells, in its own order, and what each is."""

    cells: list[Cell]
    names: list[str | None]
    outline: Outline
    doubts: dict[str, str] = field(default_factory=dict)  # answer or written cell -> why a person must look

    def index(self, name: str) -> int | None:
        """Where a source cell stands in the submission."""
        return self.names.index(name) if name in self.names else None

    def untouched(self, name: str) -> bool:
        """Whether an answer or written cell is there as it was released."""
        index = self.index(name)
        return index is not None and is_stub(self.cells[index].source, name, self.outline)

    def around(self) -> list[tuple[int, int]]:
        """For each cell the places in the source of the nearest known cells before and behind it.

        -1 and the number of the source's cells, where there is none.
        """
        places, count = self.outline.places, len(self.names)
        before, behind = [-1] * count, [len(places)] * count
        for index in range(1, count):
            name = self.names[index - 1]
            before[index] = places[name] if name else before[index - 1]
        for index in range(count - 2, -1, -1):
            name = self.names[index + 1]
            behind[index] = places[name] if name else behind[index + 1]
        return list(zip(before, behind, strict=True))


def is_stub(text: str, name: str, outline: Outline) -> bool:
    """Whether a text is what students got in an answer or written cell."""
    kind = outline.part(name).cell_type
    return key(text, kind) == key(outline.released[name], kind)


def parted(match: Match, notes: Notes) -> None:
    """Cells that hold the whole text of a locked cell which is missing, or their own and more, are parted."""
    blocks = _blocks(match.outline)
    todo = list(zip(match.cells, match.names, strict=True))
    missing = {name for name in blocks if name not in match.names}
    # Where every answer is there, what follows in a locked cell is no answer, and `ingest` keeps what could be missed.
    lost = any(part.role in STUDENTS and part.id not in match.names for part in match.outline.source.cells)
    match.cells, match.names = [], []
    while todo:
        cell, name = todo.pop(0)
        lines = [line.rstrip() for line in cell.source.split("\n")]
        found = [(n, start) for n in sorted(missing) if blocks[n] != _trimmed(lines)
                 and len(starts := _starts(lines, blocks[n])) == 1 for start in starts]
        found += _own_start(lines, name, cell, match.outline) if lost or cell.cell_type != "code" else []
        if not found:
            match.cells.append(cell)
            match.names.append(name)
            continue
        inner, start = min(found, key=lambda item: item[1])
        missing.discard(inner)
        notes.add("cells that had been merged with others were parted again", inner)
        block = _trimmed(key(match.outline.released[inner], "code").split("\n"))
        before, behind = lines[:start], lines[start + len(block):]
        if any(before):
            match.cells.append(replace(cell, source="\n".join(before).rstrip()))
            match.names.append(OWN if name == inner else name)
            name = OWN
        whole = cell if name == inner else Cell(match.outline.part(inner).cell_type, "")
        match.cells.append(replace(whole, source="\n".join(block)))
        match.names.append(inner)
        if any(behind):
            rest = Cell(cell.cell_type, "\n".join(_trimmed(behind)))
            todo.insert(0, (replace(cell, source=rest.source) if name not in (OWN, inner) else rest, OWN if name == inner else name))


def _own_start(lines: list[str], name: str | None, cell: Cell, outline: Outline) -> list[tuple[str, int]]:
    """Whether a locked cell begins with all of its own text, and more follows that is no comment."""
    if not name or outline.part(name).role not in LOCKED:
        return []
    released = key(outline.released[name], "code")
    start = next((i for i, line in enumerate(lines) if line), 0)
    block = released.split("\n")
    more = lines[start + len(block):]
    if not released or lines[start:start + len(block)] != block or not any(more):
        return []
    return [] if names.same_code(cell.source, released) else [(name, start)]


def _blocks(outline: Outline) -> dict[str, list[str]]:
    """The lines of locked cells whose text is like no other's and long enough to be no chance."""
    found = {part.id: key(outline.released[part.id], "code").split("\n")
             for part in outline.source.cells if part.role in LOCKED}
    texts = ["\n".join(lines) for lines in found.values()]
    return {name: lines for name, lines in found.items()
            if max(map(len, lines)) >= _LONG_ENOUGH and texts.count("\n".join(lines)) == 1}


def _trimmed(lines: list[str]) -> list[str]:
    return "\n".join(lines).strip("\n").split("\n")


def _starts(lines: list[str], block: list[str]) -> list[int]:
    if block[0] not in lines:  # searched in C: a cell may have a million lines
        return []
    return [i for i, line in enumerate(lines) if line == block[0] and lines[i:i + len(block)] == block]


def joined(match: Match, notes: Notes) -> None:
    """An answer that was split in the middle of a statement is one cell again.

    JupyterLab gives both halves the metadata, VS Code only the first.
    """
    index = 0
    while index + 1 < len(match.cells):
        first, second = match.cells[index], match.cells[index + 1]
        name = match.names[index]
        if name and match.names[index + 1] in (OWN, name) and second.cell_type == "code" == first.cell_type \
                and match.outline.part(name).role is Role.ANSWER and _torn(first.source, second.source):
            first.source += "\n" + second.source
            del match.cells[index + 1], match.names[index + 1]
            notes.add("answers that were split into two cells were joined", name)
        else:
            index += 1


def _torn(first: str, second: str) -> bool:
    start = next((line for line in second.split("\n") if line.strip()), "")
    indented = start[:1] in (" ", "\t")
    return (
        bool(start) and not names.is_python(second) and (indented or not names.is_python(first))
        and names.is_python(first + "\n" + second)
    )
