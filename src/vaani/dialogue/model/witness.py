"""What has this call seen and done? The `Toolbox`, with everything it answers kept as evidence.

Every brain of a call works through one `Witness`, so that a sentence can be compared with committed
rows and with what the toolbox really said. It adds no right and takes none away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from vaani.call.plan import CallPlan, Resource
from vaani.call.ports.thinker import Committed
from vaani.call.ports.toolbox import (
    BookedRow,
    FreeSlot,
    Guest,
    Hit,
    MessageKind,
    Refusal,
    Toolbox,
    Wish,
)
from vaani.dialogue.flows.talk import Step, Talk
from vaani.dialogue.model.claims import Evidence, evidence_of
from vaani.dialogue.model.manners import RISKY, Deed
from vaani.dialogue.model.material import told_pieces
from vaani.dialogue.model.sheet import knowledge_evidence
from vaani.dialogue.wording.voice import Voice
from vaani.dialogue.wording.wording import Wording
from vaani.language.found import Language

_LANGUAGES: tuple[Language, ...] = ("en", "hi")
_KEPT_RESULTS = 24
_ROW_WORDS = "you have your booking appointment table booked confirmed reserved in the name people"
_SLOT_WORDS = (
    "free available open slot table have can do people guests appointment "
    "खाली उपलब्ध टेबल समय लोग लोगों अपॉइंटमेंट मिल जाएगी जाएगा"
)
_DEED: dict[str, Deed] = {"created": "created", "changed": "changed", "cancelled": "cancelled"}


class Spoken:
    """This house's own sentences for a line of the wording, in any language."""

    def __init__(self, plan: CallPlan) -> None:
        self._plan = plan
        self._wording = Wording(plan.business)

    def say(self, language: Language, now: datetime, key: str, **facts: Any) -> list[str]:
        """The sentences of one line."""
        step = Step(self._plan, now, Talk(language=language))
        step.say(key, **facts)
        return self._wording.sentences(step, 0)

    def both(self, now: datetime, key: str, **facts: Any) -> list[str]:
        """The same line in every language, for evidence."""
        return [" ".join(self.say(one, now, key, **facts)) for one in _LANGUAGES]

    def person(self, id_: str | None) -> Resource | None:
        """Who has this id."""
        terms = self._plan.business.booking
        return next((one for one in (terms.resources if terms else ()) if one.id == id_), None)

    def names(self, id_: str | None, now: datetime) -> str:
        """How this person is called, in every language; empty for tables."""
        business = self._plan.business
        who = self.person(id_)
        return " ".join(Voice(one, business, now.date()).person(who) for one in _LANGUAGES)

    def service(self, service_id: str | None, resource_id: str | None) -> Any:
        """What is booked, as it is spoken: the service's name or the person's speciality."""
        terms = self._plan.business.booking
        for one in terms.services if terms else ():
            if one.id == service_id:
                return one.name
        person = self.person(resource_id)
        return person.speciality if person is not None else None


class Witness:
    """A `Toolbox` that remembers. `committed` are the writes of this call, in order."""

    def __init__(self, plan: CallPlan, toolbox: Toolbox) -> None:
        self.plan = plan
        self.spoken = Spoken(plan)
        self.committed: list[Committed] = []
        self.rows: dict[str, BookedRow] = {}
        """Rows that this caller may know of, as they stand."""
        self._toolbox = toolbox
        self._of_rows: dict[str, Evidence] = {}
        self._results: list[Evidence] = []
        self._told: list[Evidence] = []
        """By tools of the owner's."""
        self._messages: list[Evidence] = []
        self._nothing = self._nothing_done()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Everything that was seen and done, the latest first."""
        rows = (*self._of_rows.values(), *self._messages)
        nothing = () if self.committed else (self._nothing,)
        return (*rows, *reversed(self._results), *reversed(self._told), *nothing)

    def now(self) -> datetime:
        return self._toolbox.now()

    def readings(self, day: date, times: tuple[time, ...], wish: Wish) -> tuple[datetime, ...]:
        return self._toolbox.readings(day, times, wish)

    async def check(self, wish: Wish) -> FreeSlot | Refusal:
        found = await self._toolbox.check(wish)
        if isinstance(found, Refusal):
            self._refused(found, wish)
        else:
            self._free((found,))
        return found

    async def free_near(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        return self._free(await self._toolbox.free_near(wish, limit))

    async def free_between(
        self,
        wish: Wish,
        earliest: datetime,
        latest: datetime,
        limit: int = 3,
        last_first: bool = False,
    ) -> tuple[FreeSlot, ...]:
        found = await self._toolbox.free_between(wish, earliest, latest, limit, last_first)
        return self._free(found)

    async def free_other_days(self, wish: Wish, limit: int = 3) -> tuple[FreeSlot, ...]:
        return self._free(await self._toolbox.free_other_days(wish, limit))

    async def hold(self, slot: FreeSlot) -> bool:
        return await self._toolbox.hold(slot)

    async def release(self) -> None:
        await self._toolbox.release()

    async def book(self, slot: FreeSlot, guest: Guest, key: str) -> BookedRow | Refusal:
        return self._wrote("created", await self._toolbox.book(slot, guest, key))

    async def change(
        self, ref: str, slot: FreeSlot, guest: Guest | None, key: str
    ) -> BookedRow | Refusal:
        return self._wrote("changed", await self._toolbox.change(ref, slot, guest, key))

    async def cancel(self, ref: str, key: str) -> BookedRow | Refusal:
        return self._wrote("cancelled", await self._toolbox.cancel(ref, key))

    async def bookings(
        self, phone: str | None = None, name: str | None = None
    ) -> tuple[BookedRow, ...]:
        rows = await self._toolbox.bookings(phone, name)
        for row in rows:
            self.rows[row.ref] = row
            self._of_rows.setdefault(row.ref, self._row(row, "created"))
        return rows

    async def recent(self) -> tuple[BookedRow, ...]:
        return await self._toolbox.recent()

    async def leave_message(
        self, kind: MessageKind, text: str, name: str | None, phone: str | None, key: str
    ) -> str:
        ref = await self._toolbox.leave_message(kind, text, name, phone, key)
        self.committed.append(Committed("message", ref))
        said = self.spoken.both(self.now(), "message_taken", kind=kind, own_number=True)
        self._messages.append(evidence_of(said, self.now(), deeds=["message"], extra="your wish"))
        return ref

    async def know(self, question: str, language: Language) -> tuple[Hit, ...]:
        hits = await self._toolbox.know(question, language)
        for hit in hits:
            self._keep(knowledge_evidence(hit.text, self.now()))
        return hits

    def learned(self, text: str) -> None:
        """A tool of the owner's has answered: what it said may be said, but for deeds, and for what
        is free or costs, which only this house's own rows tell."""
        now = self.now()
        for piece in told_pieces(text):
            found = evidence_of([piece], now)
            self._told.append(replace(found, words=found.words - RISKY))
        del self._told[:-_KEPT_RESULTS]

    async def stop_calling(self, phone: str | None) -> None:
        await self._toolbox.stop_calling(phone)

    async def recognise(self, allowed: bool, name: str | None) -> None:
        await self._toolbox.recognise(allowed, name)

    async def keep_no_transcript(self) -> None:
        await self._toolbox.keep_no_transcript()

    def _wrote(self, action: Any, found: BookedRow | Refusal) -> BookedRow | Refusal:
        if isinstance(found, Refusal):
            return found
        self.committed.append(Committed(action, found.ref))
        self._of_rows[found.ref] = self._row(found, _DEED[action])
        if action == "cancelled":
            self.rows.pop(found.ref, None)
        else:
            self.rows[found.ref] = found
        return found

    def _row(self, row: BookedRow, deed: Deed) -> Evidence:
        now, who = self.now(), self.spoken.person(row.resource_id)
        if deed == "cancelled":
            said = self.spoken.both(now, "cancelled", row=row, who=who)
            return evidence_of(
                said, now, times=[_clock(row.start)], days=[row.start.date()], negative=False,
                deeds=["cancelled"], dated=True, extra="your booking cancelled",
            )  # fmt: skip
        said = self.spoken.both(now, "own_row", row=row, who=who)
        deeds: Sequence[Deed] = ("created", "changed") if deed == "changed" else ("created",)
        extra = f"{_ROW_WORDS} {row.name or ''}" + (" changed moved" if deed == "changed" else "")
        return evidence_of(
            said, now, times=[_clock(row.start)], days=[row.start.date()], negative=False,
            deeds=deeds, dated=True, extra=extra,
        )  # fmt: skip

    def _free(self, slots: tuple[FreeSlot, ...]) -> tuple[FreeSlot, ...]:
        now = self.now()
        for day in dict.fromkeys(slot.start.date() for slot in slots):
            same = tuple(slot for slot in slots if slot.start.date() == day)
            said = self.spoken.both(now, "offer_times", slots=same)
            said += [f"for {slot.party} people" for slot in same if slot.party]
            names = " ".join(self.spoken.names(slot.resource_id, now) for slot in same)
            self._keep(
                [
                    evidence_of(
                        said, now, times=[_clock(one.start) for one in same], days=[day],
                        negative=False, dated=True, extra=f"{_SLOT_WORDS} {names}",
                    )
                ]
            )  # fmt: skip
        return slots

    def _refused(self, refusal: Refusal, wish: Wish) -> None:
        said = self.refusal_lines(refusal, wish)
        days = [wish.day] if wish.day else []
        times = [wish.at] if wish.at else []
        texts = [" ".join(lines) for lines in said]
        self._keep([evidence_of(texts, self.now(), days=days, times=times)])

    def refusal_lines(self, refusal: Refusal, wish: Wish) -> list[list[str]]:
        """The true reason in every language."""
        now = self.now()
        day, at = wish.day or now.date(), wish.at
        facts: dict[str, Any] = {
            "day": day,
            "at": at,
            "who": self.spoken.person(refusal.resource_id),
            "details": refusal.details,
            "start": datetime.combine(day, at, tzinfo=now.tzinfo) if at else None,
            "night": False,
            "limit": refusal.details.get("limit"),
            "minutes": refusal.details.get("minutes"),
        }
        key = f"no_{refusal.reason}"
        return [self.spoken.say(one, now, key, **facts) for one in _LANGUAGES]

    def _keep(self, found: Sequence[Evidence]) -> None:
        self._results.extend(found)
        del self._results[:-_KEPT_RESULTS]

    def _nothing_done(self) -> Evidence:
        return evidence_of(
            ["Nothing has been booked, changed or cancelled yet.", "अभी कुछ बुक नहीं हुआ है।"],
            self.now(),
            deeds=["created", "changed", "cancelled"],
        )


def _clock(start: datetime) -> time:
    return start.time().replace(second=0, microsecond=0, tzinfo=None)
