from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder import notebook
from autograder.errors import CourseError
from autograder.model import Role


def grader(name: str, grade=False, solution=False, locked=False, **more):
    return {"grade_id": name, "grade": grade, "solution": solution, "locked": locked, "schema_version": 3, **more}


@pytest.mark.parametrize(("metadata", "role"), [
    ({}, Role.PLAIN),
    ({"nbgrader": {}}, Role.PLAIN),
    ({"nbgrader": grader("a")}, Role.PLAIN),
    ({"nbgrader": grader("a", locked=True)}, Role.SETUP),
    ({"nbgrader": grader("a", solution=True)}, Role.ANSWER),
    ({"nbgrader": grader("a", grade=True, locked=True, points=1)}, Role.TEST),
    ({"nbgrader": grader("a", grade=True, solution=True, points=1)}, Role.WRITTEN),
    ({"nbgrader": grader("a", task=True, points=1)}, Role.TASK),
    ({"tags": ["parameters"]}, Role.PARAMETERS),
    ({"tags": ["numbers"]}, Role.PLAIN),
])
def test_roles(metadata, role: Role) -> None:
    """nbgrader's flags and the parameters tag say what a cell is for."""
    assert notebook.role_of(new_code_cell("", metadata=metadata)) is role


def saved(folder: Path, *cells, name: str = "n.ipynb") -> Path:
    path = folder / name
    path.write_text(notebook.dumps(new_notebook(cells=list(cells))), encoding="utf-8")
    return path


def test_load(tmp_path: Path) -> None:
    """Cells are called by grade_id, or by their own id; grade cells have points."""
    found = notebook.load(saved(
        tmp_path,
        new_markdown_cell("hello", id="intro", metadata={"tags": ["numbers"]}),
        new_code_cell("f = 1", id="x", metadata={"nbgrader": grader("f", solution=True)}),
        new_code_cell("assert f", id="y", metadata={"nbgrader": grader("f_values", grade=True, locked=True, points=2)}),
        new_markdown_cell("?", id="z", metadata={"nbgrader": grader("why", grade=True, solution=True, points=3)}),
    ))

    assert found.name == "n"
    assert [(c.id, c.role, c.points) for c in found.cells] == [
        ("intro", Role.PLAIN, 0), ("f", Role.ANSWER, 0), ("f_values", Role.TEST, 2), ("why", Role.WRITTEN, 3)]
    assert found.cells[0].tags == ("numbers",)
    assert [c.id for c in found.grade_cells] == ["f_values", "why"]


@pytest.mark.parametrize(("cells", "message"), [
    ([new_code_cell("", metadata={"nbgrader": grader("a", solution=True)}),
      new_code_cell("", metadata={"nbgrader": grader("a", solution=True)})], 'two cells are called "a"'),
    ([new_code_cell("", metadata={"nbgrader": grader("a", grade=True, points=-2)})], '"a" is worth -2 points'),
    ([new_code_cell("", metadata={"nbgrader": grader("a", grade=True)})], '"a" is worth -1 points'),
    ([new_code_cell("", metadata={"nbgrader": grader("a", grade=True, points=float("nan"))})], "worth nan points"),
])
def test_what_load_refuses(tmp_path: Path, cells, message: str) -> None:
    """Names given twice and points that are missing, negative or not a number."""
    with pytest.raises(CourseError, match=message):
        notebook.load(saved(tmp_path, *cells))


def test_files_that_are_no_notebooks(tmp_path: Path) -> None:
    """A missing file and another format name the file."""
    with pytest.raises(CourseError, match=r"n\.ipynb does not exist"):
        notebook.read(tmp_path / "n.ipynb")
    (tmp_path / "n.ipynb").write_text("[]", encoding="utf-8")
    with pytest.raises(CourseError, match="is not a notebook"):
        notebook.read(tmp_path / "n.ipynb")


def test_older_formats_are_upgraded(tmp_path: Path) -> None:
    """A notebook of format 3, and one of 4.5 whose cells have no ids, are read as format 4 without a warning."""
    old = nbformat.convert(new_notebook(cells=[new_code_cell("x = 1")]), 3)
    (tmp_path / "old.ipynb").write_text(nbformat.writes(old, 3), encoding="utf-8")
    assert notebook.read(tmp_path / "old.ipynb").cells[0].source == "x = 1"

    text = saved(tmp_path, new_code_cell("x = 1", id="the-id")).read_text(encoding="utf-8")
    (tmp_path / "bare.ipynb").write_text(text.replace('   "id": "the-id",\n', ""), encoding="utf-8")
    assert notebook.load(tmp_path / "bare.ipynb").cells[0].source == "x = 1"


def test_load_assignment(tmp_path: Path) -> None:
    """All notebooks of a folder in the order of their names; an empty folder is an error."""
    saved(tmp_path, name="b.ipynb")
    saved(tmp_path, name="a.ipynb")

    assert [n.name for n in notebook.load_assignment(tmp_path)] == ["a", "b"]
    with pytest.raises(CourseError, match="holds no notebook"):
        notebook.load_assignment(tmp_path / "nowhere")


def test_dumps_is_canonical(tmp_path: Path) -> None:
    """Reading and writing again changes no byte, whatever the order of the keys; text stays readable."""
    node = new_notebook(cells=[new_code_cell("π = 3", id="a", metadata={"z": 1, "a": 2})])
    text = notebook.dumps(node)

    assert text == notebook.dumps(nbformat.reads(text, as_version=4))
    assert text.endswith("}\n")
    assert "π" in text
    assert text.index('"a": 2') < text.index('"z": 1')


TEST_CELL = """# Ordinary values.
assert f(1) == 1

### BEGIN HIDDEN TESTS
assert f(2) == 4
### END HIDDEN TESTS
assert f(3)
  ### BEGIN HIDDEN TESTS
  secret
  ### END HIDDEN TESTS"""


def test_hidden_parts() -> None:
    """What students see, what they do not, and what the cell says it checks."""
    assert notebook.without_hidden(TEST_CELL) == "# Ordinary values.\nassert f(1) == 1\n\nassert f(3)"
    assert notebook.hidden_of(TEST_CELL) == "assert f(2) == 4\n  secret"
    assert notebook.title_of(TEST_CELL) == "Ordinary values."
    assert notebook.title_of("assert f\n# Late.") == ""
    assert notebook.title_of("") == ""


def test_regions() -> None:
    """Regions by line, their text, and the rest."""
    markers = (notebook.BEGIN_HIDDEN, notebook.END_HIDDEN)

    assert notebook.regions(TEST_CELL, *markers) == [(3, 5), (7, 9)]
    assert notebook.inside(TEST_CELL, *markers) == ["assert f(2) == 4", "  secret"]
    assert notebook.outside(TEST_CELL, *markers) == "# Ordinary values.\nassert f(1) == 1\n\nassert f(3)"
    assert notebook.regions("", *markers) == []
    assert notebook.inside("=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ===", notebook.BEGIN_MARK_SCHEME,
                           notebook.END_MARK_SCHEME) == ["x"]


@pytest.mark.parametrize(("source", "message"), [
    ("### BEGIN HIDDEN TESTS", "never closed"),
    ("x\n### END HIDDEN TESTS", "line 2: .* without"),
    ("### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "line 2: .* inside another"),
    ("x = 1  ### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "alone on its line"),
    ("# BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "alone on its line"),
])
def test_unbalanced_markers(source: str, message: str) -> None:
    """Each way in which markers can be wrong, with its line: nbgrader would read some of these otherwise."""
    with pytest.raises(CourseError, match=message):
        notebook.regions(source, notebook.BEGIN_HIDDEN, notebook.END_HIDDEN)


def test_the_canonical_form_is_the_bytes_that_nbformat_writes():
    """Numbers, empty parts, odd characters and outputs included: another tool that saves a notebook changes nothing."""
    odd = {"empty": [{}, []], "numbers": [1, -2.5, None, True], "text": 'é\u2028\ud800\x00"\\\n', "z": {"b": 1, "a": ["x"]}}
    outputs = [
        nbformat.v4.new_output("stream", text="one\ntwo\r\n"),
        nbformat.v4.new_output("display_data", data={"text/plain": "a\nb", "image/png": "aGk="}, metadata=odd),
    ]
    cells = [nbformat.v4.new_code_cell("x = 1\n\ny = 2", outputs=outputs), nbformat.v4.new_markdown_cell("")]
    node = nbformat.v4.new_notebook(cells=cells, metadata=odd)
    assert notebook.dumps(node) == nbformat.v4.writes_json(node) + "\n"
