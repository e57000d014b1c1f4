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


SHARED = '''"""Helpers of several modules."""

from collections.abc import Sequence

import numpy as np


def _total(flips: Sequence[int]) -> int:
    """Their sum."""
    return int(np.sum(flips))
'''
SHARING = SOLUTIONS.replace("import math\n", "import math\nfrom solutions.shared import _total\n").replace(
    "int(np.sum(flips)) * _ONE", "_total(flips) * _ONE")


def sharing(build, shared: str = SHARED, solutions: str = SHARING):
    course = build(solutions=solutions)
    (course.root / "solutions" / "shared.py").write_text(shared, encoding="utf-8")
    return course


def test_helpers_of_another_module(build) -> None:
    """What a solution takes from another module of the package is inlined like its own, and what that one needs."""
    course = sharing(build)
    cells = read(inline.key_version(course, "coins")["coins.ipynb"])
    alone = inline.answers(course, "coins")

    assert cells["update"].source.startswith('''from collections.abc import Sequence


def _total(flips: Sequence[int]) -> int:
    """Their sum."""
    return int(np.sum(flips))


# Counted in whole flips.
_ONE = 1


def _heads(flips: Sequence[int]) -> int:
    """Number of heads."""
    return _total(flips) * _ONE


def update(a, b, flips):''')
    for text in (cells["update"].source, alone["update"]):
        assert run(["import numpy as np", text])["update"](2, 3, [1, 0, 1]) == (4, 4)
    assert "_total" not in alone["log_norm"]


def test_a_helper_that_moves_leaves_the_key_as_it_was(build) -> None:
    """The first import of a name counts, so that a second module that has it too changes no order."""
    alone = "\n\n".join(inline.answers(build(), "coins").values())
    text = SOLUTIONS.replace("_TINY = 1e-300\n", "").replace(
        "from scipy import special, stats\n", "from scipy import special, stats\n\nfrom solutions.shared import _TINY\n")
    moved = sharing(build, "import math\nimport numpy as np\n\n_TINY = 1e-300\n", text)

    assert "\n\n".join(inline.answers(moved, "coins").values()) == alone


def test_modules_that_import_each_other(build) -> None:
    """A circle ends where it began."""
    course = sharing(build, "from solutions.coins import _ONE\n" + SHARED)

    assert run(["import numpy as np", inline.answers(course, "coins")["update"]])["update"](2, 3, [1]) == (3, 3)


def test_two_meanings_of_a_name_in_one_key(build) -> None:
    """Two modules that a key puts together may import alike, but not define alike."""
    with pytest.raises(CourseError, match="both define _TINY; in a key they are one module"):
        inline.answers(sharing(build, SHARED + "\n\n_TINY = 1e-12\n"), "coins")
    with pytest.raises(CourseError, match="both define np"):
        inline.answers(sharing(build, SHARED.replace("import numpy as np", "import numpy.linalg as np")), "coins")


def test_an_answer_from_another_module(build) -> None:
    """A region may name a function that its module has from another one: the text is taken from there."""
    begin, end = SOLUTIONS.index("def log_norm"), SOLUTIONS.index("def unused")
    course = sharing(build, "import math\n\nfrom scipy import special\n\n\n" + SOLUTIONS[begin:end],
                     SOLUTIONS[:begin] + SOLUTIONS[end:].replace("pdf(0)", "pdf(0) + log_norm(1, 1)").replace(
                         "def unused", "from solutions.shared import log_norm\ndef unused"))

    assert inline.answers(course, "coins")["log_norm"] == inline.answers(build(), "coins")["log_norm"]


@pytest.mark.parametrize(("change", "old", "new", "message"), [
    (changed("mean", "flips=()", "flips=None"), "", "", r"mean\(a, b, flips=None\) is mean\(a, b, flips=\(\)\)"),
    (changed("answer_terms", "answer_terms", "answer_words"), "", "", "does not define answer_words"),
    (changed("imports", "import", "def _heads(): pass\nimport"), "", "", "a setup cell defines another _heads"),
    (None, "def mean(", "@print\ndef mean(", "has a decorator"),
    (None, "import math", "import math\nfrom solutions import other as math", "imports another module"),
    (None, "import math", "import math\nfrom solutions.other import mathematics as math", "imports another module"),
    (None, "import math", "import math\nfrom solutions.other import _helper", r"other\.py cannot be read"),
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
