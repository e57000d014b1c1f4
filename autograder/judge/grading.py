"""Grading one submission: read, run, judge, score. Recording is not done here."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from autograder.judge import finding, ingest, lookback, marking, names
from autograder.judge.examination import Examination
from autograder.judge.ingest import Step
from autograder.judge.reading import Document
from autograder.judge.session import REASONS, OutOfTime, Sandbox, Session
from autograder.model import CellResult, Role, SubmissionResult
from autograder.sandbox.runner import Stopped

METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
# The reason stays in the record: it can be the judge's own fault and quote a test.
PLACEHOLDER = (
    "**This notebook could not be graded automatically, so no answers are shown here.** "
    "A person looks at the submitted file and gives the points."
)


def grade(
    exams: tuple[Examination, ...], student: str, assignment: str, submitted: Path, sandbox: Sandbox, *,
    isolation: str, tier: str, alone: bool = False, folder: str = "", seeds: Mapping[tuple[str, str], int] | None = None,
) -> SubmissionResult:
    """All notebooks of one submission. `folder` is the student's under `submitted`, where it is not called by the id.

    `seeds` by notebook and cell replay what was recorded; otherwise they are those of `marking.seed_of`.

    Raises:
        Stopped: with `why` "lost", when the sandbox itself is gone.
    """
    started = time.monotonic()
    cells: list[CellResult] = []
    notebooks: dict[str, str] = {}
    repairs: list[str] = []
    waited = False
    papers = finding.papers(
        [exam.outline for exam in exams], submitted, folder or student, assignment, sandbox.limits.notebook_mb * 2**20)
    for exam, paper in zip(exams, papers, strict=True):
        name = exam.source.name
        repairs += [f"{name}: {line}" for line in paper.repairs]
        if paper.reading is None:
            cells += unread(exam, paper.problem)
            notebooks[name] = placeholder(exam)
            continue
        reading = paper.reading
        fixed = {cell.id: marking.seed_of(student, assignment, name, cell.id) for cell in exam.source.grade_cells}
        fixed |= {cell: seed for (book, cell), seed in (seeds or {}).items() if book == name}
        grader = _Grader(exam, reading, sandbox, fixed, isolation)
        cells += grader.results()
        waited = waited or grader.waited
        notebooks[name] = ingest.executed(reading.steps, METADATA)
        repairs += [f"{name}: {line}" for line in reading.repairs]
    return SubmissionResult(
        student, assignment, tuple(cells), notebooks, tuple(repairs), tier, isolation,
        retry_alone=waited and not alone, seconds=round(time.monotonic() - started, 3),
    )


def unread(exam: Examination, reason: str) -> list[CellResult]:
    """Rows for a notebook without marks: every grade cell needs a person."""
    return [replace(marking.blank(exam.source.name, cell), reason=reason) for cell in exam.source.grade_cells]


def placeholder(exam: Examination) -> str:
    """A notebook without answers, as JSON text: formgrader needs one to let a person give points."""
    empty = ingest.match(Document([], {}), exam.outline).steps
    note = Step(ingest.FOREIGN, "", "markdown", PLACEHOLDER, {})
    return ingest.executed([note, *empty], METADATA)


class _Grader:
    """The work on one notebook."""

    def __init__(self, exam: Examination, reading: ingest.Reading, sandbox: Sandbox, seeds: Mapping[str, int],
                 isolation: str) -> None:
        self._exam, self._reading, self._sandbox = exam, reading, sandbox
        self._seeds, self._shared = seeds, isolation == "shared"
        self._steps = reading.steps
        self._cells = {cell.id: cell for cell in exam.source.grade_cells}
        self._results: dict[str, CellResult] = {}
        self._outlooks: dict[str, lookback.Outlook] = {}
        self.waited = False
        self._why = ""  # why cells without a result have none

    def results(self) -> list[CellResult]:
        """One result for each grade cell, in the source's order."""
        if self._reading.refused:
            self._why = self._reading.refused
            return [self._result(cell_id) for cell_id in self._cells]
        marks = {} if self._shared else self._marks()
        session = Session(self._sandbox, self._steps, self._runs, marks, self._exam.given)
        try:
            session.run_all()
            if self._shared:
                self._collect(session)
            else:
                self._judge(session, marks)
        except OutOfTime:
            self._why = "the submission took longer than a submission may"
        except Stopped as stopped:
            if stopped.why == "lost":
                raise
            self._why = f"between its cells and the tests the student's code {REASONS.get(stopped.why, stopped.why)}"
        finally:
            session.close()
        self.waited = session.waited
        return [self._result(cell_id) for cell_id in self._cells]

    def _runs(self, step: Step) -> bool:
        return step.cell_type == "code" and (self._shared or step.role != Role.TEST)

    def _marks(self) -> dict[int, tuple[str, list[str]]]:
        """For the step before each run of test cells: the place and all names that its tests use."""
        marks: dict[int, tuple[str, list[str]]] = {}
        executed = -1
        for index, step in enumerate(self._steps):
            if step.role == Role.TEST and step.id in self._exam.tests:
                place, names = marks.get(executed, (f"p{executed}", []))
                marks[executed] = (place, sorted({*names, *self._exam.tests[step.id].names}))
            elif self._runs(step):
                executed = index
        for executed, (place, names_) in marks.items():
            self._outlooks[place] = seen = lookback.outlook(self._steps, self._runs, executed, names_)
            marks[executed] = (place, sorted({*names_, *seen.names}))
        return marks

    def _changed(self, session: Session, place: str) -> bool:
        """Whether what the answers of a place stand on means something else by the end, or was not there yet."""
        seen = self._outlooks[place]
        return bool(session.runner.rebound(place)) or seen.patched or not seen.names <= session.found[place]

    def _judge(self, session: Session, marks: dict[int, tuple[str, list[str]]]) -> None:
        # Asked before any hidden argument is seen: what do the answers of each place stand on by now?
        rebound = {place: self._changed(session, place) for place, _ in marks.values()}
        executed = -1
        for index, step in enumerate(self._steps):
            if step.role == Role.TEST and step.id in self._exam.tests:
                place = marks[executed][0]
                if self._doubt(step):
                    continue
                runner = session.at(executed) if rebound[place] else session.runner
                verdict = marking.judge(
                    self._exam, self._exam.tests[step.id], runner, place,
                    self._seeds[step.id],
                    3 * self._sandbox.limits.cell_wall_seconds,
                )
                if verdict.stopped is not None:
                    if verdict.stopped.why == "lost":
                        raise verdict.stopped
                    if rebound[place]:
                        session.waited = session.waited or verdict.stopped.why == "wall"
                    else:
                        session.note(verdict.stopped)
                if rebound[place]:
                    runner.kill()
                self._put(step, self._settled(step, self._explained(session, index, verdict.result)))
            elif self._runs(step):
                executed = index

    def _explained(self, session: Session, index: int, result: CellResult) -> CellResult:
        """Where the answer's own cell was stopped, say that in place of "not defined"."""
        question = self._steps[index].question
        for killer, stopped in session.killers.items():
            if self._steps[killer].id == question and result.points == 0:
                return marking.stopped_result(replace(result, points=None, hint="", reason=""), stopped)
        return result

    def _collect(self, session: Session) -> None:
        """`shared` isolation: the test cells ran in their places, their outputs decide."""
        for index, step in enumerate(self._steps):
            if step.role != Role.TEST or self._doubt(step):
                continue
            result = self._blank(step.id)
            if index in session.killers:
                result = marking.stopped_result(result, session.killers[index])
            else:
                if not step.ran:
                    continue  # no result is never full marks
                errors = [o for o in step.outputs if o.get("output_type") == "error"]
                failed = (str(errors[0]["ename"]), str(errors[0]["evalue"])) if errors else step.failed
                result = marking.shared_result(result, step.outputs, failed)
            self._put(step, self._settled(step, result))

    def _doubt(self, step: Step) -> str:
        """Why a test cell cannot be judged: an answer that it asks for needs a person. Empty: it can."""
        asked = self._exam.outline.asked_by(step.source) or [step.question]
        return next((self._reading.doubts[cell] for cell in asked if cell in self._reading.doubts), "")

    def _settled(self, step: Step, result: CellResult) -> CellResult:
        """Where the answer stands on one that needs a person, a lost point is not the student's for sure."""
        cause = next((self._reading.shaky[n] for n in sorted(names.used(step.source)) if n in self._reading.shaky), "")
        if not cause or result.points is None or result.points >= result.max:
            return result
        return replace(result, points=None, hint="", reason=f'it depends on "{cause}": {self._reading.doubts[cause]}')

    def _blank(self, cell_id: str) -> CellResult:
        return marking.blank(self._exam.source.name, self._cells[cell_id])

    def _put(self, step: Step, result: CellResult) -> None:
        self._results[step.id] = result
        says = "needs a person" if result.points is None else f"{result.points:g} of {result.max:g} points"
        text = says + (f"\n{result.hint}" if result.hint else "") + "\n"
        # Whatever the test printed or raised could show what it compares with: only result and hint stay.
        step.outputs, step.count = [{"output_type": "stream", "name": "stdout", "text": text}], None

    def _result(self, cell_id: str) -> CellResult:
        cell = self._cells[cell_id]
        step = next(s for s in self._steps if s.id == cell_id)
        if cell.role in (Role.WRITTEN, Role.TASK) or cell.cell_type != "code":
            if self._reading.refused:
                return replace(self._blank(cell_id), reason=self._reading.refused)
            if cell_id in self._reading.doubts:
                return replace(self._blank(cell_id), reason=self._reading.doubts[cell_id])
            return marking.by_hand(self._blank(cell_id), cell, step.source, self._exam.released.get(cell_id, "\x00"))
        if cell_id in self._results:
            return self._results[cell_id]
        why = self._reading.refused or self._doubt(step) or self._why or "judge: this cell was not judged"
        result = replace(self._blank(cell_id), reason=why)
        self._put(step, result)
        return result
