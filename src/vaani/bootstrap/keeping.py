"""How long are words and recordings kept? As long as each business says, then they are removed.

Calls that a dead process left open are closed by the same hand. When the machine's clock was set
since the last look, nothing is removed by it: the next look goes by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from vaani.call.plan import Business
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.service import Calls
from vaani.kit.clock import Clock
from vaani.storage.paging import PageWish

EVERY_S = 3600.0
_LONGEST_CALL = timedelta(hours=5)
"""More than any call may last by the settings."""
_SET_S = 600.0
"""A clock that is this far from where the time that passed would have it was set."""

log = structlog.get_logger(__name__)


class Keeper:
    """Looks at the start and every hour for transcripts and recordings past their time."""

    def __init__(
        self, businesses: Businesses, calls: Calls, recordings: Path, clock: Clock
    ) -> None:
        self._businesses = businesses
        self._calls = calls
        self._recordings = recordings
        self._clock = clock
        self._last: tuple[float, float] | None = None

    async def rest(self) -> None:
        """Between two sweeps."""
        await asyncio.sleep(EVERY_S)

    async def begin(self) -> None:
        """Before any call of this process: whatever is open of this server was lost with a process
        before. Calls of other servers on the database are theirs."""
        self._tell(await self._calls.end_lost(timedelta(0), ours=True))

    async def sweep(self) -> None:
        """Once through lost calls and all businesses, unless the clock was set."""
        if self._clock_was_set():
            log.warning(
                "the machine's clock was set: nothing is removed by it before the next look"
            )
            return
        self._tell(await self._calls.end_lost(_LONGEST_CALL))
        async for business in self._all():
            words = await self._calls.forget_words(business)
            sounds = await asyncio.to_thread(self._remove_recordings, business)
            if words or sounds:
                log.info(
                    "past their time", business=business.slug, transcripts=words, recordings=sounds
                )

    def _clock_was_set(self) -> bool:
        now = self._clock.now().timestamp(), float(self._clock.instant())
        last, self._last = self._last, now
        return last is not None and abs(now[0] - last[0] - (now[1] - last[1])) > _SET_S

    def _tell(self, lost: int) -> None:
        if lost:
            log.warning("calls whose end was never stored are closed as failed", calls=lost)

    async def _all(self) -> AsyncIterator[Business]:
        wish: PageWish | None = PageWish(100)
        while wish is not None:
            page = await self._businesses.listing(wish)
            for business in page.items:
                yield business
            wish = PageWish(100, page.next_cursor) if page.next_cursor else None

    def _remove_recordings(self, business: Business) -> int:
        """Recordings are as old as their file."""
        oldest = self._clock.now() - timedelta(days=business.privacy.keep_transcript_days)
        removed = 0
        for file in (self._recordings / business.slug).glob("*.wav"):
            if datetime.fromtimestamp(file.stat().st_mtime, oldest.tzinfo) < oldest:
                file.unlink(missing_ok=True)
                removed += 1
        return removed
