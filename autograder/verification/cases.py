"""Which cases there are for an assignment: the corpus, the key, and the release with nothing or little written into it."""

import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder import notebook
from autograder.authoring import inline
from autograder.course import Course
from autograder.errors import CourseError
from autograder.judge.examination import released_text
from autograder.model import Role, SourceNotebook
from autograder.verification import catalogue
from autograder.verification.catalogue import Corpus, Slip
from autograder.verification.evidence import Case, Kind, Question

CORPUS = Path("tests") / "corpus"  # in the course's folder
_PLAIN_IDIOM = "loops"  # beside an attack stand answers that use none of the built-ins which it shadows


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of everything is tried. A part is the same in each run: it is chosen by `seed`."""

    slips: float = 1.0  # share of each question's slips, rounded up
    mutants: float = 1.0  # share of the mutants
    rounds: int = 10  # seeds of random inputs with which each right answer is judged
    simulations: int = 20_000  # runs on right draws, and as many on wrong ones, of each kind of statistical check
    question: str = ""  # only this answer cell, and the tests that use it
    seed: int = 0


WHOLE = Scope()
FAST = Scope(slips=0.2, mutants=0.05, rounds=1, simulations=200)


@dataclass(frozen=True, slots=True)
class Subject:
    """An assignment ready to be verified."""

    course: Course
    assignment: str
    sources: tuple[SourceNotebook, ...]
    corpus: Corpus
    key: Mapping[str, str]  # right answers by answer cell, from the reference solutions
    blank: Mapping[str, str]  # answer cells as students get them

    @property
    def tests(self) -> dict[str, tuple[str, ...]]:
        """The test cells of each answer cell."""
        return catalogue.tests_by_answer(self.sources)


def subject(course: Course, assignment: str) -> Subject:
    """Read an assignment with its corpus.

    Raises:
        CourseError: there is no such assignment or no corpus of it, or one of them is wrong; the message says what to do.
    """
    sources = course.source(assignment)
    folder = course.root / CORPUS / assignment
    if not folder.is_dir():
        raise CourseError(f"{folder} does not exist: without answers of known marks nothing can be verified. Make it with the "
                          f"folders slips, attacks and idioms (docs/verify.md says what goes into them).")
    answers = [cell for source in sources for cell in source.cells if cell.role is Role.ANSWER]
    package = course.root / course.settings.solutions
    # Where solutions are a package of their own, the sources delegate to it; other courses write them into the cell.
    key = inline.answers(course, assignment) if package.is_dir() else {cell.id: cell.source for cell in answers}
    release: dict[str, str] = {}
    for source in sources:
        path = course.folder("release") / assignment / f"{source.name}.ipynb"
        release |= {cell.id: cell.source for cell in notebook.load(path).cells} if path.is_file() else {}
    blank = {cell.id: released_text(cell, release) for cell in answers}
    return Subject(course, assignment, sources, catalogue.load(folder, sources), key, blank)


def questions(given: Subject, scope: Scope) -> tuple[Question, ...]:
    """The answer cells in their order, with what the corpus has for each.

    Raises:
        CourseError: the scope's question is none of them.
    """
    points, slips = catalogue.points_by_test(given.sources), given.corpus.slips.values()
    if scope.question and scope.question not in given.tests:
        raise CourseError(f'"{scope.question}" is no answer cell of {given.assignment}; there are {", ".join(given.tests)}.')
    return tuple(
        Question(name, tests, sum(points[test] for test in tests), tuple(slip.name for slip in slips if slip.cell == name),
                 {test: tuple(slip.name for slip in slips if test in slip.loses) for test in tests})
        for name, tests in given.tests.items() if scope.question in ("", name))


def cases(given: Subject, scope: Scope) -> Iterator[Case]:
    """What is tried in processes of our own: everything but attacks."""
    yield from _right(given, scope)
    yield from _empty(given, scope)
    for slip in chosen(given, scope):
        yield _case(given, slip, Kind.SLIP)


def cases_in_sandbox(given: Subject, scope: Scope) -> Iterator[Case]:
    """What is tried through the engine: whole submissions, attacks among them, each once."""
    whole = tuple(catalogue.points_by_test(given.sources))
    for case in _right(given, Scope(rounds=1, question=scope.question)):
        yield Case(case.kind, case.name, "", case.answers, whole)
    for case in _empty(given, scope):
        # The engine has no reference solutions in a student's process: what is not written there is not answered.
        kept = {} if case.kind is Kind.UNTOUCHED else {**given.key, **case.answers}
        yield Case(case.kind, case.name, case.cell, kept, whole, case.loses)
    for slip in chosen(given, scope):
        yield Case(Kind.SLIP, slip.name, slip.cell, {**given.key, slip.cell: slip.answer}, whole, slip.loses, slip.hint)
    plain = given.corpus.idioms[_PLAIN_IDIOM].answers if _PLAIN_IDIOM in given.corpus.idioms else given.key
    for attack in given.corpus.attacks.values():
        if scope.question in ("", attack.cell):
            yield Case(Kind.ATTACK, attack.name, attack.cell, {**plain, attack.cell: attack.answer}, whole, attack.loses,
                       spreads=attack.spreads)


def chosen(given: Subject, scope: Scope) -> tuple[Slip, ...]:
    """The slips that are tried: the same share of each question's, and one at least."""
    found: list[Slip] = []
    for cell in given.tests:
        here = [slip for slip in given.corpus.slips.values() if slip.cell == cell and scope.question in ("", cell)]
        chance = random.Random(f"{scope.seed} {given.assignment} {cell}")  # noqa: S311  # no secret
        some = set(chance.sample(range(len(here)), math.ceil(scope.slips * len(here))))
        found += [slip for place, slip in enumerate(here) if place in some]
    return tuple(found)


def left_out(given: Subject, scope: Scope) -> Iterator[str]:
    """What the scope leaves out of the corpus, one line each."""
    everything, tried = len(given.corpus.slips), len(chosen(given, scope))
    if tried < everything:
        yield f"{everything - tried} of {everything} slips"
    if scope.rounds < WHOLE.rounds:
        yield f"{WHOLE.rounds - scope.rounds} of {WHOLE.rounds} seeds for the key and each idiom"
    if scope.mutants < 1:
        yield f"{1 - scope.mutants:.0%} of the mutants"
    if scope.simulations < WHOLE.simulations:
        yield f"{1 - scope.simulations / WHOLE.simulations:.0%} of the simulations of each statistical check"
    if scope.question:
        yield f"every question but {scope.question}"


def _right(given: Subject, scope: Scope) -> Iterator[Case]:
    judged = _judged(given, scope)
    ways = [(Kind.KEY, str(Kind.KEY), given.key)]
    ways += [(Kind.IDIOM, idiom.name, idiom.answers) for idiom in given.corpus.idioms.values()]
    for kind, name, answers in ways:
        for place in range(scope.rounds):
            yield Case(kind, name, "", answers, judged, seed=scope.seed + place)


def _empty(given: Subject, scope: Scope) -> Iterator[Case]:
    if not scope.question:
        answered = tuple(test for tests in given.tests.values() for test in tests)
        yield Case(Kind.UNTOUCHED, str(Kind.UNTOUCHED), "", given.blank, answered, answered, seed=scope.seed)
    for cell, tests in given.tests.items():
        if scope.question in ("", cell):
            yield Case(Kind.UNWRITTEN, cell, cell, {cell: given.blank[cell]}, tests, tests, seed=scope.seed)


def _case(given: Subject, slip: Slip, kind: Kind) -> Case:
    judged = catalogue.tests_that_use(slip.cell, given.sources)
    return Case(kind, slip.name, slip.cell, {slip.cell: slip.answer}, judged, slip.loses, slip.hint)


def _judged(given: Subject, scope: Scope) -> tuple[str, ...]:
    if scope.question:
        return catalogue.tests_that_use(scope.question, given.sources)
    return tuple(catalogue.points_by_test(given.sources))


def by_notebook(given: Subject, answers: Mapping[str, str]) -> Iterable[tuple[SourceNotebook, dict[str, str]]]:
    """The answers of each notebook."""
    for source in given.sources:
        yield source, {cell.id: answers[cell.id] for cell in source.cells if cell.id in answers}
