"""What do carriers and the call page need of the house? The `CarrierDesk` over real services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from vaani.api.carrier_desk import CallableBusiness, TransferEnd
from vaani.bootstrap.dialling import Dialler
from vaani.call.consult import Ended
from vaani.call.plan import Business, Caller, CallLimits, CallPlan
from vaani.call.ports.journal import TransferResult
from vaani.call.session import CallSession
from vaani.domain.bookings.calendar import Calendar
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.rules import spoken
from vaani.domain.calls.service import Call, Calls
from vaani.domain.customers.service import Customers
from vaani.domain.messages.service import Messages
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.language.found import Language
from vaani.storage.errors import StorageError
from vaani.storage.paging import PageWish
from vaani.telephony.driver import (
    FINAL,
    CarrierError,
    Driver,
    IncomingCall,
    KeyControl,
    Noted,
    PickedUp,
    StatusUpdate,
)
from vaani.telephony.registry import cards
from vaani.telephony.tokens import MediaTokens

Result = TypeVar("Result")
PATIENCE_S = 2.5
"""A caller hears something within 3 s, whatever the database does."""

_ENDED: Mapping[str, Ended] = {
    "busy": "busy", "no_answer": "no_answer", "failed": "failed", "canceled": "canceled",
}  # fmt: skip
_NOBODY: Mapping[TransferResult, str] = {
    "busy": "the line was busy",
    "no_answer": "nobody answered",
    "canceled": "it was given up before anybody answered",
    "failed": "the call did not get through",
}


class Desk:
    """Plans of calls, from services that are open."""

    def __init__(
        self,
        *,
        businesses: Businesses,
        customers: Customers,
        calls: Calls,
        calendar: Calendar,
        messages: Messages,
        drivers: Mapping[str, Driver],
        tokens: MediaTokens[CallPlan],
        limits: CallLimits,
        admits: Callable[[], bool],
        hang_up: Callable[..., bool],
        machine_answered: Callable[[str], bool] = lambda _call_id: False,
        press: Callable[[str, str], bool] = lambda _call_id, _digits: False,
        admits_page: Callable[[], bool] | None = None,
        dialler: Dialler,
        patience_s: float = PATIENCE_S,
        up: Callable[[str], CallSession | None] = lambda _call_id: None,
        expect: Callable[[CallPlan], None] = lambda _plan: None,
        takes_calls: bool = True,
    ) -> None:
        """`patience_s`: so long a carrier's question waits for the database. `expect` is told of
        each call that is about to begin."""
        self.takes_calls = takes_calls
        self._expect = expect
        self.dialler = dialler
        self._patience_s = patience_s
        self._left: set[asyncio.Task[Any]] = set()
        self.drivers = drivers
        self.tokens = tokens
        self._businesses = businesses
        self._customers = customers
        self._calls = calls
        self._calendar = calendar
        self._messages = messages
        self._limits = limits
        self._admits = admits
        self._admits_page = admits_page or admits
        self._hang_up_here = hang_up
        self._press_here = press
        self.up = up
        self._machine_here = machine_answered

    def admit(self) -> bool:
        """Is there room for one more call?"""
        return self._admits()

    def admit_page(self) -> bool:
        """Is there room for one more call from the page?"""
        return self._admits_page()

    async def plan_for(self, incoming: IncomingCall) -> CallPlan | None:
        """The plan of a ringing call, its row written once; None: nobody has this number. Raises
        StorageError when the database does not answer in time."""
        return await self._in_time(self._plan_for(incoming))

    async def _in_time(self, work: Coroutine[Any, Any, Result], *, keep: bool = False) -> Result:
        """The work's result, unless it takes longer than a caller may hear nothing. Work that is
        late is told to end, unless it is to be kept, and is not waited for: a locked database holds
        its end up too."""
        task = asyncio.create_task(work)
        self._left.add(task)
        task.add_done_callback(self._done)
        try:
            await asyncio.wait({task}, timeout=self._patience_s)
        finally:
            if not task.done() and not keep:
                task.cancel()
        if task.done():
            return task.result()
        raise StorageError(f"the database did not answer within {self._patience_s:g} s")

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # who was waiting has heard of it, or of the delay

    async def _plan_for(self, incoming: IncomingCall) -> CallPlan | None:
        business = await self._called(incoming)
        if business is None:
            return None
        caller = await self._known(business, incoming.caller)
        card = cards().get(incoming.carrier)
        plan = CallPlan(
            call_id=new_id(),
            business=business,
            caller=caller,
            carrier=incoming.carrier,
            carrier_call_id=incoming.carrier_call_id,
            language=_first_language(business, caller),
            limits=self._limits,
            test=incoming.test,
            passes_on=card is None or card.can("transfer_cold"),
            turn_taking=business.turn_taking_of(incoming.called),
            warm=await self.dialler.reaches(business),
            called=incoming.called,
        )
        return self._expected(await self._calls.begin(plan))

    async def _known(self, business: Business, number: str | None) -> Caller:
        """Who calls: his language, and his name where he agreed to be recognised."""
        caller = await self._customers.caller(business.id, number)
        if number is None:
            return caller
        last = await self._calls.last_language(business.id, number)
        caller = replace(caller, language=last)
        if caller.name is None:
            return caller
        rows = (
            *await self._calendar.coming(business, number),
            *await self._calendar.past(business, number),
        )
        return replace(caller, people=tuple(row.name for row in rows if row.name))

    async def plan_for_browser(self, business: str, language: str | None) -> CallPlan | None:
        """The plan of a call from the page. Raises as `plan_for`."""
        return await self._in_time(self._plan_for_browser(business, language))

    async def _plan_for_browser(self, business: str, language: str | None) -> CallPlan | None:
        found = await self._by_slug(business)
        if found is None:
            return None
        call_id = new_id()
        asked = next((one for one in found.languages if one == language), found.languages[0])
        plan = CallPlan(
            call_id=call_id,
            business=found,
            caller=Caller(None),
            carrier="browser",
            carrier_call_id=call_id,
            language=asked,
            limits=self._limits,
            test=True,
            passes_on=False,
            turn_taking=found.turn_taking,
            warm=await self.dialler.reaches(found),
        )
        return self._expected(await self._calls.begin(plan))

    def _expected(self, plan: CallPlan) -> CallPlan:
        self._expect(plan)
        return plan

    async def businesses(self) -> Sequence[CallableBusiness]:
        """Who can be called from the page: the first hundred."""
        found = await self._businesses.listing(PageWish(100))
        return [CallableBusiness(b.slug, b.name, b.languages) for b in found.items]

    async def callable_business(self, slug: str) -> CallableBusiness | None:
        """Who of that slug can be called from the page. Raises as `plan_for`."""
        found = await self._in_time(self._by_slug(slug))
        return None if found is None else CallableBusiness(found.slug, found.name, found.languages)

    async def transfer_ended(
        self, carrier: str, carrier_call_id: str, result: TransferResult
    ) -> TransferEnd | None:
        """Keep how it went; a caller whom nobody took is to be called back, where his number is
        known. Raises as `plan_for`; then it is still kept when the database answers."""
        return await self._in_time(
            self._transfer_ended(carrier, carrier_call_id, result), keep=True
        )

    async def _transfer_ended(
        self, carrier: str, carrier_call_id: str, result: TransferResult
    ) -> TransferEnd | None:
        call = await self._calls.transfer_ended(carrier, carrier_call_id, result)
        if call is None:
            return None
        how, language = call.transfer or result, spoken(call.language)
        if how == "answered" or call.caller is None:
            return TransferEnd(how == "answered", language)
        await self._ask_to_call_back(call, call.caller, _NOBODY[how])
        return TransferEnd(False, language, message=True)

    async def _ask_to_call_back(self, call: Call, number: str, why: str) -> None:
        business = await self._businesses.by_id(call.business_id)
        coming = await self._calendar.coming(business, number)
        name = next((row.name for row in coming if row.name), None)
        text = f"Asked to speak to somebody and was passed on, but {why}."
        key = f"{call.id}|transfer"
        await self._messages.leave(business.id, "callback", text, name, number, key, call.id)
        await self._calls.message_left(call.id)

    async def picked_up(self, event: PickedUp) -> None:
        """Keep that it was answered; its stream will name the call as the carrier does. Raises as
        `plan_for`."""
        self.tokens.amend(
            event.call_id,
            event.token,
            lambda plan: replace(plan, carrier_call_id=event.carrier_call_id),
        )
        update = StatusUpdate(
            event.carrier, event.carrier_call_id, "in_progress", call_id=event.call_id
        )
        await self._in_time(self.record_status(update), keep=True)

    async def record_status(self, update: StatusUpdate) -> None:
        """Keep it, and end the call here when it is over there."""
        if update.call_id is not None:
            await self._calls.bind(
                update.call_id, update.carrier, update.carrier_call_id, by_event=True
            )
        call_id = await self._calls.carrier_status(
            update.carrier, update.carrier_call_id, update.status
        )
        if call_id is not None and update.status in FINAL:
            self._hang_up_here(call_id, _ENDED.get(update.status, "completed"))
            await self.dialler.over(call_id, timedelta(seconds=update.talked_s or 0))

    async def keep(self, carrier: str, noted: Noted) -> None:
        """Keep it among the call's events; a machine is hung up on, or left a message."""
        if noted.call_id is not None:
            await self._calls.bind(noted.call_id, carrier, noted.carrier_call_id, by_event=True)
        call_id = await self._calls.note(
            carrier, noted.carrier_call_id, f"carrier.{noted.kind}", noted.about
        )
        answered_by = noted.about.get("answered_by", "")
        if call_id is None or not answered_by.startswith(("machine", "fax")):
            return
        if answered_by == "fax" or not self._machine_here(call_id):
            self.hang_up(call_id)

    async def press(self, call: Call, digits: str) -> None:
        """By the stream where it has a message for keys, else by the carrier's command."""
        if self._press_here(call.id, digits):
            return
        driver, card = self.drivers.get(call.carrier), cards().get(call.carrier)
        control = driver.control if driver is not None else None
        if not isinstance(control, KeyControl) or call.carrier_call_id == call.id:
            why = card.states.get("digits_out", "") if card is not None else ""
            why = why.removeprefix("exempt").lstrip(": ") if why.startswith("exempt") else ""
            reason = why or "this call has no carrier that takes the command"
            raise DomainError("CONFLICT", f"No keys can be pressed in this call: {reason}.")
        try:
            await control.send_digits(call.carrier_call_id, digits)
        except CarrierError as error:
            raise DomainError("EXHAUSTED", error.message) from error

    def hang_up(self, call_id: str) -> bool:
        """End a call that is up here; False: it is not."""
        return self._hang_up_here(call_id)

    async def _called(self, incoming: IncomingCall) -> Business | None:
        if incoming.business is not None and incoming.test:
            return await self._by_slug(incoming.business)
        if incoming.called is None:
            return None
        return await self._businesses.by_number(incoming.called, incoming.carrier)

    async def _by_slug(self, slug: str) -> Business | None:
        try:
            return await self._businesses.get(slug)
        except DomainError as error:
            if error.kind != "NOT_FOUND":
                raise
            return None


def _first_language(business: Business, caller: Caller) -> Language:
    """That of his last call, where the business answers in it."""
    last = caller.language
    return last if last is not None and last in business.languages else business.languages[0]
