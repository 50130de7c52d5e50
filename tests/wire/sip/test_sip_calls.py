"""Calls over SIP, message by message: up, held, changed, refused, and over exactly once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vaani.telephony import sentences
from vaani.telephony.sip.line import SipLine

pytestmark = pytest.mark.asyncio(loop_scope="session")
DESK = "+911140001234"


@pytest.fixture(autouse=True)
def _phones(sip_house: Any) -> Iterator[None]:
    yield
    sip_house.put_down()


def speaks(phone: Any) -> bool:
    """Is anything but silence heard?"""
    return any(one not in (0xFF, 0x7F) for one in phone.heard[-1600:])


def nothing_comes(phone: Any, packets: int) -> Callable[[], bool]:
    """Whether nothing has come for as long as it has sent so many packets."""
    at = [0, 0]

    def is_so() -> bool:
        if len(phone.heard) != at[0]:
            at[:] = [len(phone.heard), phone.sequence]
        return bool(phone.sequence > at[1] + packets)

    return is_so


def nothing_is_said(phone: Any) -> Callable[[], bool]:
    """Whether it has heard silence alone for a while."""
    return lambda: all(one in (0xFF, 0x7F) for one in phone.heard[-3200:])


async def test_a_call_is_greeted_and_ended_by_the_caller(sip_house: Any) -> None:
    phone = await sip_house.up()
    await sip_house.until(lambda: speaks(phone))
    assert (await phone.bye()).status == 200
    kept = await sip_house.ended(phone, "completed")
    assert (kept.caller, kept.carrier) == ("+919800000001", "sip")
    await sip_house.idle()


async def test_a_call_is_ended_from_our_side(sip_house: Any) -> None:
    phone = await sip_house.up()
    call = await sip_house.kept(phone)
    headers = {"Authorization": f"Bearer {sip_house.key}"}
    reply = await sip_house.http.post(f"/api/v1/calls/{call.id}/hangup", headers=headers)
    assert reply.status_code == 200, reply.text
    await phone.hung_up()
    await sip_house.ended(phone, "completed")
    await sip_house.idle()
    assert [one.method for one in phone.inbox if not one.status].count("BYE") == 1


async def test_a_caller_whose_sound_stops_is_hung_up_on(sip_house: Any) -> None:
    phone = await sip_house.up()
    await sip_house.until(lambda: speaks(phone))
    phone.falls_silent()
    await phone.hung_up()
    await sip_house.ended(phone, "completed")
    await sip_house.idle()


async def test_a_caller_who_holds_hears_nothing_and_comes_back(sip_house: Any) -> None:
    phone = await sip_house.up()
    await sip_house.until(lambda: speaks(phone))
    phone.invite("sendonly")
    held = await phone.answered()
    assert (held.status, "a=recvonly" in held.body) == (200, True)
    (leg,) = sip_house.house.sip.stack.legs
    await sip_house.until(lambda: leg.held)
    await sip_house.until(nothing_comes(phone, packets=20))
    before = len(phone.heard)
    phone.invite("sendrecv")
    back = await phone.answered()
    assert "a=sendrecv" in back.body
    await sip_house.until(lambda: len(phone.heard) > before + 3200)
    phone.invite("sendrecv", "8 101")
    other = await phone.answered()
    assert "RTP/AVP 8 101" in other.body
    phone.begins_talking()
    assert (await phone.bye()).status == 200
    await sip_house.idle()


async def test_a_call_that_is_given_up_before_its_answer_leaves_nothing_behind(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sip_house.house.app.state.carriers
    asked, go_on, planned = asyncio.Event(), asyncio.Event(), desk.plan_for

    async def slowly(incoming: Any) -> Any:
        plan = await planned(incoming)
        asked.set()
        await go_on.wait()
        return plan

    monkeypatch.setattr(desk, "plan_for", slowly)
    phone = await sip_house.phone()
    phone.invite()
    await asyncio.wait_for(asked.wait(), 60)
    phone.send(phone.request("CANCEL"))
    assert (await phone.until(lambda one: one.status and one.method == "CANCEL")).status == 200
    assert (await phone.answered()).status == 487
    go_on.set()
    await sip_house.ended(phone, "canceled", "failed")
    await sip_house.idle()


async def test_a_house_without_a_free_line_is_busy(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(await sip_house.calls())
    monkeypatch.setattr(sip_house.house.exchange.board, "draining", True)
    phone = await sip_house.phone()
    assert (await phone.call()).status == 486
    assert len(await sip_house.calls()) == before
    await sip_house.idle()


@pytest.mark.parametrize("called", ["+919999977999", "nobody", "anonymous"])
async def test_a_number_nobody_has_is_busy_and_kept_nowhere(sip_house: Any, called: str) -> None:
    before = len(await sip_house.calls())
    phone = await sip_house.phone(called=called)
    assert (await phone.call()).status == 486
    assert len(await sip_house.calls()) == before
    await sip_house.idle()


async def test_an_invitation_that_comes_three_times_is_one_call(sip_house: Any) -> None:
    phone = await sip_house.phone()
    sent = phone.invite()
    for _ in range(2):
        phone.send(sent)
    assert (await phone.answered()).status == 200
    phone.begins_talking()
    await sip_house.until(lambda: bool(sip_house.running))
    assert len(sip_house.names) == len(sip_house.running) == 1
    await phone.bye()
    await sip_house.ended(phone, "completed")
    await sip_house.idle()


async def test_a_call_that_is_never_acknowledged_is_not_begun(sip_house: Any) -> None:
    phone = await sip_house.phone()
    phone.invite()
    await phone.until(lambda one: one.status == 200)
    await sip_house.until(lambda: bool(sip_house.names))
    assert sip_house.running == []
    phone.send(phone.request("ACK"))  # without the tag: of no dialog
    (leg,) = sip_house.house.sip.stack.legs
    assert not leg.was_up
    leg.close()
    await sip_house.idle()


async def test_keys_are_heard_once_whatever_is_lost(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []
    monkeypatch.setattr(SipLine, "digit", lambda _line, key: keys.append(key))
    phone = await sip_house.up()
    for number, (key, packets) in enumerate(
        [(5, "bccceee"), (6, "bcc"), (10, "ceee"), (7, "bce"), (7, "bceee"), (11, "b"), (15, "be")]
    ):
        phone.press(key, packets=packets)
        await sip_house.until(lambda wanted=number: len(keys) > wanted)
    body = "Signal=9\r\nDuration=160\r\n"
    phone.send(phone.request("INFO", "Content-Type: application/dtmf-relay\r\n", body))
    await sip_house.until(lambda: len(keys) > 7)
    assert "".join(keys) == "56*77#D9"
    await phone.bye()
    await sip_house.idle()


async def test_keys_are_sent_while_nothing_else_goes_out_of_step(sip_house: Any) -> None:
    phone = await sip_house.up()
    (leg,) = sip_house.house.sip.stack.legs
    leg.line.press("4#")
    await sip_house.until(lambda: len({at for at, _ in phone.keys}) == 2)
    await sip_house.until(lambda: [event for _, event in phone.keys].count(11) >= 3)
    assert sorted({event for _, event in phone.keys}) == [4, 11]
    await phone.bye()
    await sip_house.idle()


async def passed_on(sip_house: Any) -> tuple[Any, Any]:
    """A caller who asked for a human, and the REFER that came."""
    phone = await sip_house.up(answers=True)
    await sip_house.until(lambda: speaks(phone))
    phone.silent_for.add("REFER")
    refer = None
    for _ in range(5):  # a key may be lost on a machine that is busy: then a caller presses again
        phone.press(0)
        with contextlib.suppress(TimeoutError):
            refer = await phone.until(lambda one: one.method == "REFER", 5)
            break
    assert refer is not None
    assert f"sip:{DESK}@" in refer.one("refer-to")
    return phone, refer


def notifies(phone: Any, status: str, cseq: int) -> None:
    """The far end tells how far the transfer is."""
    extra = (
        "Event: refer\r\nSubscription-State: terminated;reason=noresource\r\n"
        "Content-Type: message/sipfrag\r\n"
    )
    phone.send(phone.request("NOTIFY", extra, f"SIP/2.0 {status}\r\n"))


async def test_a_caller_is_passed_on_by_refer(sip_house: Any) -> None:
    phone, refer = await passed_on(sip_house)
    phone.reply(refer, "202 Accepted")
    notifies(phone, "200 OK", 2)
    await phone.hung_up()
    call = await sip_house.ended(phone, "completed")
    await sip_house.idle()
    detail = (await sip_house.house.nouns.calls.detail(call.id)).call
    assert (detail.outcome, detail.transfer) == ("transferred", "answered")


async def test_a_caller_whom_nobody_takes_is_told_and_to_be_called_back(
    sip_house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "CALLED_BACK", {"en": "Sorry, goodbye.", "hi": "नमस्ते"})
    phone, refer = await passed_on(sip_house)
    await sip_house.until(nothing_is_said(phone))
    phone.reply(refer, "403 Forbidden")
    await sip_house.until(lambda: speaks(phone))
    await phone.hung_up()
    call = await sip_house.ended(phone, "completed")
    await sip_house.idle()
    detail = (await sip_house.house.nouns.calls.detail(call.id)).call
    assert detail.transfer == "failed"
    found = await sip_house.house.nouns.messages.everything(call.business_id)
    assert [one.kind for one in found if one.call_id == call.id] == ["callback"]
