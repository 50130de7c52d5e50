"""What the pages show is what the program takes."""

from __future__ import annotations

import re
from pathlib import Path

from vaani.cli.main import COMMANDS
from vaani.domain.businesses.file import load_file
from vaani.settings import FORMER_NAMES, KNOWN, PREFIX

SETTINGS = {PREFIX + path.replace(".", "__").upper() for path in KNOWN} | {"VAANI_CONFIG"}


def pages(root: Path) -> dict[str, str]:
    found = [*root.glob("*.md"), *sorted((root / "docs").rglob("*.md")), root / "bench/README.md"]
    return {str(page.relative_to(root)): page.read_text(encoding="utf-8") for page in found}


def test_the_example_of_a_business_file_is_right(root: Path, tmp_path: Path) -> None:
    page = pages(root)["docs/business-file.md"]
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "salon.yaml"
    file.write_text(example, encoding="utf-8")
    business = load_file(file).business
    assert business.slug == "malar"
    assert business.booking is not None
    assert [one.id for one in business.booking.services] == ["cut", "colour"]


def test_every_command_that_a_page_names_exists(root: Path) -> None:
    unknown = [
        f"{name}: vaani {command}"
        for name, text in pages(root).items()
        for command in re.findall(r"(?:^|`|bin/)vaani ([a-z]+)\b", text, re.MULTILINE)
        if command not in COMMANDS
    ]
    assert unknown == []


def test_every_variable_that_a_page_names_is_a_setting(root: Path) -> None:
    unknown = [
        f"{name}: {variable}"
        for name, text in pages(root).items()
        for variable in re.findall(r"\bVAANI_[A-Z_]+\b", text)
        if variable not in SETTINGS and f"{variable}..." not in text
    ]
    assert unknown == []
    assert set(FORMER_NAMES) <= set(re.findall(r"[A-Z_]{6,}", pages(root)["docs/settings.md"]))


def test_every_file_that_a_page_names_is_there(root: Path) -> None:
    missing = [
        f"{name}: {place}"
        for name, text in pages(root).items()
        for place in re.findall(r"`((?:src|tests|scripts|bench|docs|\.ci)/[\w./-]+)`", text)
        if not (root / place).exists()
    ]
    assert missing == []
