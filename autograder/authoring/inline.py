"""The instructor's key: a source whose solution regions hold the solutions themselves, not calls of them.

The text of a reference function's body goes where the region was, comments and all. What the body needs of its module
(private helpers, constants, imports) goes to the top of the first cell that needs it, once per notebook; what students
define in an earlier cell is taken from there.
"""

import ast
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO

from autograder import notebook, variants
from autograder.authoring import delegation
from autograder.authoring.delegation import Delegation, Module, Statement
from autograder.authoring.fill import METADATA, filled
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceCell, SourceNotebook


@dataclass(slots=True)
class _Namespace:
    """What the notebook has at the cell that is being written."""

    imports: set[str] = field(default_factory=set)  # one alias each: "import numpy as np"
    names: set[str] = field(default_factory=set)  # answered, or put there by an earlier cell
    own: set[str] = field(default_factory=set)  # defined by the notebook's own setup code


def key_version(course: Course, assignment: str) -> dict[str, bytes]:
    """The key's notebooks by file name: answers inlined, hidden tests and mark schemes kept, numbers filled.

    Its answer cells import nothing of `solutions`; its hidden tests do, as they are what grading runs.

    Raises:
        CourseError: a region is not of the delegating form, or a solution cannot be inlined; the message says why.
    """
    manifest = variants.manifest_of(course, assignment)
    files: dict[str, bytes] = {}
    for source in course.source(assignment):
        result = filled(source, manifest)
        result.metadata[METADATA]["version"] = "key"
        inlined = _cells(course, source, alone=False)
        for cell, record in zip(result.cells, source.cells, strict=True):
            cell.source = inlined.get(record.id, cell.source)
        files[f"{source.name}.ipynb"] = notebook.dumps(result).encode()
    return files


def answers(course: Course, assignment: str) -> dict[str, str]:
    """The inlined answer cells of all notebooks by grade_id, as right submissions would have them.

    Each stands alone: what a function needs of its module is defined inside it, so that any other cell can be replaced
    by a wrong answer without this one noticing.

    Raises:
        CourseError: as `key_version`; or two notebooks answer cells of one name.
    """
    found: dict[str, str] = {}
    for source in course.source(assignment):
        cells = _cells(course, source, alone=True)
        for name in sorted(set(found) & set(cells)):
            raise CourseError(f'{source.path}: "{name}" is answered in another notebook of {assignment} too.')
        found |= cells
    return found


def _cells(course: Course, source: SourceNotebook, *, alone: bool) -> dict[str, str]:
    """The answer cells of one notebook with their regions replaced."""
    package = course.settings.solutions
    modules: dict[str, Module] = {}
    space, result = _Namespace(), {}
    for cell in source.cells:
        if cell.cell_type != "code":
            continue
        if cell.role in (Role.SETUP, Role.PLAIN, Role.PARAMETERS):
            _note(cell, space)
        if cell.role is not Role.ANSWER:
            continue
        try:
            regions = delegation.delegations(cell.source, package)
            for region in regions:
                if region.module not in modules:
                    modules[region.module] = delegation.read_module(course.root, package, region.module)
            result[cell.id] = _cell(cell.source, regions, modules, package, space, alone)
        except CourseError as error:
            raise CourseError(f'{source.path}: cell "{cell.id}": {error}') from None
    return result


def _note(cell: SourceCell, space: _Namespace) -> None:
    try:
        tree = ast.parse(delegation.without_magics(cell.source))
    except SyntaxError as error:
        raise CourseError(f'cell "{cell.id}": line {error.lineno}: it is not Python: {error.msg}') from None
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            space.imports.update(delegation.imports_apart(node).values())
        elif isinstance(node, delegation.Function | ast.ClassDef):
            space.own.add(node.name)


def _cell(source: str, regions: list[Delegation], modules: dict[str, Module], package: str, space: _Namespace,
          alone: bool) -> str:
    lines = source.split("\n")
    preambles: list[str] = []
    if alone:  # only the setup is sure to be there: any earlier answer may be replaced
        space = _Namespace(imports=set(space.imports), own=space.own)
    # What this very cell answers is there when any of its functions is called.
    answered = {name for region in regions for name in region.names}
    for region in reversed(regions):
        module = modules[region.module]
        definitions = [_definition(module, name) for name in region.names]
        if region.function is None:
            preamble = _preamble(module, definitions, package, space, answered)
            lines[region.first : region.last + 1] = "\n".join(d.text for d in definitions).split("\n")
            preambles.insert(0, preamble)
            continue
        body = _body(module, definitions[0], region.function)
        if alone:
            # What it needs is defined inside the function, where it cannot take the name of another answer.
            fresh = _Namespace(imports=set(space.imports), own=space.own)
            inner = _preamble(module, definitions, package, fresh, {region.function.name}, "\n\n")
            body = f"{inner}\n\n{body}" if inner else body
        else:
            preambles.insert(0, _preamble(module, definitions, package, space, answered))
        indent = lines[region.first][: len(lines[region.first]) - len(lines[region.first].lstrip())]
        lines[region.first : region.last + 1] = _indented(body, indent)
    space.names |= answered
    return "\n\n\n".join([*(p for p in preambles if p), "\n".join(lines)])


def _definition(module: Module, name: str) -> Statement:
    found = module.definition(name)
    if found is None:
        raise CourseError(f"{module.path} does not define {name}")
    return found


def _body(module: Module, definition: Statement, function: ast.FunctionDef) -> str:
    """The text of a reference function's body, without indentation."""
    node = definition.node
    where = f"{module.path}: {function.name}"
    if not isinstance(node, ast.FunctionDef):
        raise CourseError(f"{where} is no function, and it is one in the notebook")
    if node.decorator_list:
        raise CourseError(f"{where} has a decorator, which its body alone would lose; call a decorated helper")
    here, there = delegation.parameters_of(function), delegation.parameters_of(node)
    if here != there:
        raise CourseError(f"{function.name}({', '.join(here)}) is {function.name}({', '.join(there)}) in {module.path}")
    statements = node.body
    if ast.get_docstring(node) is not None and ast.get_docstring(function) is not None:
        statements = statements[1:]
        first = node.body[0].end_lineno or 0
    else:
        # The comments between the line that ends in the colon and the first statement belong to the body.
        first = max([node.lineno, *(part.end_lineno or 0 for part in _signature_parts(node))])
    if not statements:
        raise CourseError(f"{where} has nothing but a docstring")
    if statements[0].lineno <= first:
        raise CourseError(f"{where} is written on one line; give its body lines of its own")
    lines = definition.text.split("\n")
    first -= definition.first - 1  # lines of the file to lines of the text, which ends with the last statement
    while not lines[first].strip() or lines[first].strip() in ("):", ")"):
        first += 1
    text = "\n".join(lines[first:])
    return "\n".join(_dedented(text, statements[0].col_offset))


def _signature_parts(node: ast.FunctionDef) -> Iterator[ast.expr | ast.arg]:
    for part in ast.walk(node.args):
        if isinstance(part, ast.expr | ast.arg):
            yield part
    if node.returns is not None:
        yield node.returns


def _preamble(module: Module, definitions: Iterable[Statement], package: str, space: _Namespace,
              answered: set[str], gap: str = "\n\n\n") -> str:
    """The imports, constants and helpers that the definitions need and the notebook lacks; `space` is brought up."""
    needed = _needed(module, definitions, space.names | answered)
    imports: list[str] = []
    parts: list[str] = []
    for statement in needed:
        node = statement.node
        if isinstance(node, ast.Import | ast.ImportFrom):
            _refuse_own(node, package, module)
            used = {alias for name, alias in delegation.imports_apart(node).items() if name in needed[statement]}
            imports += sorted(used - space.imports)
            space.imports |= used
            continue
        for name in sorted(statement.binds & space.own):
            raise CourseError(f"the solution needs {name} of {module.path}, and a setup cell defines another {name}")
        parts.append(statement.text)
        space.names |= statement.binds
    return _joined(imports, parts, gap)


def _joined(imports: list[str], parts: list[str], gap: str) -> str:
    """Imports, then constants close together, functions and commented things with a gap around them."""
    text, before = "\n".join(_merged(imports)), "imports"
    for part in parts:
        kind = "long" if "\n" in part else "short"
        between = {("short", "short"): "\n", ("imports", "short"): "\n\n"}.get((before, kind), gap)
        text, before = (text + between if text else "") + part, kind
    return text


def _merged(imports: list[str]) -> list[str]:
    """One-name imports with those from one module put together."""
    names: dict[str, list[str]] = {}
    for statement in imports:
        start, imported, name = statement.partition(" import ")
        names.setdefault(start + imported, []).append(name)
    return [start + ", ".join(found) for start, found in names.items()]


def _needed(module: Module, definitions: Iterable[Statement], there: set[str]) -> dict[Statement, set[str]]:
    """Statements of the module that the definitions need, in the module's order, with the names asked of each."""
    asked: dict[Statement, set[str]] = {}
    todo = [name for definition in definitions for name in (
        delegation.names_used_inside(definition) if isinstance(definition.node, ast.FunctionDef)
        else delegation.names_used(definition))]
    while todo:
        name = todo.pop()
        statement = None if name in there else module.definition(name)
        if statement is None or name in asked.get(statement, ()):
            continue
        if statement not in asked and not isinstance(statement.node, ast.Import | ast.ImportFrom):
            todo += delegation.names_used(statement)
        asked.setdefault(statement, set()).add(name)
    return dict(sorted(asked.items(), key=lambda item: item[0].index))


def _refuse_own(node: ast.Import | ast.ImportFrom, package: str, module: Module) -> None:
    tops = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    if getattr(node, "level", 0) or any(top.partition(".")[0] == package for top in tops):
        raise CourseError(f"{module.path} imports another module of {package} in a form that a key cannot take apart;"
                          f" write `from {package}.<module> import <names>`, without `as`")


def _inner_lines(text: str) -> set[int]:
    """1-based numbers of lines that begin inside a text literal: their indentation is part of its value."""
    inner: set[int] = set()
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if tokenize.tok_name[token.type] in ("STRING", "FSTRING_MIDDLE"):
            inner.update(range(token.start[0] + 1, token.end[0] + 1))
    return inner


def _dedented(text: str, width: int) -> list[str]:
    inner = _inner_lines(f"if True:\n{text}\n")
    return [line if number + 1 in inner else line[min(width, len(line) - len(line.lstrip())):]
            for number, line in enumerate(text.split("\n"), 1)]


def _indented(text: str, indent: str) -> list[str]:
    inner = _inner_lines(f"{text}\n")
    return [line if number in inner or not line.strip() else indent + line
            for number, line in enumerate(text.split("\n"), 1)]
