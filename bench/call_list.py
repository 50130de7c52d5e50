"""How long does the server take for a page of a long list of calls?

Fills a fresh database with calls of one business (`--calls`), asks the application for pages by
each filter and order, in process, and prints the median and the slowest of `--times` answers.
Exit status 1 when a median is over `--most-ms`.
Usage: call_list.py [--calls 100000] [--times 20] [--most-ms 100] [--on sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import httpx
import structlog
from sqlalchemy import insert

from databases import NOW, fresh
from vaani.api.app import Limits, Services, create_app
from vaani.api.auth import Gate, Principal
from vaani.api.events import EventHub
from vaani.api.metrics import Metrics
from vaani.bootstrap.house import nouns_of
from vaani.domain.calls.tables import CallRow
from vaani.kit.crypto import Vault
from vaani.kit.ids import new_id
from vaani.storage.session import Database
from vaani.testing.text_call import HandClock

DESK = """
slug: desk
name: Desk
kind: other
timezone: Asia/Kolkata
languages: [en]
hours: {fri: [{open: "12:00", close: "23:00"}]}
"""
ASKED = (
    "", "sort=oldest", "sort=longest", "status=failed", "outcome=opted_out", "outcome=booked",
    "ended_by=system", "language=hi", "rated=true", "caller=%2B919876500001",
    "from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
)  # fmt: skip


class OneKey:
    """The ring of one owner's key."""

    async def who(self, key: str) -> Principal | None:
        return Principal("owner", "owner") if key == "owner-key" else None

    async def still(self, key_id: str) -> Principal | None:
        return None


async def fill(database: Database, vault: Vault, business: str, calls: int) -> None:
    """Calls of a year, most of them ordinary; one in a thousand of the rare kinds."""
    step = timedelta(days=365) / calls

    def row(n: int) -> dict[str, Any]:
        number = f"+9198765{n % 5000:05d}"
        rare = n % 1000 == 7
        return {
            "id": new_id(), "business_id": business, "carrier": "twilio",
            "carrier_call_id": f"CA{n}", "direction": "inbound",
            "status": "failed" if rare else "completed",
            "outcome": "opted_out" if rare else ("booked", "answered", "abandoned")[n % 3],
            "language": "hi" if rare else "en", "caller_sealed": vault.seal(number, "calls.caller"),
            "caller_blind": vault.index(number), "started_at": NOW - step * (calls - n),
            "ended_at": NOW - step * (calls - n), "duration_ms": n * 7919 % 300_000,
            "ended_by": "system" if rare else "caller", "transcript_kept": True, "test": False,
            "rating": 3 if rare else None, "extra": {},
        }  # fmt: skip

    for begins in range(0, calls, 5000):
        rows = [row(n) for n in range(begins, min(begins + 5000, calls))]
        async with database.transaction() as session:
            await session.execute(insert(CallRow), rows)


async def measure(url: str, calls: int, times: int) -> dict[str, list[float]]:
    """Milliseconds of each answer by what was asked; the second page is asked for too."""
    database, vault, clock = Database.open(url), Vault.fresh(), HandClock(NOW)
    nouns = nouns_of(database, vault, clock)
    business = (await nouns.businesses.import_text(DESK)).business
    await fill(database, vault, business.id, calls)

    async def ready() -> dict[str, str]:
        return {}

    services = Services(Gate(OneKey(), b"k" * 32, clock), EventHub(clock), Metrics(), ready)
    app = create_app(
        Services(services.gate, services.events, services.metrics, ready, nouns=nouns),
        Limits(requests_per_minute=100_000),
    )
    headers = {"Authorization": "Bearer owner-key"}
    transport = httpx.ASGITransport(app=app)
    found: dict[str, list[float]] = {}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://bench", headers=headers
    ) as client:
        for asked in ASKED:
            path = f"/api/v1/calls?business=desk&{asked}"
            for n in range(times):
                began = time.perf_counter()
                answer = await client.get(path)
                found.setdefault(asked or "newest", []).append((time.perf_counter() - began) * 1000)
                answer.raise_for_status()
                cursor = answer.json()["meta"]["next_cursor"]
                if n == 0 and cursor:
                    path += f"&cursor={cursor}"
    await database.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--most-ms", type=float, default=100.0)
    parser.add_argument("--on", default="sqlite")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    slow = 0
    with fresh(asked.on) as databases:
        for name, url in databases:
            found = asyncio.run(measure(url, asked.calls, asked.times))
            print(f"{name}, {asked.calls} calls: median and slowest ms of {asked.times} answers")
            for wanted, took in found.items():
                median = statistics.median(took)
                slow += median > asked.most_ms
                print(f"  {wanted:<52} {median:7.1f} {max(took):7.1f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
