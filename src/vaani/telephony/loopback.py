"""How is a call placed from this machine through the real Twilio wire?

Plays the part of Twilio before the sound begins: signs and posts the voice webhook, reads the
answer document, signs the socket's handshake. The account is the one that the data folder's first
start made for this machine. The sound itself is `vaani.testing.twilio_peer`'s matter.
"""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import httpx

from vaani.kit.errors import VaaniError
from vaani.telephony.form_signing import signature

ADDRESS = "http://loopback.invalid"
"""Under this name the loopback account reaches the server, on whatever port it listens."""
_TIMEOUT = httpx.Timeout(15.0, connect=3.0)


class LoopbackError(VaaniError):
    """The call could not be placed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class LoopbackAccount:
    """Who signs. `url` is where the server is, `public_url` what the signature is made over."""

    sid: str
    token: str = field(repr=False)
    url: str = "http://127.0.0.1:8000"
    public_url: str = ADDRESS

    def signed(self, target: str, form: Mapping[str, str] | None = None) -> str:
        """The signature of a request to `target` (path and query)."""
        base = self.public_url.rstrip("/")
        if form is None:
            base = base.replace("http", "ws", 1)
        return signature(self.token, base + target, list((form or {}).items()))


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the answer document asks for. `socket_url` None: the call was refused with `said`."""

    call_sid: str
    socket_url: str | None
    socket_signature: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    after_path: str | None = None
    said: tuple[str, ...] = ()
    dialled: str | None = None


async def ring(
    client: httpx.AsyncClient,
    account: LoopbackAccount,
    *,
    business: str | None = None,
    number: str | None = None,
    caller: str | None = None,
) -> Ordered:
    """Let the phone ring: a business by its slug, or a number. Raises LoopbackError."""
    call_sid = "CA" + secrets.token_hex(16)
    form = {
        "CallSid": call_sid,
        "AccountSid": account.sid,
        "From": caller or "+266696687",
        "To": number or f"client:{business}",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "CallerName": "",
    }
    document = await ask(client, account, "/carriers/twilio/voice", form)
    return _read(account, call_sid, document)


async def after(client: httpx.AsyncClient, account: LoopbackAccount, ordered: Ordered) -> Ordered:
    """The stream is over: what comes next (a number to dial, or nothing)?"""
    return await _after(client, account, ordered, {})


async def not_dialled(
    client: httpx.AsyncClient, account: LoopbackAccount, ordered: Ordered
) -> Ordered:
    """From this machine nobody can be dialled: say so, and what does the caller hear?"""
    return await _after(client, account, ordered, {"DialCallStatus": "failed"})


async def _after(
    client: httpx.AsyncClient, account: LoopbackAccount, ordered: Ordered, told: Mapping[str, str]
) -> Ordered:
    form = {"CallSid": ordered.call_sid, "AccountSid": account.sid, "CallStatus": "in-progress"}
    path = ordered.after_path or "/carriers/twilio/after"
    document = await ask(client, account, path, {**form, **told})
    return _read(account, ordered.call_sid, document)


async def tell_status(
    client: httpx.AsyncClient, account: LoopbackAccount, call_sid: str, status: str, sequence: int
) -> None:
    """A status event."""
    form = {
        "CallSid": call_sid,
        "AccountSid": account.sid,
        "CallStatus": status,
        "SequenceNumber": str(sequence),
        "CallbackSource": "call-progress-events",
    }
    await ask(client, account, "/carriers/twilio/status", form)


async def ask(
    client: httpx.AsyncClient, account: LoopbackAccount, target: str, form: Mapping[str, str]
) -> str:
    """A signed form to `target`; returns the body of a good answer. Raises LoopbackError."""
    try:
        reply = await client.post(
            account.url.rstrip("/") + target,
            content=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": account.signed(target, form),
            },
            timeout=_TIMEOUT,
        )
    except httpx.HTTPError as error:
        raise LoopbackError(
            f"Nobody answers at {account.url} ({type(error).__name__}): start `vaani serve`, or "
            "name the address by --url."
        ) from error
    if reply.status_code == 403:
        raise LoopbackError(
            "The server refused the signature: name the data folder that it runs on by --data."
        )
    if reply.status_code >= 400:
        raise LoopbackError(f"{account.url} answered {reply.status_code} to {target}.")
    return reply.text


def _read(account: LoopbackAccount, call_sid: str, document: str) -> Ordered:
    try:
        tree = ET.fromstring(document)
    except ET.ParseError as error:
        raise LoopbackError(f"The answer document is not XML: {error}.") from error
    said = tuple("".join(node.itertext()) for node in tree.iter("Say"))
    number = tree.find("./Dial/Number")
    connect, stream = tree.find("./Connect"), tree.find("./Connect/Stream")
    if connect is None or stream is None:
        dialled = None if number is None else number.text
        return Ordered(call_sid, None, said=said, dialled=dialled)
    asked = urlsplit(stream.get("url", ""))
    here = urlsplit(account.url)
    scheme = "wss" if here.scheme == "https" else "ws"
    return Ordered(
        call_sid,
        f"{scheme}://{here.netloc}{asked.path}",
        account.signed(asked.path),
        {node.get("name", ""): node.get("value", "") for node in stream.iter("Parameter")},
        urlsplit(connect.get("action", "")).path or None,
    )
