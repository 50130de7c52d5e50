"""Whose floor is it? The state machine of turn-taking, as one table that states its own law.

Law: the caller may always speak; we speak only in SPEAKING; over our speech the caller first makes
us hold (HELD), and only words make us yield; a turn is ours to answer only after TURN_TAKEN; from
ENDED nothing leads away. What a detector or provider says is a proposal: an event that a state does
not list changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Floor(StrEnum):
    """Who has the floor."""

    LISTENING = "listening"
    """Nobody speaks; the caller is expected to."""
    HEARING = "hearing"
    """The caller speaks."""
    PAUSED = "paused"
    """The caller paused; whether he has finished is not decided."""
    REPLYING = "replying"
    """The turn is ours; nothing of the reply is audible yet."""
    SPEAKING = "speaking"
    """The caller hears us."""
    HELD = "held"
    """The caller speaks over us; we have stopped and keep the rest."""
    HELD_PAUSED = "held_paused"
    """The caller spoke over us and paused; was it words?"""
    CLOSING = "closing"
    """Our last words are being said; what follows is the end."""
    ENDED = "ended"


class Event(StrEnum):
    """What moves the floor."""

    SPEECH_STARTED = "speech_started"
    SPEECH_PAUSED = "speech_paused"
    TURN_TAKEN = "turn_taken"
    NO_WORDS = "no_words"
    YIELDED = "yielded"
    """Over our speech there were words: the floor is the caller's."""
    NODDED = "nodded"
    """Over our speech there was a cough, a nod or a noise."""
    AUDIBLE = "audible"
    PLAYED = "played"
    STOPPED = "stopped"
    """We stopped our own voice, for keys or for a sentence of the call's own."""
    FAREWELL = "farewell"
    """A reply after which the call ends has been committed."""
    HANDED_OVER = "handed_over"
    """A person speaks with the caller in our place, or the far end is a machine: nothing that was
    in progress is."""
    OVER = "over"


_TABLE: Mapping[Floor, Mapping[Event, Floor]] = {
    Floor.LISTENING: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_STARTED: Floor.HEARING,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.FAREWELL: Floor.CLOSING,
        Event.OVER: Floor.ENDED,
    },
    Floor.HEARING: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_PAUSED: Floor.PAUSED,
        Event.NO_WORDS: Floor.LISTENING,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.FAREWELL: Floor.CLOSING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.PAUSED: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_STARTED: Floor.HEARING,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.NO_WORDS: Floor.LISTENING,
        Event.FAREWELL: Floor.CLOSING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.REPLYING: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_STARTED: Floor.HELD,
        Event.AUDIBLE: Floor.SPEAKING,
        Event.PLAYED: Floor.LISTENING,
        Event.FAREWELL: Floor.CLOSING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.SPEAKING: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_STARTED: Floor.HELD,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.PLAYED: Floor.LISTENING,
        Event.FAREWELL: Floor.CLOSING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.HELD: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_PAUSED: Floor.HELD_PAUSED,
        Event.YIELDED: Floor.HEARING,
        Event.NODDED: Floor.REPLYING,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.HELD_PAUSED: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.SPEECH_STARTED: Floor.HELD,
        Event.YIELDED: Floor.PAUSED,
        Event.NODDED: Floor.REPLYING,
        Event.TURN_TAKEN: Floor.REPLYING,
        Event.STOPPED: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.CLOSING: {
        Event.HANDED_OVER: Floor.LISTENING,
        Event.OVER: Floor.ENDED,
    },
    Floor.ENDED: {},
}


def after(floor: Floor, event: Event) -> Floor:
    """The floor once `event` has happened; the same floor when the event means nothing there."""
    return _TABLE[floor].get(event, floor)


def transitions() -> Mapping[Floor, Mapping[Event, Floor]]:
    """The whole table, for the test that walks it and the diagram in the docs."""
    return _TABLE
