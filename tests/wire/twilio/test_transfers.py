"""What becomes of a caller who asks for a human: passed on, and what if nobody takes the call?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import pytest_asyncio

from vaani.api.events import LiveEvent
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount
from vaani.testing.twilio_peer import Stream, TwilioPeer

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLER = "+15005550006"
DESK = "+911140001234"
NUMBERS = {"en": "+919999977501", "hi": "+919999977502"}
WEEK = ", ".join(
    f'{day}: [{{open: "00:00", close: "12:00"}}, {{open: "12:00", close: "00:00"}}]'
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)


def inn(language: str) -> str:
    """A business whose desk takes calls by day and night."""
    return f"""
slug: inn-{language}
name: Inn
kind: other
timezone: Asia/Kolkata
languages: [{language}]
numbers: ["{NUMBERS[language]}"]
hours: {{{WEEK}}}
transfer: {{number: "{DESK}", hours: opening}}
"""


@dataclass
class PassedOn:
    """A call whose caller asked for a human (key 0), up to the document that dials."""

    town: Any
    call_id: str
    call_sid: str
    fields: list[tuple[str, str]]
    document: str

    @property
    def dial(self) -> ET.Element:
        found = ET.fromstring(self.document).find("./Dial")
        assert found is not None, self.document
        return found

    async def ends(self, result: str) -> ET.Element:
        """Twilio tells how the dialling went; what it is answered."""
        fields = [*self.fields, ("DialCallStatus", result), ("DialCallDuration", "0")]
        reply = await self.town.ask("/carriers/twilio/after", fields)
        assert reply.status_code == 200
        return ET.fromstring(reply.text)

    async def is_taken(self) -> int:
        """Twilio tells that somebody has taken the dialled leg."""
        fields = self.town.ringing(
            CallStatus="in-progress",
            ParentCallSid=self.call_sid,
            To=DESK,
            Direction="outbound-dial",
        )
        return int((await self.town.ask("/carriers/twilio/taken", fields)).status_code)

    async def kept(self) -> tuple[str | None, str | None]:
        """Outcome and transfer of the stored call."""
        call = (await self.town.house.nouns.calls.detail(self.call_id)).call
        return call.outcome, call.transfer

    async def messages(self) -> list[Any]:
        """Messages that this call left."""
        call = (await self.town.house.nouns.calls.detail(self.call_id)).call
        found = await self.town.house.nouns.messages.everything(call.business_id)
        return [one for one in found if one.call_id == self.call_id]

    async def told(self) -> list[LiveEvent]:
        """The live events of this call about its transfer."""
        await self.town.house.pump.empty()
        kinds = ("call.transferred", "error.occurred")
        mine = lambda event: event.call_id == self.call_id and event.type in kinds  # noqa: E731
        with self.town.house.events.subscribe(mine, after="all") as subscriber:
            subscriber.end()
            return [event async for event in subscriber.events()]


async def passed_on(town: Any, language: str = "en", **other: str) -> PassedOn:
    """Somebody calls, presses 0 and hears that he is put through."""
    answered = await town.ring(To=NUMBERS[language], **other)
    peer = await town.pick_up(answered)
    assert await peer.assistant_finished(timeout_s=10)
    peer.press("0")
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    await town.over(answered.call_id)
    fields = town.ringing(
        answered.call_sid, **{"To": NUMBERS[language], "CallStatus": "in-progress", **other}
    )
    reply = await town.ask("/carriers/twilio/after", fields)
    return PassedOn(town, answered.call_id, answered.call_sid, fields, reply.text)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def waiting(town: Any) -> AsyncIterator[dict[str, list[PassedOn]]]:
    """Callers who were passed on, all at once: Twilio has dialled, and told nothing yet."""
    for language in NUMBERS:
        await town.house.nouns.businesses.import_text(inn(language))
    made = await asyncio.gather(
        passed_on(town, "hi"),
        passed_on(town, "en", From="+266696687"),
        *(passed_on(town) for _ in range(13)),
    )
    yield {"hindi": [made[0]], "withheld": [made[1]], "english": list(made[2:])}


@pytest.fixture
def call(waiting: dict[str, list[PassedOn]]) -> PassedOn:
    """A caller who was passed on."""
    return waiting["english"].pop()


async def test_a_caller_who_asks_for_a_human_is_dialled_through_to_the_files_number(
    town: Any, call: PassedOn
) -> None:
    number = call.dial.find("./Number")
    assert number is not None
    assert number.text == DESK
    assert call.dial.get("action") == f"{town.PUBLIC}/carriers/twilio/after"
    assert number.get("statusCallback") == f"{town.PUBLIC}/carriers/twilio/taken"
    assert await call.kept() == ("transferred", None)
    assert await call.told() == []


async def test_the_same_question_after_the_stream_has_the_same_answer(
    town: Any, call: PassedOn
) -> None:
    again = await town.ask("/carriers/twilio/after", call.fields)
    assert again.text == call.document


@pytest.mark.parametrize(
    ("result", "kept"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"), ("canceled", "canceled"),
     ("a new word", "failed")],
)  # fmt: skip
async def test_a_caller_whom_nobody_takes_is_left_as_a_message_and_hears_so(
    call: PassedOn, result: str, kept: str
) -> None:
    document = await call.ends(result)
    assert [node.tag for node in document] == ["Say", "Hangup"]
    assert "message with your number" in (document[0].text or "")
    (message,) = await call.messages()
    assert (message.kind, message.phone, message.status) == ("callback", CALLER, "open")
    assert await call.kept() == ("message", kept)
    (event,) = await call.told()
    assert (event.type, event.data["what"]) == ("error.occurred", "call.transfer_failed")
    assert event.data["result"] == kept


async def test_the_owner_sees_in_the_api_that_nobody_took_the_call(
    town: Any, call: PassedOn
) -> None:
    await call.ends("no-answer")
    key = await town.house.keys.create("owner", "test")
    headers = {"Authorization": f"Bearer {key}"}
    seen = (await town.http.get(f"/api/v1/calls/{call.call_id}", headers=headers)).json()["data"]
    assert (seen["outcome"], seen["transfer"]) == ("message", "no_answer")


async def test_a_hindi_caller_hears_it_in_hindi(waiting: dict[str, list[PassedOn]]) -> None:
    (call,) = waiting["hindi"]
    document = await call.ends("busy")
    assert [node.get("language") for node in document.iter("Say")] == ["hi-IN"]
    assert "संदेश" in (document[0].text or "")


async def test_twilio_may_tell_it_twice(call: PassedOn) -> None:
    first, second = await call.ends("busy"), await call.ends("busy")
    assert ET.tostring(first) == ET.tostring(second)
    assert len(await call.messages()) == 1
    assert len(await call.told()) == 1


async def test_of_a_caller_without_a_number_no_callback_is_promised(
    waiting: dict[str, list[PassedOn]],
) -> None:
    (call,) = waiting["withheld"]
    document = await call.ends("no-answer")
    assert "call again" in (document[0].text or "")
    assert "message" not in (document[0].text or "")
    assert await call.messages() == []
    assert await call.kept() == ("abandoned", "no_answer")


async def test_a_transfer_counts_when_somebody_takes_the_call(call: PassedOn) -> None:
    assert await call.is_taken() == 204
    assert await call.kept() == ("transferred", "answered")
    assert [event.type for event in await call.told()] == ["call.transferred"]
    document = await call.ends("completed")
    assert [node.tag for node in document] == ["Hangup"]
    assert await call.messages() == []
    assert await call.kept() == ("transferred", "answered")
    assert len(await call.told()) == 1


async def test_a_talk_of_which_only_the_end_is_told_counts_too(call: PassedOn) -> None:
    assert [node.tag for node in await call.ends("completed")] == ["Hangup"]
    assert await call.kept() == ("transferred", "answered")
    assert [event.type for event in await call.told()] == ["call.transferred"]


async def test_a_forged_word_on_a_transfer_changes_nothing(town: Any, call: PassedOn) -> None:
    fields = [*call.fields, ("DialCallStatus", "busy")]
    reply = await town.ask("/carriers/twilio/after", fields, token="f" * 32)
    assert reply.status_code == 403
    leg = town.ringing(CallStatus="in-progress", ParentCallSid=call.call_sid)
    reply = await town.ask("/carriers/twilio/taken", leg, token="f" * 32)
    assert reply.status_code == 403
    assert await call.kept() == ("transferred", None)
    assert (await call.messages(), await call.told()) == ([], [])


async def test_a_caller_who_was_never_passed_on_leaves_no_message_by_it(
    town: Any, waiting: dict[str, list[PassedOn]]
) -> None:
    answered = await town.ring(To=NUMBERS["en"])
    peer = await town.pick_up(answered)
    assert await peer.assistant_finished(timeout_s=10)
    await peer.hang_up()
    await town.over(answered.call_id)
    call = PassedOn(town, answered.call_id, answered.call_sid, town.ringing(answered.call_sid), "")
    assert [node.tag for node in await call.ends("busy")] == ["Say", "Say", "Hangup"]
    outcome, transfer = await call.kept()
    assert (outcome == "transferred", transfer, await call.messages()) == (False, None, [])


async def test_a_test_call_from_this_machine_reaches_nobody_and_hears_so(town: Any) -> None:
    await town.house.nouns.businesses.import_text(inn("en"))
    accounts = town.house.app.state.carriers.drivers["twilio"]._accounts.values()
    ours = next(one for one in accounts if one.loopback)
    account = LoopbackAccount(ours.sid, ours.tokens[0], f"http://127.0.0.1:{town.port}")
    ordered = await loopback.ring(town.http, account, business="inn-en", caller=CALLER)
    peer = TwilioPeer(Stream(ordered.call_sid, account.sid, parameters=ordered.parameters))
    await peer.open(ordered.socket_url, signature=ordered.socket_signature)
    assert await peer.assistant_finished(timeout_s=10)
    peer.press("0")
    await asyncio.wait_for(peer.closed.wait(), 60)
    await peer.close()
    assert (await loopback.after(town.http, account, ordered)).dialled == DESK
    heard = await loopback.not_dialled(town.http, account, ordered)
    assert "message with your number" in " ".join(heard.said)


async def test_a_word_on_a_call_that_nobody_knows_is_answered_without_a_promise(town: Any) -> None:
    fields = town.ringing(DialCallStatus="no-answer")
    document = ET.fromstring((await town.ask("/carriers/twilio/after", fields)).text)
    assert [node.tag for node in document] == ["Say", "Say", "Hangup"]
    assert not any("message" in (node.text or "") for node in document)
    leg = town.ringing(CallStatus="in-progress", ParentCallSid="CA" + "9" * 32)
    assert (await town.ask("/carriers/twilio/taken", leg)).status_code == 204


async def test_when_the_database_fails_no_message_is_promised(
    town: Any, call: PassedOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = town.house.app.state.carriers

    async def fails(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(desk, "transfer_ended", fails)
        document = await call.ends("busy")
    assert not any("message" in (node.text or "") for node in document)
    assert [node.tag for node in await call.ends("busy")] == ["Say", "Hangup"]
    assert len(await call.messages()) == 1
