"""Who is this caller to the business? Numbers and names lie sealed; a blind index finds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.plan import Caller
from vaani.domain.consent import service as do_not_call
from vaani.domain.customers import repository
from vaani.domain.customers.repository import ORDERS, WantedCustomers
from vaani.domain.customers.tables import CustomerRow
from vaani.kit.clock import Clock
from vaani.kit.crypto import UNREADABLE, Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.kit.phone import masked
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.storage.paging import Page, PageWish
from vaani.storage.session import Database

_PHONE = "customers.phone"
_NAME = "customers.name"


@dataclass(frozen=True, slots=True)
class Customer:
    """`phone` is E.164; `phone_masked` is what may be shown to everyone."""

    id: str
    business_id: str
    phone: str
    phone_masked: str
    name: str | None
    greet_by_name: bool
    created_at: datetime
    last_seen_at: datetime


class Customers:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def caller(self, business_id: str, number: str | None) -> Caller:
        """Who calls, as a call plan needs it: by name only with consent."""
        if number is None:
            return Caller(None)
        async with self._database.reading() as session:
            row = await repository.by_blind(session, business_id, self._vault.index(number))
        if row is None:
            return Caller(number)
        known = self._customer(row)
        greeted = known.greet_by_name and known.name != UNREADABLE
        name = known.name if greeted else None
        return Caller(number, name, customer_id=known.id)

    async def remember(
        self,
        session: AsyncSession,
        business_id: str,
        phone: str,
        name: str | None = None,
    ) -> str:
        """The customer's id, made when new, within the caller's own transaction. The name of one
        who agreed to be greeted by it stays: another's booking on his number is no consent."""
        now = self._clock.now()
        blind = self._vault.index(phone)
        row = await repository.by_blind(session, business_id, blind)
        if row is None:
            row = await self._add(session, business_id, phone, blind, now)
        row.last_seen_at = now
        agreed = row.greeting_consent_at is not None and row.name_sealed is not None
        if name is not None and not agreed:
            row.name_sealed = self._vault.seal(name, _NAME)
        return row.id

    async def _add(
        self, session: AsyncSession, business_id: str, phone: str, blind: str, now: datetime
    ) -> CustomerRow:
        row = CustomerRow(
            id=new_id(),
            business_id=business_id,
            phone_sealed=self._vault.seal(phone, _PHONE),
            phone_blind=blind,
            created_at=now,
            last_seen_at=now,
        )
        try:
            async with session.begin_nested():
                await repository.add(session, row)
        except IntegrityError:
            found = await repository.by_blind(session, business_id, blind)
            if found is None:
                raise
            return found
        return row

    async def allow_greeting(
        self, business_id: str, phone: str, allowed: bool, name: str | None = None
    ) -> None:
        """Record the caller's consent to be recognised by name, or that he took it back."""
        async with self._database.transaction() as session:
            await self.remember(session, business_id, phone)
            row = await repository.by_blind(session, business_id, self._vault.index(phone))
            if row is not None:
                row.greeting_consent_at = self._clock.now() if allowed else None
                if allowed and name is not None:
                    row.name_sealed = self._vault.seal(name, _NAME)

    async def change(
        self,
        business_id: str,
        id: str,
        name: str | None,
        greet_by_name: bool | None,
        may_be_called: bool | None = None,
        seen: str | None = None,
    ) -> Customer:
        """Put the name right, the consent to be greeted by it, or whether he is on the do-not-call
        list; None leaves it. `seen`: the revision that this was made from. Raises DomainError
        NOT_FOUND, INVALID where no name is known, StaleError."""

        async def work(session: AsyncSession) -> Customer:
            row = await repository.by_id(session, business_id, id, lock=True)
            if row is None:
                raise DomainError("NOT_FOUND", "There is no such customer.")
            kept = self._customer(row)
            may_be = await do_not_call.may_call(session, business_id, row.phone_blind)
            must_be_fresh("customer", self.revision(kept, may_be), seen)
            if may_be_called is not None and may_be_called != may_be:
                await do_not_call.set_may_call(
                    session, self._vault, self._clock, business_id, kept.phone, may_be_called
                )
            if name is not None:
                row.name_sealed = self._vault.seal(name, _NAME)
            if greet_by_name and row.name_sealed is None:
                raise DomainError("INVALID", "Nobody can be greeted by a name that is not known.")
            if greet_by_name is not None:
                agreed = row.greeting_consent_at or self._clock.now()
                row.greeting_consent_at = agreed if greet_by_name else None
            return self._customer(row)

        try:
            return await self._database.write(work)
        except IntegrityError:  # a call put the number on the list at the same moment
            return await self._database.write(work)

    def revision(self, customer: Customer, may_be_called: bool) -> str:
        """Another one with each change of what staff may edit."""
        edited = (customer.id, customer.name, customer.greet_by_name, may_be_called)
        return revision_of(edited, self._vault.index)

    async def by_phone(self, business_id: str, phone: str) -> Customer | None:
        """The customer of that number."""
        async with self._database.reading() as session:
            row = await repository.by_blind(session, business_id, self._vault.index(phone))
        return self._customer(row) if row is not None else None

    async def get(self, business_id: str, id: str) -> Customer:
        """Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            row = await repository.by_id(session, business_id, id)
        if row is None:
            raise DomainError("NOT_FOUND", "There is no such customer.")
        return self._customer(row)

    async def listing(
        self, business_id: str, wish: PageWish, wanted: WantedCustomers | None = None
    ) -> Page[Customer]:
        """Those that are wanted (all), newest first or as it says. Raises DomainError INVALID for
        the cursor of another list or order."""
        wanted = wanted or WantedCustomers()
        async with self._database.reading() as session:
            rows = await repository.listing(session, business_id, wanted, wish)
        return ORDERS[wanted.sort].page(rows, wanted.sort, wish, self._customer)

    def _customer(self, row: CustomerRow) -> Customer:
        phone = self._vault.show(row.phone_sealed, _PHONE)
        return Customer(
            id=row.id,
            business_id=row.business_id,
            phone=phone,
            phone_masked=masked(phone),
            name=self._vault.open_optional(row.name_sealed, _NAME),
            greet_by_name=row.greeting_consent_at is not None,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )
