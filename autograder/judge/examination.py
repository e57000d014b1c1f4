"""An assignment's test cells, made ready once and used for every submission.

The judge's namespace is what the locked set-up cells and the parameters cell define. Names that a test cell uses and
that are neither there, nor built in, nor bound by the test itself, are the student's.
"""

import ast
import builtins
import contextlib
import io
import types
import warnings
from dataclasses import dataclass
from typing import Any

from autograder import notebook
from autograder.errors import CourseError
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


def bound_names(source: str) -> set[str]:
    """Names that a cell binds at its top level (or anywhere in it, for a test cell)."""
    found: set[str] = set()
    for node in ast.walk(_tree(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def used_names(source: str) -> set[str]:
    """Names that a cell reads or deletes."""
    return {n.id for n in ast.walk(_tree(source)) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store)}


def _tree(source: str) -> ast.Module:
    """The cell as a syntax tree; magics and shell lines are IPython's and bind nothing for us."""
    lines = ["pass" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    return ast.parse("\n".join(lines))


def prepare(source: SourceNotebook, parameters: str | None, released: dict[str, str], isolation: str) -> Examination:
    """Compile the tests and run the set-up cells.

    Raises:
        CourseError: a set-up cell fails, a test cell is no Python, or it needs a live object of the student's.
    """
    if isolation == "shared":
        return Examination(source, parameters, {}, {}, released)
    answers: set[str] = set()
    for cell in source.cells:
        if cell.role is Role.ANSWER and cell.cell_type == "code":
            answers |= _bound_on_top(cell.source)
            _refuse_classes(source, cell)
    namespace = _set_up(source, parameters, answers)
    tests = {
        cell.id: _test(source, cell, namespace)
        for cell in source.cells
        if cell.role is Role.TEST and cell.cell_type == "code"
    }
    return Examination(source, parameters, namespace, tests, released)


def _bound_on_top(source: str) -> set[str]:
    found: set[str] = set()
    for node in _tree(source).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif not isinstance(node, ast.Expr):
            found |= bound_names(ast.unparse(node))
    return found


def _refuse_classes(source: SourceNotebook, cell: SourceCell) -> None:
    for node in _tree(cell.source).body:
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
        if used_names(text) & answers:
            continue  # an example that calls the student's answer: it runs in the student's process only
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a figure that cannot be shown here is no fault
                exec(compile(ast.unparse(_tree(text)), f"<{cell.id}>", "exec"), namespace)  # noqa: S102
        except Exception as error:
            raise CourseError(f'{source.path}: set-up cell "{cell.id}" fails: {type(error).__name__}: {error}') from error
    return namespace


def _test(source: SourceNotebook, cell: SourceCell, namespace: dict[str, Any]) -> Test:
    try:
        tree = _tree(cell.source)
        code = compile(tree, f"<{cell.id}>", "exec")
        hidden = compile(_tree(notebook.hidden_of(cell.source)), f"<{cell.id}>", "exec")
    except SyntaxError as error:
        raise CourseError(f'{source.path}: test cell "{cell.id}" is not Python: {error}') from None
    names = used_names(cell.source) - bound_names(cell.source) - set(namespace) - set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Delete):
            gone = {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            if gone & names:
                raise CourseError(
                    f'{source.path}: test cell "{cell.id}" deletes {", ".join(sorted(gone & names))}, which lives in '
                    f'the student\'s process. Set isolation = "shared", or test it another way.'
                )
    visible = cell.source.split(notebook.BEGIN_HIDDEN)[0].count("\n")
    return Test(cell, code, tuple(sorted(names)), hidden, visible)


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
