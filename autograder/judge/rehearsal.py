"""Every test once on the author's own solutions, before the first submission.

A judge is a fork that lives for one submission. What its first use makes slow (imports inside tests, SciPy's tables, compiled
patterns) would be paid for each submission anew; rehearsed in the process that forks, it is paid once. The results
are of no interest here: whether the key earns all points is for the author's checks.
"""

import contextlib
import io
import sys
import warnings

from autograder.judge import grading, marking
from autograder.judge.examination import Examination
from autograder.judge.names import tree
from autograder.model import Role

PATIENCE = 20.0  # seconds for one test


def rehearse(exam: Examination) -> None:
    """Run the tests of an examination on the source's answers. Raises nothing."""
    if not exam.tests:
        return
    namespace = dict(exam.namespace)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in exam.source.cells:
            if cell.role is Role.ANSWER and cell.cell_type == "code":
                with contextlib.suppress(Exception):  # an answer that only a notebook can run
                    exec(compile(tree(cell.source), f"<{cell.id}>", "exec"), namespace)  # noqa: S102  # the author's own
    for test in exam.tests.values():
        names = {name: namespace[name] for name in test.names if name in namespace}
        marking.execute(exam, test.code, names, 0, PATIENCE)
    grading.placeholder(exam)  # matching and writing have their first use, too
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
