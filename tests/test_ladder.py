"""The import ladder: a module imports only from lower rungs, never sideways."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "autograder"
RUNGS = {
    "errors": 0, "model": 0, "guest": 0,
    "checks": 1, "clock": 1, "course": 1, "notebook": 1, "sheets": 1, "students": 1, "roster": 2, "variants": 2,
    "authoring": 3, "sandbox": 3,
    "judge": 4,
    "batch": 5, "gradebook": 5,
    "verification": 6, "workflow": 6, "reports": 6, "demo": 7, "nbgrader_plugin": 7, "cli": 8,
}
# `course` reads sources through `notebook`; both are one step above the records.
ALLOWED = {("course", "notebook")}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("autograder.")}
    return found


def _modules() -> list[Path]:
    return [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_from_lower_rungs_only(path):
    """Each import of ours goes down the ladder, or stays in its own package."""
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")

    for other in _imports(path) - {own}:
        assert RUNGS[other] < RUNGS[own] or (own, other) in ALLOWED, f"{own} imports {other}"


def test_guest_imports_nothing_of_ours():
    """The guest is mounted alone in the jail: only relative imports, the standard library and what students have."""
    for path in (ROOT / "guest").glob("*.py"):
        assert _imports(path) == set(), path


def test_solutions_import_nothing_of_ours():
    """The reference solutions stand on NumPy and SciPy alone."""
    for path in (ROOT.parent / "solutions").glob("*.py"):
        assert _imports(path) == set(), path
