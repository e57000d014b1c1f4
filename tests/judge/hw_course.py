"""A small course, and submissions to it, as lists of cells."""

import json

from nbformat.v4 import new_code_cell, new_markdown_cell


def grader(name, *, grade=False, solution=False, locked=False, points=None, task=False):
    meta = {"schema_version": 3, "grade_id": name, "grade": grade, "solution": solution, "locked": locked, "task": task}
    return {"nbgrader": meta if points is None else {**meta, "points": points}}


def setup(name, source):
    return new_code_cell(source, metadata=grader(name, locked=True), id=name)


def answer(name, source="raise NotImplementedError()"):
    return new_code_cell(source, metadata=grader(name, solution=True), id=name)


def check(name, source, points=1):
    return new_code_cell(source, metadata=grader(name, grade=True, locked=True, points=points), id=name)


def written(name, source="YOUR ANSWER HERE", points=2):
    return new_markdown_cell(source, metadata=grader(name, grade=True, solution=True, points=points), id=name)


def hidden(source):
    return f"# a check\n### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"


SOURCE = [
    setup("imports", "import math\nimport numpy as np"),
    answer("double", "def double(x):\n    return 2 * x"),
    check("double_values", hidden("assert double(3) == 6\nassert double(-4) == -8")),
    check("double_arrays", hidden("assert double(np.arange(3)).tolist() == [0, 2, 4]")),
    answer("root", "def root(x):\n    return math.sqrt(x)"),
    check("root_values", hidden("assert root(9.0) == 3")),
    check("root_edges", hidden(
        "try:\n    root(-1.0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no ValueError')")),
    answer("word", "word = 'prior'"),
    check("word_is", hidden("assert word == 'prior'")),
    written("why"),
]


def write(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return path


def submission(**answers):
    """The source's cells with these answers in place of the reference ones."""
    cells = json.loads(json.dumps(SOURCE))
    for cell in cells:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return cells
