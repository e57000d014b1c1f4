import runpy
from pathlib import Path

import pytest

PICTURES = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "pictures.py"))
HEIGHT = PICTURES["HEIGHT"]


@pytest.mark.parametrize(("height", "bottoms", "expected"), [
    (900, [300, 900], [(0, 900)]),
    (HEIGHT + 100, [400, HEIGHT - 200, HEIGHT + 100], [(0, HEIGHT - 200), (HEIGHT - 200, HEIGHT + 100)]),
    (2 * HEIGHT + 1, [], [(0, HEIGHT), (HEIGHT, 2 * HEIGHT), (2 * HEIGHT, 2 * HEIGHT + 1)]),
    (HEIGHT + 100, [5, HEIGHT + 99], [(0, HEIGHT), (HEIGHT, HEIGHT + 100)]),
])
def test_pages_are_cut_between_blocks(height, bottoms, expected) -> None:
    """The pictures of a page follow each other without a gap and end with a block where one ends."""
    assert PICTURES["cuts"](height, bottoms) == expected


def test_a_browser_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Chromium the message says how to get it."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(SystemExit, match="apt-get install chromium"):
        PICTURES["browser_path"]()
