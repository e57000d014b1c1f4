"""The report as one HTML page that needs nothing else, for the sceptical instructor. Staff only: it quotes hidden tests."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

import jinja2
from markupsafe import Markup

from autograder.course import Course
from autograder.verification import gate
from autograder.verification.evidence import Evidence
from autograder.verification.mutation import MutantResult
from autograder.verification.report import Report

_TEMPLATES = Path(__file__).parent / "templates"


def page(course: Course, found: Report, made: datetime) -> str:
    """The page's text; `made` is the time to put on it."""
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True)
    pages.filters |= {"percent": _percent, "short": lambda value: f"{value:g}", "small": _small}
    style = (_TEMPLATES / "verify.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    settings = course.settings
    return pages.get_template("verify.html.j2").render(
        style=Markup(style), digest=digest, course=settings.title or settings.course_id,  # noqa: S704  # ours
        made=f"{made:%Y-%m-%d %H:%M} UTC", report=found, per_class=gate.CLASS, budget=gate.BUDGET,
        survivors={part.evidence.assignment: survivors(part.evidence) for part in found.parts},
        partial=any(part.evidence.left_out for part in found.parts))


def survivors(evidence: Evidence) -> list[tuple[MutantResult, str]]:
    """The mutants that passed every test, each with the listed reason why it is a right answer; empty where none is listed."""
    return [(one, "" if one.outcome == "survived" else _reason(evidence, one))
            for one in evidence.mutants if one.outcome in ("survived", "equivalent")]


def _reason(evidence: Evidence, one: MutantResult) -> str:
    return next(entry.reason for entry in evidence.listed
                if entry.key == one.key and (not entry.questions or one.question in entry.questions))


def _percent(share: float) -> str:
    """At most one digit behind the point, and never rounded up to all or down to nothing."""
    if 0.9995 <= share < 1:
        return "99.9%"
    if 0 < share < 0.0005:
        return "0.1%"
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


def _small(value: float) -> str:
    """A small number without false precision: 2e-09 as 2·10⁻⁹."""
    if value == 0 or value >= 0.01:
        return f"{value:.2g}"
    digits, exponent = f"{value:.0e}".split("e")
    return f"{digits}·10{str(int(exponent)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
