"""Who may open a media socket: once, within a minute, and never more wait than fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vaani.call.ports.journal import CallStatus
from vaani.kit.clock import Instant
from vaani.telephony.driver import StatusUpdate
from vaani.telephony.status import StatusOrder
from vaani.telephony.tokens import MediaTokens, TokensFull


class Watch:
    """A clock that a test sets."""

    seconds = 100.0

    def now(self) -> datetime:
        return datetime(2027, 5, 6, tzinfo=UTC)

    def instant(self) -> Instant:
        return Instant(self.seconds)


def test_a_token_gives_its_call_once() -> None:
    tokens: MediaTokens[str] = MediaTokens(Watch())
    token = tokens.issue("call-1", "plan")
    assert tokens.take("guess") is None
    assert tokens.take(token) == "plan"
    assert tokens.take(token) is None


@pytest.mark.parametrize(("later", "got"), [(59.9, "plan"), (60.0, None), (3600.0, None)])
def test_a_token_lives_for_a_minute(later: float, got: str | None) -> None:
    watch = Watch()
    tokens: MediaTokens[str] = MediaTokens(watch)
    token = tokens.issue("call-1", "plan")
    watch.seconds += later
    assert tokens.take(token) == got


def test_a_newer_token_of_the_same_call_voids_the_older() -> None:
    tokens: MediaTokens[str] = MediaTokens(Watch())
    old, new = tokens.issue("call-1", "a"), tokens.issue("call-1", "b")
    assert (tokens.take(old), tokens.take(new)) == (None, "b")


def test_a_full_table_refuses_and_keeps_those_that_wait() -> None:
    watch = Watch()
    tokens: MediaTokens[int] = MediaTokens(watch, most=3)
    kept = [tokens.issue(f"call-{n}", n) for n in range(3)]
    with pytest.raises(TokensFull):
        tokens.issue("call-3", 3)
    assert [tokens.take(token) for token in kept] == [0, 1, 2]
    for n in range(3):
        tokens.issue(f"late-{n}", n)
    watch.seconds += 61
    assert tokens.take(tokens.issue("call-4", 4)) == 4


def test_tokens_cannot_be_guessed_from_each_other() -> None:
    tokens: MediaTokens[int] = MediaTokens(Watch())
    made = {tokens.issue(f"call-{n}", n) for n in range(1000)}
    assert len(made) == 1000
    assert min(len(token) for token in made) >= 32


def told(call: str, status: CallStatus, count: int | None) -> StatusUpdate:
    return StatusUpdate("twilio", call, status, count)


def test_a_status_only_goes_forward() -> None:
    order = StatusOrder()
    assert order.accept(told("CA1", "ringing", 1))
    assert not order.accept(told("CA1", "initiated", 0))
    assert not order.accept(told("CA1", "ringing", 1))
    assert order.accept(told("CA1", "in_progress", 2))
    assert order.accept(told("CA1", "completed", 3))
    assert not order.accept(told("CA1", "in_progress", 4))
    assert not order.accept(told("CA1", "failed", 5))


def test_two_carriers_may_give_their_calls_the_same_id() -> None:
    order = StatusOrder()
    assert order.accept(StatusUpdate("twilio", "1", "completed"))
    assert order.accept(StatusUpdate("plivo", "1", "ringing"))


def test_without_numbers_the_rank_decides() -> None:
    order = StatusOrder(most=2)
    assert order.accept(told("CA1", "in_progress", None))
    assert not order.accept(told("CA1", "ringing", None))
    assert order.accept(told("CA1", "busy", None))
    assert order.accept(told("CA2", "ringing", None))
    assert order.accept(told("CA3", "ringing", None))
    assert order.accept(told("CA1", "ringing", None))  # forgotten: only the last two are remembered
