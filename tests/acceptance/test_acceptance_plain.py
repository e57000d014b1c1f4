"""What may go wrong in the released notebook, and what may not."""

from nbformat.v4 import new_code_cell, new_notebook, new_output
from plain_jupyter import answered_problems, unanswered_problems

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def cell(name, source, *, error=None, stderr="", grade=False, solution=False, locked=False):
    outputs = [new_output("error", ename=error[0], evalue=error[1], traceback=[])] if error else []
    outputs += [new_output("stream", name="stderr", text=stderr)] if stderr else []
    meta = {"grade_id": name, "grade": grade, "solution": solution, "locked": locked, "schema_version": 3}
    return new_code_cell(source, outputs=outputs, execution_count=1, metadata={"nbgrader": meta})


def setup(**how):
    return cell("setup", "import numpy as np", locked=True, **how)


def function():
    return cell("mean", "def mean(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", solution=True)


def variable(error=("NotImplementedError", "")):
    return cell("word", STUB, solution=True, error=error)


def check(name, error):
    return cell(name, "assert True", grade=True, locked=True, error=error)


def problems(*cells):
    return unanswered_problems(new_notebook(cells=list(cells)))


def test_unanswered_questions_are_no_problem():
    """A stub that raises, its tests, and the name of a variable that was never bound."""
    found = problems(setup(), function(), check("mean_values", ("NotImplementedError", "")), variable(),
                     check("word_is", ("NameError", "name 'word' is not defined")))

    assert found == []


def test_other_errors_are_problems():
    """A set-up that fails, a test that misses another name or fails otherwise, a stub that says nothing."""
    found = problems(setup(error=("ModuleNotFoundError", "No module named 'numpy'")), function(), variable(error=None),
                     check("mean_values", ("NameError", "name 'mean' is not defined")), check("mean_edges", ("AssertionError", "")))

    assert [problem.split(":")[0] for problem in found] == ["setup", "word", "mean_values", "mean_edges"]


def test_words_on_stderr_are_problems():
    """A warning in a given cell, answered or not."""
    noisy = setup(stderr="DeprecationWarning: gone soon\n")

    assert problems(noisy, function()) == ["setup: on stderr: DeprecationWarning: gone soon"]
    assert answered_problems(new_notebook(cells=[noisy])) == ["setup: on stderr: DeprecationWarning: gone soon"]


def test_with_answers_every_error_is_a_problem():
    """The key leaves nothing undone; a notebook in which nothing ran proves nothing."""
    assert answered_problems(new_notebook(cells=[check("mean_values", ("NotImplementedError", ""))])) != []
    assert answered_problems(new_notebook(cells=[])) == ["no cell was run"]


def test_a_release_without_questions_is_a_problem():
    """The key in place of the release would pass everything else."""
    assert problems(setup()) == ["no unanswered question was found: is this the release?"]
