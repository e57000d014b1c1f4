"""The whole corpus of `bayes`, graded by `course grade` in the real sandbox: exact points, and the hint of each slip.

    python tests/acceptance/corpus_graded.py

Each case is one student: idioms answer everything, a slip or an attack replaces one answer among right ones.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lines import ROOT, conclude, course, heading

from autograder import demo, notebook
from autograder.course import find
from autograder.verification import catalogue
from autograder.verification.catalogue import Attack, Corpus, Idiom, Slip

ASSIGNMENT = demo.ASSIGNMENT
_COPIED = ("course_config.py", "source", "solutions", "release", "manifests")
_PLAIN_IDIOM = "loops"  # it uses none of the built-ins that an attack shadows

Case = Idiom | Slip | Attack
Row = dict[str, Any]


def cases_of(corpus: Corpus) -> Iterator[tuple[str, Case]]:
    """Every case with the id of the student who hands it in."""
    for kind, cases in (("idiom", corpus.idioms), ("slip", corpus.slips), ("attack", corpus.attacks)):
        for name, case in cases.items():
            yield f"{kind}-{name}", case


def hand_in(corpus: Corpus, root: Path, only: Sequence[str] = ()) -> dict[str, Case]:
    """A course in `root` with one submission for each case (or for those named); the cases by student."""
    for name in _COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, root / name)
    (release,) = (ROOT / "release" / ASSIGNMENT).glob("*.ipynb")
    given = notebook.read(release)
    chosen = {student: case for student, case in cases_of(corpus) if not only or student in only}
    for student, case in chosen.items():
        right = corpus.idioms[_PLAIN_IDIOM].answers
        answers = case.answers if isinstance(case, Idiom) else {**right, case.cell: case.answer}
        path = root / "submitted" / student / ASSIGNMENT / release.name
        path.parent.mkdir(parents=True)
        path.write_text(notebook.dumps(catalogue.compose(given, answers)), encoding="utf-8")
    return chosen


def wrong(case: Case, rows: Sequence[Row], worth: Mapping[str, float]) -> list[str]:
    """What grading one case gave that its expected.toml does not say."""
    got = {row["cell"]: row for row in rows}
    loses = () if isinstance(case, Idiom) else case.loses
    spreads = isinstance(case, Attack) and case.spreads
    problems = []
    for cell, points in worth.items():
        row = got.get(cell)
        if row is None:
            problems.append(f"{cell} has no row")
        elif cell in loses:
            # An attack may earn nothing; whether by a 0 or by a look of a person is the engine's matter.
            if row["points"] != 0 and not (isinstance(case, Attack) and row["points"] is None):
                problems.append(f"{cell} has {row['points']} of {points:g}, due is nothing ({row['reason'][:200]})")
        elif row["points"] != points and not spreads:
            problems.append(f"{cell} has {row['points']} of {points:g}, due is all ({row['reason'][:200]})")
    if isinstance(case, Slip) and not any(case.hint in got[cell]["hint"] for cell in loses if cell in got):
        said = [got[cell]["hint"] for cell in loses if cell in got]
        problems.append(f"no hint says {case.hint!r}; they are {said}")
    return problems


def problems_of(chosen: Mapping[str, Case], rows: Sequence[Row]) -> list[str]:
    """All cases' problems, each with its student."""
    worth = catalogue.points_by_test(find(ROOT).source(ASSIGNMENT))
    by_student: dict[str, list[Row]] = {student: [] for student in chosen}
    for row in rows:
        by_student[row["student"]].append(row)
    return [f"{student}: {problem}" for student, case in chosen.items() for problem in wrong(case, by_student[student], worth)]


def graded(root: Path) -> list[Row]:
    """The scores of the class in `root`, graded by the command."""
    done = course("grade", ASSIGNMENT, "--root", root)
    if done.returncode not in (0, 1):
        sys.exit(f"course grade failed:\n{done.stderr[-3000:]}")
    found: list[Row] = json.loads(course("scores", ASSIGNMENT, "--root", root, "--format", "json").stdout)
    return found


def main() -> int:
    """Show the line; 0 where it holds."""
    heading("right answers in every idiom get full marks; each slip loses points in its own cells, nowhere else")
    corpus = catalogue.load(ROOT / "tests" / "corpus" / ASSIGNMENT, find(ROOT).source(ASSIGNMENT))
    with tempfile.TemporaryDirectory() as scratch:
        chosen = hand_in(corpus, Path(scratch))
        rows = graded(Path(scratch))
    problems = problems_of(chosen, rows)
    return conclude(problems, f"{len(corpus.idioms)} idioms, {len(corpus.slips)} slips, {len(corpus.attacks)} attacks: {len(rows)} cells")


if __name__ == "__main__":
    sys.exit(main())
