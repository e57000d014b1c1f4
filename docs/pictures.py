"""Notebooks and web pages as PNG pictures, to look at what people will see. Run by `make pictures`.

    python docs/pictures.py                        the released notebooks and the executed keys of all assignments
    python docs/pictures.py a.ipynb report.html    these files
    python docs/pictures.py --execute a.ipynb      with the outputs of a run

A long page is cut between cells into pictures of readable size: pictures/<name>-01.png, -02, ... The browser gets no
network: formulas are set by the MathJax that the package jupyter-server-mathjax carries.
"""

import argparse
import importlib.util
import shutil
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


def everything() -> Iterator[tuple[str, Any]]:
    """Released notebooks as they are and keys with their outputs, each with the name of its pictures."""
    import nbformat

    sys.path.insert(0, str(ROOT))
    from autograder import course as courses
    from autograder.authoring import inline, render

    course = courses.find(ROOT)
    for assignment in course.assignments:
        for kind, files in (("release", render.student_version(course, assignment)),
                            ("key", inline.key_version(course, assignment))):
            for name, content in files.items():
                if name.endswith(".ipynb"):
                    notebook = nbformat.reads(content.decode(), as_version=4)
                    yield f"{Path(name).stem}-{kind}", run(notebook) if kind == "key" else notebook


def pages(paths: list[Path], execute: bool, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Each thing to be pictured as a web page on disk, with the name of its pictures."""
    import nbformat

    notebooks = list(everything()) if not paths else []
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
    parser.add_argument("paths", nargs="*", type=Path, help=".ipynb and .html files; none: release and keys")
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
