"""What is promised of an assignment's tests, and whether the evidence keeps it. Nothing is run here.

Each promise is a function from evidence to broken promises. That none is broken says no more than what was tried: see
`Evidence.left_out`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.checks.bounds import FALSE_REJECT
from autograder.verification import mutation
from autograder.verification.calibration import Measured
from autograder.verification.evidence import EMPTY, PERSON, RIGHT, Check, Evidence, Kind, Run
from autograder.verification.mutation import MutantResult
from autograder.verification.trial import Failure

CLASS = 1000  # students
# Expected wrong rejections in a class of 1000 that answers everything rightly, over all assignments. At 1e-3, one such
# class in a thousand (Markov's inequality) meets a single one: rarer than what people get wrong when they grade. At the
# default rate of 1e-9 it leaves room for a thousand statistical checks; one check at 1e-6 uses it up.
BUDGET = 1e-3
_LONG = 240  # characters of what came
_AROUND = 30  # characters of a line around what changed


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
        return f"{place}: expected: {self.expected}; came: {self.came.rstrip('.')}. Next: {self.next}."


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


def mutants(evidence: Evidence) -> Iterator[Broken]:
    """Each mutant of the reference solutions is killed, or listed as a right answer with a reason that holds."""
    if evidence.unsurveyed:
        yield _broken("mutants", evidence, "", "mutants run", _short(evidence.unsurveyed), "mend that, then verify again")
    alive: dict[tuple[str, ...], list[MutantResult]] = {}
    for one in evidence.mutants:
        if one.outcome == "survived":
            alive.setdefault(one.key, []).append(one)
    for same in alive.values():  # a helper's mutant lives in several questions
        one, where = same[0], ", ".join(each.question for each in same)
        yield _broken("mutants", evidence, where, f"a test sees the change ({one.operator}) of {one.function}, line {one.line}",
                      f"it survived: {difference(one.before, one.after)}",
                      f"add a test that sees it; if the answer is right, list {one.fingerprint} in equivalents.toml with the reason")
    for entry in mutation.contradicted(evidence.mutants, evidence.listed):
        function, operator, fingerprint, after = entry.key
        killed = next((one for one in evidence.mutants if one.key == entry.key and one.outcome in ("killed", "timeout")), None)
        yield _broken("mutants", evidence, killed.question if killed else "", f"equivalents.toml is right that {fingerprint} "
                      f"({operator} in {function}: `{after.strip()}`) is a right answer",
                      f"it was killed by {killed.by}" if killed else "it was killed", "take the entry away")


def statistics(evidence: Evidence) -> Iterator[Broken]:
    """Each statistical check draws enough and declares no more than the course's rate; simulated, it keeps both."""
    for check in evidence.checks:
        yield from _planned(evidence, check)
    failing: dict[Measured, list[str]] = {}
    for check in evidence.checks:
        for measured in check.measured:
            if not measured.holds:
                failing.setdefault(measured, []).append(check.test)
    for measured, tests in failing.items():
        low, high = measured.interval
        yield _broken("statistics", evidence, ", ".join(dict.fromkeys(tests)),
                      f"{measured.kind}, {measured.error}: at most {measured.declared:.3g}",
                      f"{measured.errors} of {measured.runs} runs (95% interval {low:.3g} to {high:.3g})",
                      "mend the check or its planner in autograder/checks")


def _planned(evidence: Evidence, check: Check) -> Iterator[Broken]:
    promise = check.promise
    if promise.n < promise.needed:
        yield _broken("statistics", evidence, check.test,
                      f"{promise.needed} draws, which see a gap of {promise.gap:g} with power {promise.power:g}",
                      f"the check of a {promise.kind} had {promise.n}", "take the number from the planner draws_for_...")
    if promise.false_reject > FALSE_REJECT:
        yield _broken("statistics", evidence, check.test, f"a false-reject rate of at most {FALSE_REJECT:g}",
                      f"the check of a {promise.kind} declares {promise.false_reject:g}", "leave out false_reject= and draw more")


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
    "structure": structure, "mutants": mutants, "statistics": statistics,
}


def difference(before: str, after: str) -> str:
    """A changed line, where it differs and a little around that: "`… ndim != 1 …` became `… ndim == 1 …`"."""
    old, new = before.strip(), after.strip()
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    first = max(0, start - _AROUND)
    parts = []
    for text in (old, new):
        last = min(len(text), len(text) - end + _AROUND)
        parts.append(f"`{'… ' if first else ''}{text[first:last].strip()}{' …' if last < len(text) else ''}`")
    return " became ".join(parts)


def _alike(one: str, other: str) -> int:
    """How many letters two texts share at their beginnings."""
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


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
