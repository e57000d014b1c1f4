"""A download as it came: a zip or a folder, looked into without unpacking anything to a path of its own choosing.

Names inside an archive are labels here, never paths to write to: what is written later gets a name of ours. So nothing can
climb out of its folder. What is a link, encrypted, absolute, too large or not to be read is reported and left; an archive
that is a bomb as a whole is refused.
"""

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.errors import CourseError, SubmissionError
from autograder.judge.ingest import read_bytes

JUNK = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__"})
_UNICODE_PATH, _EXTENDED_TIME = 0x7075, 0x5455  # extra fields of a zip entry
_UTF8, _ENCRYPTED = 0x800, 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@dataclass(frozen=True, slots=True)
class Caps:
    """How much an archive may hold."""

    files: int = 20_000
    total: int = 4 * 2**30  # bytes, unpacked
    file: int = 100 * 2**20  # bytes of one file
    depth: int = 12
    ratio: int = 200  # unpacked by packed, of a file beyond RATIO_FROM


DOWNLOAD = Caps()
STUDENT = Caps(files=500, total=200 * 2**20)  # a zip that a student handed in
RATIO_FROM = 2**20


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a download."""

    parts: tuple[str, ...]  # of its name
    size: int
    time: datetime | None  # as the archive says: UTC where it has a zone, else somebody's wall clock
    read: Callable[[], bytes]  # raises SubmissionError

    @property
    def shown(self) -> str:
        """Its name for messages."""
        return "/".join(self.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person must look at."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a download holds, in its order."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    folder: bool = False  # a folder on disk: its files' times are those of copying


def look_into(path: Path, caps: Caps = DOWNLOAD) -> Contents:
    """The files of a zip or a folder.

    Raises:
        CourseError: it is neither, or holds more than `caps` allow.
    """
    if path.is_dir():
        return _folder(path, caps)
    if not path.is_file():
        raise CourseError(f"{path} is no file and no folder; give the download of the learning platform.")
    return _archive(path, str(path), caps)


def unpacked(item: Item, caps: Caps = STUDENT) -> Contents:
    """The files of a zip inside the download; their names go on from the zip's.

    Raises:
        SubmissionError: it cannot be read, or holds more than `caps` allow.
    """
    try:
        inner = _archive(io.BytesIO(item.read()), item.shown, caps)
    except CourseError as error:
        raise SubmissionError(str(error)) from None
    return Contents(
        tuple(Item((*item.parts, *found.parts), found.size, found.time, found.read) for found in inner.items),
        tuple(Problem(f"{item.shown}/{problem.what}", problem.why) for problem in inner.problems))


def _archive(file: Path | io.BytesIO, shown: str, caps: Caps) -> Contents:
    try:
        archive = zipfile.ZipFile(file)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise CourseError(f"{shown} cannot be read as a zip: {error}") from None
    if len(entries) > caps.files:
        raise CourseError(f"{shown} holds {len(entries)} files; at most {caps.files} are taken.")
    total = sum(entry.file_size for entry in entries)
    if total > caps.total:
        raise CourseError(f"{shown} unpacks to {total / 2**20:.0f} MB; at most {caps.total / 2**20:.0f} MB are taken.")
    items: list[Item] = []
    problems: list[Problem] = []
    for entry in entries:
        name = _name(entry)
        parts = _parts(name)
        if _is_junk(parts):
            continue
        why = _wrong(entry, name, parts, caps)
        if why:
            problems.append(Problem(name, why))
        else:
            items.append(Item(parts, entry.file_size, _time(entry), _reader(archive, entry, name, caps)))
    return Contents(tuple(items), tuple(problems))


def _wrong(entry: zipfile.ZipInfo, name: str, parts: tuple[str, ...], caps: Caps) -> str:
    """Why this entry is not taken; empty where it is."""
    mode = entry.external_attr >> 16
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in parts or not parts:
        return "its name leads out of the archive"
    if len(parts) > caps.depth:
        return f"it lies in {len(parts)} folders inside each other; at most {caps.depth} are taken"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file"
    if entry.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if entry.compress_type not in _METHODS:
        return "it is packed in a way that is not known here"
    if entry.file_size > caps.file:
        return f"it has {entry.file_size / 2**20:.0f} MB; at most {caps.file / 2**20:.0f} MB are taken"
    if entry.file_size > RATIO_FROM and entry.file_size > caps.ratio * max(1, entry.compress_size):
        return f"it unpacks to more than {caps.ratio} times its size, as a zip bomb does"
    return ""


def _reader(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, caps: Caps) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(entry) as file:
                data = file.read(caps.file + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError, NotImplementedError) as error:
            raise SubmissionError(f"{name} cannot be unpacked: {error}") from None
        if len(data) != entry.file_size:
            raise SubmissionError(f"{name} has not the size that the archive says")
        return data

    return read


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name. Where the archive does not say that it is UTF-8, it may be all the same, or say so aside."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    for kind, data in _extras(entry):
        raw = entry.orig_filename.encode("cp437", "replace")
        if kind == _UNICODE_PATH and len(data) > 5 and data[0] == 1 and struct.unpack("<I", data[1:5])[0] == zlib.crc32(raw):
            return data[5:].decode("utf-8", "replace")
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _extras(entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    rest = entry.extra
    while len(rest) >= 4:
        kind, size = struct.unpack("<HH", rest[:4])
        yield kind, rest[4:4 + size]
        rest = rest[4 + size:]


def _time(entry: zipfile.ZipInfo) -> datetime | None:
    for kind, data in _extras(entry):
        if kind == _EXTENDED_TIME and len(data) >= 5 and data[0] & 1:
            return datetime.fromtimestamp(struct.unpack("<i", data[1:5])[0], UTC)
    if entry.date_time[0] <= 1980:
        return None  # what packers write that know no time
    try:
        return datetime(*entry.date_time)
    except ValueError:
        return None


def _parts(name: str) -> tuple[str, ...]:
    # Old packers for Windows write backslashes. macOS decomposes letters.
    whole = unicodedata.normalize("NFC", name.replace("\\", "/"))
    return tuple(part for part in whole.split("/") if part not in ("", "."))


def _is_junk(parts: tuple[str, ...]) -> bool:
    return bool(JUNK & set(parts)) or (bool(parts) and parts[-1].startswith("._"))


def _folder(root: Path, caps: Caps) -> Contents:
    items: list[Item] = []
    problems: list[Problem] = []
    total = 0
    for folder, inner, files in os.walk(root):
        inner.sort()
        for name in sorted((*files, *(one for one in inner if os.path.islink(os.path.join(folder, one))))):
            raw = (*PurePosixPath(folder).relative_to(root).parts, name)
            about = os.lstat(os.path.join(folder, name))
            shown = "/".join(raw).encode("utf-8", "backslashreplace").decode()
            if _is_junk(raw):
                continue
            if not stat.S_ISREG(about.st_mode):
                problems.append(Problem(shown, "it is a link or a device, not a file"))
            elif about.st_size > caps.file or len(raw) > caps.depth:
                problems.append(Problem(shown, "it is too large or lies too deep"))
            else:
                total += about.st_size
                items.append(Item(_parts(shown), about.st_size, datetime.fromtimestamp(about.st_mtime, UTC),
                                  _file_reader(root, raw, caps)))
            if len(items) > caps.files or total > caps.total:
                raise CourseError(f"{root} holds more than {caps.files} files or {caps.total / 2**20:.0f} MB; is it the download?")
    return Contents(tuple(items), tuple(problems), folder=True)


def _file_reader(root: Path, parts: tuple[str, ...], caps: Caps) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return read_bytes(root, parts, caps.file)
        except FileNotFoundError:
            raise SubmissionError(f"{'/'.join(parts)} is gone") from None

    return read
