"""What should staff know or do? Messages that callers leave; the words lie sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.call.ports.toolbox import MessageKind
from vaani.domain.messages import repository
from vaani.domain.messages.repository import ORDERS, WantedMessages
from vaani.domain.messages.tables import MessageRow
from vaani.domain.outbox import service as outbox
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.kit.phone import masked
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.storage.paging import Page, PageWish
from vaani.storage.session import Database

MessageStatus = Literal["open", "done"]
_TEXT = "messages.text"
_NAME = "messages.name"
_PHONE = "messages.phone"


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    business_id: str
    ref: str
    kind: MessageKind
    status: MessageStatus
    text: str
    name: str | None
    phone: str | None
    phone_masked: str | None
    call_id: str | None
    created_at: datetime
    done_at: datetime | None
    revision: str


class Messages:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def leave(
        self,
        business_id: str,
        kind: MessageKind,
        text: str,
        name: str | None,
        phone: str | None,
        key: str,
        call_id: str | None = None,
    ) -> Message:
        """Store a message; committed when this returns. The same key stores it once."""

        mark = self._vault.index(key)  # keys hold what was said: only their blind index is stored

        async def work(session: AsyncSession) -> Message:
            earlier = await repository.by_key(session, business_id, mark)
            if earlier is not None:
                return self._message(earlier)
            row = self._row(business_id, kind, text, name, phone, mark, call_id)
            await repository.add(session, row)
            await outbox.append(
                session,
                type="message.left",
                stream=f"message:{row.id}",
                at=row.created_at,
                business_id=business_id,
                call_id=call_id,
                payload={"message_id": row.id, "ref": row.ref, "kind": kind},
            )
            return self._message(row)

        try:
            return await self._database.write(work)
        except IntegrityError:
            return await self._database.write(work)

    def _row(
        self,
        business_id: str,
        kind: MessageKind,
        text: str,
        name: str | None,
        phone: str | None,
        mark: str,
        call_id: str | None,
    ) -> MessageRow:
        id = new_id()
        return MessageRow(
            id=id,
            business_id=business_id,
            ref=f"M{id.replace('-', '')[-10:].upper()}",
            key=mark,
            kind=kind,
            status="open",
            text_sealed=self._vault.seal(text, _TEXT),
            name_sealed=self._vault.seal_optional(name, _NAME),
            phone_sealed=self._vault.seal_optional(phone, _PHONE),
            phone_blind=self._vault.index(phone) if phone is not None else None,
            call_id=call_id,
            created_at=self._clock.now(),
        )

    async def done(
        self, business_id: str, id: str, done: bool = True, seen: str | None = None
    ) -> Message:
        """Mark as dealt with, or open again. `seen`: the revision that this was made from. Raises
        DomainError NOT_FOUND, StaleError."""
        async with self._database.transaction() as session:
            row = await _found(session, business_id, id, lock=True)
            must_be_fresh("message", _revision(row), seen)
            row.status = "done" if done else "open"
            row.done_at = self._clock.now() if done else None
            return self._message(row)

    async def get(self, business_id: str, id: str) -> Message:
        """By its id or reference. Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            return self._message(await _found(session, business_id, id))

    async def listing(
        self, business_id: str, wish: PageWish, wanted: WantedMessages | None = None
    ) -> Page[Message]:
        """Those that are wanted (all), newest first or as it says. Raises DomainError INVALID for
        the cursor of another list or order."""
        wanted = wanted or WantedMessages()
        async with self._database.reading() as session:
            rows = await repository.listing(session, business_id, wanted, wish)
        return ORDERS[wanted.sort].page(rows, wanted.sort, wish, self._message)

    async def everything(self, business_id: str) -> tuple[Message, ...]:
        """Every message there is, oldest first."""
        async with self._database.reading() as session:
            rows = await repository.everything(session, business_id)
        return tuple(self._message(row) for row in rows)

    def _message(self, row: MessageRow) -> Message:
        phone = self._vault.open_optional(row.phone_sealed, _PHONE)
        return Message(
            id=row.id,
            business_id=row.business_id,
            ref=row.ref,
            kind=cast(MessageKind, row.kind),
            status=cast(MessageStatus, row.status),
            text=self._vault.show(row.text_sealed, _TEXT),
            name=self._vault.open_optional(row.name_sealed, _NAME),
            phone=phone,
            phone_masked=masked(phone) if phone is not None else None,
            call_id=row.call_id,
            created_at=row.created_at,
            done_at=row.done_at,
            revision=_revision(row),
        )


def _revision(row: MessageRow) -> str:
    return revision_of((row.id, row.status))


async def _found(
    session: AsyncSession, business_id: str, id: str, *, lock: bool = False
) -> MessageRow:
    row = await repository.by_id(session, business_id, id, lock=lock)
    row = row or await repository.by_ref(session, business_id, id)
    if row is None:
        raise DomainError("NOT_FOUND", "there is no such message")
    return row
