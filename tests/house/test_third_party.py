"""What Vaani is made of is told truly: the committed list is that of the lock, on known terms."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FREE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "PSF-2.0", "Zlib",
}  # fmt: skip
TAKEN_AS_THEY_ARE = {
    "certifi": "MPL-2.0: a list of certificates, not changed",
    "orjson": "MPL-2.0: parts of its own sources, not changed",
    "tqdm": "MPL-2.0: not changed",
    "soxr": "LGPL-2.1-or-later: a library of its own that can be exchanged",
    "soundfile": "LGPL-2.1-or-later: carries libsndfile, which can be exchanged",
    "espeakng-loader": "GPL-3.0-or-later: used by a process of its own, over pipes",
}
"""Packages with other terms, and why they may be used."""


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    place = root / "scripts" / "third_party.py"
    spec = importlib.util.spec_from_file_location("third_party", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts(root: Path) -> list[dict[str, Any]]:
    listed = json.loads((root / "docs" / "sbom.cdx.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = listed["components"]
    return found


def test_the_committed_list_is_the_one_of_lock_and_manifest(maker: ModuleType) -> None:
    assert maker.SBOM.read_text(encoding="utf-8") == maker.text_of(maker.document()), (
        "docs/sbom.cdx.json is out of date: run `make notices`"
    )


def test_every_line_of_the_lock_is_listed(root: Path, parts: list[dict[str, Any]]) -> None:
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    pinned = [line.split()[0] for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    listed = [
        f"{one['name']}=={one['version']}"
        for one in parts
        if one.get("purl", "").startswith("pkg:pypi/")
    ]
    assert listed == pinned


def test_what_the_console_is_made_of_is_listed(root: Path, parts: list[dict[str, Any]]) -> None:
    asked = json.loads((root / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    listed = {one["name"] for one in parts if one.get("purl", "").startswith("pkg:npm/")}
    builders = {"vite", "@vitejs/plugin-react", "tailwindcss", "@tailwindcss/vite"}
    assert listed >= set(asked) - builders
    assert "scheduler" in listed, "what is needed by what is needed, too"
    assert not listed & builders


def test_each_part_is_on_terms_that_are_free_or_are_taken_with_a_reason(
    parts: list[dict[str, Any]],
) -> None:
    other = set()
    for one in parts:
        terms = set(re.findall(r"[A-Za-z0-9.-]+", one["licenses"][0]["expression"]))
        if terms - FREE - {"AND", "OR"}:
            other.add(one["name"])
    assert other == set(TAKEN_AS_THEY_ARE)


def test_the_notices_name_each_package_that_is_installed_and_hold_texts(maker: ModuleType) -> None:
    text = "\n".join(maker.notices())
    assert "- fastapi " in text
    assert "Permission is hereby granted, free of charge" in text
    assert "model silero-vad" in text
