"""Handing in and grading in the small course."""

from autograder import notebook
from autograder.authoring import inline
from autograder.verification import catalogue
from autograder.workflow import grade

WRONG = 'answer_terms = {"P(theta)": "evidence", "P(E)": "prior"}'


def request(**more):
    return grade.Request("coins", workers=2, **more)


def graded(found, **more):
    """Grade and record; who was graded."""
    work = grade.prepare(found, request(**more))
    return sorted(result.student for result in grade.perform(found, work))


def hand_in(found, student, **answers):
    """Right answers but for the given ones, under submitted/."""
    release = notebook.read(found.folder("release") / "coins" / "coins.ipynb")
    node = catalogue.compose(release, {**inline.answers(found, "coins"), "why_prior": f"Because, says {student}.", **answers})
    folder = found.folder("submitted") / student / "coins"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "coins.ipynb").write_text(notebook.dumps(node), encoding="utf-8")
