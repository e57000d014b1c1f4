"""`course formgrader`."""

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from autograder.cli.console import Root, app, err, out
from autograder.course import STEPS, Course, find, use_engine

FORMGRADER, MATHJAX = "nbgrader.server_extensions.formgrader", "jupyter_server_mathjax"
# formgrader's own pages need inline script; nothing else may be loaded from anywhere, and nothing sent anywhere.
POLICY = "; ".join((
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:", "font-src 'self' data:", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'none'",
))
# In place of nbconvert's macro, which loads MathJax from the net. The package has the STIX fonts alone.
LOCAL_MATHJAX = """{%- macro mathjax(url="") -%}
<script>
window.MathJax = {"HTML-CSS": {availableFonts: [], imageFont: null, preferredFont: null, webFont: "STIX-Web",
                               undefinedFamily: "'STIXGeneral','Arial Unicode MS',serif"},
                  tex2jax: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true, processEnvironments: true},
                  showMathMenu: false, messageStyle: "none", displayAlign: "center"};
</script>
<script src="/static/jupyter_server_mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"></script>
{%- endmacro %}
"""


@app.command(epilog="Example: course formgrader --port 8899 --no-browser")
def formgrader(
    port: Annotated[int, typer.Option(min=1, max=65535, help="A port of this machine; the next free one if it is taken.")] = 8888,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
    root: Root = Path(),
) -> None:
    """Grade written answers by hand in nbgrader's formgrader; its autograde button runs this engine. Ctrl-C ends it."""
    course = find(root)
    if course.settings.database == "" and not course.root.joinpath("gradebook.db").exists():
        err.print("[yellow]Nothing is graded yet[/]; first: course grade ASSIGNMENT", soft_wrap=True)
    with tempfile.TemporaryDirectory(prefix="course-formgrader-") as private:
        token = secrets.token_hex(24)
        server = _server(course, Path(private), port, browser, token)
        url = f"http://127.0.0.1:{server.port}/formgrader?token={token}"
        says = f"formgrader: {escape(url)}\nOnly this machine reaches it. Ctrl-C ends it."
        server.io_loop.add_callback(out.print, says, soft_wrap=True)  # it listens from then on
        server.start()
    out.print("formgrader has ended.")


def _server(course: Course, private: Path, port: int, browser: bool, token: str) -> Any:
    """A Jupyter server with formgrader and nothing else, ready to start. All its files are in the folder `private`."""
    _environment(private)
    os.umask(0o077)  # nbgrader would let everybody on this machine read a gradebook that it makes
    os.chdir(course.root)  # where formgrader looks for the course's nbgrader_config.py
    from jupyter_server.serverapp import ServerApp
    from traitlets.config import Config

    (private / "config" / "nbgrader_config.json").write_text(_nbgrader_config(course), encoding="utf-8")
    config = Config()
    config.ServerApp.update({
        "ip": "127.0.0.1", "port": port, "port_retries": 50, "allow_remote_access": False,
        "allow_root": os.geteuid() == 0, "open_browser": browser, "default_url": "/formgrader", "answer_yes": True,
        "root_dir": str(course.root), "terminals_enabled": False, "jpserver_extensions": _extensions(),
        "tornado_settings": {"headers": {"Content-Security-Policy": POLICY}}, "log_level": "ERROR",
    })
    config.PasswordIdentityProvider.allow_password_change = False
    # No kernel can be started from here: a student's notebook would then run outside the jail.
    config.KernelSpecManager.update({"allowed_kernelspecs": ["none"], "ensure_native_kernel": False})
    # Not through the configuration: formgrader shows that on a page.
    os.environ["JUPYTER_TOKEN"] = token
    server = ServerApp.instance(config=config)
    server.log.addFilter(lambda record: "nbgrader/exchange" not in record.getMessage())  # not used here; said at every click
    server.initialize(argv=[])
    assert server.identity_provider.token == token
    del os.environ["JUPYTER_TOKEN"]
    return server


def _environment(private: Path) -> None:
    """Jupyter keeps to the private folder: the user's configuration is neither read nor changed."""
    for name, folder in {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
                         "IPYTHONDIR": "ipython"}.items():
        (private / folder).mkdir(mode=0o700)
        os.environ[name] = str(private / folder)
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "JUPYTER_TOKEN", "JUPYTER_TOKEN_FILE"):
        os.environ.pop(name, None)
    templates = private / "data" / "nbconvert" / "templates" / "formgrade"
    templates.mkdir(parents=True)
    (templates / "mathjax.html.j2").write_text(LOCAL_MATHJAX, encoding="utf-8")
    # nbgrader makes a new gradebook with the command `alembic`.
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(os.path.abspath(sys.executable)), os.environ.get("PATH", os.defpath)))


def _extensions() -> dict[str, bool]:
    """formgrader and MathJax; nothing else that is installed on this machine."""
    from jupyter_core.paths import jupyter_config_path
    from jupyter_server.extension.config import ExtensionConfigManager

    found = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    return {**dict.fromkeys(found, False), FORMGRADER: True, MATHJAX: True}


def _nbgrader_config(course: Course) -> str:
    """nbgrader's settings for this course, as JSON; the course's own nbgrader_config.py is read after it and wins."""
    from traitlets.config import Config

    config = Config()
    use_engine(config)
    config.CourseDirectory.update({
        "root": str(course.root), "course_id": course.settings.course_id, "db_url": course.database,
        **{f"{step}_directory": str(course.folder(step).relative_to(course.root)) for step in STEPS},
    })
    return json.dumps(config)
