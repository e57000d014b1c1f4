"""The notebook of the assignment `bayes`, read and run in this process with the reference solutions."""

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
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import pytest

from autograder import checks, notebook, variants
from autograder import course as courses
from autograder.authoring import render
from autograder.authoring.fill import schemes_filled
from autograder.model import Role
from autograder.verification import catalogue
from solutions import bayes

ROOT = Path(__file__).parents[2]
PATH = ROOT / "source" / "bayes" / "bayes.ipynb"
SOURCE = notebook.load(PATH)
TESTS = [cell for cell in SOURCE.cells if cell.role is Role.TEST]
ANSWERS = [cell for cell in SOURCE.cells if cell.role is Role.ANSWER]
GIVEN = [cell for cell in SOURCE.cells if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS)]

# Every name that the curriculum asks for, with its signature, in the order of the questions.
ASKED = {
    "posterior": "(prior, likelihood)",
    "joint_table": "(prior, conditional)",
    "answer_terms": "",
    "positive_predictive_value": "(prevalence, sensitivity, specificity)",
    "ppv_after": "(k, prevalence, sensitivity, specificity)",
    "sequential_posteriors": "(prior, likelihoods)",
    "beta_update": "(a, b, flips)",
    "beta_summary": "(a, b)",
    "prior_weight": "(a, b, n)",
    "predictive_heads": "(a, b, flips, m)",
    "log_evidence": "(a, b, flips)",
    "log_bayes_factor": "(a, b, flips)",
    "credible_interval": "(a, b, level=0.95)",
    "dirichlet_update": "(alpha, counts)",
    "dirichlet_predictive": "(alpha)",
    "normal_update": "(mu0, tau0, x, sigma)",
    "gamma_poisson_update": "(a, b, counts)",
    "kalman_step": "(mean, var, y, q, r)",
    "grid_posterior": "(log_prior_values, log_lik_values, grid)",
    "map_with_flat_prior": "(log_lik_values, grid)",
    "sample_posterior_predictive": "(a, b, m, n, rng)",
    "plot_updates": "(params)",
}
PARTS = {"values", "edges", "stable", "vectorised", "discipline"}

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


@pytest.mark.parametrize("useless", [None, ..., "b", [[1.0], [1.0, 2.0]], {"a": 1}, float("nan"), True],
                         ids=lambda value: repr(value).replace(" ", ""))
@each_test
def test_useless_answers_earn_nothing(solved, cell, useless):
    """An answer of another type fails every part by an exception that the judge takes for a wrong answer."""
    name = answer_of(cell)
    space = dict(solved) | {name: useless if name == "answer_terms" else lambda *args, **options: useless}

    with pytest.raises((AssertionError, TypeError, ValueError, KeyError, IndexError)):
        exec(cell.source, space)


def test_everything_is_asked():
    """The answer cells are the curriculum's names, in its order."""
    assert [cell.id for cell in ANSWERS] == list(ASKED)


@pytest.mark.parametrize("name", [name for name, signature in ASKED.items() if signature])
def test_signatures(solved, name):
    """The student's function and the reference have the curriculum's arguments and defaults."""
    for function in (solved[name], getattr(bayes, name)):
        signature = inspect.signature(function)
        bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
        assert str(inspect.Signature(bare)) == ASKED[name]


@each_answer
def test_regions_delegate(cell):
    """A region is the reference's import and one call with the arguments by name: the key is made from these."""
    lines = [line.strip() for line in region_of(cell).splitlines()]
    if cell.id == "answer_terms":
        assert lines == ["from solutions.bayes import answer_terms"]
        return
    (function,) = ast.parse(cell.source).body
    names = ", ".join(arg.arg for arg in function.args.args)
    assert lines == [f"from solutions.bayes import {cell.id} as reference", f"return reference({names})"]


def test_points():
    """100 points, 5 of them for the written answer; each heading says what its question is worth."""
    assert sum(cell.points for cell in SOURCE.grade_cells) == 100
    assert {cell.id: cell.points for cell in SOURCE.grade_cells if cell not in TESTS} == {"base_rate_written": 5}
    prompts = {cell.id: cell.source.splitlines()[0] for cell in SOURCE.cells if cell.id.endswith("_prompt")}
    for number, name in enumerate(ASKED, start=1):
        worth = sum(cell.points for cell in TESTS if answer_of(cell) == name)
        assert prompts[f"{name}_prompt"].startswith(f"### Question {number}: ")
        assert prompts[f"{name}_prompt"].endswith(f"({worth:g} points)")


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
    assert imported(notebook.hidden_of(cell.source)) <= {"autograder", "scipy.special", "scipy.optimize"}


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
    """Beta(2, 2) with six heads and four tails, and 1%, 95%, 95%: the lecture's."""
    space = given()
    assert (space["a0"], space["b0"], sum(space["flips"]), len(space["flips"])) == (2.0, 2.0, 6, 10)
    assert (space["prevalence"], space["sensitivity"], space["specificity"]) == (0.01, 0.95, 0.95)


def test_figures():
    """Locked cells show three figures, no more: each is drawn again in every grading run. Prose says what they show."""
    figures = [number for number, cell in enumerate(SOURCE.cells) if "plt.show()" in cell.source]
    assert [SOURCE.cells[number].id for number in figures] == ["base_rate_figure", "coin_figure", "normal_figure"]
    for number in figures:
        before = SOURCE.cells[number - 1].source
        assert "picture" in before
        assert "(Two bars" in before or "(Three" in before
        assert "set_ylabel" in SOURCE.cells[number].source


def test_lines_fit_the_page():
    """Code that students see fits the width of a page; hidden lines may be a little longer, for staff."""
    for cell in SOURCE.cells:
        if cell.cell_type == "code":
            assert max(map(len, notebook.without_hidden(cell.source).splitlines())) <= 92, cell.id
            assert max(map(len, cell.source.splitlines())) <= 120, cell.id


def test_the_written_question_has_a_rubric():
    """The mark scheme's points are those of the cell, and nothing stands outside it."""
    (cell,) = (cell for cell in SOURCE.cells if cell.role is Role.WRITTEN)
    markers = (notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
    (scheme,) = notebook.inside(cell.source, *markers)
    assert sum(line.startswith("- 1 point: ") for line in scheme.splitlines()) == cell.points
    assert not notebook.outside(cell.source, *markers).strip()


@pytest.mark.parametrize(("numbers", "asked", "marked"), [
    ({}, ("that 1% of", "finds\n95% of", "clears 95% of"), ("about 16%;", "10,000 people 95 true and 495 false")),
    ({"prevalence": 0.004, "sensitivity": 0.9, "specificity": 0.97}, ("that 0.4% of", "finds\n90% of", "clears 97% of"),
     ("about 11%;", "10,000 people 36 true and 299 false")),
])
def test_the_written_question_has_the_numbers_of_the_term(numbers, asked, marked):
    """Prompt and mark scheme follow the parameters: a grader of any term reads that term's numbers in the key."""
    values = variants.parameters(SOURCE) | numbers
    cells = {cell.id: cell for cell in SOURCE.cells}

    prompt = variants.fill(cells["base_rate_written_prompt"].source, values, "prompt")
    scheme = schemes_filled(cells["base_rate_written"].source, values, "scheme")

    assert all(text in prompt for text in asked)
    assert all(text in scheme for text in marked)
    assert not set("{}") & set(prompt + scheme)


def test_no_prose_has_the_default_numbers():
    """Outside the cells that are filled, prose does not quote the numbers of the default term's story."""
    for cell in SOURCE.cells:
        if cell.cell_type == "markdown" and "numbers" not in cell.tags and cell.role is not Role.WRITTEN:
            assert not re.search(r"six heads|ten times|1 in 100|95 of 100|16%", cell.source), cell.id


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
    corpus = catalogue.load(ROOT / "tests" / "corpus" / "bayes", (SOURCE,))
    release = nbformat.reads(render.student_version(course, "bayes")["bayes.ipynb"].decode(), as_version=4)
    answered = catalogue.compose(release, dict(corpus.idioms["numpy"].answers))
    cells = [(cell.id, cell.source) for cell in answered.cells if cell.cell_type == "code"]

    ran = subprocess.run([sys.executable, "-I", "-c", ONLY_STUDENTS_PACKAGES], input=json.dumps(cells), text=True,
                         capture_output=True, cwd=tmp_path, check=False)

    assert ran.stdout.splitlines()[-1:] == ["ran True True"], ran.stderr
