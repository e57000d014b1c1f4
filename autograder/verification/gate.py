"""What is promised of an assignment's tests, and whether the evidence keeps it. Nothing is run here.

Each promise is a function from evidence to broken promises. That none is broken says no more than what was tried: see
`Evidence.left_out`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.checks.bounds import FALSE_REJECT
from autograder.verification.evidence import EMPTY, PERSON, RIGHT, Check, Evidence, Kind, Run
from autograder.verification.trial import Failure

CLASS = 1000  # students
# Expected wrong rejections in a class of 1000 that answers everything rightly, over all assignments. At 1e-3, one such
# class in a thousand (Markov's inequality) meets a single one: rarer than what people get wrong when they grade. At the
# default rate of 1e-9 it leaves room for a thousand statistical checks; one check at 1e-6 uses it up.
BUDGET = 1e-3
_LONG = 240  # characters of what came


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that the evidence does not keep, in the words of one line."""

    promise: str  # a name of PROMISES, or "budget"
    assignment: str
    cell: str  # empty: the whole course
    expected: str
    came: str
    next: str

    @property
    def line(self) -> str:
        """For people: the cell, what was expected, what came, the next step."""
        place = f"{self.assignment}/{self.cell}" if self.cell else self.assignment
        return f"{place}: expected: {self.expected}; came: {self.came}. Next: {self.next}."


def broken(evidence: Evidence) -> tuple[Broken, ...]:
    """All promises about one assignment that are not kept, in the order of PROMISES."""
    return tuple(found for promise in PROMISES.values() for found in promise(evidence))


def right_answers(evidence: Evidence) -> Iterator[Broken]:
    """The key and each idiom keep every point, with every seed."""
    rounds: dict[tuple[str, str, str], list[tuple[Run, Failure]]] = {}
    for run in evidence.runs:
        if run.case.kind in RIGHT:
            for cell, failure in {**run.failed, **run.lost}.items():
                rounds.setdefault((run.case.kind, run.case.name, cell), []).append((run, failure))
    for (kind, name, cell), found in rounds.items():
        tried = sum((run.case.kind, run.case.name) == (kind, name) for run in evidence.runs)
        title, (first, failure) = found[0][0].case.title, found[0]
        with_seeds = f" in {len(found)} of {tried} rounds, first with seed {first.case.seed}" if tried > 1 else ""
        yield _broken("right answers", evidence, cell, f"{title} keeps it", f"lost{with_seeds}: {_said(failure)}",
                      "mend the test, or the answer where that is wrong")


def empty_answers(evidence: Evidence) -> Iterator[Broken]:
    """What is not written earns nothing: as released, and with every other answer right."""
    for run in evidence.runs:
        if run.case.kind in EMPTY:
            how = "as released" if run.case.kind is Kind.UNTOUCHED else "not written, all other answers right"
            for test in run.case.loses:
                yield from _not_lost(evidence, run, test, "empty answers", f"no points for an answer {how}",
                                     "let the test call the answer, or give its points to another cell")


def slips(evidence: Evidence) -> Iterator[Broken]:
    """Each slip loses its test cells, no others, and the student reads its hint."""
    for run in evidence.runs:
        if run.case.kind is not Kind.SLIP:
            continue
        case = run.case
        for test in case.loses:
            yield from _not_lost(evidence, run, test, "slips", f"{case.title} loses it",
                                 "add a test that sees it, or take the cell out of its expected.toml")
        for test in run.lost:
            if test not in case.loses:
                yield _broken("slips", evidence, test, f"{case.title} keeps it", f"lost: {_said(run.lost[test])}",
                              "part the tests, so that one mistake costs one cell, or add the cell to its expected.toml")
        hints = [run.lost[test].hint for test in case.loses if test in run.lost]
        if hints and not any(case.hint in hint for hint in hints):
            said = " / ".join(dict.fromkeys(hint for hint in hints if hint)) or "no hint at all"
            yield _broken("slips", evidence, case.cell, f'{case.title} is told "{case.hint}"', _short(said),
                          "give the check that hint, or mend its expected.toml")


def caught(run: Run) -> bool:
    """Whether a slip lost exactly its test cells, by marks, and its hint came."""
    case = run.case
    return (run.lost.keys() == set(case.loses) and any(case.hint in run.lost[test].hint for test in case.loses)
            and not any(failure.error == PERSON for failure in run.lost.values()))


def attacks(evidence: Evidence) -> Iterator[Broken]:
    """Each attack earns nothing in its test cells and costs no other."""
    for run in evidence.runs:
        if run.case.kind is not Kind.ATTACK:
            continue
        case = run.case
        for test in case.loses:
            if test not in run.lost:
                yield _broken("attacks", evidence, test, f"{case.title} earns nothing", "it earned all", "look at its answer.py")
        for test in () if case.spreads else run.lost:
            if test not in case.loses:
                yield _broken("attacks", evidence, test, f"{case.title} costs no other cell", f"lost: {_said(run.lost[test])}",
                              "look at its answer.py; `spreads = true` is for what damages its whole process")


def structure(evidence: Evidence) -> Iterator[Broken]:
    """Every answer cell has slips, and every test cell is lost by one of them."""
    for question in evidence.questions:
        if not question.slips:
            yield _broken("structure", evidence, question.name, "an answer cell has slips", "the corpus has none",
                          "add a folder to slips/")
            continue
        for test in question.tests:
            if not question.losers[test]:
                yield _broken("structure", evidence, test, "some slip loses each test cell", "none does",
                              "add a slip that only this cell sees, or take the cell away")


def statistics(evidence: Evidence) -> Iterator[Broken]:
    """Each statistical check draws enough, declares no more than the course's rate, and keeps both when measured."""
    for check in evidence.checks:
        yield from _planned(evidence, check)
        yield from _measured(evidence, check)


def _planned(evidence: Evidence, check: Check) -> Iterator[Broken]:
    promise = check.promise
    if promise.n < promise.needed:
        yield _broken("statistics", evidence, check.test,
                      f"{promise.needed} draws, which see a gap of {promise.gap:g} with power {promise.power:g}",
                      f"the check of a {promise.kind} had {promise.n}", "take the number from the planner draws_for_...")
    if promise.false_reject > FALSE_REJECT:
        yield _broken("statistics", evidence, check.test, f"a false-reject rate of at most {FALSE_REJECT:g}",
                      f"the check of a {promise.kind} declares {promise.false_reject:g}", "leave out false_reject= and draw more")


def _measured(evidence: Evidence, check: Check) -> Iterator[Broken]:
    yield from ()


def chance(checks: Iterable[Check]) -> float:
    """The chance that a right answer is rejected by one of the checks, at most: the sum of their rates."""
    return sum(check.promise.false_reject for check in checks)


def budget(evidences: Sequence[Evidence]) -> Iterator[Broken]:
    """Over the whole course, a class that answers everything rightly meets almost no wrong rejection."""
    by_test = {(evidence.assignment, test): chance(check for check in evidence.checks if check.test == test)
               for evidence in evidences for test in {check.test for check in evidence.checks}}
    expected = CLASS * sum(by_test.values())
    if expected > BUDGET:
        assignment, test = max(by_test, key=lambda name: by_test[name])
        yield Broken("budget", "the course", "", f"at most {BUDGET:g} wrong rejections in a class of {CLASS}",
                     f"{expected:.3g}, of which {CLASS * by_test[assignment, test]:.3g} are {assignment}/{test}'s",
                     "declare lower rates of false rejection there, or make fewer checks")


PROMISES: dict[str, Callable[[Evidence], Iterator[Broken]]] = {
    "right answers": right_answers, "empty answers": empty_answers, "slips": slips, "attacks": attacks,
    "structure": structure, "statistics": statistics,
}


def _not_lost(evidence: Evidence, run: Run, test: str, promise: str, expected: str, then: str) -> Iterator[Broken]:
    """A cell that must get a plain 0."""
    failure = run.lost.get(test)
    if failure is None:
        yield _broken(promise, evidence, test, expected, "it was passed", then)
    elif failure.error == PERSON:
        yield _broken(promise, evidence, test, expected, failure.message, "a mistake gets a mark, never a person: mend the test")


def _broken(promise: str, evidence: Evidence, cell: str, expected: str, came: str, then: str) -> Broken:
    return Broken(promise, evidence.assignment, cell, expected, came, then)


def _said(failure: Failure) -> str:
    return _short(f"{failure.error}: {failure.message}" if failure.message else failure.error)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"
