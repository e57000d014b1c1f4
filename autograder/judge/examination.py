"""An assignment's test cells, made ready once and used for every submission.

The judge's namespace is what the locked set-up cells and the parameters cell define. Names that a test cell uses and
that are neither there, nor built in, nor bound by the test itself, are the student's.
"""

import ast
import builtins
import contextlib
import io
import pickle
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder import notebook
from autograder.errors import CourseError
from autograder.judge.names import bound_names, bound_on_top, is_python, tree, used, used_names, words
from autograder.judge.outline import Outline, Release, outline
from autograder.model import Role, SourceCell, SourceNotebook


@dataclass(frozen=True, slots=True)
class Test:
    """One test cell, compiled, and the student's names that it uses."""

    cell: SourceCell
    code: types.CodeType
    names: tuple[str, ...]
    hidden: types.CodeType  # the hidden part alone: it knows the slips that a visible assert does not
    visible_lines: int  # lines before the hidden part


@dataclass(frozen=True, slots=True)
class Examination:
    """What judging one notebook needs."""

    source: SourceNotebook
    parameters: str | None  # the manifest's text of the parameters cell
    namespace: dict[str, Any]
    tests: dict[str, Test]
    released: dict[str, str]  # written cells: their text as released
    outline: Outline  # what a submission's cells are known by
    kept: dict[str, bytes] = field(default_factory=dict)  # pickled: what of the namespace can change in place
    given: frozenset[str] = frozenset()  # set-up cells that show the same to everybody, whatever the answers are


def prepare(
    source: SourceNotebook, parameters: str | None, released: dict[str, str], isolation: str, release: Release | None = None
) -> Examination:
    """Compile the tests and run the set-up cells. `release` says which release students have; None does not ask.

    Raises:
        CourseError: a set-up cell fails, a test cell is no Python, uses what nobody defines, or needs a live object of
            the student's.
    """
    _refuse_autotests(source)
    stubs = {cell.id: released_text(cell, {}) for cell in source.cells if cell.role is Role.ANSWER} | released
    known_by = outline(source, stubs, parameters, release)
    if isolation == "shared":
        return Examination(source, parameters, {}, {}, released, known_by)
    answers: set[str] = set()
    for cell in source.cells:
        if cell.role is Role.ANSWER and cell.cell_type == "code":
            answers |= _on_top(source, cell)
            _refuse_classes(source, cell)
    namespace = _set_up(source, parameters, answers)
    tests = {
        cell.id: _test(source, cell, namespace)
        for cell in source.cells
        if cell.role is Role.TEST and cell.cell_type == "code"
    }
    _refuse_unknown_names(source, tests)
    return Examination(source, parameters, namespace, tests, released, known_by, _changeable(namespace),
                       frozenset(_given(source, answers)))


def _changeable(namespace: dict[str, Any]) -> dict[str, bytes]:
    kept: dict[str, bytes] = {}
    for name, value in namespace.items():
        if isinstance(value, (list, dict, set, np.ndarray, np.random.Generator)):
            with contextlib.suppress(Exception):  # what cannot be copied is left alone
                kept[name] = pickle.dumps(value)
    return kept


def _given(source: SourceNotebook, answers: set[str]) -> Iterator[str]:
    """The set-up cells in which no answer has a part, not even through another set-up cell."""
    touched = set(answers)
    for cell in source.cells:
        if cell.cell_type != "code" or cell.role is not Role.SETUP:
            continue
        if cell.source.lstrip().startswith("%%") or used(cell.source) & touched:
            touched |= bound_names(cell.source) if is_python(cell.source) else words(cell.source)
        else:
            yield cell.id


def _on_top(source: SourceNotebook, cell: SourceCell) -> set[str]:
    try:
        return bound_on_top(cell.source)
    except SyntaxError as error:
        raise CourseError(f'{source.path}: cell "{cell.id}" is not Python: {error}') from None


def _refuse_autotests(source: SourceNotebook) -> None:
    """nbgrader writes the tests of such a line into the release; the source has only the comment, which tests nothing."""
    for cell in source.cells:
        if cell.role is Role.TEST and any(line.lstrip().startswith(AUTOTESTS) for line in cell.source.split("\n")):
            raise CourseError(
                f'{source.path}: test cell "{cell.id}" has an AUTOTEST line, which everybody would pass. Write the test '
                f"out: copy what nbgrader generate_assignment made of it."
            )


def _refuse_unknown_names(source: SourceNotebook, tests: dict[str, Test]) -> None:
    """A name that no cell but another test defines would be missing for everybody: each test has a namespace of its own."""
    free = [cell for cell in source.cells if cell.cell_type == "code" and cell.role is not Role.TEST]
    if any("import *" in cell.source or "exec(" in cell.source or cell.source.lstrip().startswith("%%") for cell in free):
        return
    known = {name for cell in free for name in _on_top(source, cell)}
    for test in tests.values():
        unknown = sorted(set(test.names) - known - {"get_ipython"})
        if unknown:
            raise CourseError(
                f'{source.path}: test cell "{test.cell.id}" uses {", ".join(unknown)}, which no answer and no set-up cell '
                f"defines. Define it in the test cell itself or in a locked cell."
            )


def _refuse_classes(source: SourceNotebook, cell: SourceCell) -> None:
    for node in tree(cell.source).body:
        if isinstance(node, ast.ClassDef):
            raise CourseError(
                f'{source.path}: cell "{cell.id}" asks for the class {node.name}; a class cannot leave the student\'s '
                f'process. Set isolation = "shared" in course_config.py, or ask for functions.'
            )


def _set_up(source: SourceNotebook, parameters: str | None, answers: set[str]) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    for cell in source.cells:
        if cell.cell_type != "code" or cell.role not in (Role.SETUP, Role.PARAMETERS):
            continue
        text = parameters if cell.role is Role.PARAMETERS and parameters is not None else cell.source
        try:
            if used_names(text) & answers:
                # An example that calls the student's answer runs in the student's process only, and what it makes is there.
                answers |= bound_on_top(text)
                continue
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a figure that cannot be shown here is no fault
                exec(compile(ast.unparse(tree(text)), f"<{cell.id}>", "exec"), namespace)  # noqa: S102
        except Exception as error:
            raise CourseError(f'{source.path}: set-up cell "{cell.id}" fails: {type(error).__name__}: {error}') from error
    return namespace


def _test(source: SourceNotebook, cell: SourceCell, namespace: dict[str, Any]) -> Test:
    try:
        parsed = tree(cell.source)
        code = compile(parsed, f"<{cell.id}>", "exec")
        hidden = compile(tree(notebook.hidden_of(cell.source)), f"<{cell.id}>", "exec")
    except SyntaxError as error:
        raise CourseError(f'{source.path}: test cell "{cell.id}" is not Python: {error}') from None
    names = used_names(cell.source) - bound_names(cell.source) - set(namespace) - set(dir(builtins))
    for node in ast.walk(parsed):
        if isinstance(node, ast.Delete):
            gone = {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            if gone & names:
                raise CourseError(
                    f'{source.path}: test cell "{cell.id}" deletes {", ".join(sorted(gone & names))}, which lives in '
                    f'the student\'s process. Set isolation = "shared", or test it another way.'
                )
    visible = cell.source.split(notebook.BEGIN_HIDDEN)[0].count("\n")
    return Test(cell, code, tuple(sorted(names)), hidden, visible)


AUTOTESTS = ("### AUTOTEST", "### HASHED AUTOTEST")
STUBS = {"code": "# YOUR CODE HERE\nraise NotImplementedError()", "markdown": "YOUR ANSWER HERE"}  # nbgrader's


def released_text(cell: SourceCell, release: dict[str, str]) -> str:
    """A written cell as students got it: from the release, else by nbgrader's rules.

    A solution region becomes nbgrader's stub, a cell without a region becomes the stub as a whole, a mark scheme goes.
    """
    if cell.id in release:
        return release[cell.id]
    stub = STUBS.get(cell.cell_type, "")
    kept: list[str] = []
    inside = regions = 0
    for line in cell.source.splitlines():
        if notebook.BEGIN_SOLUTION in line:
            indent = line[: len(line) - len(line.lstrip())]
            kept += [indent + part for part in stub.splitlines()]
            regions += 1
            inside += 1
        elif "=== BEGIN MARK SCHEME ===" in line:
            inside += 1
        if not inside:
            kept.append(line)
        if notebook.END_SOLUTION in line or "=== END MARK SCHEME ===" in line:
            inside -= 1
    return "\n".join(kept) if regions else stub
