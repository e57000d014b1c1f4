"""A fresh clone in an empty folder: `make demo` and `make test`, with nothing else installed by hand.

    python tests/acceptance/fresh_clone.py                   as you are
    python tests/acceptance/fresh_clone.py --unprivileged    as a user without any right (when run by root)
    python tests/acceptance/fresh_clone.py --demo-only       without the tests

What is committed is cloned; uncommitted changes are not seen. The unprivileged user is a number without a name and
with a home folder of its own, so that nothing on the machine changes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from lines import ROOT, conclude, heading

NOBODY = 65534
DEMO_SECONDS = 60.0
_SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What a user's shell has; of the rest, only how pip and git reach the network.
_KEPT = ("PIP_", "http", "HTTP", "no_proxy", "NO_PROXY", "SSL_", "REQUESTS_", "GIT_")


class Visitor:
    """A user in an empty folder with a fresh clone."""

    def __init__(self, folder: Path, unprivileged: bool) -> None:
        self.clone = folder / "clone"
        home = folder / "home"
        home.mkdir()
        passed = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
        path = _SYSTEM_PATH if unprivileged else _without_this_environment(os.environ.get("PATH", os.defpath))
        self._variables = {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **passed}
        self._become: list[str] = []
        # By the caller, who may read the repository; what others can read of it is then no question.
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(self.clone)], check=True)
        if unprivileged and os.geteuid() == 0:
            self._become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all",
                            "--bounding-set=-all", "--no-new-privs"]
            subprocess.run(["chown", "--recursive", f"{NOBODY}:{NOBODY}", str(folder)], check=True)

    def does(self, *argv: str | Path, cwd: Path | None = None) -> tuple[int, str, float]:
        """Run a command as this user: its exit code, its output, the seconds it took."""
        started = time.monotonic()
        done = subprocess.run([*self._become, *map(str, argv)], cwd=cwd or self.clone, env=self._variables, check=False,
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout, time.monotonic() - started

    def python(self) -> str | None:
        """The first Python on the user's PATH that the course takes and this user can run."""
        for name in ("python3", "python3.13", "python3.12", "python3.11"):
            found = shutil.which(name, path=self._variables["PATH"])
            check = "import sys, venv; sys.exit(sys.version_info < (3, 11))"
            if found and self.does(found, "-c", check, cwd=Path("/"))[0] == 0:
                return found
        return None


def _without_this_environment(path: str) -> str:
    """A PATH that does not lead back into the environment that this script runs in."""
    return os.pathsep.join(part for part in path.split(os.pathsep) if Path(part).resolve() != Path(sys.prefix, "bin").resolve())


def visit(visitor: Visitor, targets: Sequence[str]) -> list[str]:
    """Install, demo, test; what went wrong."""
    python = visitor.python()
    if python is None:
        return ["no Python 3.11 or newer that this user can run"]
    code, said, seconds = visitor.does("make", ".venv/.installed", f"PYTHON={python}")
    print(f"   installation with {python}: exit code {code}, {seconds:.0f} s", flush=True)
    if code != 0:
        return [f"the installation failed: {said[-2000:]}"]
    problems = []
    for target in targets:
        code, said, seconds = visitor.does("make", target, f"PYTHON={python}")
        print(f"   make {target}: exit code {code}, {seconds:.0f} s", flush=True)
        if code != 0:
            problems.append(f"make {target}: exit code {code}: {said[-3000:]}")
        if target == "demo" and seconds >= DEMO_SECONDS:
            problems.append(f"make demo took {seconds:.0f} s after the installation; less than {DEMO_SECONDS:.0f} are promised "
                            f"on 2 free cores (load is {os.getloadavg()[0]:.1f} on {os.cpu_count()})")
    return problems


def main() -> int:
    """Show the line; 0 where it holds."""
    parser = argparse.ArgumentParser(description="Clone into an empty folder, make demo, make test.")
    parser.add_argument("--unprivileged", action="store_true", help="as a user without rights")
    parser.add_argument("--demo-only", action="store_true", help="leave make test out")
    options = parser.parse_args()
    who = "an unprivileged user" if options.unprivileged else f"user number {os.geteuid()}"
    targets = ("demo",) if options.demo_only else ("demo", "test")
    heading(f"in an empty folder, as {who}: clone, {', '.join(f'make {target}' for target in targets)}")
    with tempfile.TemporaryDirectory(prefix="fresh-") as scratch:
        problems = visit(Visitor(Path(scratch), options.unprivileged), targets)
    return conclude(problems, f"{who}: {', '.join(targets)}")


if __name__ == "__main__":
    sys.exit(main())
