"""Where do the calls of the bench leave their rows? In a scratch database that ends with the bench.

An SQLite file in a folder of its own, migrated as `vaani serve` does it, with one business. The
journal, the live events and the outbox over it are production's, the keys nobody's. A child makes
the tables, so that what migrations load does not stay in the server.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.bootstrap.supervising import Supervisor
from vaani.bootstrap.watching import OutboxPump, WatchedJournal
from vaani.call.plan import Business, CallPlan
from vaani.call.ports.journal import Journal
from vaani.domain import schema
from vaani.domain.calls.service import Calls
from vaani.domain.outbox.service import Outbox
from vaani.kit.crypto import Vault
from vaani.kit.machine_clock import SystemClock
from vaani.storage.errors import StorageError
from vaani.storage.session import Database

FORK = multiprocessing.get_context("fork")
"""Children that begin with what is loaded here."""
_BUSINESS_FILE = """
slug: bench
name: Bench
kind: other
timezone: UTC
languages: [en]
hours: {}
"""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A migrated database, and the one business in it."""

    url: str
    business: Business


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Made now, gone at the end with its folder. Raises StorageError."""
    with tempfile.TemporaryDirectory(prefix="vaani-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'vaani.db'}"
        yield Scratch(url, _made(url))


def _made(url: str) -> Business:
    ours, theirs = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_make, args=(url, theirs))
    child.start()
    theirs.close()
    try:
        business: Business = ours.recv()
    except EOFError:
        raise StorageError("the scratch database of the bench could not be made") from None
    finally:
        child.join()
    return business


def _make(url: str, answer: Connection) -> None:
    from vaani.domain.businesses.service import Businesses
    from vaani.storage.migrations import migrate

    async def work() -> Business:
        database = Database.open(url)
        await migrate(database)
        made = await Businesses(database, SystemClock()).import_text(_BUSINESS_FILE)
        await database.close()
        return made.business

    answer.send(asyncio.run(work()))


class Records:
    """What the bench's calls leave behind, by the services of production."""

    def __init__(self, database: Database) -> None:
        clock = SystemClock()
        self._calls = Calls(database, Vault.fresh(), clock)
        self._events, self.metrics = EventHub(clock), Metrics()
        self.pump = OutboxPump(Outbox(database, clock), self._events, self.metrics)

    async def begin(self, plan: CallPlan) -> None:
        """Write the call's row, as the webhook does before there is a socket."""
        await self._calls.begin(plan)

    def journal(self, plan: CallPlan) -> Journal:
        """Takes notes of a call that has begun."""
        stored = self._calls.journal(plan)
        return WatchedJournal(stored, plan, self._events, self.metrics, self.pump.empty)


@asynccontextmanager
async def open_records(url: str) -> AsyncIterator[Records]:
    """Over the scratch database, with the outbox handed on until the end."""
    schema.metadata()  # rows name tables of other nouns
    database = Database.open(url)
    records = Records(database)
    watched = Supervisor(records.metrics.background_failed)
    watched.start("outbox", records.pump.empty, records.pump.rest)
    try:
        yield records
    finally:
        await watched.close()
        await database.close()
