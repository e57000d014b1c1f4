"""What `course verify` says: the evidence of all assignments held against the promises, for programs and for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.verification import gate, rates
from autograder.verification.evidence import RIGHT, Check, Evidence, Run
from autograder.verification.gate import Broken
from autograder.verification.rates import Rate, Row


@dataclass(frozen=True, slots=True)
class Part:
    """One assignment's part."""

    evidence: Evidence
    rows: tuple[Row, ...]
    together: Row
    rejected: Rate  # runs of right answers that lost anything
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was verified."""

    parts: tuple[Part, ...]
    over_budget: tuple[Broken, ...]

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Every promise that is not kept."""
        return (*(one for part in self.parts for one in part.broken), *self.over_budget)

    @property
    def expected(self) -> float:
        """Wrong rejections in a class of 1000 that answers everything rightly: expected number, at most."""
        return gate.CLASS * sum(part.together.chance for part in self.parts)


def report(evidences: Sequence[Evidence]) -> Report:
    """Hold the evidence against the promises."""
    return Report(tuple(_part(evidence) for evidence in evidences), tuple(gate.budget(evidences)))


def _part(evidence: Evidence) -> Part:
    rows = rates.table(evidence)
    right = [run for run in evidence.runs if run.case.kind in RIGHT]
    rejected = Rate(sum(bool(run.lost or run.failed) for run in right), len(right))
    return Part(evidence, rows, rates.total(rows), rejected, gate.broken(evidence))


def as_data(found: Report) -> dict[str, Any]:
    """The report as plain data for JSON; docs/verify.md describes it."""
    return {
        "holds": not found.broken,
        "wrong_rejections": {"class": gate.CLASS, "expected_at_most": found.expected, "budget": gate.BUDGET},
        "assignments": [_assignment(part) for part in found.parts],
        "broken": [{**asdict(one), "line": one.line} for one in found.broken],
    }


def _assignment(part: Part) -> dict[str, Any]:
    evidence = part.evidence
    return {
        "assignment": evidence.assignment, "tier": evidence.tier, "seconds": round(evidence.seconds, 1),
        "left_out": list(evidence.left_out), "questions": [_row(row) for row in part.rows],
        "together": _row(part.together), "right_answers_rejected": _rate(part.rejected),
        "cases": _cases(evidence.runs), "checks": [_check(check) for check in evidence.checks],
        "mutants": [asdict(one) for one in evidence.mutants],
    }


def _row(row: Row) -> dict[str, Any]:
    return {"question": row.question, "points": row.points, "test_cells": row.tests, "cases": row.cases,
            "slips_caught": _rate(row.slips), "idioms_passed": _rate(row.idioms), "mutants_killed": _rate(row.mutants),
            "wrong_rejection_at_most": row.chance, "smallest_power": row.power}


def _rate(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval
    return {"hits": rate.hits, "total": rate.total, "low": low, "high": high}


def _cases(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [{"kind": str(run.case.kind), "name": run.case.name, "cell": run.case.cell, "seed": run.case.seed,
             "judged": len(run.case.judged), "loses": list(run.case.loses),
             "lost": {cell: asdict(failure) for cell, failure in run.lost.items()}} for run in runs]


def _check(check: Check) -> dict[str, Any]:
    promise = check.promise
    return {"test": check.test, "kind": promise.kind, "draws": promise.n, "needed": promise.needed, "gap": promise.gap,
            "power": promise.power, "false_reject": promise.false_reject, "law": repr(dict(promise.law)),
            "simulated": [{**asdict(one), "low": one.interval[0], "high": one.interval[1]} for one in check.measured]}
