"""How many has a caller booked for one evening already?

RULES 3.1: above the limit nothing is booked by phone, also not in parts or over calls. An evening
runs past midnight: what starts before five belongs to the day before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from vaani.call.ports.toolbox import BookedRow

_MORNING = timedelta(hours=5)


def evening_of(start: datetime) -> date:
    """The day whose evening a start belongs to."""
    return (start - _MORNING).date()


def party_of(evening: date, rows: Iterable[BookedRow], but_ref: str | None = None) -> int:
    """How many people these rows bring on an evening, without the row that is being moved."""
    return sum(
        row.party or 0 for row in rows if evening_of(row.start) == evening and row.ref != but_ref
    )
