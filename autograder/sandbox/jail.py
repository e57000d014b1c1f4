"""What the jail may see, as a value; turned into bubblewrap's arguments, or into rules, by pure functions."""

import os
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.guest.policy import Policy
from autograder.model import Limits

GUEST = Path(__file__).parent.parent / "guest"
# Where the guest's code stands inside: alone, as the package `guest`.
INSIDE = "/engine/guest"
# Runners have a /tmp of their own. Where Python itself lies below one of these, it is shown there again from here.
OWN = ("/tmp", "/dev/shm")
ASIDE = "/engine/aside"

# Of /etc, what the dynamic linker, fonts and the time zone need; no host names, users or keys.
ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/localtime", "/etc/alternatives")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Of a Python prefix, what belongs to Python: somebody may have made the environment in the course's own folder.
PARTS = ("bin", "lib", "lib64", "lib32", "libexec", "include", "share", "etc", "ssl", "pyvenv.cfg")


@dataclass(frozen=True, slots=True)
class Jail:
    """A read-only system, an environment without secrets, no network."""

    python: str
    read: tuple[str, ...]
    guest: str = str(GUEST)
    environment: dict[str, str] = field(default_factory=dict)
    user_namespace: bool = True  # root goes without: only then can a runner become another user


def student_jail() -> Jail:
    """The jail that student code runs in: the system, this Python and its packages, nothing of the course."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    packages = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    found = python_files(prefixes, packages)
    return Jail(python=sys.executable, read=found, environment=environment(), user_namespace=os.geteuid() != 0)


def python_files(prefixes: set[str], packages: set[str]) -> tuple[str, ...]:
    """The folders and files of these Python prefixes that are not the system's, by every name that they go by."""
    parts = {f"{prefix}/{part}" for prefix in prefixes for part in PARTS} | packages
    named = {path for path in parts | {os.path.realpath(path) for path in parts} if os.path.exists(path)}
    # A prefix that is a link: what is inside goes by the link's name too.
    return tuple(sorted(path for path in named if not path.startswith(tuple(f"{folder}/" for folder in SYSTEM))))


def policy(tier: str, limits: Limits, *, uid: int | None, scratch: str, imports: Sequence[str] = ()) -> Policy:
    """How the zygote of a tier confines its runners."""
    rules = readable(student_jail()) if tier == "landlock" else ()
    return Policy(
        tier=tier, cell_cpu_seconds=limits.cell_cpu_seconds, memory_mb=limits.memory_mb, processes=limits.processes,
        file_mb=limits.file_mb, output_kb=limits.output_kb, uid=uid, read=rules, scratch=scratch, imports=tuple(imports),
        covered=tuple((f"{ASIDE}/{number}", path) for number, path in enumerate(covered(student_jail()))),
    )


def covered(jail: Jail) -> tuple[str, ...]:
    """Of what a jail shows, the outermost paths that a runner's own folders would cover."""
    below = [path for path in jail.read if path.startswith(tuple(f"{folder}/" for folder in OWN))]
    return tuple(path for path in below if not any(path.startswith(f"{other}/") for other in below))


def readable(jail: Jail) -> tuple[str, ...]:
    """What the tier `landlock` lets a runner read: the same files that bubblewrap would show it."""
    return (*SYSTEM, *ETC, *jail.read, jail.guest)


def outside(tier: str, scratch: str) -> dict[str, str]:
    """The environment in which the zygote of a tier is started."""
    if tier == "namespaces":
        return {}  # bubblewrap sets the one inside
    if tier == "landlock":
        home = f"{scratch}/zygote"
        return {**environment(), "HOME": home, "TMPDIR": home, "IPYTHONDIR": f"{home}/.ipython",
                "MPLCONFIGDIR": f"{home}/.matplotlib"}
    return {**os.environ, **{name: value for name, value in environment().items() if name.startswith(("MPL", "OMP", "OPEN"))}}


def environment() -> dict[str, str]:
    """The whole environment of student code."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp/home",
        "TMPDIR": "/tmp",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "IPYTHONDIR": "/tmp/home/.ipython",
        "MPLCONFIGDIR": "/tmp/home/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Forked runners with more threads each took six times as long.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def command(jail: Jail, bwrap: str, module: str, arguments: Sequence[str]) -> list[str]:
    """The argument list that runs a module of the guest's inside the jail."""
    out = [bwrap, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if jail.user_namespace:
        out.append("--unshare-user")
    out += ["--die-with-parent", "--new-session", "--hostname", "jail", "--clearenv"]
    for name, value in sorted(jail.environment.items()):
        out += ["--setenv", name, value]
    for path in SYSTEM:
        if os.path.islink(path):
            out += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            out += ["--ro-bind", path, path]
    for path in ETC:
        out += ["--ro-bind-try", path, path]
    # The zygote makes namespaces and mounts for each runner; the runner keeps none of these capabilities.
    out += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--dir", "/tmp/home", "--cap-add", "ALL"]
    for path in parents([*jail.read, INSIDE, f"{ASIDE}/0"]):
        # bubblewrap makes missing parents with 0700: a runner of another uid could not read below them.
        out += ["--perms", "0755", "--dir", path]
    for path in jail.read:
        out += ["--ro-bind", path, path]
    for number, path in enumerate(covered(jail)):
        out += ["--ro-bind", path, f"{ASIDE}/{number}"]
    # All runners see this /dev, and where nobody is root they are the user who owns it.
    out += ["--ro-bind", jail.guest, INSIDE, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
    return [*out, *start(jail.python, str(Path(INSIDE).parent), module, arguments)]


def parents(paths: list[str]) -> list[str]:
    """Every folder above the given ones, but the root and those of the system, from the top down."""
    above = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(p for p in above if p != "/" and not any(p == s or p.startswith(s + "/") for s in SYSTEM))


def start(python: str, engine: str, module: str, arguments: Sequence[str]) -> list[str]:
    """A guest module's own command: isolated Python (-I: no user site, no PYTHON* variables, no current folder)."""
    code = f"import sys; sys.path.insert(0, {engine!r}); import runpy; runpy.run_module({module!r}, run_name='__main__')"
    return [python, "-I", "-c", code, *arguments]
