"""A download is looked into and never obeyed."""

import io
import os
import stat
import struct
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from autograder.batch import archive
from autograder.batch.archive import Caps
from autograder.errors import CourseError, SubmissionError


def info(name, when=(2026, 12, 1, 12, 0, 0), **facts):
    entry = zipfile.ZipInfo(name, when)
    for key, value in facts.items():
        setattr(entry, key, value)
    return entry


@pytest.fixture
def zipped(tmp_path):
    def make(*entries):
        path = tmp_path / "download.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
            for entry, data in entries:
                whole.writestr(entry, data)
        return path
    return make


def names(contents):
    return [item.shown for item in contents.items]


@pytest.mark.parametrize("name", ["../x.ipynb", "/etc/x.ipynb", "a/../../x.ipynb", "C:/x.ipynb", "..\\x.ipynb", "\\x.ipynb"])
def test_nothing_climbs_out(zipped, name):
    """A name that leads out of the archive is reported and not taken."""
    found = archive.look_into(zipped((name, b"1"), ("ok.ipynb", b"2")))

    assert names(found) == ["ok.ipynb"]
    assert [problem.why for problem in found.problems] == ["its name leads out of the archive"]


def test_links_and_devices(zipped):
    """A link in an archive is reported, not followed."""
    mode = (stat.S_IFLNK | 0o777) << 16
    found = archive.look_into(zipped((info("link", external_attr=mode, create_system=3), b"/etc/passwd")))

    assert (names(found), found.problems[0].why) == ([], "it is a link or a device, not a file")


def test_bombs(zipped):
    """What unpacks to very much, or is very much as a whole, is not taken."""
    bomb = zipped(("zeros.ipynb", bytes(3 * 2**20)), ("ok.ipynb", b"1"))

    found = archive.look_into(bomb)
    assert names(found) == ["ok.ipynb"]
    assert "as a zip bomb does" in found.problems[0].why
    with pytest.raises(CourseError, match="unpacks to 3 MB; at most 2 MB"):
        archive.look_into(bomb, Caps(total=2 * 2**20))
    with pytest.raises(CourseError, match="holds 2 files; at most 1"):
        archive.look_into(bomb, Caps(files=1))
    assert "at most 1 are taken" in archive.look_into(zipped(("a/b/x", b"1")), Caps(depth=1)).problems[0].why
    assert "it has 0 MB" in archive.look_into(zipped(("x", b"123")), Caps(file=2)).problems[0].why


def test_encrypted(zipped):
    """An encrypted file is reported; the others are taken."""
    path = zipped(("secret.ipynb", b"1"))
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + at] |= 1
    path.write_bytes(data)

    assert archive.look_into(path).problems[0].why == "it is encrypted"


def test_a_damaged_entry(zipped):
    """A file whose content is not what the archive says is an error of that file."""
    path = zipped((info("a.ipynb", compress_type=zipfile.ZIP_STORED), b"right content"))
    path.write_bytes(path.read_bytes().replace(b"right", b"wrong"))

    with pytest.raises(SubmissionError, match=r"a\.ipynb cannot be unpacked"):
        archive.look_into(path).items[0].read()


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06" + bytes(10)])
def test_no_zip(tmp_path, data):
    """A file that is no zip names itself."""
    (tmp_path / "x.zip").write_bytes(data)

    with pytest.raises(CourseError, match=r"x\.zip cannot be read as a zip"):
        archive.look_into(tmp_path / "x.zip")
    with pytest.raises(CourseError, match="no file and no folder"):
        archive.look_into(tmp_path / "nothing.zip")


def test_junk_is_passed_over(zipped):
    """What macOS, Windows and Jupyter leave behind is nobody's submission and no problem."""
    found = archive.look_into(zipped(("__MACOSX/._a", b""), ("a/.DS_Store", b""), ("a/.ipynb_checkpoints/x.ipynb", b""),
                                     ("a/", b""), ("a/._x.ipynb", b""), ("a/x.ipynb", b"1")))

    assert (names(found), found.problems) == (["a/x.ipynb"], ())


def raw_name(path, old, new):
    """Put other bytes of the same length into the archive's names, and take the mark for UTF-8 away."""
    data = path.read_bytes().replace(old, new)
    path.write_bytes(data)


def test_names_that_do_not_say_their_encoding(zipped):
    """UTF-8 without the mark is read as such; else the old encoding of zips."""
    path = zipped(("Zo__.ipynb", b"1"))
    raw_name(path, b"Zo__", "Zoë".encode())
    assert names(archive.look_into(path)) == ["Zoë.ipynb"]
    path = zipped(("Zo_.ipynb", b"1"))
    raw_name(path, b"Zo_", b"Zo\x89")
    assert names(archive.look_into(path)) == ["Zoë.ipynb"]


def test_a_name_told_aside(zipped):
    """Info-ZIP's extra field with the name in UTF-8 counts where it belongs to this name."""
    extra = b"\x01" + struct.pack("<I", zlib.crc32(b"Zo_.ipynb")) + "Zoë.ipynb".encode()
    good = info("Zo_.ipynb", extra=struct.pack("<HH", 0x7075, len(extra)) + extra)
    stale = info("Bo_.ipynb", extra=struct.pack("<HH", 0x7075, len(extra)) + extra)

    assert names(archive.look_into(zipped((good, b"1"), (stale, b"1")))) == ["Zoë.ipynb", "Bo_.ipynb"]


def test_decomposed_names_and_backslashes(zipped):
    """macOS decomposes letters, old Windows packers write backslashes: the same names as ever."""
    found = archive.look_into(zipped(("Zoe\u0308\\sub\\x.ipynb", b"1")))

    assert found.items[0].parts == ("Zo\u00eb", "sub", "x.ipynb")


def test_times(zipped):
    """A time with a zone is UTC; the old kind is wall clock; 1980 is none."""
    stamp = struct.pack("<HHBi", 0x5455, 5, 1, 1_796_000_000)
    found = archive.look_into(zipped((info("a", extra=stamp), b"1"), (info("b"), b"1"), (info("c", (1980, 1, 1, 0, 0, 0)), b"1")))

    assert [item.time for item in found.items] == [
        datetime.fromtimestamp(1_796_000_000, UTC), datetime(2026, 12, 1, 12), None]


def test_a_folder(tmp_path):
    """A folder is read the same way; links and pipes in it are reported."""
    (tmp_path / "d" / "ann").mkdir(parents=True)
    (tmp_path / "d" / "ann" / "x.ipynb").write_bytes(b"1")
    (tmp_path / "d" / "link").symlink_to(tmp_path)
    (tmp_path / "d" / "ann" / "y.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "d" / "pipe")
    found = archive.look_into(tmp_path / "d")

    assert [(item.shown, item.read()) for item in found.items] == [("ann/x.ipynb", b"1")]
    assert sorted(problem.what for problem in found.problems) == ["ann/y.ipynb", "link", "pipe"]
    assert found.folder


def test_a_zip_inside(zipped):
    """A student's own zip is looked into with smaller limits; its names go on from the zip's."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as whole:
        whole.writestr("w/x.ipynb", b"1")
        whole.writestr("../y.ipynb", b"1")
    item = archive.look_into(zipped(("ann/work.zip", inner.getvalue()))).items[0]
    found = archive.unpacked(item)

    assert names(found) == ["ann/work.zip/w/x.ipynb"]
    assert found.problems[0].what == "ann/work.zip/../y.ipynb"
    with pytest.raises(SubmissionError, match="at most 1"):
        archive.unpacked(item, Caps(files=1))
