"""What is a turn of the caller to the free-talk brain: a verdict, or a matter for the rules?

Pure, on the commands that the rules found in the caller's words; the model has no say in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import Act, Awaiting
from vaani.dialogue.brain import scene_of
from vaani.dialogue.flows.talk import Talk
from vaani.dialogue.model.desk import Proposal
from vaani.dialogue.understanding.scene import Scene
from vaani.dialogue.understanding.vocabulary import (
    Affirm,
    Ask,
    Choose,
    Command,
    DayWish,
    Deny,
    Hesitate,
    NameSaid,
    NotOffered,
    OptOut,
    OthersBooking,
    PartyWish,
    Plain,
    Put,
    RunningLate,
    Speak,
    Split,
    Start,
    TimeWish,
    Value,
)
from vaani.language.names import same_name

_RULES_SAY = frozenset(
    (
        "emergency", "injection", "foreign_transfer", "abuse", "medical", "wrong_number", "human",
        "robot", "upset",
    )
)  # fmt: skip
_RULES_DO = (OthersBooking, OptOut, Speak, RunningLate, NotOffered, Split)
_QUESTIONS: tuple[tuple[str, Awaiting, Act], ...] = (
    (r"(?i)\bname\b|नाम", "name", "ask_name"),
    (r"(?i)\bnumber\b|नंबर", "phone", "ask_phone"),
    (r"(?i)how many|\bpeople\b|\bguests\b|कितने लोग|कितने मेहमान", "party", "ask_party"),
    (r"(?i)what time|\btime\b|कितने बजे|समय|किस वक़्त", "time", "ask_time"),
    (r"(?i)\bday\b|\bdate\b|किस दिन|तारीख", "date", "ask_date"),
    (r"(?i)\bdoctor\b|डॉक्टर", "doctor", "ask_doctor"),
    (r"(?i)\bservice\b|सेवा", "service", "ask_service"),
    (r"(?i)anything else|और कुछ|कुछ और", "anything_else", "anything_else"),
)


def scene_in(
    plan: CallPlan,
    talk: Talk,
    now: datetime,
    proposal: Proposal | None,
    awaiting: Awaiting | None,
) -> Scene:
    """The scene of the next words: what the model asked last, or read back, biases them."""
    scene = scene_of(plan, talk, now)
    if proposal is None:
        return replace(scene, awaiting=scene.awaiting or awaiting)
    pending = proposal.pending
    return replace(scene, awaiting="confirm", flow=pending, pending=pending)


def for_the_rules(commands: Sequence[Command]) -> bool:
    """Safety, rights, manners: never a model's matter."""
    return any(
        isinstance(one, _RULES_DO) or (isinstance(one, Plain) and one.what in _RULES_SAY)
        for one in commands
    )


def in_hand(talk: Talk) -> bool:
    """Are the rules in the middle of something with the caller?"""
    return bool(talk.tasks) or talk.pending is not None or talk.emergency


def verdict(commands: Sequence[Command], proposal: Proposal) -> bool | None:
    """The answer to a read-back: a yes without any other wish, a no, or neither (None)."""
    if any(isinstance(one, Hesitate | Start | Choose) for one in commands):
        return None
    if any(isinstance(one, Put) and not _repeats(one.value, proposal) for one in commands):
        return None
    if any(isinstance(one, Deny) for one in commands):
        return False
    return True if any(isinstance(one, Affirm) for one in commands) else None


def _repeats(value: Value, proposal: Proposal) -> bool:
    """Is it only what was read back: "yes, six is fine"?"""
    slot, guest = proposal.slot, proposal.guest
    if isinstance(value, TimeWish):
        return slot is not None and slot.at in value.reading.times and not value.reading.until
    if isinstance(value, DayWish):
        return slot is not None and value.reading.days == (slot.day,)
    if isinstance(value, PartyWish):
        return slot is not None and slot.party == value.people
    if isinstance(value, NameSaid) and len(value.names) == 1:
        return guest is not None and same_name(guest.name or "", value.names[0])
    return False


def digression(commands: Sequence[Command]) -> bool:
    """Only a question or something unclear: what was read back still stands."""
    return all(isinstance(one, Ask | Plain) for one in commands) and not ends_talk(commands)


def ends_talk(commands: Sequence[Command]) -> bool:
    """Did the caller say goodbye, thanks, or no to "anything else"?"""
    return any(one in (Plain("goodbye"), Plain("thanks"), Deny(), Deny(True)) for one in commands)


def asked_for(said: Sequence[str]) -> tuple[Awaiting | None, Act | None]:
    """What the last question of a reply asks for."""
    question = next((one for one in reversed(said) if one.endswith("?")), "")
    for pattern, awaiting, act in _QUESTIONS:
        if question and re.search(pattern, question):
            return awaiting, act
    return None, None
