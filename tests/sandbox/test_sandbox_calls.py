"""The filter of system calls: its numbers, and what it answers, on machines that we have and that we do not have."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.guest import calls

HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}
ALLOWED, KILLED = "allowed", "killed"


def answer(machine, tier, call, *args, generation=7, pid=1000, architecture=None):
    """What the kernel would do: the filter's program, executed here."""
    code = calls.program(machine, calls.rules(tier, pid, generation))
    number = call if isinstance(call, int) else calls.PLATFORMS[machine][1][call]
    data = struct.pack("=IIQ6Q", number, architecture or calls.PLATFORMS[machine][0], 0, *(list(args) + [0] * 6)[:6])
    steps = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    at = value = 0
    while True:
        op, yes, no, k = steps[at]
        at += 1
        if op == 0x20:
            value = struct.unpack_from("=I", data, k)[0]
        elif op == 0x54:
            value &= k
        elif op == 0x05:
            at += k
        elif op in (0x15, 0x35):
            at += yes if (value == k if op == 0x15 else value >= k) else no
        else:
            assert op == 0x06
            return ALLOWED if k == 0x7FFF0000 else KILLED if k == 0x80000000 else k & 0xFFFF


@pytest.mark.parametrize("machine", calls.PLATFORMS)
def test_numbers_are_the_kernels(machine):
    """Each number is what the kernel's own header says, as far as it knows the call."""
    header = Path(HEADERS[machine])
    if not header.is_file():
        pytest.skip("needs the kernel's headers (linux-libc-dev)")
    known = {m[1]: int(m[2]) for m in re.finditer(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())}
    numbers = calls.PLATFORMS[machine][1]

    assert {name: number for name, number in numbers.items() if known.get(name, number) != number} == {}
    assert len(set(numbers) & set(known)) > 60
    assert len(set(numbers.values())) == len(numbers)


@pytest.mark.parametrize("machine", calls.PLATFORMS)
@pytest.mark.parametrize("tier", ["namespaces", "landlock"])
def test_every_refused_call_is_refused(machine, tier):
    """None is forgotten on one of the processors."""
    numbers = calls.PLATFORMS[machine][1]
    listed = [*calls.REFUSED, *(calls.REFUSED_ALONE if tier == "landlock" else ())]

    assert {call: answer(machine, tier, call) for call in listed if call in numbers} == {
        call: calls.EPERM for call in listed if call in numbers}
    # aarch64 never had the oldest forms.
    assert {call for call in [*listed, *calls.PRETENDED_ALONE] if call not in numbers} <= {
        "chmod", "chown", "lchown", "utime", "utimes", "futimesat", "inotify_init"}


@pytest.mark.parametrize("machine", calls.PLATFORMS)
@pytest.mark.parametrize(("call", "args", "namespaces", "landlock"), [
    ("socket", (1, 1), ALLOWED, 97), ("socket", (2, 1), 97, 97), ("socket", (16, 3), 97, 97),
    ("socketpair", (1, 1), ALLOWED, ALLOWED), ("socketpair", (1, 0o2000001), ALLOWED, ALLOWED), ("socketpair", (1, 2), ALLOWED, 97),
    ("socketpair", (1, 3), ALLOWED, 97), ("socketpair", (2, 1), 97, 97),
    ("clone", (0x01200011,), ALLOWED, ALLOWED), ("clone", (0x10000011,), 1, 1), ("clone", (0x20000011,), 1, 1), ("clone3", (), 38, 38),
    ("prlimit64", (0,), ALLOWED, ALLOWED), ("prlimit64", (1000,), ALLOWED, ALLOWED), ("prlimit64", (1,), 1, 1),
    ("sched_setaffinity", (999,), 1, 1), ("prctl", (4, 0), 1, 1), ("prctl", (15,), ALLOWED, ALLOWED),
    ("setsid", (), ALLOWED, 1), ("setpgid", (0, 5), ALLOWED, 1), ("connect", (5,), ALLOWED, 1), ("fchmod", (3, 0o777), ALLOWED, 0),
    ("utimensat", (-100 & 0xFFFFFFFF,), ALLOWED, 0), ("fcntl", (3, 8, 77), ALLOWED, 1), ("fcntl", (3, 10, 9), ALLOWED, 1),
    ("fcntl", (3, 3), ALLOWED, ALLOWED), ("ioctl", (3, 0x8901), ALLOWED, 1), ("ioctl", (3, 0x5401), ALLOWED, ALLOWED),
    ("kill", (77, 9), ALLOWED, ALLOWED),
])
def test_arguments_decide(machine, call, args, namespaces, landlock):
    """The same call with other arguments may be another thing; each tier answers as its docs say."""
    assert answer(machine, "namespaces", call, *args) == namespaces
    assert answer(machine, "landlock", call, *args) == landlock


@pytest.mark.parametrize("machine", calls.PLATFORMS)
@pytest.mark.parametrize(("call", "args", "due"), [
    ("kill", (1000, 9), ALLOWED), ("kill", (0, 9), ALLOWED), ("kill", (1, 9), 1), ("kill", (-1 & 0xFFFFFFFF, 9), 1),
    ("kill", (-1000 & 0xFFFFFFFF, 9), 1), ("tgkill", (1000, 1001, 6), ALLOWED), ("tgkill", (999, 999, 9), 1), ("tkill", (1000, 9), 1),
    ("pidfd_send_signal", (5, 9), 1), ("rt_sigqueueinfo", (999, 9), 1),
])
def test_signals_where_landlock_does_not_know_them(machine, call, args, due):
    """Before its sixth generation (Linux 6.12) the filter lets a runner signal itself alone."""
    assert answer(machine, "landlock", call, *args, generation=4) == due


def test_other_ways_into_the_kernel():
    """Calls of another architecture end the process; calls younger than the table do not exist."""
    assert answer("x86_64", "namespaces", 0x40000029) == KILLED
    assert answer("x86_64", "namespaces", "socket", architecture=0x40000003) == KILLED
    assert answer("x86_64", "namespaces", calls.YOUNGEST + 1) == 38
    assert answer("aarch64", "landlock", 600) == 38
    assert answer("aarch64", "landlock", 64) == ALLOWED


def test_an_unknown_processor_is_refused():
    """No table, no filter, no runner."""
    with pytest.raises(OSError, match="riscv64"):
        calls.program("riscv64", calls.rules("namespaces", 1, 7))


def test_the_kernel_agrees():
    """The program without Landlock's help, in force: no signal to the parent, one to itself, no way out of the session."""
    code = """
import os
from autograder.guest import calls, confine
confine.drop_privileges(None)
calls.load(calls.program(os.uname().machine, calls.rules("landlock", os.getpid(), 3)))
got = []
for attempt in (lambda: os.kill(os.getppid(), 0), lambda: os.kill(-1, 0), os.setsid, lambda: os.kill(os.getpid(), 0), lambda: os.kill(0, 0),
                lambda: os.chmod("/", 0o700)):
    try:
        attempt()
        got.append(0)
    except OSError as error:
        got.append(error.errno)
print(got)
"""
    mode = os.stat("/").st_mode
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, start_new_session=True,
                          env={"PYTHONPATH": str(Path(calls.__file__).parent.parent.parent)})

    assert done.stdout.strip() == "[1, 1, 1, 0, 0, 0]"
    assert os.stat("/").st_mode == mode
