"""A small course that keeps every promise of the gate, made so that one change breaks one promise."""

from pathlib import Path

from coins_course import CONFIG, answer, check, locked, region, write
from nbformat.v4 import new_markdown_cell

from autograder import course
from autograder.course import Course

SOLUTIONS = '''"""Reference solutions of a small course."""


def share(flips):
    """Share of heads."""
    if len(flips) == 0:
        raise ValueError("flips is empty")
    return sum(flips) / len(flips)


def toss(n, rng):
    """Tosses of a fair coin."""
    return rng.integers(0, 2, n)
'''
VALUES = """assert share([1, 0]) == 0.5
### BEGIN HIDDEN TESTS
from autograder import checks
checks.close(share([1, 1, 0, 1]), 0.75, hint="Divide by the number of flips.")
### END HIDDEN TESTS"""
EDGES = """# No flips are an error.
### BEGIN HIDDEN TESTS
from autograder import checks
checks.raises_value_error(share, [], names="flips")
### END HIDDEN TESTS"""
LAW = """# Heads come as often as tails.
### BEGIN HIDDEN TESTS
from autograder import checks
n = checks.draws_for_proportion(p=0.5)
flips = toss(n, checks.rng("law"))
assert flips.min() == 0 and flips.max() == 1
checks.proportion_is(flips.sum(), n, 0.5, hint="Heads have probability one half.")
### END HIDDEN TESTS"""
FILES = {
    "slips/sum/answer.py": "def share(flips):\n    if len(flips) == 0:\n        raise ValueError('flips')\n    return sum(flips)\n",
    "slips/sum/expected.toml": 'cell = "share"\nloses = ["share_values"]\nhint = "Divide by"\nabout = "Does not divide."\n',
    "slips/nan/answer.py": "def share(flips):\n    return sum(flips) / len(flips) if len(flips) else float('nan')\n",
    "slips/nan/expected.toml": 'cell = "share"\nloses = ["share_edges"]\nhint = "ValueError"\nabout = "No error."\n',
    "slips/biased/answer.py": "def toss(n, rng):\n    return (rng.random(n) < 0.3).astype(int)\n",
    "slips/biased/expected.toml": 'cell = "toss"\nloses = ["toss_law"]\nhint = "one half"\nabout = "A biased coin."\n',
    "idioms/loops/share.py": ("def share(flips):\n    if not flips:\n        raise ValueError('flips')\n    heads = 0\n"
                              "    for flip in flips:\n        heads += flip\n    return heads / len(flips)\n"),
    "idioms/loops/toss.py": "import numpy as np\ndef toss(n, rng):\n    return np.array([int(rng.random() < 0.5) for _ in range(n)])\n",
    "attacks/exits/answer.py": "import os\ndef share(flips):\n    os._exit(0)\n",
    "attacks/exits/expected.toml": 'cell = "share"\nloses = ["share_values", "share_edges"]\nabout = "Ends its process."\n',
}


def make(root: Path, *, values: str = VALUES, edges: str = EDGES, law: str = LAW, files: dict[str, str] | None = None) -> Course:
    """The course in `root`; the arguments put a fault into it. An empty text in `files` takes the file away."""
    write(root, [
        new_markdown_cell("# Coins", id="title"), locked("imports", "import numpy as np"),
        answer("share", region("flips", "share", "flips")), check("share_values", values, 2), check("share_edges", edges),
        answer("toss", region("n, rng", "toss", "n, rng")), check("toss_law", law, 3)])
    texts = {f"tests/corpus/coins/{name}": text for name, text in {**FILES, **(files or {})}.items()}
    texts |= {"solutions/__init__.py": "", "solutions/coins.py": SOLUTIONS, "course_config.py": CONFIG,
              "source/coins/flips.txt": "110\n"}
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, text in (files or {}).items():
        if not text:
            (root / "tests/corpus/coins" / name).unlink()
            if not any((root / "tests/corpus/coins" / name).parent.iterdir()):
                (root / "tests/corpus/coins" / name).parent.rmdir()
    return course.find(root)
