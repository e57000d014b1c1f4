"""Reading the corpus, and putting its answers into notebooks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.errors import CourseError
from autograder.model import Role, SourceCell, SourceNotebook
from autograder.verification import catalogue

SLIP = 'cell = "mean"\nloses = ["mean_values"]\nhint = "Divide"\nabout = "Forgets to divide."\n'
ATTACK = 'cell = "mean"\nloses = ["mean_values", "mean_edges"]\nabout = "Never ends."\n'


def cell(name: str, role: Role, points: float = 0) -> SourceCell:
    return SourceCell(name, role, "code", "", points)


NOTEBOOKS = (
    SourceNotebook("coins", Path("coins.ipynb"), (
        cell("imports", Role.SETUP),
        cell("mean", Role.ANSWER), cell("mean_values", Role.TEST, 2), cell("mean_edges", Role.TEST, 1),
        cell("mean_of_two", Role.ANSWER), cell("mean_of_two_values", Role.TEST, 3), cell("extra", Role.TEST, 4),
        cell("why", Role.WRITTEN, 5),
    )),
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one case of each kind."""
    files = {
        "slips/no_division/expected.toml": SLIP,
        "slips/no_division/answer.py": "def mean(x):\n    return sum(x)\n",
        "attacks/loop/expected.toml": ATTACK,
        "attacks/loop/answer.py": "def mean(x)\n    while True: pass\n",
        "idioms/plain/mean.py": "def mean(x):\n    return sum(x) / len(x)\n",
        "idioms/plain/mean_of_two.py": "def mean_of_two(x, y):\n    return (x + y) / 2\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_every_folder_is_a_case(corpus: Path) -> None:
    """Slips, attacks and idioms are found under the names of their folders."""
    found = catalogue.load(corpus, NOTEBOOKS)

    slip = found.slips["no_division"]
    assert (slip.cell, slip.loses, slip.hint, slip.about) == ("mean", ("mean_values",), "Divide", "Forgets to divide.")
    assert slip.answer.startswith("def mean")
    assert found.attacks["loop"].loses == ("mean_values", "mean_edges")
    assert not found.attacks["loop"].spreads
    assert set(found.idioms["plain"].answers) == {"mean", "mean_of_two"}


def test_an_attack_may_damage_other_cells(corpus: Path) -> None:
    """`spreads = true` says that marks of other cells are not promised."""
    (corpus / "attacks/loop/expected.toml").write_text(ATTACK + "spreads = true\n", encoding="utf-8")

    assert catalogue.load(corpus, NOTEBOOKS).attacks["loop"].spreads


Change = Callable[[Path], Any]


def write(name: str, text: str) -> Change:
    return lambda corpus: (corpus / name).write_text(text, encoding="utf-8")


EXPECTED = "slips/no_division/expected.toml"


@pytest.mark.parametrize(("change", "file", "rule"), [
    (write(EXPECTED, SLIP.replace('"mean"', '"median"')), EXPECTED, 'cell = "median" is no answer cell; there'),
    (write(EXPECTED, SLIP.replace('hint = "Divide"\n', "")), EXPECTED, "hint is missing; a case needs cell, loses"),
    (write(EXPECTED, SLIP.replace('"Divide"', '" "')), EXPECTED, "hint = ' '; it is a text, and not empty"),
    (write(EXPECTED, SLIP.replace('"Divide"', "3")), EXPECTED, "hint = 3; it is a text"),
    (write(EXPECTED, SLIP.replace('["mean_values"]', "[]")), EXPECTED, "loses = []; it is a list of test cells"),
    (write(EXPECTED, SLIP.replace("mean_values", "mean_vals")), EXPECTED, 'loses has "mean_vals", which is no'),
    (write(EXPECTED, SLIP.replace("mean_values", "mean_of_two_values")), EXPECTED, 'no test cell of "mean"; those are'),
    (write(EXPECTED, SLIP.replace('["mean_values"]', '["mean_values", "mean_values"]')), EXPECTED, "a test cell twice"),
    (write(EXPECTED, SLIP + 'lose = "x"\n'), EXPECTED, "lose is not known here; known are cell, loses, hint, about"),
    (write(EXPECTED, "cell ="), EXPECTED, "is no TOML"),
    (lambda corpus: (corpus / EXPECTED).unlink(), EXPECTED, "cannot be read"),
    (lambda corpus: (corpus / EXPECTED).write_bytes(b"\xff"), EXPECTED, "cannot be read"),
    (write("slips/no_division/answer.py", "def mean(x)"), "slips/no_division/answer.py", "line 1: expected ':'"),
    (lambda corpus: (corpus / "slips/no_division/answer.py").unlink(), "slips/no_division/answer.py", "cannot be read"),
    (write("attacks/loop/expected.toml", ATTACK + "spreads = 1\n"), "attacks/loop/expected.toml", "is true or false"),
    (write("attacks/loop/expected.toml", ATTACK + 'hint = "x"\n'), "attacks/loop/expected.toml", "hint is not known"),
    (lambda corpus: (corpus / "idioms/plain/mean.py").unlink(), "idioms/plain/mean.py", "answers every answer cell"),
    (write("idioms/plain/means.py", ""), "idioms/plain/means.py", "is for no answer cell"),
    (lambda corpus: (corpus / "idioms").rename(corpus / "ways"), "ways", "is not known here; a corpus has the folders"),
])
def test_a_wrong_case_is_named(corpus: Path, change: Change, file: str, rule: str) -> None:
    """The message of a wrong case has the file and the rule."""
    change(corpus)

    with pytest.raises(CourseError) as caught:
        catalogue.load(corpus, NOTEBOOKS)
    assert str(corpus / file) in str(caught.value)
    assert rule in str(caught.value)


def test_test_cells_belong_to_the_longest_name() -> None:
    """`mean_of_two_values` is a test of `mean_of_two`, not of `mean`; other names go to the cell before."""
    assert catalogue.tests_by_answer(NOTEBOOKS) == {
        "mean": ("mean_values", "mean_edges"), "mean_of_two": ("mean_of_two_values", "extra")}


USES = (
    SourceNotebook("coins", Path("coins.ipynb"), (
        SourceCell("mean", Role.ANSWER, "code", "def mean(x):\n    return sum(x) / len(x)", 0),
        SourceCell("twice", Role.SETUP, "code", "def twice(x):\n    return 2 * mean(x)", 0),
        SourceCell("mean_values", Role.TEST, "code", "# says nothing of it", 1),
        SourceCell("sd", Role.ANSWER, "code", 'def sd(x):\n    """See mean."""\n    return 1', 0),
        SourceCell("sd_values", Role.TEST, "code", "assert sd([1])", 1),
        SourceCell("sd_edges", Role.TEST, "code", "assert twice([1])", 1),
        SourceCell("sd_more", Role.TEST, "code", 'assert globals()["mean"]', 1),
        SourceCell("sd_other", Role.TEST, "code", "assert meaning, 'the mean'", 1),
    )),
)


def test_who_could_notice_an_answer() -> None:
    """Its own tests, those that use its names, and those that use a helper which does; words in prose are no use."""
    assert catalogue.tests_that_use("mean", USES) == ("mean_values", "sd_edges", "sd_more")
    assert catalogue.tests_that_use("sd", USES) == ("sd_values", "sd_edges", "sd_more", "sd_other")
    assert catalogue.tests_that_use("twice", USES) == ()


def test_expected_points(corpus: Path) -> None:
    """A case costs its own test cells and nothing else, two cases cost both's; written cells are not among them."""
    found = catalogue.load(corpus, NOTEBOOKS)
    slip, attack = found.slips["no_division"], found.attacks["loop"]

    assert catalogue.expected_points(NOTEBOOKS, [slip]) == {
        "mean_values": 0, "mean_edges": 1, "mean_of_two_values": 3, "extra": 4}
    assert sum(catalogue.expected_points(NOTEBOOKS, [slip, attack]).values()) == 7


def release() -> Any:
    def meta(name: str, grade: bool, solution: bool) -> dict[str, Any]:
        return {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution,
                             "schema_version": 3, "task": False, **({"points": 1} if grade else {})}}

    return new_notebook(cells=[
        new_markdown_cell("Coins", id="title"),
        new_code_cell("def mean(x):\n    raise NotImplementedError()", id="mean", metadata=meta("mean", False, True)),
        new_code_cell("assert mean([1]) == 1", id="mean_values", metadata=meta("mean_values", True, False)),
        new_markdown_cell("YOUR ANSWER HERE", id="why", metadata=meta("why", True, True)),
    ])


def test_compose_answers_by_grade_id() -> None:
    """Code and written answers go where their grade_ids are, everything else stays, and so does the release."""
    given = release()

    result = catalogue.compose(given, {"mean": "mean = sum\n", "why": "Because."})

    assert [c.source for c in result.cells] == ["Coins", "mean = sum", "assert mean([1]) == 1", "Because."]
    assert [c.metadata for c in result.cells] == [c.metadata for c in given.cells]
    assert given == release()


def test_compose_drops_cells() -> None:
    """A dropped cell is gone, as if the student had deleted it."""
    result = catalogue.compose(release(), {}, drop=["mean_values"])

    assert [c.id for c in result.cells] == ["title", "mean", "why"]


@pytest.mark.parametrize(("answers", "drop", "rule"), [
    ({"median": "x = 1"}, (), 'no cell with the grade_id "median"; it has mean, mean_values, why'),
    ({}, ("median",), 'no cell with the grade_id "median"'),
    ({"mean_values": "pass"}, (), 'Cell "mean_values" is not for answers'),
])
def test_compose_refuses(answers: dict[str, str], drop: tuple[str, ...], rule: str) -> None:
    """An answer for a cell that is not there, or that is not the student's, is the author's mistake."""
    with pytest.raises(CourseError, match=rule):
        catalogue.compose(release(), answers, drop=drop)
