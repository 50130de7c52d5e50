"""Requests that a carrier has not sent: none is answered as a call, none leaves a trace."""

from __future__ import annotations

from typing import Any

import pytest

from vaani.storage.paging import PageWish
from vaani.testing.all_sides import sides
from vaani.testing.carrier_side import VobizSide
from vaani.testing.side import Side, forgeries

pytestmark = pytest.mark.asyncio(loop_scope="session")
ALL = [*sides().values(), VobizSide(signs=False)]


def named(side: Side) -> str:
    return side.carrier + ("" if side.proofs or side.carrier != "vobiz" else " unsigned")


async def rows(exchange: Any) -> int:
    business = await exchange.house.nouns.businesses.get("inn")
    return len((await exchange.house.nouns.calls.listing(business.id, PageWish(100))).items)


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_of_forty_forged_requests_none_is_taken(exchange: Any, side: Side) -> None:
    genuine = side.ring(side.call_id(), exchange.INN, "+919800000001")
    assert (await exchange.send(genuine)).status_code == 200
    before = (await rows(exchange), exchange.waiting)
    fresh = side.ring(side.call_id(), exchange.INN, "+919800000001")
    forged = forgeries(side, fresh)
    if side.carrier in ("vonage", "telnyx", "jambonz"):  # replays: their proof covers no address
        replays = forgeries(side, genuine)
        key = next(name for name in replays if name.startswith("an honest"))
        forged = {name: one for name, one in forged.items() if not name.startswith("an honest")}
        forged[key] = replays[key]
    assert len(forged) >= 40
    taken = []
    for name, sent in forged.items():
        reply = await exchange.send(sent)
        unsigned = side.carrier == "vonage" and not sent.header("Authorization")
        good = reply.status_code == 503 if unsigned else 300 <= reply.status_code < 500
        if not good:
            taken.append((name, reply.status_code, reply.text[:80]))
        assert "media" not in reply.text, name
        assert "Traceback" not in reply.text, name
    assert taken == []
    assert (await rows(exchange), exchange.waiting) == before
    assert (await exchange.send(fresh)).status_code == 200


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_no_other_question_of_the_carrier_is_open(exchange: Any, side: Side) -> None:
    for sent in (side.status("x" * 34, "completed"), side.stream_over("x" * 34, exchange.INN)):
        bare = sent.without(*side.proofs)
        if not side.needs_proof:
            bare = next(iter(forgeries(side, sent).values()))
        reply = await exchange.send(bare)
        assert reply.status_code == (503 if side.carrier == "vonage" else 403)


@pytest.mark.parametrize("side", ALL, ids=named)
async def test_a_path_that_the_card_does_not_name_is_not_there(exchange: Any, side: Side) -> None:
    for path in ("", "/nothing", "/media", "/media/x", "/voice/x/y"):
        reply = await exchange.http.post(f"/carriers/{side.carrier}{path}")
        assert reply.status_code in (403, 404, 405, 503)


async def test_a_carrier_that_nobody_knows_is_not_there(exchange: Any) -> None:
    assert (await exchange.http.post("/carriers/nobody/voice")).status_code == 404
