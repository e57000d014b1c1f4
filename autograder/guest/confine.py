"""Taking rights away from this process: namespaces, mounts, limits, capabilities, files, system calls.

Each function acts on the calling process and raises OSError where the kernel refuses: a runner that could not be
confined never starts.
"""

import ctypes
import os
import resource
import signal
import struct
import tempfile

from . import calls, landlock, usage
from .policy import Policy

_libc = ctypes.CDLL(None, use_errno=True)
_python = ctypes.PyDLL(None, use_errno=True)  # its calls keep the interpreter's lock
_python.syscall.restype = ctypes.c_long
_python.PyOS_BeforeFork.restype = _python.PyOS_AfterFork_Child.restype = _python.PyOS_AfterFork_Parent.restype = None

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x20000000, 0x40000000
CLONE = {"x86_64": 56, "aarch64": 220}  # the number of the system call
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND = 1, 2, 4, 8, 4096
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER = 1, 4, 24, 36
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
LAST_CAPABILITY = 63
FILES = 20_000  # that a runner may make: empty files take memory too
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
MACHINE = ("/proc/cpuinfo", "/proc/meminfo")  # of /proc, what libraries ask and no one needs to hide


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def fork_apart() -> int:
    """`os.fork`, the child in new mount, pid, ipc, uts and net namespaces, in the user namespace that we are in.

    A new user namespace here would make mounting a fresh /proc fail. `os.unshare` would not do: only a child of the process
    that calls it comes into the pid namespace, and one more copy of a process as large as this takes longer than all else
    that makes a runner. To be called while there is one thread: the C library does not know that it was forked.
    """
    flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | signal.SIGCHLD
    _python.PyOS_BeforeFork()
    pid: int = _python.syscall(ctypes.c_long(CLONE[os.uname().machine]), ctypes.c_ulong(flags), *[ctypes.c_void_p()] * 4)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone: {os.strerror(number)}")
    return pid


def mount(kind: str, target: str, options: str = "", flags: int = 0) -> None:
    """Mount a fresh file system of `kind` over `target`."""
    flags |= MS_NOSUID | MS_NODEV | (MS_NOEXEC if kind == "proc" else 0)
    _checked(_libc.mount(kind.encode(), target.encode(), kind.encode(), flags, options.encode()), f"mount {target}")


def show_again(aside: str, path: str) -> None:
    """Put what lies at `aside` back to `path`, which another mount has covered; it stays read-only, as it is there."""
    before = os.umask(0o022)  # whatever the grader's is: a runner of another uid has to get through
    os.makedirs(path if os.path.isdir(aside) else os.path.dirname(path), 0o755, exist_ok=True)
    if not os.path.isdir(aside):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o444))
    os.umask(before)
    _checked(_libc.mount(aside.encode(), path.encode(), None, MS_BIND, None), f"mount {path}")


def undumpable(dumpable: bool = False) -> None:
    """Keep processes of the same uid from reading this one's memory and files (or allow it again)."""
    _checked(_libc.prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0), "prctl dumpable")


def adopt_orphans() -> None:
    """Descendants whose parents ended become children of this process, so that none is lost."""
    _checked(_libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl subreaper")


def room(policy: Policy) -> str:
    """A place that only this runner has, with the folders `home` and `work`; to be called by its keeper.

    In namespaces it is /tmp, fresh with /proc and /dev/shm, elsewhere a new folder below the scratch folder.
    """
    if policy.namespaces:
        files = f"nr_inodes={FILES},mode=1777"
        mount("proc", "/proc")
        mount("tmpfs", "/tmp", f"size={2 * policy.file_mb}m,{files}")
        mount("tmpfs", "/dev/shm", f"size={policy.file_mb}m,{files}")
        # Terminals would be shared by all runners of the zygote.
        mount("tmpfs", "/dev/pts", "size=4k,nr_inodes=1,mode=0555", MS_RDONLY)
        for aside, path in policy.covered:
            show_again(aside, path)
        place = "/tmp"
    else:
        place = tempfile.mkdtemp(dir=policy.scratch)
    for folder in (place, f"{place}/home", f"{place}/work"):
        if folder != "/tmp":
            os.makedirs(folder, 0o700, exist_ok=True)
            if policy.uid is not None:
                os.chown(folder, policy.uid, policy.uid)
    return place


def confine(policy: Policy, place: str) -> None:
    """Lay everything that `policy` asks upon this process, which is to run student code in `place`."""
    _checked(_libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl death signal")
    os.chdir(f"{place}/work")
    if not policy.namespaces:
        os.environ.update(HOME=f"{place}/home", TMPDIR=f"{place}/work", IPYTHONDIR=f"{place}/home/.ipython",
                          MPLCONFIGDIR=f"{place}/home/.matplotlib")
        tempfile.tempdir = None  # it may be known already, from the zygote's environment
    limit(policy)
    if policy.tier == "none":
        return
    drop_privileges(policy.uid)
    if policy.uid is not None:
        # Changing the user id has cleared both.
        _checked(_libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl death signal")
    undumpable(True)
    if policy.tier == "landlock":
        landlock.restrict([*policy.read, *MACHINE, *DEVICES], [place, *DEVICES])
    calls.install(policy.tier)


def limit(policy: Policy) -> None:
    """Resource limits that hold without anyone watching; slow growth of several processes is the keeper's."""
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    # The kernel counts per user id. In a namespace of its own, or as a user of its own, the runner is alone in that.
    others = 0 if policy.namespaces or policy.uid is not None else usage.threads_of(os.getuid())
    for what, value in (
        (resource.RLIMIT_AS, now + 2 * policy.memory_mb * 2**20),  # address space is not memory: threads reserve much of it
        (resource.RLIMIT_FSIZE, policy.file_mb * 2**20),
        (resource.RLIMIT_NPROC, others + policy.processes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 2**16),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))


def drop_privileges(uid: int | None) -> None:
    """Become `uid` (root only), lose every capability, and never gain one again."""
    for capability in range(LAST_CAPABILITY + 1):
        _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails beyond the kernel's last one
    _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header = struct.pack("=Ii", 0x20080522, 0)
    _checked(_libc.capset(header, bytes(24)), "capset")
    _checked(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
