"""The import contracts are kept, and each of them catches a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = {
    "floors": ("kit/planted.py", "from vaani.call import plan\n"),
    "floors, domain from call": ("call/planted.py", "from vaani.domain import bookings\n"),
    "the pure core": ("call/core/planted.py", "import asyncio\n"),
    "the pure language": ("language/planted.py", "import random\n"),
    "carriers": ("telephony/browser/planted.py", "from vaani.telephony.twilio import wire\n"),
    "vendors": ("providers/simulated/planted.py", "from vaani.providers.local import manifest\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src", folder / "src", ignore=ignore)
    shutil.copy(root / "pyproject.toml", folder)
    return folder


def test_every_import_contract_is_kept(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("which", PLANTED)
def test_a_planted_violation_is_caught(copy: Path, which: str) -> None:
    place, text = PLANTED[which]
    planted = copy / "src" / "vaani" / place
    planted.write_text(f'"""Planted."""\n{text}')
    try:
        done = lint(copy)
    finally:
        planted.unlink()
    assert done.returncode != 0
    assert "planted" in done.stdout
