"""The second half of the notebook `sampling`: from the least committal distributions to decoding, and its corpus."""

import ast
import builtins
import contextlib
import inspect
import io
import itertools
import math
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import integrate, stats

from autograder import checks, notebook
from autograder.authoring import lint
from autograder.course import find
from autograder.model import Role
from autograder.verification import catalogue
from solutions import sampling

ROOT = Path(__file__).parents[2]
COURSE = find(ROOT)
SOURCE = notebook.load(ROOT / "source" / "sampling" / "sampling.ipynb")
CELLS = {cell.id: cell for cell in SOURCE.cells}
CORPUS = catalogue.load(ROOT / "tests" / "corpus" / "sampling", (SOURCE,))

# The curriculum's names with their signatures and what each question is worth, in the order of the questions.
ASKED = {
    "max_entropy_family": ("", 1),
    "categorical_moments": ("(p)", 2),
    "multinomial_pmf": ("(counts, p)", 3),
    "beta_pdf": ("(x, a, b)", 3),
    "forward_noise": ("(x0, betas, t, rng)", 4),
    "mc_estimate": ("(f, sampler, n, rng)", 3),
    "mc_error_ratio": ("(n1, n2)", 1),
    "expected_minibatch_gradient": ("(per_example)", 1),
    "importance_estimate": ("(f, log_p, log_q, x)", 3),
    "control_variate": ("(fx, gx, mean_g)", 2),
    "pathwise_gradient": ("(df, mu, sigma, eps)", 2),
    "score_function_gradient": ("(f, mu, sigma, x)", 2),
    "greedy": ("(logits)", 1),
    "temperature_probs": ("(logits, T)", 3),
    "top_k_probs": ("(logits, k)", 4),
    "top_p_probs": ("(logits, mass)", 3),
    "sample_tokens": ("(logits, n, rng, T=1.0, k=None, mass=None)", 3),
    "plot_sampler": ("(samples, pdf)", 3),
}
PARTS = {"values", "law", "edges", "stable", "discipline"}
FIGURES = ("diffusion_figure", "monte_carlo_figure", "decoding_figure")
EXAMPLES = ("maxent_example", "minibatch_example", "gradient_example")

# What the curriculum names as slips of these questions, and the case of each.
NAMED = {
    "exponential and normal swapped": "maxent_exponential_normal_swapped",
    "off-diagonal sign": "moments_off_diagonal_sign",
    "coefficient forgotten": "multinomial_coefficient_forgotten",
    "overflow of factorials": "multinomial_factorials_overflow",
    "overflow of gamma": "beta_pdf_gamma_overflow",
    "sum of betas": "noise_sum_of_betas",
    "sqrt forgotten": "noise_root_forgotten",
    "sd for s.e.": "mc_sd_for_error",
    "n in place of sqrt n": "ratio_without_root",
    "exp overflow": "importance_exp_overflow",
    "sign of the coefficient": "control_sign",
    "eps forgotten": "pathwise_eps_forgotten",
    "log-density gradient's sigma^2 missing": "score_sigma_squared_missing",
    "T multiplies": "temperature_multiplies",
    "mass excludes the crossing token": "top_p_crossing_token_out",
    "no renormalisation of top-k": "top_k_not_renormalised",
    "no renormalisation of top-p": "top_p_not_renormalised",
    "overflow at logits 1e4": "temperature_overflow",
    "wrong order": "tokens_top_p_first",
    "counts": "plot_sampler_counts",
    "no pdf": "plot_sampler_no_pdf",
    # Wrong samplers that only a real test finds.
    "mean and variance right, shape wrong": "noise_uniform",
    "marginal right, draws correlated": "noise_antithetic",
    "marginal right, tokens correlated": "tokens_drawn_in_pairs",
    "right but for the last category": "tokens_last_never_drawn",
    "right for one seed only": "tokens_seeded",
}


def owner_of(cell):
    return max((name for name in ASKED if cell.id.startswith(f"{name}_")), key=len, default=None)


ANSWERS = [CELLS[name] for name in ASKED]
TESTS = [cell for cell in SOURCE.cells if cell.role is Role.TEST and owner_of(cell)]
STATISTICAL = [cell for cell in TESTS if cell.id.endswith("_law")]
MINE = [cell for cell in SOURCE.cells if cell in ANSWERS or cell in TESTS or cell.id in FIGURES + EXAMPLES]

each_test = pytest.mark.parametrize("cell", TESTS, ids=lambda cell: cell.id)
each_answer = pytest.mark.parametrize("cell", ANSWERS, ids=lambda cell: cell.id)


def given():
    """A namespace after the locked cells and the parameters, without their prints and figures."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
        for cell in SOURCE.cells:
            if cell.cell_type == "code" and cell.role in (Role.SETUP, Role.PARAMETERS):
                exec(cell.source, space)
    plt.close("all")
    return space


def region_of(cell):
    (region,) = notebook.inside(cell.source, notebook.BEGIN_SOLUTION, notebook.END_SOLUTION)
    return region


@pytest.fixture(scope="module")
def base():
    return given()


@pytest.fixture(scope="module")
def solved(base):
    space = dict(base)
    for cell in ANSWERS:
        exec(cell.source, space)
    return space


@pytest.fixture(scope="module")
def untouched(base):
    """What a student has who writes nothing: nbgrader's stub in place of every region."""
    space = dict(base)
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


@pytest.mark.parametrize("seed", [0, 20_261_125])
@each_test
def test_the_reference_passes(solved, cell, seed):
    """Every test cell accepts the reference solution, without a warning and whatever the submission's seed."""
    checks.use_seed(seed)

    exec(cell.source, dict(solved))


@pytest.mark.parametrize("idiom", CORPUS.idioms)
def test_right_answers_in_other_idioms(base, idiom):
    """Another way of writing a right answer loses nothing, and warns of nothing."""
    space = dict(base)
    for name in ASKED:
        exec(CORPUS.idioms[idiom].answers[name], space)

    for cell in TESTS:
        exec(cell.source, dict(space))


@each_test
def test_untouched_earns_nothing(untouched, cell):
    """No test cell passes in the notebook as it was released."""
    with pytest.raises((NotImplementedError, NameError)):
        exec(cell.source, dict(untouched))


@pytest.mark.parametrize("useless", [None, ..., "b", 0.5, [[1.0], [1.0, 2.0]], {"a": 1}, float("nan"), True],
                         ids=lambda value: repr(value).replace(" ", ""))
@each_test
def test_useless_answers_earn_nothing(solved, cell, useless):
    """An answer that never looks at its arguments fails every part, by what the judge takes for a wrong answer."""
    name = owner_of(cell)
    space = dict(solved) | {name: useless if name == "max_entropy_family" else lambda *args, **options: useless}

    with pytest.raises((AssertionError, TypeError, ValueError, KeyError, IndexError)):
        exec(cell.source, space)


@pytest.mark.parametrize("cell", STATISTICAL, ids=lambda cell: cell.id)
def test_draws_are_planned(solved, cell):
    """Each distribution check has the draws that its declared gap and power need, at a false rejection of 1e-9."""
    with checks.promises() as made:
        exec(cell.source, dict(solved))

    assert {promise.kind for promise in made} >= {"independence"}
    assert {promise.kind for promise in made} & {"cdf", "counts"}
    for promise in made:
        assert promise.n >= promise.needed, promise
        assert (promise.false_reject, promise.gap, promise.power) == (1e-9, 0.05, 0.9999)


def test_grading_is_cheap(solved):
    """All test cells together call these functions about 200 times: a call is a round trip."""
    calls = []
    space = dict(solved)
    for name in set(ASKED) - {"max_entropy_family"}:
        space[name] = lambda *args, _function=solved[name], **options: calls.append(1) or _function(*args, **options)
    for cell in TESTS:
        exec(cell.source, dict(space))

    assert len(calls) <= 220


def test_everything_is_asked():
    """The answer cells are the curriculum's names, in the order of the questions."""
    assert [cell.id for cell in SOURCE.cells if cell.role is Role.ANSWER and cell.id in ASKED] == list(ASKED)


@pytest.mark.parametrize("name", [name for name, (signature, _) in ASKED.items() if signature])
def test_signatures(solved, name):
    """The student's function and the reference have the curriculum's arguments and defaults."""
    for function in (solved[name], getattr(sampling, name)):
        signature = inspect.signature(function)
        bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
        assert str(inspect.Signature(bare)) == ASKED[name][0]


@each_answer
def test_regions_delegate(cell):
    """A region is the reference's import and one call with the arguments by name: the key is made from these."""
    lines = [line.strip() for line in region_of(cell).splitlines()]
    if cell.id == "max_entropy_family":
        assert lines == ["from solutions.sampling import max_entropy_family"]
        return
    (function,) = ast.parse(cell.source).body
    names = ", ".join(arg.arg for arg in function.args.args)
    assert lines == [f"from solutions.sampling import {cell.id} as reference", f"return reference({names})"]


def test_points():
    """48 points, 4 of them for the written answer; each heading says what its question is worth."""
    numbers = []
    for name, (_, worth) in ASKED.items():
        assert sum(cell.points for cell in TESTS if owner_of(cell) == name) == worth, name
        heading = CELLS[f"{name}_prompt"].source.splitlines()[0]
        assert heading.endswith(f"({worth} point{'s' if worth > 1 else ''})")
        numbers.append(int(heading.removeprefix("### Question ").partition(":")[0]))
    assert sum(worth for _, worth in ASKED.values()) + CELLS["iid_written"].points == 48
    assert numbers == sorted(set(numbers))


@each_test
def test_parts(cell):
    """A test cell is one part of its question, is worth whole points, and begins with a line on what it checks."""
    assert cell.id.removeprefix(f"{owner_of(cell)}_") in PARTS
    assert cell.points > 0
    assert cell.points == int(cell.points)
    assert notebook.title_of(cell.source)


def imported(text):
    nodes = list(ast.walk(ast.parse(text)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


@each_test
def test_visible_parts_import_nothing(cell):
    """Visible parts use what the set-up imported; hidden ones add the checks."""
    assert imported(notebook.without_hidden(cell.source)) == set()
    assert imported(notebook.hidden_of(cell.source)) <= {"autograder"}


@pytest.mark.parametrize("name", FIGURES + EXAMPLES)
def test_locked_code_is_its_own(name):
    """Figures and examples import nothing and call nothing that students write."""
    cell = CELLS[name]
    assert imported(cell.source) == set()
    assert not {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)} & set(ASKED)


@each_test
def test_test_cells_leave_names_alone(base, cell):
    """No test cell rebinds a name of the set-up, of an answer or a built-in one, nor one that students may import."""
    nodes = list(ast.walk(ast.parse(cell.source)))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    assert not bound & (set(base) | set(ASKED) | set(dir(builtins)) | {"softmax", "logsumexp", "betaln", "gammaln", "log"})


@pytest.mark.parametrize("cell", MINE, ids=lambda cell: cell.id)
def test_lines_fit_the_page(cell):
    """Code that students see fits the width of a page; hidden lines may be a little longer, for staff."""
    assert max(map(len, notebook.without_hidden(cell.source).splitlines())) <= 92
    assert max(map(len, cell.source.splitlines())) <= 120


def test_the_source_obeys_the_rules():
    """`course` finds nothing to say about the source."""
    assert lint.problems(COURSE, "sampling") == []


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_told(name):
    """Each figure has axis labels, and the prose before it says in words what it shows."""
    before = SOURCE.cells[SOURCE.cells.index(CELLS[name]) - 1].source
    assert "The figure" in before
    assert "(" in before
    assert "set_xlabel" in CELLS[name].source
    assert "set_ylabel" in CELLS[name].source


def test_the_written_question_has_a_rubric():
    """The mark scheme's points are those of the cell, and nothing stands outside it."""
    cell = CELLS["iid_written"]
    markers = (notebook.BEGIN_MARK_SCHEME, notebook.END_MARK_SCHEME)
    (scheme,) = notebook.inside(cell.source, *markers)
    assert sum(line.startswith("- 1 point: ") for line in scheme.splitlines()) == cell.points == 4
    assert not notebook.outside(cell.source, *markers).strip()


def test_the_summary_comes_last():
    """The notebook ends with what one can do now, the next assignment, and the reminder."""
    assert SOURCE.cells[-1].id == "summary"
    assert "`likelihood`" in SOURCE.cells[-1].source
    assert "Restart and run all" in SOURCE.cells[-1].source


def test_numbers_of_the_examples():
    """Every number of a worked example in the prose, computed anew."""
    assert math.log(math.sqrt(12)) == pytest.approx(1.2425, abs=5e-5)
    assert 1 + math.log(math.sqrt(2)) == pytest.approx(1.3466, abs=5e-5)
    assert 0.5 * math.log(2 * math.pi * math.e) == pytest.approx(1.4189, abs=5e-5)
    assert math.factorial(6) / 6**6 == pytest.approx(0.0154, abs=5e-5)
    assert integrate.quad(lambda x: x * (1 - x), 0, 1)[0] == pytest.approx(1 / 6)
    assert pytest.approx(0.5184) == 0.81 * 0.64
    assert math.sqrt(1 - 0.5184) == pytest.approx(0.694, abs=5e-4)
    assert np.std([1, 2, 3, 6], ddof=1) / 2 == pytest.approx(1.08, abs=5e-3)
    assert [np.mean(pair) for pair in itertools.combinations([1, 2, 4, 9], 2)] == [1.5, 2.5, 5, 3, 5.5, 6.5]
    assert stats.linregress([0, 1, 2], [1, 3, 5]).slope == pytest.approx(2)


def test_the_gradient_example_says_what_comes_out():
    """One term of the pathwise estimate strays by 1, one of the score function by about 5."""
    square = integrate.quad(lambda e: (2 * e * (1 + e / 2) ** 2) ** 2 * stats.norm.pdf(e), -12, 12)[0]

    assert math.sqrt(square - 2**2) == pytest.approx(4.7, abs=0.05)


def test_the_decoding_figure_shows_what_the_prose_says(base):
    """The first bar grows to almost two thirds; top-k leaves three words and top-p four."""
    bent = base["bent_shown"]

    assert 0.6 < bent["temperature 0.5"][0] < 2 / 3
    assert np.count_nonzero(bent["top-k, k = 3"]) == 3
    assert np.count_nonzero(bent["top-p, mass 0.8"]) == 4
    assert np.ptp(bent["temperature 2"]) < np.ptp(bent["as it is"]) / 1.5
    assert all(sum(probabilities) == pytest.approx(1) for probabilities in bent.values())


@pytest.mark.parametrize("entry", NAMED)
def test_the_curriculum_is_covered(entry):
    """Each slip that the curriculum names has a case."""
    assert NAMED[entry] in CORPUS.slips


def test_every_test_cell_is_lost_by_some_slip():
    """Each test cell is there for a reason: some honest mistake loses it."""
    lost = {test for slip in CORPUS.slips.values() for test in slip.loses}

    assert {cell.id for cell in TESTS} <= lost


@pytest.mark.parametrize("name", [name for name, slip in CORPUS.slips.items() if slip.cell in ASKED])
def test_slips_lose_their_cells(base, name):
    """A slip loses the cells that it should, no others."""
    slip = CORPUS.slips[name]
    space = dict(base)
    exec(slip.answer, space)

    lost = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in TESTS:
            if owner_of(cell) == slip.cell:
                try:
                    exec(cell.source, dict(space))
                except Exception:
                    lost.add(cell.id)

    assert lost == set(slip.loses)
