"""How does a call go out? Checked, written, counted; then the carrier is told, once.

The order is the law: whom may be called (`domain/outbound/rules.py`), whether he wants it, at what
hour, from which number; then one transaction that writes the call and takes it off the day; only
then the carrier. What the carrier leaves open is not tried again: its status events name our call.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from vaani.api.carrier_desk import CallWish
from vaani.call import phrases
from vaani.call.plan import Business, Caller, CallLimits, CallPlan, Machine, Text
from vaani.domain.businesses.service import Businesses
from vaani.domain.calls.service import Call, Calls
from vaani.domain.consent.service import DoNotCall
from vaani.domain.customers.service import Customers
from vaani.domain.outbound.rules import Policy, dialable, is_quiet, zones_of
from vaani.domain.outbound.service import Outbound, owned
from vaani.kit.clock import Clock
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.kit.phone import region_of
from vaani.language.found import Language
from vaani.telephony.driver import FINAL, CarrierError, Control, Driver, Placing
from vaani.telephony.registry import cards
from vaani.telephony.tokens import MediaTokens

log = logging.getLogger(__name__)

OFF = "Calls do not go out here: the owner has not set outbound.allowed. No call was placed."
NO_CARRIER = "No carrier for outgoing calls is set up: no call was placed."


@dataclass(frozen=True, slots=True)
class Manner:
    """How calls go out of this house."""

    policy: Policy
    base: str
    """The public address."""
    ring_s: int
    limit_s: int
    detects_machines: bool
    """The carrier says whether a machine has picked up."""
    hears_machines: bool
    """We listen for it ourselves."""
    leaves_message: bool
    otherwise_from: str | None
    """The number that is shown where a business has several."""


class Dialler:
    """Places calls (`api.carrier_desk.Dialler`)."""

    def __init__(
        self,
        manner: Manner,
        drivers: Mapping[str, Driver],
        tokens: MediaTokens[CallPlan],
        admits: Callable[[], bool],
        *,
        businesses: Businesses,
        customers: Customers,
        calls: Calls,
        do_not_call: DoNotCall,
        outbound: Outbound,
        limits: CallLimits,
        clock: Clock,
    ) -> None:
        self._manner = manner
        self._drivers = drivers
        self._tokens = tokens
        self._admits = admits
        self._businesses = businesses
        self._customers = customers
        self._calls = calls
        self._do_not_call = do_not_call
        self._outbound = outbound
        self._limits = limits
        self._clock = clock

    def must_be_open(self) -> None:
        """Raises DomainError EXHAUSTED when no call may go out, or none can."""
        if not self._manner.policy.is_open:
            raise DomainError("EXHAUSTED", OFF)
        if not self._able():
            raise DomainError("EXHAUSTED", NO_CARRIER)

    async def place(self, business: Business, wish: CallWish, key: str | None) -> str:
        """Let a telephone ring; the id of the call, which may be one that was placed before under
        the same key. Raises DomainError."""
        manner = self._manner
        self.must_be_open()
        region = region_of(business.numbers, business.timezone)
        number = dialable(wish.to, region, manner.policy.allowed)
        shown = owned(wish.shown, business.numbers, manner.otherwise_from)
        carrier, control = await self._carrier_of(shown)
        if wish.language is not None and wish.language not in business.languages:
            raise DomainError("INVALID", "The business does not speak this language.")
        await self._check_callee(business, number, carrier)
        plan = await self._plan(business, wish, number, shown, carrier)
        digest = hashlib.sha256(
            "|".join((number, shown, wish.greeting or "", wish.purpose or "")).encode()
        ).hexdigest()
        if not self._admits():
            raise DomainError("EXHAUSTED", "All lines are busy: try again in a moment.")
        reserved = await self._outbound.reserve(plan, manner.policy, manner.limit_s, key, digest)
        if reserved.is_new:
            await self._ring(control, plan, number, shown)
        return reserved.call_id

    async def reaches(self, business: Business) -> bool:
        """Can the colleague to whom callers of this business are passed on be asked before?"""
        transfer = business.transfer
        if transfer is None or not transfer.warm:
            return False
        try:
            await self._way_to(business, transfer.number)
        except DomainError as error:
            log.warning("transfer.not_warm: %s: %s", business.slug, error.message)
            return False
        return True

    async def _way_to(
        self, business: Business, number: str, called: str | None = None
    ) -> tuple[str, str, str, Control]:
        """The number as it is dialled, the one that is shown, and by whom it is placed: the one
        that the caller has called, where its carrier places calls, else any that can be shown."""
        self.must_be_open()
        region = region_of(business.numbers, business.timezone)
        number = dialable(number, region, self._manner.policy.allowed)
        usual = owned(None, business.numbers, self._manner.otherwise_from)
        own = (one for one in (called, usual, *business.numbers) if one in business.numbers)
        refused: DomainError | None = None
        for shown in dict.fromkeys(own):
            try:
                return (number, shown, *await self._carrier_of(shown))
            except DomainError as error:
                refused = refused or error
        raise refused or DomainError("FORBIDDEN", "The business has no number of its own.")

    async def consult(self, caller: CallPlan, number: str, expected: Callable[[str], None]) -> None:
        """Let the telephone of a colleague ring, for a caller who is passed on to him; `expected`
        is told our id of this second call before its carrier is. Raises DomainError."""
        business, manner = caller.business, self._manner
        number, shown, carrier, control = await self._way_to(business, number, caller.called)
        call_id = new_id()
        plan = CallPlan(
            call_id=call_id,
            business=business,
            caller=Caller(number),
            carrier=carrier,
            carrier_call_id=call_id,
            direction="outbound",
            language=caller.language,
            test=caller.test,
        )
        await self._outbound.reserve(plan, manner.policy, manner.limit_s, None, "")
        expected(call_id)
        await self._ring(control, plan, number, shown)

    async def end_leg(self, call_id: str, *, is_ringing: bool) -> None:
        """End the call of a colleague at its carrier. Raises nothing that a caller could mend."""
        self._tokens.withdraw(call_id)
        call = (await self._calls.detail(call_id)).call
        if call.status in FINAL or call.carrier_call_id == call.id:
            return
        driver = self._drivers.get(call.carrier)
        if driver is None or driver.control is None:
            return
        try:
            await driver.control.hang_up(call.carrier_call_id, is_ringing=is_ringing)
        except CarrierError as error:
            log.warning("transfer.leg_not_ended: %s", error.code, extra={"call_id": call_id})

    async def end(self, call: Call) -> None:
        """End a call that went out, at its carrier. Raises DomainError."""
        driver = self._drivers.get(call.carrier)
        if driver is None or driver.control is None or call.carrier_call_id == call.id:
            raise DomainError("CONFLICT", "The carrier has not named this call yet: try again.")
        is_ringing = call.status in ("initiated", "ringing")
        try:
            await driver.control.hang_up(call.carrier_call_id, is_ringing=is_ringing)
        except CarrierError as error:
            raise DomainError("EXHAUSTED", error.message) from error

    async def over(self, call_id: str, talked: timedelta) -> None:
        """The carrier says that a call is over."""
        await self._outbound.settle(call_id, talked)

    def _able(self) -> dict[str, Control]:
        """The carriers that can place calls."""
        able = {
            name: one.control
            for name, one in self._drivers.items()
            if one.control is not None and name in cards() and cards()[name].can("place_call")
        }
        if self._manner.base:
            return able
        return {name: control for name, control in able.items() if not _asks_at_an_address(name)}

    async def _carrier_of(self, shown: str) -> tuple[str, Control]:
        """Who places a call that shows this number: a carrier through which it is reached."""
        for name, control in self._able().items():
            if await self._businesses.by_number(shown, name) is not None:
                return name, control
        raise DomainError(
            "EXHAUSTED", "The carrier of the number that is shown places no calls: name another."
        )

    async def _check_callee(self, business: Business, number: str, carrier: str) -> None:
        if await self._businesses.by_number(number, carrier) is not None:
            raise DomainError("FORBIDDEN", "This is a number of a business here.")
        if not await self._do_not_call.may_call(business.id, number):
            raise DomainError("FORBIDDEN", "This number asked not to be called.")
        zones = zones_of(number, business.timezone)
        if is_quiet(self._manner.policy, zones, self._clock.now()):
            until = self._manner.policy.quiet_to
            raise DomainError(
                "FORBIDDEN", f"It is night where this number is: call after {until:%H:%M} there."
            )

    async def _plan(
        self, business: Business, wish: CallWish, number: str, shown: str, carrier: str
    ) -> CallPlan:
        callee = await self._customers.caller(business.id, number)
        call_id = new_id()
        first: Language = business.languages[0]
        language: Language = wish.language or first
        card = cards().get(carrier)
        longest = min(self._limits.call_limit_ms, self._manner.limit_s * 1000)
        return CallPlan(
            call_id=call_id,
            business=replace(business, greeting=opening(business, wish)),
            caller=callee,
            carrier=carrier,
            carrier_call_id=call_id,
            direction="outbound",
            language=language,
            limits=replace(self._limits, call_limit_ms=longest),
            machine=machine_manner(business, self._manner),
            passes_on=card is None or card.can("transfer_cold"),
            turn_taking=wish.turn_taking.over(business.turn_taking_of(shown)),
        )

    async def _ring(self, control: Control, plan: CallPlan, number: str, shown: str) -> None:
        manner = self._manner
        placing = Placing(
            plan.call_id,
            number,
            shown,
            self._tokens.issue(plan.call_id, plan),
            manner.base.rstrip("/"),
            manner.ring_s,
            manner.limit_s,
            manner.detects_machines,
        )
        told = {"carrier": plan.carrier, "call_id": plan.call_id}
        try:
            sid = await control.place(placing)
        except CarrierError as error:
            if error.unsure:
                log.warning("calls.out_unsure", extra=told)
                await self._outbound.became(plan.call_id, "unsure")
                return
            log.warning("calls.out_refused", extra={**told, "code": error.code})
            self._tokens.withdraw(plan.call_id)
            await self._outbound.became(plan.call_id, "refused")
            await self._outbound.settle(plan.call_id, timedelta(0), was_placed=False)
            await self._calls.never_left(plan.call_id)
            raise DomainError("EXHAUSTED", error.message) from error
        if sid is not None:
            await self._calls.bind(plan.call_id, plan.carrier, sid)
        await self._outbound.became(plan.call_id, "placed")


def machine_manner(business: Business, manner: Manner) -> Machine | None:
    """What a call does about answering machines; None: nothing by itself."""
    if not manner.hears_machines and not manner.leaves_message:
        return None
    en, hi = phrases.ON_A_MACHINE.en or "", phrases.ON_A_MACHINE.hi or ""
    message = Text(en.format(business=business.name), hi.format(business=business.name))
    return Machine(manner.hears_machines, message if manner.leaves_message else None)


def opening(business: Business, wish: CallWish) -> Text:
    """What we say first: whose assistant calls, and why."""
    why = wish.greeting or ""
    english = f"Hello, this is the assistant of {business.name}."
    hindi = f"नमस्ते, यह {business.name} की ओर से कॉल है।"
    if not why and wish.purpose:
        return Text(
            f"{english} I am calling about {wish.purpose}.", f"{hindi} बात {wish.purpose} की है।"
        )
    return Text(f"{english} {why}".strip(), f"{hindi} {why}".strip())


def _asks_at_an_address(carrier: str) -> bool:
    """Does it need the public address of this house?"""
    card = cards().get(carrier)
    return card is None or bool(card.routes)
