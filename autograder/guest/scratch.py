"""Emptying a runner's folder, whatever student code made of it."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import count


def remove(folder: str) -> None:
    """Remove `folder` and all below it; no student's process writes there any more. Follows no link.

    Others may be removing the same: what is gone already is as good.

    Folders nested too deeply for a path, or for a recursion, are first lifted to the top. Folders without permissions are
    given them.
    """
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        names = (f"lifted {number}" for number in count())
        while todo := os.listdir(top):
            for name in todo:
                with suppress(FileNotFoundError):
                    _remove_in(top, name, names)
    finally:
        os.close(top)
    with suppress(FileNotFoundError):
        os.rmdir(folder)


def _remove_in(top: int, name: str, names: Iterator[str]) -> None:
    if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
        os.unlink(name, dir_fd=top)
        return
    os.chmod(name, 0o700, dir_fd=top)
    below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        for entry in os.listdir(below):
            if stat.S_ISDIR(os.lstat(entry, dir_fd=below).st_mode):
                os.chmod(entry, 0o700, dir_fd=below)
                os.rename(entry, next(names), src_dir_fd=below, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=below)
    finally:
        os.close(below)
    os.rmdir(name, dir_fd=top)


def size(folder: str, enough_files: int) -> tuple[int, int]:
    """Bytes on disk and number of files below `folder`; stops counting at `enough_files`."""
    total, files, todo = 0, 0, [folder]
    while todo and files < enough_files:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    files += 1
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
                    if files >= enough_files:
                        break
        except OSError:
            continue  # it went away, or its rights were taken: what is in it was counted before or is out of reach
    return total, files
