"""The program of this installation, typed many times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest

Vaani = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def vaani() -> Iterator[Vaani]:
    """Runs `vaani` to its end: the arguments, variables besides those of the machine (`environ`),
    and KiB beyond which no file may grow (`blocks`)."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VAANI_")}
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("typed.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean,
    ) as process:  # fmt: skip
        asking, answering = process.stdin, process.stdout
        assert asking is not None
        assert answering is not None

        def run(
            *arguments: str, environ: dict[str, str] | None = None, blocks: int | None = None
        ) -> subprocess.CompletedProcess[str]:
            asked = {"arguments": arguments, "blocks": blocks, "environ": clean | (environ or {})}
            asking.write(json.dumps(asked) + "\n")
            asking.flush()
            got = json.loads(answering.readline())
            return subprocess.CompletedProcess(
                arguments, got["status"], got["stdout"], got["stderr"]
            )

        yield run
        asking.close()


@pytest.fixture
def business_file(tmp_path: Path) -> Path:
    """A file that can be imported."""
    file = tmp_path / "business.yaml"
    demo = resources.files("vaani.domain.businesses") / "demo" / "madhuban.yaml"
    file.write_bytes(demo.read_bytes())
    return file
