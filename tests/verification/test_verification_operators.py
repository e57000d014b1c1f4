"""The named operators: what each makes of a function's text, and what it leaves alone."""

import ast

import pytest

from autograder.verification import operators


def made(line: str, operator: str) -> set[str]:
    """What an operator makes of a line in a function."""
    text = f'def f(x, y, flag=None):\n    """What it does."""\n    {line}\n'
    return {change.after for change in operators.changes(text) if change.operator == operator}


@pytest.mark.parametrize(("operator", "line", "after"), [
    ("comparison", "z = x < y", {"z = x <= y", "z = x > y"}),
    ("comparison", "z = x == y", {"z = x != y"}),
    ("comparison", "z = 0 <= x < y", {"z = 0 < x < y", "z = 0 >= x < y", "z = 0 <= x <= y", "z = 0 <= x > y"}),
    ("comparison", "z = x not in y", {"z = x in y"}),
    ("arithmetic", "z = x + y", {"z = x - y"}),
    ("arithmetic", "z = x ** y", {"z = x * y"}),
    ("arithmetic", "z = -(x + y)", {"z = -(x - y)", "z = (x + y)"}),
    ("arithmetic", "x += y", {"x -= y"}),
    ("constant", "z = x[1]", {"z = x[0]", "z = x[2]"}),
    ("constant", "z = 0.5", {"z = 0.55"}),
    ("constant", "z = 1e-9", {"z = 0.0", "z = 1e-05"}),
    ("constant", "z = math.nan", {"z = 0.0"}),
    ("constant", "z = True", {"z = False"}),
    ("constant", 'return {"mean": x}', {'return {"mean_": x}'}),
    ("axis", "z = x.sum(axis=0)", {"z = x.sum(axis=1)", "z = x.sum()"}),
    ("axis", "z = x.max(axis=-1, keepdims=True)",
     {"z = x.max(axis=0, keepdims=True)", "z = x.max(keepdims=True)", "z = x.max(axis=-1, keepdims=False)",
      "z = x.max(axis=-1)"}),
    ("axis", "z = np.std(x, ddof=1)", {"z = np.std(x, ddof=0)", "z = np.std(x)"}),
    ("axis", 'z = np.searchsorted(x, y, side="right")',
     {'z = np.searchsorted(x, y, side="left")', "z = np.searchsorted(x, y)"}),
    ("branch", "z = x if y else 2", {"z = x", "z = 2"}),
    ("branch", "if x: y = 1", {"if True: y = 1", "if False: y = 1"}),
    ("branch", 'if x: raise ValueError("x")', {"if False: raise ValueError(\"x\")"}),
    ("branch", "with quiet(): y = 1", {"if True: y = 1"}),
    ("branch", "while x: x = next(y)", {"while False: x = next(y)"}),
    ("return", "return float(x)", {"return x", "return -float(x)"}),
    ("return", "return x, float(y)", {"return float(y), x", "return x, y"}),
    ("logical", "z = x and y", {"z = x or y"}),
    ("logical", "z = not x", {"z = x"}),
    ("logical", "z = x & ~y", {"z = x | ~y", "z = x & y"}),
    ("arguments", "z = g(x, y)", {"z = g(y, x)"}),
    ("arguments", "z = g(x, size=y)", {"z = g(x)"}),
    ("arguments", 'z = g("x", y)', set()),
    ("call", "z = np.argmax(x)", {"z = np.argmin(x)"}),
    ("call", "z = math.sqrt(x + y)", {"z = (x + y)"}),
    ("call", "z = np.asarray(x)", {"z = x"}),
    ("statement", "x[0] = y", {"pass"}),
    ("statement", "x.append(y)", {"pass"}),
])
def test_an_operator(operator: str, line: str, after: set[str]) -> None:
    """Each operator makes its small changes, and no others."""
    assert made(line, operator) == after


@pytest.mark.parametrize("line", [
    'raise ValueError(f"x must be {1 + 2}", 3)',
    "assert x < 1, 2",
    "z: int | None = x",
    'z = f"{x + 1} of {y}"',
    '"""Another text with 1 < 2."""',
])
def test_words_for_people_stay(line: str) -> None:
    """Messages, annotations, asserts and docstrings are no answers."""
    assert list(operators.changes(f'def f(x: "int | None", y=None) -> "int":\n    """It is 1 < 2."""\n    {line}\n')) == []


def test_values_of_variables_change() -> None:
    """A variable's letter becomes the next one, a word one of the others."""
    assert {c.after for c in operators.changes('answer = "b"')} == {'answer = "c"'}
    assert 'kinds = {"x": "one", "y": "one"}' in {c.after for c in operators.changes('kinds = {"x": "one", "y": "two"}')}


def test_changes_are_code_and_differ() -> None:
    """Every change compiles, no two are the same, and each says on which line it begins."""
    text = ('def f(x, y=1):\n    """Text."""\n    if x > y or (\n        x == 0\n    ):\n        return -x, x * (y + 1)\n'
            "    return float(x)\n")
    found = list(operators.changes(text))

    assert len(found) == len({c.text for c in found} | {text.rstrip("\n")}) - 1
    for change in found:
        ast.parse(change.text)
        assert text.split("\n")[change.index].strip() == change.before != change.after
        assert change.text.split("\n")[change.index].strip() == change.after
