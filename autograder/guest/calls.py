"""The filter of system calls (seccomp) of each tier, as rules in a table.

It refuses what no notebook needs and lets everything else pass; calls that are younger than the table do not exist.
In the tier `landlock` it also stands in for the namespaces that are not there: no sockets but inherited ones, no
signals to strangers, no way out of the runner's session (which is how all of it is ended), no change of a file's mode,
owner or times (Landlock lets these pass).
"""

import ctypes
import os
import platform
import struct
from dataclasses import dataclass

from . import landlock

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
YOUNGEST = 469  # file_setattr, Linux 6.17; what is above is answered with ENOSYS

_COMMON = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432,
    "fspick": 433, "clone3": 435, "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "process_mrelease": 448,
    "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466, "open_tree_attr": 467, "file_setattr": 469,
}
PLATFORMS = {  # audit architecture, then the numbers of system calls
    "x86_64": (0xC000003E, {
        **_COMMON, "shmget": 29, "shmat": 30, "shmctl": 31, "socket": 41, "connect": 42, "bind": 49, "listen": 50, "socketpair": 53,
        "clone": 56, "kill": 62, "semget": 64, "semop": 65, "semctl": 66, "msgget": 68,
        "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "fcntl": 72, "ioctl": 16, "chmod": 90, "fchmod": 91, "chown": 92,
        "fchown": 93, "lchown": 94, "ptrace": 101, "syslog": 103, "setpgid": 109, "setsid": 112, "rt_sigqueueinfo": 129,
        "utime": 132, "setpriority": 141, "sched_setparam": 142, "sched_setscheduler": 144, "pivot_root": 155, "prctl": 157,
        "chroot": 161, "acct": 163, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "init_module": 175,
        "delete_module": 176, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198,
        "fremovexattr": 199, "tkill": 200, "sched_setaffinity": 203, "semtimedop": 220, "tgkill": 234, "utimes": 235, "mq_open": 240,
        "mq_unlink": 241, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "ioprio_set": 251,
        "inotify_init": 253, "inotify_add_watch": 254, "migrate_pages": 256, "fchownat": 260, "futimesat": 261,
        "fchmodat": 268, "unshare": 272, "move_pages": 279, "utimensat": 280, "inotify_init1": 294, "rt_tgsigqueueinfo": 297,
        "perf_event_open": 298, "fanotify_init": 300, "prlimit64": 302, "open_by_handle_at": 304, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "finit_module": 313, "sched_setattr": 314,
        "memfd_create": 319, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323,
    }),
    "aarch64": (0xC00000B7, {
        **_COMMON, "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "fcntl": 25, "inotify_init1": 26, "inotify_add_watch": 27, "ioctl": 29, "ioprio_set": 30, "umount2": 39, "mount": 40,
        "pivot_root": 41, "chroot": 51, "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "acct": 89,
        "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106, "syslog": 116, "ptrace": 117,
        "sched_setparam": 118, "sched_setscheduler": 119, "sched_setaffinity": 122, "kill": 129, "tkill": 130, "tgkill": 131,
        "rt_sigqueueinfo": 138, "setpriority": 140, "reboot": 142, "setpgid": 154, "setsid": 157, "prctl": 167, "mq_open": 180,
        "mq_unlink": 181, "msgget": 186, "msgctl": 187, "msgrcv": 188, "msgsnd": 189, "semget": 190,
        "semctl": 191, "semtimedop": 192, "semop": 193,
        "shmget": 194, "shmctl": 195, "shmat": 196, "socket": 198, "socketpair": 199,
        "bind": 200, "listen": 201, "connect": 203, "add_key": 217, "request_key": 218, "keyctl": 219, "clone": 220,
        "swapon": 224, "migrate_pages": 238, "move_pages": 239, "rt_tgsigqueueinfo": 240, "perf_event_open": 241,
        "prlimit64": 261, "fanotify_init": 262, "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270,
        "process_vm_writev": 271, "kcmp": 272, "finit_module": 273, "sched_setattr": 274, "memfd_create": 279, "bpf": 280,
        "userfaultfd": 282, "kexec_file_load": 294,
    }),
}

EPERM, ENOSYS, EAFNOSUPPORT, PRETEND = 1, 38, 97, 0  # PRETEND: nothing happens, and the caller is told that it worked
_LOAD, _JUMP, _EQUAL, _AT_LEAST, _AND, _RESULT = 0x20, 0x05, 0x15, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NEW_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
UNIX, STREAM, SEQPACKET = 1, 1, 5

REFUSED = (  # in every tier
    "ptrace", "mount", "umount2", "swapon", "reboot", "init_module", "delete_module", "finit_module", "pivot_root", "chroot",
    "add_key", "request_key", "keyctl", "unshare", "perf_event_open", "setns", "process_vm_readv", "process_vm_writev",
    "process_madvise", "process_mrelease", "bpf", "kexec_load", "kexec_file_load", "userfaultfd", "io_uring_setup",
    "open_tree", "open_tree_attr", "move_mount", "fsopen", "fsmount", "fspick", "mount_setattr", "pidfd_getfd", "kcmp",
    "open_by_handle_at", "syslog", "acct", "migrate_pages", "move_pages", "fanotify_init",
    # Memory that no process has mapped is nobody's: the keeper could not count it.
    # And where there is no ipc namespace, what is in these belongs to others.
    "memfd_create", "shmget", "shmat", "shmctl", "semget", "semop", "semtimedop", "semctl", "msgget", "msgsnd", "msgrcv", "msgctl",
    "mq_open", "mq_unlink",
    # The keeper must not be slowed down.
    "setpriority", "ioprio_set", "sched_setparam", "sched_setscheduler", "sched_setattr",
)
REFUSED_ALONE = (  # in the tier landlock
    "connect", "bind", "listen", "setsid", "setpgid", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
    "lremovexattr", "fremovexattr", "removexattrat", "file_setattr", "inotify_init", "inotify_init1", "inotify_add_watch",
)
# shutil.copy and its kin call these after the work is done: an error would only puzzle.
PRETENDED_ALONE = (
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchown", "fchownat", "utime", "utimes", "utimensat",
    "futimesat",
)
SIGNALS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")  # their first argument is a process


@dataclass(frozen=True, slots=True)
class Rule:
    """Answer `call` with the error `result`; with an `argument` only unless (or `listed`: only if) it is in `values`."""

    call: str
    result: int
    argument: int = -1
    values: tuple[int, ...] = ()
    mask: int = 0xFFFFFFFF
    listed: bool = False


def rules(tier: str, pid: int, generation: int) -> list[Rule]:
    """The rules of a tier for a runner with this process id, on a kernel with this generation of Landlock."""
    out = [Rule(call, EPERM) for call in REFUSED]
    out += [
        # clone3 hides its flags in memory that a filter cannot read; libc falls back to clone.
        Rule("clone3", ENOSYS),
        Rule("clone", EPERM, 0, (0,), mask=_NEW_NAMESPACES),
        Rule("socketpair", EAFNOSUPPORT, 0, (UNIX,)),
        # Of a keeper with the same user id a runner could take the files that it measures with.
        Rule("prlimit64", EPERM, 0, (0, pid)),
        Rule("sched_setaffinity", EPERM, 0, (0, pid)),
        Rule("prctl", EPERM, 0, (4,), listed=True),  # PR_SET_DUMPABLE would hide from the keeper where /proc is masked
    ]
    if tier != "landlock":
        return [*out, Rule("socket", EAFNOSUPPORT, 0, (UNIX,))]
    out += [Rule(call, EPERM) for call in REFUSED_ALONE]
    out += [Rule(call, PRETEND) for call in PRETENDED_ALONE]
    out += [
        Rule("socket", EAFNOSUPPORT),
        # A datagram socket of a pair can still send to any path.
        Rule("socketpair", EAFNOSUPPORT, 1, (STREAM, SEQPACKET), mask=0xF),
        # F_SETOWN, F_SETSIG, F_SETOWN_EX and the same by ioctl: signals through the back door.
        Rule("fcntl", EPERM, 1, (8, 10, 15), listed=True),
        Rule("ioctl", EPERM, 1, (0x8901, 0x8902), listed=True),
    ]
    if generation < landlock.SCOPES:
        out += [Rule(call, EPERM, 0, (pid, 0) if call == "kill" else (pid,)) for call in SIGNALS]
        out += [Rule("tkill", EPERM), Rule("pidfd_send_signal", EPERM)]
    return out


def program(machine: str, listed: list[Rule]) -> bytes:
    """The rules as a BPF program for `machine`.

    Raises:
        OSError: there is no table of system calls for it.
    """
    if machine not in PLATFORMS:
        raise OSError(ENOSYS, f"no table of system calls for {machine}")
    architecture, numbers = PLATFORMS[machine]
    # Offsets in the kernel's record: 0 number, 4 architecture, 16 + 8 n the low half of argument n.
    out = [_op(_LOAD, 4), _op(_EQUAL, architecture, 1, 0), _op(_RESULT, _KILL), _op(_LOAD, 0)]
    # x32 calls share the architecture and have other numbers: none of them.
    out += [_op(_AT_LEAST, 0x40000000, 0, 1), _op(_RESULT, _KILL)]
    out += [_op(_AT_LEAST, YOUNGEST + 1, 0, 1), _op(_RESULT, _ERRNO | ENOSYS)]
    for rule in listed:
        if rule.call in numbers:  # aarch64 never had the oldest forms of some
            out += _compiled(rule, numbers[rule.call])
    return b"".join([*out, _op(_RESULT, _ALLOW)])


def _op(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, k)


def _compiled(rule: Rule, number: int) -> list[bytes]:
    refuse = _op(_RESULT, _ERRNO | rule.result)
    if rule.argument < 0 or not (rule.values or rule.listed):
        return [_op(_EQUAL, number, 0, 1), refuse]
    body = [_op(_LOAD, 16 + 8 * rule.argument), _op(_AND, rule.mask)]
    for left, value in zip(range(len(rule.values), 0, -1), rule.values, strict=True):
        # Over the other tests and one more: the refusal, or where the list refuses, the jump around it.
        body.append(_op(_EQUAL, value, left, 0))
    body += [_op(_JUMP, 1), refuse] if rule.listed else [refuse]
    body.append(_op(_LOAD, 0))  # the number again, for the next rule
    return [_op(_EQUAL, number, 0, len(body)), *body]


def install(tier: str) -> None:
    """Lay the filter of `tier` upon this process, for good.

    Raises:
        OSError: there is no table for this machine, or the kernel refuses.
    """
    load(program(platform.machine(), rules(tier, os.getpid(), landlock.abi())))


def load(code: bytes) -> None:
    """Hand a BPF program to the kernel.

    Raises:
        OSError: the kernel refuses it; a process without privileges must have set no_new_privs before.
    """
    held = ctypes.create_string_buffer(code)

    class Fprog(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    fprog = Fprog(len(code) // 8, ctypes.cast(held, ctypes.c_void_p).value)
    if _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(fprog), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")
