"""What hostile and unlucky code does to a runner, and what is due to come of it; run by `report` on a zygote of any tier.

An outcome is one of "printed TEXT", "raised NAME", "stopped WHY" (and, for "ended", the status).
"""

import os
import socket
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.guest import usage
from autograder.model import Limits
from autograder.sandbox.runner import Function, Opaque, Raised, Returned, Stopped
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote

LIMITS = Limits(cell_cpu_seconds=0.6, cell_wall_seconds=60.0, memory_mb=200, output_kb=16, file_mb=16, processes=24)


@dataclass(frozen=True)
class Attack:
    """Code for a cell (or, where it defines `f`, a call of it), and the outcomes that will do."""

    name: str
    source: str
    expect: tuple[str, ...]
    landlock: tuple[str, ...] = ()  # where the tier landlock answers otherwise


# `secret` is a file of the grader's that everybody may read, as far as modes go; `pid` the grader's process.
TRY = """
def tried(*attempts):
    got = []
    for number, attempt in enumerate(attempts):
        try:
            attempt()
            got.append(number)
        except (OSError, ValueError):
            pass
    print("succeeded:", got)
import os, socket, ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    if libc.syscall(number, *args) < 0:
        raise OSError(ctypes.get_errno())
"""
NONE = ("printed succeeded: []",)
CELLS = [
    # b: disclosure
    Attack("files", "tried(lambda: open(secret), lambda: os.listdir(folder), lambda: open('/etc/passwd'), lambda: open(home + '/.profile'),"
           "(lambda: (os.symlink(secret, 'link'), open('link'))), lambda: (os.link(secret, 'hard'), open('hard')),"
           "lambda: os.rename(secret, 'mine'))", NONE),
    Attack("environment", "print('COURSE_SECRET' in os.environ, [p for p in os.environ.values() if folder in p])", ("printed False []",)),
    Attack("proc", "tried(*(lambda n=n: open(f'/proc/{pid}/{n}').read() for n in ('environ', 'cmdline', 'maps', 'mem', 'stat')),"
           "lambda: os.listdir(f'/proc/{pid}/fd'), lambda: open(f'/proc/{os.getppid()}/mem'), lambda: open(f'/proc/{os.getppid()}/environ'))",
           NONE),
    Attack("memory of others", "tried(lambda: call(101, 16, os.getppid(), 0, 0), lambda: call(101, 16, pid, 0, 0),"
           "lambda: call(310, os.getppid(), None, 0, None, 0, 0), lambda: call(438, os.pidfd_open(os.getppid()), 0, 0))", NONE),
    # c: resources
    Attack("loop", "while True:\n    pass", ("stopped cpu",)),
    Attack("loop in a child", "if os.fork() == 0:\n    while True: pass\nos.wait()", ("stopped cpu",)),
    Attack("loop without signals", "import signal\nfor n in set(signal.Signals) - {9, 19}:\n    signal.signal(n, signal.SIG_IGN)\n"
           "while True:\n    pass", ("stopped cpu",)),
    Attack("stopped by itself", "os.kill(os.getpid(), 19)", ("stopped wall",)),
    Attack("hang in C", "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)\nlibc.pause()", ("stopped wall",)),
    Attack("fork storm", "n = 0\ntry:\n    while n < 500:\n        if os.fork() == 0:\n            libc.pause()\n        n += 1\n"
           "except BlockingIOError:\n    pass\nprint(n <= 40)", ("printed True",)),
    Attack("forks without end", "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass", ("stopped cpu",)),
    Attack("memory at once", "import numpy as np\nnp.ones(2**32)", ("raised MemoryError", "raised _ArrayMemoryError")),
    Attack("memory slowly", "kept = []\nwhile True:\n    kept.append(b'x' * 10**7)", ("stopped memory",)),
    Attack("memory in children", "for _ in range(8):\n    if os.fork() == 0:\n        kept = b'x' * 5 * 10**7\n        libc.pause()\n"
           "libc.pause()", ("stopped memory",)),
    Attack("shared memory", "import mmap\nkept = [mmap.mmap(-1, 10**8) for _ in range(3)]\nfor m in kept:\n    m.write(b'x' * 10**8)\n"
           "libc.pause()", ("stopped memory",)),
    Attack("memory of nobody", "tried(lambda: os.memfd_create('x'), lambda: call(29, 0, 10**8, 0o1600), lambda: call(240, b'/q', 66, 384, 0),"
           "lambda: call(68, 0, 0o1600), lambda: call(66, 0, 0, 0))", NONE),
    Attack("disk", "n = 0\nwhile True:\n    open(f'f{n}', 'wb').write(b'x' * 2**22)\n    n += 1\n", ("raised OSError",), ("stopped memory",)),
    Attack("files without end", "n = 0\nwhile True:\n    open(f'f{n}', 'w').close()\n    n += 1", ("raised OSError", "stopped cpu"),
           ("stopped memory", "stopped cpu")),
    Attack("one large file", "open('f', 'wb').write(b'x' * 10**8)", ("raised OSError",)),
    Attack("descriptors", "kept = []\nwhile True:\n    kept.append(os.dup(0))", ("raised OSError",)),
    Attack("a large output", "print('x' * 40_000_000)", ("printed " + "x" * 100,)),
    Attack("output without end", "while True:\n    print('x' * 1000)", ("stopped cpu",)),
    Attack("raw output without end", "while True:\n    os.write(1, b'x' * 10**6)", ("raised OSError",)),
    Attack("input", "input()", ("raised EOFError", "raised StdinNotImplementedError")),
    Attack("recursion", "def g():\n    g()\ng()", ("raised RecursionError",)),
    Attack("a thread left", "import threading, time\nthreading.Thread(target=time.sleep, args=(10**6,)).start()\nprint('on')", ("printed on",)),
    Attack("hang at exit", "import atexit\natexit.register(lambda: libc.pause())\nexit()", ("raised SystemExit",)),
    # a, i: its own process and the keeper's
    Attack("os._exit", "os._exit(0)", ("stopped ended 0",)),
    Attack("kill -9 of self", "os.kill(os.getpid(), 9)", ("stopped ended -9",)),
    Attack("segfault", "ctypes.string_at(0)", ("stopped ended -11",)),
    Attack("kill -9 of all", "for p in (os.getppid(), pid, zygote, -1):\n    try:\n        os.kill(p, 9)\n    except OSError:\n        pass\n"
           "print('lives')", ("printed lives",)),
    Attack("keeper slowed down", "import resource\ntried(lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0)),"
           "lambda: os.setpriority(0, os.getppid(), 19), lambda: os.sched_setaffinity(os.getppid(), [0]),"
           "lambda: os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0)))", NONE),
    Attack("more rights", "tried(lambda: os.setuid(0), lambda: os.setgid(0), lambda: call(272, 0x10000000), lambda: call(165, b'x', b'/tmp', b'tmpfs', 0, 0),"
           "lambda: call(161, b'.'), lambda: call(425, 1, b'x' * 200), lambda: call(321, 0, 0, 0), lambda: call(470), lambda: call(500))", NONE),
    # d: network
    Attack("network", "a = socket.AF_INET\ntried(lambda: socket.create_connection(('127.0.0.1', port)),"
           "lambda: socket.socket(a, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port)), lambda: socket.socket(a).bind(('', 0)),"
           "lambda: socket.socket(socket.AF_INET6), lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),"
           "lambda: socket.socket(socket.AF_UNIX).connect(unix), lambda: socket.socket(socket.AF_UNIX).connect(abstract),"
           "lambda: socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', datagrams))", NONE),
    # e: persistence
    Attack("daemon", "if os.fork() == 0:\n    try:\n        os.setsid()\n    except OSError:\n        pass\n    if os.fork() == 0:\n"
           "        os.execv('/bin/sleep', ['sleep', '987654'])\n    os._exit(0)\nos.wait()\nprint('left')", ("printed left",)),
    Attack("what is kept", "marks = ['/tmp/mark', '/dev/mark', '/dev/shm/mark', '/var/tmp/mark', '/mark', home + '/mark', prefix + '/mark',"
           "engine + '/mark.py', folder + '/mark', '/run/mark', os.environ['HOME'] + '/mark', 'mark', '../mark']\n"
           "found = [m for m in marks if os.path.exists(m)]\nfor m in marks:\n    try:\n        open(m, 'w').close()\n    except OSError:\n        pass\n"
           "print(found)", ("printed []",)),
    Attack("what was kept", "print([m for m in ['/tmp/mark', '/dev/mark', '/dev/shm/mark', '/var/tmp/mark', '/mark', os.environ['HOME'] + '/mark',"
           "'mark', '../mark'] if os.path.exists(m)])", ("printed []",)),
    Attack("harm to files", "import shutil\nfor harm in (lambda: os.chmod(secret, 0o777), lambda: os.chmod(folder, 0), lambda: os.utime(secret, (1, 1)),"
           "lambda: os.truncate(secret, 0), lambda: os.unlink(secret), lambda: open(secret, 'w'), lambda: os.setxattr(secret, 'user.x', b'x'),"
           "lambda: shutil.rmtree(folder), lambda: os.mkdir(folder + '/new'), lambda: os.chown(secret, 0, 0), lambda: os.open(secret, os.O_TRUNC)):\n"
           "    try:\n        harm()\n    except OSError:\n        pass\nprint('done')", ("printed done",)),
    Attack("tangled folders", "for _ in range(800):\n    os.mkdir('d')\n    os.chdir('d')\nos.symlink('/', 'l')\nos.mkfifo('p')\nopen('f', 'w').close()\n"
           "os.chdir(os.environ['HOME'])\nos.mkdir('shut')\nopen('shut/f', 'w').close()\nos.chmod('shut', 0)\nprint('made')", ("printed made",)),
    # i: the connection
    Attack("torn frame", "os.write(3, bytes(9))", ("stopped torn",)),
    Attack("a giant announced", "os.write(3, b'\\xff' * 8)", ("stopped torn",)),
    Attack("deep frame", "import struct\nd = b'\\x91' * 100_000\nd = struct.pack('>I', len(d)) + d\nos.write(3, struct.pack('>I', len(d)) + d)",
           ("stopped torn",)),
    Attack("another's nonce", "import sys\nc = sys.modules['guest.codec'].Encoder().encode({'nonce': 10**9, 'value': 1})\n"
           "os.write(3, len(c).to_bytes(4, 'big') + c)", ("stopped torn",)),
    Attack("a child answers", "n = os.fork()\nif n == 0:\n    try:\n        os.write(3, bytes(9))\n    except OSError:\n        os._exit(7)\n    os._exit(0)\n"
           "print(os.waitstatus_to_exitcode(os.waitpid(n, 0)[1]))", ("printed 7",)),
    Attack("descriptors closed", "os.closerange(0, 256)", ("stopped ended 0", "stopped ended 70", "stopped torn")),
    Attack("looping repr", "class R:\n    def __repr__(self):\n        while True:\n            pass\nR()", ("stopped cpu",)),
    Attack("a large message", "raise ValueError('x' * 30_000_000)", ("raised ValueError",)),
    Attack("spawned process", "import multiprocessing as mp\nc = mp.get_context('spawn')\np = c.Process(target=print)\np.start()\np.join()\nprint(p.exitcode)",
           ("printed 0",)),
    Attack("honest", "import tempfile, subprocess, threading, asyncio, shutil, random\nimport numpy as np\nf = tempfile.NamedTemporaryFile('w+')\n"
           "f.write('x'); f.flush()\nshutil.copy(f.name, 'copy')\nnp.save('a', np.arange(3))\nt = threading.Thread(target=lambda: None)\nt.start(); t.join()\n"
           "out = subprocess.run(['/bin/echo', 'hi'], capture_output=True, text=True).stdout.strip()\nasync def g():\n    await asyncio.sleep(0)\n"
           "asyncio.new_event_loop().run_until_complete(g())\nprint(out, np.load('a.npy').sum(), open('copy').read())", ("printed hi 3 x",)),
]
CALLS = [
    Attack("an endless iterator", "import itertools\ndef f():\n    return itertools.count()", ("opaque",)),
    Attack("a looping iterator", "class L:\n    def __iter__(self):\n        while True:\n            pass\n    __len__ = __array__ = __iter__\n"
           "def f():\n    return L()", ("opaque",)),
    Attack("a list that loops", "class L(list):\n    def __iter__(self):\n        while True:\n            pass\n    __len__ = __iter__\n"
           "def f():\n    return L([1])", ("returned [1]",)),
    Attack("a deep list", "def f():\n    x = []\n    for _ in range(10**5):\n        x = [x]\n    return x", ("opaque",)),
    Attack("an exception that loops", "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\ndef f():\n    raise E",
           ("stopped cpu",)),
    Attack("an exception of 30 MB", "def f():\n    raise ValueError('x' * 30_000_000)", ("raised ValueError 4000",)),
    Attack("an array that lies", "import sys, numpy as np\nk = sys.modules['guest.codec']\n"
           "k.Encoder._array = lambda self, v: self._ext(k.ARRAY, ['<f8', [2**40]])\ndef f():\n    return np.ones(3)", ("stopped torn",)),
    Attack("objects in an array", "import sys, numpy as np\nk = sys.modules['guest.codec']\n"
           "k.Encoder._array = lambda self, v: self._ext(k.ARRAY, ['|O', [1]])\ndef f():\n    return np.ones(3)", ("stopped torn",)),
    Attack("a Generator that lies", "import sys\nk = sys.modules['guest.codec']\nk.generator_state = lambda g: ('PCG64', [['state', 'x']], 0)\n"
           "def f(g):\n    return g.random()", ("stopped torn",)),
    Attack("a Generator that lies about its draws", "import sys\nk = sys.modules['guest.codec']\nstate = k.generator_state\n"
           "k.generator_state = lambda g: (*state(g)[:2], 10**30)\ndef f(g):\n    return g.random()", ("stopped torn",)),
    Attack("a call without end", "def f():\n    while True:\n        pass", ("stopped cpu",)),
    Attack("a sleeping call", "import time\ndef f():\n    time.sleep(10**6)", ("stopped wall",)),
    Attack("exit in a call", "def f():\n    raise SystemExit", ("raised Exception 0", "raised SystemExit 0")),
]


class Surroundings:
    """What a grader has beside the sandbox: a secret file, sockets of several kinds."""

    def __init__(self, folder):
        self.folder = Path(folder) / "grader"
        self.folder.mkdir(parents=True, mode=0o755)
        self.secret = self.folder / "tests.py"
        self.secret.write_text("expected = 42")
        self.secret.chmod(0o644)
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.sockets = [self.tcp, self.udp]
        for kind, where in ((socket.SOCK_STREAM, str(self.folder / "s")), (socket.SOCK_STREAM, f"\0course{os.getpid()}"),
                            (socket.SOCK_DGRAM, str(self.folder / "d"))):
            made = socket.socket(socket.AF_UNIX, kind)
            made.bind(where)
            if not where.startswith("\0"):
                os.chmod(where, 0o777)
            if kind == socket.SOCK_STREAM:
                made.listen()
            self.sockets.append(made)

    def names(self, zygote):
        known = {"secret": str(self.secret), "folder": str(self.folder), "pid": os.getpid(), "port": self.port, "zygote": zygote.pid,
                 "unix": str(self.folder / "s"), "abstract": f"\0course{os.getpid()}", "datagrams": str(self.folder / "d"),
                 "home": os.path.expanduser("~"), "prefix": sys.prefix, "engine": str(Path(usage.__file__).parent)}
        return TRY + "\n".join(f"{name} = {value!r}" for name, value in known.items())

    def harmed(self):
        """What happened to them, in words; nothing should."""
        state = self.secret.stat() if self.secret.exists() else None
        whole = state and state.st_mode & 0o777 == 0o644 and state.st_mtime > 10 and self.secret.read_text() == "expected = 42"
        wrong = [] if whole else ["secret"]
        wrong += [] if sorted(os.listdir(self.folder)) == ["d", "s", "tests.py"] else ["folder"]
        for made in self.sockets:
            made.setblocking(False)
            try:
                made.accept() if made.type == socket.SOCK_STREAM else made.recv(10)
                wrong.append(f"reached: {made}")
            except BlockingIOError:
                pass
            made.close()
        return wrong


def report(tier, folder, only=None):
    """Outcomes by name, what was left running after each, and what was harmed. Everything is plain data."""
    around = Surroundings(folder)
    others = set(usage.descendants(os.getpid()))  # of tests before these
    outcomes, left = {}, {}
    with Zygote(LIMITS, Tier(tier), imports=["numpy"]) as zygote:
        zygote.wait()
        names = around.names(zygote)
        calm = _processes()
        for attack in [*CELLS, *CALLS]:
            if only is not None and attack.name not in only:
                continue
            if "stopped wall" in attack.expect:
                zygote.limits = replace(LIMITS, cell_wall_seconds=2.0)  # else the load of the machine decides nothing
            runner = zygote.runner()
            zygote.limits = LIMITS
            try:
                runner.run(names)
                outcomes[attack.name] = _call(runner, attack) if attack in CALLS else _cell(runner, attack)
            except Stopped as stopped:
                outcomes[attack.name] = f"stopped {stopped.why}" + (f" {stopped.status}" if stopped.why == "ended" else "")
            runner.kill()
            left[attack.name] = _left(calm)
        scratch = zygote._scratch
        kept = os.listdir(scratch) if scratch else []
    after = [pid for pid in usage.descendants(os.getpid()) if pid not in others and _command(pid)]
    return {"outcomes": outcomes, "left": {k: v for k, v in left.items() if v}, "harmed": around.harmed(),
            "kept": [name for name in kept if name != "zygote"], "after": after, "scratch": bool(scratch and os.path.exists(scratch))}


def _cell(runner, attack):
    ran = runner.run(attack.source)
    if ran.failed:
        return f"raised {ran.failed[0]}"
    text = "".join(str(o.get("text", "")) for o in ran.outputs if o.get("output_type") == "stream")
    return f"printed {text.strip()[:100]}"


def _call(runner, attack):
    import numpy as np

    runner.run(attack.source)
    runner.mark("here", ["f"])
    function = runner.get("here", "f").value
    assert isinstance(function, Function)
    answer = runner.call(function, (np.random.default_rng(1),) if "def f(g)" in attack.source else (), {})
    if isinstance(answer, Returned):
        return f"returned {answer.value}"
    if isinstance(answer, Raised):
        return f"raised {answer.builtin} {len(answer.message)}"
    assert isinstance(answer, Opaque)
    return "opaque"


def _processes():
    return set(usage.descendants(os.getpid()))


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()[-80:]
    except OSError:
        return ""


def _left(calm):
    """Processes that were not there before; a dead one may take a moment to be reaped."""
    end = time.monotonic() + 10
    while True:
        found = {pid: _command(pid) for pid in _processes() - calm}
        found = {pid: command for pid, command in found.items() if command}
        if not found or time.monotonic() > end:
            return sorted(found.values())
        time.sleep(0.01)
