import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import course, notebook, variants
from autograder.errors import CourseError


def make(root: Path, *parameter_cells: str, cell_type: str = "code") -> course.Course:
    """A course whose only notebook has these parameter cells."""
    new = new_code_cell if cell_type == "code" else new_markdown_cell
    tagged = {"tags": ["parameters"]}
    content = [new(text, id=f"numbers-{i}", metadata=tagged) for i, text in enumerate(parameter_cells)]
    folder = root / "source" / "coins"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "coins.ipynb").write_text(notebook.dumps(new_notebook(cells=content)), encoding="utf-8")
    (root / "course_config.py").write_text('"""Settings."""\ncourse_id = "c"\n', encoding="utf-8")
    return course.find(root)


def numbers(root: Path, *texts: str) -> dict[str, object]:
    return variants.parameters(make(root, *texts).source("coins")[0])


def test_parameters_are_what_the_cell_defines(tmp_path: Path) -> None:
    """Values may be computed; private names are left out; no cell gives no numbers."""
    text = "_n = 3\na = 2.0\nflips = (1, 0) * _n\nword = 'x'\nrows = [[1, 2], [3, 4]]\nsure = True"

    assert numbers(tmp_path, text) == {
        "a": 2.0, "flips": (1, 0, 1, 0, 1, 0), "word": "x", "rows": [[1, 2], [3, 4]], "sure": True}
    assert numbers(tmp_path) == {}


@pytest.mark.parametrize(("text", "message"), [
    ("a = {1: 2}", r"a = \{1: 2\} is a dict"),
    ("import math", "is a module"),
    ("a = float('nan')", "finite"),
    ("a = [1, (2, float('inf'))]", "finite"),
    ("import numpy as _np\na = _np.float64(2)", "is a float64"),
    ("a = 1 / 0", "ZeroDivisionError"),
    ("a = ", "SyntaxError"),
])
def test_other_values_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """The message names the parameter and its value, or what the cell raised."""
    with pytest.raises(CourseError, match=message):
        numbers(tmp_path, text)


def test_one_code_cell_holds_the_numbers(tmp_path: Path) -> None:
    """Two cells, and a markdown cell, are refused."""
    with pytest.raises(CourseError, match='"numbers-0", "numbers-1"'):
        numbers(tmp_path, "a = 1", "b = 2")
    with pytest.raises(CourseError, match="one code cell"):
        variants.parameters(make(tmp_path, "a = 1", cell_type="markdown").source("coins")[0])


@pytest.mark.parametrize(("placeholder", "shown"), [
    ("{{ a }}", "2"),
    ("{{ p | percent }}", "1%"),
    ("{{ 0.07 | percent }}", "7%"),
    ("{{ 0.015 | percent }}", "1.5%"),
    ("{{ 1 | percent }}", "100%"),
    ("{{ (p / (p + 0.05)) | percent(2) }}", "17%"),
    ("{{ 0.5714285 | digits(3) }}", "0.571"),
    ("{{ 1234567 | digits(2) }}", "1200000"),
    ("{{ 0.00001234 | digits(2) }}", "0.000012"),
    ("{{ 100.0 | digits(3) }}", "100"),
    ("{{ flips | coin }}", "HHT"),
    ("{{ flips | length }}", ""),
    ("$\\text{#heads} {%} {# n #}$\n", "$\\text{#heads} {%} {# n #}$\n"),
])
def test_placeholders(placeholder: str, shown: str) -> None:
    """The three filters and no other; LaTeX is left as it is."""
    values = {"a": 2, "p": 0.01, "flips": (1, 1, 0)}
    if shown:
        assert variants.fill(placeholder, values, "here") == shown
    else:
        with pytest.raises(CourseError, match="length"):
            variants.fill(placeholder, values, "here")


@pytest.mark.parametrize(("text", "message"), [
    ("{{ b }}", "here: 'b' is undefined; the parameters are a."),
    ("{{ a | coin }}", "here: a placeholder cannot be filled"),
    ("{{ [2] | coin }}", "each is 0 or 1"),
    ("{{ a ", "here: a placeholder cannot be filled"),
])
def test_wrong_placeholders(text: str, message: str) -> None:
    """An unknown name, a value that does not suit and bad syntax name the cell."""
    with pytest.raises(CourseError) as caught:
        variants.fill(text, {"a": 2}, "here")

    assert message in str(caught.value)


def test_a_manifest_is_deterministic(tmp_path: Path) -> None:
    """The same source gives the same bytes; another number, term or source gives another release id."""
    manifest = variants.manifest_of(make(tmp_path, "a = (1, 2)"), "coins")

    assert manifest.dumps() == variants.manifest_of(make(tmp_path, "a = (1, 2)"), "coins").dumps()
    assert manifest.dumps().endswith("}\n")
    assert json.loads(manifest.dumps())["notebooks"]["coins"]["values"] == {"a": [1, 2]}
    others = [variants.manifest_of(make(tmp_path, "a = (1, 3)"), "coins").release,
              variants.manifest_of(make(tmp_path, "a = (1, 2)"), "coins", "spring").release]
    assert len({manifest.release, *others}) == 3


def stored(given: course.Course) -> Path:
    path = variants.manifest_path(given, "coins")
    path.parent.mkdir(parents=True)
    path.write_text(variants.manifest_of(given, "coins").dumps(), encoding="utf-8")
    return path


def test_grading_reads_the_stored_manifest(tmp_path: Path) -> None:
    """The released numbers count, not those that the source has by now."""
    given = make(tmp_path, "a = (1, 2)")
    assert stored(given) == tmp_path.resolve() / "manifests" / "default" / "coins.json"
    make(tmp_path, "a = 5")

    manifest = variants.load_manifest(given, "coins")

    assert manifest.parameters_cell("coins") == "a = (1, 2)"
    with pytest.raises(CourseError, match='no notebook "dice"; it has coins'):
        manifest.parameters_cell("dice")


def test_no_manifest(tmp_path: Path) -> None:
    """What was never released cannot be graded: the message says what to run."""
    with pytest.raises(CourseError, match="run `course release coins`"):
        variants.load_manifest(make(tmp_path), "coins")
    with pytest.raises(CourseError, match=r"spring.coins\.json does not exist"):
        variants.load_manifest(make(tmp_path), "coins", "spring")


@pytest.mark.parametrize("damage", [
    lambda text: text.replace('"a = 1"', '"a = 2"'),
    lambda text: text[:-20],
    lambda text: "[]",
    lambda text: text.replace('"engine"', '"motor"'),
])
def test_a_changed_manifest_is_refused(tmp_path: Path, damage) -> None:
    """Edited, torn and foreign files are told from a manifest."""
    given = make(tmp_path, "a = 1")
    path = stored(given)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(CourseError, match="course release coins"):
        variants.load_manifest(given, "coins")


@pytest.mark.parametrize(("assignment", "term"), [("../coins", "default"), ("coins", "../.."), ("coins", "a/b")])
def test_names_stay_in_the_folder(tmp_path: Path, assignment: str, term: str) -> None:
    """A term or an assignment that is a path is refused."""
    with pytest.raises(CourseError, match="names have letters"):
        variants.manifest_path(make(tmp_path), assignment, term)
