"""Where does a call without audio write? A private database with one business and its seed.

Opened in memory from the tables themselves, without migrations, so that thousands of scripted calls
can run; or on a database that is open already, where the rows stay.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from vaani.call.plan import Business, CallPlan
from vaani.call.ports.toolbox import FreeSlot, Guest
from vaani.domain import schema
from vaani.domain.bookings import rules
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.schemas import Booking
from vaani.domain.bookings.service import Bookings
from vaani.domain.businesses.file import BusinessFile
from vaani.domain.businesses.service import Businesses
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.messages.service import Messages
from vaani.domain.reception.seed import Seed
from vaani.domain.reception.service import Reception
from vaani.domain.reception.toolbox import CallToolbox
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.storage.engine import MEMORY
from vaani.storage.session import Database


@dataclass(slots=True)
class TextStore:
    """One business, its bookings and its messages."""

    business: Business
    database: Database
    _bookings: Bookings
    _calendar: Calendar
    _messages: Messages
    _reception: Reception
    transcript_kept: bool = True

    def toolbox(self, plan: CallPlan) -> CallToolbox:
        """The toolbox of the one call."""
        return self._reception.toolbox(plan, self._forget)

    async def final_state(self, call_id: str) -> dict[str, Any]:
        """Every booking and message of the business, as the last line of a text call."""
        rows = await self._calendar.everything(self.business)
        left = await self._messages.everything(self.business.id)
        return {
            "bookings": [_line(row, call_id) for row in rows],
            "messages": [
                {"kind": one.kind, "text": one.text, "phone": one.phone, "name": one.name}
                for one in left
            ],
            "transcript_kept": self.transcript_kept,
        }

    async def plant(self, seed: Seed) -> None:
        """Write the rows that are present before the call, whatever the rules would say."""
        for block in seed.blocks:
            await self._calendar.block(self.business, block.start, block.end, block.resource_ids)
        for one in seed.bookings:
            terms = rules.terms_of(self.business)
            resource = rules.resource_of(terms, one.resource_id)
            slot = FreeSlot(
                one.start,
                rules.minutes_of(terms, resource, one.service_id, one.party),
                one.resource_id,
                one.party,
                one.service_id,
            )
            guest = Guest(one.name, one.phone, one.notes)
            await self._bookings.plant(self.business, one.ref, slot, guest)

    def _forget(self) -> None:
        self.transcript_kept = False


@asynccontextmanager
async def open_private(
    file: BusinessFile, clock: Clock, seed: Seed | None = None, knowledge: Knowledge | None = None
) -> AsyncIterator[TextStore]:
    """A store in memory for one text call, gone at the end."""
    database = Database.open(MEMORY)
    try:
        await database.create_all(schema.metadata())
        yield await store_on(database, Vault.fresh(), clock, file, seed, knowledge)
    finally:
        await database.close()


async def store_on(
    database: Database,
    vault: Vault,
    clock: Clock,
    file: BusinessFile | str,
    seed: Seed | None = None,
    knowledge: Knowledge | None = None,
) -> TextStore:
    """A store on an open database: a business file is imported, a slug names one that is there.

    Raises FileError when a number belongs to another business, DomainError for an unknown slug.
    """
    businesses = Businesses(database, clock)
    if isinstance(file, BusinessFile):
        await businesses.save(file)
    business = await businesses.get(file if isinstance(file, str) else file.business.slug)
    customers = Customers(database, vault, clock)
    bookings = Bookings(database, vault, clock, customers)
    calendar = Calendar(database, vault, clock)
    messages = Messages(database, vault, clock)
    reception = Reception(
        bookings=bookings,
        calendar=calendar,
        availability=Availability(database, clock),
        messages=messages,
        do_not_call=DoNotCall(database, vault, clock),
        clock=clock,
        knowledge=knowledge,
        customers=customers,
    )
    store = TextStore(business, database, bookings, calendar, messages, reception)
    await store.plant(seed or Seed())
    return store


def _line(row: Booking, call_id: str) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "status": row.status,
        "resource": row.resource_id,
        "date": row.start.date().isoformat(),
        "time": row.start.strftime("%H:%M"),
        "party": row.party,
        "name": row.name,
        "phone": row.phone,
        "notes": "; ".join(text for text in (row.notes, row.reason) if text) or None,
        "service": row.service_id,
        "created_in_call": row.call_id == call_id,
    }
