"""Grading one submission in the real sandbox: right marks, costs of a crash, fail closed."""

import json

import pytest
from hw_course import SOURCE, answer, check, hidden, setup, submission

FULL = {"double_values": 1, "double_arrays": 1, "root_values": 1, "root_edges": 1, "word_is": 1}


def auto(points):
    return {cell: value for cell, value in points.items() if cell != "why"}


def test_right_answers_get_everything_and_the_written_one_needs_a_person(desk):
    """The reference answers earn all points; prose waits for a person."""
    points, result = desk.grade(submission(why="Because."))

    assert auto(points) == FULL
    assert points["why"] is None
    assert result.repairs == ()


def test_untouched_answers_earn_nothing_and_say_so(desk):
    """A blank is 0 with a hint, also for the written cell."""
    blank = "raise NotImplementedError()"
    points, result = desk.grade(submission(double=blank, root="def root(x):\n    raise NotImplementedError()", word=blank))

    assert points == dict.fromkeys([*FULL, "why"], 0)
    hints = {cell.cell: cell.hint for cell in result.cells}
    assert "not defined" in hints["double_values"]
    assert "not answered yet" in hints["root_values"]


def test_a_wrong_part_costs_its_own_cell_only(desk):
    """Missing domain check: the edges part goes, the values stay."""
    points, _ = desk.grade(submission(root="def root(x):\n    return abs(x) ** 0.5"))

    assert auto(points) == {**FULL, "root_edges": 0}


@pytest.mark.parametrize("crash", [
    "import os\ndef double(x):\n    os._exit(0)",
    "import os\ndef double(x):\n    os.kill(os.getpid(), 9)",
    "def double(x):\n    while True:\n        pass",
    "import ctypes\ndef double(x):\n    ctypes.string_at(0)",
    "import os\nos._exit(0)",
    "def double(x):\n    kept = []\n    while True:\n        kept.append(b'x' * 10**7)",
    "def double(x):\n    return double(x)",
    "while True: pass",
], ids=["exit", "kill", "loop", "segfault", "exit-on-top", "hog", "recursion", "loop-on-top"])
def test_a_crash_costs_its_question_only(desk, crash):
    """Whatever one answer does to its process, the others get their due."""
    points, result = desk.grade(submission(double=crash))

    assert auto(points) == {**FULL, "double_values": 0, "double_arrays": 0}
    assert all(cell.reason for cell in result.cells if cell.points == 0)


def test_a_sleeper_is_graded_again_alone(desk):
    """A wall-clock limit on a busy machine is no proof: the result asks for another try."""
    points, result = desk.grade(submission(double="import time\ndef double(x):\n    time.sleep(99)"))

    assert points["double_values"] == 0
    assert result.retry_alone


@pytest.mark.parametrize("cheat", [
    "import numpy as np, builtins\nnp.isclose = lambda *a, **k: True\nbuiltins.abs = lambda x: 0\n"
    "builtins.isinstance = lambda *a: True\ndef double(x):\n    return 0",
    "class Yes(float):\n    def __eq__(self, other):\n        return True\n    __hash__ = float.__hash__\n"
    "def double(x):\n    return Yes(0)",
    "class Any:\n    def __eq__(self, other):\n        return True\n    __hash__ = object.__hash__\n"
    "def double(x):\n    return Any()",
    "import sys\ndef double(x):\n    frame = sys._getframe()\n    while frame:\n"
    "        for value in frame.f_locals.values():\n            if value in (6, -8):\n                return value\n"
    "        frame = frame.f_back\n    return 0",
], ids=["patched", "equal-float", "equal-object", "frames"])
def test_cheats_earn_nothing(desk, cheat):
    """Nothing of the judge is in the student's process, so there is nothing to patch or find."""
    points, _ = desk.grade(submission(double=cheat))

    assert auto(points) == {**FULL, "double_values": 0, "double_arrays": 0}


def test_prints_warnings_and_stderr_cost_nothing(desk):
    """Noise is not wrong."""
    noisy = ("import sys, warnings\ndef double(x):\n    print('x' * 1000)\n    warnings.warn('hm')\n"
             "    sys.stderr.write('oh')\n    return 2 * x\nprint('ready', file=sys.stderr)")

    points, _ = desk.grade(submission(double=noisy))

    assert auto(points) == FULL


def test_answers_are_judged_at_their_place(desk):
    """A later cell that rebinds a helper does not change an earlier answer."""
    cells = submission(double="factor = 2\ndef double(x):\n    return factor * x", root=(
        "factor = 99\nimport math\ndef root(x):\n    return math.sqrt(x)"))

    points, _ = desk.grade(cells)

    assert auto(points) == FULL


def test_a_list_changed_later_does_not_reach_back(desk):
    """The same where a later cell changes data in place."""
    cells = submission(double="f = [2]\ndef double(x):\n    return f[0] * x", word="word = 'prior'\nf[0] = 7")

    points, _ = desk.grade(cells)

    assert auto(points) == FULL


def test_broken_protocol_needs_a_person(desk):
    """Garbage on the private channel is no result: neither points nor a silent zero."""
    points, result = desk.grade(submission(double="import os\ndef double(x):\n    os.write(3, b'\\x00' * 9)\n    return 2 * x"))

    assert points["double_values"] is None
    assert "connection" in next(c.reason for c in result.cells if c.cell == "double_values")
    assert points["root_values"] == 1


def test_a_fault_of_the_test_needs_a_person(desk):
    """A test that fails before it saw the student's value is the author's fault."""
    source = [answer("one", "one = 1"), check("one_is", hidden("import no_such_module\nassert one == 1"))]

    points, result = desk.grade(source, source=source)

    assert points["one_is"] is None
    assert "judge" in result.cells[0].reason


@pytest.mark.parametrize(("raw", "says"), [
    (b"", "empty"), (b"{", "JSON"), (b"[1]", "not a notebook"), (b"\xff\xfe\x00", "UTF-8"),
    (b'{"nbformat": 99, "cells": []}', "nbformat 99"), (b'{"nbformat": 4}', "no list of cells"),
    (b"[" * 100_000, "nested"),
])
def test_unreadable_files_need_a_person(desk, raw, says):
    """A broken file has its rows, without points, with the reason."""
    points, result = desk.grade(None, raw=raw)

    assert points == dict.fromkeys([*FULL, "why"], None)
    assert all(says in cell.reason for cell in result.cells)
    # formgrader needs a notebook with the grade cells to let a person give points; no test and no reason is in it.
    shown = json.loads(result.notebooks["hw"])
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in shown["cells"]]
    assert set(points) <= set(ids)
    assert "HIDDEN" not in result.notebooks["hw"]
    assert says not in result.notebooks["hw"]


def test_a_linked_notebook_is_not_followed(desk, tmp_path):
    """A symbolic link in a submission reads nothing from this machine."""
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps({"nbformat": 4, "cells": []}))
    where = tmp_path / "submitted" / "s1" / "hw" / "hw.ipynb"
    where.parent.mkdir(parents=True)
    where.symlink_to(secret)

    from autograder.errors import SubmissionError
    from autograder.judge import ingest

    with pytest.raises(SubmissionError, match="links are not followed"):
        ingest.read_bytes(tmp_path / "submitted", ("s1", "hw", "hw.ipynb"), 1000)


def test_a_folder_in_the_notebooks_place_needs_a_person(desk, tmp_path):
    """A folder, pipe or device named as the notebook costs only its own submission."""
    (tmp_path / "submitted" / "s1" / "hw" / "hw.ipynb").mkdir(parents=True)

    from autograder.errors import SubmissionError
    from autograder.judge import ingest

    with pytest.raises(SubmissionError, match="not a regular file"):
        ingest.read_bytes(tmp_path / "submitted", ("s1", "hw", "hw.ipynb"), 1000)


def test_edited_tests_and_set_up_come_from_the_source(desk):
    """What the student did to locked cells is not executed."""
    cells = submission(double="def double(x):\n    return 0")
    for cell in cells:
        if cell["id"] in ("double_values", "double_arrays", "imports"):
            cell["source"] = "assert True"

    points, _ = desk.grade(cells)

    assert auto(points) == {**FULL, "double_values": 0, "double_arrays": 0}


def test_deleted_locked_cells_are_put_back(desk):
    """A deleted test cell is mended, in one line, and judged."""
    cells = [cell for cell in submission() if cell["id"] != "double_values"]

    points, result = desk.grade(cells)

    assert auto(points) == FULL
    assert any("double_values" in line for line in result.repairs)


def test_a_deleted_answer_needs_a_person(desk):
    """Where an answer's cell is gone the source does not say what it was."""
    points, _ = desk.grade([cell for cell in submission() if cell["id"] != "root"])

    assert (points["root_values"], points["root_edges"]) == (None, None)
    assert points["double_values"] == 1


def test_two_different_answers_need_a_person(desk):
    """A duplicated answer cell is ambiguous where the contents differ, and harmless where they are the same."""
    cells = submission()
    copy = json.loads(json.dumps(cells[1]))
    same, _ = desk.grade([*cells[:2], copy, *cells[2:]])
    other = {**copy, "source": "def double(x):\n    return 3 * x"}
    different, _ = desk.grade([*cells[:2], other, *cells[2:]])

    assert auto(same) == FULL
    assert (different["double_values"], different["root_values"]) == (None, 1)


def test_the_executed_notebook_shows_no_hidden_test(desk):
    """What formgrader and feedback read carries result and hint, never the test."""
    _, result = desk.grade(submission(double="def double(x):\n    return 0"))

    text = result.notebooks["hw"]
    assert "HIDDEN" not in text
    assert "double(-4)" not in text
    assert "0 of 1 points" in text


def test_shared_isolation_runs_tests_in_place(desk):
    """nbgrader's rule inside the jail: errors give 0, a number gives points, stderr nothing."""
    source = [
        setup("imports", "import sys"),
        answer("n", "n = 3"),
        check("n_is", hidden("assert n == 3\nprint('noise', file=sys.stderr)")),
        check("n_part", hidden("1.5 if n == 3 else 0"), points=2),
        check("n_bad", hidden("assert n == 4")),
        check("n_odd", hidden("-1")),
    ]

    points, _ = desk.grade(source, source=source, isolation="shared")

    assert points == {"n_is": 1, "n_part": 1.5, "n_bad": 0, "n_odd": None}


def test_generators_and_callables_cross(desk):
    """A Generator moves on with the student's draws; a callable of the test's is called back."""
    source = [
        setup("imports", "import numpy as np"),
        answer("draw", "def draw(f, n, rng):\n    return f(rng.normal(size=n))"),
        check("draw_is", hidden(
            "rng, twin = np.random.default_rng(5), np.random.default_rng(5)\n"
            "assert draw(np.sum, 3, rng) == np.sum(twin.normal(size=3))\nassert rng.random() == twin.random()")),
    ]

    points, _ = desk.grade(source, source=source)

    assert points == {"draw_is": 1}


def test_what_the_tests_function_draws_is_drawn(desk):
    """A sampler of the test's moves the student's Generator on: neither a second call nor the student draws it again."""
    source = [
        setup("imports", "import numpy as np"),
        answer("draw", "def draw(sampler, rng):\n    return [sampler(2, rng), rng.normal(size=1), sampler(2, rng)]"),
        check("draw_is", hidden(
            "def sampler(n, rng):\n    return rng.normal(size=n)\n"
            "rng, twin = np.random.default_rng(5), np.random.default_rng(5)\n"
            "assert np.concatenate(draw(sampler, rng)).tolist() == twin.normal(size=5).tolist()\n"
            "assert rng.random() == twin.random()")),
        check("draw_chosen", hidden(
            "from autograder import checks\nrng = checks.uniforms([.1, .2, .3])\n"
            "draw(lambda n, rng: rng.random(n), rng)\nassert rng.used == 4")),
    ]

    points, _ = desk.grade(source, source=source)

    assert points == {"draw_is": 1, "draw_chosen": 1}


def test_an_error_of_linear_algebra_is_not_the_students_own(desk):
    """NumPy's LinAlgError is a ValueError to Python; the check that asks for a ValueError sees which one it was."""
    source = [
        setup("imports", "import numpy as np"),
        answer("root", "def root(cov):\n    return np.linalg.cholesky(cov)"),
        check("root_edges", hidden("from autograder import checks\n"
                                   "checks.raises_value_error(root, np.array([[1.0, 2.0], [2.0, 1.0]]), names='cov')")),
    ]

    points, result = desk.grade(source, source=source)

    assert points == {"root_edges": 0}
    assert result.cells[0].hint == "Raise a ValueError of your own that names cov."


def test_chosen_uniforms_cross(desk):
    """The student's function gets the chosen numbers, is asked for the draws, and the count of them comes back."""
    source = [
        setup("imports", "import numpy as np\nfrom autograder import checks"),
        answer("flip", "def flip(p, n, rng):\n    assert isinstance(rng, np.random.Generator)\n"
                       "    return [int(rng.random() >= 1 - p) for _ in range(n)]"),
        check("flip_stream", hidden("checks.stream(flip, 0.3, uniforms=[0.1, 0.75, 0.65], want=[0, 1, 0])")),
        check("flip_ends", hidden(
            "rng = checks.uniforms([0.9])\nassert flip(0.3, 1, rng) == [1]\nassert rng.used == 1\n"
            "flip(0.3, 5, rng)\nassert rng.used == 6")),
    ]
    greedy = [*source[:1], answer("flip", "def flip(p, n, rng):\n    return (rng.random(2 * n)[::2] >= 1 - p) * 1"), *source[2:]]

    assert desk.grade(source, source=source)[0] == {"flip_stream": 1, "flip_ends": 1}
    points, result = desk.grade(greedy, source=source)
    assert points == {"flip_stream": 0, "flip_ends": 0}
    assert "your code draws more" in result.cells[0].hint


def test_mutated_arguments_and_warnings_come_back(desk):
    """The test sees what an in-process call would show: changed arguments, warnings, the exception's class."""
    source = [
        setup("imports", "import warnings"),
        answer("f", "import warnings\ndef f(x):\n    x.append(1)\n    warnings.warn('careful', RuntimeWarning)\n    return len(x)"),
        check("f_is", hidden(
            "x = [5]\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
            "    assert f(x) == 2\nassert x == [5, 1]\nassert [w.category for w in seen] == [RuntimeWarning]")),
    ]

    points, _ = desk.grade(source, source=source)

    assert points == {"f_is": 1}


def test_source_is_complete():
    """The small course has every kind of cell that these tests speak of."""
    assert {cell["id"] for cell in SOURCE} >= {*FULL, "why"}


def test_every_part_is_tried(desk):
    """Two parts that never end do not cost the third one, which is right."""
    source = [
        answer("f", "def f(x):\n    return x"),
        *(check(f"f_{x}", hidden(f"assert f({x}) == {x}")) for x in (1, 2, 3)),
    ]
    cells = json.loads(json.dumps(source))
    cells[0]["source"] = "def f(x):\n    while x < 3:\n        pass\n    return x"

    points, _ = desk.grade(cells, source=source)

    assert points == {"f_1": 0, "f_2": 0, "f_3": 1}


def test_a_crafted_message_does_not_carry_hidden_arguments(desk):
    """What a function saw in a hidden call does not reach the student through its own exception in a visible one."""
    source = [
        answer("f", "def f(x):\n    return x"),
        check("f_hidden", hidden("assert f(271828) == 271828")),
        check("f_visible", "assert f(1) == 1, 'f gives x back'\n" + hidden("assert f(2) == 2")),
    ]
    cells = json.loads(json.dumps(source))
    cells[0]["source"] = "seen = []\ndef f(x):\n    seen.append(x)\n    if x == 1:\n        raise AssertionError(str(seen))\n    return x"

    points, result = desk.grade(cells, source=source)

    assert points == {"f_hidden": 1, "f_visible": 0}
    assert "271828" not in "".join(cell.hint for cell in result.cells)
    assert "271828" not in result.notebooks["hw"]


def test_control_characters_do_not_reach_the_reason(desk):
    """A terminal that shows reasons is not rewritten by a student's exception."""
    points, result = desk.grade(submission(double="def double(x):\n    raise ValueError('\\x1b[2Jall fine')"))

    assert points["double_values"] == 0
    assert all("\x1b" not in cell.reason for cell in result.cells)


def test_an_error_behind_many_outputs_is_an_error(desk):
    """shared isolation: outputs are capped, the error behind them still counts."""
    source = [
        answer("f", "def f():\n    for i in range(300):\n        display(i)\n    return 1"),
        check("f_is", hidden("assert f() == 2")),
    ]

    points, _ = desk.grade(source, source=source, isolation="shared")

    assert points == {"f_is": 0}


def test_a_hanging_test_needs_a_person_and_costs_no_other(desk):
    """A test that does not end is our fault; the cells behind it are judged in a new runner."""
    source = [
        answer("f", "def f(x):\n    return x"),
        check("f_hangs", hidden("f(1)\nwhile True:\n    pass")),
        check("f_is", hidden("assert f(2) == 2")),
    ]

    points, result = desk.grade(source, source=source)

    assert points == {"f_hangs": None, "f_is": 1}
    assert "did not end" in result.cells[0].reason


def test_a_connection_broken_between_the_cells_says_so(desk):
    """A thread that writes into the private channel before the tests: a person, with that reason, not a lost sandbox."""
    cells = submission(word=(
        "word = 'prior'\nimport os, threading, time\n"
        "def late():\n    time.sleep(0.02)\n    os.write(3, b'\\xff' * 64)\nthreading.Thread(target=late).start()\ntime.sleep(0.2)"))

    points, result = desk.grade(cells)

    assert set(auto(points).values()) <= {None, 0, 1}
    assert not any("sandbox" in cell.reason for cell in result.cells)
    assert any(cell.points is None and "connection" in cell.reason for cell in result.cells)
