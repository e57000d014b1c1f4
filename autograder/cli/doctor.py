"""`course doctor`."""

import json

import typer
from rich.markup import escape

from autograder.cli.console import DONE, USAGE, Json, app, out


@app.command(epilog="Example: course doctor")
def doctor(json_: Json = False) -> None:
    """Say which sandbox this machine gives, what is missing, and the command that mends it."""
    from autograder.sandbox import tiers

    found = tiers.findings()
    good = all(finding.good for finding in found)
    if json_:
        print(json.dumps({"tier": "namespaces" if good else None, "findings": [
            {"name": f.name, "good": f.good, "says": f.says, "mend": f.mend} for f in found]}, indent=1))
    else:
        for finding in found:
            mark = "[green]ok[/]    " if finding.good else "[red]missing[/]"
            out.print(f"{mark} {finding.name}: {escape(finding.says)}", soft_wrap=True)
            if finding.mend:
                out.print(f"        mend it with: {escape(finding.mend)}", soft_wrap=True)
        out.print("tier: [bold]namespaces[/]" if good else "tier: [bold red]none[/], grading refuses")
    raise typer.Exit(DONE if good else USAGE)
