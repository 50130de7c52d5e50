"""What do carriers and the call page need of the house? Implemented by `vaani.bootstrap`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection

from vaani.call.plan import Business, CallPlan
from vaani.call.ports.journal import TransferResult
from vaani.call.session import CallSession
from vaani.call.turn_taking import AS_SHIPPED, TurnTaking
from vaani.domain.calls.service import Call
from vaani.kit.errors import DomainError
from vaani.language.found import Language
from vaani.telephony.driver import Driver, IncomingCall, Noted, PickedUp, StatusUpdate
from vaani.telephony.tokens import MediaTokens


@dataclass(frozen=True, slots=True)
class CallableBusiness:
    """What the call page shows to choose from."""

    slug: str
    name: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransferEnd:
    """How passing a caller on went. `message`: staff was left one to call him back. `language`:
    what he speaks."""

    answered: bool
    language: Language
    message: bool = False


@dataclass(frozen=True, slots=True)
class CallWish:
    """A call that somebody wants placed. `to` as he wrote it; `shown` a number of the business;
    `greeting` is said behind the words that tell who calls, else `purpose` is named."""

    to: str
    shown: str | None = None
    greeting: str | None = None
    purpose: str | None = None
    language: Language | None = None
    turn_taking: TurnTaking = AS_SHIPPED


class Dialler(Protocol):
    """Places calls, and ends those that went out."""

    def must_be_open(self) -> None:
        """Raises DomainError when no call may go out at all."""
        ...

    async def place(self, business: Business, wish: CallWish, key: str | None) -> str:
        """Let a telephone ring; the id of the call. Raises DomainError."""
        ...

    async def end(self, call: Call) -> None:
        """End a call at its carrier. Raises DomainError."""
        ...


class CarrierDesk(Protocol):
    """What this file needs of the house (`app.state.carriers`)."""

    drivers: Mapping[str, Driver]
    """The carriers of this house, by name."""
    tokens: MediaTokens[CallPlan]

    @property
    def dialler(self) -> Dialler:
        """Places calls."""
        ...

    def admit(self) -> bool:
        """Is there room for one more call? A yes reserves the place for a moment."""
        ...

    @property
    def takes_calls(self) -> bool:
        """False: this server has no speech, so no call can be talked."""
        ...

    async def callable_business(self, slug: str) -> CallableBusiness | None:
        """Who of that slug can be called from the page."""
        ...

    def admit_page(self) -> bool:
        """The same for a call from the page, whose place is not a carrier's."""
        ...

    async def plan_for(self, incoming: IncomingCall) -> CallPlan | None:
        """The plan of this call, its row written once per carrier call id; None: nobody has this
        number."""
        ...

    async def plan_for_browser(self, business: str, language: str | None) -> CallPlan | None:
        """The plan of a call from the page (a test call); its `carrier` is browser and its
        `carrier_call_id` is its `call_id`. None: no such business."""
        ...

    async def businesses(self) -> Sequence[CallableBusiness]:
        """Who can be called from the page."""
        ...

    async def transfer_ended(
        self, carrier: str, carrier_call_id: str, result: TransferResult
    ) -> TransferEnd | None:
        """The carrier says how passing a caller on went. When nobody took the call, a message is
        left before this returns. None: nobody was passed on."""
        ...

    async def picked_up(self, event: PickedUp) -> None:
        """A call that went out was answered: its carrier's id is learnt, its plan waits on."""
        ...

    async def record_status(self, update: StatusUpdate) -> None:
        """The carrier says how far a call is; final ones end it if it still runs here."""
        ...

    async def keep(self, carrier: str, noted: Noted) -> None:
        """Keep what the carrier tells beside a call's status; a machine is hung up on."""
        ...

    async def press(self, call: Call, digits: str) -> None:
        """Press keys at the far end of a call that is up. Raises DomainError CONFLICT where its
        wire cannot, EXHAUSTED when the carrier does not take the command."""
        ...

    def up(self, call_id: str) -> CallSession | None:
        """A call that is up here."""
        ...

    def hang_up(self, call_id: str) -> bool:
        """End a call that is up here; False: it is not."""
        ...


def desk_of(request: HTTPConnection) -> CarrierDesk:
    """The desk of the application that was asked. Raises DomainError EXHAUSTED where no calls are
    taken."""
    desk: CarrierDesk | None = getattr(request.app.state, "carriers", None)
    if desk is None:
        raise DomainError("EXHAUSTED", "No calls are taken or placed here.")
    return desk
