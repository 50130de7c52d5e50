"""What is known of the business and of this call before the first ring?

The frozen recipe of one call: the business as its file describes it (contracts: business file),
the caller as the line knows him, and the limits of the call. It is loaded before the answer, so
that nothing on the audio path touches a database. `vaani.domain.businesses` builds it, `dialogue`
and `domain.bookings.rules` read it. Times of day are local to `timezone`; minutes are minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from vaani.call.turn_taking import AS_SHIPPED, TurnTaking
from vaani.language.found import Language

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EngineRole = Literal["hearing", "thinking", "realtime"]
BusinessKind = Literal["restaurant", "clinic", "salon", "other"]
Slot = Literal["date", "time", "party", "name", "phone", "doctor", "service", "reason", "notes"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words that a caller may hear. At least one language is set."""

    en: str | None = None
    hi: str | None = None

    def speak(self, language: Language) -> str:
        """The words in `language`, else in the other one."""
        return (self.hi or self.en or "") if language == "hi" else (self.en or self.hi or "")


@dataclass(frozen=True, slots=True)
class Period:
    """One opening period. `close <= open` runs past midnight. `last` is the latest start."""

    open: time
    close: time
    last: time | None = None


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day with hours of its own, and why."""

    reason: Text
    periods: tuple[Period, ...]


Week = Mapping[Weekday, tuple[Period, ...]]
"""A day left out or empty is closed."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """The only number a call may be passed on to. `hours` None means the opening hours."""

    number: str
    hours: Week | None = None
    warm: bool = False
    """Somebody there is asked first, and the two are joined here."""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a booking lasts for parties up to `party_up_to` (None: any)."""

    minutes: int
    party_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something that can be booked. `resources` are ids of those who do it."""

    id: str
    name: Text
    words: tuple[str, ...]
    minutes: int | None
    fee: int | None
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A table, person or room: taken by one booking at a time.

    `sessions` None means the opening hours; `leave` are inclusive pairs of days; `slot_minutes` and
    `duration_minutes` None fall back to the business's own.
    """

    id: str
    kind: Literal["table", "person", "room"]
    seats: int | None = None
    name: Text = field(default_factory=Text)
    title: str | None = None
    also_known_as: tuple[str, ...] = ()
    speciality: Text | None = None
    speciality_words: tuple[str, ...] = ()
    gender: Literal["female", "male"] | None = None
    slot_minutes: int | None = None
    duration_minutes: int | None = None
    fee: int | None = None
    sessions: Mapping[Weekday, tuple[tuple[time, time], ...]] | None = None
    leave: tuple[tuple[date, date], ...] = ()
    area: Text | None = None
    """The part of the house where a table stands, as callers ask for it and hear it."""


@dataclass(frozen=True, slots=True)
class BookingTerms:
    """How this business books. Exactly one of `capacity` (pooled seats) and `resources` is used."""

    required: tuple[Slot, ...]
    optional: tuple[Slot, ...] = ()
    slot_minutes: int = 15
    min_lead_minutes: int = 0
    max_days_ahead: int = 60
    change_notice_minutes: int = 0
    buffer_minutes: int = 0
    party_min: int = 1
    party_max_by_phone: int | None = None
    durations: tuple[Duration, ...] = ()
    services: tuple[Service, ...] = ()
    capacity: int | None = None
    resources: tuple[Resource, ...] = ()
    combine_resources: bool = False

    def areas(self) -> tuple[Text, ...]:
        """The areas of the house, in the order of the file."""
        return tuple(dict.fromkeys(one.area for one in self.resources if one.area is not None))

    def area_called(self, name: str) -> Text | None:
        """The area of that name, in either language, whatever its case."""
        said = name.casefold()
        same = (
            one
            for one in self.areas()
            for text in (one.en, one.hi)
            if text and text.casefold() == said
        )
        return next(same, None)

    def area_of(self, resource_id: str | None) -> Text | None:
        """Where a table stands; tables that are put together (`T1+T2`) stand in one area."""
        first = (resource_id or "").partition("+")[0]
        return next((one.area for one in self.resources if one.id == first), None)

    def in_area(self, area: Text | None) -> tuple[str, ...]:
        """The tables of an area; None: those that stand in none."""
        return tuple(one.id for one in self.resources if one.kind == "table" and one.area == area)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing the assistant may state. After `valid_until` it does not exist."""

    topic: str
    text: Text
    questions: tuple[str, ...] = ()
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another size or kind of an item, with its own price."""

    name: Text
    price: Decimal


@dataclass(frozen=True, slots=True)
class MenuItem:
    """Something that can be had, at a price in the business's currency; on the menu from `first` to
    `last`, both included. Without `price` its variants have one each."""

    id: str
    name: Text
    price: Decimal | None
    category: str | None = None
    variants: tuple[Variant, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Privacy:
    record_audio: bool = False
    keep_transcript_days: int = 90
    announce: bool = True


@dataclass(frozen=True, slots=True)
class OutsideTool:
    """A tool of the owner's own. `kind` http: one tool, asked by a signed POST; mcp: a server that
    lists its tools, of which `only` are offered (none named: those that only read). `secret` is a
    name in the settings. `confirm` is the question whose yes it needs."""

    kind: Literal["http", "mcp"]
    url: str
    name: str = ""
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    secret: str | None = None
    deadline_s: float = 6.0
    only: tuple[str, ...] = ()
    progress: Text | None = None
    confirm: Text | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """How much calls may use of vendors: from `soft` on what is cheaper, from `hard` on a message
    is taken. Money is in the currency of the price table, a month is the business's own."""

    per: Literal["call", "month"]
    of: Literal["tokens", "seconds", "money"]
    soft: Decimal | None = None
    hard: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Business:
    """One business, as its file says. `booking` None: answers and takes messages only."""

    id: str
    slug: str
    name: str
    kind: BusinessKind
    timezone: str
    languages: tuple[Language, ...]
    hours: Week
    also_known_as: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    greeting: Text | None = None
    transfer: Transfer | None = None
    closures: Mapping[date, Text] = field(default_factory=dict)
    short_days: Mapping[date, ShortDay] = field(default_factory=dict)
    """Days with hours of their own."""
    booking: BookingTerms | None = None
    knowledge: tuple[Topic, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    not_offered: tuple[Text, ...] = ()
    medical: bool = False
    emergency_numbers: tuple[str, ...] = ()
    currency: str = "INR"
    voices: Mapping[Language, str | None] = field(default_factory=dict)
    engines: Mapping[EngineRole, tuple[str, ...]] = field(default_factory=dict)
    """Which of the server's engines serve this business, best first; of a role that is left out
    all of them, in the server's order, but of `realtime` none: a talking model is chosen."""
    privacy: Privacy = field(default_factory=Privacy)
    budgets: tuple[Budget, ...] = ()
    tools: tuple[OutsideTool, ...] = ()
    turn_taking: TurnTaking = AS_SHIPPED
    numbers_turn_taking: Mapping[str, TurnTaking] = field(default_factory=dict)
    """Of those numbers that say something of their own."""

    def periods_of(self, night: date) -> tuple[Period, ...]:
        """The opening periods that begin on that day; closures are not looked at."""
        short = self.short_days.get(night)
        return self.hours.get(WEEKDAYS[night.weekday()], ()) if short is None else short.periods

    def turn_taking_of(self, number: str | None) -> TurnTaking:
        """How a call over this number of the business listens."""
        own = self.numbers_turn_taking.get(number or "", AS_SHIPPED)
        return own.over(self.turn_taking)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the line says it: never what was said or what a model believes.

    `number` is E.164, None when withheld. `name` is set only when the customer consented to be
    recognised; `people` are then the names on the bookings of his number: with others among them
    nobody knows yet who of them calls. `language` is the one of the last call.
    """

    number: str | None
    name: str | None = None
    language: Language | None = None
    customer_id: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Deadlines of a call, in milliseconds of media time unless said."""

    call_limit_ms: int = 1_800_000
    limit_warning_ms: int = 60_000
    talk_limit_ms: int = 120_000
    """So long a caller may speak without a pause in which he could be answered."""
    silence_after_ms: int = 8_000
    """Silence, counted from the end of our last words, after which the caller is prompted."""
    filler_after_ms: int = 1_200
    stall_after_ms: int = 8_000
    """A committed turn without any reply text for so long is a failure that the caller is told."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a call that goes out does about answering machines. `hears`: it listens for them;
    `message`: left after the beep, names no caller and no reason; None: we hang up."""

    hears: bool
    message: Text | None = None


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Everything fixed at answer time. `test` calls are excluded from statistics; a line that is no
    telephone cannot pass its caller on (`passes_on`)."""

    call_id: str
    business: Business
    caller: Caller
    carrier: str
    carrier_call_id: str
    direction: Literal["inbound", "outbound"] = "inbound"
    language: Language = "en"
    limits: CallLimits = field(default_factory=CallLimits)
    test: bool = False
    passes_on: bool = True
    machine: Machine | None = None
    """Only of calls that go out."""
    turn_taking: TurnTaking = AS_SHIPPED
    """How this call listens: what business, number and call have chosen, as one."""
    warm: bool = False
    """A colleague can be called and asked before this caller is passed on to him."""
    called: str | None = None
    """The number of the business that the caller has dialled; None: he dialled none."""

    @property
    def transfer(self) -> Transfer | None:
        """To whom this call may be passed on."""
        return self.business.transfer if self.passes_on or self.warm else None
