"""The grader of Likelihood Lab: safe, fast and right for any nbgrader course."""

__version__ = "0.1.0"

import sys

# jsonschema, which nbformat needs, would build a grammar of internationalised addresses when it is imported: one to three
# seconds of each command, for a format that no notebook has. It does without where the package cannot be imported.
if "jsonschema" not in sys.modules:
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
