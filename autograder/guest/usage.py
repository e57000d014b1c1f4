"""What processes use: read from /proc by the keeper, which trusts nothing else."""

import os
from dataclasses import dataclass

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """CPU seconds of a process and of its reaped children; its own memory and what it shares by design, in bytes."""

    cpu: float
    private: int
    shared: int


def everyone() -> list[int]:
    """All processes of the namespace whose /proc this is."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children(pid: int) -> list[int]:
    """The children of all threads of a process."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += [int(part) for part in file.read().split()]
    except FileNotFoundError:
        if os.path.isdir(f"/proc/{pid}"):  # a kernel without these files
            return [other for other in everyone() if (fields := _stat(other)) and int(fields[1]) == pid]
    except OSError:
        pass  # it ended between the two looks
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children, and so on."""
    found, todo = [], [pid]
    while todo:
        below = children(todo.pop())
        found += below
        todo += below
    return found


def threads_of(uid: int) -> int:
    """How many threads this user has on the machine, as far as /proc shows."""
    count = 0
    for pid in everyone():
        try:
            if os.stat(f"/proc/{pid}").st_uid == uid:
                count += int((_stat(pid) or [b"0"] * 18)[17])
        except OSError:
            continue
    return count


def _stat(pid: int) -> list[bytes]:
    """The fields behind the name: state, parent, group, session, ...; empty where the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()
    except (OSError, IndexError):
        return []


def of(pid: int) -> Use | None:
    """What a process uses; None where it is gone or hides."""
    fields = _stat(pid)
    try:
        with open(f"/proc/{pid}/status", "rb") as file:
            lines = dict(line.split(b":", 1) for line in file if line.startswith((b"RssAnon", b"RssShmem")))
        private, shared = (int(lines.get(name, b"0 kB").split()[0]) * 1024 for name in (b"RssAnon", b"RssShmem"))
        return Use(sum(int(part) for part in fields[11:15]) / TICKS, private, shared)
    except (OSError, IndexError, ValueError):
        return None


def proportional(pid: int) -> int:
    """Bytes of anonymous and shared memory, each page divided by the number of processes that have it. Slow."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            parts = [line.split() for line in file if line.startswith((b"Pss_Anon", b"Pss_Shmem"))]
        return sum(int(part[1]) * 1024 for part in parts)
    except (OSError, IndexError, ValueError):
        use = of(pid)
        return use.private + use.shared if use else 0
