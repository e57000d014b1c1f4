"""What can be wrong with a source notebook before anything runs. These rules are for courses with `course_config.py`.

nbgrader lets most of these pass, and students or graders would meet them later: a check that imports what students do
not have, a number that nobody can replace, a file that goes to students by accident.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder import notebook, variants
from autograder.authoring import delegation
from autograder.authoring.fill import schemes_filled
from autograder.authoring.tidy import is_name
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceCell, SourceNotebook

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*(?:\|[^}]*)?\}\}")
_OURS = "autograder"
_MARKERS = (
    (notebook.BEGIN_SOLUTION, notebook.END_SOLUTION, (Role.ANSWER, Role.WRITTEN), "solution"),
    (notebook.BEGIN_HIDDEN, notebook.END_HIDDEN, (Role.TEST,), "test"),
    (notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME, (Role.WRITTEN, Role.TASK), "hand-graded"),
)


def applies(course: Course) -> bool:
    """Whether the rules are for `course`: it has a `course_config.py`."""
    return (course.root / "course_config.py").is_file()


def problems(course: Course, assignment: str) -> list[str]:
    """Everything that is wrong with the sources of `assignment`, one line each; empty is as it should be.

    Somebody else's course has no problems here: these are not its rules.

    Raises:
        CourseError: there is no such assignment.
    """
    folder = course.folder("source") / assignment
    if assignment not in course.assignments:
        course.source(assignment)  # says which there are
    if not applies(course):
        return []
    found = list(_files(course, assignment, folder))
    for path in sorted(folder.glob("*.ipynb")):
        found += [f"{path}: {line}" for line in _notebook(path, course)]
    return found


def points(course: Course, assignment: str) -> dict[str, float]:
    """The points of each notebook of `assignment`, for reports."""
    return {source.name: sum(cell.points for cell in source.grade_cells) for source in course.source(assignment)}


def _files(course: Course, assignment: str, folder: Path) -> Iterator[str]:
    settings = course.settings.assignments.get(assignment)
    listed = set(settings.files) if settings else set()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*")
             if path.is_file() and ".ipynb_checkpoints" not in path.parts}
    for name in sorted(there - listed):
        if "/" in name or not name.endswith(".ipynb"):
            yield (f"{folder / name} lies beside the notebooks, and nbgrader copies it to students; list it in"
                   f" assignments.{assignment}.files of course_config.py, or move it.")
    for name in sorted(listed - there):
        yield f"assignments.{assignment}.files of course_config.py lists {name!r}, which is not in {folder}."


def _notebook(path: Path, course: Course) -> Iterator[str]:
    try:
        node, source = notebook.read(path), notebook.load(path)
    except CourseError as error:
        yield str(error).removeprefix(f"{path}: ")
        return
    yield from _form(path, node)
    yield from _numbers(node, source)
    for cell, record in zip(node.cells, source.cells, strict=True):
        for line in _cell(cell, record.role, course):
            yield f'cell "{record.id}": {line}'


def _form(path: Path, node: Any) -> Iterator[str]:
    if (node.nbformat, node.nbformat_minor) != (4, 5):
        yield f"its notebook format is {node.nbformat}.{node.nbformat_minor}; it must be 4.5."
    elif path.read_text(encoding="utf-8") != notebook.dumps(node):
        yield f"it is not canonical JSON, as after an edit in Jupyter; run: course tidy {path.parent.name}"
    if node.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "its kernel is not python3; choose it in the notebook's menu."
    # From the file itself: nbformat gives one of two equal ids a new value when it reads.
    ids = [cell.get("id") for cell in json.loads(path.read_text(encoding="utf-8")).get("cells", ())]
    for name in sorted({str(name) for name in ids if name and ids.count(name) > 1}):
        yield f'two cells have the id "{name}"; ids are given once.'


def _numbers(node: Any, source: SourceNotebook) -> Iterator[str]:
    values: dict[str, Any] = {}
    try:
        values = variants.parameters(source)
    except CourseError as error:
        yield str(error).removeprefix(f"{source.path}: ")
    for cell, record in zip(node.cells, source.cells, strict=True):
        where = f'cell "{record.id}"'
        if notebook.NUMBERS_TAG in record.tags and cell.cell_type != "markdown":
            yield f"{where}: it is tagged numbers; that is for markdown cells."
        elif notebook.NUMBERS_TAG in record.tags:
            try:
                variants.fill(record.source, values, where)
            except CourseError as error:
                yield str(error)
        elif cell.cell_type == "markdown":
            yield from _prose(record, values, where)


def _prose(record: SourceCell, values: dict[str, Any], where: str) -> Iterator[str]:
    """Placeholders where nothing fills them; a mark scheme's are filled, as a trial shows."""
    text = record.source
    if values and record.role in (Role.WRITTEN, Role.TASK):
        try:
            schemes_filled(text, values, where)
            text = notebook.outside(text, notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
        except CourseError as error:
            yield str(error)
            return
    for name in sorted(set(_PLACEHOLDER.findall(text)) & set(values)):
        yield f"{where}: it has the placeholder {{{{ {name} }}}} and is not tagged numbers: it is not filled."


def _cell(cell: Any, role: Role, course: Course) -> Iterator[str]:
    if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
        yield "it has outputs or an execution count; course tidy clears them."
    yield from _identity(cell)
    if role is Role.PARAMETERS or notebook.NUMBERS_TAG in cell.metadata.get("tags", ()):
        yield from _protection(cell)
    try:
        _markers(cell.source, role)
        if cell.cell_type == "code":
            yield from _code(cell.source, role, course)
    except CourseError as error:
        yield f"{error}."


def _identity(cell: Any) -> Iterator[str]:
    name = (cell.metadata.get("nbgrader") or {}).get("grade_id")
    if name is not None and cell.get("id") != name:
        yield f'its cell id is "{cell.get("id")}"; it must be its grade_id.'
    elif name is None and not is_name(cell.get("id", "")):
        yield f'its cell id is "{cell.get("id")}"; give it a name in lower case, such as "base-rate-intro".'


def _protection(cell: Any) -> Iterator[str]:
    if cell.metadata.get("nbgrader"):
        yield "it holds a term's numbers and has nbgrader metadata: nbgrader would restore other numbers into it."
    for key in ("editable", "deletable"):
        if cell.metadata.get(key) is not False:
            yield f'it holds a term\'s numbers; its metadata must say "{key}": false.'


def _markers(source: str, role: Role) -> None:
    for begin, end, roles, what in _MARKERS:
        if notebook.regions(source, begin, end) and role not in roles:
            raise CourseError(f'it has "{begin}" and is no {what} cell')
    # nbgrader clears a written answer as a whole, mark scheme included, unless it has a solution region.
    if role is Role.WRITTEN and notebook.regions(source, *_MARKERS[0][:2]) and notebook.regions(
            notebook.outside(source, *_MARKERS[0][:2]), *_MARKERS[2][:2]):
        raise CourseError("its mark scheme is beside its solution region; put it inside, or drop the region's markers")


def _code(source: str, role: Role, course: Course) -> Iterator[str]:
    hidden = (notebook.BEGIN_HIDDEN, notebook.END_HIDDEN)
    visible = notebook.outside(source, *hidden)
    if role is Role.TEST and notebook.regions(source, *hidden):
        # Nothing visible, or nothing but comments.
        code = [line for line in visible.split("\n") if line.strip()]
        if all(line.startswith("#") for line in code) and (len(code) != 1 or not code[0].lstrip("# ")):
            yield "its tests are all hidden; its first and only visible line is a comment that says what it checks."
    for text in (source, *notebook.inside(source, *hidden)):
        _parse(text)
    if role is Role.ANSWER:
        yield from _answer(source, course)
        visible = notebook.outside(visible, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
    for module in _imported(source, visible):
        if module.partition(".")[0] in (_OURS, course.settings.solutions):
            yield f"students see it import {module}, which they do not have; only hidden tests may."


def _parse(text: str) -> ast.Module:
    try:
        return ast.parse(delegation.without_magics(text))
    except SyntaxError as error:
        raise CourseError(f"line {error.lineno}: it is not Python: {error.msg}") from None


def _imported(source: str, visible: str) -> Iterator[str]:
    # The visible part of a cell need not parse alone: a function whose body is a region has none without it.
    shown = {line.strip() for line in visible.split("\n")}
    lines = delegation.without_magics(source).split("\n")
    for node in ast.walk(_parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom) and lines[node.lineno - 1].strip() in shown:
            yield from ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])


def _answer(source: str, course: Course) -> Iterator[str]:
    package = course.settings.solutions
    found = delegation.delegations(source, package)
    if not found:
        yield f'it has no solution region; put "{notebook.BEGIN_SOLUTION}" and "{notebook.END_SOLUTION}" in it.'
    for region in found:
        module = delegation.read_module(course.root, package, region.module)
        for name in region.names:
            definition = module.definition(name)
            if definition is None:
                yield f"it takes {name} from {module.path}, which does not define it."
            elif region.function is not None:
                yield from _signature(region.function, definition.node, module.path)


def _signature(function: ast.FunctionDef, node: ast.stmt, path: Path) -> Iterator[str]:
    if not isinstance(node, ast.FunctionDef):
        yield f"{function.name} is a function here and none in {path}."
        return
    here, there = delegation.parameters_of(function), delegation.parameters_of(node)
    if here != there:
        yield f"{function.name}({', '.join(here)}) is {function.name}({', '.join(there)}) in {path}; make them agree."
