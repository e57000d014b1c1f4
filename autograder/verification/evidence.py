"""What the release gate knows about an assignment, as records: the questions, what was tried, and what came of it.

Cases are tried (`gathering`), what came is evidence, and the gate (`gate`) holds the evidence against the promises. The
table and the page (`rates`, `page`) read the same records.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from autograder.checks import Promise
from autograder.verification.calibration import Measured
from autograder.verification.mutants import Equivalent
from autograder.verification.mutation import MutantResult
from autograder.verification.trial import Failure

PERSON = "NeedsPerson"  # in the place of an exception's name: the engine gave no score


class Kind(StrEnum):
    """What a case is, and with that what is promised of it."""

    KEY = "key"  # the reference solutions, inlined: keeps every test cell
    IDIOM = "idiom"  # right in another way of writing: the same
    SLIP = "slip"  # loses exactly its test cells, and its hint comes
    ATTACK = "attack"  # earns nothing in its test cells; in the sandbox only
    UNTOUCHED = "untouched"  # the notebook as released: loses every test cell of an answer
    UNWRITTEN = "unwritten"  # one answer as released, all others right: loses every test cell of that answer


RIGHT = (Kind.KEY, Kind.IDIOM)
EMPTY = (Kind.UNTOUCHED, Kind.UNWRITTEN)


@dataclass(frozen=True, slots=True)
class Case:
    """One answered notebook with known marks."""

    kind: Kind
    name: str  # the slip's, idiom's or attack's folder; for an unwritten answer its cell
    cell: str  # the answer cell that is not right; empty where it is none, or all
    answers: Mapping[str, str]  # sources by answer cell; what is missing is answered by the reference solutions
    judged: tuple[str, ...]  # test cells that run
    loses: tuple[str, ...] = ()  # test cells that must get nothing
    hint: str = ""  # must be part of what the student reads in one of them
    spreads: bool = False  # an attack that may cost other cells
    seed: int = 0  # of the tests' random inputs

    @property
    def title(self) -> str:
        """For people: "slip kalman_no_predict"."""
        return f"{self.kind} {self.name}" if self.name != self.kind else str(self.kind)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a case."""

    case: Case
    lost: Mapping[str, Failure]  # by test cell; those judged and not in here were passed
    failed: Mapping[str, Failure] = field(default_factory=dict)  # other cells that raised: answers, set-up, examples


@dataclass(frozen=True, slots=True)
class Check:
    """A statistical check that a test cell made while the key was judged, and the errors of its kind as simulated."""

    test: str
    promise: Promise
    measured: tuple[Measured, ...] = ()  # right draws rejected, and the declared gap accepted; empty: not simulated


@dataclass(frozen=True, slots=True)
class Question:
    """An answer cell with its test cells, and what the corpus has for it."""

    name: str  # of the answer cell
    tests: tuple[str, ...]
    points: float
    slips: tuple[str, ...]  # all that the corpus has, tried or not
    losers: Mapping[str, tuple[str, ...]]  # by test cell: the slips that must lose it


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was tried of one assignment."""

    assignment: str
    questions: tuple[Question, ...]
    runs: tuple[Run, ...]
    checks: tuple[Check, ...] = ()
    mutants: tuple[MutantResult, ...] = ()
    listed: tuple[Equivalent, ...] = ()  # mutants that are right answers, with the reasons
    unsurveyed: str = ""  # why the course's own files let no mutant run
    left_out: tuple[str, ...] = ()  # what this run did not try, one line each
    tier: str = ""  # the sandbox in which the cases ran; empty: forked processes of our own
    seconds: float = 0.0

    def owner(self, test: str) -> str:
        """The question that a test cell belongs to."""
        return next((question.name for question in self.questions if test in question.tests), "")
