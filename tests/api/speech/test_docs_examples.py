"""The examples of docs/speech-server.md work as they stand there, but for address and key."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from vaani.api.speech.wyoming import WyomingServer

PAGE = Path(__file__).parents[3] / "docs/speech-server.md"
PRINTS = (
    ("realtime.connect", "Hello!"),
    ("/ws/transcribe", "sound of"),
    ("wyoming", "audio-chunk"),
)
"""What is in an example, and what it prints with the voice and recogniser of these tests."""


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def size(file: str) -> int:
    return Path(file).stat().st_size


@pytest.fixture
async def wyoming(speech_desk: Any) -> AsyncIterator[WyomingServer]:
    opened = WyomingServer(speech_desk, most=3)
    await opened.open("127.0.0.1", 0)
    yield opened
    await opened.close()


async def test_every_example_works(
    base_url: str,
    wyoming: WyomingServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    page = text_of(PAGE)
    page = page.replace("http://127.0.0.1:8000", base_url).replace("10300", str(wyoming.port))
    page = page.replace("ws://127.0.0.1:8000", base_url.replace("http", "ws"))
    page = page.replace('"KEY"', '"staff-key"').replace("Bearer KEY", "Bearer staff-key")
    examples = re.findall(r"```(python|sh)\n(.*?)```", page, re.DOTALL)
    assert [kind for kind, _ in examples] == ["python", "python", "sh", "python", "python"]
    for kind, text in examples:
        if kind == "sh":
            shell = await asyncio.create_subprocess_exec(
                "sh", "-ec", text, stdout=asyncio.subprocess.PIPE
            )
            out, _ = await shell.communicate()
            assert (shell.returncode, b'"text":"sound of' in out) == (0, True)
            continue
        await asyncio.to_thread(exec, compile(text, PAGE.name, "exec"), {"__name__": "__main__"})
        said = capsys.readouterr().out
        for part, printed in PRINTS:
            assert part not in text or printed in said, text
    assert size("said.mp3") > 1000
    assert size("said.wav") == 44 + 2 * 24000
