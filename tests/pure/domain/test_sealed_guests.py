"""What could not be read never takes the place of what lies sealed."""

from __future__ import annotations

from vaani.call.ports.toolbox import Guest
from vaani.domain.bookings.records import BookingRecords
from vaani.domain.bookings.tables import BookingRow
from vaani.kit.crypto import UNREADABLE, Vault


def test_a_change_of_an_unreadable_booking_keeps_its_sealed_name() -> None:
    records = BookingRecords(Vault({"k1": b"k" * 32}, "k1", b"p" * 32))
    row = BookingRow(id="b1")
    records.seal_guest(row, Guest("Asha Verma", "+919999977001", "window seat"))
    name, phone, notes = row.name_sealed, row.phone_sealed, row.notes_sealed
    records.seal_guest(row, Guest(UNREADABLE, UNREADABLE, "high chair"))
    assert (row.name_sealed, row.phone_sealed) == (name, phone)
    assert row.notes_sealed != notes
