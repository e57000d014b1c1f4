"""Outputs on a page: few kinds, bounded, and pictures that are pictures."""

import struct

import pytest
from hostile import base64_of, hostile_outputs, png

from autograder.reports.legible import Room, legible
from autograder.reports.outputs import OUTPUTS, PICTURE_BYTES, is_jpeg, is_png, outputs_of


def shown(*outputs, letters=100_000, pictures=2**22):
    return outputs_of({"outputs": list(outputs)}, Room(letters, pictures))


def display(**data):
    return {"output_type": "display_data", "data": {name.replace("_", "/", 1): value for name, value in data.items()}}


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def jpeg(width, height, *, end=b"\xff\xd9"):
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    return head + b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0" + b"data" + end


def test_only_text_and_two_kinds_of_picture_come_out():
    """Whatever a notebook holds, a page has text and PNG or JPEG."""
    found = shown(*hostile_outputs())

    assert {output.kind for output in found} == {"printed", "value", "left out", "picture", "error"}
    assert [output.uri for output in found if output.uri] == [f"data:image/png;base64,{base64_of(png(300, 120))}"]


def test_picture_wins_over_its_text():
    """Matplotlib says `<Figure size ...>` beside every picture."""
    (found,) = shown(display(image_png=base64_of(png()), text_plain="<Figure>"))

    assert (found.kind, found.text.shown) == ("picture", "")


def test_text_stands_for_what_cannot_be_shown():
    """A table is shown as the text that NumPy or pandas give beside it."""
    (found,) = shown(display(text_html="<table>", text_plain="a  b\n1  2"))

    assert (found.kind, found.text.shown) == ("value", "a  b\n1  2")


def test_output_without_a_text_is_named():
    """Nothing is dropped in silence."""
    (found,) = shown(display(text_html="<b>"))

    assert (found.kind, found.text.shown) == ("left out", "an output of the kind text/html")


@pytest.mark.parametrize("content", [
    b"", b"GIF89a", png()[:-1], png()[:20], png() + b"x", png(behind=b"<script>"), png(claims=(60_000, 60_000)), png(claims=(0, 1)),
    png().replace(b"IHDR", b"IHDX"), png()[:8] + png()[33:], bytes([*png()[:-1], png()[-1] ^ 1])])
def test_what_is_no_whole_png_is_none(content):
    """Cut, torn, with something behind it, or of a size that no browser survives."""
    assert not is_png(content)


def test_png_and_jpeg_are_known():
    """Honest pictures pass."""
    assert is_png(png(640, 480))
    assert is_jpeg(jpeg(640, 480))


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", jpeg(60_000, 60_000), jpeg(0, 5), jpeg(5, 5, end=b"<script>"),
                                     b"\xff\xd8\xff\xe0\x00\x00\xff\xd9", b"\xff\xd8\xff\xe0\xff\xff\xff\xd9"])
def test_what_is_no_whole_jpeg_is_none(content):
    """As for PNG."""
    assert not is_jpeg(content)


def test_picture_that_is_too_large_is_left_out():
    """A page is sent by mail."""
    (found,) = shown(display(image_png="A" * (2 * PICTURE_BYTES)))

    assert "no image/png picture, or one that is too large" in found.text.shown


def test_pictures_of_a_page_have_a_cap():
    """The first ones are shown, the rest is named."""
    one = display(image_png=base64_of(png()))

    assert [output.kind for output in shown(one, one, pictures=len(png()) + 1)] == ["picture", "left out"]


def test_text_of_a_page_has_a_cap():
    """What is cut says how much it is."""
    first, second = shown(stream("a" * 60), stream("b" * 60), letters=100)

    assert (first.text.shown, first.text.left) == ("a" * 60, 0)
    assert (second.text.shown, second.text.left) == ("b" * 40, 20)


def test_outputs_of_a_cell_have_a_cap():
    """A loop of displays does not make a page of a thousand boxes."""
    found = shown(*[stream("x")] * (OUTPUTS + 5))

    assert len(found) == OUTPUTS + 1
    assert found[-1].text.shown == "5 more outputs"


def test_error_shows_the_students_own_lines():
    """Steps inside libraries, with the machine's paths, say nothing to a student."""
    (found,) = shown({"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": [
        '  File "<ipython-input-3-ab12>", line 2, in f\n    g()\n', '  File "/home/ta/.venv/lib/numpy/x.py", line 9, in g\n    raise\n',
        "ValueError: no"]})

    assert found.text.shown == "  your code, line 2, in f\n    g()\n  (1 step inside a library)\nValueError: no"


@pytest.mark.parametrize("outputs", [None, 3, "x", [None, 3, {}], [{"output_type": "stream"}],
                                     [{"output_type": "stream", "text": [1, "a"]}],
                                     [{"output_type": "display_data", "data": {"image/png": 5, "text/plain": ["a", 1]}}],
                                     [{"output_type": "error", "traceback": [1], "ename": None}], [{"output_type": ["x"]}]])
def test_malformed_outputs_are_never_a_traceback(outputs):
    """A notebook may hold anything in every place."""
    assert isinstance(outputs_of({"outputs": outputs}, Room(1000, 1000)), tuple)


@pytest.mark.parametrize(("text", "reads"), [
    ("\x1b[1;31mred\x1b[0m", "red"), ("\x1b]0;title\x07x", "x"), ("\x1b]8;;http://h\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x9b31mx", "x"), ("a\x1b", "a"), ("\x1b]52;c;never ended", ""), ("a\r\nb\rc", "a\nb\nc"), ("tab\tstays", "tab\tstays"),
    ("a\x00b\x08", "a⟨U+0000⟩b⟨U+0008⟩"), ("\u202eevil", "⟨U+202E⟩evil"), ("\u2066\u200e\u061c", "⟨U+2066⟩⟨U+200E⟩⟨U+061C⟩"),
    ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"), ("\u2028", "⟨U+2028⟩"), ("\ud800", "⟨U+D800⟩"),
    ("naïve Größe 你好 שלום 👩‍🔬", "naïve Größe 你好 שלום 👩‍🔬"), ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
    ("e" + "\u0301" * 50, "e" + "\u0301" * 4)])
def test_text_is_made_legible(text, reads):
    """Terminal codes go, what cannot be seen is named, scripts of the world stay."""
    assert legible(text) == reads


def test_long_text_is_cut_before_it_is_read():
    """A cap holds for what is shown, names of invisible letters included."""
    found = Room(1000, 0).text("\u202e" * 5000, 100)

    assert len(found.shown) == 100
    assert found.left >= 4900
    assert Room(1000, 0).text("\u202e" * 99, 100).left > 0
