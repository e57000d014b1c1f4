"""Which tier is chosen, when grading refuses, and what is said then: on machines that we do not have, too."""

import json
import os

import machines
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.errors import SandboxError
from autograder.guest import landlock
from autograder.sandbox import tiers
from autograder.sandbox.tiers import Finding, Tier

needs_landlock = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")
OK, BAD = Finding("thing", True, "fine"), Finding("thing", False, "broken", "sudo mend thing")
CHOOSE = """
from autograder.errors import SandboxError
from autograder.sandbox import tiers
if bwrap is not None:
    tiers.bubblewrap = lambda: bwrap or None
try:
    result = str(tiers.choose(tiers.Tier(minimum)))
except SandboxError as error:
    result = str(error)
"""


def machine(monkeypatch, **holds):
    """Only these tiers hold."""
    monkeypatch.setattr(tiers, "findings", lambda tier: [OK, OK if holds.get(str(tier)) else BAD])
    monkeypatch.setattr(tiers, "close_to_others", lambda tier: None)


@pytest.mark.parametrize(("holds", "minimum", "due"), [
    ({"namespaces": True, "landlock": True}, "namespaces", "namespaces"),
    ({"namespaces": True, "landlock": True}, "landlock", "namespaces"),
    ({"landlock": True}, "landlock", "landlock"),
])
def test_the_best_tier_is_chosen(monkeypatch, holds, minimum, due):
    """The strongest one that holds, whatever the least is that the course accepts."""
    machine(monkeypatch, **holds)

    assert tiers.choose(Tier(minimum)) == due


def test_a_weaker_tier_is_never_taken_silently(monkeypatch):
    """Refused, with what is missing, the command, and what the other setting would give up."""
    machine(monkeypatch, landlock=True)

    with pytest.raises(SandboxError) as refused:
        tiers.choose(Tier.NAMESPACES)
    for part in ("Nobody was graded", "thing: broken", "Next: sudo mend thing", 'minimum_tier = "landlock"', tiers.GIVES_UP):
        assert part in str(refused.value)


@pytest.mark.parametrize("minimum", ["namespaces", "landlock"])
def test_where_nothing_holds_no_setting_is_offered(monkeypatch, minimum):
    """Then a setting would not help."""
    machine(monkeypatch)

    with pytest.raises(SandboxError) as refused:
        tiers.choose(Tier(minimum))
    assert 'minimum_tier = "landlock" (' not in str(refused.value)


def test_none_is_never_chosen():
    """No minimum makes grading without a sandbox a choice of the machine's."""
    assert not Tier.NONE.holds(Tier.LANDLOCK)
    assert Tier.NAMESPACES.holds(Tier.LANDLOCK)
    assert not Tier.LANDLOCK.holds(Tier.NAMESPACES)


@needs_landlock
@pytest.mark.parametrize(("minimum", "bwrap", "due"), [
    ("landlock", None, "landlock"), ("namespaces", None, "Nobody was graded"), ("namespaces", "", "apt install bubblewrap"),
    ("namespaces", "/bin/false", "exit code 1"),
], ids=["enough", "not enough", "no bubblewrap", "a bubblewrap that fails"])
def test_an_ordinary_user_without_namespaces(minimum, bwrap, due):
    """The kernel refuses namespaces to this user, as on Ubuntu 24.04 or in a pod: Landlock, or nothing."""
    assert due in machines.run(CHOOSE, namespaces=False, minimum=minimum, bwrap=bwrap)


def test_an_ordinary_user_with_namespaces():
    """The strongest tier needs no root."""
    assert machines.run(CHOOSE, namespaces=True, minimum="namespaces", bwrap=None) == "namespaces"


@needs_landlock
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can cover parts of /proc")
@pytest.mark.parametrize(("minimum", "due"), [("landlock", "landlock"), ("namespaces", "Nobody was graded")])
def test_a_masked_proc(minimum, due):
    """In a container that covers parts of /proc the kernel lets nobody mount a fresh one: Landlock, or nothing."""
    assert due in machines.run(CHOOSE, namespaces=True, masked=True, minimum=minimum, bwrap=None)


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_an_old_kernel(monkeypatch, generation):
    """Without Landlock, or with one that lets files be emptied, the tier does not hold and says why."""
    monkeypatch.setattr(landlock, "abi", lambda: generation)
    last = tiers.findings(Tier.LANDLOCK)[-1]

    assert not last.good
    assert "6.2" in last.says
    with pytest.raises(OSError, match=f"is {generation}"):
        landlock.restrict([], [])


@pytest.mark.parametrize("tier", [Tier.NAMESPACES, Tier.LANDLOCK])
def test_an_unknown_processor(monkeypatch, tier):
    """Without a table of its system calls no tier holds."""
    monkeypatch.setattr(tiers.platform, "machine", lambda: "riscv64")

    assert "riscv64" in tiers.findings(tier)[-1].says
    assert not tiers.findings(tier)[-1].good


def test_another_system(monkeypatch):
    """Elsewhere than on Linux the command starts a container."""
    monkeypatch.setattr(tiers.platform, "system", lambda: "Darwin")

    assert [(f.good, f.mend) for f in tiers.findings(Tier.NAMESPACES)] == [(False, tiers.CONTAINER)]


@pytest.mark.parametrize(("setting", "value", "bwrap", "due"), [
    ("user.max_user_namespaces", "0", "/usr/bin/bwrap", "sudo sysctl -w user.max_user_namespaces=15000"),
    ("kernel.unprivileged_userns_clone", "0", "/usr/bin/bwrap", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "/venv/bwrap", "sudo apt install bubblewrap"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "/usr/bin/bwrap",
     "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
    ("kernel.unprivileged_userns_clone", "1", "/usr/bin/bwrap", tiers.CONTAINER),
])
def test_the_command_fits_the_machine(tmp_path, monkeypatch, setting, value, bwrap, due):
    """What the kernel's settings forbid decides which command mends it."""
    monkeypatch.setattr(tiers.os, "geteuid", lambda: 1000)
    path = tmp_path / setting.replace(".", "/")
    path.parent.mkdir()
    path.write_text(value + "\n")

    assert tiers.namespaces_mend(tmp_path, bwrap) == due


def test_doctor_shows_every_tier(monkeypatch, tmp_path):
    """Which hold, which one the course asks, one command; exit code 2 where the course is not graded."""
    machine(monkeypatch, landlock=True)
    (tmp_path / "source").mkdir()
    strict = CliRunner().invoke(app, ["doctor", "--json", "--root", str(tmp_path)])
    (tmp_path / "course_config.py").write_text('minimum_tier = "landlock"\n')
    lax = CliRunner().invoke(app, ["doctor", "--json", "--root", str(tmp_path)])
    text = CliRunner().invoke(app, ["doctor", "--root", str(tmp_path)]).output

    found = json.loads(strict.output)
    assert (strict.exit_code, found["tier"], found["minimum_tier"], found["mend"]) == (2, None, "namespaces", "sudo mend thing")
    assert "landlock" in found["alternative"]
    assert [(t["tier"], t["holds"], t["enough"]) for t in found["tiers"]] == [("namespaces", False, True), ("landlock", True, False)]
    assert (lax.exit_code, json.loads(lax.output)["tier"], json.loads(lax.output)["alternative"]) == (0, "landlock", "")
    assert "is graded in the tier landlock" in text


def test_doctor_names_a_wrong_setting(tmp_path):
    """A course_config.py that says something else is an error of its own."""
    from autograder.errors import CourseError

    (tmp_path / "course_config.py").write_text('minimum_tier = "hope"\n')

    assert isinstance(CliRunner().invoke(app, ["doctor", "--root", str(tmp_path)]).exception, CourseError)
