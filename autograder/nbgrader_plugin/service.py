"""The engine's process: `python -m autograder.nbgrader_plugin.service FD`.

It reads requests from the socket FD, one JSON object a line, and answers each with one: `{"done": ...}`, or
`{"failed": [class, message]}` with a class of `autograder.errors`. The other end closed means that nobody asks any more:
the process ends and takes its sandbox along.

    {"do": "open", "assignment": A, "course": C}     makes A's tests ready and registers A in the gradebook
    {"do": "grade", "assignment": A, "student": S}   grades S's submission and records it
"""

import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograder.batch import plan as planning
from autograder.batch.keys import Keys
from autograder.batch.plan import Plan
from autograder.batch.pool import GRACE, Bench, Task
from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.gradebook.store import Store
from autograder.judge.rehearsal import rehearse
from autograder.nbgrader_plugin.courses import course_from
from autograder.sandbox import tiers
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import START
from autograder.students import whose
from autograder.workflow import grade


class Service:
    """One course's engine: tests by assignment, and one sandbox. A context manager."""

    def __init__(self) -> None:
        self._course: Course | None = None
        self._bench: Bench | None = None
        self._plans: dict[str, Plan] = {}
        self._keys: dict[str, Keys] = {}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what a request asks for; faults are answers too."""
        work: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"open": self._open, "grade": self._grade}
        try:
            return {"done": work[request["do"]](request)}
        except AutograderError as error:
            return {"failed": [type(error).__name__, str(error)]}
        except Exception as error:  # noqa: BLE001  the asking process must not wait for an answer that never comes
            traceback.print_exc()
            return {"failed": ["AutograderError", f"The engine failed: {type(error).__name__}: {error}. This is our own "
                               "fault; nothing was recorded for this submission. Next: course doctor"]}

    def _open(self, request: dict[str, Any]) -> dict[str, Any]:
        course, assignment = course_from(request["course"]), request["assignment"]
        if self._bench is None:
            self._bench = Bench(course.settings.limits, tiers.choose(Tier(course.settings.minimum_tier)))
        isolation = course.settings.isolation
        exams = planning.examinations(course, assignment, isolation)
        for exam in exams:
            rehearse(exam)
        plan = Plan(assignment, isolation, exams, ())
        with grade.alone(course), Store(course.database) as store:
            grade.register(course, plan, store)
        self._course = course
        self._plans[assignment] = plan
        self._keys[assignment] = Keys(course, assignment, exams, isolation)
        # A judge may be killed at its limit, and its submission be tried again in a new sandbox.
        longest = 2 * (course.settings.limits.submission_wall_seconds * len(plan.exams) + GRACE) + START
        return {"tier": str(self._bench.tier), "notebooks": [exam.source.name for exam in plan.exams],
                "students": list(planning.students_of(course, assignment)), "patience": longest}

    def _grade(self, request: dict[str, Any]) -> dict[str, Any]:
        assignment, folder = request["assignment"], request["student"]
        if self._course is None or self._bench is None or assignment not in self._plans:
            raise CourseError(f'The engine was not told to open "{assignment}"; nobody was graded.')
        key = self._keys[assignment].of(folder)
        with grade.alone(self._course), Store(self._course.database, self._course.settings.course_id) as store:
            folders, disputes = planning.identified(planning.students_of(self._course, assignment), store.students())
            student = whose(folder, store.students())
            plan = replace(self._plans[assignment], students=(student,), folders=folders, disputes=disputes)
            clerk = grade.Clerk(self._course, store, plan)
            # One at a time: a wall-clock limit that is met was not met because of the others.
            result = self._bench.judge(plan, self._course.folder("submitted"), Task(student, alone=True))
            clerk.record(result, key)
        return {"notebooks": result.notebooks, "repairs": list(result.repairs),
                "reasons": sorted({cell.reason for cell in result.cells if cell.points is None})}

    def close(self) -> None:
        """End the sandbox."""
        if self._bench is not None:
            self._bench.close()

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def main() -> None:
    """Answer until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for nbgrader; it closes the socket
    number = int(sys.argv[1])
    os.set_inheritable(number, False)
    with socket.socket(fileno=number) as line, line.makefile("rwb") as stream, Service() as service:
        try:
            for text in stream:
                stream.write(json.dumps(service.answer(json.loads(text))).encode() + b"\n")
                stream.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the same as an end


if __name__ == "__main__":
    main()
