"""What can a caller want? The closed vocabulary of commands that an understander may emit.

Whoever understands (rules, a model) answers with these and nothing else; the flows execute them.
Order matters: a `Put` belongs to the `Start` before it, else to what is being talked about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vaani.language.found import ClockReading, DateReading, DigitsHeard, Language

Flow = Literal["book", "change", "cancel", "read", "message"]


@dataclass(frozen=True, slots=True)
class Start:
    """The caller wants this done. `another`: a further booking beside the one being made.
    `if_any`: a change of his booking, if he has one; else a new one is meant ("mera appointment
    gyarah baje kar do")."""

    flow: Flow
    another: bool = False
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class DayWish:
    """A day as it was said."""

    reading: DateReading


@dataclass(frozen=True, slots=True)
class DaysWish:
    """A stretch of days as it was said: "next week", "any day". `first` to `last`, both included;
    `last` None: as far ahead as can be booked. `whichever`: any of them will do, but on none of the
    weekdays `never` (Monday is 0)."""

    first: date
    last: date | None
    whichever: bool
    never: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeWish:
    """A time as it was said; `bare` when it was a mere number."""

    reading: ClockReading
    bare: bool = False


@dataclass(frozen=True, slots=True)
class InMinutes:
    """ "In ten minutes": a time counted from now."""

    minutes: int


@dataclass(frozen=True, slots=True)
class LaterWish:
    """ "Something after that", "a bit earlier": relative to the time being talked about."""

    direction: Literal["after", "before"]


@dataclass(frozen=True, slots=True)
class OtherDay:
    """ "Some other day"."""


@dataclass(frozen=True, slots=True)
class PartyWish:
    people: int


@dataclass(frozen=True, slots=True)
class MorePeople:
    """So many people more (or fewer, below zero) than before."""

    count: int


@dataclass(frozen=True, slots=True)
class ShiftBy:
    """So many minutes later (or earlier, below zero) than before."""

    minutes: int


@dataclass(frozen=True, slots=True)
class PersonWish:
    """Somebody was named: everyone whose name fits, in file order."""

    resource_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody was asked for who does not work here: the name, with "Dr. " where it was said."""

    name: str


@dataclass(frozen=True, slots=True)
class Anybody:
    """It does not matter who."""


@dataclass(frozen=True, slots=True)
class Without:
    """Not with these: anybody else who does it."""

    resource_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaWish:
    """A part of the house: the tables that stand there. Empty: wherever there is one."""

    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceWish:
    """Something was asked for: its id, those who do it, and the words that were used."""

    service_id: str
    resource_ids: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class NameSaid:
    """One name, or several when several people come."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """Another name for the booking that was read back or written ("it is not Rohan, it is Rohit");
    empty when it was only said that the name is wrong."""

    name: str


@dataclass(frozen=True, slots=True)
class PhoneSaid:
    """Digits of a number, corrections applied; `same` when the calling number is meant."""

    digits: DigitsHeard | None
    same: bool = False


@dataclass(frozen=True, slots=True)
class NoteSaid:
    """A wish that is no slot: kept as the booking's note, not promised."""

    text: str


@dataclass(frozen=True, slots=True)
class ForWhom:
    """Whose booking it is, where several people are booked in one breath: `self`, a relation
    (`father`, `wife` ...) or `other`."""

    role: str


@dataclass(frozen=True, slots=True)
class NamesOf:
    """Who is called what: pairs of a role (see `ForWhom`) and a name."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ForPeople:
    """So many people each want a booking of their own."""

    count: int


Value = (
    ForWhom
    | NamesOf
    | DayWish
    | TimeWish
    | DaysWish
    | InMinutes
    | LaterWish
    | OtherDay
    | PartyWish
    | MorePeople
    | ShiftBy
    | PersonWish
    | Stranger
    | Anybody
    | Without
    | AreaWish
    | ServiceWish
    | NameSaid
    | Renamed
    | PhoneSaid
    | NoteSaid
    | ForPeople
)


@dataclass(frozen=True, slots=True)
class Put:
    """A value for a slot. The last one said wins."""

    value: Value


@dataclass(frozen=True, slots=True)
class Affirm:
    """An explicit yes."""


@dataclass(frozen=True, slots=True)
class Deny:
    """A no. `drop`: the whole wish is given up ("leave it", "rehne do")."""

    drop: bool = False


@dataclass(frozen=True, slots=True)
class Hesitate:
    """Neither yes nor no: "hmm", "maybe", "let me think"."""


@dataclass(frozen=True, slots=True)
class Choose:
    """One of the options that were named, counted from 0; -1 is the last."""

    index: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the business. `about` narrows it."""

    question: str
    about: Literal["anything", "hours", "price", "people", "services", "duration"] = "anything"


@dataclass(frozen=True, slots=True)
class OthersBooking:
    """The caller wants to know or touch a booking that he calls by another's name (`name`, empty
    where he said none). `flow` and `wished`: what he wants of it; the name may turn out to be
    that of his own."""

    name: str = field(default="", compare=False)
    flow: Flow | None = field(default=None, compare=False)
    wished: tuple[Value, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Something that the file declines. `index` into `Business.not_offered`; None: any favour."""

    index: int | None


@dataclass(frozen=True, slots=True)
class RunningLate:
    minutes: int | None


@dataclass(frozen=True, slots=True)
class OptOut:
    of: Literal["transcript", "calls"]


@dataclass(frozen=True, slots=True)
class Speak:
    """Speak this language for the rest of the call."""

    language: Language


@dataclass(frozen=True, slots=True)
class Split:
    """Several bookings in place of one that is too large."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A command without a value."""

    what: Literal[
        "repeat", "slower", "human", "foreign_transfer", "emergency", "goodbye", "thanks",
        "wrong_number", "robot", "injection", "abuse", "medical", "upset", "greeting",
        "acknowledge", "unclear", "same_time", "same_people", "which_place",
    ]  # fmt: skip


Command = (
    Start
    | Put
    | Affirm
    | Deny
    | Hesitate
    | Choose
    | Ask
    | OthersBooking
    | NotOffered
    | RunningLate
    | OptOut
    | Speak
    | Split
    | Plain
)
