"""Trying everything of an assignment: cases, mutants, and the rates of its statistical checks."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder import checks
from autograder.checks import Promise
from autograder.errors import CourseError
from autograder.verification import calibration, cases, engine, mutants, mutation, running, trial
from autograder.verification.calibration import Measured
from autograder.verification.cases import Scope, Subject
from autograder.verification.evidence import Case, Check, Evidence, Kind, Run
from autograder.verification.running import Died, Limit
from autograder.verification.trial import Failure

Step = Callable[[], None]
Progress = Callable[[str, int], Step]  # called with a stage's name and its number of steps; the result is called for each
DIED = "Died"  # in the place of an exception's name
LIMIT = Limit()  # of one case
SIMULATION = Limit(cpu_seconds=1800, wall_seconds=7200)  # of simulating one kind of check
SEEN_RATE = 1e-2  # at the declared 1e-9 no simulation would ever see a rejection: the same check is run at this rate
_Declared = tuple[str, float, float, float]  # kind, gap, power, false_reject


@dataclass(frozen=True, slots=True)
class _Tried:
    """A case as its child sends it back."""

    results: Mapping[str, Failure | None]  # by cell that ran
    made: Mapping[str, tuple[Promise, ...]]  # statistical checks by test cell


def gather(given: Subject, scope: Scope, *, workers: int, progress: Progress, in_sandbox: bool = False,
           limit: Limit = LIMIT) -> Evidence:
    """Try what the scope says; `workers` processes at a time, each case within `limit`.

    With `in_sandbox` the cases, attacks among them, go through the engine as submissions; mutants and the rates of
    statistical checks are left to the other way.

    Raises:
        CourseError: the assignment is not as it should be.
        SandboxError: `in_sandbox`, and there is none.
    """
    start = time.monotonic()
    questions = cases.questions(given, scope)
    missing = tuple(cases.left_out(given, scope))
    if in_sandbox:
        todo = tuple(cases.cases_in_sandbox(given, scope))
        runs, tier = engine.grade(given, todo, workers=workers, step=progress("submissions", len(todo)))
        missing += ("mutants and the rates of statistical checks: without --in-sandbox they are tried",)
        return Evidence(given.assignment, questions, runs, left_out=missing, tier=tier, seconds=time.monotonic() - start)
    runs, made = tried(given, tuple(cases.cases(given, scope)), workers=workers, progress=progress, limit=limit)
    found = _measured(made, scope, workers=workers, progress=progress)
    unseen = sorted({check.promise.kind for check in found if scope.simulations and not check.measured})
    missing += (f"simulations of {', '.join(unseen)}: there are none, or they did not end",) if unseen else ()
    evidence = Evidence(given.assignment, questions, runs, found, left_out=missing)
    evidence = _with_mutants(evidence, given, scope, workers, progress)
    return replace(evidence, seconds=time.monotonic() - start)


def tried(
    given: Subject, todo: Sequence[Case], *, workers: int, progress: Progress, limit: Limit = LIMIT
) -> tuple[tuple[Run, ...], dict[str, tuple[Promise, ...]]]:
    """Each case in a forked process; the runs in the cases' order, and by test cell the checks that the key went through."""
    def work(case: Case) -> _Tried:
        checks.use_seed(case.seed)
        made: dict[str, tuple[Promise, ...]] = {}
        results = trial.try_in_process(given.sources, case.answers, only=case.judged, ledger=made if keeps(case) else None)
        return _Tried(results, made)

    def keeps(case: Case) -> bool:
        return case.kind is Kind.KEY

    _warm(given, limit)
    step = progress("cases", len(todo))
    found: dict[int, _Tried] = {}
    dead: list[int] = []
    for index, got in running.each(work, todo, workers=workers, limit=limit):
        if isinstance(got, Died):
            dead.append(index)
        else:
            found[index] = got
        step()
    # A test that kills its process takes no other with it: each once more, alone.
    parts = [(index, test) for index in dead for test in todo[index].judged]
    step = progress("cases that died, test by test", len(parts)) if parts else step
    single = [replace(todo[index], judged=(test,)) for index, test in parts]
    for place, got in running.each(work, single, workers=workers, limit=limit):
        index, test = parts[place]
        before = found.get(index, _Tried({}, {}))
        new = _Tried({test: Failure(DIED, f"its process {got.why}")}, {}) if isinstance(got, Died) else got
        found[index] = _Tried({**before.results, **new.results}, {**before.made, **new.made})
        step()
    made = {test: promises for index, case in enumerate(todo) if case.kind is Kind.KEY
            if index in found
            for test, promises in found[index].made.items() if promises}
    return tuple(_run(case, found[index].results if index in found else {}) for index, case in enumerate(todo)), made


def _warm(given: Subject, limit: Limit) -> None:
    """What a first run makes slow (imports, SciPy's tables, plans of draws) is paid once here, not in every child.

    The key runs in this very process, if it has shown in a child that it comes to its end.
    """
    def work(_: int) -> None:
        trial.try_in_process(given.sources, given.key)

    for _, ended in running.each(work, [0], workers=1, limit=limit):
        if not isinstance(ended, Died):
            work(0)


def _run(case: Case, results: Mapping[str, Failure | None]) -> Run:
    failures = {cell: failure for cell, failure in results.items() if failure is not None}
    return Run(case, {cell: failure for cell, failure in failures.items() if cell in case.judged},
               {cell: failure for cell, failure in failures.items() if cell not in case.judged})


def _measured(
    made: Mapping[str, tuple[Promise, ...]], scope: Scope, *, workers: int, progress: Progress
) -> tuple[Check, ...]:
    """The checks with the errors of their kinds; what is declared alike is simulated once."""
    every = [(test, promise) for test, promises in made.items() for promise in promises]
    distinct = list(dict.fromkeys(_declared(promise) for _, promise in every)) if scope.simulations else []
    step = progress("statistical checks", len(distinct)) if distinct else lambda: None
    found: dict[_Declared, tuple[Measured, ...]] = {}

    def work(declared: _Declared) -> tuple[Measured, ...]:
        kind, gap, power, rate = declared
        if kind not in calibration.KINDS:
            return ()
        wrong = calibration.rejections(kind, SEEN_RATE, scope.simulations, seed=scope.seed)
        missed = calibration.misses(kind, scope.simulations, gap=gap, power=power, false_reject=rate, seed=scope.seed)
        return wrong, missed

    for index, got in running.each(work, distinct, workers=workers, limit=SIMULATION):
        found[distinct[index]] = () if isinstance(got, Died) else got
        step()
    return tuple(Check(test, promise, found.get(_declared(promise), ())) for test, promise in every)


def _declared(promise: Promise) -> _Declared:
    return promise.kind, promise.gap, promise.power, promise.false_reject


def _with_mutants(evidence: Evidence, given: Subject, scope: Scope, workers: int, progress: Progress) -> Evidence:
    """The evidence with the mutants of the reference solutions, where there are any and the key is right."""
    why = ""
    if not scope.mutants:
        return evidence
    if not (given.course.root / given.course.settings.solutions).is_dir():
        why = f"mutants: the course has no package {given.course.settings.solutions} of reference solutions"
    elif any(run.lost for run in evidence.runs if run.case.kind is Kind.KEY):
        why = "mutants: they say something only where the key keeps every point"
    if why:
        return replace(evidence, left_out=(*evidence.left_out, why))
    steps: list[Step] = []

    def told(done: int, total: int) -> None:
        if not steps:
            steps.append(progress("mutants", total))
        steps[0]()

    path = mutants.equivalents_path(given.course, given.assignment)
    try:
        results = mutation.survey(given.course, given.assignment, workers=workers, seed=scope.seed, question=scope.question,
                                  sample=scope.mutants if scope.mutants < 1 else None, progress=told)
        every = (mutant for question in mutants.questions(given.course, given.assignment) for mutant in question.mutants)
        listed = mutants.read_equivalents(path, every)
    except CourseError as error:
        return replace(evidence, unsurveyed=str(error))
    return replace(evidence, mutants=results, listed=listed)
