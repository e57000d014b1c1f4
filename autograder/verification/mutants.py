"""Mutants: the reference answer of a question with one small change, as a student might have written it.

A question's answer is its reference function and all that it uses of its module, as the key has it. Each named operator
(`operators.py`) makes one change in one of these functions; a change in a helper makes a mutant of every question
that uses the helper. Equivalents, mutants that are right answers, are listed with a reason in
`tests/corpus/<assignment>/equivalents.toml`:

    [[equivalent]]
    function = "_positive"        # where the change is
    operator = "return"
    fingerprint = "f2a04c1b9d3e"  # of the line's text: another text needs another look
    after = "return value"        # what the line becomes
    reason = "NumPy scalars are as good as Python's"
    questions = ["beta_update"]   # where it is true for some of the questions only
"""

import ast
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring import delegation
from autograder.authoring.delegation import Module, Statement
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceCell
from autograder.verification import catalogue, operators
from autograder.verification.operators import Change

_FIELDS = ("function", "operator", "fingerprint", "after", "reason")
_FINGERPRINT = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong answer of one question."""

    question: str  # the answer cell
    function: str  # the function, or the variable, that was changed
    operator: str
    line: int  # in the module, 1-based
    fingerprint: str  # of the line's text
    before: str  # that line
    after: str  # what it becomes
    answer: str  # source of the answer cell

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What an entry of equivalents.toml names."""
        return self.function, self.operator, self.fingerprint, self.after


@dataclass(frozen=True, slots=True)
class Question:
    """One answer cell with its mutants."""

    id: str
    notebook: str
    tests: tuple[str, ...]  # the test cells that judge it
    answer: str  # the reference answer, unchanged
    mutants: tuple[Mutant, ...]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Mutants that are right answers, and why."""

    key: tuple[str, str, str, str]
    reason: str
    questions: tuple[str, ...]  # empty: all that have such a mutant

    def covers(self, mutant: Mutant) -> bool:
        """Whether the entry is about this mutant."""
        return mutant.key == self.key and (not self.questions or mutant.question in self.questions)


def questions(course: Course, assignment: str) -> tuple[Question, ...]:
    """The questions of an assignment whose answers delegate to reference solutions, in the notebooks' order.

    An answer cell that no test cell judges is none.

    Raises:
        CourseError: a solution region is not of the delegating form, or names what its module lacks.
    """
    sources = course.source(assignment)
    tests = catalogue.tests_by_answer(sources)
    modules: dict[str, Module] = {}
    made: dict[str, tuple[Change, ...]] = {}
    found = []
    for source in sources:
        for cell in source.cells:
            if cell.role is not Role.ANSWER or not tests[cell.id]:
                continue
            try:
                answer, mutants = _of_cell(course, cell, modules, made)
            except CourseError as error:
                raise CourseError(f'{source.path}: cell "{cell.id}": {error}') from None
            if answer:
                found.append(Question(cell.id, source.name, tests[cell.id], answer, mutants))
    return tuple(found)


def _of_cell(course: Course, cell: SourceCell, modules: dict[str, Module],
             made: dict[str, tuple[Change, ...]]) -> tuple[str, tuple[Mutant, ...]]:
    package = course.settings.solutions
    parts: list[Statement] = []
    mutable: set[Statement] = set()
    for region in delegation.delegations(cell.source, package):
        if region.module not in modules:
            modules[region.module] = delegation.read_module(course.root, package, region.module)
        module = modules[region.module]
        wanted = [delegation.defined(module, name) for name in region.names]
        parts += [statement for statement in _closure(module, wanted, annotations=True) if statement not in parts]
        mutable |= set(_closure(module, wanted, annotations=False))
    texts = [statement.text for statement in parts]
    mutants = []
    for place, statement in enumerate(parts):
        if statement not in mutable or not _can_change(statement):
            continue
        if statement.text not in made:
            made[statement.text] = tuple(operators.changes(statement.text))
        for change in made[statement.text]:
            changed = _joined([*texts[:place], change.text, *texts[place + 1 :]])
            mutants.append(_mutant(cell.id, statement, change, changed))
    return _joined(texts), tuple(mutants)


def _closure(module: Module, wanted: Iterable[Statement], *, annotations: bool) -> list[Statement]:
    """The wanted statements and those that they use, in the module's order; for annotations too, or for the work only."""
    found: set[Statement] = set()
    todo = list(wanted)
    while todo:
        statement = todo.pop()
        if statement in found:
            continue
        found.add(statement)
        if isinstance(statement.node, ast.Import | ast.ImportFrom):
            continue
        inside = isinstance(statement.node, ast.FunctionDef) and not annotations
        names = delegation.names_used_inside(statement) if inside else delegation.names_used(statement)
        todo += [used for name in sorted(names) if (used := module.definition(name)) is not None]
    return sorted(found, key=lambda statement: statement.index)


def _can_change(statement: Statement) -> bool:
    return isinstance(statement.node, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign)


def _joined(texts: Iterable[str]) -> str:
    return "\n\n\n".join(texts)


def _mutant(question: str, statement: Statement, change: Change, answer: str) -> Mutant:
    first = (statement.node.end_lineno or 1) - statement.text.count("\n")
    function = ", ".join(sorted(statement.binds))
    return Mutant(question, function, change.operator, first + change.index, fingerprint(change.before), change.before,
                  change.after, answer)


def fingerprint(line: str) -> str:
    """What equivalents.toml keeps of a line: a short hash of its text without indentation."""
    return hashlib.sha256(line.strip().encode()).hexdigest()[:_FINGERPRINT]


def equivalents_path(course: Course, assignment: str) -> Path:
    """Where an assignment's equivalents are listed."""
    return course.root / "tests" / "corpus" / assignment / "equivalents.toml"


def read_equivalents(path: Path, mutants: Iterable[Mutant]) -> tuple[Equivalent, ...]:
    """The entries of equivalents.toml; none where there is no file.

    Raises:
        CourseError: the file is no TOML, or an entry lacks a field, has one that is unknown, is listed twice, or
            matches none of `mutants`, because the code changed or because it never did.
    """
    if not path.exists():
        return ()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    entries = values.pop("equivalent", [])
    if values or not isinstance(entries, list):
        raise CourseError(f"{path}: {', '.join(values) or 'equivalent'} is not known here; entries begin with [[equivalent]].")
    known: dict[tuple[str, str, str, str], set[str]] = {}
    for mutant in mutants:
        known.setdefault(mutant.key, set()).add(mutant.question)
    found = tuple(_entry(f"{path}: entry {number}", entry, known) for number, entry in enumerate(entries, 1))
    _refuse_twice(path, found)
    return found


def _entry(where: str, entry: Any, known: Mapping[tuple[str, str, str, str], set[str]]) -> Equivalent:
    if not isinstance(entry, dict):
        raise CourseError(f"{where}: it is no table; it begins with [[equivalent]].")
    for name in _FIELDS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise CourseError(f"{where}: {name} = {entry.get(name)!r}; an entry has the texts {', '.join(_FIELDS)}.")
    for name in sorted(set(entry) - {*_FIELDS, "questions"}):
        raise CourseError(f"{where}: {name} is not known here; known are {', '.join(_FIELDS)}, questions.")
    names = entry.get("questions", [])
    if not isinstance(names, list) or ("questions" in entry and not names):
        raise CourseError(f"{where}: questions = {names!r}; it is a list of answer cells, at least one.")
    key = (entry["function"], entry["operator"], entry["fingerprint"], entry["after"])
    for name in names or [""]:
        if key not in known or (name and name not in known[key]):
            of = f" of {name}" if name else ""
            raise CourseError(f"{where} ({key[0]}, {key[1]}, {key[2]}, {key[3]!r}) matches no mutant{of}: the line changed, or"
                              " it is none. Run the survey again and look at what survives.")
    return Equivalent(key, entry["reason"], tuple(names))


def _refuse_twice(path: Path, entries: tuple[Equivalent, ...]) -> None:
    seen: set[tuple[tuple[str, str, str, str], str]] = set()
    for number, entry in enumerate(entries, 1):
        for name in entry.questions or ("",):
            if (entry.key, name) in seen:
                raise CourseError(f"{path}: entry {number} is listed twice: {entry.key[0]}, {entry.key[3]!r}.")
            seen.add((entry.key, name))


def entries_for(mutants: Iterable[Mutant]) -> Iterator[str]:
    """Entries of equivalents.toml for mutants, as text to be completed with a reason, each once."""
    grouped: dict[tuple[str, str, str, str], Mutant] = {}
    for mutant in mutants:
        grouped.setdefault(mutant.key, mutant)
    for key, mutant in grouped.items():
        lines = [f"# {mutant.before}", "[[equivalent]]"]
        lines += [f"{name} = {_toml(value)}" for name, value in zip(_FIELDS[:4], key, strict=True)]
        yield "\n".join([*lines, 'reason = ""'])


def _toml(text: str) -> str:
    if "'" not in text and ("\\" in text or '"' in text):
        return f"'{text}'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
