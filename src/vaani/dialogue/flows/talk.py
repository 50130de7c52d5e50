"""What is remembered of a talk from turn to turn, and what is being made of one turn?

`Talk` is frozen: a turn makes a new one, which replaces the old when the turn was committed.
`Step` is the turn in the making: what will be said, and the talk after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal

from vaani.call.plan import BookingTerms, Business, CallPlan, Resource
from vaani.call.ports.thinker import Act, Awaiting, Committed, Offered
from vaani.call.ports.toolbox import BookedRow, FreeSlot, MessageKind, Wish
from vaani.dialogue.sentiment import CALM, Feeling
from vaani.dialogue.understanding.vocabulary import Command, DaysWish, Flow, Value
from vaani.kit.phone import calling_code, e164, region_of
from vaani.language.found import ClockReading, DigitsHeard, Language, Variety

Pending = Literal[
    "book", "change", "cancel", "message", "phone", "appointment", "fix", "offer", "human", "leave"
]
"""What a yes would mean; `leave`: he may have taken his leave, and was asked once more."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the readings or rows that the caller is asked to choose from."""

    kind: Literal["day", "time", "person", "row"]
    day: date | None = None
    start: datetime | None = None
    resource_id: str | None = None
    row: BookedRow | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One request being served. Values keep what was said until they are settled."""

    flow: Flow
    days: tuple[date, ...] = ()
    why: Literal["definite", "next_weekday", "clash", "weekend"] = "definite"
    night: bool = False
    clock: ClockReading | None = None
    among: DaysWish | None = None
    """The stretch of days that was said, while no day of it is known."""
    start: datetime | None = None
    """The settled start, wall-clock of the business with its zone."""
    party: int | None = None
    service: str | None = None
    skilled: tuple[str, ...] = ()
    called: str = ""
    """The words that were used for the service."""
    people: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    """Those of the area that was asked for; empty: whichever."""
    anybody: bool = False
    unable: tuple[str, ...] = ()
    """Who was asked for by name and does not do what is wanted: the caller is told."""
    stranger: str = ""
    """Who was asked for by name and does not work here: the caller is told."""
    names: tuple[str, ...] = ()
    who: str = ""
    """Whose booking it is, where several people are booked in one breath (`ForWhom`)."""
    count: int = 1
    notes: tuple[str, ...] = ()
    slots: tuple[FreeSlot, ...] = ()
    offered: tuple[FreeSlot, ...] = ()
    refused_at: datetime | None = None
    said: tuple[Value, ...] = ()
    """For change and cancel: every value as it was said, old and new ones mixed."""
    row: BookedRow | None = None
    owner_phone: str | None = None
    owner_name: str | None = None
    identifying: bool = False
    if_any: bool = False
    """A change of the caller's booking if he has one, else a new booking."""
    like_cancelled: tuple[Literal["people", "time"], ...] = ()
    """What is to be as in the booking whose cancellation comes before this request."""
    text: str = ""
    kind: MessageKind = "callback"
    large: bool = False
    agreed: bool = False
    asked_names: int = 0
    asked_facts: int = 0
    """How often the day or time of a large party was asked for."""

    @property
    def day(self) -> date | None:
        return self.days[0] if len(self.days) == 1 else None


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say: a key of the wording and its facts."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_back(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those that read back what would be written."""
    return tuple(line for line in lines if line.key.startswith("readback"))


@dataclass(frozen=True, slots=True)
class Talk:
    """The state of one call's talk."""

    language: Language
    settled_language: bool = False
    told_languages: bool = False
    """The caller heard that the business does not answer in his language."""
    tasks: tuple[Task, ...] = ()
    awaiting: Awaiting | None = None
    pending: Pending | None = None
    options: tuple[Option, ...] = ()
    digits: str = ""
    dictated: str | None = None
    """A number that was dictated and confirmed, E.164."""
    unconfirmed: str | None = None
    caller_name: str | None = None
    service: str | None = None
    skilled: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    day: date | None = None
    """What was spoken of before a booking began: the thing, who does it, the day."""
    topic: str = ""
    asked: str = ""
    """The last question to the business, as it was put."""
    asked_about: str = ""
    puzzles: tuple[str, ...] = ()
    """What was said in a row without being understood."""
    abuse: int = 0
    unclear: int = 0
    missed: int = 0
    """How often "anything else?" was asked anew in this call."""
    upset: int = 0
    told_off_link: bool = False
    about_others: bool = False
    slow: bool = False
    emergency: bool = False
    done: tuple[str, ...] = ()
    told: str = ""
    """The reference of the one booking that was read out last: what "it" means."""
    booked: tuple[BookedRow, ...] = ()
    gone: tuple[str, ...] = ()
    """References of the rows that were cancelled in this call."""
    touched: str = ""
    """Reference of the row that was written last."""
    informed: bool = False
    refused: bool = False
    opted_out: bool = False
    transcript_kept: bool = True
    transferred: str | None = None
    last: tuple[Line, ...] = ()
    readback: tuple[Line, ...] = ()
    """What was read back last."""
    unheard: tuple[str, ...] = ()
    """Sentences of that read-back, its question aside, that the caller may not have heard: while
    there are any, a yes is no yes to them (RULES 1.1)."""
    question: str = ""
    """The key of the last question, and how often it came in a row."""
    repeats: int = 0
    questions: tuple[str, ...] = ()
    """The keys of the last questions since something was served."""
    varieties: tuple[Variety, ...] = ()
    feeling: Feeling = CALM

    @property
    def task(self) -> Task | None:
        return self.tasks[0] if self.tasks else None


def stated_names(business: Business, talk: Talk) -> tuple[str, ...]:
    """The names that a read-back speaks: guests, the person or room, the service."""
    task = talk.task
    if task is None:
        return tuple(row.name for row in talk.booked if row.name and row.ref == talk.touched)
    if talk.pending not in ("book", "change", "cancel", "fix"):
        return ()
    ids = {slot.resource_id for slot in task.slots} | {task.row.resource_id if task.row else None}
    booking = business.booking or BookingTerms(required=())
    texts = [one.name for one in booking.resources if one.id in ids]
    texts += [one.speciality for one in booking.resources if one.id in ids and one.speciality]
    texts += [one.name for one in booking.services if one.id == task.service]
    spoken = [name for text in texts for name in (text.en, text.hi) if name]
    return (*task.names, *spoken, *((task.called,) if task.called else ()))


def stated_facts(talk: Talk) -> tuple[int | None, time | None]:
    """For how many and when: of the request being served, else of the row that was written last."""
    task = talk.task
    if task is not None:
        start = task.slots[0].start if task.slots else task.start
        start = start or (task.row.start if task.row else None)
        party = task.party or (task.row.party if task.row else None)
    else:
        row = next((one for one in talk.booked if one.ref == talk.touched), None)
        start, party = (row.start, row.party) if row is not None else (None, None)
    return party, start.time().replace(second=0, microsecond=0) if start else None


@dataclass(slots=True)
class Step:
    """One turn in the making."""

    plan: CallPlan
    now: datetime
    talk: Talk
    text: str = ""
    number: int = 0
    heard: tuple[Command, ...] = ()
    lines: list[Line] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    offered: list[FreeSlot] = field(default_factory=list)
    committed: list[Committed] = field(default_factory=list)
    awaiting: Awaiting | None = None
    pending: Pending | None = None
    options: tuple[Option, ...] = ()
    then: Literal["listen", "hang_up", "transfer"] = "listen"
    transfer_to: str | None = None
    hold: FreeSlot | None = None
    foreign: Language | None = None
    """The caller's language, in which he is told now that the business does not answer in it."""
    asked: bool = False

    @property
    def business(self) -> Business:
        return self.plan.business

    @property
    def terms(self) -> BookingTerms:
        """The booking terms; only flows that book ask for them."""
        return self.plan.business.booking or BookingTerms(required=())

    @property
    def today(self) -> date:
        return self.now.date()

    def say(self, key: str, act: Act | None = None, **facts: Any) -> None:
        """Add a line, and what it does."""
        self.lines.append(Line(key, facts))
        if act is not None and act not in self.acts:
            self.acts.append(act)

    def ask(
        self,
        key: str,
        awaiting: Awaiting,
        act: Act | None,
        pending: Pending | None = None,
        **facts: Any,
    ) -> None:
        """Add the one question of the turn."""
        self.say(key, act, **facts)
        self.awaiting, self.pending, self.asked = awaiting, pending, True

    def put(self, **changes: Any) -> None:
        """Change the talk."""
        self.talk = replace(self.talk, **changes)

    def update(self, **changes: Any) -> Task:
        """Change the current request."""
        task = replace(self.talk.tasks[0], **changes)
        self.talk = replace(self.talk, tasks=(task, *self.talk.tasks[1:]))
        return task

    def finish(self) -> None:
        """The current request is over, one way or the other."""
        self.talk = replace(self.talk, tasks=self.talk.tasks[1:], options=())

    def offer(self, slots: tuple[FreeSlot, ...]) -> None:
        self.offered = list(slots)

    def resource(self, id_: str | None) -> Resource | None:
        """By its id; of tables that are put together the first."""
        id_ = (id_ or "").partition("+")[0]
        return next((one for one in self.terms.resources if one.id == id_), None)

    def number_of(self, heard: DigitsHeard) -> str:
        """A dictated number as E.164; without a country, one of the business's country."""
        if heard.country:
            return f"+{heard.country}{heard.digits}"
        region = region_of(self.business.numbers, self.business.timezone)
        found = e164(heard.digits, region)
        return found or f"+{calling_code(region)}{heard.digits}"

    def phone(self) -> str | None:
        """The number for a booking or message of this caller."""
        return self.talk.dictated or self.plan.caller.number


def said_offer(slot: FreeSlot) -> Offered:
    """A slot as the contract of text calls writes it."""
    return Offered(slot.day.isoformat(), f"{slot.at:%H:%M}", slot.resource_id, slot.party)


def wish_of(task: Task, step: Step) -> Wish:
    """Everything but day and time."""
    ids = task.people or task.skilled
    if task.people and task.skilled:
        both = tuple(id_ for id_ in task.people if id_ in task.skilled)
        ids = both or task.people
    if task.tables:
        ids = tuple(id_ for id_ in task.tables if not ids or id_ in ids) or task.tables
    replaces = task.row.ref if task.row is not None and task.flow == "change" else None
    service = task.service if _knows_service(task, step) else None
    return Wish(party=task.party, resource_ids=ids, service_id=service, replaces=replaces)


def _knows_service(task: Task, step: Step) -> bool:
    return bool(task.service)
