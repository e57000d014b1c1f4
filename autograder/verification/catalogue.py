"""The corpus of answers with known marks: slips, right answers in several idioms, and attacks.

It is a folder, one part for each assignment, and a case is a folder of it:

    tests/corpus/<assignment>/slips/<name>/answer.py      one answer cell, as a student would write it
    tests/corpus/<assignment>/slips/<name>/expected.toml  cell, loses, hint, about
    tests/corpus/<assignment>/attacks/<name>/...          the same, without hint
    tests/corpus/<assignment>/idioms/<idiom>/<answer cell>.py

A *slip* is honest and wrong: it loses exactly the test cells in `loses`, and in at least one of them the student reads
`hint`. An *attack* breaks, hangs or lies: it earns nothing in `loses`, whether that is 0 or no score at all. An *idiom*
answers every cell rightly and in its own way. Attacks are never run outside a sandbox.
"""

import ast
import copy
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder import notebook
from autograder.authoring.delegation import without_magics
from autograder.errors import CourseError
from autograder.model import Role, SourceNotebook

_KINDS = ("slips", "attacks", "idioms", "__pycache__")
_KINDS_SAID = "a corpus has the folders slips, attacks and idioms"


@dataclass(frozen=True, slots=True)
class Slip:
    """One honest wrong answer, everything else right."""

    name: str
    cell: str  # the answer cell that it replaces
    loses: tuple[str, ...]  # test cells that get 0 because of it; all others keep their points
    hint: str  # part of the hint that the student reads in at least one of them
    about: str  # one sentence for people
    answer: str  # source of the cell
    path: Path


@dataclass(frozen=True, slots=True)
class Attack:
    """One dishonest or broken answer."""

    name: str
    cell: str
    loses: tuple[str, ...]  # test cells that earn nothing
    about: str
    answer: str
    path: Path
    spreads: bool = False  # it damages the whole process: the student's other cells may lose their points too


@dataclass(frozen=True, slots=True)
class Idiom:
    """Right answers for all answer cells, in one way of writing."""

    name: str
    answers: Mapping[str, str]  # source by answer cell
    path: Path


@dataclass(frozen=True, slots=True)
class Corpus:
    """All cases of one assignment, each kind by name."""

    slips: Mapping[str, Slip]
    attacks: Mapping[str, Attack]
    idioms: Mapping[str, Idiom]


def load(folder: Path, notebooks: tuple[SourceNotebook, ...]) -> Corpus:
    """The cases in `folder` (tests/corpus/<assignment>) for an assignment's source notebooks.

    Raises:
        CourseError: a file is missing, unreadable, not Python, or says what the notebooks do not have; the message
            names the file and the rule.
    """
    questions = tests_by_answer(notebooks)
    slips = {path.name: _slip(path, questions) for path in _folders(folder / "slips")}
    attacks = {path.name: _attack(path, questions) for path in _folders(folder / "attacks")}
    idioms = {path.name: _idiom(path, questions) for path in _folders(folder / "idioms")}
    return Corpus(slips, attacks, idioms)


def tests_by_answer(notebooks: tuple[SourceNotebook, ...]) -> dict[str, tuple[str, ...]]:
    """The test cells of each answer cell, in the notebooks' order.

    A test cell is called after its answer cell, `<answer>_<part>`; one with another name belongs to the answer cell
    before it.
    """
    found: dict[str, list[str]] = {}
    for source in notebooks:
        answers = [cell.id for cell in source.cells if cell.role is Role.ANSWER]
        found |= {answer: [] for answer in answers}
        latest = ""
        for cell in source.cells:
            if cell.role is Role.ANSWER:
                latest = cell.id
            elif cell.role is Role.TEST:
                named = [answer for answer in answers if cell.id.startswith(f"{answer}_")]
                owner = max(named, key=len, default=latest)
                if owner:
                    found[owner].append(cell.id)
    return {answer: tuple(tests) for answer, tests in found.items()}


def tests_that_use(answer: str, notebooks: tuple[SourceNotebook, ...]) -> tuple[str, ...]:
    """The test cells that could notice another answer in the cell `answer`: its own, and those that use what it defines.

    Tests that use it through a helper, or through another answer, are among them. Names inside longer texts (`eval`)
    are not seen.
    """
    for source in notebooks:
        cells = [cell for cell in source.cells if cell.cell_type == "code"]
        given = next((cell for cell in cells if cell.id == answer and cell.role is Role.ANSWER), None)
        if given is None:
            continue
        names = _defined(given.source)
        helpers = [cell for cell in cells if cell.role is not Role.TEST and cell is not given]
        while found := [cell for cell in helpers if names & _used(cell.source)]:
            names |= {name for cell in found for name in _defined(cell.source)}
            helpers = [cell for cell in helpers if cell not in found]
        own = tests_by_answer((source,))[answer]
        return tuple(cell.id for cell in cells
                     if cell.role is Role.TEST and (cell.id in own or names & _used(cell.source)))
    return ()


def _defined(text: str) -> set[str]:
    """The names that a cell binds at its top level."""
    found: set[str] = set()
    for node in _tree(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        else:
            found |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return found


def _used(text: str) -> set[str]:
    """The names that a cell uses, as such or as a text of their own: `globals()["mean"]`."""
    parts = list(ast.walk(_tree(text)))
    return ({part.id for part in parts if isinstance(part, ast.Name)}
            | {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)})


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(without_magics(text))
    except SyntaxError:  # the trial says what is wrong with it
        return ast.Module([], [])


def points_by_test(notebooks: tuple[SourceNotebook, ...]) -> dict[str, float]:
    """What each test cell is worth."""
    return {cell.id: cell.points for source in notebooks for cell in source.cells if cell.role is Role.TEST}


def expected_points(notebooks: tuple[SourceNotebook, ...], cases: Iterable[Slip | Attack]) -> dict[str, float]:
    """What each test cell earns where every answer is right but for `cases`."""
    points = points_by_test(notebooks)
    lost = {test for case in cases for test in case.loses}
    return {test: 0.0 if test in lost else worth for test, worth in points.items()}


def compose(release: Any, answers: Mapping[str, str], *, drop: Collection[str] = ()) -> Any:
    """A submission: a copy of the student version with `answers` in it, as a student would type them.

    `release` is an nbformat node and stays as it is. `answers` are sources by grade_id, for code and for written
    answers; a cell that they do not name stays as it was released. The cells named in `drop` are deleted.

    Raises:
        CourseError: a name is no cell of the notebook, or an answer is for a cell that students do not write in.
    """
    result = copy.deepcopy(release)
    cells = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in result.cells if "nbgrader" in cell.metadata}
    for name in [*answers, *drop]:
        if name not in cells:
            raise CourseError(f'The notebook has no cell with the grade_id "{name}"; it has {", ".join(cells)}.')
    for name, text in answers.items():
        if notebook.role_of(cells[name]) not in (Role.ANSWER, Role.WRITTEN):
            raise CourseError(f'Cell "{name}" is not for answers: it is no solution cell. Answer the cell before it.')
        cells[name].source = text.rstrip("\n")
    gone = [cells[name] for name in drop]
    result.cells = [cell for cell in result.cells if not any(cell is other for other in gone)]
    return result


def _folders(folder: Path) -> list[Path]:
    """The cases of one kind; a kind without any has no folder, which version control would not keep."""
    corpus = folder.parent
    if not corpus.is_dir():
        raise CourseError(f"{corpus} does not exist; {_KINDS_SAID}.")
    for other in sorted(path for path in corpus.iterdir() if path.is_dir() and path.name not in _KINDS):
        raise CourseError(f"{other} is not known here; {_KINDS_SAID}.")
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}. Each case has answer.py and expected.toml.") from error


def _python(path: Path) -> str:
    text = _read(path)
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{path}: line {error.lineno}: {error.msg}; slips and idioms are code that runs.") from None
    return text


def _expected(folder: Path, texts: tuple[str, ...], optional: tuple[str, ...],
              questions: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """expected.toml, with `cell` and `loses` checked against the notebooks, and the named `texts` there."""
    path = folder / "expected.toml"
    try:
        values = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is no TOML: {error}.") from None
    needed = ("cell", "loses", *texts)
    for name in needed:
        if name not in values:
            raise CourseError(f"{path}: {name} is missing; a case needs {', '.join(needed)}.")
    for name in sorted(set(values) - {*needed, *optional}):
        raise CourseError(f"{path}: {name} is not known here; known are {', '.join((*needed, *optional))}.")
    for name in ("cell", *texts):
        if not isinstance(values[name], str) or not values[name].strip():
            raise CourseError(f"{path}: {name} = {values[name]!r}; it is a text, and not empty.")
    _check_cells(path, values["cell"], values["loses"], questions)
    return values


def _check_cells(path: Path, cell: str, loses: Any, questions: Mapping[str, tuple[str, ...]]) -> None:
    if cell not in questions:
        raise CourseError(f'{path}: cell = "{cell}" is no answer cell; there are {", ".join(questions)}.')
    if not isinstance(loses, list) or not loses:
        raise CourseError(f"{path}: loses = {loses!r}; it is a list of test cells, at least one.")
    for name in loses:
        if name not in questions[cell]:
            raise CourseError(f'{path}: loses has "{name}", which is no test cell of "{cell}"; those are '
                              f"{', '.join(questions[cell])}.")
    if len(set(loses)) < len(loses):
        raise CourseError(f"{path}: loses names a test cell twice.")


def _slip(folder: Path, questions: Mapping[str, tuple[str, ...]]) -> Slip:
    values = _expected(folder, ("hint", "about"), (), questions)
    answer = _python(folder / "answer.py")
    return Slip(folder.name, values["cell"], tuple(values["loses"]), values["hint"], values["about"], answer, folder)


def _attack(folder: Path, questions: Mapping[str, tuple[str, ...]]) -> Attack:
    values = _expected(folder, ("about",), ("spreads",), questions)
    spreads = values.get("spreads", False)
    if not isinstance(spreads, bool):
        raise CourseError(f"{folder / 'expected.toml'}: spreads = {spreads!r}; it is true or false.")
    answer = _read(folder / "answer.py")
    return Attack(folder.name, values["cell"], tuple(values["loses"]), values["about"], answer, folder, spreads)


def _idiom(folder: Path, questions: Mapping[str, tuple[str, ...]]) -> Idiom:
    answers = {path.stem: _python(path) for path in sorted(folder.glob("*.py"))}
    for name in questions:
        if name not in answers:
            raise CourseError(f"{folder / name}.py is missing; an idiom answers every answer cell.")
    for name in sorted(set(answers) - set(questions)):
        raise CourseError(f"{folder / name}.py is for no answer cell; there are {', '.join(questions)}.")
    return Idiom(folder.name, answers, folder)
