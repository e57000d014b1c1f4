"""Opens feedback pages in a real browser that were made to run script: none may run, and nothing may be asked for.

    python tests/acceptance/feedback.py [FOLDER]

Screenshots go to FOLDER (default: a temporary one, which is named). Exit code 0: nothing ran; 1: something did, or the
browser is missing.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "reports")]

import hostile  # noqa: E402

from autograder.gradebook.marks import marks  # noqa: E402
from autograder.reports.feedback import Press  # noqa: E402

STUDENTS = (  # names that can be a folder's
    "<img src=x onerror=alert(1)>", "'\"><script>alert(1)<&#47;script>", "\u202egnol\u202c {{ 7 * 7 }}", "..%2f..%2fup #?.html",
)


def main() -> int:
    """Make a page for each name, open it, and say what happened."""
    if hostile.CHROMIUM is None:
        print("No Chromium here; on Debian and Ubuntu: sudo apt install chromium")
        return 2
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="feedback-")).resolve()
    failed = 0
    with hostile.browser() as running:
        control = folder / "control.html"
        folder.mkdir(parents=True, exist_ok=True)
        control.write_text(hostile.EVERYTHING, encoding="utf-8", errors="replace")
        seen, _, _ = hostile.watched(running, control)
        if not seen:
            print("FAILED: the browser notices nothing even where script does run")
            return 1
        print(f"control: {len(seen)} things are noticed on a page that escapes nothing")
        for number, student in enumerate(STUDENTS):
            course = hostile.hostile_course(folder / f"course{number}", student)
            (page,) = Press(course, "trees").printed(marks(course.database, "trees"))
            seen, drawn, text = hostile.watched(running, page.path, folder / f"page{number}.png") if not page.refused else (
                [page.refused], [], "")
            wrong = [*seen, *([] if drawn and all(drawn) else ["the honest picture is not drawn"]),
                     *(word for word in ("REASON", "FLAG", f"{hostile.MARK}-template\n") if word in text)]
            failed += bool(wrong)
            print(f"page {number}: {'FAILED ' + '; '.join(wrong) if wrong else 'nothing ran, nothing was asked for'}")
    print(f"screenshots: {folder}/page*.png")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
