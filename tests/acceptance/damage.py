"""Ten kinds of damage on a hundred copies of honest submissions, graded in the real sandbox.

    python tests/acceptance/damage.py [--copies N] [--workers N] [--seed N] [--keep FOLDER]

Each student gets the honest score in every cell, or the cell is named for a person. Prints a table by kind and what the
persons are asked; exit code 1 if anybody got anything else.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "judge")]

from damages import KINDS, damage  # noqa: E402

from autograder import notebook  # noqa: E402
from autograder.authoring import inline  # noqa: E402
from autograder.batch import plan, pool  # noqa: E402
from autograder.course import Course, find  # noqa: E402
from autograder.model import Limits, Role, SubmissionResult  # noqa: E402
from autograder.verification import catalogue  # noqa: E402

ASSIGNMENT = "bayes"
LIMITS = Limits(cell_cpu_seconds=6.0, cell_wall_seconds=60.0, submission_wall_seconds=600.0)
PROSE = "Few are ill, so most positive tests are false alarms among the many who are well."


def make(course: Course, folder: Path, copies: int, seed: int) -> dict[str, tuple[str, dict[str, float]]]:
    """Write the submissions; by student the kind of damage and the honest points by test cell."""
    sources = course.source(ASSIGNMENT)
    (source,) = sources
    release = notebook.read(course.folder("release") / ASSIGNMENT / f"{source.name}.ipynb")
    corpus = catalogue.load(course.root / "tests" / "corpus" / ASSIGNMENT, sources)
    ways = [*(idiom.answers for idiom in corpus.idioms.values()), inline.answers(course, ASSIGNMENT)]
    written = {cell.id: PROSE for cell in source.cells if cell.role is Role.WRITTEN}
    expected = {}
    for number in range(copies):
        kind = list(KINDS)[number % len(KINDS)]
        chance = Random(f"{seed}/{number}")
        slips = chance.sample(list(corpus.slips.values()), chance.choice([0, 0, 1, 2]))
        slips = list({slip.cell: slip for slip in slips}.values())
        answers = {cell: chance.choice(ways)[cell] for cell in catalogue.tests_by_answer(sources)}
        answers |= {slip.cell: slip.answer for slip in slips} | written
        node = json.loads(notebook.dumps(catalogue.compose(release, answers)))
        student = f"s{number:03d}"
        for name, data in damage(kind, node, json.loads(notebook.dumps(release)), chance).items():
            path = folder / student / ASSIGNMENT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        expected[student] = kind, catalogue.expected_points(sources, slips)
    return expected


def judged(result: SubmissionResult, honest: dict[str, float]) -> tuple[str, list[str], list[str]]:
    """ "honest", "person" or "wrong", with what is wrong and why a person is asked."""
    wrong, asked = [], []
    for cell in result.cells:
        if cell.cell not in honest:
            if cell.points is not None:
                wrong.append(f"{cell.cell}: {cell.points:g} for a written answer ({cell.reason})")
        elif cell.points is None:
            asked.append(f"{cell.cell}: {cell.reason}")
        elif cell.points != honest[cell.cell]:
            wrong.append(f"{cell.cell}: {cell.points:g} for {honest[cell.cell]:g} ({cell.reason})")
    missing = set(honest) - {cell.cell for cell in result.cells}
    wrong += [f"{name}: no row" for name in sorted(missing)]
    return "wrong" if wrong else "person" if asked else "honest", wrong, asked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="write the submissions here and leave them")
    parser.add_argument("--verbose", action="store_true", help="every repair and every question to a person")
    options = parser.parse_args()
    course = find(ROOT)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        expected = make(course, folder, options.copies, options.seed)
        batch = plan.Plan(ASSIGNMENT, "judge", plan.examinations(course, ASSIGNMENT, "judge"), tuple(expected))
        for result in pool.run(batch, folder, LIMITS, workers=options.workers):
            kind, honest = expected.pop(result.student)
            verdict, wrong, asked = judged(result, honest)
            table[kind][verdict] += 1
            for line in wrong:
                print(f"WRONG {result.student} {kind}: {line}")
            if options.verbose or wrong:
                for line in (*result.repairs, *sorted({text.split(": ", 1)[1] for text in asked})):
                    print(f"      {result.student} {kind}: {line}")
    print(f"{'kind of damage':28}{'honest score':>14}{'person':>8}{'wrong':>7}")
    for kind in KINDS:
        row = table[kind]
        print(f"{kind:28}{row['honest']:14}{row['person']:8}{row['wrong']:7}")
    bad = sum(row["wrong"] for row in table.values()) + len(expected)
    for student in expected:
        print(f"LOST {student}")
    total = sum(map(sum, (row.values() for row in table.values())))
    print(f"{total} submissions, {bad} wrong or lost")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
