"""What the acceptance scripts share: a line's heading and result, and how commands are run."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def heading(text: str) -> None:
    """Say which line of the issue is shown now."""
    print(f"\n== {text}", flush=True)


def conclude(problems: Sequence[str], says: str) -> int:
    """Print the line's result; the exit code."""
    for problem in problems:
        print(f"   problem: {problem}")
    print(f"{'FAILED' if problems else 'passed'}: {says}" + (f" ({len(problems)} problems)" if problems else ""), flush=True)
    return 1 if problems else 0


def environment(**more: str) -> dict[str, str]:
    """This environment with our checkout importable, this Python's commands on PATH and bytecode caches on."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join((str(BIN), kept.get("PATH", os.defpath)))
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT), **more}


def course(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command `course`; its exit code and output are the result, whatever they are."""
    return run([sys.executable, "-m", "autograder.cli", *map(str, arguments)], cwd, environment(COLUMNS="200"))


def run(argv: Sequence[str], cwd: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end with its output caught."""
    return subprocess.run(argv, cwd=cwd, env=dict(variables), capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
