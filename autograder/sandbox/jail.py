"""What the jail may see, as a value; turned into bubblewrap's arguments by a pure function."""

import os
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

GUEST = Path(__file__).parent.parent / "guest"
# Where the guest's code stands inside: alone, as the package `guest`.
INSIDE = "/engine/guest"

# Of /etc, what the dynamic linker, fonts and the time zone need; no host names, users or keys.
ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts", "/etc/localtime", "/etc/alternatives")
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


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
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, sysconfig.get_path("purelib")}
    real = {os.path.realpath(prefix) for prefix in prefixes}
    read = tuple(sorted(path for path in prefixes | real if not path.startswith(("/usr/", "/lib/")) and path != "/usr"))
    return Jail(python=sys.executable, read=read, environment=environment(), user_namespace=os.geteuid() != 0)


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


def command(jail: Jail, bwrap: str, control: int, options: str) -> list[str]:
    """The argument list that starts the zygote inside the jail; `control` is an inherited descriptor."""
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
    for path in parents([*jail.read, INSIDE]):
        # bubblewrap makes missing parents with 0700: a runner of another uid could not read below them.
        out += ["--perms", "0755", "--dir", path]
    for path in jail.read:
        out += ["--ro-bind", path, path]
    out += ["--ro-bind", jail.guest, INSIDE, "--remount-ro", "/", "--chdir", "/tmp", "--"]
    return [*out, *start(jail.python, str(Path(INSIDE).parent), control, options)]


def parents(paths: list[str]) -> list[str]:
    """Every folder above the given ones, but the root and those of the system, from the top down."""
    above = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(p for p in above if p != "/" and not any(p == s or p.startswith(s + "/") for s in SYSTEM))


def start(python: str, engine: str, control: int, options: str) -> list[str]:
    """The zygote's own command: isolated Python (-I: no user site, no PYTHON* variables, no current folder)."""
    code = f"import sys; sys.path.insert(0, {engine!r}); import runpy; runpy.run_module('guest.zygote', run_name='__main__')"
    return [python, "-I", "-c", code, str(control), options]
