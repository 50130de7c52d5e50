"""Who answers programs that talk? The configured chat model, and the businesses of this house.

A conversation with a business is a call of the carrier `realtime`: without a number, among the
business's calls, with the same dialogue, toolbox and journal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from vaani.bootstrap.calls import CallParts
from vaani.bootstrap.thinking import check_thinking, open_engines
from vaani.call.plan import Caller, CallLimits, CallPlan
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.service import Calls
from vaani.kit.errors import DomainError, SettingsError
from vaani.kit.ids import new_id
from vaani.providers.model_chain import ChainedModel
from vaani.settings import Settings
from vaani.speech_server.realtime.answerers import NamedModel, Sees
from vaani.speech_server.realtime.business import ByBusiness
from vaani.storage.paging import MAX_LIMIT, PageWish

CARRIER = "realtime"


@asynccontextmanager
async def open_chat(settings: Settings) -> AsyncIterator[NamedModel | None]:
    """The chain of language models that the settings name, under the first one's name; None: what
    is set is not enough to ask any."""
    try:
        first = check_thinking(settings)[0]
    except SettingsError:
        yield None
        return
    account: Any = getattr(settings.providers, first)
    async with open_engines(settings) as engines:
        yield NamedModel(account.model, ChainedModel(engines))


@dataclass(frozen=True, slots=True)
class BusinessTalks:
    """Opens conversations with businesses."""

    businesses: Businesses
    calls: Calls
    parts: CallParts
    limits: CallLimits

    async def slugs(self, sees: Sees) -> list[str]:
        """See `ListBusinesses`. Raises StorageError."""
        found: list[str] = []
        wish: PageWish | None = PageWish(MAX_LIMIT)
        while wish is not None:
            page = await self.businesses.listing(wish)
            found += [one.slug for one in page.items if sees(one.id)]
            wish = PageWish(MAX_LIMIT, page.next_cursor) if page.next_cursor else None
        return found

    async def open(self, slug: str, sees: Sees) -> ByBusiness | None:
        """See `OpenBusiness`. Raises StorageError."""
        try:
            business = await self.businesses.get(slug)
        except DomainError as error:
            if error.kind != "NOT_FOUND":
                raise
            return None
        if not sees(business.id):
            return None
        call_id = new_id()
        plan = CallPlan(
            call_id=call_id,
            business=business,
            caller=Caller(None),
            carrier=CARRIER,
            carrier_call_id=call_id,
            language=business.languages[0],
            limits=self.limits,
            passes_on=False,
        )
        plan = await self.calls.begin(plan)
        journal = self.parts.watched(plan)
        thinker = self.parts.think(plan, journal.withhold, journal.tool, None)
        return ByBusiness(plan, thinker, journal)
