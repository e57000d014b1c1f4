"""Notebooks and web pages as PNG pictures, to look at what people will see. Run by `make pictures`.

    python docs/pictures.py                        of each assignment: the source, the release with the outputs of its
                                                   set-up cells, the executed key, and a graded submission with mistakes
    python docs/pictures.py a.ipynb report.html    these files
    python docs/pictures.py --execute a.ipynb      with the outputs of a run

A long page is cut between cells into pictures of readable size: pictures/<name>-01.png, -02, ... The browser gets no
network: formulas are set by the MathJax that the package jupyter-server-mathjax carries.
"""

import argparse
import copy
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1100, 1550  # CSS pixels of one picture, at most
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BLOCKS = ".jp-Cell, body > *, main > *, section, article, table, tr, p, ul, pre, figure"  # a heading ends no picture
# The package has the STIX fonts alone; without this, MathJax would ask for others and set nothing.
MATHJAX_SETTINGS = """
window.MathJax = {"HTML-CSS": {availableFonts: [], imageFont: null, preferredFont: null, webFont: "STIX-Web",
                               undefinedFamily: "'STIXGeneral','Arial Unicode MS',serif"},
                  showMathMenu: false, messageStyle: "none", displayAlign: "center"};
"""
MATHJAX_READY = """() => new Promise((done) => {
    if (!window.MathJax || !window.MathJax.Hub) { done(document.querySelectorAll(".jp-Notebook").length ? -1 : 0); }
    else { MathJax.Hub.Queue(() => done(document.querySelectorAll(".MathJax, .MathJax_Display").length)); }
})"""
MATHJAX_ERRORS = """() => [...document.querySelectorAll(".merror, .MathJax_Error")].map((e) => e.textContent)"""
CUT_OFF = """() => [...document.querySelectorAll(".jp-CodeCell pre")]
    .filter((e) => e.closest(".jp-InputArea, .jp-OutputArea").scrollWidth > e.closest(".jp-Cell").clientWidth
                   || e.scrollWidth > e.clientWidth + 1)
    .map((e) => e.textContent.split("\\n").sort((a, b) => b.length - a.length)[0])"""
BOTTOMS = """(blocks) => [...document.querySelectorAll(blocks)]
    .map((e) => Math.ceil(e.getBoundingClientRect().bottom + window.scrollY) + 3)"""


def browser_path() -> str:
    """The system's Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("No Chromium here; pictures are taken with the system's: apt-get install chromium")
    return found


def mathjax_url() -> str:
    """MathJax as a file of an installed package."""
    spec = importlib.util.find_spec("jupyter_server_mathjax")
    if spec is None or spec.origin is None:
        sys.exit("No MathJax here; it comes with the development tools: pip install jupyter-server-mathjax")
    script = Path(spec.origin).parent / "static" / "MathJax.js"
    return f"{script.as_uri()}?config=TeX-AMS-MML_HTMLorMML-full"


def as_html(notebook: Any) -> str:
    """A notebook as a web page."""
    from nbconvert import HTMLExporter

    html, _ = HTMLExporter(mathjax_url=mathjax_url()).from_notebook_node(notebook)
    return str(html)


def run(notebook: Any) -> Any:
    """The notebook with the outputs of a run in the course's folder; a cell that fails shows its error."""
    from nbclient import NotebookClient

    client = NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True,
                            resources={"metadata": {"path": str(ROOT)}})
    return client.execute()


def everything(scratch: Path) -> Iterator[tuple[str, Any]]:
    """Every notebook that people see, in the order of its making, each with the name of its pictures."""
    import nbformat

    sys.path.insert(0, str(ROOT))
    from autograder import course as courses
    from autograder.authoring import inline, render

    course = courses.find(ROOT)
    for assignment in course.assignments:
        answers = inline.answers(course, assignment)
        for source in course.source(assignment):
            yield f"{source.name}-source", nbformat.read(source.path, as_version=4)
        for name, content in render.student_version(course, assignment).items():
            if name.endswith(".ipynb"):
                yield f"{Path(name).stem}-release", with_outputs(nbformat.reads(content.decode(), as_version=4), answers)
        for name, content in inline.key_version(course, assignment).items():
            yield f"{Path(name).stem}-key", run(nbformat.reads(content.decode(), as_version=4))
    for path in graded(scratch / "class"):
        yield f"{path.stem}-graded", nbformat.read(path, as_version=4)


def with_outputs(notebook: Any, answers: dict[str, str]) -> Any:
    """A release with the outputs that its own cells have once the questions are answered; a failing check shows."""
    solved = copy.deepcopy(notebook)
    for cell in solved.cells:
        cell.source = answers.get(cell.id, cell.source)
    for cell, ran in zip(notebook.cells, run(solved).cells, strict=True):
        if cell.cell_type == "code" and cell.id not in answers:
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return notebook


def graded(folder: Path) -> list[Path]:
    """One submission of the demo class with several mistakes in it, graded as `course grade` does."""
    from autograder import course as courses
    from autograder import demo

    made = demo.make_class(courses.find(ROOT), folder, attacks=False)
    student = next(student.id for student in made.students if "-slips-" in student.id)
    command = [sys.executable, "-m", "autograder.cli", "grade", made.assignment, "--student", student, "--root", str(folder)]
    # 1 says that a person is needed: for the written answer.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        sys.exit(f"The demo class cannot be graded: {done.stderr.strip()}")
    return sorted((folder / "autograded" / student / made.assignment).glob("*.ipynb"))


def pages(paths: list[Path], execute: bool, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Each thing to be pictured as a web page on disk, with the name of its pictures."""
    import nbformat

    notebooks = list(everything(scratch)) if not paths else []
    for path in paths:
        if path.suffix == ".ipynb":
            notebook = nbformat.read(path, as_version=4)
            notebooks.append((path.stem, run(notebook) if execute else notebook))
        else:
            yield path.stem, path.resolve()
    for name, notebook in notebooks:
        page = scratch / f"{name}.html"
        page.write_text(as_html(notebook), encoding="utf-8")
        yield name, page


def cuts(height: int, bottoms: list[int]) -> list[tuple[int, int]]:
    """Top and bottom of each picture of a page: the ends of blocks where there are any, never more than `HEIGHT`."""
    ends = sorted({bottom for bottom in bottoms if 0 < bottom < height} | {height})
    result: list[tuple[int, int]] = []
    top = 0
    while top < height:
        within = [end for end in ends if top + HEIGHT // 4 < end <= top + HEIGHT]
        bottom = height if height <= top + HEIGHT else within[-1] if within else top + HEIGHT
        result.append((top, bottom))
        top = bottom
    return result


def take(browser: Any, name: str, page_file: Path, out: Path) -> list[Path]:
    """Pictures of one page."""
    page = browser.new_page(viewport={"width": WIDTH, "height": 900})
    try:
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(("file:", "data:", "blob:"))
                   else route.abort())
        page.add_init_script(MATHJAX_SETTINGS)
        page.goto(page_file.as_uri(), wait_until="load")
        if page.evaluate(MATHJAX_READY) < 0:
            sys.exit(f"{name}: MathJax did not start, so that formulas would show as text; reinstall"
                     " jupyter-server-mathjax.")
        for wrong in page.evaluate(MATHJAX_ERRORS):
            print(f"{name}: a formula is wrong: {wrong}", file=sys.stderr)
        for line in page.evaluate(CUT_OFF):
            print(f"{name}: wider than the page: {line}", file=sys.stderr)
        height = page.evaluate("() => document.documentElement.scrollHeight")
        written = []
        for number, (top, bottom) in enumerate(cuts(height, page.evaluate(BOTTOMS, BLOCKS)), 1):
            path = out / f"{name}-{number:02d}.png"
            page.screenshot(path=path, full_page=True,
                            clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top})
            written.append(path)
        return written
    finally:
        page.close()


def main() -> None:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description="Notebooks and web pages as PNG pictures.")
    parser.add_argument("paths", nargs="*", type=Path, help=".ipynb and .html files; none: all of the course")
    parser.add_argument("--execute", action="store_true", help="run the notebooks first")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(),
            args=["--allow-file-access-from-files"],  # fonts beside MathJax are files too
        )
        for name, page_file in pages(options.paths, options.execute, Path(scratch)):
            for stale in options.out.glob(f"{name}-[0-9][0-9].png"):
                stale.unlink()
            for path in take(browser, name, page_file, options.out):
                print(path)
        browser.close()


if __name__ == "__main__":
    main()
