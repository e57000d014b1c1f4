"""The release notebook in an environment with NumPy, SciPy, Matplotlib and Jupyter only, as a student has it.

    python tests/acceptance/plain_jupyter.py                 with the package jupyter
    python tests/acceptance/plain_jupyter.py --minimal       with what executes a notebook, no user interface

Two runs. As released: the given cells run, an unanswered question raises NotImplementedError, and nothing else goes
wrong. With the key's answers: no error and no word on stderr in any cell.
"""

import argparse
import ast
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from lines import ROOT, conclude, heading, run

from autograder import notebook
from autograder.authoring import inline
from autograder.course import find
from autograder.judge.examination import bound_names
from autograder.model import Role
from autograder.verification import catalogue

ASSIGNMENT = "bayes"
STUDENTS_HAVE = ("numpy", "scipy", "matplotlib")
JUPYTER, MINIMAL = ("jupyter",), ("ipykernel", "nbclient", "nbconvert")
_ISOLATED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "IPYTHONDIR", "JUPYTER_PATH", "JUPYTER_CONFIG_DIR")
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def make_environment(folder: Path, packages: Iterable[str]) -> Path:
    """A virtual environment with these packages at the lock's versions; its Python."""
    python = folder / "venv" / "bin" / "python"
    _must([sys.executable, "-m", "venv", str(folder / "venv")], folder, "python -m venv")
    pins = folder / "pins.txt"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    # Versions and their conditions, without hashes: those would be wanted for each package that pip finds it needs.
    pins.write_text("\n".join(re.findall(r"^[\w.-]+==[^\\\n]+", lock, re.MULTILINE)) + "\n", encoding="utf-8")
    _must([str(python), "-m", "pip", "install", "--quiet", "--constraint", str(pins), *packages], folder, "pip install")
    return python


def installed_of_ours(python: Path, folder: Path) -> list[str]:
    """Problems: what the environment can import and a student's cannot."""
    code = "import importlib.util as u; print(*[n for n in ('autograder', 'solutions', 'nbgrader') if u.find_spec(n)])"
    found = _must([str(python), "-c", code], folder, "python").split()
    return [f"the plain environment can import {name}" for name in found]


def execute(python: Path, folder: Path, name: str, given: Any) -> Any:
    """The notebook after a run by nbconvert, errors kept in their cells."""
    path = folder / f"{name}.ipynb"
    nbformat.write(given, path)
    _must([str(python), "-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--inplace",
           "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.startup_timeout=600", path.name], folder, "nbconvert")
    return nbformat.read(path, as_version=4)


def unanswered_problems(executed: Any) -> list[str]:
    """What goes wrong in the released notebook beyond the questions without an answer."""
    variables = _answer_variables(executed.cells)
    problems, stubs = [], 0
    for cell in executed.cells:
        name, role, error = _name(cell), notebook.role_of(cell), _error(cell)
        problems += [f"{name}: on stderr: {text}" for text in _stderr(cell)]
        if cell.cell_type != "code":
            continue
        if role is Role.ANSWER and "NotImplementedError" in cell.source:
            stubs += 1
            if _runs_at_once(cell.source) != bool(error and error[0] == "NotImplementedError"):
                problems.append(f"{name}: an unanswered question ended with {error}")
        elif error is None:
            continue
        elif role is Role.TEST and error[0] == "NotImplementedError":
            pass
        elif role is Role.TEST and error[0] == "NameError" and (missing := _UNDEFINED.search(error[1])) and missing[1] in variables:
            pass  # the answer is a variable, and its cell stopped before it was bound
        else:
            problems.append(f"{name}: {error[0]}: {error[1]}")
    return problems if stubs else [*problems, "no unanswered question was found: is this the release?"]


def answered_problems(executed: Any) -> list[str]:
    """Errors and words on stderr where every answer is the key's."""
    problems = []
    ran = 0
    for cell in executed.cells:
        if cell.cell_type == "code":
            ran += cell.execution_count is not None
            error = _error(cell)
            problems += [f"{_name(cell)}: {error[0]}: {error[1]}"] if error else []
            problems += [f"{_name(cell)}: on stderr: {text}" for text in _stderr(cell)]
    return problems if ran else ["no cell was run"]


def _answer_variables(cells: Sequence[Any]) -> set[str]:
    """Names that unanswered questions would bind by running: those of answers that are no functions."""
    return {name for cell in cells if notebook.role_of(cell) is Role.ANSWER and _runs_at_once(cell.source)
            for name in {_name(cell), *bound_names(cell.source)}}


def _runs_at_once(source: str) -> bool:
    return any(isinstance(statement, ast.Raise) for statement in ast.parse(source).body)


def _name(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id") or cell.id)


def _error(cell: Any) -> tuple[str, str] | None:
    return next(((o.ename, o.evalue) for o in cell.get("outputs", []) if o.output_type == "error"), None)


def _stderr(cell: Any) -> list[str]:
    return [o.text.strip()[:200] for o in cell.get("outputs", []) if o.output_type == "stream" and o.name == "stderr"]


def _must(argv: Sequence[str], folder: Path, what: str) -> str:
    done = run(argv, folder, _clean(folder))
    if done.returncode != 0:
        sys.exit(f"{what} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
    return done.stdout


def _clean(folder: Path) -> Mapping[str, str]:
    """An environment without anything of ours, and with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in _ISOLATED}
    return {**kept, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "MPLCONFIGDIR": str(folder / "matplotlib")}


def main() -> int:
    """Show the line; 0 where it holds."""
    parser = argparse.ArgumentParser(description="Run the release notebook where a student would.")
    parser.add_argument("--minimal", action="store_true", help="install what executes a notebook in place of all of jupyter")
    parser.add_argument("--keep", type=Path, help="a folder for the two executed notebooks")
    options = parser.parse_args()
    packages = (*STUDENTS_HAVE, *(MINIMAL if options.minimal else JUPYTER))
    heading(f"the release executed in an environment with only {', '.join(packages)}")
    course = find(ROOT)
    (release,) = (ROOT / "release" / ASSIGNMENT).glob("*.ipynb")
    given = notebook.read(release)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = make_environment(folder, packages)
        problems = installed_of_ours(python, folder)
        released = execute(python, folder, "released", given)
        answered = execute(python, folder, "answered", catalogue.compose(given, inline.answers(course, ASSIGNMENT)))
    problems += unanswered_problems(released) + answered_problems(answered)
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        for name, node in (("released", released), ("answered", answered)):
            nbformat.write(node, options.keep / f"{name}.ipynb")
    return conclude(problems, f"{release.name} as released and with the key's answers")


if __name__ == "__main__":
    sys.exit(main())
