"""Names in code cells: what a cell binds and what it uses.

`tree`, `bound_names` and `used_names` are for the course's own cells and raise SyntaxError. The rest is for students'
cells, where a text that is no Python binds nothing. Nothing is executed here.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 100_000  # characters of a student's cell that are parsed; no answer is longer
_PYTHON_CELLS = ("time", "timeit", "capture", "prun")  # cell magics whose body is Python in the same namespace
_WORD = re.compile(r"[^\W\d]\w*")
_UNUSUAL = re.compile(r"global|del")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")


def tree(source: str) -> ast.Module:
    """A cell as a syntax tree; magics and shell lines are IPython's and bind nothing for us. Lines keep their numbers.

    Raises:
        SyntaxError: it is not Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\\d" in a student's string is nobody's news
        try:
            return ast.parse(source)
        except SyntaxError:
            return ast.parse(_without_magics(source))


def _without_magics(source: str) -> str:
    # Only for what does not parse as it is: a line of a long expression or of a text may begin with % too.
    lines = source.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        word = lines[first][2:].split(" ")[0].strip()
        if word not in _PYTHON_CELLS:
            return ""
    return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    bare = line.lstrip()
    if bare.startswith(("%", "!", "?")) or (line.rstrip().endswith("?") and "#" not in line):
        return line[: len(line) - len(bare)] + "pass"
    return _ASSIGNED_MAGIC.sub(r"\1None", line)


def bound_names(source: str) -> set[str]:
    """Names that a cell binds anywhere in it: at its top, in its functions, as arguments.

    Raises:
        SyntaxError: it is not Python.
    """
    found: set[str] = set()
    for node in ast.walk(tree(source)):
        found |= set(_bound_here(node))
        if isinstance(node, ast.arg):
            found.add(node.arg)
    return found


def used_names(source: str) -> set[str]:
    """Names that a cell reads or deletes.

    Raises:
        SyntaxError: it is not Python.
    """
    return {n.id for n in ast.walk(tree(source)) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store)}


def bound_on_top(source: str) -> set[str]:
    """Names that a cell binds in the notebook's own namespace.

    Raises:
        SyntaxError: it is not Python.
    """
    return {name for statement in tree(source).body for name in bound_by(statement)}


def bound_by(statement: ast.AST) -> Iterator[str]:
    """Names that one statement binds in the namespace in which it stands."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        yield from _bound_here(node)
        inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp,
                 ast.DictComp, ast.GeneratorExp)
        if not isinstance(node, inner):
            todo += ast.iter_child_nodes(node)


def _bound_here(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names if alias.name != "*")
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


@lru_cache(300)
def parsed(source: str) -> ast.Module | None:
    """A student's cell as a syntax tree, to be read only; None where it is no Python, or too much of it."""
    if len(source) > LONGEST:
        return None
    try:
        return tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(1000)
def defined(source: str) -> frozenset[str]:
    """Names that a student's cell binds in the notebook's namespace, imports included; none where it is no Python."""
    found = parsed(source)
    return frozenset(name for node in found.body for name in bound_by(node)) if found else frozenset()


@lru_cache(1000)
def used(source: str) -> frozenset[str]:
    """Names that a cell reads; of a text that is no Python, all its words."""
    found = parsed(source)
    if found is None:
        return words(source)
    return frozenset(n.id for n in ast.walk(found) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store))


@lru_cache(1000)
def made(source: str) -> frozenset[str]:
    """The same without what is only imported."""
    found = parsed(source)
    body = [node for node in found.body if not isinstance(node, (ast.Import, ast.ImportFrom))] if found else []
    return frozenset(name for node in body for name in bound_by(node))


@lru_cache(1000)
def rebound(source: str) -> frozenset[str]:
    """Names of the notebook's namespace that a student's cell may give another meaning: bound, deleted, declared global."""
    found = parsed(source)
    if found is None or not _UNUSUAL.search(source):
        return defined(source)
    return defined(source) | {
        name for node in ast.walk(found)
        for name in (node.names if isinstance(node, ast.Global) else
                     (node.id,) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del) else ())}


@lru_cache(1000)
def patched(source: str) -> frozenset[str]:
    """Names whose attributes a student's cell sets: `np.sum = ...` gives `np`."""
    found = parsed(source)
    return frozenset(
        node.value.id for node in (ast.walk(found) if found else ())
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)) and isinstance(node.value, ast.Name))


@lru_cache(1000)
def free(source: str) -> frozenset[str]:
    """Names that a student's cell reads from the notebook's namespace: no arguments or variables of its functions."""
    found = parsed(source)
    try:
        return frozenset(_free(found)) if found else words(source)
    except RecursionError:
        return words(source)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _free(scope: ast.AST) -> set[str]:
    bound: set[str] = set()
    read: set[str] = set()
    shared: set[str] = set()
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Global):
            shared |= set(node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            read.add(node.id)
        bound |= set(_bound_here(node))
        if isinstance(node, _SCOPES):
            read |= _free(node)
        else:
            todo += ast.iter_child_nodes(node)
    return read - (bound - shared) if isinstance(scope, _SCOPES) else read


def is_python(source: str) -> bool:
    """Whether a student's cell can be parsed."""
    return parsed(source) is not None


def same_code(one: str, other: str) -> bool:
    """Whether two cells are the same program: comments, blank lines and line breaks aside."""
    first, second = parsed(one), parsed(other)
    if first is None or second is None:
        return False
    try:
        return ast.dump(first) == ast.dump(second)
    except (RecursionError, MemoryError):
        return False


def additions(released: str, edited: str) -> str:
    """What a student added to a locked cell and could be missed elsewhere: statements that bind new names only."""
    before, after = parsed(released), parsed(edited)
    if before is None or after is None:
        return ""
    taken = {name for node in before.body for name in bound_by(node)}
    kept = [node for node in after.body if (bound := set(bound_by(node))) and not bound & taken]
    try:
        return "\n".join(map(ast.unparse, kept))
    except (RecursionError, MemoryError, ValueError):
        return ""


def words(source: str) -> frozenset[str]:
    """All words of a text that could be names."""
    return frozenset(_WORD.findall(source))


def values(source: str) -> dict[str, str]:
    """The assignments of a parameters cell by name, each as the dump of its value."""
    found = parsed(source)
    out: dict[str, str] = {}
    for node in found.body if found else []:
        for name in bound_by(node):
            value = getattr(node, "value", None)
            try:
                out[name] = ast.dump(value) if isinstance(value, ast.AST) else ast.dump(node)
            except (RecursionError, MemoryError):
                out[name] = ""
    return out
