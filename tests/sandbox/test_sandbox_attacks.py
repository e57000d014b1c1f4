"""Hostile code in each tier: what comes of it is what the documents say, nothing is reached, nothing is left."""

import attacks
import machines
import pytest

from autograder.guest import landlock

ALL = {attack.name: attack for attack in [*attacks.CELLS, *attacks.CALLS]}
# What depends on whose rights the grader has; the rest is the same code in the same tier.
CORE = ["files", "environment", "proc", "memory of others", "loop", "fork storm", "kill -9 of all", "keeper slowed down", "more rights",
        "network", "daemon", "what is kept", "what was kept", "harm to files", "tangled folders", "honest"]
REPORT = "import attacks\nresult = attacks.report(tier, work, only)"
needs_landlock = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")


@pytest.fixture(scope="module")
def namespaces(tmp_path_factory):
    """Everything, in the tier namespaces, as whoever runs the tests."""
    folder = tmp_path_factory.mktemp("namespaces")
    folder.chmod(0o755)
    return attacks.report("namespaces", folder)


@pytest.fixture(scope="module")
def landlocked():
    """Everything, in the tier landlock, as an ordinary user on a machine without namespaces."""
    return elsewhere("landlock", None)


def elsewhere(tier, only, user=True):
    return machines.run(REPORT, namespaces=tier == "namespaces", user=user, tier=tier, only=only)


def unexpected(report, tier):
    """Outcomes that are not the documented ones."""
    wrong = {}
    for name, outcome in report["outcomes"].items():
        due = (ALL[name].landlock if tier == "landlock" else ()) or ALL[name].expect
        if outcome not in due:
            wrong[name] = (outcome, due)
    return wrong


def traces(report):
    """Whatever an attack left behind: processes, files, harm."""
    return {key: value for key, value in report.items() if key != "outcomes" and value}


@pytest.mark.parametrize("name", ALL)
def test_in_namespaces(namespaces, name):
    """Each attack comes to the documented end, and no process of its is left."""
    assert namespaces["outcomes"][name] in ALL[name].expect
    assert name not in namespaces["left"]


@needs_landlock
@pytest.mark.parametrize("name", ALL)
def test_with_landlock(landlocked, name):
    """The same with Landlock, as an ordinary user, without namespaces and without bubblewrap's help."""
    assert landlocked["outcomes"][name] in (ALL[name].landlock or ALL[name].expect)
    assert name not in landlocked["left"]


def test_nothing_is_harmed_or_left_in_namespaces(namespaces):
    """The grader's file, folder and sockets are as they were; no process and no folder remains."""
    assert traces(namespaces) == {}


@needs_landlock
def test_nothing_is_harmed_or_left_with_landlock(landlocked):
    """The same with Landlock: also modes and times of the user's own files, which Landlock itself would not guard."""
    assert traces(landlocked) == {}


def test_namespaces_as_an_ordinary_user():
    """Where nobody is root, runner and keeper share a user id, and the runner still has no hold on it."""
    report = elsewhere("namespaces", CORE)

    assert set(report["outcomes"]) == set(CORE)
    assert unexpected(report, "namespaces") == {}
    assert traces(report) == {}


@needs_landlock
def test_landlock_as_root():
    """In a container whose root may not make namespaces, runners become another user."""
    if machines.os.geteuid() != 0:
        pytest.skip("needs root")
    report = elsewhere("landlock", CORE, user=False)

    assert set(report["outcomes"]) == set(CORE)
    assert unexpected(report, "landlock") == {}
    assert traces(report) == {}
