"""How do a row and a booking become each other? Names and numbers are sealed on the way in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeGuard, cast

from vaani.call.plan import Business
from vaani.call.ports.toolbox import BookedRow, FreeSlot, Guest
from vaani.domain.bookings import opening, rules
from vaani.domain.bookings.schemas import Booking, BookingStatus, Source
from vaani.domain.bookings.tables import BookingRow, TakingRow
from vaani.kit.crypto import UNREADABLE, Vault
from vaani.kit.ids import new_id
from vaani.kit.phone import masked
from vaani.kit.revision import revision_of

_NAME = "bookings.name"
_PHONE = "bookings.phone"
_NOTES = "bookings.notes"
_REASON = "bookings.reason"
_GUEST = {"name": _NAME, "phone": _PHONE, "notes": _NOTES, "reason": _REASON}
"""The sealed columns of a guest, and the place that is authenticated with each."""


def _known(text: str | None) -> TypeGuard[str]:
    return text is not None and text != UNREADABLE


def row_of(business: Business, slot: FreeSlot, id: str, ref: str, now: datetime) -> BookingRow:
    """A confirmed booking of the slot, without its guest."""
    return BookingRow(
        id=id,
        business_id=business.id,
        ref=ref,
        status="confirmed",
        start_at=slot.start,
        end_at=slot.start.astimezone(UTC) + timedelta(minutes=slot.minutes),
        resource_id=slot.resource_id,
        service_id=slot.service_id,
        party=slot.party,
        created_at=now,
        updated_at=now,
    )


def takings_of(
    business: Business, slot: FreeSlot, kind: str, owner: str, call_id: str | None
) -> list[TakingRow]:
    """What the slot takes: one resource, several joined ones, or seats of the pool."""
    terms = rules.terms_of(business)
    ids = (slot.resource_id or rules.POOL).split(rules.JOIN)
    return [
        TakingRow(
            id=new_id(),
            business_id=business.id,
            kind=kind,
            resource_id=id_,
            seats=slot.party or 1,
            owner=owner,
            call_id=call_id,
            start_at=slot.start,
            end_at=rules.taken_until(terms, slot.start, slot.minutes),
        )
        for id_ in ids
    ]


def booked_row(booking: Booking, call_id: str | None) -> BookedRow:
    """The booking as a call sees it."""
    notes = "; ".join(text for text in (booking.notes, booking.reason) if text)
    return BookedRow(
        ref=booking.ref,
        status=booking.status,
        start=booking.start,
        minutes=booking.minutes,
        resource_id=booking.resource_id,
        service_id=booking.service_id,
        party=booking.party,
        name=booking.name,
        phone=booking.phone,
        notes=notes or None,
        created_in_call=call_id is not None and booking.call_id == call_id,
    )


class BookingRecords:
    """Seals guests into rows and opens rows as bookings."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal_guest(self, row: BookingRow, guest: Guest) -> None:
        """Write what is known of the guest; None leaves what the row has, and so does the mark of
        what could not be read, so that it never takes the place of the sealed text. An empty text
        takes away what was there."""
        for name, place in _GUEST.items():
            text = getattr(guest, name)
            if _known(text):
                setattr(row, f"{name}_sealed", self._vault.seal(text, place) if text else None)
        if _known(guest.phone):
            row.phone_blind = self._vault.index(guest.phone) if guest.phone else None

    def booking(self, business: Business, row: BookingRow) -> Booking:
        zone = opening.zone(business)
        phone = self._vault.open_optional(row.phone_sealed, _PHONE)
        name = self._vault.open_optional(row.name_sealed, _NAME)
        notes = self._vault.open_optional(row.notes_sealed, _NOTES)
        reason = self._vault.open_optional(row.reason_sealed, _REASON)
        edited = (
            row.id, row.status, row.start_at.astimezone(UTC), row.end_at.astimezone(UTC),
            row.resource_id, row.service_id, row.party, name, phone, notes, reason,
        )  # fmt: skip
        return Booking(
            id=row.id,
            business_id=row.business_id,
            ref=row.ref,
            status=cast(BookingStatus, row.status),
            start=row.start_at.astimezone(zone),
            end=row.end_at.astimezone(zone),
            minutes=round((row.end_at - row.start_at).total_seconds() / 60),
            resource_id=row.resource_id,
            service_id=row.service_id,
            party=row.party,
            name=name,
            phone=phone,
            phone_masked=masked(phone) if phone is not None else None,
            notes=notes,
            reason=reason,
            customer_id=row.customer_id,
            call_id=row.call_id,
            source=cast(Source, row.source),
            created_at=row.created_at,
            updated_at=row.updated_at,
            revision=revision_of(edited, self._vault.index),
        )
