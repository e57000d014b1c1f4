"""Machines that we do not have, made out of this one: an ordinary user, no namespaces, no bubblewrap.

Run as root, the ordinary user is made in a private mount namespace where Python's folders can be reached by everybody; run
as an ordinary user, it is that user.
"""

import ctypes
import json
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.guest import calls, confine, scratch

ROOT = Path(__file__).parent.parent.parent
USER = 59_999  # nobody's number, and none that runners get
_libc = ctypes.CDLL(None, use_errno=True)
MS_BIND, MS_REC, MS_PRIVATE, NO_NEW_PRIVS = 4096, 16384, 1 << 18, 38


def run(code, *, namespaces, user=True, masked=False, **values):
    """What `code` leaves in its variable `result`, as plain data; `values` are variables that it finds, `work` its folder.

    `namespaces`: whether the kernel grants any; `user`: as an ordinary user, else as whoever runs the tests; `masked`: parts of
    /proc are covered, as containers do, so that nobody without all rights may mount another (needs root).
    """
    folder = Path(tempfile.mkdtemp(prefix="machine-"))  # pytest's own are closed to other users
    try:
        folder.chmod(0o755)
        work = folder / "work"
        work.mkdir()
        if user and os.geteuid() == 0:
            os.chown(work, USER, USER)
        return _run(code, work, namespaces, user, masked, {**values, "work": str(work)})
    finally:
        scratch.remove(str(folder))


def _run(code, work, namespaces, user, masked, values):
    text = f"import json, sys\nglobals().update(json.loads(sys.argv[1]))\n{code}\nprint(json.dumps(result))"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(work), "PYTHONPATH": f"{ROOT}:{ROOT}/tests/sandbox", "LANG": "C.UTF-8",
                   "COURSE_SECRET": "of the grader", "TMPDIR": str(work), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", text, json.dumps(values)], cwd=work, env=environment, capture_output=True, text=True, timeout=300,
        check=False, preexec_fn=lambda: _become(user, namespaces, masked, work),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _become(user, namespaces, masked, work):
    if os.geteuid() == 0:
        confine._checked(_libc.unshare(confine.CLONE_NEWNS), "unshare")
        _bind(None, "/", MS_REC | MS_PRIVATE)
        for path in sorted({os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, sys.executable, ROOT)}):
            _open_up(path, work)
        if masked:
            confine.mount("tmpfs", "/proc/sys", "mode=755")
        if user:
            os.setgroups([])
            os.setresgid(USER, USER, USER)
            os.setresuid(USER, USER, USER)
    if not namespaces:
        refused = [calls.Rule("unshare", calls.EPERM), calls.Rule("setns", calls.EPERM), calls.Rule("clone3", calls.ENOSYS),
                   calls.Rule("clone", calls.EPERM, 0, (0,), mask=calls._NEW_NAMESPACES)]
        _libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        calls.load(calls.program(os.uname().machine, refused))


def _bind(source, target, flags):
    confine._checked(_libc.mount(source and str(source).encode(), str(target).encode(), None, flags, None), f"mount {target}")


def _open_up(path, work):
    """Where a folder above `path` is closed to others, put an open one there that holds nothing but `path`."""
    closed = next((p for p in reversed(Path(path).parents) if not stat.S_IMODE(p.stat().st_mode) & 0o001), None)
    if closed is None or os.path.isfile(path):
        return
    aside = work / f"aside{abs(hash(path))}"
    aside.mkdir()
    _bind(path, aside, MS_BIND | MS_REC)
    confine.mount("tmpfs", str(closed), "mode=755")
    os.makedirs(path)
    _bind(aside, path, MS_BIND | MS_REC)
