"""What the jail may see: pure functions from a value to arguments and rules."""

import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.model import Limits
from autograder.sandbox import jail
from autograder.sandbox.tiers import Tier
from autograder.sandbox.zygote import Zygote


def made(**changes):
    return jail.Jail(**{"python": "/opt/py/bin/python", "read": ("/opt/py/bin", "/opt/py/lib"), "guest": "/somewhere/guest",
                        "environment": {"HOME": "/tmp/home"}, **changes})


def pairs(argv, flag):
    return [argv[i + 1] for i, part in enumerate(argv) if part == flag]


def test_the_network_and_the_environment_are_not_inherited():
    """No network, no environment variable but the listed ones, its own process numbers and ipc."""
    argv = jail.command(made(), "bwrap", "guest.zygote", ["7", "{}"])

    assert {"--unshare-net", "--unshare-pid", "--unshare-ipc", "--clearenv", "--die-with-parent", "--new-session"} <= set(argv)
    assert pairs(argv, "--setenv") == ["HOME"]


def test_only_the_listed_files_are_bound_and_none_can_be_written():
    """The system, Python and the guest's code, read-only; nothing else of this machine."""
    argv = jail.command(made(), "bwrap", "guest.zygote", [])

    bound = set(pairs(argv, "--ro-bind")) | set(pairs(argv, "--ro-bind-try"))
    assert bound - set(jail.SYSTEM) == {*jail.ETC, "/opt/py/bin", "/opt/py/lib", "/somewhere/guest"}
    assert "--bind" not in argv
    assert "--dev-bind" not in argv
    assert pairs(argv, "--remount-ro") == ["/dev", "/"]


def test_root_makes_no_user_namespace():
    """Inside one it could not become another user."""
    assert "--unshare-user" in jail.command(made(), "bwrap", "m", [])
    assert "--unshare-user" not in jail.command(made(user_namespace=False), "bwrap", "m", [])


def test_python_is_isolated():
    """No user site, no PYTHON* variables, no current folder; arguments arrive as they are."""
    argv = jail.start("/py", "/engine", "guest.zygote", ["9", '{"a": 1}'])

    assert argv[:3] == ["/py", "-I", "-c"]
    assert argv[-2:] == ["9", '{"a": 1}']


def test_folders_above_what_is_bound_can_be_passed_by_everybody():
    """From the top down, none of the system's."""
    assert jail.parents(["/opt/a/b", "/usr/lib/x", "/opt/c"]) == ["/opt", "/opt/a"]


def test_an_environment_in_the_courses_folder_shows_nothing_of_the_course(tmp_path):
    """`python -m venv .` beside source/ and the gradebook: only Python's own parts of that folder are readable."""
    for part in ("bin", "lib/python3/site-packages", "include", "source/hw", "submitted"):
        (tmp_path / part).mkdir(parents=True)
    for file in ("pyvenv.cfg", "gradebook.db", "course_config.py"):
        (tmp_path / file).write_text("")

    found = jail.python_files({str(tmp_path)}, {str(tmp_path / "lib/python3/site-packages")})

    assert {str(Path(path).relative_to(tmp_path)) for path in found} == {
        "bin", "lib", "lib/python3/site-packages", "include", "pyvenv.cfg"}


def test_a_linked_environment_is_readable_by_both_names(tmp_path):
    """Scripts name the link, the kernel resolves it."""
    (tmp_path / "real" / "lib").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert jail.python_files({str(tmp_path / "link")}, set()) == (f"{tmp_path}/link/lib", f"{tmp_path}/real/lib")


def test_the_course_is_in_no_tier_readable():
    """Neither this repository's source, tests and solutions nor the home folder is below a readable path."""
    repository = Path(jail.__file__).parent.parent.parent
    for path in jail.readable(jail.student_jail()):
        for secret in ("source", "solutions", "tests", "autograder/judge"):
            assert not (repository / secret).is_relative_to(os.path.realpath(path)), path
        assert not Path.home().is_relative_to(path)


@pytest.mark.parametrize("tier", ["namespaces", "landlock", "none"])
def test_a_policy_crosses_as_text(tier):
    """What the zygote parses is what was meant."""
    from autograder.guest import policy

    meant = jail.policy(tier, Limits(processes=5), uid=61_001, scratch="/x", imports=["numpy"])

    assert policy.parse(meant.text()) == meant
    assert meant.namespaces == (tier == "namespaces")
    assert (jail.readable(jail.student_jail()) == meant.read) == (tier == "landlock")


def test_the_environment_outside_has_no_secrets(monkeypatch):
    """With Landlock the zygote gets a fresh environment; without any tier it is the user's own."""
    monkeypatch.setenv("COURSE_TOKEN", "secret")

    assert jail.outside("namespaces", "") == {}
    assert set(jail.outside("landlock", "/x")) == set(jail.environment())
    assert "COURSE_TOKEN" in jail.outside("none", "/x")
    assert sys.prefix not in "".join(jail.outside("landlock", "/x").values())


def test_what_a_runners_folders_would_cover():
    """Python below /tmp is put aside once for each outermost path; a folder whose name only begins so is not below it."""
    seen = made(read=("/opt/python/lib", "/tmp/a/lib", "/tmp/a/lib/site", "/tmp/a/libx", "/tmpfs/lib", "/dev/shm/b"))
    argv = jail.command(seen, "bwrap", "m", [])

    assert jail.covered(seen) == ("/tmp/a/lib", "/tmp/a/libx", "/dev/shm/b")
    assert argv[argv.index("/engine/aside/1") - 1] == "/tmp/a/libx"


def test_python_below_tmp_is_there_in_a_runner(monkeypatch):
    """A checkout in /tmp: folders and single files are seen at their own paths, read-only, beside the runner's own /tmp."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    (folder / "lib").mkdir()
    (folder / "lib" / "module.txt").write_text("found")
    (folder / "pyvenv.cfg").write_text("home")
    paths = (str(folder / "lib"), str(folder / "pyvenv.cfg"))
    plain = jail.student_jail()
    monkeypatch.setattr(jail, "student_jail", lambda: replace(plain, read=(*plain.read, *paths)))
    code = (f"import os\nprint(open('{paths[0]}/module.txt').read(), open('{paths[1]}').read(), "
            f"bool(os.statvfs('{paths[0]}').f_flag & os.ST_RDONLY), sorted(os.listdir('{folder}')))\nopen('/tmp/mine', 'w').close()")
    before = os.umask(0o077)  # formgrader's: what it makes is for its owner only
    try:
        with Zygote(Limits(), Tier.NAMESPACES, imports=[]) as zygote:
            zygote.wait()
            runner = zygote.runner()
            ran = runner.run(code)
            runner.kill()
    finally:
        os.umask(before)
        shutil.rmtree(folder)

    assert (ran.failed, ran.outputs[0]["text"]) == (None, "found home True ['lib', 'pyvenv.cfg']\n")
