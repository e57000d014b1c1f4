"""A class to try everything on: a course folder of its own, with submissions whose marks are known beforehand.

The students are put together from the corpus in `tests/corpus/bayes`: right answers in several idioms and the
instructor's key, single slips, several slips together, unfinished and unreadable files, and answers that hang, grow,
exit or lie. The same course, size and seed give the same bytes.
"""

import json
import random
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder import notebook, variants
from autograder.authoring import inline
from autograder.course import Course
from autograder.errors import CourseError
from autograder.model import Role, SourceNotebook
from autograder.verification import catalogue
from autograder.verification.catalogue import Attack, Corpus, Slip

ASSIGNMENT = "bayes"
SIZE = 40
EXPECTED = "demo_class.json"  # in the demo's folder: what grading must conclude; also the sign that it is a demo

_COPIED = ("course_config.py", "nbgrader_config.py", "source", "solutions", "release", "manifests")
_KEY = "key"  # the instructor's answers, as one more way of writing them
# Attackers answer all else in this idiom: it uses none of the built-ins that one of them shadows.
_PLAIN_IDIOM = "loops"
_WRITTEN = tuple(" ".join(text.split()) for text in (
    """A positive result does not mean that you are probably ill. The illness is rare, so nearly everybody who is tested
    is healthy, and a few per cent of false alarms among so many are more people than all the ill ones together.""",
    """Think of ten thousand people like you. Only a few of them are ill, and the test finds nearly all of those. Of
    the many healthy ones it alarms a small share too, but a small share of many is a lot. You are one of all these
    people with a positive result, so another test is worth more than worry.""",
    """The quality of the test says how often it is right about the ill and about the healthy. You ask the opposite:
    how often a person with a positive result is ill. For that one needs to know how common the illness is.""",
))


@dataclass(frozen=True, slots=True)
class DemoStudent:
    """One student of the demo class, and what grading must conclude."""

    id: str
    about: str  # one sentence for people
    points: Mapping[str, float]  # by test cell; empty for an unreadable file
    by_hand: tuple[str, ...] = ()  # written cells with an answer in them: they need a person
    unreadable: bool = False  # the whole file needs a person


@dataclass(frozen=True, slots=True)
class DemoClass:
    """A demo course on disk."""

    root: Path
    assignment: str
    students: tuple[DemoStudent, ...]


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a student hands in, before it is a file."""

    name: str  # second part of the student's id
    about: str
    answers: Mapping[str, str]  # by answer cell; what is missing stays as released
    cases: tuple[Slip | Attack, ...] = ()
    writes: bool = True  # answers the written questions
    scratch: bool = False  # adds cells of its own
    broken: bool = False  # the file is cut off


class _Cast:
    """Makes papers from the corpus; every choice comes from one seeded generator."""

    def __init__(self, corpus: Corpus, key: Mapping[str, str], chance: random.Random) -> None:
        self._corpus, self._chance = corpus, chance
        self._ways: dict[str, Mapping[str, str]] = {
            **{name: idiom.answers for name, idiom in corpus.idioms.items()}, _KEY: key}
        self._order = list(key)
        self._waiting: list[Slip] = []

    def idiom(self, name: str) -> _Paper:
        return _Paper(name, f"Right answers throughout, in the idiom {name}.", self._ways[name])

    def mixed(self) -> _Paper:
        return _Paper("mixed", "Right answers throughout, in idioms that change from cell to cell.", self._mix())

    def chatty(self) -> _Paper:
        answers = {cell: _chatty(text) for cell, text in self._mix().items()}
        return _Paper("chatty", "Right answers that print, warn and write to stderr everywhere.", answers, scratch=True)

    def slip(self) -> _Paper:
        slip = self._next_slip()
        name = f"slip-{slip.name.replace('_', '-')}"
        return _Paper(name, slip.about, {**self._mix(), slip.cell: slip.answer}, (slip,))

    def several(self) -> _Paper:
        wanted = self._chance.randint(2, 6)
        chosen: dict[str, Slip] = {}
        for slip in self._chance.sample(list(self._corpus.slips.values()), len(self._corpus.slips)):
            if len(chosen) < wanted:
                chosen.setdefault(slip.cell, slip)
        names = ", ".join(slip.name for slip in chosen.values())
        answers = {**self._mix(), **{cell: slip.answer for cell, slip in chosen.items()}}
        return _Paper(f"slips-{len(chosen)}", f"Several slips together: {names}.", answers, tuple(chosen.values()))

    def blank(self) -> _Paper:
        return _Paper("blank", "The notebook as it was released.", {}, writes=False)

    def half(self) -> _Paper:
        done = self._order[: self._chance.randint(1, max(1, len(self._order) - 1))]
        mix = self._mix()
        about = f"The first {len(done)} of {len(self._order)} questions, rightly; the rest as released."
        return _Paper(f"unfinished-{len(done)}", about, {cell: mix[cell] for cell in done}, writes=False)

    def cut_off(self) -> _Paper:
        return _Paper("cut-off", "A file that ends in the middle.", self._mix(), broken=True)

    def attack(self, name: str) -> _Paper:
        if name not in self._corpus.attacks:
            raise CourseError(f'The corpus of {ASSIGNMENT} has no attack "{name}"; the demo class needs it.')
        attack = self._corpus.attacks[name]
        answers = {**self._ways[_PLAIN_IDIOM], attack.cell: attack.answer}
        return _Paper(name.replace("_", "-"), attack.about, answers, (attack,))

    def _mix(self) -> dict[str, str]:
        return {cell: self._ways[self._chance.choice(list(self._ways))][cell] for cell in self._order}

    def _next_slip(self) -> Slip:
        # Each slip comes once before one comes again.
        if not self._waiting:
            self._waiting = list(self._corpus.slips.values())
            self._chance.shuffle(self._waiting)
        return self._waiting.pop()


def make_class(course: Course, root: Path, *, size: int = SIZE, seed: int = 0, attacks: bool = True) -> DemoClass:
    """Build the folder `root`: a copy of the course, and submissions of `size` students.

    A class of 40 has everyone; a larger one has the same kinds again with other combinations, a smaller one the first
    of them. With `attacks=False` nobody hangs, exits or lies: the places are taken by single slips. What grading must
    conclude is in the result and in the folder's `demo_class.json`. An older demo in `root` is replaced, with its
    grades.

    Raises:
        CourseError: `root` holds something other than a demo, the assignment is not released, the corpus is wrong,
            or `size` is not positive.
    """
    if size < 1:
        raise CourseError(f"size = {size}; a class has at least one student.")
    sources = course.source(ASSIGNMENT)
    releases = {source.name: _release(course, source) for source in sources}
    corpus = catalogue.load(course.root / "tests" / "corpus" / ASSIGNMENT, sources)
    cast = _Cast(corpus, inline.answers(course, ASSIGNMENT), random.Random(seed))  # noqa: S311  # no secret
    _clear(root)
    _copy_course(course, root)
    roster = _roster(cast, attacks)
    students = tuple(
        _hand_in(root, _student_id(number, size, paper), paper, sources, releases)
        for number, paper in enumerate((roster[place % len(roster)]() for place in range(size)), start=1)
    )
    text = json.dumps([asdict(student) for student in students], indent=1)
    (root / EXPECTED).write_text(text + "\n", encoding="utf-8")
    return DemoClass(root, ASSIGNMENT, students)


def _roster(cast: _Cast, attacks: bool) -> list[Callable[[], _Paper]]:
    """Who sits where in a class of 40."""
    def troubled(name: str) -> Callable[[], _Paper]:
        return (lambda: cast.attack(name)) if attacks else cast.slip

    return [
        lambda: cast.idiom("loops"), lambda: cast.idiom("numpy"), lambda: cast.idiom("scipy"),
        lambda: cast.idiom("float32"), lambda: cast.idiom(_KEY),
        *[cast.mixed] * 3, cast.chatty, *[cast.slip] * 8,
        troubled("infinite_loop"), cast.blank, cast.several, cast.half, troubled("exit_in_function"), cast.cut_off,
        *[cast.slip] * 8, troubled("memory_grows"), cast.several, cast.half, troubled("patched_numpy"), cast.several,
        troubled("always_equal"), cast.several, troubled("shadowed_builtins"),
    ]


def _student_id(number: int, size: int, paper: _Paper) -> str:
    return f"s{number:0{max(2, len(str(size)))}d}-{paper.name}"


def _release(course: Course, source: SourceNotebook) -> Any:
    path = course.folder("release") / ASSIGNMENT / f"{source.name}.ipynb"
    for needed in (path, variants.manifest_path(course, ASSIGNMENT)):
        if not needed.is_file():
            raise CourseError(f"{needed} does not exist; run `course release {ASSIGNMENT}` first.")
    return notebook.read(path)


def _clear(root: Path) -> None:
    if root.is_dir() and (root / EXPECTED).is_file():
        shutil.rmtree(root)
    elif root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise CourseError(f"{root} is there already, and no demo of ours; give a new folder for the demo course.")
    root.mkdir(parents=True, exist_ok=True)


def _copy_course(course: Course, root: Path) -> None:
    for name in _COPIED:
        origin = course.root / name
        if origin.is_dir():
            shutil.copytree(origin, root / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        elif origin.is_file():
            shutil.copyfile(origin, root / name)
    if course.settings.database:
        # Grading the demo must never write to the course's own gradebook.
        with (root / "course_config.py").open("a", encoding="utf-8") as config:
            config.write('\ndatabase = ""  # the demo class has a gradebook of its own\n')


def _hand_in(
    root: Path, student: str, paper: _Paper, sources: tuple[SourceNotebook, ...], releases: Mapping[str, Any]
) -> DemoStudent:
    """Write the student's files; what is expected of them."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    by_hand: list[str] = []
    for source in sources:
        answers = {cell.id: paper.answers[cell.id] for cell in source.cells if cell.id in paper.answers}
        written = [cell.id for cell in source.cells if cell.role is Role.WRITTEN and paper.writes]
        texts = {cell: _WRITTEN[(len(student) + place) % len(_WRITTEN)] for place, cell in enumerate(written)}
        node = catalogue.compose(releases[source.name], {**answers, **texts})
        if paper.scratch:
            _scribble(node)
        text = notebook.dumps(node)
        (folder / f"{source.name}.ipynb").write_text(text[: len(text) * 3 // 5] if paper.broken else text,
                                                     encoding="utf-8")
        by_hand += written
    if paper.broken:
        return DemoStudent(student, paper.about, {}, unreadable=True)
    points = catalogue.expected_points(sources, paper.cases)
    for cell, tests in catalogue.tests_by_answer(sources).items():
        if cell not in paper.answers:
            points |= dict.fromkeys(tests, 0.0)
    return DemoStudent(student, paper.about, points, tuple(by_hand))


def _chatty(answer: str) -> str:
    """`answer` with prints and text on stderr in every function, and warnings around them."""
    says = r'\1\n    print("called \2")\n    print("no error in \2", file=sys.stderr)'
    loud = re.sub(r"^(def (\w+)\(.*\):)$", says, answer, flags=re.MULTILINE)
    return (
        f"import sys\nimport warnings\n\n{loud.rstrip()}\n\n\n"
        'warnings.warn("This cell is noisy.")\nprint("no error here", file=sys.stderr)\n"cell done"'
    )


def _scribble(node: Any) -> None:
    """Cells of the student's own, between and behind the given ones."""
    half = len(node.cells) // 2
    node.cells.insert(half, nbformat.v4.new_markdown_cell("Notes: ask about this in the next session.", id="my-notes"))
    node.cells.append(nbformat.v4.new_code_cell("for i in range(3):\n    print(i, i**2)\n1 / 4", id="my-scratch"))
