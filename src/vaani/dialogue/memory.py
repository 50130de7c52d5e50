"""What is known of a caller from before, and what does it change? Pure.

His name is spoken only with his stored consent (`Caller.name`), and only when the bookings of his
number show nobody else: a number that several people use is asked who is speaking. A known name is
not asked again for a booking; "the usual" is the last booking of this person on this number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from vaani.call.plan import Business, Caller
from vaani.call.ports.toolbox import BookedRow
from vaani.dialogue.flows.talk import Step, Talk
from vaani.dialogue.flows.wants import Flowing, Recognise
from vaani.dialogue.understanding.match import Phrases, spoken
from vaani.dialogue.understanding.vocabulary import (
    Anybody,
    Command,
    ForPeople,
    NameSaid,
    PartyWish,
    PersonWish,
    Put,
    ServiceWish,
    Start,
    Value,
)
from vaani.language.names import find_name, same_name
from vaani.language.script import ENGLISH_WORDS

_LONGEST = 3
_NO_NAME = Phrases(
    "booking*, booked, cancel*, confirm*, free, changed, done, approve*, paid, refund*, system",
    "assistant, admin*, manager, owner, everything, verified, muft, kensal, radd, pakka, ignore",
)
_NAME_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0900-\u0963\u0971-\u097f.'’-]{1,30}")
_USUAL = Phrases(
    "same as last time, like last time, same as before, the usual, my usual, as always, as usual",
    "same doctor as, same person as, pichli baar, pichhli baar, hamesha wala, hamesha wali",
    "hamesha ki tarah, hamesha jaisa, pehle jaisa, pehle wala hi, har baar jaisa",
)
_REMEMBER = Phrases(
    "remember me, remember my name, save my name, keep my name, greet me by name",
    "know me next time, mujhe yaad rakh, naam yaad rakh, meri pehchan yaad rakh, naam save kar",
)
_FORGET = Phrases(
    "forget me, forget my name, do not remember me, don't remember me, do not remember my name",
    "don't remember my name, do not greet me by name, don't greet me by name, delete my name",
    "do not save my name, don't save my name, do not keep my name, don't keep my name",
    "mera naam bhool, mujhe bhool, mera naam mat yaad, mera naam yaad mat, mujhe yaad mat",
    "mujhe mat yaad, naam mat rakh, naam hata, naam mita",
)
_ECHO = Phrases("yaad, bhool*, mat, hata*, mita*, rakh*, save, remember, forget")
_SOMEBODY_ELSE = Phrases(
    "my mother, my father, my wife, my husband, my son, my daughter, my brother, my sister",
    "my friend, my boss, my mom, my dad, my child, my baby, my uncle, my aunt, somebody else",
    "someone else, mummy, mummi, papa, patni, biwi, pati, beta, bete, beti, bhai, bahan, behen",
    "dost, maa, pitaji, chacha, chachi, kisi aur",
)


def people_of(caller: Caller) -> tuple[str, ...]:
    """The different people who may be calling, each once."""
    found: list[str] = []
    for name in (caller.name, *caller.people):
        if name and not any(same_name(name, other) for other in found):
            found.append(name)
    return tuple(found)


def speakable_name(name: str | None) -> str | None:
    """A stored name that is one: nobody's words are spoken in a greeting because he gave them as
    his name. None otherwise."""
    words = (name or "").split()
    if not 0 < len(words) <= _LONGEST or not all(_NAME_WORD.fullmatch(word) for word in words):
        return None
    if any(word.casefold() in ENGLISH_WORDS for word in words) or _NO_NAME.within(
        spoken(name or "")
    ):
        return None
    found = find_name(" ".join(words), True)
    titles = len(words) - len(found.split()) if found is not None else _LONGEST
    return name if titles <= 1 else None


def sole_name(caller: Caller) -> str | None:
    """Who calls, when he agreed to be recognised and nobody else uses the number."""
    return speakable_name(caller.name) if len(people_of(caller)) == 1 else None


def welcome(step: Step) -> bool:
    """The greeting of somebody who is known; False: he is greeted as everybody is."""
    caller = step.plan.caller
    if speakable_name(caller.name) is None:
        return False
    if len(people_of(caller)) > 1:
        step.ask("who_calls", "name", "greet", business=step.business.name)
        return True
    step.say("welcome_back", "greet", business=step.business.name, name=caller.name)
    return True


def introduced(step: Step, found: list[Command]) -> list[Command]:
    """The answer to "who is speaking": the known spelling of his name; the rest stays."""
    talk, caller = step.talk, step.plan.caller
    if talk.awaiting != "name" or talk.tasks or talk.pending or caller.name is None:
        return found
    said = next((c for c in found if isinstance(c, Put) and isinstance(c.value, NameSaid)), None)
    if said is None or not isinstance(said.value, NameSaid):
        return found
    name = said.value.names[0]
    known = next((one for one in people_of(caller) if same_name(one, name)), name)
    spoken_name = speakable_name(known) or speakable_name(name)
    if spoken_name is None:
        return found
    step.put(caller_name=spoken_name)
    rest = [one for one in found if one is not said]
    if not rest:
        step.say("pleased", name=spoken_name)
        step.asked = True
    return rest


def asks_usual(text: str) -> bool:
    """Does he want what he had before?"""
    return _USUAL.within(spoken(text))


def consents(text: str) -> bool | None:
    """Does he agree to be greeted by name next time, or take it back? None: neither."""
    sentence = spoken(text)
    if _FORGET.within(sentence):
        return False
    return True if _REMEMBER.within(sentence) else None


def named_in(found: Sequence[Command]) -> list[Command]:
    """The commands without names that are only the words of the demand ("naam yaad rakhna")."""
    return [
        one
        for one in found
        if not (
            isinstance(one, Put)
            and isinstance(one.value, NameSaid)
            and any(_ECHO.within(spoken(name)) for name in one.value.names)
        )
    ]


def remembering(step: Step, allowed: bool, found: Sequence[Command]) -> Flowing:
    """Store it, then say so. Only the number that calls is meant, so a withheld one cannot."""
    if step.plan.caller.number is None:
        step.say("cannot_know", "inform")
        return
    said = (c.value.names[0] for c in found if isinstance(c, Put) and isinstance(c.value, NameSaid))
    name = speakable_name(next(said, step.talk.caller_name))
    yield Recognise(allowed, name)
    step.say("will_know" if allowed else "will_forget", "inform")


def completed(
    talk: Talk,
    found: Sequence[Command],
    text: str,
    business: Business,
    recent: Sequence[BookedRow] = (),
) -> tuple[Command, ...]:
    """The commands of a turn, with what need not be said again. `recent`: past bookings of his own
    number, latest first; they count only where he asks for the usual."""
    commands = list(found)
    usual = [row for row in recent if talk.caller_name is None or _his(row, talk.caller_name)]
    if usual and asks_usual(text) and not talk.tasks:
        if not any(isinstance(one, Start) for one in commands):
            commands = [Start("book"), *(one for one in commands if isinstance(one, Put))]
        _add(commands, _values_of(usual[0], business))
    name = talk.caller_name
    if name is not None and "booked" not in talk.done and not _SOMEBODY_ELSE.within(spoken(text)):
        _add(commands, [NameSaid((name,))])
    return tuple(commands)


class CallerMemory(Protocol):
    """What may be known of a caller. Pure and quick: it runs on drafts that may be thrown away."""

    def welcome(self, step: Step) -> bool: ...

    def introduced(self, step: Step, found: list[Command]) -> list[Command]: ...

    def asks_usual(self, text: str) -> bool: ...

    def consents(self, text: str) -> bool | None: ...

    def completed(
        self,
        talk: Talk,
        found: Sequence[Command],
        text: str,
        business: Business,
        recent: Sequence[BookedRow] = (),
    ) -> tuple[Command, ...]: ...


class KnownCallers:
    """The memory of this house: the functions of this module."""

    welcome = staticmethod(welcome)
    introduced = staticmethod(introduced)
    asks_usual = staticmethod(asks_usual)
    consents = staticmethod(consents)
    completed = staticmethod(completed)


def _his(row: BookedRow, name: str) -> bool:
    return row.name is not None and same_name(row.name, name)


def _add(commands: list[Command], values: Sequence[Value]) -> None:
    """Behind the one new booking; what was said in the turn wins."""
    starts = [one for one in commands if isinstance(one, Start)]
    if [one.flow for one in starts] != ["book"]:
        return
    said = [one.value for one in commands if isinstance(one, Put)]
    if any(isinstance(one, ForPeople) for one in said):
        return
    at = commands.index(starts[0]) + 1
    for value in values:
        kinds = (PersonWish, Anybody) if isinstance(value, PersonWish) else (type(value),)
        if not any(isinstance(one, kinds) for one in said):
            commands.insert(at, Put(value))


def _values_of(row: BookedRow, business: Business) -> list[Value]:
    terms = business.booking
    found: list[Value] = []
    if terms is None:
        return found
    person = next((one for one in terms.resources if one.id == row.resource_id), None)
    if person is not None and person.kind == "person":
        found.append(PersonWish((person.id,)))
    service = next((one for one in terms.services if one.id == row.service_id), None)
    if service is not None:
        words = service.name.en or service.name.hi or service.id
        found.append(ServiceWish(service.id, service.resources, words))
    if business.kind == "restaurant" and row.party is not None:
        found.append(PartyWish(row.party))
    return found
