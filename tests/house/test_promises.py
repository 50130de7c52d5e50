"""Every promise of what happens when something fails is shown by a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

SECTION = re.compile(r"^## When something fails\n(.*?)^## ", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
KINDS = ("Database and disk", "Tasks behind the calls", "In a call", "Sockets and connections",
         "Parsers", "Lists", "Secrets")  # fmt: skip


def promises(root: Path) -> str:
    (section,) = SECTION.findall((root / "docs/operations.md").read_text(encoding="utf-8"))
    return str(section)


def test_the_tests_that_are_named_exist(root: Path) -> None:
    named = TEST.findall(promises(root))
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (root / file).is_file()
        or not re.search(rf"def {test}\(", (root / file).read_text(encoding="utf-8"))
    ]
    assert len(named) > 40
    assert missing == []


def test_every_line_of_the_tables_names_one(root: Path) -> None:
    rows = [
        line
        for line in promises(root).splitlines()
        if line.startswith("| ") and not line.endswith("| Shown by |")
    ]
    assert [line for line in rows if not TEST.search(line)] == []


def test_every_kind_is_walked(root: Path) -> None:
    assert tuple(re.findall(r"^### (.+)$", promises(root), re.MULTILINE)) == KINDS
