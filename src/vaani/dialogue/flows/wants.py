"""What does a flow want to know of, or do to, the business?

A flow is a generator: it yields wants and is resumed with the answer. It never awaits and never
sees the `Toolbox`; the brain carries wants out, those that `write` only after the commit.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar, Protocol

from vaani.call.ports.toolbox import FreeSlot, Guest, MessageKind, Toolbox, Wish
from vaani.language.found import Language


class Want(Protocol):
    """One question to the toolbox, or one write."""

    writes: ClassVar[bool]

    async def put_to(self, toolbox: Toolbox) -> Any: ...


Flowing = Generator[Want, Any, None]
"""A flow at work on one turn."""


@dataclass(frozen=True, slots=True)
class Readings:
    writes: ClassVar[bool] = False
    day: date
    times: tuple[time, ...]
    wish: Wish

    async def put_to(self, toolbox: Toolbox) -> Any:
        return toolbox.readings(self.day, self.times, self.wish)


@dataclass(frozen=True, slots=True)
class Check:
    writes: ClassVar[bool] = False
    wish: Wish

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.check(self.wish)


@dataclass(frozen=True, slots=True)
class FreeNear:
    writes: ClassVar[bool] = False
    wish: Wish
    limit: int = 3

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.free_near(self.wish, self.limit)


@dataclass(frozen=True, slots=True)
class FreeBetween:
    writes: ClassVar[bool] = False
    wish: Wish
    earliest: datetime
    latest: datetime
    limit: int = 3
    last_first: bool = False

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.free_between(
            self.wish, self.earliest, self.latest, self.limit, self.last_first
        )


@dataclass(frozen=True, slots=True)
class FreeOtherDays:
    writes: ClassVar[bool] = False
    wish: Wish
    limit: int = 2

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.free_other_days(self.wish, self.limit)


@dataclass(frozen=True, slots=True)
class Bookings:
    writes: ClassVar[bool] = False
    phone: str | None = None
    name: str | None = None

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.bookings(self.phone, self.name)


@dataclass(frozen=True, slots=True)
class Know:
    writes: ClassVar[bool] = False
    question: str
    language: Language

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.know(self.question, self.language)


@dataclass(frozen=True, slots=True)
class Book:
    writes: ClassVar[bool] = True
    slot: FreeSlot
    guest: Guest
    key: str

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.book(self.slot, self.guest, self.key)


@dataclass(frozen=True, slots=True)
class Change:
    writes: ClassVar[bool] = True
    ref: str
    slot: FreeSlot
    guest: Guest | None
    key: str

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.change(self.ref, self.slot, self.guest, self.key)


@dataclass(frozen=True, slots=True)
class Cancel:
    writes: ClassVar[bool] = True
    ref: str
    key: str

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.cancel(self.ref, self.key)


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    writes: ClassVar[bool] = True
    kind: MessageKind
    text: str
    name: str | None
    phone: str | None
    key: str

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.leave_message(self.kind, self.text, self.name, self.phone, self.key)


@dataclass(frozen=True, slots=True)
class StopCalling:
    writes: ClassVar[bool] = True
    phone: str | None

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.stop_calling(self.phone)


@dataclass(frozen=True, slots=True)
class Recognise:
    writes: ClassVar[bool] = True
    allowed: bool
    name: str | None

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.recognise(self.allowed, self.name)


@dataclass(frozen=True, slots=True)
class KeepNoTranscript:
    writes: ClassVar[bool] = True

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.keep_no_transcript()


@dataclass(frozen=True, slots=True)
class Release:
    writes: ClassVar[bool] = True

    async def put_to(self, toolbox: Toolbox) -> Any:
        return await toolbox.release()
