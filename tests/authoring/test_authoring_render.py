import json

import nbformat
import pytest
from coins_course import read
from nbformat.v4 import new_output

from autograder import notebook, variants
from autograder.authoring import render
from autograder.errors import CourseError


def test_students_see_no_answer(build) -> None:
    """Solutions, hidden tests and mark schemes are gone; stubs and visible checks stay."""
    text = render.student_version(build(), "coins")["coins.ipynb"].decode()
    cells = read(text.encode())

    assert "solutions" not in text
    assert "BEGIN" not in text
    assert "END" not in text
    assert "earlier data" not in text
    assert cells["update"].source == (
        'def update(a, b, flips):\n    """What to do."""\n    # YOUR CODE HERE\n    raise NotImplementedError()')
    assert cells["update_values"].source == "assert update(1, 1, flips) == (3, 2)"
    assert cells["mean_edges"].source == "# No data leaves the prior's mean."
    assert cells["why_prior"].source == "YOUR ANSWER HERE"


def test_numbers_are_filled(build) -> None:
    """Placeholders are filled, formulas are left alone, and the parameters cell stays as it is."""
    cells = read(render.student_version(build(), "coins")["coins.ipynb"])

    assert cells["story"].source == "A test at 1.5% and HHT, $\\frac{\\text{#heads}}{n}$."
    assert cells["numbers-of-the-term"].source == "prevalence = 0.015\nflips = (1, 1, 0)"


def test_cells_are_locked_and_marked(build) -> None:
    """nbgrader's locks and checksums are there, and the notebook says which release it is of."""
    course = build()
    content = render.student_version(course, "coins")["coins.ipynb"]
    cells = read(content)

    assert cells["imports"].metadata.editable is False
    assert cells["update"].metadata.get("editable", True) is True
    assert cells["update"].metadata.deletable is False
    assert all(cells[name].metadata.nbgrader.checksum for name in ("update", "update_values", "imports"))
    assert json.loads(content)["metadata"] == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "likelihood_lab": {"assignment": "coins", "release": variants.manifest_of(course, "coins").release,
                           "term": "default"},
    }


def test_visible_tests_are_what_the_engine_shows(build) -> None:
    """A released test cell is `notebook.without_hidden` of its source."""
    course = build()
    cells = read(render.student_version(course, "coins")["coins.ipynb"])

    for source in course.source("coins")[0].cells:
        if source.id.endswith(("_values", "_edges")):
            assert cells[source.id].source == notebook.without_hidden(source.source)


def test_the_same_source_gives_the_same_bytes(build) -> None:
    """Rendering twice gives the same bytes, in nbformat's canonical form."""
    course = build()
    first = render.student_version(course, "coins")

    assert first == render.student_version(course, "coins")
    text = first["coins.ipynb"].decode()
    assert text == notebook.dumps(nbformat.reads(text, as_version=4))


def test_outputs_are_not_released(build) -> None:
    """What the author's last run printed does not reach students, even where the linter is not asked."""

    def run(cells):
        cells["update"].outputs = [new_output("stream", name="stdout", text="the secret is 42")]
        cells["update"].execution_count = 3

    cells = read(render.student_version(build(run), "coins")["coins.ipynb"])

    assert cells["update"].outputs == []
    assert cells["update"].execution_count is None


def test_write_leaves_only_the_release(build) -> None:
    """The folder has the notebooks and the listed files, what was there before is gone, and the manifest is written."""
    course = build()
    folder = course.folder("release") / "coins"
    folder.mkdir(parents=True)
    (folder / "old.ipynb").write_text("old", encoding="utf-8")

    manifest = render.write_release(course, "coins")

    assert sorted(path.name for path in folder.iterdir()) == ["coins.ipynb", "flips.txt"]
    assert [path.name for path in course.folder("release").iterdir()] == ["coins"]
    assert variants.load_manifest(course, "coins") == manifest
    assert render.check_release(course, "coins") == []


def test_a_stale_release_is_told_with_its_difference(build) -> None:
    """`check_release` shows the lines that changed, and what to run."""
    render.write_release(build(), "coins")

    def change(cells):
        cells["update_values"].source = "assert update(1, 2, flips) == (3, 3)"

    course = build(change)
    differences = render.check_release(course, "coins")

    assert "coins.ipynb is older than its source; run `course release coins`." in differences[0]
    assert "-assert update(1, 1, flips) == (3, 2)" in differences[0]
    assert "+assert update(1, 2, flips) == (3, 3)" in differences[0]
    assert len(differences) == 2  # the manifest knows the source's hash
    (course.folder("release") / "coins" / "flips.txt").unlink()
    (course.folder("release") / "coins" / "more.txt").write_text("", encoding="utf-8")
    assert any("flips.txt is missing" in line for line in render.check_release(course, "coins"))
    assert any("more.txt is not of this release" in line for line in render.check_release(course, "coins"))


def test_a_difference_only_in_metadata_is_told(build) -> None:
    """A release whose cells read the same but whose bytes differ is stale."""
    course = build()
    render.write_release(course, "coins")
    path = course.folder("release") / "coins" / "coins.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"term": "default"', '"term": "spring"'), encoding="utf-8")

    (line,) = render.check_release(course, "coins")

    assert line.endswith("Only metadata differ.")


def test_another_folder_is_not_emptied(build, tmp_path) -> None:
    """Only release/ is cleaned: a folder of the author's with other files in it is refused."""
    course = build()
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years", encoding="utf-8")

    with pytest.raises(CourseError, match=r"thesis\.txt"):
        render.write_release(course, "coins", out)

    (out / "thesis.txt").unlink()
    render.write_release(course, "coins", out)
    render.write_release(course, "coins", out)
    assert sorted(path.name for path in out.iterdir()) == ["coins.ipynb", "flips.txt"]


def test_problems_stop_a_release(build) -> None:
    """What the linter finds is the message, and nothing is written."""

    def spoil(cells):
        cells["story"].source += " {{ nothing }}"

    course = build(spoil)

    with pytest.raises(CourseError, match="nothing"):
        render.write_release(course, "coins")
    assert not course.folder("release").exists()
    assert not (course.root / "manifests").exists()


@pytest.mark.parametrize(("cell", "text", "leak"), [
    ("title", "One point for naming the earlier data.", 'the mark scheme of "why_prior"'),
    ("title", "Another for a number, such as 98%.", 'the mark scheme of "why_prior"'),
    ("title", "Try assert abs(mean(2, 6) - 0.25) < 1e-9 too", 'a hidden test of "mean_edges"'),
    ("imports", "from solutions.coins import mean as reference", "an import of solutions"),
])
def test_a_leak_in_the_result_is_found(build, cell: str, text: str, leak: str) -> None:
    """A secret in any rendered cell is named with its cell."""
    course = build()
    (source,) = course.source("coins")
    node = nbformat.reads(render.student_version(course, "coins")["coins.ipynb"].decode(), as_version=4)
    assert render.leaks_in(node, source) == []
    next(c for c in node.cells if c.id == cell).source += "\n" + text

    found = render.leaks_in(node, source)

    assert any(leak in line and f'in cell "{cell}"' in line for line in found)


def test_a_leak_in_metadata_stops_the_release(build) -> None:
    """Metadata is looked at too: an author's note with the mark scheme is not released."""

    def note(cells):
        cells["title"].metadata["note"] = 'mind: "One point for naming the earlier data."'

    with pytest.raises(CourseError, match="students would see the mark scheme"):
        render.student_version(build(note), "coins")


def test_an_unclosed_region_is_refused(build) -> None:
    """nbgrader's refusal arrives as the author's error, with the file."""

    def spoil(cells):
        cells["update"].source = cells["update"].source.replace("    ### END SOLUTION", "")

    with pytest.raises(CourseError, match="no end solution statement"):
        render.student_version(build(spoil), "coins")
