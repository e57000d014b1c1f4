"""The notebook of the assignment `sampling`, read and run in this process with the reference solutions."""

import ast
import builtins
import contextlib
import inspect
import io
import json
import re
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

from autograder import checks, notebook, variants
from autograder import course as courses
from autograder.authoring import render
from autograder.model import Role
from autograder.verification import catalogue
from solutions import sampling

ROOT = Path(__file__).parents[2]
PATH = ROOT / "source" / "sampling" / "sampling.ipynb"
SOURCE = notebook.load(PATH)
TESTS = [cell for cell in SOURCE.cells if cell.role is Role.TEST]
ANSWERS = [cell for cell in SOURCE.cells if cell.role is Role.ANSWER]
GIVEN = [cell for cell in SOURCE.cells if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS)]

# Every name that the curriculum asks for, with its signature, in the order of the questions.
ASKED = {
    "bernoulli_pmf": "(y, p)",
    "bernoulli_mean_var": "(p)",
    "p_of_max_variance": "",
    "categorical_pmf": "(onehot, p)",
    "normal_pdf": "(x, mu, sigma)",
    "normal_logpdf": "(x, mu, sigma)",
    "interval_probability": "(a, b, mu, sigma)",
    "answer_density": "",
    "clt_normal": "(n, rng)",
    "sum_of_normals": "(mus, sigmas, weights)",
    "affine_law": "(mu, cov, A, b)",
    "sample_exponential": "(rate, n, rng)",
    "sample_laplace": "(mu, b, n, rng)",
    "sample_bernoulli": "(p, n, rng)",
    "sample_categorical": "(p, n, rng)",
    "sample_normal": "(mu, sigma, n, rng)",
    "sample_mvn": "(mu, cov, n, rng)",
}
CHOSEN = [name for name, signature in ASKED.items() if not signature]
PARTS = {"values", "edges", "stable", "discipline", "stream", "law"}

each_test = pytest.mark.parametrize("cell", TESTS, ids=lambda cell: cell.id)
each_answer = pytest.mark.parametrize("cell", ANSWERS, ids=lambda cell: cell.id)


def given():
    """A namespace after the set-up cells and the parameters cell, without their prints and figures."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in GIVEN:
            exec(cell.source, space)
    plt.close("all")
    return space


def region_of(cell):
    (region,) = notebook.inside(cell.source, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
    return region


def answer_of(cell):
    return max((answer.id for answer in ANSWERS if cell.id.startswith(f"{answer.id}_")), key=len)


@pytest.fixture(scope="module")
def solved():
    space = given()
    for cell in ANSWERS:
        exec(cell.source, space)
    return space


@pytest.fixture(scope="module")
def untouched():
    """What a student has who writes nothing: nbgrader's stub in place of every region."""
    space = given()
    for cell in ANSWERS:
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


@pytest.mark.parametrize("seed", [0, 1, 20_261_124])
@each_test
def test_the_reference_passes(solved, cell, seed):
    """Every test cell accepts the reference solution, without a warning and whatever the submission's seed."""
    checks.use_seed(seed)
    space = dict(solved)

    exec(cell.source, space)

    assert space["__name__"] == "__main__"


@each_test
def test_untouched_earns_nothing(untouched, cell):
    """No test cell passes in the notebook as it was released."""
    with pytest.raises((NotImplementedError, NameError)):
        exec(cell.source, dict(untouched))


@pytest.mark.parametrize("useless", [None, ..., "d", [[1.0], [1.0, 2.0]], {"a": 1}, float("nan"), True],
                         ids=lambda value: repr(value).replace(" ", ""))
@each_test
def test_useless_answers_earn_nothing(solved, cell, useless):
    """An answer of another type fails every part by an exception that the judge takes for a wrong answer."""
    name = answer_of(cell)
    space = dict(solved) | {name: useless if name in CHOSEN else lambda *args, **options: useless}

    with pytest.raises((AssertionError, TypeError, ValueError, KeyError, IndexError)):
        exec(cell.source, space)


def test_everything_is_asked():
    """The answer cells are the curriculum's names, in its order."""
    assert [cell.id for cell in ANSWERS] == list(ASKED)


@pytest.mark.parametrize("name", [name for name, signature in ASKED.items() if signature])
def test_signatures(solved, name):
    """The student's function and the reference have the curriculum's arguments and defaults."""
    for function in (solved[name], getattr(sampling, name)):
        signature = inspect.signature(function)
        bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
        assert str(inspect.Signature(bare)) == ASKED[name]


@each_answer
def test_regions_delegate(cell):
    """A region is the reference's import and one call with the arguments by name: the key is made from these."""
    lines = [line.strip() for line in region_of(cell).splitlines()]
    if cell.id in CHOSEN:
        assert lines == [f"from solutions.sampling import {cell.id}"]
        return
    (function,) = ast.parse(cell.source).body
    names = ", ".join(arg.arg for arg in function.args.args)
    assert lines == [f"from solutions.sampling import {cell.id} as reference", f"return reference({names})"]


def test_points():
    """The points of each question are in its heading; what prescribes the stream is worth half of a question or so."""
    prompts = {cell.id: cell.source.splitlines()[0] for cell in SOURCE.cells if cell.id.endswith("_prompt")}
    for number, name in enumerate(ASKED, start=1):
        worth = sum(cell.points for cell in TESTS if answer_of(cell) == name)
        assert prompts[f"{name}_prompt"].startswith(f"### Question {number}: ")
        assert prompts[f"{name}_prompt"].endswith(f"({worth:g} point{'s' if worth > 1 else ''})")
    assert sum(cell.points for cell in TESTS if answer_of(cell) in ASKED) == 52
    for name in ("sample_exponential", "sample_laplace", "sample_bernoulli"):
        parts = {cell.id.removeprefix(f"{name}_"): cell.points for cell in TESTS if answer_of(cell) == name}
        assert parts["stream"] == sum(parts.values()) / 2


@each_test
def test_parts(cell):
    """A test cell is one part of its question, is worth something, and begins with a line on what it checks."""
    assert cell.id.removeprefix(f"{answer_of(cell)}_") in PARTS
    assert cell.points > 0
    assert notebook.title_of(cell.source)


def imported(text):
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


@each_test
def test_visible_parts_import_nothing(cell):
    """Visible parts use what the set-up imported; hidden ones add the checks and SciPy."""
    assert imported(notebook.without_hidden(cell.source)) == set()
    assert imported(notebook.hidden_of(cell.source)) <= {"autograder"}


@pytest.mark.parametrize("cell", GIVEN, ids=lambda cell: cell.id)
def test_locked_code_needs_only_what_students_have(cell):
    """Locked cells import NumPy, SciPy, Matplotlib and math, and call nothing that students write."""
    assert {name.split(".")[0] for name in imported(cell.source)} <= {"math", "numpy", "scipy", "matplotlib"}
    assert not {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)} & set(ASKED)


@each_test
def test_test_cells_leave_names_alone(cell):
    """No test cell rebinds a name of the set-up, of the term's numbers, of an answer or a built-in one."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    assert not bound & (set(given()) | set(ASKED) | set(dir(builtins)))


def test_the_file_is_canonical():
    """Canonical JSON, cell ids that are the grade_ids, no outputs and no execution counts."""
    found = notebook.read(PATH)
    assert PATH.read_text() == notebook.dumps(found)
    for cell in found.cells:
        assert cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) == cell.id
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_numbers_of_the_default_term():
    """The lecture's: four classes, and u = .55, which is the third."""
    space = given()
    assert (space["class_probabilities"], space["u_draw"]) == ((0.1, 0.4, 0.3, 0.2), 0.55)
    assert sampling.sample_categorical(space["class_probabilities"], 1, checks.uniforms([space["u_draw"]])) == [2]


def test_the_walk_has_the_numbers_of_the_term():
    """The prose under the picture says where the term's uniform ends up, whatever the numbers."""
    cells = {cell.id: cell for cell in SOURCE.cells}
    values = variants.parameters(SOURCE)
    for u, index in [(0.55, 2), (0.05, 0), (0.45, 1), (0.85, 3)]:
        text = variants.fill(cells["inverse_cdf_story"].source, values | {"u_draw": u}, "story")
        assert f"the riser of the class with index {index}, and that" in text
        assert not re.search(r"\{\{|\}\}", text)


def test_figures():
    """Locked cells show few figures: each is drawn again in every grading run. Prose before it says what it shows."""
    figures = [number for number, cell in enumerate(SOURCE.cells) if "plt.show()" in cell.source]
    shown = [SOURCE.cells[number].id for number in figures]
    assert shown[:3] == ["clt_figure", "affine_figure", "inverse_cdf_figure"]
    for number in figures:
        before = SOURCE.cells[number - 1].source
        assert "picture" in before
        assert "(" in before.partition("picture")[2]
        assert "label" in SOURCE.cells[number].source


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64,
                                  np.random.PCG64DXSM], ids=lambda bits: bits.__name__)
@pytest.mark.parametrize("cell", [cell for cell in TESTS if cell.id.endswith("_law")], ids=lambda cell: cell.id)
def test_right_draws_are_right_with_every_bit_generator(solved, cell, bits, monkeypatch):
    """The statistical parts accept right draws from each of NumPy's bit generators."""
    monkeypatch.setattr(checks, "rng", lambda label: np.random.Generator(bits(zlib.crc32(label.encode()))))

    exec(cell.source, dict(solved))


@pytest.mark.parametrize("cell", [cell for cell in TESTS if cell.id.endswith("_law")], ids=lambda cell: cell.id)
def test_laws_are_planned(solved, cell):
    """Each statistical check has the draws that its promise needs, and the default rate of false rejection."""
    with checks.promises() as kept:
        exec(cell.source, dict(solved))

    assert kept
    assert all(promise.n >= promise.needed and promise.false_reject <= 1e-9 for promise in kept), kept


def test_lines_fit_the_page():
    """Code that students see fits the width of a page; hidden lines may be a little longer, for staff."""
    for cell in SOURCE.cells:
        if cell.cell_type == "code":
            assert max(map(len, notebook.without_hidden(cell.source).splitlines())) <= 92, cell.id
            assert max(map(len, cell.source.splitlines())) <= 120, cell.id


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


def test_the_release_runs_with_what_students_have(tmp_path):
    """Answered rightly, the released notebook runs to its end with NumPy, SciPy and Matplotlib alone: no other package
    that is installed here, and nothing of ours, can be imported."""
    course = courses.find(ROOT)
    corpus = catalogue.load(ROOT / "tests" / "corpus" / "sampling", (SOURCE,))
    release = nbformat.reads(render.student_version(course, "sampling")["sampling.ipynb"].decode(), as_version=4)
    answered = catalogue.compose(release, dict(corpus.idioms["numpy"].answers))
    cells = [(cell.id, cell.source) for cell in answered.cells if cell.cell_type == "code"]

    ran = subprocess.run([sys.executable, "-I", "-c", ONLY_STUDENTS_PACKAGES], input=json.dumps(cells), text=True,
                         capture_output=True, cwd=tmp_path, check=False)

    assert ran.stdout.splitlines()[-1:] == ["ran True True"], ran.stderr
