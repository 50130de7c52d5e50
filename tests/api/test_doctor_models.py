"""What `vaani doctor` says of the language model, asked as an owner's key would ask it.

`ModelDouble` is a small OpenAI-compatible server on loopback: nothing here leaves the machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from vaani.cli.doctor import examine
from vaani.cli.finding import Finding
from vaani.settings import load

KEY = "sk-loopback-7c1e90d2b4"
WORDS = b'data: {"choices": [{"delta": {"content": "Yes"}, "finish_reason": "stop"}]}\n\n'


@dataclass(slots=True)
class ModelDouble:
    """Takes `key` alone. `models` None: it keeps no list. `status`: answers everything with it."""

    key: str | None = KEY
    models: tuple[str, ...] | None = ("small", "large")
    status: int = 0
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, key: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.status:
            return self.status, b"{}"
        if self.key is not None and key != f"Bearer {self.key}":
            told = {"error": {"message": f"Incorrect API key provided: {key}", "code": "invalid"}}
            return 401, json.dumps(told).encode()
        if path == "/v1/models" and self.models is not None:
            return 200, json.dumps({"data": [{"id": one} for one in self.models]}).encode()
        return (200, WORDS + b"data: [DONE]\n\n") if path.endswith("/completions") else (404, b"{}")


@pytest.fixture
def double() -> Iterator[ModelDouble]:
    made = ModelDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = made.answer(self.path, self.headers.get("authorization", ""))
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.url = f"http://127.0.0.1:{server.server_port}/v1"
        yield made
        server.shutdown()


async def language_model(folder: Path, **environ: str) -> Finding:
    settings = {"VAANI_DATA": str(folder), "VAANI_SPEECH__ENGINE": "off", "VAANI_SERVER__PORT": "0"}
    findings = [one async for one in examine(load(environ={**settings, **environ}))]
    return next(one for one in findings if one.part == "language model")


async def wanted(folder: Path, double: ModelDouble, key: str = KEY, name: str = "small") -> Finding:
    found = await language_model(
        folder,
        VAANI_DIALOGUE__UNDERSTANDING="model",
        VAANI_PROVIDERS__OPENAI__MODEL=name,
        VAANI_PROVIDERS__OPENAI__BASE_URL=double.url,
        OPENAI_API_KEY=key,
    )
    assert KEY not in found.found + found.cost
    assert key not in found.found + found.cost
    return found


async def test_without_a_wish_for_a_model_none_is_tried(tmp_path: Path) -> None:
    assert (await language_model(tmp_path)).state == "off"
    assert (await language_model(tmp_path, OPENAI_API_KEY="k" * 40)).found == "set, not asked"


async def test_a_model_that_is_wanted_and_not_set_is_broken(tmp_path: Path) -> None:
    found = await language_model(tmp_path, VAANI_DIALOGUE__BRAIN="llm")
    assert found.state == "BROKEN"
    assert "VAANI_PROVIDERS__OPENAI__MODEL" in found.found


async def test_a_model_that_takes_the_key_is_fine(tmp_path: Path, double: ModelDouble) -> None:
    found = await wanted(tmp_path, double)
    assert (found.state, found.found) == ("ok", "small is there, 127.0.0.1 takes the key")
    assert double.asked == ["/v1/models"]


async def test_a_refused_key_is_broken_and_not_shown(tmp_path: Path, double: ModelDouble) -> None:
    found = await wanted(tmp_path, double, key="sk-of-somebody-else-51")
    assert found.state == "BROKEN"
    assert "the key is refused" in found.found


async def test_a_model_that_the_server_does_not_have_is_named(
    tmp_path: Path, double: ModelDouble
) -> None:
    found = await wanted(tmp_path, double, name="huge")
    assert found.state == "warn"
    assert "no model huge" in found.found
    assert "small, large" in found.cost


async def test_a_server_without_a_list_is_asked_for_a_word(
    tmp_path: Path, double: ModelDouble
) -> None:
    double.models = None
    found = await wanted(tmp_path, double)
    assert (found.state, found.found) == ("ok", "small at 127.0.0.1 answered")
    assert double.asked == ["/v1/models", "/v1/chat/completions"]


async def test_a_server_without_a_list_that_refuses_the_key_is_broken(
    tmp_path: Path, double: ModelDouble
) -> None:
    double.models, double.key = None, None
    assert (await wanted(tmp_path, double, key="sk-any-key-at-all-77")).state == "ok"
    double.status = 403
    assert "the key is refused" in (await wanted(tmp_path, double)).found


async def test_a_model_in_trouble_leaves_the_rules(tmp_path: Path, double: ModelDouble) -> None:
    double.status = 503
    found = await wanted(tmp_path, double)
    assert (found.state, found.found) == ("warn", "127.0.0.1 answered 503")
    assert found.cost == "the rules answer alone"


async def test_a_model_that_cannot_be_reached_leaves_the_rules(tmp_path: Path) -> None:
    found = await wanted(tmp_path, ModelDouble(url="http://127.0.0.1:1/v1"))
    assert (found.state, found.found) == ("warn", "127.0.0.1 cannot be reached")
    assert found.cost == "the rules answer alone"
