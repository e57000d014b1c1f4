"""A submission that tries to run script on its feedback page, and a browser that would notice."""

import base64
import shutil
import struct
import zlib
from contextlib import contextmanager

import trees_course as trees

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-sandbox")
MARK = "pwned"  # every script tries to set window.pwned, to speak, to ask, and to reach out
SCRIPT = f"window.{MARK}=1;console.log('{MARK}');alert('{MARK}');fetch('http://127.0.0.1:9/{MARK}')"
TAGS = (
    f"<script>{SCRIPT}</script>",
    f"</pre></section></style></title><script>{SCRIPT}</script>",
    f'"><img src=x onerror="{SCRIPT}">',
    f"'><svg onload=\"{SCRIPT}\"></svg>",
    f'<iframe srcdoc="<script>parent.{MARK}=1</script>"></iframe><iframe src="javascript:{SCRIPT}"></iframe>',
    '<link rel=stylesheet href="http://127.0.0.1:9/style"><style>@import "http://127.0.0.1:9/style2";</style>',
    '<img src="http://127.0.0.1:9/pixel"><base href="http://127.0.0.1:9/"><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/">',
    f'<form action="http://127.0.0.1:9/"><input autofocus onfocus="{SCRIPT}"></form>',
    f"<!--><script>{SCRIPT}</script>--> <![CDATA[<script>{SCRIPT}</script>]]>",
    f"{{{{ cycler.__init__.__globals__.os.popen('echo {MARK}-template').read() }}}} {{% raw %}}",
    f"[link](javascript:{SCRIPT}) ![]({MARK}) <a href='javascript:{SCRIPT}' autofocus>x</a>",
    f"\x1b]8;;javascript:{SCRIPT}\x1b\\link\x1b]8;;\x1b\\ \x1b[31mred\x1b[0m \x9b31m",
    "\u202egnol yrev\u202c \u2066isolate\u2069 \u200b\ufeff\x00\x08\x7f \ud800",
    f"+ADw-script+AD4-{SCRIPT}+ADw-/script+AD4-",
)
EVERYTHING = "\n".join(TAGS)


def png(width=2, height=2, *, behind=b"", claims=None):
    """A whole PNG; `claims` is another size to write into its head, `behind` bytes after its end."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    wide, high = claims or (width, height)
    rows = b"".join(b"\0" + b"\xc0\x40\x40" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"") + behind)


def base64_of(data):
    return base64.b64encode(data).decode()


def hostile_outputs():
    """Outputs of every kind with script in them."""
    bundles = [
        {"text/html": EVERYTHING, "text/plain": EVERYTHING}, {"text/html": EVERYTHING},
        {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{SCRIPT}"><script>{SCRIPT}</script></svg>'},
        {"application/javascript": SCRIPT}, {"text/javascript": SCRIPT, "text/plain": "quiet"},
        {"text/markdown": EVERYTHING}, {"text/latex": EVERYTHING}, {f"x/<script>{SCRIPT}</script>": "odd"},
        {"image/png": base64_of(EVERYTHING.encode("utf-8", "replace"))}, {"image/png": f'" onerror="{SCRIPT}'},
        {"image/png": base64_of(png(behind=EVERYTHING.encode("utf-8", "replace")))},
        {"image/png": base64_of(png(300, 120))},
        {"application/vnd.jupyter.widget-view+json": "{}", "text/plain": "Widget()"},
    ]
    return [
        {"output_type": "stream", "name": "stdout", "text": EVERYTHING},
        {"output_type": "stream", "name": f"<script>{SCRIPT}</script>", "text": EVERYTHING},
        *({"output_type": "display_data", "data": data, "metadata": {}} for data in bundles),
        {"output_type": "error", "ename": TAGS[0], "evalue": EVERYTHING,
         "traceback": [f'  File "<ipython-input-1-x>", line 1, in {TAGS[0]}\n', EVERYTHING]},
    ]


def hostile_course(root, student="<img src=x onerror=alert(1)>"):
    """A course with one submission that has script wherever a student or a grader can write."""
    def clean(text):  # what can be in a file and in a database
        return text.encode("utf-8", "replace").decode().replace("\x00", "")

    course = trees.make_course(root, notebooks=("trees", "<b onclick=alert(1)>"))
    title = clean(TAGS[0] + TAGS[2]).replace('"', "'")
    (root / "course_config.py").write_text(
        trees.CONFIG.replace("Trunks and crowns", title).replace("Trees", clean(TAGS[1]).replace('"', "'")), encoding="utf-8")
    course = trees.courses.find(root)
    trees.hand_in(
        course, student, answers={"area": clean(EVERYTHING), "why": clean(EVERYTHING), "low": ""},
        outputs={"area": hostile_outputs(), clean(TAGS[3]): hostile_outputs()}, extra=[clean(TAGS[3])],
        cells=[trees.marked(0.0, 2.0, "area_values", hint=EVERYTHING, reason="REASON", flags=("FLAG",))])
    trees.by_hand(course, "why", student=student, score=1.0, comment=clean(EVERYTHING))
    trees.by_hand(course, "area", student=student, comment=clean(TAGS[1]))
    return course


@contextmanager
def browser():
    """A headless Chromium that asks nobody but us."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        running = tools.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()


def watched(running, path, picture=None):
    """Open a page and press everything that can be pressed; what a script or a stranger would have caused."""
    seen = []
    page = running.new_page(viewport={"width": 1000, "height": 1400})
    page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("popup", lambda _: seen.append("popup"))
    page.on("request", lambda request: request.url == path.as_uri() or request.url.startswith("data:image/png;base64,")
            or seen.append(f"request: {request.url[:100]}"))
    page.goto(path.as_uri())
    for link in page.locator("a").all()[:3]:
        link.click()
    page.wait_for_timeout(300)
    if page.evaluate(f"typeof window.{MARK}") != "undefined":
        seen.append("a script has set its mark")
    if page.frames != [page.main_frame]:
        seen.append("there is a frame")
    if not page.url.startswith(path.as_uri()):
        seen.append(f"the page went to {page.url}")
    drawn = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    text = page.inner_text("body")
    if picture:
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=picture, full_page=True)
    page.close()
    return seen, drawn, text
