"""Taking rights away from this process: namespaces, mounts, limits, capabilities, system calls.

Each function acts on the calling process and raises OSError where the kernel refuses: a runner that could not be
confined never starts.
"""

import ctypes
import os
import platform
import resource
import struct

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWCGROUP = 0x10000000, 0x20000000, 0x40000000, 0x02000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_CAP_AMBIENT = 4, 24, 38, 22, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
LAST_CAPABILITY = 63

_PLATFORMS = {  # audit architecture, then system call numbers
    "x86_64": (0xC000003E, {
        "socket": 41, "socketpair": 53, "clone": 56, "ptrace": 101, "mount": 165, "umount2": 166, "swapon": 167,
        "reboot": 169, "init_module": 175, "delete_module": 176, "pivot_root": 155, "chroot": 161, "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "finit_module": 313, "bpf": 321, "kexec_load": 246,
        "userfaultfd": 323, "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430,
        "fsmount": 432, "pidfd_getfd": 438, "clone3": 435, "mount_setattr": 442, "open_by_handle_at": 304,
    }),
    "aarch64": (0xC00000B7, {
        "socket": 198, "socketpair": 199, "clone": 220, "ptrace": 117, "mount": 40, "umount2": 39, "swapon": 224,
        "reboot": 142, "init_module": 105, "delete_module": 106, "pivot_root": 41, "chroot": 51, "add_key": 217,
        "request_key": 218, "keyctl": 219, "unshare": 97, "perf_event_open": 241, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "finit_module": 273, "bpf": 280, "kexec_load": 104,
        "userfaultfd": 282, "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430,
        "fsmount": 432, "pidfd_getfd": 438, "clone3": 435, "mount_setattr": 442, "open_by_handle_at": 265,
    }),
}
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare() -> None:
    """New mount, pid (for children), ipc, uts and net namespaces, in the user namespace that we are in.

    A new user namespace here would make mounting a fresh /proc fail.
    """
    flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET
    _checked(_libc.unshare(flags), "unshare")


def mount(kind: str, target: str, options: str = "") -> None:
    """Mount a fresh file system of `kind` over `target`."""
    flags = MS_NOSUID | MS_NODEV | (MS_NOEXEC if kind == "proc" else 0)
    _checked(_libc.mount(kind.encode(), target.encode(), kind.encode(), flags, options.encode()), f"mount {target}")


def undumpable(dumpable: bool = False) -> None:
    """Keep processes of the same uid from reading this one's memory and files (or allow it again)."""
    _checked(_libc.prctl(PR_SET_DUMPABLE, int(dumpable), 0, 0, 0), "prctl dumpable")


def limit(*, processes: int, file_mb: int, memory_mb: int) -> None:
    """Resource limits that hold without anyone watching; slow growth of several processes is the watcher's."""
    with open("/proc/self/statm") as statm:
        now = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    space = now + 2 * memory_mb * 2**20  # address space is not memory: threads and mappings reserve much of it
    for what, value in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, file_mb * 2**20),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 2**16),
        (resource.RLIMIT_MSGQUEUE, 2**16),
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


def _bpf(code: int, jt: int, jf: int, k: int) -> bytes:
    return struct.pack("=HBBI", code, jt, jf, k)


def _program(machine: str) -> bytes:
    """A seccomp filter: refuses what no notebook needs, lets everything else pass."""
    arch, calls = _PLATFORMS[machine]
    load = 0x20  # BPF_LD | BPF_W | BPF_ABS; offsets: 0 number, 4 architecture, 16 first argument
    equal, greater, bits, result = 0x15, 0x35, 0x45, 0x06
    out = [_bpf(load, 0, 0, 4), _bpf(equal, 1, 0, arch), _bpf(result, 0, 0, _KILL), _bpf(load, 0, 0, 0)]
    # x32 calls share the architecture and have other numbers: none of them.
    out += [_bpf(greater, 0, 1, 0x40000000), _bpf(result, 0, 0, _KILL)]
    special = ("socket", "socketpair", "clone", "clone3")
    for name, number in calls.items():
        if name not in special:
            out += [_bpf(equal, 0, 1, number), _bpf(result, 0, 0, _ERRNO | _EPERM)]
    # clone3 hides its flags in memory that a filter cannot read; libc falls back to clone.
    out += [_bpf(equal, 0, 1, calls["clone3"]), _bpf(result, 0, 0, _ERRNO | _ENOSYS)]
    new = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP
    out += [_bpf(equal, 0, 4, calls["clone"]), _bpf(load, 0, 0, 16), _bpf(bits, 0, 1, new),
            _bpf(result, 0, 0, _ERRNO | _EPERM), _bpf(result, 0, 0, _ALLOW)]
    unix = 1
    out += [_bpf(equal, 0, 4, calls["socket"]), _bpf(load, 0, 0, 16), _bpf(equal, 1, 0, unix),
            _bpf(result, 0, 0, _ERRNO | _EAFNOSUPPORT), _bpf(result, 0, 0, _ALLOW)]
    out.append(_bpf(result, 0, 0, _ALLOW))
    return b"".join(out)


def filter_calls() -> None:
    """Install the seccomp filter for good. Raises OSError on a machine that we have no table for."""
    machine = platform.machine()
    if machine not in _PLATFORMS:
        raise OSError(_ENOSYS, f"no table of system calls for {machine}")
    program = ctypes.create_string_buffer(_program(machine))

    class Fprog(ctypes.Structure):
        _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    fprog = Fprog((len(program) - 1) // 8, ctypes.cast(program, ctypes.c_void_p).value)
    _checked(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(fprog), 0, 0), "seccomp")
