"""Places for calls: pages take none from carriers, and sockets that start no call keep none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from vaani.testing.carrier_peer import Out, PeerError
from vaani.testing.twilio_peer import Stream, TwilioPeer

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Silent(TwilioPeer):
    """Opens the socket and says only what a case says."""

    def _send(self, message: Out | None) -> None:
        return


class Impatient(TwilioPeer):
    """Sends sound and never a start."""

    def _send(self, message: Out | None) -> None:
        if message is not None and b'"event":"media"' in message[1]:
            super()._send(message)


@pytest.fixture
def eight_lines(town: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house with eight lines and nobody on the way."""
    board = town.house.exchange.board
    monkeypatch.setattr(board, "_admission", replace(board._admission, max_calls=8))
    monkeypatch.setattr(board, "_reserved", type(board._reserved)())
    monkeypatch.setattr(board, "_of_pages", type(board._of_pages)())
    return board


async def test_pages_that_never_call_take_no_line_from_those_who_ring(
    town: Any, eight_lines: Any
) -> None:
    asked = [
        await town.http.post("/api/v1/calls/browser", json={"business": "madhuban"})
        for _ in range(12)
    ]
    assert [reply.status_code for reply in asked].count(201) == 2
    rings = [await town.ring() for _ in range(9)]
    assert ["<Connect" in ring.document for ring in rings] == [True] * 8 + [False]


async def test_a_page_that_comes_late_finds_the_lines_taken_by_callers(
    town: Any, eight_lines: Any
) -> None:
    asked = await town.http.post("/api/v1/calls/browser", json={"business": "madhuban"})
    for _ in range(8):
        await town.ring()
    page = TwilioPeer(Stream(asked.json()["data"]["call_id"]))
    with pytest.raises(PeerError):
        await page.open(town.socket(asked.json()["data"]["url"]))


async def test_a_token_shown_at_the_wrong_door_still_connects_its_call(town: Any) -> None:
    answered = await town.ring()
    thief = TwilioPeer(Stream(answered.call_sid, town.ACCOUNT, parameters=answered.parameters))
    with pytest.raises(PeerError):
        await thief.open(town.socket(answered.path.replace("twilio", "browser")))
    peer = await town.pick_up(answered)
    assert await peer.assistant_began(within_s=60)
    await peer.hang_up()
    await town.over(answered.call_id)


@pytest.mark.parametrize("kind", [Silent, Impatient], ids=["nothing", "media before the start"])
async def test_a_socket_that_never_says_start_is_closed(
    town: Any, monkeypatch: pytest.MonkeyPatch, kind: type[TwilioPeer]
) -> None:
    monkeypatch.setattr(town.house.exchange, "_start_s", 0.3)
    answered = await town.ring()
    peer = kind(Stream(answered.call_sid, town.ACCOUNT, parameters=answered.parameters))
    await peer.open(town.socket(answered.path), signature=answered.signature)
    await asyncio.wait_for(peer.closed.wait(), 60)
    assert answered.call_id not in town.running
