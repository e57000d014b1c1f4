"""A rehearsal: become what a runner becomes, see that what is forbidden is refused and that Python still works.

Exit code 0; or 3 and one line on stderr that says what does not hold.
"""

import os
import socket
import sys

from . import confine, policy, scratch
from .policy import Policy


def main() -> None:
    """Run it."""
    plan = policy.parse(sys.argv[1])
    place = ""
    try:
        if not plan.namespaces:
            place = confine.room(plan)
        child = confine.fork_apart() if plan.namespaces else os.fork()
        if child == 0:
            os._exit(_rehearse(plan, place))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except OSError as error:
        code = _say(error)
    if place:
        scratch.remove(place)
    sys.exit(code)


def _say(error: Exception) -> int:
    print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    return 3


def _rehearse(plan: Policy, place: str) -> int:
    try:
        confine.confine(plan, place or confine.room(plan))
        for module in ("colorsys", "numpy"):  # one of the standard library's, one of the packages
            __import__(module)
        with open("file", "w") as file:
            file.write("in the runner's own folder")
        _refused("a connection to the network", lambda: socket.socket(socket.AF_INET))
        _refused("another user's rights", lambda: os.setuid(0))
        if plan.tier == "landlock":
            _refused("a file of the machine's", lambda: open("/etc/passwd").close())
            _refused("a folder of the machine's", lambda: os.listdir("/"))
            _refused("a file outside", lambda: open(f"{plan.scratch}/outside", "w").close())
        elif os.listdir("/proc") == [] or os.getpid() > 3:
            raise RuntimeError("/proc and process numbers are not the runner's own")
    except Exception as error:
        return _say(error)
    return 0


def _refused(what: str, attempt: object) -> None:
    assert callable(attempt)
    try:
        attempt()
    except OSError:
        return
    raise RuntimeError(f"{what} was not refused")


if __name__ == "__main__":
    main()
