"""The pages 'add a route' and 'add a middleware' are followed to the letter, and it works."""

from __future__ import annotations

import importlib
import re
import sys
from ast import literal_eval
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI

from vaani.api.app import Limits, create_app
from vaani.api.permissions import ROUTES
from vaani.bootstrap.speech_server import pipeline_of
from vaani.kit.errors import SettingsError
from vaani.settings import load

DOCS = Path(__file__).parents[3] / "docs"
STAFF = {"Authorization": "Bearer staff-key"}


def block(page: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    return str(found)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of the pages, where Python finds them."""
    (tmp_path / "estimate.py").write_text(block("add-a-route.md", "python"), "utf-8")
    (tmp_path / "night_shift.py").write_text(block("add-a-middleware.md", "python"), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("estimate", "night_shift"):
        sys.modules.pop(name, None)


async def test_a_route_that_is_added_is_proven_bounded_counted_and_described(
    world: Any,
    speech_desk: Any,
    on_port: Callable[[FastAPI], str],
    written: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for route, right in literal_eval("{" + block("add-a-route.md", "text") + "}").items():
        monkeypatch.setitem(ROUTES, route, right)
    services = replace(world.app.state.services, speech=speech_desk)
    app = create_app(services, Limits(requests_per_minute=10_000, anonymous_per_minute=10_000))
    app.include_router(importlib.import_module("estimate").router)
    body = {"text": "Good day."}
    async with httpx.AsyncClient(base_url=f"http://{on_port(app)}") as client:
        assert (await client.post("/estimate/process", json=body)).status_code == 401
        client.headers.update(STAFF)
        done = await client.post("/estimate/process", json=body)
        assert done.json() == {"success": True, "data": {"seconds": 1.0}}
        assert done.headers["x-request-id"]
        wrong = await client.post("/estimate/process", json={**body, "voice": "heart"})
        assert (wrong.status_code, "did you mean voice_id?" in wrong.text) == (422, True)
        unknown = await client.post("/estimate/process", json={**body, "voice_id": "nobody"})
        assert unknown.status_code == 404
        room = speech_desk.room
        with room.seat(), room.seat(), room.seat(), room.seat():
            status = await client.get("/estimate/status")
            assert status.json()["data"] == {"available": True, "under_way": 4, "at_once": 4}
            full = await client.post("/estimate/process", json=body)
            assert (full.status_code, "retry-after" in full.headers) == (429, True)
        counted = (await client.get("/tts/statistics")).json()["data"]["middleware"]["analytics"]
        assert counted["by_type"] == {"estimate": 2}
    described = app.openapi()["paths"]
    assert described["/estimate/process"]["post"]["security"]
    assert "/estimate/status" in described


async def test_a_middleware_that_is_named_acts_before_after_and_when_it_fails(
    world: Any, speech_desk: Any, on_port: Callable[[FastAPI], str], written: Path
) -> None:
    profile = written / "vaani.yaml"
    profile.write_text(block("add-a-middleware.md", "yaml"), "utf-8")
    assert yaml.safe_load(profile.read_text())["speech_server"]
    pipeline = pipeline_of(load({"data": written}, environ={}).settings)
    (own,) = [one.middleware for one in pipeline._links if one.middleware.name == "night_shift"]
    own._hour = lambda: 12
    desk = replace(speech_desk, pipeline=pipeline)
    app = create_app(replace(world.app.state.services, speech=desk), Limits(1 << 20, 10**5, 10**5))
    async with httpx.AsyncClient(base_url=f"http://{on_port(app)}", headers=STAFF) as client:
        assert (await client.post("/tts", json={"text": "Good day."})).status_code == 200
        by_day = await client.post("/stt", files={"file": ("a.wav", b"RIFF")})
        assert (by_day.status_code, by_day.headers["retry-after"]) == (429, "3600")
        own._hour = lambda: 3
        assert (await client.post("/stt", files={"file": ("a.wav", b"RIFF")})).status_code == 400
        told = (await client.get("/tts/statistics")).json()["data"]["middleware"]
    assert list(told) == ["timing", "logging", "analytics", "night_shift"]
    assert told["night_shift"] == {
        "enabled": True, "refused": 1, "failed": 1, "slowest": "tts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nowhere:Thing", "cannot be made (ModuleNotFoundError"),
        ("night_shift:DayShift", "cannot be made (AttributeError"),
        ("night_shift", "cannot be made (AttributeError"),
        ("datetime:datetime", "cannot be made (TypeError"),
        ("fractions:Fraction", "is no middleware, it lacks name, process, statistics"),
    ],
)
def test_what_is_no_middleware_stops_the_start(written: Path, place: str, said: str) -> None:
    chosen = load(environ={"VAANI_SPEECH_SERVER__PIPELINE__OWN": place}).settings
    with pytest.raises(SettingsError) as caught:
        pipeline_of(chosen)
    assert caught.value.message.startswith(f"speech_server.pipeline.own: {place} {said}")
