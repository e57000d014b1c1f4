import pytest
from coins_course import answer, write

from autograder import course as courses
from autograder.authoring import lint
from autograder.errors import CourseError


def test_a_clean_source(build) -> None:
    """A notebook that keeps every rule has no problem, and its points are known."""
    course = build()

    assert lint.problems(course, "coins") == []
    assert lint.points(course, "coins") == {"coins": 7.0}
    assert lint.applies(course)


def source(cell, text):
    return lambda cells: cells[cell].__setitem__("source", text)


def replaced(cell, old, new):
    def change(cells):
        assert old in cells[cell].source
        cells[cell].source = cells[cell].source.replace(old, new)
    return change


def meta(cell, key, value):
    return lambda cells: cells[cell].metadata.__setitem__(key, value)


CASES = {
    "outputs": (lambda c: c["imports"].__setitem__("execution_count", 2), "outputs or an execution count"),
    "id and grade_id": (lambda c: c["update"].__setitem__("id", "other"), "must be its grade_id"),
    "random id": (lambda c: c["title"].__setitem__("id", "3fa9c01d"), "give it a name"),
    "no slug": (lambda c: c["title"].__setitem__("id", "The_Title"), "give it a name"),
    "same grade_id": (lambda c: c["mean"].metadata.nbgrader.__setitem__("grade_id", "update"), "two cells are called"),
    "negative points": (lambda c: c["mean_edges"].metadata.nbgrader.__setitem__("points", -2), "-2 points"),
    "unclosed": (replaced("update", "    ### END SOLUTION", ""), "is never closed"),
    "unopened": (replaced("update", "    ### BEGIN SOLUTION\n", ""), "without"),
    "nested": (replaced("mean_edges", "### BEGIN HIDDEN TESTS\n", "### BEGIN HIDDEN TESTS\n" * 2), "inside another"),
    "misspelt marker": (replaced("update", "### BEGIN SOLUTION", "# BEGIN SOLUTION here"), "alone on its line"),
    "hidden in an answer": (replaced("update", "    ### BEGIN SOLUTION", "    ### BEGIN HIDDEN TESTS\n"
                            "    ### END HIDDEN TESTS\n    ### BEGIN SOLUTION"), "is no test cell"),
    "solution in a test": (source("mean_edges", "### BEGIN SOLUTION\n### END SOLUTION"), "is no solution cell"),
    "mark scheme in prose": (source("title", "=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ==="),
                             "is no hand-graded cell"),
    "mark scheme beside a region": (replaced("why_prior", "It says what we knew before.",
                                    "### BEGIN SOLUTION\nBefore.\n### END SOLUTION"), "beside its solution region"),
    "hidden without a title": (replaced("mean_edges", "# No data leaves the prior's mean.\n", ""),
                               "says what it checks"),
    "hidden with two titles": (replaced("mean_edges", "# No data", "# One\n# No data"), "says what it checks"),
    "visible check imports ours": (replaced("update_values", "assert update(1", "from autograder.checks import close\n"
                                   "assert update(1"), "import autograder.checks"),
    "setup imports solutions": (source("imports", "import solutions.coins"), "import solutions.coins"),
    "a region that answers itself": (replaced("mean", "    return reference(a, b, flips)", "    return a / (a + b)"),
                                     "a region is"),
    "a region with literals": (replaced("mean", "reference(a, b, flips)", "reference(a, b, ())"), "a region is"),
    "a region from elsewhere": (replaced("mean", "from solutions.coins", "from other.coins"), "a region is"),
    "a region of half a statement": (replaced("mean", "    return reference(a, b, flips)", "    return reference(a,\n"
                                     "    ### END SOLUTION\n        b, flips)\n    ### BEGIN SOLUTION"), "a region is"),
    "no region": (source("mean", "def mean(a, b, flips=()):\n    pass"), "no solution region"),
    "another function's solution": (replaced("mean", "import mean as", "import update as"), "names must agree"),
    "no such solution": (replaced("answer_terms", "import answer_terms", "import answer_words"), "does not define it"),
    "no such module": (replaced("mean", "solutions.coins", "solutions.dice"), "cannot be read"),
    "another default": (replaced("mean", "flips=()", "flips=None"), "make them agree"),
    "other names": (replaced("log_norm", "(a, b):", "(b, a):"), "make them agree"),
    "no Python": (source("imports", "import numpy as"), "is not Python"),
    "no Python, hidden": (replaced("mean_edges", "assert abs(", "assert abs(("), "is not Python"),
    "graded numbers": (lambda c: c["story"].metadata.__setitem__("nbgrader", {
        "grade": False, "grade_id": "story", "locked": True, "solution": False, "schema_version": 3}),
        "would restore other numbers"),
    "editable parameters": (meta("numbers-of-the-term", "editable", True), '"editable": false'),
    "deletable numbers": (meta("story", "deletable", True), '"deletable": false'),
    "two parameter cells": (meta("imports", "tags", ["parameters"]), "one cell holds all the numbers"),
    "a parameter that is no plain value": (source("numbers-of-the-term", "prevalence = {1}\nflips = ()"),
                                           "{1} is a set"),
    "no such parameter": (replaced("story", "prevalence", "sensitivity"), "'sensitivity' is undefined"),
    "no such filter": (replaced("story", "percent", "roman"), "roman"),
    "a placeholder in plain prose": (source("title", "About {{ flips | coin }}"), "not tagged numbers"),
    "a placeholder beside a mark scheme": (replaced("why_prior", "what we knew", "what {{ flips | coin }} knew"),
                                           "not tagged numbers"),
    "no such parameter in a mark scheme": (replaced("why_prior", "1 - prevalence", "1 - incidence"), "'incidence' is undefined"),
    "numbers in code": (meta("imports", "tags", ["numbers"]), "is for markdown"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_rule(build, name: str) -> None:
    """Each rule is broken alone, and the line says so with the file."""
    change, expected = CASES[name]

    found = lint.problems(build(change), "coins")

    assert any(expected in line for line in found), found
    assert all("coins.ipynb: " in line for line in found)


def test_files_beside_the_notebooks(build) -> None:
    """An unlisted file would reach students; a listed one must be there. Jupyter's own copies do not matter."""
    course = build()
    folder = course.folder("source") / "coins"
    (folder / "key.txt").write_text("42", encoding="utf-8")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "coins-checkpoint.ipynb").write_text("{}", encoding="utf-8")
    (folder / "flips.txt").unlink()

    found = lint.problems(course, "coins")

    assert len(found) == 2
    assert "key.txt lies beside the notebooks" in found[0]
    assert "'flips.txt', which is not in" in found[1]


def test_the_file_s_form(build) -> None:
    """Other JSON than the canonical one, another kernel, an older format and something else are problems."""
    course = build()
    path = course.folder("source") / "coins" / "coins.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n ", "\n  "), encoding="utf-8")
    assert "not canonical JSON" in lint.problems(course, "coins")[0]

    path.write_text(text.replace('"name": "python3"', '"name": "sas"'), encoding="utf-8")
    assert "not python3" in lint.problems(course, "coins")[0]

    path.write_text("{", encoding="utf-8")
    assert "is not a notebook" in lint.problems(course, "coins")[0]


def test_two_ids_alike(build) -> None:
    """Two cells without grade_id that share an id are a problem, though nbformat mends it on reading."""
    course = build()
    path = course.folder("source") / "coins" / "coins.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"why-prior"', '"title"'), encoding="utf-8")

    assert any('two cells have the id "title"' in line for line in lint.problems(course, "coins"))


def test_magics_are_no_syntax_errors(build) -> None:
    """IPython's lines are allowed in cells, and a % that continues an expression stays Python."""
    change = source("imports", "%matplotlib inline\nimport numpy as np\nx = (7\n     % 4)")

    assert lint.problems(build(change), "coins") == []


def test_rules_are_for_our_courses(tmp_path) -> None:
    """A folder without course_config.py is somebody else's."""
    write(tmp_path, [answer("x", "1")])
    other = courses.find(tmp_path)

    assert not lint.applies(other)
    assert lint.problems(other, "coins") == []


def test_no_such_assignment(build) -> None:
    """The message names the assignments that there are."""
    with pytest.raises(CourseError, match="there: coins"):
        lint.problems(build(), "dice")
