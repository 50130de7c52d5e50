"""The README says which promised paths answer and which do not; a client finds exactly that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from vaani.api.app import create_app
from vaani.api.carrier_desk import CarrierDesk
from vaani.api.speech.desk import SpeechDesk
from vaani.bootstrap.dialling import Dialler, Manner
from vaani.domain.outbound.rules import Policy
from vaani.speech_server.pipeline import MiddlewarePipeline
from vaani.speech_server.waiting_room import WaitingRoom

ABSENT = {"/api/reviews": "GET"}
PRESENT = {
    "/api/v1/voice/incoming", "/api/v1/appointments", "/reservations", "/calls",
    "/voice/calls/initiate", "/ws", "/tts", "/tts/voices", "/tts/statistics", "/stt",
    "/conversation",
}  # fmt: skip


def closed_to_calls(world: Any) -> Dialler:
    """As it starts: nothing is allowed to go out."""
    nothing: Any = None
    nouns = world.app.state.services.nouns
    return Dialler(
        Manner(Policy(), "", 30, 600, False, False, False, None), {}, nothing, lambda: True,
        businesses=nouns.businesses, customers=nouns.customers, calls=nouns.calls,
        do_not_call=nouns.do_not_call, outbound=nothing, limits=nothing, clock=nothing,
    )  # fmt: skip


@pytest.fixture
async def whole(world: Any, on_port: Callable[[FastAPI], str]) -> str:
    """The application as it is served, with carriers, on a port."""
    services = replace(
        world.app.state.services,
        desk=cast(CarrierDesk, SimpleNamespace(dialler=closed_to_calls(world))),
        speech=SpeechDesk(WaitingRoom(1), MiddlewarePipeline()),
    )
    return f"http://{on_port(create_app(services))}"


def named(lead: str, end: str) -> set[str]:
    """The paths that the README names between two of its phrases."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    begin = readme.index(lead)
    part = readme[begin : readme.index(end, begin)]
    return set(re.findall(r"`(/[^`]+)`", part))


async def test_the_paths_that_the_readme_calls_absent_are_absent(whole: str) -> None:
    assert named("Some promised HTTP paths are absent", "Of the paths") == set(ABSENT)
    async with httpx.AsyncClient(base_url=whole) as client:
        for path, method in ABSENT.items():
            answer = await client.request(method, path)
            assert answer.status_code == 404, path


async def test_the_former_paths_that_the_readme_names_are_there(world: Any, whole: str) -> None:
    assert named("Of the paths of earlier documents", "\n- **") == PRESENT
    headers = {"Authorization": "Bearer owner-key"}
    async with httpx.AsyncClient(base_url=whole, headers=headers) as client:
        for path in PRESENT - {"/ws"}:
            answer = await client.delete(path)
            assert answer.status_code in (403, 405), path


async def test_a_call_that_is_to_go_out_is_refused_on_each_of_its_paths(whole: str) -> None:
    headers = {"Authorization": "Bearer staff-key"}
    paths = named("**No call goes out unless", "\n- **")
    assert paths == {"/voice/calls/initiate", "/api/v1/calls"}
    async with httpx.AsyncClient(base_url=whole, headers=headers) as client:
        for path in (*paths, "/calls"):
            answer = await client.post(path, json={"phone_number": "+919876543210"})
            assert answer.status_code == 503, path
            assert "outbound.allowed" in answer.json()["error"]["message"]
