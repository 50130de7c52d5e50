"""Who asks too often waits, and a made-up key is no way round it: over real connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from vaani.api.app import Limits, create_app
from vaani.api.carrier_desk import CarrierDesk

ANONYMOUS = 6  # a minute; five of them at once


@pytest.fixture
async def tight(world: Any, on_port: Callable[[FastAPI], str]) -> str:
    """The world behind tight limits, with its call page, on a port."""
    services = replace(world.app.state.services, desk=cast(CarrierDesk, object()))
    limits = Limits(requests_per_minute=400, anonymous_per_minute=ANONYMOUS)
    return f"http://{on_port(create_app(services, limits))}"


async def statuses(
    address: str, path: str, times: int, headers: Callable[[int], dict[str, str]]
) -> list[int]:
    async with httpx.AsyncClient(base_url=address) as client:
        return [(await client.get(path, headers=headers(n))).status_code for n in range(times)]


@pytest.mark.parametrize("path", ["/call", "/api/v1/openapi.json", "/nowhere"])
@pytest.mark.parametrize(
    "shown",
    [
        lambda n: {"Authorization": "Bearer made-up"},
        lambda n: {"Authorization": f"Bearer made-up-{n}"},
        lambda n: {"Cookie": "vaani_session=made.up"},
    ],
)
async def test_a_made_up_key_gains_nothing_where_no_key_is_needed(
    tight: str, path: str, shown: Callable[[int], dict[str, str]]
) -> None:
    answered = await statuses(tight, path, 12, shown)
    assert 429 not in answered[:5]
    assert answered[6:] == [429] * 6


async def test_a_public_answer_does_not_make_a_guess_a_key(tight: str) -> None:
    guess = {"Authorization": "Bearer made-up"}
    await statuses(tight, "/call", 3, lambda n: guess)
    answered = await statuses(tight, "/api/v1/businesses", 8, lambda n: guess)
    assert answered[:2] == [401] * 2
    assert answered[4:] == [429] * 4


@pytest.mark.parametrize("path", ["/api/v1/businesses", "/api/v1/businesses/bistro/export"])
async def test_a_real_key_has_its_own_room_also_where_it_may_not_go(tight: str, path: str) -> None:
    key = {"Authorization": "Bearer viewer-key"}
    first = await statuses(tight, path, 1, lambda n: key)
    await statuses(tight, "/call", 8, lambda n: {})
    assert await statuses(tight, path, 20, lambda n: key) == first * 20
    assert first[0] in (200, 403)


async def test_a_real_key_is_not_held_up_by_who_asks_without_one(tight: str) -> None:
    """Neither by their number before, nor by that of its own first requests at once."""
    assert (await statuses(tight, "/call", 8, lambda n: {}))[-1] == 429
    key = {"Authorization": "Bearer viewer-key"}
    async with httpx.AsyncClient(base_url=tight, headers=key) as client:
        path = "/api/v1/businesses"
        answers = await asyncio.gather(*(client.get(path) for _ in range(40)))
    assert [one.status_code for one in answers] == [200] * 40


async def test_a_guess_that_is_made_many_times_at_once_is_still_a_guess(tight: str) -> None:
    guess = {"Authorization": "Bearer made-up"}
    async with httpx.AsyncClient(base_url=tight, headers=guess) as client:
        answers = await asyncio.gather(*(client.get("/api/v1/businesses") for _ in range(30)))
    told = [one.status_code for one in answers]
    assert told.count(401) <= ANONYMOUS
    assert set(told) == {401, 429}


async def test_a_key_that_was_revoked_counts_by_address_again(world: Any, tight: str) -> None:
    key = {"Authorization": "Bearer viewer-key"}
    assert await statuses(tight, "/api/v1/businesses", 3, lambda n: key) == [200] * 3
    del world.ring.keys["viewer-key"]
    assert (await statuses(tight, "/api/v1/businesses", 9, lambda n: key))[-3:] == [429] * 3


async def test_one_key_has_one_room_however_it_is_spaced(tight: str) -> None:
    def spaced(n: int) -> dict[str, str]:
        return {"Authorization": f"bearer{' ' * (n + 1)}viewer-key", "Cookie": f"other={n}"}

    async with httpx.AsyncClient(base_url=tight) as client:
        answers = [await client.get("/api/v1/businesses", headers=spaced(n)) for n in range(8)]
    assert [a.status_code for a in answers] == [200] * 8
    room = [int(a.headers["x-ratelimit-remaining"]) for a in answers[1:]]
    assert room == sorted(room, reverse=True)
    assert room[0] - room[-1] >= 5
