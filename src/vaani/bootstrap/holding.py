"""Who holds a data folder? One process at a time: a lock that the system drops when he dies.

The folder's name tells the servers on one database apart: whoever holds a folder knows that the
process before him that held it is gone, and nothing of the others.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from vaani.kit import files
from vaani.kit.errors import SettingsError
from vaani.kit.ids import new_id

FILE_NAME = "vaani.lock"
NAME_FILE = "server-name"


@contextmanager
def held(folder: Path, what: str) -> Iterator[None]:
    """The folder is ours until the end. Raises SettingsError that says who holds it."""
    file = folder / FILE_NAME
    handle = _locked(file)
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        with suppress(OSError):  # a full disk is found out by those who need it
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{what} (process {os.getpid()}, since {since})".encode(), 0)
        yield
    finally:
        if _same(handle, file):
            file.unlink(missing_ok=True)
        os.close(handle)


def _locked(file: Path) -> int:
    while True:
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SettingsError(f"{file} cannot be opened ({error.strerror}).") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            who = _read(handle)
            os.close(handle)
            raise SettingsError(
                f"The data folder {file.parent} is held by {who}: stop that, or name another "
                "folder by --data."
            ) from None
        if _same(handle, file):
            return handle
        os.close(handle)  # whoever held it has removed it meanwhile


def _same(handle: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except OSError:
        return False


def server_name(folder: Path) -> str:
    """The same at every start on this folder, another on each other one: a file of it, made when it
    is missing. Its number among the files belongs to the name, so that a copy of the folder is not
    taken for it. Raises SettingsError when it cannot be kept."""
    file = folder / NAME_FILE
    try:
        if not file.is_file():
            files.replace(file, f"{new_id()}\n".encode())
        return f"{file.read_text(encoding='utf-8').strip()[:60]}.{file.stat().st_ino}"
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be kept ({error}).") from None


def holder(folder: Path) -> str | None:
    """Who holds the folder now; None: nobody. Takes and changes nothing."""
    try:
        handle = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
        return _read(handle)
    finally:
        os.close(handle)


def _read(handle: int) -> str:
    return os.pread(handle, 300, 0).decode(errors="replace") or "another process"
