"""What is Vonage asked and told about a call outside its sound?

Signed webhooks in, call control objects (NCCO) out. The socket's leg has events of its own, asked
synchronously: what is answered to its end is what the caller gets next. Which call they belong to
stands in the headers that our answer document gave the socket, else in the conversation's id.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import orjson

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.phone import is_e164
from vaani.telephony.callbacks import about_ours
from vaani.telephony.driver import (
    Asked,
    Control,
    Document,
    Event,
    Genuine,
    IncomingCall,
    Noted,
    Nothing,
    PassedOn,
    Refused,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.following import Following
from vaani.telephony.proof import OneQuestion
from vaani.telephony.sentences import VOICES, Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened
from vaani.telephony.vonage.line import vonage_line
from vaani.telephony.vonage.signature import claims_of
from vaani.telephony.vonage.wire import CALL, RATE_HZ

PATH = "/carriers/vonage"
STATUS: Mapping[str, CallStatus] = {
    "started": "initiated",
    "ringing": "ringing",
    "answered": "in_progress",
    "busy": "busy",
    "cancelled": "canceled",
    "unanswered": "no_answer",
    "timeout": "no_answer",
    "rejected": "busy",
    "failed": "failed",
    "completed": "completed",
    "disconnected": "completed",
}
_DIALLED: Mapping[str, TransferResult] = {
    "busy": "busy",
    "rejected": "busy",
    "cancelled": "canceled",
    "unanswered": "no_answer",
    "timeout": "no_answer",
    "failed": "failed",
    "completed": "answered",
    "disconnected": "answered",
}
_SOCKET_OVER = frozenset({"disconnected", "completed", "failed", "unanswered", "rejected"})
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,118}")
_JSON = "application/json"
_MOST_CONVERSATIONS = 4096


class VonageCarrier:
    """The Vonage account of this house (a `Driver`). `now_s` is Unix time."""

    name = "vonage"
    names_call = True
    title = "Vonage"
    needs = "VAANI_CARRIERS__VONAGE__SIGNATURE_SECRET and VAANI_PUBLIC_URL"

    def __init__(
        self,
        secrets: Sequence[str],
        public_url: str,
        now_s: Callable[[], float],
        api_key: str | None = None,
        control: Control | None = None,
    ) -> None:
        self.control = control
        self._secrets = tuple(secret for secret in secrets if secret)
        self._base = public_url.rstrip("/")
        self._now_s = now_s
        self._api_key = api_key
        self._following = Following()
        self._once = OneQuestion()
        self._conversations: OrderedDict[str, tuple[str, str]] = OrderedDict()
        """By conversation: the call's id and our number in it."""

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return bool(self._secrets and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return vonage_line(socket, opened, self._following)

    # --- verification -----------------------------------------------------------------------------

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the account has signed this body; one token asks one question."""
        given = asked.headers.get("authorization")
        if given is None:
            return Refused("unsigned", again=True)
        kind, _, token = given.partition(" ")
        claims = None
        if kind.lower() == "bearer":
            claims = claims_of(token.strip(), self._secrets, asked.body, self._now_s())
        if claims is None:
            return Refused("wrong signature")
        if self._api_key is not None and claims.get("api_key") != self._api_key:
            return Refused("no account of ours")
        question = f"{asked.method} {asked.target}"
        if not self._once.fits(token.strip(), question):
            return Refused("a signature that came with another question")
        said = _said(asked)
        if said is None:
            return Refused("unreadable")
        return Genuine(about_ours(self._event(asked.action, said), asked), self._base)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    # --- what it says -----------------------------------------------------------------------------

    def _event(self, action: str, said: Mapping[str, Any]) -> Event:
        status = str(said.get("status", ""))
        call = str(said.get("uuid") or said.get("call_uuid") or "")
        if action == "voice":
            return self._incoming(call, said)
        if action in ("after", "taken"):
            call, called = self._call_of(said)
            if not call:
                return Nothing()
            if action == "after":
                return StreamOver(call, None, called) if status in _SOCKET_OVER else Nothing()
            if status == "answered":
                return PassedOn(call)
            how = _DIALLED.get(status)
            return StreamOver(call, how, called) if how else Nothing()
        if action == "recording" or "recording_uuid" in said:
            call, _ = self._call_of(said)
            return Noted(call, "recording", _recording(said)) if call else Nothing()
        if not _ID.fullmatch(call):
            return Nothing()
        if status in ("human", "machine"):
            detail = re.sub(r"[^a-z_]", "", str(said.get("sub_state", "")))[:40]
            about = {"answered_by": status, "detail": detail} if detail else {"answered_by": status}
            return Noted(call, "machine", about)
        known = STATUS.get(status)
        if known is None or str(said.get("to", "")).startswith("ws"):
            return Nothing()  # of the socket's own leg, or of no consequence
        if said.get("direction") == "outbound":
            self._learn(call, said, str(said.get("from", "")))
        return StatusUpdate("vonage", call, known, talked_s=_seconds(said.get("duration")))

    def _incoming(self, call: str, said: Mapping[str, Any]) -> Event:
        called = str(said.get("to", ""))
        if not _ID.fullmatch(call):
            return Nothing("call_without_id")
        self._learn(call, said, called)
        return IncomingCall("vonage", call, number(called), number(str(said.get("from", ""))))

    def _learn(self, call: str, said: Mapping[str, Any], ours: str) -> None:
        """Which call a conversation is, and our number in it."""
        conversation = str(said.get("conversation_uuid", ""))[:120]
        if conversation:
            self._conversations[conversation] = (call, ours)
            while len(self._conversations) > _MOST_CONVERSATIONS:
                self._conversations.popitem(last=False)

    def _call_of(self, said: Mapping[str, Any]) -> tuple[str, str | None]:
        """The caller's call, of an event of another leg, and the number that was called."""
        known = self._conversations.get(str(said.get("conversation_uuid", "")))
        headers = said.get("headers")
        headers = headers if isinstance(headers, dict) else {}
        named = headers.get(CALL)
        if isinstance(named, str) and _ID.fullmatch(named):
            return named, known[1] if known and known[0] == named else None
        ours = str(headers.get("call_id", ""))
        if known is not None and ours:
            self._following.same(ours, known[0])
        return known if known is not None else (ours, None)

    # --- documents --------------------------------------------------------------------------------

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Connect the call to our media socket."""
        event = genuine.event
        call = event.carrier_call_id if isinstance(event, IncomingCall) else ""
        shown = event.called if isinstance(event, IncomingCall) and event.called else ""
        return _ncco(*connected(genuine.base, token, shown, {CALL: call, "call_id": call_id}))

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Say why not; the call ends behind it."""
        return self.end(genuine, words)

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else nothing, which ends the call."""
        over = genuine.event
        number_ = self._following.of(over.carrier_call_id) if isinstance(over, StreamOver) else None
        if number_ is None or not isinstance(over, StreamOver):
            return self.end(genuine)
        connect: dict[str, Any] = {
            "action": "connect",
            "timeout": 30,
            "eventType": "synchronous",
            "eventUrl": [f"{genuine.base}{PATH}/taken"],
            "endpoint": [{"type": "phone", "number": number_.removeprefix("+")}],
        }
        if over.called:
            connect["from"] = over.called.removeprefix("+")
        return _ncco(connect)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Some words, and nothing behind them: the call ends."""
        if not words:
            return Document(status=204)
        return _ncco(
            *(
                {"action": "talk", "text": text, "language": VOICES[language]}
                for language, text in words.items()
            )
        )

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document(status=204)


def connected(
    base: str, token: str, shown: str, headers: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The call control object that connects a call to our media socket; when the socket is over,
    we are asked what comes next. `shown`: our number, E.164."""
    end: dict[str, Any] = {
        "type": "websocket",
        "uri": re.sub(r"^http", "ws", base) + f"{PATH}/media/{token}",
        "content-type": f"audio/l16;rate={RATE_HZ}",
        "headers": dict(headers),
    }
    action: dict[str, Any] = {
        "action": "connect",
        "eventType": "synchronous",
        "eventUrl": [f"{base}{PATH}/after"],
        "from": shown.removeprefix("+"),
        "endpoint": [end],
    }
    return [action]


def _recording(said: Mapping[str, Any]) -> dict[str, str]:
    named = {"recording_uuid": "id", "size": "bytes", "status": "status"}
    found = {ours: str(said[theirs]) for theirs, ours in named.items() if said.get(theirs)}
    return {name: re.sub(r"[^\w.:-]", "", text)[:120] for name, text in found.items()}


def _seconds(text: object) -> int | None:
    said = str(text)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def number(digits: str) -> str | None:
    """E.164 of digits without the plus; None: withheld, or none."""
    found = f"+{digits.strip().removeprefix('+')}"
    return found if is_e164(found) else None


def _said(asked: Asked) -> Mapping[str, Any] | None:
    """The query of a GET, the object of a POST; None: neither can be read."""
    if asked.method == "GET":
        try:
            pairs = parse_qsl(asked.query, keep_blank_values=True, max_num_fields=100)
        except ValueError:
            return None
        return dict(pairs) if len({key for key, _ in pairs}) == len(pairs) else None
    if asked.content_type != _JSON:
        return None
    try:
        tree = orjson.loads(asked.body)
    except orjson.JSONDecodeError:
        return None
    return tree if isinstance(tree, dict) else None


def _ncco(*actions: Mapping[str, Any]) -> Document:
    return Document(orjson.dumps(list(actions)).decode(), _JSON)
