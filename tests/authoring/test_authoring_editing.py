import json
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder import course as courses
from autograder import notebook
from autograder.authoring import editing, lint
from autograder.authoring.tidy import tidied
from autograder.cli.console import app
from autograder.errors import CourseError

BAYES = Path(__file__).parents[2] / "source" / "bayes" / "bayes.ipynb"


def run(course, *words, **environment):
    return CliRunner().invoke(app, [*words, "--root", str(course.root)], env=environment)


def source_of(course) -> Path:
    return course.root / "source" / "coins" / "coins.ipynb"


def test_every_source_notebook_survives_the_copy() -> None:
    """A copy that is taken back as it is gives the notebook byte for byte."""
    for path in sorted(BAYES.parents[1].glob("*/*.ipynb")):
        assert editing.notebook_of(editing.copy_of(path), path) == path.read_text(encoding="utf-8"), path


def test_an_edit_of_the_copy_reaches_the_notebook(build) -> None:
    """What is changed in the Python file is changed in the source, and nothing else."""
    course = build()
    assert run(course, "tidy", "coins").exit_code == 0
    before = source_of(course).read_text(encoding="utf-8")
    assert run(course, "edit", "coins", "--copy").exit_code == 0
    file = course.root / "edits" / "coins" / "coins.py"
    file.write_text(file.read_text(encoding="utf-8").replace("assert update(1", "assert update(0 + 1"), encoding="utf-8")

    result = run(course, "edit", "coins", "--back")

    assert result.exit_code == 0, result.output
    assert source_of(course).read_text(encoding="utf-8") == before.replace("assert update(1", "assert update(0 + 1")
    assert not file.exists()


def test_the_editor_of_the_environment_is_used(build, tmp_path: Path) -> None:
    """`course edit` opens the copy in EDITOR and takes it back when that ends."""
    course = build()
    script = tmp_path / "editor.sh"
    script.write_text('#!/bin/sh\nsed -i "s/assert update(1/assert update(2 - 1/" "$1"\n', encoding="utf-8")
    script.chmod(0o700)

    result = run(course, "edit", "coins", VISUAL="", EDITOR=str(script))

    assert result.exit_code == 0, result.output
    assert "assert update(2 - 1" in source_of(course).read_text(encoding="utf-8")


def test_an_editor_that_fails_loses_nothing(build) -> None:
    """The copy stays, the source stays, and the message says how to go on."""
    course = build()
    before = source_of(course).read_bytes()

    result = run(course, "edit", "coins", VISUAL="", EDITOR="false")

    assert isinstance(result.exception, CourseError)
    assert "--back" in str(result.exception)
    assert (course.root / "edits" / "coins" / "coins.py").is_file()
    assert source_of(course).read_bytes() == before


def test_a_source_that_changed_meanwhile_is_not_overwritten(build) -> None:
    """Two edits of one notebook are never silently one."""
    course = build()
    assert run(course, "edit", "coins", "--copy").exit_code == 0
    node = notebook.read(source_of(course))
    node.cells[0].source += "\nMore."
    source_of(course).write_text(notebook.dumps(node), encoding="utf-8")

    result = run(course, "edit", "coins", "--back")

    assert isinstance(result.exception, CourseError)
    assert "has changed since" in str(result.exception)
    assert "More." in source_of(course).read_text(encoding="utf-8")
    assert (course.root / "edits" / "coins" / "coins.py").is_file()


def test_a_copy_without_its_head_is_refused(build) -> None:
    """Without the digest nobody could say what the copy was made from."""
    path = source_of(build())

    with pytest.raises(CourseError, match="lost its first lines"):
        editing.notebook_of("# %%\nx = 1\n", path)


def untidy(path: Path) -> None:
    """What Jupyter leaves: outputs, counts, folded cells, random ids, another indentation."""
    node = nbformat.read(path, 4)
    for number, cell in enumerate(node.cells):
        cell.metadata["collapsed"] = False
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.outputs = [nbformat.v4.new_output("stream", text="seen")]
    node.cells.append(nbformat.v4.new_markdown_cell("## A new Thought, with words\n\nmore"))
    node.cells[-1]["id"] = "3fa9c01d"
    node.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    path.write_text(json.dumps(node, indent=4), encoding="utf-8")


def test_an_edit_in_jupyter_is_tidied(build) -> None:
    """After `course tidy` the rules for sources hold again, and the text is untouched."""
    course = build()
    before = [cell.source for cell in notebook.read(source_of(course)).cells]
    untidy(source_of(course))
    assert lint.problems(course, "coins")
    assert run(course, "tidy", "coins", "--check").exit_code == 1

    result = run(course, "tidy", "coins")

    assert result.exit_code == 0, result.output
    assert lint.problems(courses.find(course.root), "coins") == []
    cells = notebook.read(source_of(course)).cells
    assert [cell.source for cell in cells[:-1]] == before
    assert cells[-1].id == "a-new-thought-with"
    assert run(course, "tidy", "coins", "--check").exit_code == 0


def test_tidying_twice_changes_nothing_more(build) -> None:
    """A tidy notebook is its own tidy form; two cells never get one name."""
    path = source_of(build())
    untidy(path)
    node = nbformat.read(path, 4)
    node.cells.append(nbformat.v4.new_markdown_cell("## A new Thought, with words"))

    once = tidied(node)

    assert notebook.dumps(tidied(once)) == notebook.dumps(once)
    names = [cell.id for cell in once.cells]
    assert len(set(names)) == len(names)
    assert names[-1] == "a-new-thought-with-2"


def test_numbers_of_a_term_become_protected(build) -> None:
    """The cells that hold a term's numbers are made neither editable nor deletable."""
    def change(cells) -> None:
        cells["numbers-of-the-term"].metadata["editable"] = True

    course = build(change)

    assert run(course, "tidy", "coins").exit_code == 0
    cell = next(c for c in notebook.read(source_of(course)).cells if c.id == "numbers-of-the-term")
    assert cell.metadata["editable"] is False
