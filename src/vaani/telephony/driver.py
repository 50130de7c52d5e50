"""What does the house ask of a carrier, whichever it is? The one contract of all drivers.

A driver is a value over its accounts: it proves requests (raw bytes, configured public address),
says what they mean, writes answer documents in its carrier's language and opens the line of a media
socket. HTTP itself is `api.carriers`' matter, sound is `stream.py`'s, what a carrier can do stands
on its card (`registry.py`). Commands that go to a carrier's REST interface are `Control`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.errors import ProviderError
from vaani.telephony.sentences import Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

FINAL: frozenset[CallStatus] = frozenset({"completed", "busy", "no_answer", "canceled", "failed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    action: str
    """What stands in the path behind the carrier's name: voice, status, ..."""
    method: str
    target: str
    """The raw path with its query."""
    headers: Mapping[str, str]
    """By lower-case name; of a header that was sent twice nothing is believed: it is empty."""
    body: bytes
    secret: str = ""
    """What stands in the path behind the action."""
    address: str = ""
    """Who asks, an IP address."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A ringing call. `called` and `caller` are E.164; the caller None when withheld. `business`
    is set instead of `called` only by test calls from this machine."""

    carrier: str
    carrier_call_id: str
    called: str | None
    caller: str | None
    business: str | None = None
    test: bool = False


@dataclass(frozen=True, slots=True)
class StreamOver:
    """The media stream is over, or passing the caller on is: what comes next?"""

    carrier_call_id: str
    dialled: TransferResult | None = None
    """How passing him on went; None: that is not what is told."""
    called: str | None = None
    """The number that was called, as the carrier writes it."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Somebody has taken the call of a caller who is being passed on."""

    carrier_call_id: str


@dataclass(frozen=True, slots=True)
class PickedUp:
    """Somebody has picked up a call that went out, and the carrier asks what he is to hear: our
    media socket, under the token that the call was placed with."""

    carrier: str
    carrier_call_id: str
    call_id: str
    """Ours."""
    token: str


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """How far a call is. `sequence` orders the events of one call where the carrier counts them."""

    carrier: str
    carrier_call_id: str
    status: CallStatus
    sequence: int | None = None
    call_id: str | None = None
    """Ours, where the address that was asked names it: of calls that went out."""
    talked_s: int | None = None
    """How long an ended call lasted, where the carrier says so."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something else about a call: trouble with its stream, a machine that answered, a recording.
    `about` names no caller."""

    carrier_call_id: str
    kind: Literal["stream_error", "machine", "recording"]
    about: Mapping[str, str] = field(default_factory=dict)
    call_id: str | None = None
    """Ours, where the address that was asked names it: of calls that went out."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Genuine, and of no consequence."""

    why: str = ""


Event = IncomingCall | StreamOver | PassedOn | PickedUp | StatusUpdate | Noted | Nothing


@dataclass(frozen=True, slots=True)
class Genuine:
    """A request that the carrier has sent: what it says, and the public address it was sent to."""

    event: Event
    base: str
    form: str = ""
    """In which of its languages the carrier asks, where it has several."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that no account of ours has sent, and what an operator should look at."""

    why: str
    again: bool = False
    """The carrier sends such ones by mistake and repeats them when it is told 503."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the carrier is answered."""

    body: str = ""
    media_type: str = "text/plain"
    status: int = 200


class CarrierError(ProviderError):
    """A carrier did not take a command. `unsure`: it may have, only its answer is missing."""

    def __init__(self, message: str, *, code: str = "", unsure: bool = False) -> None:
        super().__init__("line", message, code=code, retryable=False)
        self.unsure = unsure


class Control(Protocol):
    """Commands to a carrier, over its REST interface or its own wire. All raise `CarrierError`."""

    async def place(self, call: Placing) -> str | None:
        """Let a telephone ring; returns the carrier's id of the call, None where only its events
        name it. An error with `unsure` set means that it may ring nevertheless: nobody tries
        again."""
        ...

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success."""
        ...


@runtime_checkable
class KeyControl(Control, Protocol):
    """Commands of a carrier that presses keys during a call when it is told to."""

    async def send_digits(self, carrier_call_id: str, digits: str) -> None:
        """Press these (0-9, * and #) one after the other."""
        ...


@dataclass(frozen=True, slots=True)
class Placing:
    """A call that is to go out. `to` and `shown` (a number of ours) are E.164."""

    call_id: str
    to: str
    shown: str
    token: str
    """Opens the media socket of this call, once."""
    base: str
    """The public address of this house."""
    ring_s: int = 30
    limit_s: int = 900
    detects_machines: bool = False


class Driver(Protocol):
    """One carrier. Everything but `answer` and `refuse` returns at once."""

    name: str
    """In paths and on cards: twilio."""
    title: str
    """For people: Twilio."""
    needs: str
    """What an operator sets for this carrier's calls to be taken."""
    names_call: bool
    """Its streams name the call by the id that its requests have."""
    control: Control | None
    """None: this carrier, or this account, takes no commands."""

    @property
    def configured(self) -> bool:
        """Whether any account could send us something."""
        ...

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether one of our accounts has sent exactly this request, and what it says."""
        ...

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Take the ringing call: connect it to our media socket under `token`."""
        ...

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Say why not, politely, and end the call."""
        ...

    def follow(self, genuine: Genuine) -> Document:
        """What follows the stream: the transfer that was asked for, else the end. The same question
        has the same answer."""
        ...

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """End a call whose stream is over, after some words."""
        ...

    def thanks(self, genuine: Genuine) -> Document:
        """Acknowledge what needs no answer."""
        ...

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket."""
        ...

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """Whether the upgrade request of a media socket is the carrier's, as far as its handshake
        proves it; the token is asked for besides."""
        ...
