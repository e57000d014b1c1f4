"""Solution regions that delegate to `solutions/`: reading them, and reading the modules that they name.

One copy of each reference solution exists, in a module. A region in a notebook only calls it:

    from solutions.bayes import beta_update as reference
    return reference(a, b, flips)

or, where the answer is a variable, imports it: `from solutions.bayes import answer_terms`.

A module may take helpers from another one of the package, `from solutions.domains import _count`: its statements then
count as the module's own.
"""

import ast
import symtable
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import notebook
from autograder.errors import CourseError

FORM = (
    "a region is `from {package}.<module> import <name> as reference` and `return reference(<its arguments>)`,"
    " or, for variables, `from {package}.<module> import <names>`"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Delegation:
    """One solution region: what it takes from which module."""

    first: int  # 0-based line of the begin marker in the cell
    last: int  # of the end marker
    module: str  # without the package's name
    names: tuple[str, ...]
    function: ast.FunctionDef | None  # the notebook's function around the region; None: the region gives variables


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement of a module, with the comment lines directly above it."""

    node: ast.stmt
    text: str
    binds: frozenset[str]
    index: int
    first: int  # 1-based number of the text's first line in its file


@dataclass(frozen=True, slots=True)
class Module:
    """A module of reference solutions, with what it imports from others of the package in the place of the import."""

    path: Path
    statements: tuple[Statement, ...]

    def definition(self, name: str) -> Statement | None:
        """The last statement that binds `name` at top level; None: there is none."""
        return next((s for s in reversed(self.statements) if name in s.binds), None)


def without_magics(source: str) -> str:
    """`source` with IPython's magic lines made comments, so that Python can parse it; lines keep their numbers."""
    return "\n".join("#" + line if line.startswith(("%", "!")) else line for line in source.split("\n"))


def delegations(source: str, package: str) -> list[Delegation]:
    """The solution regions of an answer cell.

    Raises:
        CourseError: a marker is wrong, the cell does not parse, or a region is not of the delegating form.
    """
    regions = notebook.regions(source, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
    try:
        tree = ast.parse(without_magics(source))
    except SyntaxError as error:
        raise CourseError(f"line {error.lineno}: it is not Python: {error.msg}") from None
    return [_delegation(source, tree, region, package) for region in regions]


def _delegation(source: str, tree: ast.Module, region: tuple[int, int], package: str) -> Delegation:
    first, last = region
    wrong = CourseError(f"line {first + 1}: {FORM.format(package=package)}")
    try:
        body = ast.parse(textwrap.dedent("\n".join(source.split("\n")[first + 1 : last]))).body
    except SyntaxError:
        raise wrong from None
    if not body or not isinstance(body[0], ast.ImportFrom) or body[0].level:
        raise wrong
    importing = body[0]
    top, _, module = (importing.module or "").partition(".")
    if top != package or not module:
        raise wrong
    around = _function_around(tree, first + 1)
    names = tuple(alias.name for alias in importing.names)
    if around is None:
        if len(body) != 1 or any(alias.asname for alias in importing.names):
            raise wrong
        return Delegation(first, last, module, names, None)
    if len(body) != 2 or [a.asname for a in importing.names] != ["reference"] or not _calls_reference(body[1]):
        raise wrong
    if names != (around.name,):
        raise CourseError(f"line {first + 2}: {around.name} takes its answer from {names[0]}; the names must agree")
    return Delegation(first, last, module, names, around)


def _calls_reference(node: ast.stmt) -> bool:
    match node:
        case ast.Return(value=ast.Call(func=ast.Name(id="reference"), args=args, keywords=keywords)):
            return all(isinstance(arg, ast.Name) for arg in args) and all(
                isinstance(k.value, ast.Name) and k.value.id == k.arg for k in keywords)
    return False


def _function_around(tree: ast.Module, line: int) -> ast.FunctionDef | None:
    """The top-level function with the 1-based `line`: a begin marker, since the end marker may lie behind the body."""
    return next((node for node in tree.body if isinstance(node, ast.FunctionDef)
                 and node.lineno < line < (node.end_lineno or 0) + 1), None)


def parameters_of(function: ast.FunctionDef) -> list[str]:
    """The parameters of a function with their defaults and kinds, without annotations: `["a", "level=0.95"]`."""
    bare = ast.parse(ast.unparse(function.args).join(("def f(", "): pass"))).body[0]
    assert isinstance(bare, ast.FunctionDef)
    for argument in ast.walk(bare.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(bare.args).split(", ")


def read_module(root: Path, package: str, name: str) -> Module:
    """The module `name` of the package of reference solutions in the course's folder `root`.

    Raises:
        CourseError: there is no such module, it is not Python, or two modules of the package that it is made of give
            one name two meanings.
    """
    meanings: dict[str, tuple[Path, str]] = {}
    statements: list[Statement] = []
    for path, statement in _read(root, package, name, set()):
        new = set(statement.binds)
        for bound in statement.binds:
            text = _meaning(statement, bound)
            other, before = meanings.setdefault(bound, (path, text))
            if other != path and before != text:
                raise CourseError(f"{other} and {path} both define {bound}; in a key they are one module, so rename one.")
            if other != path:  # both import it: the first import is enough
                new.remove(bound)
        statements.append(replace(statement, binds=frozenset(new), index=len(statements)))
    return Module(_path(root, package, name), tuple(statements))


def _path(root: Path, package: str, name: str) -> Path:
    return root / package / (name.replace(".", "/") + ".py")


def _read(root: Path, package: str, name: str, done: set[str]) -> Iterator[tuple[Path, Statement]]:
    """The statements of a module, each with its file; for an import from the package, once, those of that module."""
    done.add(name)
    path = _path(root, package, name)
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}); reference solutions are in {package}/.") from None
    except SyntaxError as error:
        raise CourseError(f"{path}: line {error.lineno}: it is not Python: {error.msg}") from None
    for statement in _statements(text, tree):
        other = _taken_from(statement.node, package)
        if other is None:
            yield path, statement
        elif other not in done:
            yield from _read(root, package, other, done)


def _taken_from(node: ast.stmt, package: str) -> str | None:
    """The module that `from <package>.<module> import <names>` names; None: it is another statement.

    An import under another name is another statement: its name would not be bound.
    """
    match node:
        case ast.ImportFrom(module=str(source), level=0, names=names) if source.startswith(f"{package}."):
            plain = all(alias.name != "*" and alias.asname in (None, alias.name) for alias in names)
            return source.removeprefix(f"{package}.") if plain else None
    return None


def _meaning(statement: Statement, name: str) -> str:
    """The text that gives a name its value: of imports the part for this name."""
    if isinstance(statement.node, ast.Import | ast.ImportFrom):
        return imports_apart(statement.node)[name]
    return statement.text


def imports_apart(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """An import statement taken apart: bound name to the one-name statement that binds it."""
    result: dict[str, str] = {}
    for alias in node.names:
        one = (ast.Import([alias]) if isinstance(node, ast.Import)
               else ast.ImportFrom(node.module, [alias], node.level))
        result[alias.asname or alias.name.partition(".")[0]] = ast.unparse(one)
    return result


def _statements(text: str, tree: ast.Module) -> Iterator[Statement]:
    lines = text.split("\n")
    previous_end = 0
    for index, node in enumerate(tree.body):
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        while first - 2 >= previous_end and lines[first - 2].startswith("#"):
            first -= 1
        last = node.end_lineno or first
        previous_end = last
        yield Statement(node, "\n".join(lines[first - 1 : last]), frozenset(_bound(node)), index, first)


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement binds in its module."""
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
        return
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id
        elif isinstance(part, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in part.names)
        elif isinstance(part, Function | ast.ClassDef):
            yield part.name


def names_used(statement: Statement) -> set[str]:
    """The module-level names that a statement uses: annotations and defaults too."""
    table = symtable.symtable(statement.text, "<statement>", "exec")
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return own.union(*(_globals(child) for child in table.get_children()))


def names_used_inside(statement: Statement) -> set[str]:
    """The module-level names that a function's body uses: not those of its own annotations and defaults."""
    table = symtable.symtable(statement.text, "<statement>", "exec")
    return set().union(*(_globals(child) for child in table.get_children()))


def _globals(table: symtable.SymbolTable) -> set[str]:
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    return own.union(*(_globals(child) for child in table.get_children()))
