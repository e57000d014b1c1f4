"""What every command shares: the application, the two consoles, common options, exit codes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    help="Author, release and grade notebook assignments. Start with: course doctor",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)
out = Console()
err = Console(stderr=True)

Root = Annotated[Path, typer.Option("--root", help="The course's folder.", show_default="this folder")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
DONE, PERSON, USAGE = 0, 1, 2  # exit codes: done, something needs a person, usage or environment
