"""Nothing leaves the machine: no module of ours can speak to a network."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLIENTS = {
    "aiohttp", "anthropic", "boto3", "botocore", "ftplib", "google", "grpc", "httpcore", "httpx", "imaplib", "mlflow", "nntplib",
    "openai", "paramiko", "poplib", "posthog", "pycurl", "requests", "requests_toolbelt", "sentry_sdk", "smtplib", "ssl",
    "telnetlib", "tornado", "twisted", "urllib3", "wandb", "webbrowser", "websocket", "websockets", "xmlrpc",
}
MODULES = {"urllib.request", "http.client", "http.server", "asyncio.streams", "socketserver"}
# Unix sockets between the grader and its sandbox; none of these opens an internet socket.
SOCKETS = {"autograder/sandbox/runner.py", "autograder/sandbox/zygote.py", "autograder/guest/codec.py",
           "autograder/guest/runner.py", "autograder/guest/zygote.py", "autograder/guest/channel.py", "autograder/guest/keeper.py",
           "autograder/guest/probe.py", "autograder/nbgrader_plugin/handle.py", "autograder/nbgrader_plugin/service.py"}


def modules():
    return sorted(path for folder in ("autograder", "solutions") for path in (ROOT / folder).rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_imports_no_network_client(path):
    """Neither the standard library's nor a package's."""
    found = set(imported(path))

    assert not {name for name in found if name.split(".")[0] in CLIENTS or name in MODULES}
    assert "socket" not in found or path.relative_to(ROOT).as_posix() in SOCKETS


@pytest.mark.parametrize("path", [ROOT / name for name in sorted(SOCKETS)], ids=lambda path: path.name)
def test_sockets_are_local(path):
    """No internet family, no connection to an address."""
    names = {node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)}
    if path.name == "probe.py":
        assert not names & {"connect", "sendto", "bind"}
        names.discard("AF_INET")  # it asks for such a socket to see that the jail gives none

    assert not names & {"AF_INET", "AF_INET6", "create_connection", "create_server", "getaddrinfo", "gethostbyname"}


def test_templates_refer_to_nothing_outside():
    """Pages carry all that they need."""
    for path in (ROOT / "autograder" / "reports" / "templates").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text, path
        assert "https:" not in text, path
        assert "//" not in text.replace("<!DOCTYPE", ""), path
