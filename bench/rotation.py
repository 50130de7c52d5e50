"""Can every row be read while the keys are exchanged and the exchange is killed again and again?

Half of the rows are messages, half are callers, in a data folder as `vaani serve` makes it. A child
process does what `vaani key rotate-encryption` does and is killed (SIGKILL) at instants that lie
evenly over its work; the last ones fall around the exchange of the indexes. After each kill the
folder is opened as the server opens it: every sealed text must be readable, callers are found by
their numbers. Then the exchange runs to its end, and nothing may be left under the former key.

Usage: rotation.py [--rows 100000] [--kills 20] [--database URL]; without a URL SQLite is used
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import insert, text

from vaani.bootstrap.database import open_database, vault_of
from vaani.bootstrap.exchanging import exchange_keys
from vaani.domain.businesses.service import Businesses
from vaani.domain.customers.service import Customers
from vaani.domain.customers.tables import CustomerRow
from vaani.domain.messages.tables import MessageRow
from vaani.domain.sealing import exchange, repository
from vaani.domain.sealing.tables import COLUMNS
from vaani.first_start import secrets_of
from vaani.kit.crypto import SealError
from vaani.kit.machine_clock import SystemClock
from vaani.settings import Settings, load
from vaani.storage.session import Database

SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""
NOW = datetime(2027, 1, 1, tzinfo=UTC)
AROUND_INDEXES = 3
"""So many of the kills come after the last text, while the indexes change."""
SOUGHT = 20
"""So many callers are looked for by number after each kill."""


@dataclass(slots=True)
class Found:
    """What a look at everything saw."""

    readable: int = 0
    unreadable: int = 0
    sought: int = 0
    missed: int = 0

    @property
    def sound(self) -> bool:
        return not self.unreadable and not self.missed


def number_of(one: int) -> str:
    return f"+9198{one:08d}"


async def fill(settings: Settings, rows: int) -> str:
    """The rows; returns the business's id."""
    async with open_database(settings, create=True) as (database, secrets):
        vault = vault_of(secrets)
        shop = (await Businesses(database, SystemClock()).import_text(SHOP)).business
        for first in range(0, rows // 2, 1000):
            some = range(first, min(first + 1000, rows // 2))
            async with database.transaction() as session:
                await session.execute(insert(MessageRow), [
                    {
                        "id": f"m{one:08d}", "business_id": shop.id, "ref": f"R{one}",
                        "key": f"k{one}", "kind": "note", "status": "open", "created_at": NOW,
                        "text_sealed": vault.seal(f"word {one}", "messages.text"),
                        "name_sealed": vault.seal(f"Guest {one}", "messages.name"),
                    }
                    for one in some
                ])  # fmt: skip
                await session.execute(insert(CustomerRow), [
                    {
                        "id": f"c{one:08d}", "business_id": shop.id, "created_at": NOW,
                        "last_seen_at": NOW, "greeting_consent_at": NOW,
                        "phone_sealed": vault.seal(number_of(one), "customers.phone"),
                        "phone_blind": vault.index(number_of(one)),
                        "name_sealed": vault.seal(f"Guest {one}", "customers.name"),
                    }
                    for one in some
                ])  # fmt: skip
    return shop.id


async def look(settings: Settings, business_id: str, rows: int) -> Found:
    """Read everything, as a server would that starts now."""
    found = Found()
    async with open_database(settings, create=False) as (database, secrets):
        vault = vault_of(secrets)
        for of in COLUMNS:
            after = ""
            while True:
                async with database.reading() as session:
                    texts = await repository.all_after(session, of, after, 5000)
                if not texts:
                    break
                after = texts[-1][0]
                for _, sealed in texts:
                    try:
                        vault.open(sealed, of.place)
                        found.readable += 1
                    except SealError:
                        found.unreadable += 1
        customers = Customers(database, vault, SystemClock())
        for one in range(0, rows // 2, max(1, rows // 2 // SOUGHT)):
            caller = await customers.caller(business_id, number_of(one))
            found.sought += 1
            found.missed += caller.name != f"Guest {one}"
    return found


async def left(database: Database, key_id: str) -> int:
    """Steps that the exchange still has to do: batches of texts under another key."""
    steps = 0
    async with database.reading() as session:
        for of in COLUMNS:
            others = f"{of.column} IS NOT NULL AND {of.column} NOT LIKE '{key_id}.%'"
            query = text(f"SELECT count(*) FROM {of.table} WHERE {others}")
            steps += -(-int((await session.execute(query)).scalar_one()) // exchange.AT_ONCE)
    return steps


async def steps_left(settings: Settings) -> int:
    async with open_database(settings, create=False) as (database, _):
        return await left(database, secrets_of(settings, create=False).key_id)


def child(settings: Settings, told: Connection) -> None:
    asyncio.run(exchange_keys(settings, told.send))


class Killer:
    """Runs the exchange in a child process and ends it where it is told to."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._random = random.Random(seed)
        self._fork = multiprocessing.get_context("fork")
        self.step_s = 0.02

    def run(self, steps: int | None, more_s: float = 0.0) -> bool:
        """Until so many batches are through and a moment more; None: to the end. Whether it came
        to its end."""
        ours, theirs = self._fork.Pipe(duplex=False)
        process = self._fork.Process(target=child, args=(self._settings, theirs))
        process.start()
        theirs.close()
        done, began = 0, time.monotonic()
        try:
            while steps is None or done < steps:
                if ours.recv() not in ("keys", "index", "retired"):
                    done += 1
        except EOFError:
            process.join()
            return process.exitcode == 0
        self.step_s = (time.monotonic() - began) / max(done, 1)
        process.join(more_s + self._random.random() * self.step_s)
        process.kill()
        process.join()
        return process.exitcode == 0


def report(what: str, found: Found) -> bool:
    print(
        f"{what}: {found.readable} texts readable, {found.unreadable} not; "
        f"{found.sought - found.missed} of {found.sought} callers found",
        flush=True,
    )
    return found.sound


def exchanged(settings: Settings, rows: int, kills: int) -> bool:
    """Fill, kill, look, and go on to the end."""
    business_id = asyncio.run(fill(settings, rows))
    sound = report("before", asyncio.run(look(settings, business_id, rows)))
    killer = Killer(settings, seed=rows)
    late = min(AROUND_INDEXES, kills // 2)
    share = max(1, (rows * 2 // exchange.AT_ONCE) // (kills - late + 1))
    ended = 0
    for kill in range(kills):
        if kill < kills - late:
            ended += killer.run(share)
        else:
            ahead = asyncio.run(steps_left(settings))
            ended += killer.run(ahead, more_s=(kill - kills + late) * rows * 1e-5)
        found = asyncio.run(look(settings, business_id, rows))
        sound &= report(f"kill {kill + 1}, {asyncio.run(steps_left(settings))} steps left", found)
    before = time.monotonic()
    if not killer.run(None):
        print("the exchange did not come to its end")
        return False
    print(
        f"{kills - ended} of {kills} were killed; the rest took {time.monotonic() - before:.1f} s"
    )
    sound &= report("after", asyncio.run(look(settings, business_id, rows)))
    under = asyncio.run(steps_left(settings))
    print(f"batches left under the former key: {under}")
    return sound and not under


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {"VAANI_DATA": str(Path(folder) / "data")}
        if asked.database:
            environ["VAANI_DATABASE_URL"] = asked.database
        settings = load(environ=environ).settings
        return 0 if exchanged(settings, asked.rows, asked.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
