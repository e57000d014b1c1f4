"""What an assignment's cells can be known by: their texts as released, and the names that answers define.

Made once for each source notebook; every submission is compared with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder import notebook
from autograder.judge import names
from autograder.model import Role, SourceCell, SourceNotebook

STUDENTS = (Role.ANSWER, Role.WRITTEN)  # what a student writes
LOCKED = (Role.SETUP, Role.TEST, Role.TASK, Role.PARAMETERS)  # what comes from the source, whatever was handed in


@dataclass(frozen=True, slots=True)
class Release:
    """What was released to students: its term, and its id as in the manifest."""

    term: str
    id: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A source notebook, as far as a submission is compared with it."""

    source: SourceNotebook
    parameters: str | None  # the manifest's text of the parameters cell; None takes the source's own
    released: Mapping[str, str]  # text of each cell as students got it
    names: Mapping[str, frozenset[str]]  # answer cell -> names that it defines and no other cell of the source
    places: Mapping[str, int]  # cell -> its index in the source
    first_test: Mapping[str, int]  # answer cell -> index of the first test cell that asks for it, or of the notebook's end
    release: Release | None = None

    def asked_by(self, test: str) -> list[str]:
        """The answer cells whose names a test's source uses."""
        used = names.used(test)
        return [cell for cell, those in self.names.items() if those & used]

    def part(self, name: str) -> SourceCell:
        """The source cell of that id."""
        return self.source.cells[self.places[name]]


def outline(source: SourceNotebook, stubs: Mapping[str, str], parameters: str | None,
            release: Release | None = None) -> Outline:
    """The outline of a notebook; `stubs` are the texts of its answer and written cells as released."""
    released = {cell.id: stubs.get(cell.id, _released(cell)) for cell in source.cells}
    for cell in source.cells:
        if cell.role is Role.PARAMETERS and parameters is not None:
            released[cell.id] = parameters
    places = {cell.id: index for index, cell in enumerate(source.cells)}
    known = _names(source, released)
    return Outline(source, parameters, released, known, places, _first_tests(source, known), release)


def _released(cell: SourceCell) -> str:
    """A cell that is no answer as students got it: without hidden tests and mark schemes."""
    text = notebook.without_hidden(cell.source)
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        inside = inside or notebook.BEGIN_MARK_SCHEME in line
        if not inside:
            kept.append(line)
        inside = inside and notebook.END_MARK_SCHEME not in line
    return "\n".join(kept)


def _names(source: SourceNotebook, released: Mapping[str, str]) -> dict[str, frozenset[str]]:
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    answers = [cell for cell in code if cell.role is Role.ANSWER]
    used = {name for cell in code if cell.role is Role.TEST for name in names.used(cell.source)}
    others = {name for cell in code if cell.role in (Role.SETUP, Role.PARAMETERS, Role.PLAIN)
              for name in names.defined(cell.source)}
    bound = {cell.id: names.defined(cell.source) for cell in answers}
    found: dict[str, frozenset[str]] = {}
    for cell in answers:
        elsewhere = others | {n for other, those in bound.items() if other != cell.id for n in those}
        wanted = (bound[cell.id] & used) | names.made(released[cell.id])
        found[cell.id] = frozenset((wanted or names.made(cell.source)) - elsewhere)
    return found


def _first_tests(source: SourceNotebook, known: Mapping[str, frozenset[str]]) -> dict[str, int]:
    tests = [(index, names.used(cell.source)) for index, cell in enumerate(source.cells)
             if cell.role is Role.TEST and cell.cell_type == "code"]
    found: dict[str, int] = {}
    for place, cell in enumerate(source.cells):
        if cell.role in STUDENTS:
            behind = [(index, used) for index, used in tests if index > place]
            using = [index for index, used in behind if used & known.get(cell.id, frozenset())]
            found[cell.id] = (using or [index for index, _ in behind] or [len(source.cells)])[0]
    return found


def key(text: str, cell_type: str) -> str:
    """A text for comparison: white space that means nothing is gone."""
    if cell_type == "code":
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return " ".join(text.split())
