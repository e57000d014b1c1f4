"""Marks that must be neither lost nor won: repaired notebooks, odd cells, set-up data, tests that could never fail."""

import json

import pytest
from damages import own
from hw_course import SOURCE, answer, check, hidden, setup, submission, write

from autograder import notebook
from autograder.errors import CourseError
from autograder.judge.examination import prepare

FULL = {"double_values": 1, "double_arrays": 1, "root_values": 1, "root_edges": 1, "word_is": 1}
DOUBLE = "def double(x):\n    return 2 * x"


def auto(points):
    return {cell: value for cell, value in points.items() if cell != "why"}


def prepared(folder, cells, isolation="judge"):
    return prepare(notebook.load(write(folder / "hw.ipynb", cells)), None, {}, isolation)


def test_an_answer_in_another_place_is_judged_there(desk):
    """Stub left, answer in front of it: the stub does not win."""
    stub = "# YOUR CODE HERE\nraise NotImplementedError()"
    cells = submission(double=stub)
    cells.insert(0, own(DOUBLE))

    points, result = desk.grade(cells)

    assert auto(points) == FULL
    assert result.repairs


def test_lost_points_that_hang_on_a_doubtful_answer_need_a_person(desk):
    """`root` calls a function of the cell that is there twice: its zero would not be its own."""
    cells = submission(double="def double(x):\n    return x", root="def root(x):\n    return double(x) / 2")
    cells.insert(1, {**json.loads(json.dumps(cells[1])), "source": DOUBLE})

    points, result = desk.grade(cells)

    assert (points["double_values"], points["root_values"], points["word_is"]) == (None, None, 1)
    assert all("double" in cell.reason for cell in result.cells if cell.cell in ("double_values", "root_values"))


def test_a_foreign_notebook_is_not_run_and_needs_a_person(desk):
    """Nothing of the assignment is in it: every cell has the reason, and what was handed in can be looked at."""
    points, result = desk.grade([own("raise SystemExit"), own("Some text", "markdown")])

    assert points == dict.fromkeys([*FULL, "why"], None)
    assert all("another notebook" in cell.reason for cell in result.cells)
    assert "Some text" in result.notebooks["hw"]


def test_a_file_under_another_name_is_graded(desk):
    """One line says so, and there is no traceback for a folder that is empty."""
    write(desk.folder / "submitted" / "s1" / "hw" / "hw (2).ipynb", submission())
    exam = prepared(desk.folder / "source", SOURCE)
    from autograder.judge import grading

    result = grading.grade((exam,), "s1", "hw", desk.folder / "submitted", desk.zygote, isolation="judge", tier="namespaces")
    nobody = grading.grade((exam,), "s2", "hw", desk.folder / "submitted", desk.zygote, isolation="judge", tier="namespaces")

    assert {cell.cell: cell.points for cell in result.cells if cell.cell != "why"} == FULL
    assert len(result.repairs) == 1
    assert {cell.points for cell in nobody.cells} == {None}
    assert all("not in the submission" in cell.reason for cell in nobody.cells)


@pytest.mark.parametrize("isolation", ["judge", "shared"])
@pytest.mark.parametrize("form", [
    "%%time\n" + DOUBLE, "%matplotlib inline\n" + DOUBLE, "!true\n!no-such-command\n" + DOUBLE, "%%capture out\n" + DOUBLE,
    "import asyncio\nawait asyncio.sleep(0)\n" + DOUBLE, DOUBLE + "\nNoSuchName", DOUBLE + "\ndisplay(double(2))\ndouble(3)",
    "double = lambda x: 2 * x", "import functools\n@functools.lru_cache\ndef _n():\n    return 2\ndef double(x):\n    return _n() * x",
    "class _D:\n    def __call__(self, x):\n        return 2 * x\ndouble = _D()",
    "import numpy\ndouble = numpy.vectorize(lambda x: 2 * x)",
], ids=["time", "matplotlib", "shell", "capture", "await", "raises", "display", "lambda", "cached", "object", "vectorize"])
def test_right_answers_in_odd_cells_get_their_points(desk, form, isolation):
    """Magics, top-level await, an error after the definition, displayed values, callables that are no functions."""
    points, _ = desk.grade(submission(double=form), isolation=isolation)

    assert (points["double_values"], points["root_values"]) == (1, 1)


def test_a_module_shadowed_later_does_not_reach_back(desk):
    """The answer uses `np`; a later cell calls something else so."""
    cells = submission(double="import numpy as np\ndef double(x):\n    return np.multiply(x, 2)", word="word = 'prior'\nnp = None")

    points, _ = desk.grade(cells)

    assert auto(points) == FULL


@pytest.mark.parametrize("form", [
    "@functools.lru_cache\ndef _d(x):\n    return factor * x\ndef double(x):\n    return np.asarray(x) * _d(1)",
    "def _deco(f):\n    return functools.wraps(f)(lambda x: f(x))\n@_deco\ndef double(x):\n    return factor * x",
    "def _f(k, x):\n    return factor * x\ndouble = functools.partial(_f, 1)",
    "class _D:\n    def __call__(self, x):\n        return factor * x\ndouble = _D()",
    "class _H:\n    @staticmethod\n    def go(x):\n        return factor * x\ndef double(x):\n    return _H.go(x)",
    "def double(x):\n    return max(factor, 1) * x",
    "def double(x):\n    return np.multiply(x, factor)",
], ids=["cached", "decorated", "partial", "object", "method", "builtin", "patched"])
def test_later_cells_do_not_reach_back_through_anything(desk, form):
    """A helper bound again, a built-in shadowed, a module patched: the earlier answer is judged as it was at its place."""
    cells = submission(double=f"import functools\nimport numpy as np\nfactor = 2\n{form}",
                       word="word = 'prior'\nfactor = 99\nmax = None\nimport numpy\nnumpy.multiply = np.multiply = None")

    points, _ = desk.grade(cells)

    assert auto(points) == FULL


def test_a_helper_that_is_defined_after_the_test_comes_too_late(desk):
    """As in the notebook run from top to bottom: at the test's place the name is missing."""
    cells = submission(double="def double(x):\n    return helper(x)")
    cells.append(own("def helper(x):\n    return 2 * x"))

    points, result = desk.grade(cells)

    assert auto(points) == {**FULL, "double_values": 0, "double_arrays": 0}
    assert "NameError" in next(cell.hint for cell in result.cells if cell.cell == "double_values")


def test_set_up_data_are_the_same_for_every_test(desk):
    """One answer sorts its argument in place and loses nothing for the next question, which gets the data as they were."""
    source = [
        setup("data", "import numpy as np\nvalues, items = np.array([3.0, 1.0]), [3, 1]\nrng = np.random.default_rng(1)"),
        answer("low", "def low(x, y, r):\n    return min(x)"),
        check("low_is", hidden("assert low(values, items, rng) == 1")),
        answer("first", "def first(x):\n    return x[0]"),
        check("first_is", hidden(
            "assert first(values) == 3.0\nassert first(items) == 3\n"
            "assert rng.random() == np.random.default_rng(1).random()")),
    ]
    cells = json.loads(json.dumps(source))
    cells[1]["source"] = "def low(x, y, r):\n    x.sort()\n    y.sort()\n    r.random(5)\n    return x[0]"

    points, _ = desk.grade(cells, source=source)

    assert points == {"low_is": 1, "first_is": 1}


def test_a_test_that_passes_without_the_answer_needs_a_person(desk):
    """No result is never full marks: a test that swallows every error proves nothing about a name that is missing."""
    source = [answer("f", "f = 1"), check("f_is", hidden("try:\n    f.real\nexcept Exception:\n    pass"))]

    points, result = desk.grade([{**answer("f"), "source": "raise NotImplementedError()"}, source[1]], source=source)

    assert points == {"f_is": None}
    assert "not defined" in result.cells[0].reason


def test_autotest_lines_are_refused(tmp_path):
    """The source has only a comment where nbgrader writes a test: everybody would pass."""
    cells = [answer("f", "f = 1"), check("f_is", "### AUTOTEST f")]

    for isolation in ("judge", "shared"):
        with pytest.raises(CourseError, match="AUTOTEST"):
            prepared(tmp_path, cells, isolation)


def test_a_name_that_only_another_test_defines_is_refused(tmp_path):
    """Each test has a namespace of its own: the name would be missing for every student."""
    cells = [answer("f", "f = 1"), check("f_a", "limit = 3\nassert f < limit"), check("f_b", "assert f < limit + 1")]

    with pytest.raises(CourseError, match="limit"):
        prepared(tmp_path, cells)


@pytest.mark.parametrize("extra", [
    "%%bash\nls", "%%html\n<b>x</b>", "%matplotlib inline\nbase = 2", "if True:\n    %pwd\nbase = 3",
])
def test_set_up_cells_with_magics_are_prepared(tmp_path, extra):
    """What is IPython's does not concern the judge, and is no traceback."""
    cells = [setup("magic", extra), answer("f", "f = 1"), check("f_is", "assert f == 1")]

    assert prepared(tmp_path, cells).tests["f_is"].names == ("f",)


def test_a_set_up_cell_that_stands_on_an_example_is_the_students(tmp_path):
    """The first uses the answer, the second what the first made: both run in the student's process only."""
    cells = [answer("f", "f = 1"), setup("shown", "shown = f + 1"), setup("twice", "twice = 2 * shown"),
             check("f_is", "assert twice == 4")]

    assert prepared(tmp_path, cells).tests["f_is"].names == ("twice",)


def test_a_term_in_a_long_line_is_no_magic(tmp_path):
    """A continued line may begin with %, and a text may too."""
    cells = [setup("base", 'rest = (7\n    % 4)\ntext = """\n% of all\n"""'), answer("f", "f = 1"),
             check("f_is", "assert f == (9\n    % 8)\nassert rest == 3")]

    exam = prepared(tmp_path, cells)

    assert exam.namespace["rest"] == 3
    assert exam.namespace["text"] == "\n% of all\n"
