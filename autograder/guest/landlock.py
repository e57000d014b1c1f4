"""Landlock: rules for files, TCP and signals that a process without any privilege lays upon itself, for good.

The kernel calls each generation of rules an ABI. Below the third a program could still empty files that it may not
write, so that generation is the least that will do. What no generation forbids (changing modes and times of a path,
watching a folder, sockets in the file system) the filter of system calls in `calls.py` does.
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

LEAST = 3  # Linux 6.2
SCOPES = 6  # from here signals and abstract sockets stay inside
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_libc = ctypes.CDLL(None, use_errno=True)

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ = EXECUTE | READ_FILE | READ_DIR
_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # what a rule on a file may grant
_MAKE_DEVICES = 1 << 6 | 1 << 11


def abi() -> int:
    """The kernel's generation of Landlock; 0 where it has none or it is switched off."""
    found = _syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    return max(0, found)


def _syscall(number: int, *args: object) -> int:
    return int(_libc.syscall(ctypes.c_long(number), *args))


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def handled(generation: int) -> int:
    """Every right on files that this generation knows: what is not granted by a rule is denied."""
    return (1 << (16 if generation >= 5 else 15)) - 1


def restrict(read: Iterable[str], write: Iterable[str]) -> None:
    """From now on only the files below `read` can be read and executed, those below `write` changed; no TCP.

    Raises:
        OSError: the kernel has no such rules or refuses them, or one of the paths cannot be reached.
    """
    generation = abi()
    if generation < LEAST:
        raise OSError(38, f"Landlock's generation here is {generation}; at least {LEAST} (Linux 6.2) is needed")
    rights = handled(generation)
    attributes = struct.pack("=Q", rights)
    if generation >= 4:
        attributes += struct.pack("=Q", 3)  # bind and connect of TCP
    if generation >= SCOPES:
        attributes += struct.pack("=Q", 3)  # abstract UNIX sockets and signals
    made = _syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    ruleset = _checked(made, "landlock_create_ruleset")
    try:
        for path in read:
            _grant(ruleset, path, rights & _READ)
        for path in write:
            _grant(ruleset, path, rights & ~(EXECUTE | IOCTL_DEV | _MAKE_DEVICES))
        _checked(_syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)), "landlock_restrict_self")
    finally:
        os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    try:
        number = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # nothing there, nothing granted
    try:
        if not stat.S_ISDIR(os.fstat(number).st_mode):
            rights &= _FILE
        rule = struct.pack("=Qi", rights, number)
        _checked(_syscall(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(1), rule, ctypes.c_uint32(0)), f"landlock rule {path}")
    finally:
        os.close(number)
