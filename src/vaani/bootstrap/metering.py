"""Which prices are in force, and what have businesses with budgets used this month?

Read behind the calls, every half minute, so that nothing on the way of the sound asks the database
and several processes know of one another.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from vaani.call.plan import Business
from vaani.domain.businesses.service import Businesses
from vaani.domain.usage.prices import Prices, load_prices
from vaani.domain.usage.service import UsageBook
from vaani.kit.errors import DomainError, SettingsError
from vaani.settings import Settings

EVERY_S = 30.0
PRICES = "prices.yaml"


def prices_file(settings: Settings) -> Path | None:
    """The owner's file of prices; None: there is none. Raises SettingsError when the one that is
    named is not there."""
    named = settings.usage.prices
    if named is not None:
        if not named.is_file():
            raise SettingsError(f"usage.prices: there is no file {named}.")
        return named
    usual = settings.data / PRICES
    return usual if usual.is_file() else None


def prices_of(settings: Settings) -> Prices:
    """The table in force. Raises SettingsError with what is wrong in the owner's."""
    return load_prices(prices_file(settings))


class Bookkeeper:
    """Keeps the month's figures of businesses with budgets fresh."""

    def __init__(self, businesses: Businesses, usage: UsageBook) -> None:
        self._businesses, self._usage = businesses, usage
        self._seen: dict[str, int] = {}
        self._watched: dict[str, Business] = {}

    async def look(self) -> None:
        """Once. Raises StorageError."""
        for id, revision in (await self._businesses.revisions()).items():
            if self._seen.get(id) == revision:
                continue
            try:
                business = await self._businesses.by_id(id)
            except DomainError:
                continue
            self._seen[id] = revision
            self._watched.pop(id, None)
            if business.budgets:
                self._watched[id] = business
        await self._usage.refresh(self._watched.values())

    async def rest(self) -> None:
        """Between two looks."""
        await asyncio.sleep(EVERY_S)
