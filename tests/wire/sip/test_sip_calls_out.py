"""Calls that go out through a SIP trunk: rung, answered, busy, unanswered, given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from vaani.storage.paging import PageWish

pytestmark = pytest.mark.asyncio(loop_scope="session")
CALLEE = "+919876543210"
INN = "+919999977501"
WEEK = ", ".join(
    f'{day}: [{{open: "00:00", close: "12:00"}}, {{open: "12:00", close: "00:00"}}]'
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
BUSINESS = f"""
slug: warm
name: Warm
kind: other
timezone: Asia/Kolkata
languages: [en]
numbers: ["+919999977555"]
hours: {{{WEEK}}}
transfer: {{number: "+911140005678", hours: opening, warm: true}}
"""


@pytest.fixture(autouse=True)
def _trunk(sip_house: Any) -> Iterator[None]:
    sip_house.trunk.server = ("127.0.0.1", sip_house.port)
    sip_house.trunk.inbox.clear()
    yield
    sip_house.trunk.falls_silent()
    sip_house.put_down()


async def place(sip_house: Any) -> Any:
    """Ask for a call; its row as answered, and the INVITE at the trunk."""
    headers = {"Authorization": f"Bearer {sip_house.key}"}
    body = {"phone_number": CALLEE, "business": "inn", "purpose": "your booking"}
    reply = await sip_house.http.post("/api/v1/calls", json=body, headers=headers)
    assert reply.status_code == 201, reply.text
    asked = await sip_house.trunk.until(lambda one: not one.status and one.method == "INVITE")
    return reply.json()["data"], asked


async def ends_as(sip_house: Any, call_id: str, *states: str) -> Any:
    """The stored call, once it is over."""
    return await sip_house.becomes(lambda: sip_house.stored(call_id), *states)


async def test_a_call_goes_out_is_talked_and_ended_by_the_callee(sip_house: Any) -> None:
    trunk = sip_house.trunk
    call, asked = await place(sip_house)
    assert f"sip:{CALLEE}@" in asked.first
    assert f"sip:{INN}@" in asked.one("from")
    assert INN in asked.one("p-preferred-identity")
    trunk.reply(asked, "180 Ringing")
    await ends_as(sip_house, call["id"], "ringing")
    trunk.pick_up(asked)
    trunk.begins_talking()
    await sip_house.until(lambda: any(one not in (0xFF, 0x7F) for one in trunk.heard[-1600:]))
    trunk.answers = True
    assert (await trunk.bye()).status == 200
    trunk.answers = False
    kept = await ends_as(sip_house, call["id"], "completed")
    assert (kept.caller, kept.direction, kept.carrier) == (CALLEE, "outbound", "sip")
    await sip_house.idle()


async def test_a_number_that_is_not_the_houses_own_is_never_shown(sip_house: Any) -> None:
    headers = {"Authorization": f"Bearer {sip_house.key}"}
    for shown in (CALLEE, "+919999977999", "+14155550123"):
        body = {"phone_number": CALLEE, "business": "inn", "from_number": shown}
        reply = await sip_house.http.post("/api/v1/calls", json=body, headers=headers)
        assert reply.status_code == 403, reply.text
    assert not any(one.method == "INVITE" for one in sip_house.trunk.inbox)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("486 Busy Here", "busy"), ("600 Busy Everywhere", "busy"), ("603 Decline", "busy"),
        ("480 Temporarily Unavailable", "no_answer"), ("404 Not Found", "failed"),
        ("503 Service Unavailable", "failed"), ("403 Forbidden", "failed"),
    ],
)  # fmt: skip
async def test_a_call_that_is_not_taken_ends_as_the_trunk_says(
    sip_house: Any, said: str, status: str
) -> None:
    call, asked = await place(sip_house)
    sip_house.trunk.reply(asked, said)
    await ends_as(sip_house, call["id"], status)
    await sip_house.idle()


async def test_a_call_that_nobody_answers_is_given_up(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialler = sip_house.house.app.state.carriers.dialler
    slots = {name: getattr(dialler._manner, name) for name in dialler._manner.__slots__}
    monkeypatch.setattr(dialler, "_manner", type(dialler._manner)(**{**slots, "ring_s": 0}))
    trunk = sip_house.trunk
    call, asked = await place(sip_house)
    trunk.reply(asked, "180 Ringing")
    stop = await trunk.until(lambda one: not one.status and one.method == "CANCEL")
    trunk.reply(stop)
    trunk.reply(asked, "487 Request Terminated")
    await ends_as(sip_house, call["id"], "no_answer")
    await sip_house.idle()


async def test_a_ringing_call_is_ended_by_the_one_who_placed_it(sip_house: Any) -> None:
    trunk = sip_house.trunk
    call, asked = await place(sip_house)
    trunk.reply(asked, "180 Ringing")
    await ends_as(sip_house, call["id"], "ringing")
    headers = {"Authorization": f"Bearer {sip_house.key}"}
    reply = await sip_house.http.post(f"/api/v1/calls/{call['id']}/hangup", headers=headers)
    assert reply.status_code == 200, reply.text
    stop = await trunk.until(lambda one: not one.status and one.method == "CANCEL")
    trunk.reply(stop)
    trunk.reply(asked, "487 Request Terminated")
    await ends_as(sip_house, call["id"], "canceled")
    await sip_house.idle()


WARM = "+919999977555"
COLLEAGUE = "+911140005678"


async def test_a_caller_is_joined_to_a_colleague_who_accepts_by_key(sip_house: Any) -> None:
    await sip_house.house.nouns.businesses.import_text(BUSINESS)
    trunk = sip_house.trunk
    phone = await sip_house.up(called=WARM)
    await sip_house.until(lambda: any(one not in (0xFF, 0x7F) for one in phone.heard[-1600:]))
    phone.press(0)
    asked = await trunk.until(lambda one: not one.status and one.method == "INVITE")
    assert f"sip:{COLLEAGUE}@" in asked.first
    trunk.reply(asked, "180 Ringing")
    before = len(trunk.heard)
    trunk.pick_up(asked)
    trunk.begins_talking()
    await sip_house.until(lambda: any(one not in (0xFF, 0x7F) for one in trunk.heard[before:]))
    (row,) = [one for one in await _rows(sip_house) if one.direction == "inbound"]

    async def joined() -> Any:
        events = (await sip_house.house.nouns.calls.detail(row.id)).events
        is_joined = any(event.kind == "transfer.accepted" for event in events)
        if not is_joined and len(trunk.heard) - before > 4000 * (1 + len(pressed)):
            pressed.append(trunk.press(1))  # one may be lost on a machine that is busy
        return Seen("joined" if is_joined else "")

    pressed: list[None] = []
    await sip_house.becomes(joined, "joined")
    phone.falls_silent()
    before = len(trunk.heard)
    phone.begins_talking(b"\x12\x92" * 8000)
    await sip_house.until(lambda: trunk.heard[before:].count(0x12) > 400)
    trunk.answers = True
    await trunk.bye()
    await phone.hung_up()
    trunk.answers = False
    kept = await sip_house.becomes(lambda: sip_house.stored(row.id), "completed")
    assert (kept.outcome, kept.transfer) == ("transferred", "answered")
    await sip_house.idle()


async def _rows(sip_house: Any) -> Any:
    business = await sip_house.house.nouns.businesses.get("warm")
    return (await sip_house.house.nouns.calls.listing(business.id, PageWish(10))).items


@dataclass
class Seen:
    status: str
