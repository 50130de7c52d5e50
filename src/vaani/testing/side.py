"""What does every scripted carrier do over HTTP? The contract, and what several of them share.

A `Side` makes the requests of one carrier for a call and reads our answers, after the carriers'
documentation; proofs are computed here a second time, so that a driver is not judged by itself.
They are in `carrier_side.py` and `dialplan_side.py`; the stream is `carrier_peer.py`'s matter.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from vaani.testing.forged_requests import (
    SECRET,
    Sent,
    hmac_base64,
    other_addresses,
    other_bodies,
    without_proof,
    wrong_paths,
)

PUBLIC = "https://voice.example.com/agent"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a carrier makes of our answer to a ringing call. `said`: it is refused, in these
    words."""

    socket_path: str | None
    said: tuple[str, ...] = ()
    dialled: str | None = None


class Side(Protocol):
    """One carrier's half."""

    carrier: str
    proofs: tuple[str, ...]
    """Headers that carry the proof; none: it stands in the path."""
    needs_proof: bool
    """A request without these headers is refused; else the path alone proves it."""
    covers_address: bool
    """The proof covers the address, query included."""
    covers_body: bool
    """The proof covers the body."""
    transfers: bool
    settings: Mapping[str, str]
    """What an operator would set, as environment variables."""

    def call_id(self) -> str:
        """A fresh id of a call."""
        ...

    def ring(self, call: str, called: str, caller: str | None) -> Sent:
        """A call rings; numbers are E.164."""
        ...

    def stream_over(self, call: str, called: str) -> Sent:
        """The media stream is over: what comes next?"""
        ...

    def dial_over(self, call: str, called: str, result: str) -> Sent:
        """Passing the caller on is over: busy, or completed."""
        ...

    def status(self, call: str, status: str) -> Sent:
        """How far the call is, in our words."""
        ...

    def read(self, body: bytes) -> Answered:
        """Our answer."""
        ...

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        """Requests that are like this one, and that the carrier has not sent."""
        ...


def path_of(url: str) -> str:
    """What stands behind the public address in an address of ours."""
    return url.removeprefix(PUBLIC).removeprefix(PUBLIC.replace("https", "wss"))


@dataclass
class BySecret:
    """Of a carrier that signs nothing: what proves its requests stands in their path."""

    carrier: str
    transfers: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[str, ...] = ()
    needs_proof: bool = False
    covers_address: bool = True
    covers_body: bool = False

    def __post_init__(self) -> None:
        name = f"VAANI_CARRIERS__{self.carrier.upper()}__WEBHOOK_SECRET"
        self.settings = {name: SECRET, **self.settings}

    def at(self, action: str) -> str:
        """The path of an action."""
        return f"/carriers/{self.carrier}/{action}/{SECRET}"

    def forged(self, sent: Sent) -> Mapping[str, Sent]:
        """Other paths."""
        return wrong_paths(sent)


@dataclass
class BySignedBody:
    """Of a carrier that signs its JSON bodies, not the address that they go to."""

    carrier: str
    proofs: tuple[str, ...]
    settings: Mapping[str, str]
    needs_proof: bool = True
    covers_address: bool = False
    covers_body: bool = True
    transfers: bool = True

    def call_id(self) -> str:
        """A fresh id of a call."""
        return str(uuid.uuid4())

    def to(self, action: str, proof: str, body: bytes) -> Sent:
        """A body with its proof, to an action."""
        headers = (("Content-Type", JSON), (self.proofs[0], proof))
        return Sent("POST", f"/carriers/{self.carrier}/{action}", headers, body)


def forgeries(side: Side, sent: Sent) -> Mapping[str, Sent]:
    """At least forty requests like the genuine `sent` that the carrier has not made."""
    found = dict(side.forged(sent))
    for proof in side.proofs:
        found |= without_proof(proof, sent)
        if not side.needs_proof:
            del found[f"{proof}: not there"], found[f"{proof}: under another name"]
    if side.covers_body:
        found |= other_bodies(sent)
    if side.covers_address and side.proofs:
        found |= other_addresses(sent)
    return {name: one for name, one in found.items() if one != sent}


def handshake_of_twilio(url: str) -> str:
    """The signature of an upgrade request to `url`, which Twilio alone signs."""
    return hmac_base64(SECRET, url, "sha1")
