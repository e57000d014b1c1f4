"""Damaged notebooks, read without running anything: what is sure is mended in one line, the rest needs a person."""

import copy
import json
import os
from random import Random

import nbformat
import pytest
from damages import KINDS, damage, own
from hw_course import answer, check, grader, hidden, setup, write, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder import notebook
from autograder.errors import SubmissionError
from autograder.judge import finding, ingest, names, reading
from autograder.judge.examination import prepare
from autograder.judge.ingest import checksum
from autograder.judge.outline import Release
from autograder.judge.reading import Cell


def prompt(name, text):
    return new_markdown_cell(text, metadata=grader(name, locked=True), id=name)


def region(head, body):
    indent = "    " if head else ""
    begin, end = f"{indent}### BEGIN SOLUTION\n", f"\n{indent}### END SOLUTION"
    return f"{head}\n{begin}{indent}{body}{end}" if head else f"{begin}{body}{end}"


SOURCE = [
    prompt("title", "# Doubling"),
    setup("imports", "import math"),
    new_code_cell("rate = 0.5\nsize = 3", metadata={"tags": ["parameters"]}, id="numbers"),
    prompt("double_prompt", "Write `double`.\n\nIt doubles."),
    answer("double", region("def double(x):", "return 2 * x")),
    check("double_values", "assert double(1) == 2\n" + hidden("assert double(3) == 6")),
    check("double_more", hidden("assert double(-4) == -8").replace("a check", "negative numbers are doubled, too")),
    prompt("triple_prompt", "Now write `triple` in the same way."),
    answer("triple", region("def triple(x):", "return double(x) + x")),
    check("triple_values", hidden("assert triple(3) == 9").replace("a check", "positive numbers are tripled")),
    prompt("word_prompt", "Set `word` to the right word."),
    answer("word", region("", "word = 'prior'")),
    check("word_is", hidden("assert word == 'prior'")),
    prompt("why_prompt", "And why is that so?"),
    written("why"),
    prompt("end", "That is all."),
]
DOUBLE, TRIPLE, WORD = "def double(x):\n    return x + x", "def triple(x):\n    return 3 * x", "word = 'prior'"
ANSWERS = {"double": DOUBLE, "triple": TRIPLE, "word": WORD, "why": "Because."}


@pytest.fixture(scope="module")
def outline(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("source") / "hw.ipynb", SOURCE)
    return prepare(notebook.load(path), None, {"why": "YOUR ANSWER HERE"}, "judge", Release("autumn", "abc123")).outline


def student(outline, answers=ANSWERS):
    """The cells of an honest submission: the release with these answers in it."""
    cells = json.loads(json.dumps(SOURCE))
    for cell in cells:
        cell["source"] = answers.get(cell["id"], outline.released[cell["id"]])
        meta = cell["metadata"].get("nbgrader")
        if meta and meta["locked"]:
            meta["checksum"] = checksum(Cell(cell["cell_type"], cell["source"], grade_id=cell["id"]), meta)
    return cells


def place(cells, name):
    return next(i for i, cell in enumerate(cells) if cell.get("id") == name)


def read(outline, cells, **metadata):
    return ingest.match(reading.document({"nbformat": 4, "cells": cells, "metadata": metadata}), outline, "hw")


def sources(found):
    """What is there for each cell of the source."""
    return {step.id: step.source for step in found.steps if step.id}


def is_honest(found):
    return not found.doubts and not found.refused and {n: sources(found)[n] for n in ANSWERS} == ANSWERS


def test_an_honest_submission_gives_no_line(outline):
    """Nothing is mended, doubted or warned about."""
    found = read(outline, student(outline))

    assert is_honest(found)
    assert found.repairs == []
    assert found.known == 1


def test_blank_and_half_finished_notebooks_give_no_line(outline):
    """What is as released is no damage."""
    for answers in ({}, {"double": DOUBLE}, {"word": WORD, "why": "Because."}):
        found = read(outline, student(outline, answers))

        assert (found.repairs, found.doubts, found.refused) == ([], {}, "")
        assert found.answered == bool(answers)


def test_white_space_and_line_ends_are_no_edit(outline):
    """Editors strip and add blanks; comments in a locked cell change nothing either."""
    cells = student(outline)
    for cell in cells:
        if cell["id"] not in ANSWERS:
            cell["source"] = cell["source"].replace("\n", "  \r\n") + "\r\n\r\n"
            cell["metadata"].get("nbgrader", {}).pop("checksum", None)
    cells[place(cells, "double_values")]["source"] += "\n# my note"

    assert read(outline, cells).repairs == []


def test_a_source_that_was_mended_after_release_warns_of_nobody(outline):
    """The checksum in the cell says that the student did not change it, though the text differs from the source."""
    cells = student(outline)
    cell = cells[place(cells, "double_values")]
    cell["source"] = "assert double(1) == 2.0, 'an older wording'"
    meta = cell["metadata"]["nbgrader"]
    meta["checksum"] = checksum(Cell("code", cell["source"], grade_id="double_values"), meta)

    assert read(outline, cells).repairs == []


def test_an_edited_locked_cell_is_restored_and_said_once(outline):
    """Tests and prose come from the source; both are in one line."""
    cells = student(outline)
    cells[place(cells, "double_values")]["source"] = "assert True"
    cells[place(cells, "double_prompt")]["source"] = "Write nothing."
    cells[place(cells, "word_is")]["metadata"]["nbgrader"]["points"] = 50

    found = read(outline, cells)

    assert is_honest(found)
    assert len(found.repairs) == 1
    assert all(name in found.repairs[0] for name in ("double_values", "double_prompt", "word_is"))
    assert sources(found)["double_values"] == SOURCE[5]["source"]


def test_imports_added_to_a_locked_cell_are_kept(outline):
    """An answer may need them: they run as a cell of the student's own behind the restored one."""
    cells = student(outline)
    cells[place(cells, "imports")]["source"] = "import math\nimport itertools\nmath = None"

    steps = read(outline, cells).steps
    index = next(i for i, step in enumerate(steps) if step.id == "imports")

    assert (steps[index].source, steps[index + 1].source) == ("import math", "import itertools")


def test_changed_numbers_are_named_and_not_used(outline):
    """The manifest's numbers count; one line names those that were changed."""
    cells = student(outline)
    cells[place(cells, "numbers")]["source"] = "rate = 0.9\nsize = 3  # same"

    found = read(outline, cells)

    assert sources(found)["numbers"] == "rate = 0.5\nsize = 3"
    assert len(found.repairs) == 1
    assert '"rate"' in found.repairs[0]
    assert "size" not in found.repairs[0]


def test_missing_locked_cells_are_put_back_in_one_line(outline):
    """Prose, set-up and tests come from the source."""
    cells = [cell for cell in student(outline) if cell["id"] not in ("imports", "double_values", "word_prompt", "numbers")]

    found = read(outline, cells)

    assert is_honest(found)
    assert len(found.repairs) == 1
    assert {"imports", "double_values", "word_prompt", "numbers"} <= set(sources(found))


@pytest.mark.parametrize("how", ["colab", "no ids", "new ids"])
def test_lost_metadata_is_recognised(outline, how):
    """By Colab's id, else by text, by the names that an answer defines, and by place."""
    cells = student(outline)
    for number, cell in enumerate(cells):
        cell["metadata"] = {"id": cell["id"]} if how == "colab" else {}
        del cell["id"]
        if how == "new ids":
            cell["id"] = f"{number:08x}"

    found = read(outline, cells)

    assert is_honest(found)
    assert len(found.repairs) <= 2
    assert found.known == 1


def test_cells_typed_again_are_recognised_beside_scratch_cells(outline):
    """A scratch cell in the same gap does not confuse: it defines something else."""
    cells = student(outline)
    index = place(cells, "double")
    cells[index:index + 1] = [own("print(3)"), own(DOUBLE), own("double(4)")]
    index = place(cells, "why")
    cells[index:index + 1] = [own("Because.", "markdown")]

    found = read(outline, cells)

    assert is_honest(found)
    assert [step.source for step in found.steps if step.role == ingest.FOREIGN] == ["print(3)", "double(4)"]


def test_a_broken_answer_typed_again_is_recognised_by_its_place(outline):
    """It is no Python, but it is the one cell there and speaks of the name: the student's mistake, not a puzzle."""
    cells = student(outline)
    cells[place(cells, "double")] = own("def double(x)\n    return 2 * x")

    found = read(outline, cells)

    assert found.doubts == {}
    assert sources(found)["double"] == "def double(x)\n    return 2 * x"


def test_a_text_without_known_neighbours_is_not_taken_for_an_answer(outline):
    """Somebody's notes are not the written answer because nothing else is there."""
    cells = [cell for cell in student(outline) if cell["id"] not in ("why", "why_prompt", "end")]

    assert set(read(outline, [*cells, own("Notes.", "markdown")]).doubts) == {"why"}


def test_two_answers_typed_again_need_a_person(outline):
    """Two versions without metadata: the source does not say which is meant, and the other questions are graded."""
    cells = student(outline)
    index = place(cells, "double")
    cells[index:index + 1] = [own(DOUBLE), own("def double(x):\n    return 3 * x")]

    found = read(outline, cells)

    assert set(found.doubts) == {"double"}
    assert "defines double" in found.doubts["double"]


def test_a_deleted_answer_needs_a_person_and_so_does_what_stands_on_it(outline):
    """`triple` calls `double`: its lost points may not be its own fault."""
    answers = {**ANSWERS, "triple": "def triple(x):\n    return double(x) + x"}
    cells = [cell for cell in student(outline, answers) if cell["id"] != "double"]

    found = read(outline, cells)

    assert set(found.doubts) == {"double"}
    assert found.shaky == {"double": "double", "triple": "double"}


def copied(cells, name, source, **more):
    twin = copy.deepcopy(cells[place(cells, name)])
    return {**twin, "source": source, "id": f"copy-of-{name}", **more}


@pytest.mark.parametrize("position", ["before", "behind", "end"])
@pytest.mark.parametrize("other", ["def double(x):\n    return x + x\n\n", "STUB", "double(7)", "helper = 3"])
def test_a_copy_that_is_no_other_answer_is_harmless(outline, position, other):
    """The same content, the released stub, a scratch cell made of a copy: one answer is sure."""
    cells = student(outline)
    text = outline.released["double"] if other == "STUB" else other
    where = {"before": place(cells, "double"), "behind": place(cells, "double") + 1, "end": len(cells)}[position]
    cells.insert(where, copied(cells, "double", text))

    found = read(outline, cells)

    assert not found.doubts
    assert sources(found)["double"].strip() == DOUBLE
    assert any("double" in line for line in found.repairs)


def test_two_different_answers_with_one_grade_id_need_a_person(outline):
    """Both define what is asked."""
    cells = student(outline)
    cells.insert(place(cells, "double"), copied(cells, "double", "def double(x):\n    return 3 * x"))

    assert set(read(outline, cells).doubts) == {"double"}


def test_a_copy_with_another_cells_id_is_that_cell(outline):
    """Metadata pasted over another question: its own cell id still says what it is."""
    cells = student(outline)
    cells[place(cells, "triple")]["metadata"] = copy.deepcopy(cells[place(cells, "double")]["metadata"])

    assert is_honest(read(outline, cells))


def test_a_copied_locked_cell_with_own_code_runs_as_a_cell_of_the_students(outline):
    """A copy of the tests that the student wrote a helper into is not thrown away."""
    cells = student(outline)
    cells.insert(place(cells, "double"), copied(cells, "imports", "import itertools"))
    cells.insert(place(cells, "double"), copied(cells, "imports", "import math"))

    found = read(outline, cells)

    assert is_honest(found)
    assert [step.source for step in found.steps if step.role == ingest.FOREIGN] == ["import itertools"]


def test_an_answer_split_in_its_middle_is_joined(outline):
    """JupyterLab gives both halves the metadata, VS Code only the first."""
    for name in (None, "double"):
        cells = student(outline)
        index = place(cells, "double")
        tail = own("    return x + x") if name is None else copied(cells, "double", "    return x + x")
        cells[index]["source"] = "def double(x):"
        cells.insert(index + 1, tail)

        assert is_honest(read(outline, cells))


def test_two_answers_merged_into_one_cell_are_both_graded(outline):
    """The cell that is missing is defined once, before its tests: that is what they see."""
    cells = student(outline)
    cells[place(cells, "double")]["source"] = f"{DOUBLE}\n\n{TRIPLE}"
    del cells[place(cells, "triple")]

    found = read(outline, cells)

    assert not found.doubts
    assert any("triple" in line for line in found.repairs)


@pytest.mark.parametrize("name", ["double_prompt", "double", "double_values", "triple_prompt", "triple_values", "word_prompt"])
@pytest.mark.parametrize("count", [2, 3])
def test_cells_merged_with_given_ones_are_parted(outline, name, count):
    """A key too many merges cells into the first: code runs into prose, an answer into its tests."""
    cells = student(outline)
    index = place(cells, name)
    merged = cells[index:index + count]
    cells[index:index + count] = [{**merged[0], "source": "\n\n".join(cell["source"] for cell in merged)}]

    found = read(outline, cells)

    assert not found.doubts
    assert {n: names.made(sources(found)[n]) >= names.made(text) for n, text in ANSWERS.items()} == dict.fromkeys(ANSWERS, True)
    assert all(names.is_python(step.source) for step in found.steps if step.cell_type == "code")
    assert found.repairs


def test_an_answer_merged_into_a_later_cell_needs_a_person(outline):
    """Its tests stand before that cell."""
    cells = student(outline)
    cells[place(cells, "word")]["source"] = f"{WORD}\n{DOUBLE}"
    del cells[place(cells, "double")]

    assert set(read(outline, cells).doubts) == {"double"}


@pytest.mark.parametrize(("where", "sure"), [("double", True), ("double_prompt", True), ("double_values", True), ("end", True)])
@pytest.mark.parametrize("gone", [True, False], ids=["cell gone", "stub left"])
def test_an_answer_in_a_cell_of_its_own_counts(outline, where, sure, gone):
    """The released stub stays, or its cell is gone, and one other cell defines exactly what is asked."""
    cells = student(outline, {**ANSWERS, "double": outline.released["double"]})
    cells.insert(place(cells, where), own(DOUBLE))
    if gone:
        del cells[place(cells, "double")]

    found = read(outline, cells)

    assert not found.doubts
    assert any("double" in line for line in found.repairs)
    before_test = [s.source for s in found.steps[: [s.id for s in found.steps].index("double_values")]]
    assert [text for text in before_test if "def double" in text][-1] == DOUBLE


def test_an_answer_in_the_next_questions_cell_needs_a_person(outline):
    """The stub of `double` is untouched, and the cell of `triple` defines both: no silent zero."""
    cells = student(outline, {**ANSWERS, "double": outline.released["double"], "triple": f"{DOUBLE}\n{TRIPLE}"})

    found = read(outline, cells)

    assert set(found.doubts) == {"double"}
    assert "as released" in found.doubts["double"]


def test_a_written_answer_beside_its_cell_needs_a_person(outline):
    """The cell is as released: that would be 0, but the answer stands in a cell below."""
    cells = student(outline, {**ANSWERS, "why": "YOUR ANSWER HERE"})
    cells.insert(place(cells, "why") + 1, own("Because.", "markdown"))

    assert set(read(outline, cells).doubts) == {"why"}


@pytest.mark.parametrize("kind", ["markdown", "raw", "nonsense", None])
def test_retyped_cells_are_code_again(outline, kind):
    """A toggled answer is executed; a toggled test comes from the source."""
    cells = student(outline)
    for name in ("double", "word", "double_values"):
        cells[place(cells, name)]["cell_type"] = kind

    found = read(outline, cells)

    assert is_honest(found)
    assert {step.cell_type for step in found.steps if step.id in ("double", "word", "double_values")} == {"code"}


def test_moved_cells_are_put_back(outline):
    """Tests are judged at their places in the assignment."""
    cells = student(outline)
    cells.insert(1, cells.pop(place(cells, "word")))

    found = read(outline, cells)

    assert is_honest(found)
    assert [step.id for step in found.steps if step.id] == [cell["id"] for cell in SOURCE]
    assert len(found.repairs) == 1


@pytest.mark.parametrize(("mark", "says"), [
    ({"assignment": "other", "term": "autumn", "release": "abc123"}, 'assignment "other"'),
    ({"assignment": "hw", "term": "spring", "release": "abc123"}, 'term "spring"'),
])
def test_the_notebook_of_another_assignment_or_term_needs_a_person(outline, mark, says):
    """However many cells fit."""
    assert says in read(outline, student(outline), likelihood_lab=mark).refused


def test_another_release_of_the_term_is_graded_with_one_line(outline):
    """Its numbers may be others; the line says which release was used."""
    found = read(outline, student(outline), likelihood_lab={"assignment": "hw", "term": "autumn", "release": "old"})

    assert is_honest(found)
    assert len(found.repairs) == 1
    assert "old" in found.repairs[0]
    assert "abc123" in found.repairs[0]


def test_a_notebook_with_nothing_of_the_assignment_says_so(outline):
    """Cells of another nbgrader assignment, without our mark."""
    other = [{**answer("mle", "def mle(x):\n    return 1"), "id": "mle"}, own("1 + 1")]

    assert '"mle"' in read(outline, other).refused


def test_a_marked_notebook_may_carry_nonsense(outline):
    """A mark of wrong types is no mark."""
    for mark in (None, 3, [], {"assignment": 4, "term": ["x"], "release": {}}):
        assert is_honest(read(outline, student(outline), likelihood_lab=mark))


def test_encodings_are_read(outline):
    """UTF-8 with and without a mark, UTF-16, raw line breaks inside texts."""
    node = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": student(outline, {**ANSWERS, "why": "Übung"})}
    text = json.dumps(node, ensure_ascii=False)
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("utf-16-le"),
                 text.replace("\\n", "\n").encode()):
        found = ingest.match(reading.parse(data), outline, "hw")

        assert sources(found)["why"] == "Übung"
        assert not found.doubts


def test_characters_that_no_text_has_are_replaced_and_said(outline):
    """A lone surrogate cannot be written again, NUL cannot be run."""
    cells = student(outline, {**ANSWERS, "why": "a\ud800b\0c"})

    found = read(outline, cells)

    assert sources(found)["why"] == "a?bc"
    assert len(found.repairs) == 1


@pytest.mark.parametrize(("data", "says"), [
    (b"\0\0", "empty"), (b'{"nbformat": 4,\n<<<<<<< HEAD\n', "merge conflict"), (b'{"nbformat": 3}', "no list of cells"),
    (b'{"nbformat": [], "cells": []}', "nbformat"), (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
    (b"\xe9" * 40, "UTF-8"), (b'{"a": ' + b"9" * 9000 + b"}", "JSON"),
])
def test_what_is_no_notebook_says_why(data, says):
    """The reason names what is wrong with the file."""
    with pytest.raises(SubmissionError, match=says):
        reading.parse(data)


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_kind_of_damage_to_bayes_is_mended_or_named(kind, bayes, tmp_path):
    """Ten forms of each kind: every answer is found, or its question is named for a person: a deleted one, or one or two."""
    exam_outline, released, answered = bayes
    wanted = {cell["id"]: "".join(cell["source"]).strip() for cell in answered["cells"] if cell["id"] in exam_outline.names}
    for number in range(10):
        folder = tmp_path / f"s{number}" / "bayes"
        for name, data in damage(kind, answered, released, Random(f"{kind}{number}")).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

        (paper,) = finding.papers([exam_outline], tmp_path, f"s{number}", "bayes", 2**24)

        assert paper.reading is not None
        assert paper.repairs or paper.reading.repairs or kind in ("encodings and wrong types", "answered elsewhere", "nbformat 3")
        whole = "\n".join(step.source for step in paper.reading.steps)
        for name in wanted:
            assert name in paper.reading.doubts or f"def {name}(" in whole or f"{name} = " in whole
        if kind == "deleted cells":
            left = (folder / "bayes.ipynb").read_text(encoding="utf-8")
            assert all(f'"grade_id": "{name}"' not in left for name in paper.reading.doubts)
        else:
            assert len(paper.reading.doubts) <= 2, paper.reading.doubts


@pytest.fixture(scope="module")
def bayes():
    """The outline of `bayes`, its release, and an honest submission, as plain data."""
    from pathlib import Path

    from autograder.course import find
    from autograder.judge.examination import released_text
    from autograder.judge.outline import outline as made
    from autograder.model import Role
    from autograder.verification import catalogue

    course = find(Path(__file__).parent.parent.parent)
    (source,) = course.source("bayes")
    release = notebook.read(course.folder("release") / "bayes" / "bayes.ipynb")
    corpus = catalogue.load(course.root / "tests" / "corpus" / "bayes", (source,))
    stubs = {c.id: released_text(c, {}) for c in source.cells if c.role in (Role.ANSWER, Role.WRITTEN)}
    node = catalogue.compose(release, {**corpus.idioms["numpy"].answers, "base_rate_written": "Few are ill."})
    return made(source, stubs, None), json.loads(notebook.dumps(release)), json.loads(notebook.dumps(node))


def hand_in(folder, name, node):
    path = folder / "s1" / "hw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(node) if isinstance(node, dict) else node)


def notebook_of(cells):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def paper_of(outline, folder):
    (paper,) = finding.papers([outline], folder, "s1", "hw", 10**6)
    return paper


@pytest.mark.parametrize("name", ["hw (1).ipynb", "Copy of hw.ipynb", "HW.ipynb", "smith_12345_hw-2.ipynb", "hw/hw.ipynb", "a/b/hw.IPYNB"])
def test_one_notebook_under_another_name_is_graded_and_said(outline, tmp_path, name):
    """It is recognised by its cells, also in a folder inside."""
    hand_in(tmp_path, name, notebook_of(student(outline)))

    paper = paper_of(outline, tmp_path)

    assert is_honest(paper.reading)
    assert len(paper.repairs) == 1
    assert name in paper.repairs[0]


def test_of_several_notebooks_none_is_guessed(outline, tmp_path):
    """Two that differ need a person; the same cells twice, or one that is as released, do not."""
    hand_in(tmp_path, "hw-1.ipynb", notebook_of(student(outline)))
    hand_in(tmp_path, "hw-2.ipynb", {**notebook_of(student(outline)), "metadata": {"a": 1}})
    same = paper_of(outline, tmp_path)
    hand_in(tmp_path, "hw-3.ipynb", notebook_of(student(outline, {})))
    blank = paper_of(outline, tmp_path)
    hand_in(tmp_path, "hw-2.ipynb", notebook_of(student(outline, {**ANSWERS, "word": "word = 'other'"})))
    several = paper_of(outline, tmp_path)

    assert is_honest(same.reading)
    assert is_honest(blank.reading)
    assert several.reading is None
    assert all(name in several.problem for name in ("hw-1.ipynb", "hw-2.ipynb"))


def test_extra_notebooks_are_ignored_in_one_line(outline, tmp_path):
    """The notebook with the right name counts, whatever lies beside it."""
    hand_in(tmp_path, "hw.ipynb", notebook_of(student(outline)))
    hand_in(tmp_path, "hw-old.ipynb", notebook_of(student(outline, {"double": "def double(x):\n    return 0"})))
    hand_in(tmp_path, "scratch.ipynb", "{")

    paper = paper_of(outline, tmp_path)

    assert is_honest(paper.reading)
    assert len(paper.repairs) == 1


def test_a_blank_notebook_beside_an_answered_one_needs_a_person(outline, tmp_path):
    """The file with the right name is as released: taking it would be a silent zero."""
    hand_in(tmp_path, "hw.ipynb", notebook_of(student(outline, {})))
    hand_in(tmp_path, "hw-done.ipynb", notebook_of(student(outline)))

    assert "hw-done.ipynb" in paper_of(outline, tmp_path).reading.refused


def test_a_foreign_or_broken_notebook_is_not_taken(outline, tmp_path):
    """What is not recognised is named in the reason."""
    hand_in(tmp_path, "other.ipynb", notebook_of([own("1 + 1")]))
    hand_in(tmp_path, "torn.ipynb", '{"nbformat": 4, "cel')

    problem = paper_of(outline, tmp_path).problem

    assert "not in the submission" in problem
    assert "torn.ipynb" in problem


def test_links_pipes_and_folders_are_not_opened(outline, tmp_path):
    """A FIFO would block, a link could lead anywhere, a folder is no file."""
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps(notebook_of(student(outline))))
    folder = tmp_path / "s1" / "hw"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "a.ipynb")
    (folder / "b.ipynb").symlink_to(secret)
    (folder / "c.ipynb").mkdir()
    (folder / "loop").symlink_to(folder)

    assert paper_of(outline, tmp_path).problem == "hw.ipynb is not in the submission"


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["double", "def double(x):\n    return x", "code", "nbgrader", "((((", "%%bash\nls", "\ud800", "x = !ls"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["cells", "source", "metadata", "nbgrader", "grade_id", "id", "cell_type", "nbformat", "tags", "points",
                         "worksheets", "input", "likelihood_lab", "checksum", "grade", "term"]), inner, max_size=5),
    max_leaves=25,
)
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(found=json_like, version=st.sampled_from([3, 4, "4", None]))
def test_no_data_is_a_traceback(outline, found, version):
    """Whatever a file holds, it is read or it says why not."""
    data = {**found, "nbformat": version} if isinstance(found, dict) else found
    try:
        result = ingest.match(reading.document(data), outline, "hw")
        ingest.executed(result.steps, {})
    except SubmissionError:
        return


@QUICK
@given(data=st.data())
def test_odd_cells_among_honest_ones_change_no_answer(outline, data):
    """Any JSON as further cells, in any places: the honest answers are found all the same."""
    cells = student(outline)
    for odd in data.draw(st.lists(json_like, max_size=4)):
        if isinstance(odd, dict) and any(word in json.dumps(odd) for word in ("double", "tags")):
            continue  # that could be an answer
        cells.insert(data.draw(st.integers(0, len(cells))), odd)

    assert is_honest(read(outline, cells))


@QUICK
@given(data=st.data())
def test_the_order_of_extra_cells_changes_no_answer(outline, data):
    """A student's own cells may stand anywhere, with any of the usual tools' marks on them."""
    cells = student(outline)
    mine = [own("tmp = [1, 2]"), own("import numpy as np"), own("Some *notes*.", "markdown", "n"), own("double(3)"),
            own("def helper(x):\n    return 1", name="h"), own("%timeit double(2)"), own("# nothing", "raw")]
    for cell in data.draw(st.permutations(mine)):
        cells.insert(data.draw(st.integers(0, len(cells))), cell)

    found = read(outline, cells)

    assert is_honest(found)
    assert found.repairs == []
    assert sum(step.role == ingest.FOREIGN for step in found.steps) == len(mine)


@pytest.mark.parametrize(("source", "bound"), [
    ("%matplotlib inline\nx = 1", {"x"}), ("%%time\nx = 1", {"x"}), ("%%bash\nx=1", set()), ("files = !ls", {"files"}),
    ("if True:\n    !ls\n    y = 2", {"y"}), ("x = (7\n     % 4)", {"x"}), ("np.mean?\nz = 1", {"z"}),
    ("def f(a):\n    b = 1", {"f"}), ("[i for i in range(3)]", set()), ("match 1:\n    case k:\n        pass", {"k"}),
    ("with open('x') as f, g() as (h, i): pass", {"f", "h", "i"}), ("await sleep(1)\nv = 1", {"v"}), ("def (", set()),
    ("x" * 200_000, set()), ("(" * 5000, set()), ("-" * 50_000 + "1", set()), ("a: int = 3\nb, *c = 1, 2", {"a", "b", "c"}),
    ("try:\n    import q\nexcept E as e:\n    pass", {"q", "e"}), ("text = '''\n% of all\n'''", {"text"}),
], ids=range(19))
def test_names_that_a_cell_binds(source, bound):
    """Magics bind nothing but what they assign; what is no Python binds nothing and fails nothing."""
    assert names.defined(source) == bound


def test_no_slip_and_no_attack_is_taken_for_damage(bayes):
    """Whatever is in an answer cell, it is the answer: no line, no doubt. The same for each idiom and the blank notebook."""
    from pathlib import Path

    from autograder.verification import catalogue

    bayes_outline, released, _ = bayes
    corpus = catalogue.load(Path(__file__).parent.parent / "corpus" / "bayes", (bayes_outline.source,))
    papers = [{}, *(dict(idiom.answers) for idiom in corpus.idioms.values())]
    for case in (*corpus.slips.values(), *corpus.attacks.values()):
        free = next((paper for paper in papers[len(corpus.idioms) + 1:] if case.cell not in paper), None)
        if free is None:
            papers.append(free := {})
        free[case.cell] = case.answer
    odd = []
    for answers in papers:
        node = catalogue.compose(nbformat.from_dict(released), answers)
        found = ingest.match(reading.parse(notebook.dumps(node).encode()), bayes_outline, "bayes")
        if found.repairs or found.doubts or found.refused:
            odd.append((found.repairs, found.doubts, found.refused))

    assert odd == []


@pytest.mark.parametrize(("source", "free"), [
    ("def f(a, b=c):\n    d = a\n    return d + e", {"c", "e"}), ("x = y\n(lambda q: q + w)(1)", {"y", "w"}),
    ("class K:\n    def m(self):\n        return out(self)", {"out"}), ("def f():\n    global g\n    g = g + 1", {"g"}),
    ("def f():\n    import math\n    return math.pi", set()), ("@deco\ndef f(): pass", {"deco"}),
    ("def f():\n    def g(k):\n        return k + v\n    v = 1\n    return g", set()), ("not python (", {"not", "python"}),
])
def test_names_that_a_cell_reads_from_the_notebook(source, free):
    """Arguments and local variables are no names of the notebook's."""
    assert names.free(source) == free


def test_pipes_giants_and_crowds_cost_only_themselves(outline, tmp_path):
    """A FIFO in the notebook's place does not block; size and number of cells are capped; each says why."""
    folder = tmp_path / "s1" / "hw"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "hw.ipynb")
    pipe = paper_of(outline, tmp_path).problem
    (folder / "hw.ipynb").unlink()
    hand_in(tmp_path, "hw.ipynb", " " * (10**6 + 1))
    giant = paper_of(outline, tmp_path).problem
    hand_in(tmp_path, "hw.ipynb", notebook_of([{}] * 2001))
    crowd = paper_of(outline, tmp_path).problem

    assert "not a regular file" in pipe
    assert "MB are read" in giant
    assert "2001 cells" in crowd
