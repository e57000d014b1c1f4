"""Outputs of a student's cell as a feedback page may show them: text, and pictures that are what they say.

Everything else that a notebook can hold (HTML, SVG, JavaScript, widgets, LaTeX) is left out; where such an output
has a plain text beside it, that is shown.
"""

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.reports.legible import Room, Text

LETTERS = 8_000  # of one output
OUTPUTS = 30  # of one cell
PICTURE_BYTES = 2**20
PIXELS = 16_000_000  # a file of some kilobytes can unfold to more than a browser survives
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAME = re.compile(r'\s*File "')
_OWN = re.compile(r'File "<(?:ipython-input|cell)[^"]*"|(?:Cell|Input) In ?\[\d+\]')
_REAL_SIZE_MARKERS = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Output:
    """One output: `kind` is "printed", "stderr", "value", "error", "picture" or "left out"."""

    kind: str
    text: Text = NOTHING
    uri: str = ""  # of a picture: the picture itself


def outputs_of(cell: Mapping[str, Any], room: Room) -> tuple[Output, ...]:
    """What a page shows of the outputs of an nbformat-4 code cell, in their order."""
    found = cell.get("outputs")
    listed = [output for output in found if isinstance(output, dict)] if isinstance(found, list) else []
    shown = list(_shown(listed[:OUTPUTS], room))
    if len(listed) > OUTPUTS:
        shown.append(Output("left out", Text(f"{len(listed) - OUTPUTS} more outputs")))
    return tuple(shown)


def _shown(outputs: Iterable[Mapping[str, Any]], room: Room) -> Iterator[Output]:
    for output in outputs:
        match output.get("output_type"):
            case "stream":
                kind = "stderr" if output.get("name") == "stderr" else "printed"
                yield Output(kind, room.text(joined(output.get("text")), LETTERS))
            case "error":
                yield Output("error", room.text(_error(output), LETTERS))
            case "display_data" | "execute_result":
                data = output.get("data")
                yield _bundle(data if isinstance(data, dict) else {}, room)


def _bundle(data: Mapping[str, Any], room: Room) -> Output:
    why = ""
    for kind, is_one in (("image/png", is_png), ("image/jpeg", is_jpeg)):
        if kind not in data:
            continue
        content = _decoded(joined(data[kind]))
        if content is None or not is_one(content):
            why = f"something that is no {kind} picture, or one that is too large"
        elif not room.picture(len(content)):
            why = "a picture; the pictures before it fill this page"
        else:
            return Output("picture", uri=f"data:{kind};base64,{base64.b64encode(content).decode()}")
    text = joined(data.get("text/plain"))
    if text:
        return Output("value", room.text(text, LETTERS))
    return Output("left out", room.text(why or f"an output of the kind {', '.join(map(str, data)) or 'none'}", 200))


def _decoded(text: str) -> bytes | None:
    if len(text) > PICTURE_BYTES * 3 // 2:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def is_png(content: bytes) -> bool:
    """Whether `content` is one whole PNG of bounded size: its chunks, their checksums and nothing behind them."""
    if not content.startswith(_PNG) or len(content) > PICTURE_BYTES:
        return False
    place = len(_PNG)
    first = True
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content) or first != (kind == b"IHDR") or (first and length != 13):
            return False
        if zlib.crc32(content[place + 4 : end - 4]) != struct.unpack_from(">I", content, end - 4)[0]:
            return False
        if first and not _fits(*struct.unpack_from(">II", content, place + 8)):
            return False
        if kind == b"IEND":
            return bool(end == len(content))
        first, place = False, end
    return False


def is_jpeg(content: bytes) -> bool:
    """Whether `content` is one JPEG of bounded size: it begins, says its size and ends as one does."""
    if not (content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9")) or len(content) > PICTURE_BYTES:
        return False
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker, length = struct.unpack_from(">xBH", content, place)
        if marker in _REAL_SIZE_MARKERS:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return _fits(width, height)
        place += 2 + length
    return False


def _fits(width: int, height: int) -> bool:
    return width > 0 and height > 0 and width * height <= PIXELS


def _error(output: Mapping[str, Any]) -> str:
    """Where the student's own code failed, and with what; lines of libraries say nothing to them."""
    name, says = joined(output.get("ename")), joined(output.get("evalue"))
    trace = output.get("traceback")
    frames = [line for line in trace if isinstance(line, str)] if isinstance(trace, list) else []
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", frame) for frame in frames]
    own = [_OWN.sub("your code", frame, count=1).strip("\n") for frame in plain if _OWN.search(frame.split("\n", 1)[0])]
    last = f"{name}: {says}" if says else name
    others = sum(1 for frame in plain if _FRAME.match(frame) and not _OWN.search(frame.split("\n", 1)[0]))
    if others > 0:
        own.append(f"  ({others} steps inside libraries)" if others > 1 else "  (1 step inside a library)")
    return "\n".join([*own, last])


def joined(value: object) -> str:
    """A text of a notebook, which may be kept as a list of lines; empty where it is neither."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
