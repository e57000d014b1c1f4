"""Trying trusted answers in this process."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import checks
from autograder.model import Role, SourceCell, SourceNotebook
from autograder.verification import trial

SOLUTION = "def double(x):\n    from solutions.coins import double as reference\n    return reference(x)"
TEST = "assert double(n) == 2 * n\nfrom solutions.coins import double as truth\nassert double(5) == truth(5)"
HINTED = '''class Failed(AssertionError):
    hint = "Think of the sign."

if double(-1) != -2:
    raise Failed("double(-1) is wrong")'''


@pytest.fixture
def sources(tmp_path: Path) -> tuple[SourceNotebook, ...]:
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions/__init__.py").touch()
    (tmp_path / "solutions/coins.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    return (SourceNotebook("coins", tmp_path / "source/coins/coins.ipynb", (
        SourceCell("title", Role.PLAIN, "markdown", "# not code"),
        SourceCell("imports", Role.SETUP, "code", "%matplotlib inline\nimport math"),
        SourceCell("numbers", Role.PARAMETERS, "code", "n = 4"),
        SourceCell("double", Role.ANSWER, "code", SOLUTION),
        SourceCell("double_values", Role.TEST, "code", TEST, 1),
        SourceCell("double_edges", Role.TEST, "code", HINTED, 1),
    )),)


def test_reference_solutions_pass(sources: tuple[SourceNotebook, ...]) -> None:
    """Without answers the source answers itself; every code cell has a result, and no module stays behind."""
    results = trial.try_in_process(sources, {})

    assert results == dict.fromkeys(["imports", "numbers", "double", "double_values", "double_edges"])
    assert "solutions.coins" not in sys.modules


def test_failures_say_how(sources: tuple[SourceNotebook, ...]) -> None:
    """A failed test cell has its error and its hint, and the cells behind it run all the same."""
    results = trial.try_in_process(sources, {"double": "def double(x):\n    return abs(2 * x)"})

    assert results["double_values"] is None
    assert results["double_edges"] == trial.Failure("Failed", "double(-1) is wrong", "Think of the sign.")


def test_an_answer_that_raises(sources: tuple[SourceNotebook, ...]) -> None:
    """A failing answer cell is a result too, and its tests are lost."""
    results = trial.try_in_process(sources, {"double": "1 / 0"})

    assert results["double"] is not None
    assert results["double"].error == "ZeroDivisionError"
    assert set(trial.lost(results, sources)) == {"double_values", "double_edges"}


def test_only_some_tests(sources: tuple[SourceNotebook, ...]) -> None:
    """`only` leaves out other test cells, and nothing else."""
    results = trial.try_in_process(sources, {}, only=["double_edges"])

    assert set(results) == {"imports", "numbers", "double", "double_edges"}


def test_noise_is_kept_quiet(sources: tuple[SourceNotebook, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Prints and warnings of an answer reach nobody and change nothing."""
    noisy = 'import warnings\nprint("hello")\nwarnings.warn("noise")\ndef double(x):\n    print(x)\n    return 2 * x'

    results = trial.try_in_process(sources, {"double": noisy})

    assert trial.lost(results, sources) == {}
    assert capsys.readouterr() == ("", "")


def test_statistical_checks_are_written_down(sources: tuple[SourceNotebook, ...]) -> None:
    """The ledger has what each test cell promised, and only that."""
    text = "from autograder import checks\nchecks.proportion_is(50, 100, 0.5)\nchecks.proportion_is(60, 100, 0.5, gap=0.2)"
    (source,) = sources
    law = SourceCell("double_law", Role.TEST, "code", text, 1)
    ledger: dict[str, tuple[checks.Promise, ...]] = {}

    trial.try_in_process((replace(source, cells=(*source.cells, law)),), {}, ledger=ledger)

    assert {name: [(made.kind, made.n, made.gap) for made in found] for name, found in ledger.items()} == {
        "double_values": [], "double_edges": [], "double_law": [("proportion", 100, 0.05), ("proportion", 100, 0.2)]}
