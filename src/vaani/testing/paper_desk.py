"""A reception desk on paper: the `Toolbox` in memory, by the same pure rules as the real one.

For tests of dialogues that need thousands of calls. Rows seeded, written and cancelled are kept in
order; nothing is stored anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from vaani.call.plan import CallPlan
from vaani.call.ports.thinker import CallResult
from vaani.call.ports.toolbox import (
    BookedRow,
    FreeSlot,
    Guest,
    Hit,
    MessageKind,
    Refusal,
    Wish,
)
from vaani.domain.bookings import offers, policy, rules
from vaani.domain.bookings.rules import POOL, Busy
from vaani.domain.knowledge.service import Knowledge
from vaani.kit.clock import Clock
from vaani.language.found import Language
from vaani.language.names import same_name


@dataclass(slots=True)
class Message:
    ref: str
    kind: MessageKind
    text: str
    name: str | None
    phone: str | None


@dataclass(slots=True)
class PaperDesk:
    """One call's toolbox over rows in memory."""

    plan: CallPlan
    clock: Clock
    rows: list[BookedRow] = field(default_factory=list)
    blocks: list[Busy] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    stopped: list[str | None] = field(default_factory=list)
    transcript_kept: bool = True
    recognised: bool | None = None
    """What the caller said about being greeted by name."""
    held: FreeSlot | None = None
    knowledge: Knowledge = field(default_factory=Knowledge)
    _done: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.clock.now().astimezone(ZoneInfo(self.plan.business.timezone))

    def _busy(self, replaces: str | None) -> list[Busy]:
        terms = rules.terms_of(self.plan.business)
        found = list(self.blocks)
        for row in self.rows:
            if row.status != "confirmed" or row.ref == replaces:
                continue
            end = rules.taken_until(terms, row.start, row.minutes)
            for part in (row.resource_id or POOL).split("+"):
                found.append(Busy(row.start, end, part, row.party or 0))
        return found

    def readings(self, day: Any, times: Any, wish: Wish) -> tuple[datetime, ...]:
        return offers.readings(self.plan.business, wish, day, times, self.now())

    async def check(self, wish: Wish) -> FreeSlot | Refusal:
        return rules.check(self.plan.business, wish, self._busy(wish.replaces), self.now())

    async def free_near(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        busy = self._busy(wish.replaces)
        return offers.near(self.plan.business, wish, busy, self.now(), limit)

    async def free_between(
        self,
        wish: Wish,
        earliest: datetime,
        latest: datetime,
        limit: int = 3,
        last_first: bool = False,
    ) -> tuple[FreeSlot, ...]:
        busy = self._busy(wish.replaces)
        now = self.now()
        return offers.between(
            self.plan.business, wish, busy, now, earliest, latest, limit, last_first
        )

    async def free_other_days(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        busy = self._busy(wish.replaces)
        return offers.other_days(self.plan.business, wish, busy, self.now(), limit)

    async def hold(self, slot: FreeSlot) -> bool:
        self.held = slot
        return True

    async def release(self) -> None:
        self.held = None

    def _verdict(self, slot: FreeSlot, replaces: str | None) -> FreeSlot | Refusal:
        ids = (slot.resource_id,) if slot.resource_id else ()
        wish = Wish(slot.day, slot.at, slot.party, ids, slot.service_id, replaces)
        return rules.check(self.plan.business, wish, self._busy(replaces), self.now(), held=True)

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        if key in self._done:
            return self._done[key]  # type: ignore[no-any-return]
        verdict = self._verdict(slot, None)
        if isinstance(verdict, Refusal):
            return verdict
        row = BookedRow(
            f"B{len(self.rows) + 1:03d}", "confirmed", slot.start, slot.minutes, slot.resource_id,
            slot.service_id, slot.party, guest.name, guest.phone, guest.notes, True,
        )  # fmt: skip
        self.rows.append(row)
        self._done[key] = row
        return row

    async def change(
        self, ref: str, slot: FreeSlot, guest: Guest | None, key: str
    ) -> BookedRow | Refusal:
        if key in self._done:
            return self._done[key]  # type: ignore[no-any-return]
        verdict = self._verdict(slot, ref)
        if isinstance(verdict, Refusal):
            return verdict
        for number, row in enumerate(self.rows):
            if row.ref == ref and row.status == "confirmed":
                late = policy.too_late_to_change(
                    rules.terms_of(self.plan.business), row.start, self.now()
                )
                if late is not None:
                    return late
                self.rows[number] = self._done[key] = replace(
                    row, start=slot.start, minutes=slot.minutes, resource_id=slot.resource_id,
                    party=slot.party, service_id=slot.service_id or row.service_id,
                    notes=guest.notes if guest else row.notes,
                    name=guest.name if guest else row.name,
                )  # fmt: skip
                return self.rows[number]
        return Refusal("gone")

    async def cancel(self, ref: str, key: str) -> BookedRow | Refusal:
        for number, row in enumerate(self.rows):
            if row.ref == ref and row.status == "confirmed":
                self.rows[number] = replace(row, status="cancelled")
                return self.rows[number]
        return self._done.get(key) or Refusal("gone")

    async def bookings(
        self, phone: str | None = None, name: str | None = None
    ) -> tuple[BookedRow, ...]:
        own = self.plan.caller.number
        number = phone if phone and name else own
        found = [
            row
            for row in self.rows
            if row.status == "confirmed"
            and row.phone is not None
            and row.phone == number
            and row.start >= self.now() - timedelta(minutes=row.minutes)
            and (number == own or (name and row.name and same_name(name, row.name)))
        ]
        return tuple(sorted(found, key=lambda row: row.start))

    async def recent(self) -> tuple[BookedRow, ...]:
        own = self.plan.caller.number
        past = [row for row in self.rows if own and row.phone == own and row.start <= self.now()]
        return tuple(sorted(past, key=lambda row: row.start, reverse=True)[:5])

    async def leave_message(
        self, kind: MessageKind, text: str, name: str | None, phone: str | None, key: str
    ) -> str:
        if key not in self._done:
            self._done[key] = f"M{len(self.messages) + 1}"
            self.messages.append(Message(self._done[key], kind, text, name, phone))
        return str(self._done[key])

    async def know(self, question: str, language: Language) -> tuple[Hit, ...]:
        return await self.knowledge.answers(
            self.plan.business, question, language, self.now().date()
        )

    async def stop_calling(self, phone: str | None) -> None:
        self.stopped.append(phone)

    async def recognise(self, allowed: bool, name: str | None) -> None:
        self.recognised = allowed

    async def keep_no_transcript(self) -> None:
        self.transcript_kept = False

    def seed(self, document: Any) -> None:
        """Rows that are there before the call (contracts: text calls)."""
        if not document:
            return
        terms = rules.terms_of(self.plan.business)
        zone = ZoneInfo(self.plan.business.timezone)
        for one in document.get("bookings", ()):
            resource = rules.resource_of(terms, one.get("resource"))
            start = datetime.fromisoformat(f"{one['date']}T{one['time']}").replace(tzinfo=zone)
            minutes = rules.minutes_of(terms, resource, one.get("service"), one.get("party"))
            self.rows.append(
                BookedRow(
                    one["ref"],
                    "confirmed",
                    start,
                    minutes,
                    one.get("resource"),
                    one.get("service"),
                    one.get("party"),
                    one["name"],
                    one["phone"],
                    None,
                )
            )
        for one in document.get("blocks", ()):
            ids = one["resources"]
            every = [r.id for r in terms.resources] or [POOL]
            day = one["date"]
            begin = datetime.fromisoformat(f"{day}T{one['from']}").replace(tzinfo=zone)
            end = datetime.fromisoformat(f"{day}T{one['to']}").replace(tzinfo=zone)
            for id_ in every if ids == "all" else ids:
                self.blocks.append(Busy(begin, end, id_, terms.capacity or 0))

    async def report(self, result: CallResult) -> dict[str, Any]:
        """What the final line of a text call says of rows and messages."""
        return {
            "bookings": [booking_line(row) for row in self.rows],
            "messages": [
                {"kind": m.kind, "text": m.text, "phone": m.phone, "name": m.name}
                for m in self.messages
            ],
        }


def booking_line(row: BookedRow) -> dict[str, Any]:
    """One booking as the final line writes it."""
    return {
        "ref": row.ref,
        "status": row.status,
        "resource": row.resource_id,
        "date": row.start.date().isoformat(),
        "time": f"{row.start:%H:%M}",
        "party": row.party,
        "name": row.name,
        "phone": row.phone,
        "notes": row.notes,
        "service": row.service_id,
        "created_in_call": row.created_in_call,
    }
