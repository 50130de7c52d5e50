"""The table of turn-taking keeps its law in every (state, event) pair."""

from __future__ import annotations

import itertools

import pytest

from vaani.call.core.turns import Event, Floor, after, transitions

PAIRS = list(itertools.product(Floor, Event))


@pytest.mark.parametrize(("floor", "event"), PAIRS)
def test_every_event_in_every_state_leads_to_a_known_state(floor: Floor, event: Event) -> None:
    target = after(floor, event)
    assert target in Floor
    listed = transitions()[floor]
    assert target is listed.get(event, floor)


@pytest.mark.parametrize("event", list(Event))
def test_nothing_leads_away_from_the_end(event: Event) -> None:
    assert after(Floor.ENDED, event) is Floor.ENDED


@pytest.mark.parametrize("floor", [floor for floor in Floor if floor is not Floor.ENDED])
def test_the_end_can_be_reached_from_every_state(floor: Floor) -> None:
    assert after(floor, Event.OVER) is Floor.ENDED


ELSEWHERE = (Event.OVER, Event.HANDED_OVER)


@pytest.mark.parametrize("event", [event for event in Event if event not in ELSEWHERE])
def test_our_last_words_are_not_interrupted(event: Event) -> None:
    assert after(Floor.CLOSING, event) is Floor.CLOSING


@pytest.mark.parametrize("floor", [floor for floor in Floor if floor is not Floor.ENDED])
def test_a_call_that_is_handed_over_leaves_nothing_in_progress(floor: Floor) -> None:
    assert after(floor, Event.HANDED_OVER) is Floor.LISTENING


def test_we_become_audible_only_with_a_turn_that_is_ours() -> None:
    sources = [floor for floor in Floor if after(floor, Event.AUDIBLE) is Floor.SPEAKING]
    assert sources == [Floor.REPLYING, Floor.SPEAKING]


def test_over_our_speech_the_caller_first_makes_us_hold() -> None:
    assert after(Floor.SPEAKING, Event.SPEECH_STARTED) is Floor.HELD
    assert after(Floor.HELD, Event.NODDED) is Floor.REPLYING
    assert after(Floor.HELD, Event.YIELDED) is Floor.HEARING


def test_when_we_stop_ourselves_the_caller_is_listened_to_but_after_our_last_words() -> None:
    for floor in Floor:
        kept = floor in (Floor.CLOSING, Floor.ENDED)
        assert after(floor, Event.STOPPED) is (floor if kept else Floor.LISTENING)


def test_every_state_can_be_reached_from_listening() -> None:
    reached = {Floor.LISTENING}
    while True:
        more = {after(floor, event) for floor in reached for event in Event} | reached
        if more == reached:
            break
        reached = more
    assert reached == set(Floor)
