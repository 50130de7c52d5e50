"""`vaani carriers test-call`: a real call, watched from the house; what it says has happened."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vaani.cli.line_check import LineError, Wish, line_check
from vaani.testing.all_sides import sides
from vaani.testing.carrier_out import placed, tells

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def told(exchange: Any, wish: Wish, patience_s: float = 15) -> tuple[list[str], str]:
    """What is said, and what went wrong."""
    said: list[str] = []
    exchange.http.headers["Authorization"] = f"Bearer {exchange.key}"
    try:
        async for line in line_check(exchange.http, "", wish, patience_s):
            said.append(line)
    except LineError as error:
        return said, str(error)
    finally:
        del exchange.http.headers["Authorization"]
    return said, ""


async def test_a_call_in_is_waited_for_and_told(exchange: Any) -> None:
    side = sides()["jambonz"]
    call = side.call_id()
    watching = asyncio.create_task(told(exchange, Wish("jambonz", business="inn")))
    await asyncio.sleep(0)
    peer = await exchange.pick_up(side, call, await exchange.ring(side, call))
    assert await peer.assistant_finished(timeout_s=15)
    await peer.hang_up()
    await exchange.over(await exchange.call_of(side, call))
    await exchange.send(side.status(call, "completed"))
    said, wrong = await watching
    assert wrong == ""
    assert "through jambonz" in said[1]
    assert any("assistant" in line for line in said)
    assert any(line.strip().startswith("line.counters: frames_in") for line in said)


async def test_a_call_out_that_nobody_answers_did_not_work(exchange: Any) -> None:
    rest = exchange.rests["plivo"]
    rest.forget()
    wish = Wish("plivo", "+919876543210", business="by-plivo")

    async def nobody_answers() -> None:
        async with asyncio.timeout(60):
            await asyncio.to_thread(rest.asked.wait)
        order = placed(rest.placed[0])
        await exchange.send(tells(order, "c0ffee-77", "no_answer"))

    (said, wrong), _ = await asyncio.gather(told(exchange, wish), nobody_answers())
    assert wrong == "The call ended as no_answer; nobody talked."
    assert "through plivo" in said[0]


async def test_a_number_of_another_carrier_is_noticed_and_the_call_ended(exchange: Any) -> None:
    exchange.rests["telnyx"].forget()
    exchange.rests["vonage"].forget()
    _, wrong = await told(exchange, Wish("telnyx", "+919876543210", business="by-vonage"))
    assert "goes out through vonage, not through telnyx" in wrong
    ends = [one for one in exchange.rests["vonage"].commands if one.method == "PUT"]
    assert [one.said("action") for one in ends] == ["hangup"]
    assert exchange.rests["telnyx"].commands == []


async def test_what_the_house_refuses_is_said_in_its_words(exchange: Any) -> None:
    _, wrong = await told(exchange, Wish("plivo", "+442079460000", business="by-plivo"))
    assert wrong.startswith("The call was not placed: ")
    _, wrong = await told(exchange, Wish("telnyx", business="inn"), patience_s=0)
    assert "No call came through telnyx" in wrong
