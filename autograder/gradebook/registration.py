"""An assignment's cells in the gradebook, as `nbgrader generate_assignment` records them.

nbgrader saves a cell after its solution was cleared and before hidden tests are taken away, with a checksum of that
text; `nbgrader autograde` later puts locked cells back from there. The same steps of nbgrader's run here.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums
from traitlets.config import Config, PyFileConfigLoader

from autograder import notebook
from autograder.errors import CourseError
from autograder.gradebook.database import (
    BASE,
    CELL,
    COMMENT,
    GRADE,
    KINDS,
    NOTEBOOK,
    OUTCOME,
    SOURCE_CELL,
    SUBMITTED_NOTEBOOK,
)
from autograder.model import SourceNotebook

_CONFIG = "nbgrader_config.py"
_quiet = logging.getLogger("autograder.gradebook.nbgrader")  # the exceptions say it all
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


@dataclass(frozen=True, slots=True)
class Cells:
    """What the gradebook should hold of one notebook, in the notebook's order."""

    source: SourceNotebook
    kernelspec: str  # JSON
    kinds: dict[tuple[str, str], dict[str, Any]]  # columns of the kind's table, by (cell, kind)
    texts: dict[str, dict[str, Any]]  # columns of source_cell, by cell


def cells_of(source: SourceNotebook) -> Cells:
    """The cells of a source notebook as nbgrader would save them.

    Raises:
        CourseError: nbgrader refuses the notebook; the message says why.
    """
    found = notebook.read(source.path)
    validator = MetadataValidator()
    for cell in found.cells:
        validator.upgrade_cell_metadata(cell)
    try:
        for step in (ClearSolutions, ComputeChecksums):
            found, _ = step(config=_config_for(source.path), log=_quiet).preprocess(found, {})
    except (RuntimeError, ValueError, KeyError) as error:
        raise CourseError(f"{source.path}: nbgrader refuses it: {error}") from error
    kinds: dict[tuple[str, str], dict[str, Any]] = {}
    texts: dict[str, dict[str, Any]] = {}
    for cell in found.cells:
        grader = cell.metadata.get("nbgrader", {})
        name = str(grader.get("grade_id", ""))
        is_a = {"GradeCell": utils.is_grade(cell), "SolutionCell": utils.is_solution(cell),
                "TaskCell": utils.is_task(cell)}
        if not name or not (any(is_a.values()) or utils.is_locked(cell)) or cell.cell_type == "raw":
            continue
        for kind in (kind for kind, true in is_a.items() if true):
            graded = kind != "SolutionCell"
            kinds[name, kind] = (
                {"max_score": float(grader["points"]), "cell_type": cell.cell_type} if graded else {})
        texts[name] = {"cell_type": cell.cell_type, "locked": bool(utils.is_locked(cell)), "source": cell.source,
                       "checksum": grader.get("checksum")}
    return Cells(source, json.dumps(found.metadata.get("kernelspec", {})), kinds, texts)


def _config_for(path: Path) -> Config:
    """The course's nbgrader configuration: stubs and delimiters of solution regions may be its own."""
    for folder in path.resolve().parents:
        if (folder / _CONFIG).is_file():
            try:
                return PyFileConfigLoader(_CONFIG, path=str(folder)).load_config()
            except Exception as error:
                raise CourseError(f"{folder / _CONFIG} cannot be run: {type(error).__name__}: {error}") from error
    return Config()


def synchronise(db: sa.Connection, assignment: str, owner: str, wanted: Sequence[Cells]) -> None:
    """Make the gradebook's cells of an assignment (id `owner`) those of its source.

    Raises:
        CourseError: something is gone from the source that somebody has a grade for.
    """
    there = {row.name: row for row in db.execute(sa.select(NOTEBOOK).where(NOTEBOOK.c.assignment_id == owner))}
    db.execute(CELL.delete().where(CELL.c.assignment == assignment))
    for cells in wanted:
        name = cells.source.name
        old = there.pop(name, None)
        key = old.id if old else uuid4().hex
        if old is None:
            db.execute(NOTEBOOK.insert(), {
                "id": key, "name": name, "assignment_id": owner, "kernelspec": cells.kernelspec})
        elif old.kernelspec != cells.kernelspec:
            db.execute(NOTEBOOK.update().where(NOTEBOOK.c.id == key).values(kernelspec=cells.kernelspec))
        _kinds(db, assignment, key, cells)
        _texts(db, key, cells.texts)
        graded = [cell for cell, kind in cells.kinds if kind != "SolutionCell"]
        _insert(db, CELL, ({"assignment": assignment, "notebook": name, "cell": cell, "position": position}
                           for position, cell in enumerate(dict.fromkeys(graded))))
    for name, row in there.items():
        _remove_notebook(db, assignment, name, row.id)


def _kinds(db: sa.Connection, assignment: str, book: str, cells: Cells) -> None:
    there = {(row.name, row.type): row.id for row in db.execute(sa.select(BASE).where(BASE.c.notebook_id == book))}
    gone = {key: there[key] for key in there.keys() - cells.kinds.keys()}
    _remove_cells(db, assignment, cells.source.name, str(cells.source.path), gone)
    new: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    bases = []
    for (name, kind), facts in cells.kinds.items():
        if (name, kind) in there:
            if facts:
                table = KINDS[kind]
                db.execute(table.update().where(table.c.id == there[name, kind]).values(**facts))
            continue
        key = uuid4().hex
        bases.append({"id": key, "name": name, "notebook_id": book, "type": kind})
        new[kind].append({"id": key, **facts})
    _insert(db, BASE, bases)
    for kind, rows in new.items():
        _insert(db, KINDS[kind], rows)


def _texts(db: sa.Connection, book: str, wanted: dict[str, dict[str, Any]]) -> None:
    columns = ("cell_type", "locked", "source", "checksum")
    there = {row.name: row for row in db.execute(sa.select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == book))}
    known = {name: {column: getattr(row, column) for column in columns} for name, row in there.items()}
    if list(known.items()) == list(wanted.items()):
        return
    # All anew: where stock nbgrader puts a missing cell back, the order of these rows says after which one.
    db.execute(SOURCE_CELL.delete().where(SOURCE_CELL.c.notebook_id == book))
    _insert(db, SOURCE_CELL, (
        {"id": there[name].id if name in there else uuid4().hex, "name": name, "notebook_id": book, **facts}
        for name, facts in wanted.items()))


def _remove_notebook(db: sa.Connection, assignment: str, name: str, book: str) -> None:
    gone = {(row.name, row.type): row.id for row in db.execute(sa.select(BASE).where(BASE.c.notebook_id == book))}
    _remove_cells(db, assignment, name, f"{name}.ipynb", gone)
    db.execute(SUBMITTED_NOTEBOOK.delete().where(SUBMITTED_NOTEBOOK.c.notebook_id == book))
    db.execute(SOURCE_CELL.delete().where(SOURCE_CELL.c.notebook_id == book))
    db.execute(NOTEBOOK.delete().where(NOTEBOOK.c.id == book))


def _remove_cells(
    db: sa.Connection, assignment: str, book: str, shown: str, gone: dict[tuple[str, str], str]
) -> None:
    if not gone:
        return
    keys = list(gone.values())
    marked = sa.or_(GRADE.c.auto_score.is_not(None), GRADE.c.manual_score.is_not(None),
                    GRADE.c.extra_credit.is_not(None))
    used = set(db.execute(sa.select(GRADE.c.cell_id).where(GRADE.c.cell_id.in_(keys), marked)).scalars())
    used |= set(db.execute(sa.select(COMMENT.c.cell_id).where(
        COMMENT.c.cell_id.in_(keys), COMMENT.c.manual_comment.is_not(None))).scalars())
    if used:
        names = ", ".join(f'"{name}"' for name in sorted({cell for (cell, _), key in gone.items() if key in used}))
        raise CourseError(
            f"{shown}: {names} is gone from the source or of another kind now, but students have grades or comments "
            f"for it. Put it back (worth 0 points, if it shall not count), or move the gradebook's file away and grade "
            f"everybody again; scores given by hand are only in the old file then."
        )
    for table in (GRADE, COMMENT):
        db.execute(table.delete().where(table.c.cell_id.in_(keys)))
    for kind, table in KINDS.items():
        db.execute(table.delete().where(table.c.id.in_([key for (_, its), key in gone.items() if its == kind])))
    db.execute(BASE.delete().where(BASE.c.id.in_(keys)))
    graded = [cell for cell, kind in gone if kind != "SolutionCell"]
    db.execute(OUTCOME.delete().where(
        OUTCOME.c.assignment == assignment, OUTCOME.c.notebook == book, OUTCOME.c.cell.in_(graded)))


def _insert(db: sa.Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    many = list(rows)
    if many:
        db.execute(table.insert(), many)
