"""`course formgrader`: private, on this machine only, gone when it is ended; and the TA's way through it in a browser."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import psutil
import pytest
from plugin_course import ROOT

sys.path.insert(0, str(ROOT / "tests" / "acceptance"))
import formgrader as acceptance  # the script that shows the same by itself

LIVE = re.compile(r"(http://127\.0\.0\.1:\d+)/formgrader\?token=(\w+)")


def asked(url):
    """The address that a request ends at, and the text there."""
    with urllib.request.urlopen(url, timeout=120) as answer:
        return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def test_private_and_gone_afterwards(course, tmp_path):
    """Loopback and a token; no kernel; the user's home is not touched; Ctrl-C ends it and leaves nothing."""
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-m", "autograder.cli", "formgrader", "--root", str(course), "--no-browser", "--port", "8950"],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), "TMPDIR": str(scratch),
                                                "PATH": "/usr/bin:/bin"})
    try:
        found = next(match for line in server.stdout if (match := LIVE.search(line)))
        base, token = found.groups()
        listening = {c.laddr.ip for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN}
        assert listening == {"127.0.0.1"}
        assert asked(f"{base}/formgrader/api/assignments")[0] == "/login"
        where, text = asked(f"{base}/formgrader/api/assignments?token={token}")
        assert (where, [item["name"] for item in json.loads(text)]) == ("/formgrader/api/assignments", ["hw"])
        _, page = asked(f"{base}/formgrader/manage_assignments?token={token}")
        assert ("Manage Assignments" in page, token in page) == (True, False)
        assert json.loads(asked(f"{base}/api/kernelspecs?token={token}")[1])["kernelspecs"] == {}
        assert [path.stat().st_mode & 0o077 for path in scratch.iterdir()] == [0]
    finally:
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=120)[0]
    assert (server.returncode, "formgrader has ended" in rest) == (0, True)
    assert [*home.iterdir(), *scratch.iterdir()] == []
    assert (course / "gradebook.db").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(acceptance.browser_path() is None, reason="no Chromium here: apt-get install chromium")
def test_what_a_person_gives_is_there_afterwards(tmp_path: Path):
    """In a real browser: points and a comment outlive the autograde button, and no script of a student's runs."""
    assert acceptance.shown(tmp_path, tmp_path / "pictures") == []
