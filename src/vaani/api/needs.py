"""Which services of the house do the routes of nouns use?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from vaani.api.rehearsing import Rehearsals
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.service import Bookings
from vaani.domain.businesses.drafts import Drafts
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.figures import CallFigures
from vaani.domain.calls.recordings import Recordings
from vaani.domain.calls.service import Calls
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.messages.service import Messages
from vaani.domain.requests.service import Requests
from vaani.domain.usage.service import UsageBook


@dataclass(frozen=True, slots=True)
class Nouns:
    """One service for each noun."""

    businesses: Businesses
    drafts: Drafts
    bookings: Bookings
    calendar: Calendar
    availability: Availability
    customers: Customers
    calls: Calls
    messages: Messages
    do_not_call: DoNotCall
    usage: UsageBook
    recordings: Recordings
    figures: CallFigures
    knowledge: Knowledge
    requests: Requests
    rehearsals: Rehearsals


async def nouns_of(request: Request) -> Nouns:  # no coroutine would be run on a thread
    nouns: Nouns = request.app.state.services.nouns
    return nouns


Needs = Annotated[Nouns, Depends(nouns_of)]
