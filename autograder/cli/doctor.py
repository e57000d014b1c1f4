"""`course doctor`."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from autograder.cli.console import DONE, USAGE, Json, Root, app, out
from autograder.errors import CourseError


@app.command(epilog="Example: course doctor")
def doctor(json_: Json = False, root: Root = Path()) -> None:
    """Say which sandboxes this machine gives, whether the course may be graded in one, and the command that mends it."""
    found = report(_minimum(root))
    if json_:
        print(json.dumps(found, indent=1))
    else:
        _print(found)
    raise typer.Exit(DONE if found["tier"] else USAGE)


def _minimum(root: Path) -> str:
    """What the course asks; the default where there is no course."""
    from autograder.course import Settings, find

    try:
        return find(root).settings.minimum_tier
    except CourseError:
        if (root / "course_config.py").is_file():
            raise  # there is one, and it says something wrong
        return Settings().minimum_tier


def report(minimum: str) -> dict[str, Any]:
    """All tiers with what was found, as plain data; `tier` is the one that would grade, None where none may."""
    from autograder.sandbox.tiers import GIVES_UP, Tier, findings

    least = Tier(minimum)
    listed: list[dict[str, Any]] = []
    for tier in (Tier.NAMESPACES, Tier.LANDLOCK):
        seen = findings(tier)
        listed.append({
            "tier": str(tier), "holds": all(f.good for f in seen), "enough": tier.holds(least),
            "findings": [{"name": f.name, "good": f.good, "says": f.says, "mend": f.mend} for f in seen],
        })
    best = next((item["tier"] for item in listed if item["holds"] and item["enough"]), None)
    weaker = best is None and any(item["holds"] for item in listed)
    mends = [f["mend"] for item in listed for f in item["findings"] if f["mend"]]
    return {"tier": best, "minimum_tier": minimum, "mend": mends[0] if mends and best is None else "",
            "alternative": f'minimum_tier = "landlock" in course_config.py: {GIVES_UP}' if weaker else "", "tiers": listed}


def _print(found: dict[str, Any]) -> None:
    for item in found["tiers"]:
        holds = "[green]holds[/]" if item["holds"] else "[red]does not hold[/]"
        weaker = "" if item["enough"] else ", weaker than this course asks"
        out.print(f"tier [bold]{item['tier']}[/]: {holds}{weaker}")
        for finding in item["findings"]:
            mark = "[green]ok[/]     " if finding["good"] else "[red]missing[/]"
            out.print(f"  {mark} {escape(finding['name'])}: {escape(finding['says'])}", soft_wrap=True)
    if found["tier"]:
        out.print(f"this course (minimum_tier = \"{found['minimum_tier']}\") is graded in the tier [bold]{found['tier']}[/]")
        return
    out.print(f"this course (minimum_tier = \"{found['minimum_tier']}\") is [bold red]not graded[/] here")
    if found["mend"]:
        out.print(f"mend it with: {escape(found['mend'])}", soft_wrap=True)
    if found["alternative"]:
        out.print(f"or, where the machine cannot be changed, with {escape(found['alternative'])}", soft_wrap=True)
