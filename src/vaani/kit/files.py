"""How is a file replaced so that it is the old one or the new one, whole?"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def beside(file: Path) -> Path:
    """A new name in the same folder."""
    return file.with_name(f".{file.name}.{secrets.token_hex(4)}")


def put(new: Path, content: bytes) -> None:
    """A file that is not there yet, readable by its owner alone, on the disk. Raises OSError."""
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def replace(file: Path, content: bytes) -> None:
    """Whole or not at all; readable by its owner alone. Raises OSError."""
    new = beside(file)
    try:
        put(new, content)
        new.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        new.unlink(missing_ok=True)
