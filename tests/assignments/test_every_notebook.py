"""What every assignment of the course promises, read and run in this process with the reference solutions.

What is special to one assignment, its names, numbers and figures, has a file of its own. That slips lose their cells
and idioms keep theirs is the affair of `course verify`.
"""

import ast
import builtins
import contextlib
import importlib
import inspect
import io
import json
import subprocess
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

from autograder import checks, notebook
from autograder import course as courses
from autograder.authoring import lint, render
from autograder.guest.codec import BIT_GENERATORS
from autograder.model import Role, SourceNotebook
from autograder.verification import catalogue

ROOT = Path(__file__).parents[2]
COURSE = courses.find(ROOT)
PARTS = {"values", "edges", "stable", "vectorised", "discipline", "stream", "law", "nodes", "arrows", "priors"}
# What nobody may take for an answer; a choice is no use either if it is none of those that are offered.
USELESS = [None, ..., "d", 0.5, [[1.0], [1.0, 2.0]], {"a": 1}, float("nan"), True]
WRONG = (AssertionError, TypeError, ValueError, KeyError, IndexError)  # what the judge takes for a wrong answer


@dataclass(frozen=True)
class Assignment:
    """One notebook and what is in it."""

    name: str
    source: SourceNotebook

    def cells(self, role):
        return [cell for cell in self.source.cells if cell.role is role]

    @property
    def given(self):
        """Locked code, and the numbers of the term."""
        return [cell for cell in self.source.cells if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS)]

    @property
    def asked(self):
        return [cell.id for cell in self.cells(Role.ANSWER)]

    def owner_of(self, cell):
        return max((name for name in self.asked if cell.id.startswith(f"{name}_")), key=len)


ASSIGNMENTS = [Assignment(name, source) for name in COURSE.assignments for source in COURSE.source(name)]


def each(choose):
    """Parameters (assignment, cell)."""
    found = [(one, cell) for one in ASSIGNMENTS for cell in choose(one)]
    return pytest.mark.parametrize(("one", "cell"), found, ids=[f"{one.name}-{cell.id}" for one, cell in found])


each_assignment = pytest.mark.parametrize("one", ASSIGNMENTS, ids=lambda one: one.name)
each_test = each(lambda one: one.cells(Role.TEST))
each_answer = each(lambda one: one.cells(Role.ANSWER))
each_law = each(lambda one: [cell for cell in one.cells(Role.TEST) if cell.id.endswith("_law")])
each_given = each(lambda one: one.given)


@cache
def given(one):
    """A namespace after the set-up cells and the parameters, without their prints and figures. Copy it."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in one.given:
            exec(cell.source, space)
    plt.close("all")
    return space


def region_of(cell):
    (region,) = notebook.inside(cell.source, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
    return region


@cache
def solved(one):
    space = dict(given(one))
    for cell in one.cells(Role.ANSWER):
        exec(cell.source, space)
    return space


@cache
def untouched(one):
    """What a student has who writes nothing: nbgrader's stub in place of every region."""
    space = dict(given(one))
    for cell in one.cells(Role.ANSWER):
        region = region_of(cell)
        stub = region[: len(region) - len(region.lstrip())] + "raise NotImplementedError()"
        with contextlib.suppress(NotImplementedError):
            exec(cell.source.replace(region, stub), space)
    return space


@pytest.fixture(autouse=True)
def tidy():
    yield
    checks.use_seed(0)
    plt.close("all")


def test_the_settings_know_every_assignment():
    """Each folder of source/ has a title in the settings, and none is listed that is not there."""
    assert sorted(COURSE.settings.assignments) == sorted(COURSE.assignments)
    assert all(assignment.title for assignment in COURSE.settings.assignments.values())


@pytest.mark.parametrize("seed", [0, 20_261_124])
@each_test
def test_the_reference_passes(one, cell, seed):
    """Every test cell accepts the reference solution, without a warning and whatever the submission's seed."""
    checks.use_seed(seed)
    space = dict(solved(one))

    exec(cell.source, space)

    assert space["__name__"] == "__main__"


@each_test
def test_untouched_earns_nothing(one, cell):
    """No test cell passes in the notebook as it was released."""
    with pytest.raises((NotImplementedError, NameError)):
        exec(cell.source, dict(untouched(one)))


@each_test
def test_useless_answers_earn_nothing(one, cell):
    """An answer that never looks at its arguments fails every part, by what the judge takes for a wrong answer."""
    name = one.owner_of(cell)
    for useless in USELESS:
        answer = (lambda *args, _value=useless, **options: _value) if callable(solved(one)[name]) else useless
        if answer == solved(one)[name]:
            continue  # 0.5 is the right number somewhere
        with pytest.raises(WRONG):
            exec(cell.source, dict(solved(one)) | {name: answer})


@each_law
def test_laws_are_planned(one, cell):
    """Each statistical check has the draws that its declared gap and power need, and the course's rate of false rejection."""
    with checks.promises() as made:
        exec(cell.source, dict(solved(one)))

    assert made
    for promise in made:
        assert promise.n >= promise.needed, promise
        assert promise.false_reject <= 1e-9, promise
        assert promise.power >= 0.9999, promise


@each_law
def test_right_draws_are_right_with_every_bit_generator(one, cell):
    """The statistical parts accept right draws from each of NumPy's bit generators."""
    for bits in set(BIT_GENERATORS) - {"PCG64"}:
        checks.use_seed(1, bits)
        exec(cell.source, dict(solved(one)))


@each_answer
def test_signatures(one, cell):
    """The student's function has the reference's arguments and defaults; an answer that is no function is that of the key."""
    reference = getattr(importlib.import_module(f"solutions.{one.name}"), cell.id)
    if not callable(reference):
        assert solved(one)[cell.id] == reference
        return
    signatures = [inspect.signature(function) for function in (solved(one)[cell.id], reference)]
    asked, answered = ([(p.name, p.kind, p.default) for p in signature.parameters.values()] for signature in signatures)
    assert asked == answered


@each_answer
def test_regions_delegate(one, cell):
    """A region is the reference's import and one call with the arguments by name: the key is made from these."""
    lines = [line.strip() for line in region_of(cell).splitlines()]
    functions = [node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
    if not functions:
        assert lines == [f"from solutions.{one.name} import {cell.id}"]
        return
    names = ", ".join(arg.arg for arg in functions[0].args.args)
    assert lines == [f"from solutions.{one.name} import {cell.id} as reference", f"return reference({names})"]


@each_assignment
def test_points(one):
    """100 points in all; each heading says what its question is worth, and questions are numbered in order."""
    grades = [*one.cells(Role.TEST), *one.cells(Role.WRITTEN)]
    assert sum(cell.points for cell in grades) == 100
    headings = {cell.id: cell.source.splitlines()[0] for cell in one.source.cells if cell.id.endswith("_prompt")}
    for name in [*one.asked, *(cell.id for cell in one.cells(Role.WRITTEN))]:
        own = [cell for cell in grades if cell.id == name] or [cell for cell in one.cells(Role.TEST) if one.owner_of(cell) == name]
        worth = sum(cell.points for cell in own)
        assert f"({worth:g} point{'s' if worth != 1 else ''}" in headings[f"{name}_prompt"], name
    numbers = [int(line.removeprefix("### Question ").partition(":")[0]) for line in headings.values() if "Question " in line]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= len(one.asked)


@each_test
def test_parts(one, cell):
    """A test cell is one part of its question, is worth whole points, and begins with a line on what it checks."""
    assert cell.id.removeprefix(f"{one.owner_of(cell)}_") in PARTS
    assert cell.points == int(cell.points) >= 1
    assert notebook.title_of(cell.source)


def imported(text):
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


@each_test
def test_visible_parts_import_nothing(one, cell):
    """Visible parts use what the set-up imported; hidden ones add the checks and SciPy, never the solutions."""
    assert imported(notebook.without_hidden(cell.source)) == set()
    assert imported(notebook.hidden_of(cell.source)) <= {"autograder", "scipy.special", "scipy.optimize"}


@each_given
def test_locked_code_needs_only_what_students_have(one, cell):
    """Locked cells import NumPy, SciPy, Matplotlib and math, and call nothing that students write."""
    assert {name.split(".")[0] for name in imported(cell.source)} <= {"math", "sys", "numpy", "scipy", "matplotlib"}
    assert not {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)} & set(one.asked)


@each_test
def test_test_cells_leave_names_alone(one, cell):
    """No test cell rebinds a name of the set-up, of the term's numbers, of an answer or a built-in one."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    assert not bound & (set(given(one)) | set(one.asked) | set(dir(builtins)))


@each_assignment
def test_the_file_is_canonical(one):
    """Canonical JSON, cell ids that are the grade_ids, no outputs and no execution counts; `course` has nothing to say."""
    found = notebook.read(one.source.path)
    assert one.source.path.read_text(encoding="utf-8") == notebook.dumps(found)
    for cell in found.cells:
        assert cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) == cell.id
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
    assert lint.problems(COURSE, one.name) == []


@each_assignment
def test_figures_are_told(one):
    """A figure's axes have labels, and the prose before it says in brackets what it shows, for who cannot see it."""
    figures = [number for number, cell in enumerate(one.source.cells) if "plt.show()" in cell.source]
    assert 1 <= len(figures) <= 8
    for number in figures:
        before = one.source.cells[number - 1].source
        told = before.lower().replace("figure", "picture").partition("picture")[2]
        assert "(" in told, one.source.cells[number].id
        assert "label" in one.source.cells[number].source


@each_assignment
def test_lines_fit_the_page(one):
    """Code that students see fits the width of a page; hidden lines may be a little longer, for staff."""
    for cell in one.source.cells:
        if cell.cell_type == "code":
            assert max(map(len, notebook.without_hidden(cell.source).splitlines())) <= 92, cell.id
            assert max(map(len, cell.source.splitlines())) <= 120, cell.id


@each_assignment
def test_written_questions_have_a_rubric(one):
    """The mark scheme's points are those of the cell, and nothing stands outside it."""
    markers = (notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
    assert one.cells(Role.WRITTEN)
    for cell in one.cells(Role.WRITTEN):
        (scheme,) = notebook.inside(cell.source, *markers)
        assert sum(line.startswith("- 1 point: ") for line in scheme.splitlines()) == cell.points
        assert not notebook.outside(cell.source, *markers).strip()


@each_assignment
def test_the_summary_comes_last(one):
    """The notebook ends with what one can do now, the next assignment, and the reminder to run all before submitting."""
    last = one.source.cells[-1]
    assert last.id == "summary"
    assert "**Next:**" in last.source
    assert "Restart and run all" in last.source


ONLY_STUDENTS_PACKAGES = """
import importlib.metadata as metadata, json, re, sys, warnings
todo, there = ["numpy", "scipy", "matplotlib"], set()
while todo:
    name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
    if name not in there:
        there.add(name)
        wanted = [line for line in metadata.requires(name) or () if "extra ==" not in line]
        for line in wanted:
            requirement = re.match(r"[A-Za-z0-9._-]+", line).group()
            try:
                metadata.distribution(requirement)
            except metadata.PackageNotFoundError:
                continue  # for another system
            todo.append(requirement)
strange = {module for module, owners in metadata.packages_distributions().items()
           if not there & {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners}}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in strange | {"autograder", "solutions"}:
            raise ModuleNotFoundError(f"a student has no {name}", name=name)

sys.meta_path.insert(0, Refuse())
import matplotlib
matplotlib.use("Agg")
warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
space = {"__name__": "__main__"}
for name, source in json.load(sys.stdin):
    exec(compile(source, name, "exec"), space)
print("ran", len(space) > 20, "nbgrader" in strange)
"""


@each_assignment
def test_the_release_runs_with_what_students_have(one, tmp_path):
    """Answered rightly, the released notebook runs to its end with NumPy, SciPy and Matplotlib alone: no other package
    that is installed here, and nothing of ours, can be imported."""
    corpus = catalogue.load(ROOT / "tests" / "corpus" / one.name, (one.source,))
    released = render.student_version(COURSE, one.name)[f"{one.source.name}.ipynb"]
    answered = catalogue.compose(nbformat.reads(released.decode(), as_version=4), dict(corpus.idioms["numpy"].answers))
    cells = [(cell.id, cell.source) for cell in answered.cells if cell.cell_type == "code"]

    ran = subprocess.run([sys.executable, "-I", "-c", ONLY_STUDENTS_PACKAGES], input=json.dumps(cells), text=True,
                         capture_output=True, cwd=tmp_path, check=False)

    assert ran.stdout.splitlines()[-1:] == ["ran True True"], ran.stderr
