"""Where collected submissions lie, and how nothing of them is lost.

    collected/<assignment>/<slug>/<version>/   every version, as it came: about.json, files/, others/
    collected/<assignment>/<slug>/current      the version that was put into submitted/
    submitted/<slug>/<assignment>/             the newest version's notebooks and listed files, and timestamp.txt

A version is written whole under another name first, and so is a folder of submitted/. What people changed in submitted/ by
hand stays until a newer version comes, and is kept as a version of its own then.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder import clock
from autograder.batch.collect import Lot
from autograder.batch.patterns import STAMP
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.judge.ingest import read_bytes

FOLDER = "collected"
ABOUT, FILES, OTHERS, CURRENT = "about.json", "files", "others", "current"
_NEW, _OLD = ".new-", ".old-"
_LARGE = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is kept, as far as one needs to know to say which is newest."""

    label: str
    time: datetime | None
    upload: int
    files: Mapping[str, str]  # SHA-256 by name
    late: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What collecting did (or would do) for one student."""

    student: str
    slug: str
    state: str  # "new", "newer", "same", "older", "unclear"
    files: tuple[str, ...]  # that are in submitted/ by this
    others: tuple[str, ...]
    time: datetime | None
    late: bool  # Canvas says so
    doubts: tuple[str, ...]  # what a person must look at


class Shelf:
    """One student's versions of one assignment."""

    def __init__(self, course: Course, assignment: str, student: str, slug: str, expected: Sequence[str] = ()) -> None:
        """`expected` are the file names of the assignment's notebooks."""
        self._student, self._slug, self._assignment, self._expected = student, slug, assignment, expected
        self._top = course.root / FOLDER
        self._kept = self._top / assignment / slug
        self._submitted = course.folder("submitted")
        self._place = self._submitted / slug / assignment

    def take(self, lots: Sequence[Lot], *, write: bool, latest: bool = False, rival: str = "") -> Outcome:
        """Keep these versions and put the newest into submitted/; without `write`, only say what would be done.

        `latest` says that these are newer than all that was collected before, where times do not tell. `rival` is another
        folder under submitted/ with this student's work: where there is one, nothing is put beside it.
        """
        before = self.versions()
        new = [lot for lot in lots if lot.label not in {version.label for version in before}]
        everything = [*before, *(_version(lot) for lot in new)]
        best = newest(everything) or (newest([_version(lot) for lot in lots]) if latest and new else None)
        doubts = [line for lot in lots for line in lot.doubts]
        if write:
            for lot in new:
                self._keep(lot.label, lot.files, lot.others, _about(lot, self._student))
        if best is None:
            doubts.append("several versions are there and nothing says which is newest; see collected/, or use --latest")
            if write:
                self._ensure()
            return self._outcome("unclear", None, lots, doubts)
        doubts += self._lacks(best, before)
        if rival:
            doubts.append(f"submitted/{rival}/{self._assignment} is there already; move it away and collect again")
            return self._outcome("unclear", best, lots, doubts)
        state = self._put(best, write, doubts)
        if state == "same" and new:
            state = "older"
        return self._outcome(state, best, lots, doubts)

    def versions(self) -> list[Version]:
        """All that is kept of earlier collecting; what people changed by hand is not counted."""
        found = []
        for folder in sorted(self._kept.glob(f"*/{ABOUT}")):
            try:
                about = json.loads(folder.read_text(encoding="utf-8"))
                when = datetime.fromisoformat(about["time"]) if about["time"] else None
                if not about["by_hand"]:
                    found.append(Version(folder.parent.name, when, about["upload"], about["files"], about["late"]))
            except (ValueError, KeyError, TypeError):
                continue  # torn or foreign: the download brings it again
        return found

    def _put(self, best: Version, write: bool, doubts: list[str]) -> str:
        there = self._there()
        placed = self._read_current()
        if there is not None and best.label == placed:
            return "same"
        links = [path for path in (self._submitted / self._slug, self._place) if path.is_symlink()]
        if links or (there is None and self._place.exists()):
            doubts.append(f"{(links or [self._place])[0]} is no folder; move it away and collect again")
            return "unclear"
        if write:
            if there and there not in [dict(version.files) for version in self.versions()]:
                self._keep_by_hand(there)
            self._replace(best)
        return "new" if placed is None and not there else "newer"

    def _lacks(self, best: Version, before: Iterable[Version]) -> Iterator[str]:
        """Notebooks that the newest version has not."""
        for name in self._expected:
            if name not in best.files:
                older = any(name in version.files for version in before)
                yield f"the newest version has no {name}" + (", an older one in collected/ has" if older else "")

    def _there(self) -> dict[str, str] | None:
        """The files of submitted/<slug>/<assignment>, with digests; None where there is no such folder."""
        if self._place.is_symlink() or not self._place.is_dir():
            return None
        found = {}
        for path in sorted(self._place.rglob("*")):
            if path.is_file() and not path.is_symlink() and path != self._place / STAMP:
                found[path.relative_to(self._place).as_posix()] = _digest(path.read_bytes())
        return found

    def _read_current(self) -> str | None:
        path = self._kept / CURRENT
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    def _keep(self, label: str, files: Mapping[str, bytes], others: Mapping[str, bytes], about: Mapping[str, Any]) -> None:
        _private(self._top, self._kept)
        content = {f"{FILES}/{name}": data for name, data in files.items()}
        content |= {f"{OTHERS}/{name}": data for name, data in others.items()}
        content[ABOUT] = json.dumps(about, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace")
        _appear(self._kept / label, content)

    def _keep_by_hand(self, there: Mapping[str, str]) -> None:
        """What lies in submitted/ and never came from a download."""
        files = {name: (self._place / name).read_bytes() for name in there}
        stamp = self._place / STAMP
        others = {STAMP: stamp.read_bytes()} if stamp.is_file() and not stamp.is_symlink() else {}
        label = f"by-hand-{_digest(json.dumps(sorted(there.items())).encode())[:10]}"
        about: dict[str, Any] = {"student": self._student, "time": None, "upload": 0, "late": False, "by_hand": True, "from": [],
                 "files": dict(there)}
        if not (self._kept / label).exists():
            self._keep(label, files, others, about)

    def _replace(self, best: Version) -> None:
        parts = (self._assignment, self._slug, best.label, FILES)
        content = {}
        for name in best.files:
            content[name] = read_bytes(self._top, (*parts, *name.split("/")), _LARGE)
        if best.time is not None:
            content[STAMP] = clock.stamp(best.time).encode()
        _private(self._submitted, self._place.parent)
        old = None
        if self._place.exists():
            old = Path(tempfile.mkdtemp(prefix=_OLD, dir=self._place.parent)) / self._assignment
            os.rename(self._place, old)
        _appear(self._place, content)
        if old is not None:
            shutil.rmtree(old.parent)
        _appear_file(self._kept / CURRENT, best.label.encode())
        for torn in (*self._place.parent.glob(f"{_NEW}*"), *self._place.parent.glob(f"{_OLD}*")):
            shutil.rmtree(torn)

    def _ensure(self) -> None:
        """A folder without a notebook: grading then says that a person is needed, and nobody is passed over."""
        if not self._place.exists() and not self._place.is_symlink():
            _private(self._submitted, self._place)

    def _outcome(self, state: str, best: Version | None, lots: Iterable[Lot], doubts: Iterable[str]) -> Outcome:
        others = sorted({name for lot in lots for name in lot.others})
        late = best.late if best else any(lot.late for lot in lots)
        when = best.time if best else None
        more = []
        if late and when is None and not (self._place / STAMP).is_file():
            more.append(f"Canvas marks it as late and its download has no times; write the time into "
                        f"submitted/{self._slug}/{self._assignment}/{STAMP}, as 2026-12-02 09:30:00 Europe/Berlin")
        return Outcome(self._student, self._slug, state, tuple(sorted(best.files)) if best else (), tuple(others),
                       when, late, tuple(dict.fromkeys([*doubts, *more])))


def marked_late(course: Course, assignment: str) -> frozenset[str]:
    """Slugs of those whose submission Canvas marks as late without saying how late."""
    found = set()
    for current in (course.root / FOLDER / assignment).glob(f"*/{CURRENT}"):
        shelf = Shelf(course, assignment, "", current.parent.name)
        label = current.read_text(encoding="utf-8").strip()
        if any(version.label == label and version.late and version.time is None for version in shelf.versions()):
            found.add(current.parent.name)
    return frozenset(found)


def newest(versions: Sequence[Version]) -> Version | None:
    """The newest version; None where two are not to be compared, or came at the same moment and differ."""
    if len(versions) < 2:
        return versions[0] if versions else None
    if all(version.upload for version in versions):
        best = max(versions, key=lambda version: version.upload)
        return best if sum(version.upload == best.upload for version in versions) == 1 else None
    times = [version.time for version in versions if version.time is not None]
    if len(times) == len(versions) and times.count(max(times)) == 1:
        return versions[times.index(max(times))]
    return None


def _version(lot: Lot) -> Version:
    return Version(lot.label, lot.time, lot.upload, {name: _digest(data) for name, data in lot.files.items()}, lot.late)


def _about(lot: Lot, student: str) -> dict[str, Any]:
    version = _version(lot)
    return {"student": student, "time": lot.time.isoformat() if lot.time else None, "upload": lot.upload, "late": lot.late,
            "by_hand": False, "from": list(lot.origin), "files": dict(version.files),
            "collected": datetime.now(UTC).isoformat(timespec="seconds")}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _private(top: Path, folder: Path) -> None:
    """Make `folder` and those between it and `top`, for the owner only."""
    top.parent.mkdir(parents=True, exist_ok=True)
    for path in (top, *reversed([one for one in folder.parents if top in one.parents]), folder):
        if path.is_symlink():
            raise SubmissionError(f"{path} is a link; nothing is written through it")
        path.mkdir(mode=0o700, exist_ok=True)


def _appear(folder: Path, content: Mapping[str, bytes]) -> None:
    """A folder with this content, whole or not at all."""
    new = Path(tempfile.mkdtemp(prefix=_NEW, dir=folder.parent))
    try:
        for name, data in content.items():
            path = new / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        os.rename(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _appear_file(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=_NEW, dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(data)
    os.replace(name, path)
