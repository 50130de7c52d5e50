"""What `vaani doctor` says of the language model."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vaani.cli.doctor import Finding, examine
from vaani.settings import load


async def language_model(folder: Path, **environ: str) -> Finding:
    settings = {"VAANI_DATA": str(folder), "VAANI_SPEECH__ENGINE": "off", "VAANI_SERVER__PORT": "0"}
    findings = await examine(load(environ={**settings, **environ}))
    return next(one for one in findings if one.part == "language model")


async def test_without_a_wish_for_a_model_none_is_tried(tmp_path: Path) -> None:
    assert (await language_model(tmp_path)).state == "off"
    assert (await language_model(tmp_path, OPENAI_API_KEY="k" * 40)).found == "set, not asked"


async def test_a_model_that_is_wanted_and_not_set_is_broken(tmp_path: Path) -> None:
    found = await language_model(tmp_path, VAANI_DIALOGUE__BRAIN="llm")
    assert found.state == "BROKEN"
    assert "VAANI_PROVIDERS__OPENAI__MODEL" in found.found


async def test_a_model_that_cannot_be_reached_leaves_the_rules(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    wish = {
        "VAANI_DIALOGUE__UNDERSTANDING": "model",
        "VAANI_PROVIDERS__OPENAI__MODEL": "small",
        "VAANI_PROVIDERS__OPENAI__BASE_URL": f"http://127.0.0.1:{port}/v1",
    }
    assert (await language_model(tmp_path, **wish)).state == "ok"
    server.close()
    await server.wait_closed()
    found = await language_model(tmp_path, **wish)
    assert (found.state, found.cost) == ("warn", "the rules answer alone")
