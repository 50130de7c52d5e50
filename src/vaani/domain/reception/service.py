"""What may calls do to businesses? One reception, a toolbox for each call."""

from __future__ import annotations

from collections.abc import Callable

from vaani.call.plan import CallPlan
from vaani.domain.bookings.availability import Availability
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.bookings.service import Bookings
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.knowledge.service import Knowledge
from vaani.domain.messages.service import Messages
from vaani.domain.reception.toolbox import CallToolbox, Nouns
from vaani.kit.clock import Clock


class Reception:
    """The services that a call may use, behind one door."""

    def __init__(
        self,
        *,
        bookings: Bookings,
        calendar: Calendar,
        availability: Availability,
        messages: Messages,
        do_not_call: DoNotCall,
        clock: Clock,
        knowledge: Knowledge | None = None,
        customers: Customers | None = None,
    ) -> None:
        self._nouns = Nouns(
            bookings, availability, calendar, messages, do_not_call, clock,
            knowledge or Knowledge(), customers,
        )  # fmt: skip

    def toolbox(self, plan: CallPlan, forget: Callable[[], None] | None = None) -> CallToolbox:
        """The toolbox of one call; `forget` is told when the caller refuses storage."""
        toolbox = CallToolbox(plan, self._nouns, forget)
        self._nouns.knowledge.prepare(plan.business, toolbox.now().date())
        return toolbox
