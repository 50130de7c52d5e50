"""Every promise of what happens when something fails is shown by a test that exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

SECTION = re.compile(r"^## When something fails\n(.*?)^## ", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
KINDS = ("Database and disk", "Tasks behind the calls", "In a call", "Sockets and connections",
         "Parsers", "Lists", "Secrets")  # fmt: skip


def promises(root: Path) -> str:
    (section,) = SECTION.findall((root / "docs/operations.md").read_text(encoding="utf-8"))
    return str(section)


def attacks(root: Path) -> str:
    return (root / "docs/attacks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [promises, attacks])
def test_the_tests_that_are_named_exist(root: Path, page: Callable[[Path], str]) -> None:
    named = TEST.findall(page(root))
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (root / file).is_file()
        or not re.search(rf"def {test}\(", (root / file).read_text(encoding="utf-8"))
    ]
    assert len(named) > 35
    assert missing == []


@pytest.mark.parametrize("page", [promises, attacks])
def test_every_line_of_the_tables_names_one(root: Path, page: Callable[[Path], str]) -> None:
    rows = [
        line
        for line in page(root).splitlines()
        if line.startswith("| ") and not line.endswith("| Shown by |")
    ]
    assert [line for line in rows if not TEST.search(line)] == []


def test_every_kind_is_walked(root: Path) -> None:
    assert tuple(re.findall(r"^### (.+)$", promises(root), re.MULTILINE)) == KINDS


def test_the_backup_that_is_described_is_for_its_owner_alone(root: Path) -> None:
    page = (root / "docs/operations.md").read_text(encoding="utf-8")
    (backup,) = re.findall(r"^## Backup and restore\n.*?```\n(.*?)```", page, re.M | re.S)
    assert str(backup).splitlines()[0].startswith("umask 077")


def test_a_package_that_nothing_imports_is_in_no_lock(root: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "faster-whisper" not in (root / name).read_text(encoding="utf-8").lower()
