"""The newer time-zone data counts, wherever it lies."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from vaani.kit import zones


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def system(folder: Path, first_line: str | None) -> None:
    if first_line is not None:
        (folder / "tzdata.zi").write_text(first_line + "\n", encoding="utf-8")
    zoneinfo.reset_tzpath([str(folder)])


@pytest.mark.parametrize(
    ("first_line", "used", "left"),
    [
        ("# version 1999a", "of the package tzdata", 0),
        (None, "of the package tzdata", 0),
        ("# something else", "of the package tzdata", 0),
        ("# version 9999z", "9999z, of the system", 1),
    ],
)
def test_the_newer_data_is_used(
    tmp_path: Path, first_line: str | None, used: str, left: int
) -> None:
    system(tmp_path, first_line)
    assert zones.use_newest().endswith(used)
    assert len(zoneinfo.TZPATH) == left


def test_zones_are_found_in_the_package(tmp_path: Path) -> None:
    system(tmp_path, "# version 1999a")
    zones.use_newest()
    assert zoneinfo.ZoneInfo("Asia/Kolkata").key == "Asia/Kolkata"


def test_without_the_package_the_systems_data_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system(tmp_path, "# version 1999a")
    monkeypatch.setattr(zones, "package_version", lambda: None)
    assert zones.use_newest() == "1999a, of the system"
