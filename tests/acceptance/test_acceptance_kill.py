"""SIGKILL at any moment loses nobody and grades nobody twice; the long form is `make acceptance-2`."""

import kill


def test_a_killed_batch_goes_on(tmp_path):
    """Four kills in a small class: record and notebooks at the end are those of an undisturbed batch."""
    assert kill.run(size=8, kills=4, seed=1, folder=tmp_path) == []
