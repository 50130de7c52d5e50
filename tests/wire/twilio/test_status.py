"""What Twilio's events do to a call, in whatever order and however often they come."""

from __future__ import annotations

import logging
from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def tell(town: Any, call_sid: str, status: str, number: int | None, **other: str) -> int:
    """A status event; the answer's HTTP status."""
    fields = town.ringing(call_sid, CallStatus=status, **other)
    if number is not None:
        fields.append(("SequenceNumber", str(number)))
    return int((await town.ask("/carriers/twilio/status", fields)).status_code)


async def test_a_status_told_three_times_counts_once(town: Any) -> None:
    answered = await town.ring()
    for _ in range(3):
        assert await tell(town, answered.call_sid, "no-answer", 1) == 204
    detail = await town.house.nouns.calls.detail(answered.call_id)
    assert detail.call.status == "no_answer"
    first = detail.call.ended_at
    assert await tell(town, answered.call_sid, "no-answer", 1) == 204
    assert (await town.house.nouns.calls.detail(answered.call_id)).call.ended_at == first


async def test_a_late_ringing_does_not_wake_a_call_that_is_over(town: Any) -> None:
    answered = await town.ring()
    assert await tell(town, answered.call_sid, "busy", 2) == 204
    assert await tell(town, answered.call_sid, "ringing", 1) == 204
    assert await tell(town, answered.call_sid, "in-progress", 3) == 204
    assert await town.status_of(answered.call_id) == "busy"


async def test_a_final_status_ends_a_call_whose_socket_was_forgotten(town: Any) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    assert await peer.assistant_finished(timeout_s=10)
    assert await tell(town, answered.call_sid, "completed", 3, CallDuration="7") == 204
    await peer.close()
    await town.over(answered.call_id)
    assert await town.status_of(answered.call_id) == "completed"


async def test_a_call_in_progress_is_not_ended_by_the_news_that_it_began(town: Any) -> None:
    answered = await town.ring()
    peer = await town.pick_up(answered)
    assert await tell(town, answered.call_sid, "in-progress", 2) == 204
    assert await tell(town, answered.call_sid, "ringing", 1) == 204
    assert answered.call_id in town.running
    await peer.hang_up()
    await town.over(answered.call_id)


@pytest.mark.parametrize(
    ("said", "kept"),
    [("completed", "completed"), ("busy", "busy"), ("no-answer", "no_answer"),
     ("canceled", "canceled"), ("failed", "failed")],
)  # fmt: skip
async def test_twilios_words_become_ours(town: Any, said: str, kept: str) -> None:
    answered = await town.ring()
    assert await tell(town, answered.call_sid, said, None) == 204
    assert await town.status_of(answered.call_id) == kept


async def test_an_unknown_word_and_an_unknown_call_are_taken_without_harm(town: Any) -> None:
    answered = await town.ring()
    assert await tell(town, answered.call_sid, "levitating", 5) == 204
    assert await tell(town, "CA" + "9" * 32, "completed", 5) == 204
    assert await town.status_of(answered.call_id) == "ringing"


async def test_a_stream_that_started_and_stopped_is_taken_without_a_word(
    town: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answered = await town.ring()
    with caplog.at_level(logging.WARNING, "vaani.api.carriers"):
        for event in ("stream-started", "stream-stopped"):
            fields = [
                ("CallSid", answered.call_sid), ("AccountSid", town.ACCOUNT),
                ("StreamSid", "MZ" + "3" * 32), ("StreamName", "agent"),
                ("StreamEvent", event), ("Timestamp", "2027-05-06T10:00:00.000Z"),
            ]  # fmt: skip
            reply = await town.ask("/carriers/twilio/stream", fields)
            assert reply.status_code == 204
    assert caplog.records == []


async def test_a_stream_error_is_written_down_for_the_operator(
    town: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answered = await town.ring()
    fields = town.ringing(
        answered.call_sid, StreamEvent="stream-error", StreamError="31924\n - Protocol <error>"
    )
    with caplog.at_level(logging.ERROR, "vaani.api.carriers"):
        assert (await town.ask("/carriers/twilio/stream", fields)).status_code == 204
    (record,) = caplog.records
    assert record.message == "twilio.stream_error"
    assert record.error == "31924 - Protocol error"  # type: ignore[attr-defined]
