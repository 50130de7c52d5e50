"""How is a colleague's telephone reached for a caller who is passed on?

A second call, placed and counted like any that goes out, to the number of the business file and to
no other. Its media socket becomes the line of the consultation, not a call with an assistant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from vaani.api.exchange import Exchange
from vaani.bootstrap.dialling import Dialler
from vaani.call.consult import Consultation, Ended, Place
from vaani.call.plan import CallPlan
from vaani.call.ports.journal import CallStatus
from vaani.domain.calls.service import Calls
from vaani.kit.errors import DomainError

_ROWS: dict[Ended, CallStatus] = {
    "busy": "busy",
    "no_answer": "no_answer",
    "failed": "failed",
    "canceled": "canceled",
    "completed": "canceled",
    "machine": "completed",
}


@dataclass(slots=True)
class Consulting:
    """Calls colleagues. `open` it before a call needs one."""

    calls: Calls
    _dialler: Dialler | None = None
    _exchange: Exchange | None = None

    def open(self, dialler: Dialler, exchange: Exchange) -> None:
        self._dialler, self._exchange = dialler, exchange

    def of_call(self, plan: CallPlan) -> Callable[[str], Place] | None:
        """What calls the colleague of this call; None: he is not asked before."""
        return (lambda number: lambda one: self._placed(plan, number, one)) if plan.warm else None

    async def _placed(
        self, plan: CallPlan, number: str, consultation: Consultation
    ) -> Callable[[], Awaitable[None]]:
        dialler, exchange = self._dialler, self._exchange
        transfer = plan.business.transfer
        if dialler is None or exchange is None or transfer is None or transfer.number != number:
            raise DomainError("FORBIDDEN", "Callers are passed on to the configured number alone.")
        leg: list[str] = []

        def expected(call_id: str) -> None:
            leg.append(call_id)
            exchange.beside[call_id] = consultation
            consultation.end = end  # also when the carrier's answer is not waited for

        async def end() -> None:
            exchange.beside.pop(leg[0], None)
            answered = consultation.answered
            status = "completed" if answered else _ROWS[consultation.ended or "canceled"]
            await dialler.end_leg(leg[0], is_ringing=not answered)
            await self.calls.leg_over(leg[0], status)

        await dialler.consult(plan, number, expected)
        return end
