"""The table of an assignment: for each question what was tried, with rates and exact intervals."""

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.verification import gate
from autograder.verification.calibration import clopper_pearson
from autograder.verification.evidence import Evidence, Kind, Question

KILLED = ("killed", "timeout")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, as a draw of all that could have been tried: a rate with its 95% interval."""

    hits: int
    total: int

    @property
    def share(self) -> float | None:
        """The rate; None where nothing was tried."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper and Pearson's exact 95% interval; everything where nothing was tried."""
        return clopper_pearson(self.hits, self.total) if self.total else (0.0, 1.0)

    def __str__(self) -> str:
        return f"{self.hits}/{self.total}" if self.total else "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One question's part of the table."""

    question: str
    points: float
    tests: int
    cases: int  # tried: slips, idioms, attacks
    slips: Rate  # that lost exactly their cells and got their hint
    idioms: Rate  # that kept all test cells of this question, each with all seeds
    mutants: Rate  # killed, of those that are not equivalent
    chance: float  # that a right answer loses a point here by chance, at most
    power: float | None  # the smallest that a statistical check declares; None: there is no such check


def table(evidence: Evidence) -> tuple[Row, ...]:
    """A row for each question, in the notebooks' order."""
    return tuple(_row(evidence, question) for question in evidence.questions)


def total(rows: Iterable[Row]) -> Row:
    """The rows together."""
    given = tuple(rows)
    powers = [row.power for row in given if row.power is not None]
    return Row("together", sum(row.points for row in given), sum(row.tests for row in given), sum(row.cases for row in given),
               _sum(row.slips for row in given), _sum(row.idioms for row in given), _sum(row.mutants for row in given),
               sum(row.chance for row in given), min(powers, default=None))


def _sum(rates: Iterable[Rate]) -> Rate:
    given = tuple(rates)
    return Rate(sum(rate.hits for rate in given), sum(rate.total for rate in given))


def _row(evidence: Evidence, question: Question) -> Row:
    slips = [run for run in evidence.runs if run.case.kind is Kind.SLIP and run.case.cell == question.name]
    attacks = [run for run in evidence.runs if run.case.kind is Kind.ATTACK and run.case.cell == question.name]
    idioms: dict[str, bool] = {}
    for run in evidence.runs:
        if run.case.kind is Kind.IDIOM:
            passed = not (run.lost.keys() & set(question.tests)) and question.name not in run.failed
            idioms[run.case.name] = idioms.get(run.case.name, True) and passed
    checks = [check for check in evidence.checks if check.test in question.tests]
    mutants = [one.outcome for one in evidence.mutants if one.question == question.name and one.outcome != "equivalent"]
    return Row(question.name, question.points, len(question.tests), len(slips) + len(idioms) + len(attacks),
               Rate(sum(map(gate.caught, slips)), len(slips)), Rate(sum(idioms.values()), len(idioms)),
               Rate(sum(outcome in KILLED for outcome in mutants), len(mutants)),
               gate.chance(checks), min((check.promise.power for check in checks), default=None))
