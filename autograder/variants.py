"""The numbers of a term: where an assignment has them, how prose shows them, what a release promised.

A source notebook keeps its numbers in one code cell tagged `parameters`. Markdown cells tagged `numbers`, and the mark
schemes of hand-graded cells, name them as Jinja2 placeholders, which may calculate with them. They are filled at release
(mark schemes in the key, which graders read; the release has none):

    {{ prevalence | percent }}    0.01 gives 1%
    {{ (a / b) | percent(2) }}    0.16102 gives 16%: at most that many significant digits
    {{ mean | digits(3) }}        0.5714285 gives 0.571: at most that many significant digits, never an exponent
    {{ flips | coin }}            (1, 1, 0) gives HHT

What was released is written down in a *manifest*, `manifests/<term>/<assignment>.json` in the course's folder. Grading
takes the numbers from there, never from a submission, where a student may have changed them.
"""

import hashlib
import json
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from pydantic import BaseModel, ConfigDict, ValidationError

import autograder
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceNotebook

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def parameters_text(source: SourceNotebook) -> str:
    """The source of the parameters cell; empty where the notebook has none.

    Raises:
        CourseError: there are two, or it is no code cell.
    """
    found = [cell for cell in source.cells if cell.role is Role.PARAMETERS]
    if len(found) > 1:
        names = ", ".join(f'"{cell.id}"' for cell in found)
        raise CourseError(f"{source.path}: the cells {names} are tagged parameters; one cell holds all the numbers.")
    if found and found[0].cell_type != "code":
        raise CourseError(f'{source.path}: cell "{found[0].id}" is tagged parameters; that is for one code cell.')
    return found[0].source if found else ""


def parameters(source: SourceNotebook) -> dict[str, Any]:
    """The numbers of the notebook by name: what its parameters cell defines, run in a namespace of its own.

    Names with an underscore in front are left out. No parameters cell gives no numbers.

    Raises:
        CourseError: the cell fails, or a value is not a finite number, a text, or a tuple or list of such.
    """
    text = parameters_text(source)
    namespace: dict[str, Any] = {}
    try:
        exec(compile(text, f"{source.path}: parameters", "exec"), namespace)  # noqa: S102  # the author's own cell
    except Exception as error:
        raise CourseError(f"{source.path}: the parameters cell fails: {type(error).__name__}: {error}") from error
    values = {name: value for name, value in namespace.items() if not name.startswith("_")}
    for name, value in values.items():
        if not _is_plain(value):
            raise CourseError(
                f"{source.path}: parameter {name} = {value!r} is a {type(value).__name__}; parameters are finite"
                " numbers, texts, and tuples or lists of them. Compute other things in a later cell."
            )
    return values


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(_is_plain(item) for item in value)
    # A subclass (a NumPy float is a float) would not come back from JSON as what it was.
    return type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value))


def percent(value: float, count: int = 10) -> str:
    """A fraction as a percentage with at most `count` significant digits: 0.015 gives `1.5%`."""
    return f"{_plain(value * 100, count)}%"


def digits(value: float, count: int) -> str:
    """`value` with at most `count` significant digits, without an exponent: `digits(0.5714, 3)` gives `0.571`."""
    return _plain(value, count)


def coin(flips: Sequence[int]) -> str:
    """Coin flips as letters, 1 being heads: `(1, 1, 0)` gives `HHT`.

    Raises:
        ValueError: a flip is neither 0 nor 1.
    """
    if any(flip not in (0, 1) for flip in flips):
        raise ValueError(f"flips = {flips!r}: each is 0 or 1")
    return "".join("H" if flip else "T" for flip in flips)


def _plain(value: float, count: int) -> str:
    text = format(Decimal(f"{value:.{count}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _environment() -> jinja2.Environment:
    # Prose has LaTeX in it, where "{#" and "{%" are ordinary: only the {{ }} of placeholders means something.
    environment = jinja2.Environment(  # noqa: S701  # the result is Markdown of the author's, not a web page
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True,
        block_start_string="{%%block", block_end_string="block%%}",
        comment_start_string="{##comment", comment_end_string="comment##}",
    )
    environment.filters = {"percent": percent, "digits": digits, "coin": coin}
    return environment


def fill(text: str, values: dict[str, Any], where: str) -> str:
    """`text` with its placeholders filled; `where` names the cell in messages.

    Raises:
        CourseError: a placeholder names no parameter or an unknown filter, or a value does not suit its filter.
    """
    try:
        return _environment().from_string(text).render(values)
    except jinja2.UndefinedError as error:
        known = ", ".join(sorted(values)) or "none"
        raise CourseError(f"{where}: {error.message}; the parameters are {known}.") from None
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        raise CourseError(f"{where}: a placeholder cannot be filled: {error}") from error


class NotebookNumbers(BaseModel):
    """What a release promised about one notebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: str  # source text of the parameters cell; empty where there is none
    values: dict[str, Any]  # what it defines; tuples are lists here
    source_sha256: str  # of the bytes of the source notebook


class Manifest(BaseModel):
    """What was released for one assignment in one term."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    assignment: str
    term: str
    engine: str  # version of this project
    notebooks: dict[str, NotebookNumbers]  # by notebook name

    @property
    def release(self) -> str:
        """The release's id: 12 hexadecimal digits, a hash of everything in the manifest."""
        return hashlib.sha256(_canonical(self.model_dump()).encode()).hexdigest()[:12]

    def parameters_cell(self, notebook_name: str) -> str:
        """Source text of the notebook's parameters cell, to be run in place of the submission's; empty: it has none.

        Raises:
            CourseError: the release has no such notebook.
        """
        if notebook_name not in self.notebooks:
            raise CourseError(
                f'Release {self.release} of {self.assignment} has no notebook "{notebook_name}"; it has '
                f"{', '.join(sorted(self.notebooks))}. If it is new, run `course release {self.assignment}`."
            )
        return self.notebooks[notebook_name].parameters

    def dumps(self) -> str:
        """The manifest as JSON: the same manifest gives the same bytes."""
        return _canonical({"release": self.release, **self.model_dump()})


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def manifest_of(course: Course, assignment: str, term: str | None = None) -> Manifest:
    """The manifest that a release made now would have. `term` is the course's if it is not given.

    Raises:
        CourseError: a parameters cell is wrong, or there is no such assignment.
    """
    notebooks = {
        source.name: NotebookNumbers(
            parameters=parameters_text(source),
            values=json.loads(json.dumps(parameters(source))),  # tuples are lists here, as in the file
            source_sha256=hashlib.sha256(source.path.read_bytes()).hexdigest(),
        )
        for source in course.source(assignment)
    }
    return Manifest(
        assignment=assignment, term=term or course.settings.term, engine=autograder.__version__, notebooks=notebooks
    )


def manifest_path(course: Course, assignment: str, term: str | None = None) -> Path:
    """Where the manifest of a term's release is kept: in the course's folder, never among the released files.

    Raises:
        CourseError: the term or the assignment is no plain name.
    """
    term = term or course.settings.term
    for what, name in (("term", term), ("assignment", assignment)):
        if not _NAME.fullmatch(name):
            raise CourseError(f'{what} = "{name}": names have letters, digits, ".", "_" and "-" and name a file here.')
    return course.root / "manifests" / term / f"{assignment}.json"


def load_manifest(course: Course, assignment: str, term: str | None = None) -> Manifest:
    """The manifest of what was released. `term` is the course's if it is not given.

    Raises:
        CourseError: nothing was released, or the file was changed since; the message says what to run.
    """
    path = manifest_path(course, assignment, term)
    again = f"run `course release {assignment}`"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        release = data.pop("release")
        manifest = Manifest.model_validate(data)
    except FileNotFoundError:
        raise CourseError(f"{path} does not exist: {assignment} was not released; {again}.") from None
    except (OSError, ValueError, TypeError, AttributeError, KeyError, ValidationError) as error:
        raise CourseError(f"{path} is no manifest ({error}); restore it, or {again}.") from error
    if manifest.release != release:
        raise CourseError(f"{path} says release {release} and holds {manifest.release}: it was edited; {again}.")
    return manifest
