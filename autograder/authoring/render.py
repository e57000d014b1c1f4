"""The student version: what nbgrader's own steps leave of a source, plus the numbers of the term.

The same source gives the same bytes, so the release of the default term is committed and compared. What the steps
should have taken away is looked for once more in the result: a release that shows a hidden test is not written.
"""

import difflib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from autograder import notebook, variants
from autograder.authoring import lint
from autograder.authoring.fill import filled, schemes_filled
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceNotebook
from autograder.variants import Manifest

# nbgrader's order; checksums come again because the two steps before change sources.
_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ClearMarkScheme)
_LAST = (ComputeChecksums, CheckCellMetadata)
_LONG_ENOUGH = 16  # shorter lines are in many places by chance: "else:", "import math"
_DIFFERENCE_LINES = 40

_quiet = logging.getLogger("autograder.authoring.nbgrader")  # the exceptions say it all
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


def student_version(course: Course, assignment: str) -> dict[str, bytes]:
    """All files that students get, by name relative to the assignment's folder.

    Raises:
        CourseError: the source is wrong, or something that students must not see would be left in it.
    """
    return _student_files(course, assignment, variants.manifest_of(course, assignment))


def _student_files(course: Course, assignment: str, manifest: Manifest) -> dict[str, bytes]:
    package = course.settings.solutions
    files = {f"{source.name}.ipynb": _student_notebook(source, manifest, package)
             for source in course.source(assignment)}
    return files | data_files(course, assignment)


def data_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The data files that `course_config.py` lists for `assignment`, by name.

    Raises:
        CourseError: one is missing, or its name leaves the folder.
    """
    settings = course.settings.assignments.get(assignment)
    folder = course.folder("source") / assignment
    files: dict[str, bytes] = {}
    for name in settings.files if settings else ():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise CourseError(f"assignments.{assignment}.files lists {name!r}, which is no file in {folder}.")
        files[Path(name).as_posix()] = path.read_bytes()
    return files


def _student_notebook(source: SourceNotebook, manifest: Manifest, package: str) -> bytes:
    result = filled(source, manifest)
    try:
        for step in _STEPS:
            result, _ = step(log=_quiet).preprocess(result, {})
        for cell in result.cells:
            cell.source = cell.source.rstrip("\n")  # the empty lines in front of a region that went
        for step in _LAST:
            result, _ = step(log=_quiet).preprocess(result, {})
    except (RuntimeError, ValueError, ValidationError) as error:
        raise CourseError(f"{source.path}: nbgrader refuses it: {' '.join(str(error).split())}") from error
    leaks = leaks_in(result, source, package)
    if leaks:
        raise CourseError("\n".join(f"{source.path}: not released, students would see {leak}" for leak in leaks))
    return notebook.dumps(result).encode()


def leaks_in(student: Any, source: SourceNotebook, package: str = "solutions") -> list[str]:
    """What a rendered notebook shows that students must not see, one line each; empty is as it should be.

    `package` is the package of reference solutions.
    """
    secrets = secrets_of(source)
    return [
        f'{what}, in cell "{cell.get("id")}"'
        for cell in student.cells
        for what in _shown(cell, secrets, package)
    ]


def _shown(cell: Any, secrets: dict[str, str], package: str) -> list[str]:
    # json.dumps would write a line's quotes and backslashes otherwise than they are in the source.
    extras = json.dumps({"m": cell.metadata, "o": cell.get("outputs", [])}, ensure_ascii=False)
    text = f"{cell.source}\n{extras}"
    found = [f'the marker "{step} {word}"' for word in ("HIDDEN TESTS", "SOLUTION", "MARK SCHEME")
             for step in ("BEGIN", "END") if f"{step} {word}" in text]
    if re.search(rf"^\s*(from|import)\s+{re.escape(package)}\b", cell.source, re.MULTILINE):
        found.append(f"an import of {package}")
    found += [f"{secrets[line]}: {line[:60]!r}" for line in revealed(f"{cell.source}\n{extras}", secrets)]
    return found


def revealed(text: str, secrets: Mapping[str, str]) -> list[str]:
    """The lines of `secrets` that stand in `text`, as they are or as JSON writes them."""
    found = []
    for line in secrets:
        quoted = json.dumps(line, ensure_ascii=False)[1:-1]
        if line in text or (quoted != line and quoted in text):
            found.append(line)
    return found


def secrets_of(source: SourceNotebook) -> dict[str, str]:
    """Lines that belong to students' eyes nowhere, and what each is.

    Code that a visible cell has too is no secret (`for a, b in cases:`); prose of a mark scheme always is.
    """
    secrets: dict[str, str] = {}
    visible: list[str] = []
    code: dict[str, str] = {}
    values = variants.parameters(source)
    for cell in source.cells:
        hidden = notebook.inside(cell.source, notebook.BEGIN_HIDDEN, notebook.END_HIDDEN)
        solution = notebook.inside(cell.source, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
        scheme = notebook.inside(cell.source, notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
        rest = cell.source
        for begin, end in ((notebook.BEGIN_HIDDEN, notebook.END_HIDDEN),
                           (notebook.BEGIN_SOLUTION, notebook.END_SOLUTION),
                           (notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)):
            rest = notebook.outside(rest, begin, end)
        if not solution and cell.role in (Role.ANSWER, Role.WRITTEN):
            solution, rest = [rest], ""  # without a region, the whole cell is the solution
        visible.append(rest)
        if scheme and values:  # the release would show it with its numbers
            where = f'{source.path}: cell "{cell.id}"'
            whole = schemes_filled(cell.source, values, where)
            scheme = scheme + notebook.inside(whole, notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
        secrets |= dict.fromkeys(_lines(scheme), f'the mark scheme of "{cell.id}"')
        code |= dict.fromkeys(_lines(hidden), f'a hidden test of "{cell.id}"')
        code |= dict.fromkeys(_lines(solution), f'the solution of "{cell.id}"')
    shown = "\n".join(visible)
    return secrets | {line: what for line, what in code.items() if line not in shown}


def _lines(texts: list[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.split("\n") if len(line.strip()) >= _LONG_ENOUGH]


def write_release(course: Course, assignment: str, out: Path | None = None) -> Manifest:
    """Write the student version and its manifest; returns the manifest.

    The files go to release/<assignment>/, where nothing else is left, or to `out`, which must be new, empty, or hold
    only files of the same names. A reader sees the old folder or the new one, never a mixture.

    Raises:
        CourseError: the source has problems (each is a line of the message), or `out` holds something else.
    """
    problems = lint.problems(course, assignment)
    if problems:
        raise CourseError("\n".join([*problems, f"{assignment} is not released; mend these first."]))
    manifest = variants.manifest_of(course, assignment)
    files = _student_files(course, assignment, manifest)
    target = out or course.folder("release") / assignment
    if out is not None:
        strange = sorted(set(_files_in(out)) - set(files))
        if strange:
            raise CourseError(f"{out} holds {strange[0]!r}, which is not of this release; give a new or empty folder.")
    _replace_folder(target, files)
    path = variants.manifest_path(course, assignment)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(manifest.dumps(), encoding="utf-8")
    os.replace(new, path)
    return manifest


def _files_in(folder: Path) -> list[str]:
    """Every file below `folder`, but the copies that Jupyter saves there."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*")
            if path.is_file() and ".ipynb_checkpoints" not in path.parts] if folder.is_dir() else []


def _replace_folder(target: Path, files: dict[str, bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        for name, content in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def check_release(course: Course, assignment: str) -> list[str]:
    """How the committed release differs from what the source gives, for people; empty: the same bytes.

    Raises:
        CourseError: the source gives no release.
    """
    manifest = variants.manifest_of(course, assignment)
    files = _student_files(course, assignment, manifest)
    folder = course.folder("release") / assignment
    differences: list[str] = []
    for name in sorted(set(files) | set(_files_in(folder))):
        path = folder / name
        if name not in files:
            differences.append(f"{path} is not of this release; run `course release {assignment}`.")
        elif not path.is_file():
            differences.append(f"{path} is missing; run `course release {assignment}`.")
        elif path.read_bytes() != files[name]:
            detail = _difference(path.read_bytes(), files[name]) if name.endswith(".ipynb") else ""
            differences.append(f"{path} is older than its source; run `course release {assignment}`.{detail}")
    path = variants.manifest_path(course, assignment)
    if not path.is_file() or path.read_text(encoding="utf-8") != manifest.dumps():
        differences.append(f"{path} is missing or older than the source; run `course release {assignment}`.")
    return differences


def _difference(old: bytes, new: bytes) -> str:
    """A short unified diff of the cell sources; empty if only metadata differ."""
    lines = list(difflib.unified_diff(_sources(old), _sources(new), "released", "from the source", n=1, lineterm=""))
    if len(lines) > _DIFFERENCE_LINES:
        lines[_DIFFERENCE_LINES:] = [f"... and {len(lines) - _DIFFERENCE_LINES} lines more"]
    return "".join(f"\n  {line}" for line in lines) or "\n  Only metadata differ."


def _sources(content: bytes) -> list[str]:
    try:
        cells = json.loads(content)["cells"]
        return [line for cell in cells
                for line in (f"[{cell.get('id', '')}]", *"".join(cell["source"]).split("\n"))]
    except (ValueError, KeyError, TypeError):
        return ["(no notebook)"]
