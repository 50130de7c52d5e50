"""Which time-zone data counts? The newer of the system's and the package's.

Python asks the system first, whose data may be years old; what a country changed since would then
be wrong. A system that does not say how old its data is, is taken for older.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

_LIST = "tzdata.zi"
"""Begins with `# version 2026a`; every full installation has it."""


def system_version(folders: Sequence[str]) -> str | None:
    """Of the first folder that has zones; None when it does not say."""
    for folder in folders:
        if not Path(folder).is_dir():
            continue
        try:
            with (Path(folder) / _LIST).open(encoding="utf-8") as stream:
                head, _, version = stream.readline().strip().rpartition(" ")
        except (OSError, UnicodeDecodeError):
            return None
        return version if head == "# version" else None
    return None


def package_version() -> str | None:
    """Of the package `tzdata`; None when it is not installed."""
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except (ModuleNotFoundError, AttributeError):
        return None


def use_newest() -> str:
    """Let `ZoneInfo` read the newer data from now on; its version and where it is from."""
    system, package = system_version(zoneinfo.TZPATH), package_version()
    if package is None or (system is not None and system >= package):
        return f"{system or 'version unknown'}, of the system"
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    return f"{package}, of the package tzdata"
