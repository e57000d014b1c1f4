"""Trying answers in this very process: fast, without a sandbox, for the course's own trusted cases only.

It is to the judge what a rehearsal is to the performance: the same cells in the same order, but the answers run in the
namespace of the tests, with nothing between them. Never give it a student's code.
"""

import contextlib
import io
import sys
import traceback
import types
import warnings
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib

from autograder import checks, notebook
from autograder.authoring.delegation import without_magics
from autograder.model import Role, SourceCell, SourceNotebook

_REFERENCES = "solutions"  # package that the sources' solution regions and hidden tests import


@dataclass(frozen=True, slots=True)
class Failure:
    """How a cell ended when it raised."""

    error: str  # name of the exception's class
    message: str  # for staff
    hint: str = ""  # what the student would read, where the test says it


def try_in_process(
    sources: tuple[SourceNotebook, ...], answers: Mapping[str, str], *, only: Collection[str] | None = None,
    ledger: MutableMapping[str, tuple[checks.Promise, ...]] | None = None,
) -> dict[str, Failure | None]:
    """Run the notebooks with `answers` in them; the failure, or None, of each code cell that ran.

    Set-up, parameters, answers, examples and test cells run in their order, each notebook in one namespace. Answer
    cells that `answers` does not name run as the source has them, with the reference solutions. `only` are the test
    cells to run; the others are left out. A cell that fails does not stop the ones behind it, as in a notebook. Into
    `ledger` go the statistical checks that each test cell made.

    This is never for student code: it runs with all the rights of this process, and a loop without an end stays one.
    """
    results: dict[str, Failure | None] = {}
    matplotlib.use("Agg")
    for source in sources:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        with _references(source.path.resolve().parents[2]), _quiet():
            for cell in source.cells:
                if cell.cell_type != "code" or (only is not None and cell.role is Role.TEST and cell.id not in only):
                    continue
                text = answers.get(cell.id, cell.source) if cell.role is Role.ANSWER else cell.source
                if ledger is None or cell.role is not Role.TEST:
                    results[cell.id] = _run(cell, text, namespace)
                    continue
                with checks.promises() as made:
                    results[cell.id] = _run(cell, text, namespace)
                ledger[cell.id] = tuple(made)
    return results


def lost(results: Mapping[str, Failure | None], sources: tuple[SourceNotebook, ...]) -> dict[str, Failure]:
    """The test cells of `try_in_process` that failed."""
    tests = {cell.id for source in sources for cell in source.cells if cell.role is Role.TEST}
    return {name: failure for name, failure in results.items() if failure is not None and name in tests}


def _run(cell: SourceCell, text: str, namespace: dict[str, Any]) -> Failure | None:
    try:
        code = compile(without_magics(text), f"<{cell.id}>", "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102  # the course's own trusted case
    except (Exception, SystemExit) as error:  # whatever a wrong answer raises is its result
        return Failure(type(error).__name__, str(error), _hint_behind(cell, error, namespace) or _hint(cell, error))
    return None


def _hint_behind(cell: SourceCell, error: BaseException, namespace: dict[str, Any]) -> str:
    """As the judge does: behind a failed visible assertion, the hidden part may know the slip."""
    known: Any = getattr(error, "hint", None)
    if not isinstance(error, AssertionError) or known or not _is_visible(cell, error):
        return ""
    try:
        exec(compile(notebook.hidden_of(cell.source), f"<{cell.id}>", "exec", dont_inherit=True), namespace)  # noqa: S102
    except Exception as behind:
        hint = getattr(behind, "hint", None)
        return hint if isinstance(hint, str) else ""
    return ""


def _hint(cell: SourceCell, error: BaseException) -> str:
    """What the student reads: the check's hint, or the message of a visible assertion, or the judge's general words."""
    if isinstance(error, AssertionError):
        hint = getattr(error, "hint", "")
        if hint and isinstance(hint, str):
            return str(hint)
        return str(error) if _is_visible(cell, error) else ""
    if _raised_in(error) == cell.id:
        return "The answer has another type or shape than the question asks for."
    return f"Your code raised {type(error).__name__} on a valid input."


def _raised_in(error: BaseException) -> str:
    """The last cell that the error came through: a test's own, or that of the answer which it called."""
    places = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    return next((place[1:-1] for place in reversed(places) if place.startswith("<") and place != "<string>"), "")


def _is_visible(cell: SourceCell, error: BaseException) -> bool:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == f"<{cell.id}>"]
    hidden = notebook.regions(cell.source, notebook.BEGIN_HIDDEN, notebook.END_HIDDEN)
    return bool(lines) and not any(first < (lines[-1] or 0) <= last + 1 for first, last in hidden)


@contextlib.contextmanager
def _references(root: Path) -> Iterator[None]:
    """`import solutions` means the course in `root`, and nothing of it stays behind."""
    before = _taken_out()
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
        _taken_out()
        sys.modules.update(before)


def _taken_out() -> dict[str, types.ModuleType]:
    names = [name for name in sys.modules if name == _REFERENCES or name.startswith(f"{_REFERENCES}.")]
    return {name: sys.modules.pop(name) for name in names}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Prints and warnings are an honest answer's own business; figures are closed at the end."""
    import matplotlib.pyplot as plt

    with (
        warnings.catch_warnings(record=True),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("always")
        try:
            yield
        finally:
            plt.close("all")
