"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sim.errors import RunError

#: Ending of files that are being written; what a kill leaves of them is worth nothing.
UNFINISHED = ".unfinished"

_REASONS = {
    errno.ENOSPC: "no space is left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "that is not allowed there",
    errno.EPERM: "that is not allowed there",
    errno.EIO: "the disk reports an error",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOTDIR: "a part of the path is a file",
    errno.EISDIR: "there is a folder of this name",
    errno.EEXIST: "there is a file of this name",
}

#: What file systems say that cannot do this for a folder, such as those on other machines.
_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP)


class CannotWriteError(RunError):
    """Something could not be written; what was there before is still there."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or, whatever happens meanwhile, not at all.

    Raises
    ------
    CannotWriteError
        If it cannot be written.
    """
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    try:
        unfinished.write_bytes(data)
        put_in_place(unfinished, path)
    except OSError as error:
        _remove(unfinished)
        raise cannot_write(path, error) from error


def put_in_place(unfinished: Path, path: Path) -> None:
    """Give a file that has been written its name, once all of it is on the disk.

    Raises
    ------
    OSError
        If that cannot be done.
    """
    with unfinished.open("r+b") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder, and those that it is in.

    Raises
    ------
    CannotWriteError
        If it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> CannotWriteError:
    """Return an error that says why nothing can be written there."""
    return CannotWriteError(f"cannot write {path}: {why(error)}")


def cannot_read(path: Path, error: OSError) -> RunError:
    """Return an error that says why a file that is there cannot be read."""
    return RunError(f"cannot read {path}: {why(error)}")


def why(error: OSError) -> str:
    """Return the reason of an error in words."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name in a folder outlives a power cut, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(number)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
