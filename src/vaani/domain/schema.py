"""Which tables are there? All of them, in one metadata (for migrations and private databases)."""

from __future__ import annotations

from sqlalchemy import MetaData

from vaani.domain.audit import tables as _audit
from vaani.domain.bookings import tables as _bookings
from vaani.domain.businesses import tables as _businesses
from vaani.domain.calls import tables as _calls
from vaani.domain.consent import tables as _consent
from vaani.domain.customers import tables as _customers
from vaani.domain.knowledge import tables as _knowledge
from vaani.domain.messages import tables as _messages
from vaani.domain.outbound import tables as _outbound
from vaani.domain.outbox import tables as _outbox
from vaani.domain.requests import tables as _requests
from vaani.domain.sealing import tables as _sealing
from vaani.domain.usage import tables as _usage
from vaani.domain.users import tables as _users
from vaani.storage.columns import Base

TABLE_MODULES = (
    _businesses, _bookings, _customers, _calls, _messages, _consent, _outbox, _users, _audit,
    _knowledge, _sealing, _outbound, _usage, _requests,
)  # fmt: skip


def metadata() -> MetaData:
    """Every table of the product."""
    return Base.metadata
