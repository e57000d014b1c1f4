import ast
import sys

import pytest
from coins_course import SOLUTIONS, read

from autograder.authoring import delegation, inline
from autograder.errors import CourseError


def run(sources: list[str]) -> dict:
    """The namespace after the cells ran, in a place where `solutions` cannot be imported."""
    namespace: dict = {}
    for text in sources:
        exec(compile(text, "cell", "exec"), namespace)
    return namespace


@pytest.fixture(autouse=True)
def _no_solutions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "solutions", None)


def reference(text: str = SOLUTIONS) -> dict:
    return run([text])


def test_the_key_runs_alone(build) -> None:
    """Every cell but the tests runs without `solutions`, and gives what the module gives."""
    cells = read(inline.key_version(build(), "coins")["coins.ipynb"])
    tests = {"update_values", "mean_edges", "answer_terms_values"}
    space = run([c.source for c in cells.values() if c.cell_type == "code" and c.id not in tests])
    truth = reference()

    assert space["update"](2, 3, [1, 0, 1]) == truth["update"](2, 3, [1, 0, 1]) == (4, 4)
    assert space["mean"](2, 6) == truth["mean"](2, 6)
    assert space["log_norm"](2, 6) == truth["log_norm"](2, 6)
    assert space["answer_terms"] == truth["answer_terms"]


def test_the_key_reads_well(build) -> None:
    """Comments stay, the module's docstring gives way to the cell's, helpers come once, imports only if they lack."""
    cells = read(inline.key_version(build(), "coins")["coins.ipynb"])

    assert cells["update"].source == '''from collections.abc import Sequence


# Counted in whole flips.
_ONE = 1


def _heads(flips: Sequence[int]) -> int:
    """Number of heads."""
    return int(np.sum(flips)) * _ONE


def update(a, b, flips):
    """What to do."""
    # Heads go to a, tails to b.
    heads = _heads(flips)
    text = """kept
  as it is"""
    assert text.endswith("\\n  as it is")
    return a + heads, b + len(flips) - heads'''
    assert cells["mean"].source == '''_TINY = 1e-300


def mean(a, b, flips=()):
    """What to do."""
    a, b = update(a, b, flips)
    return a / max(a + b, _TINY) + 0 * _heads(flips)  # never 0 / 0'''
    assert cells["log_norm"].source == '''import math
from scipy import special


def log_norm(a, b):
    return float(special.betaln(a, b)) + math.log(1.0)'''
    assert cells["answer_terms"].source == 'answer_terms = {"P(theta)": "prior", "P(D)": "evidence"}'


def test_the_key_keeps_what_instructors_need(build) -> None:
    """Hidden tests with their markers and mark schemes stay; numbers are filled; the notebook says it is a key."""
    content = inline.key_version(build(), "coins")["coins.ipynb"]
    cells = read(content)

    assert "### BEGIN HIDDEN TESTS\nfrom solutions.coins" in cells["update_values"].source
    assert "naming the earlier data.\nAnother for a number, such as 98%.\n" in cells["why_prior"].source
    assert "1.5%" in cells["story"].source
    assert b'"version": "key"' in content


def test_answers_stand_alone(build) -> None:
    """Each answer cell gives the right values after the setup alone, whatever other cells define."""
    found = inline.answers(build(), "coins")
    truth = reference()

    assert list(found) == ["update", "mean", "log_norm", "answer_terms"]
    wrong = "def update(a, b, flips):\n    return 0, 0\n_heads = None"
    assert run(["import numpy as np", wrong, found["mean"]])["mean"](2, 6, [1]) == truth["mean"](2, 6, [1])
    assert run(["import numpy as np", found["update"]])["update"](2, 3, [1]) == (3, 3)
    assert set(run(["import numpy as np", found["mean"]])) == {"__builtins__", "np", "mean"}


def test_a_later_answer_is_needed_early(build) -> None:
    """A public function whose cell comes later is put where it is needed first."""
    text = SOLUTIONS.replace("    heads = _heads(flips)\n    text", "    heads = _heads(flips) + 0 * int(mean(a, b))\n"
                             "    text").replace("    a, b = update(a, b, flips)\n", "")
    cells = read(inline.key_version(build(solutions=text), "coins")["coins.ipynb"])
    space = run(["import numpy as np", cells["update"].source])

    assert space["update"](2, 3, [1]) == (3, 3)


def changed(cell: str, old: str, new: str):
    return lambda cells: cells[cell].__setitem__("source", cells[cell].source.replace(old, new))


@pytest.mark.parametrize(("change", "old", "new", "message"), [
    (changed("mean", "flips=()", "flips=None"), "", "", r"mean\(a, b, flips=None\) is mean\(a, b, flips=\(\)\)"),
    (changed("answer_terms", "answer_terms", "answer_words"), "", "", "does not define answer_words"),
    (changed("imports", "import", "def _heads(): pass\nimport"), "", "", "a setup cell defines another _heads"),
    (None, "def mean(", "@print\ndef mean(", "has a decorator"),
    (None, "import math", "import math\nfrom solutions import other as math", "imports another module"),
    (None, "    return float(special.betaln(a, b)) + math.log(1.0)", '    """Nothing."""', ""),
    (None, "b: float) -> float:\n    return float(special", "b: float) -> float: return float(special", "on one line"),
    (None, "def log_norm(a: float, b: float) -> float:\n    return", "log_norm = lambda a, b:", "is no function"),
])
def test_what_cannot_be_inlined(build, change, old: str, new: str, message: str) -> None:
    """A solution that would change its meaning is refused, with the cell and the reason."""
    course = build(change, SOLUTIONS.replace(old, new) if old else SOLUTIONS)

    if message:
        with pytest.raises(CourseError, match=message):
            inline.key_version(course, "coins")
    else:
        assert '    """Nothing."""' in read(inline.key_version(course, "coins")["coins.ipynb"])["log_norm"].source


def test_what_is_put_in_front_is_laid_out() -> None:
    """Imports together, constants close, functions apart."""
    text = inline._joined(["from a import b", "import c", "from a import d"], ["X = 1", "Y = 2", "def f():\n    pass",
                          "Z = 3"], "\n\n\n")

    assert text == "from a import b, d\nimport c\n\nX = 1\nY = 2\n\n\ndef f():\n    pass\n\n\nZ = 3"


def test_two_notebooks_may_not_answer_alike(build) -> None:
    """`answers` is by grade_id, so that a name in two notebooks is refused."""
    course = build()
    folder = course.folder("source") / "coins"
    (folder / "more.ipynb").write_bytes((folder / "coins.ipynb").read_bytes())

    with pytest.raises(CourseError, match="answered in another notebook"):
        inline.answers(course, "coins")


def test_names_that_a_statement_uses(tmp_path) -> None:
    """Module-level names are told from locals; annotations and defaults count for a whole statement only."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "m.py").write_text(
        "X = 1\ndef f(a: T, b=D):\n    y = [g(z) for z in a]\n    def inner(): return y + X\n    return inner\n",
        encoding="utf-8")
    statement = delegation.read_module(tmp_path, "solutions", "m").definition("f")

    assert statement is not None
    assert delegation.names_used(statement) == {"T", "D", "g", "X"}
    assert delegation.names_used_inside(statement) == {"g", "X"}


@pytest.mark.parametrize("text", ["def f(a, b=(1, 2), *, c: int = 3): ...", "def f(a: 'x, y', /, *b): ..."])
def test_parameters_are_compared_without_annotations(text: str) -> None:
    """Kinds and defaults stay."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)

    assert ", ".join(delegation.parameters_of(node)) in ("a, b=(1, 2), *, c=3", "a, /, *b")
