"""The command line: one function per command, each in the file of its subject. The only place that prints.

Exit codes: 0 done, 1 something needs a person, 2 usage or environment.
"""

import sys

from rich.markup import escape

# Each of these adds its commands to `app`; their order here is their order in `course --help`.
from autograder.cli import (  # noqa: F401
    authoring,
    demo,
    doctor,
    editing,
    exchange,
    feedback,
    formgrader,
    grading,
    privacy,
    questions,
    records,
    replay,
    verify,
)
from autograder.cli.console import USAGE, app, err
from autograder.errors import AutograderError


def main() -> None:
    """Run a command; our own faults become one message and exit code 2."""
    try:
        app()
    except AutograderError as error:
        err.print(f"[bold red]course:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(USAGE)
