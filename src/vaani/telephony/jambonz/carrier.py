"""What is jambonz asked and told about a call outside its sound?

Signed JSON in, a list of verbs out. The signature covers no address, so one signature asks one
question. Behind the listen verb its action hook asks what comes next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.phone import e164
from vaani.telephony.driver import (
    Asked,
    Control,
    Document,
    Event,
    Genuine,
    IncomingCall,
    Nothing,
    Refused,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.following import Following
from vaani.telephony.jambonz.line import jambonz_line
from vaani.telephony.jambonz.signature import is_signed
from vaani.telephony.jambonz.wire import RATE_HZ
from vaani.telephony.proof import OneQuestion
from vaani.telephony.sentences import VOICES, Sentences
from vaani.telephony.socket import MediaPeer, MediaSocket, Opened

PATH = "/carriers/jambonz"
STATUS: Mapping[str, CallStatus] = {
    "trying": "initiated",
    "ringing": "ringing",
    "early-media": "ringing",
    "in-progress": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
}
_DIALLED: Mapping[str, TransferResult] = {
    "completed": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
}
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,118}")
_NUMBER = re.compile(r"\+?[0-9]{5,15}")
_JSON = "application/json"


class JambonzCarrier:
    """The jambonz account of this house (a `Driver`). `now_s` is Unix time."""

    name = "jambonz"
    title = "jambonz"
    needs = "VAANI_CARRIERS__JAMBONZ__WEBHOOK_SECRET and VAANI_PUBLIC_URL"
    names_call = True

    def __init__(self, secret: str, public_url: str, now_s: Callable[[], float]) -> None:
        self.control: Control | None = None
        self._secret = secret
        self._base = public_url.rstrip("/")
        self._now_s = now_s
        self._following = Following()
        self._once = OneQuestion()

    @property
    def configured(self) -> bool:
        """Whether the account could send us something."""
        return bool(self._secret and self._base)

    def line(self, socket: MediaSocket, opened: Opened) -> MediaPeer:
        """The line of a media socket of ours, which can transfer."""
        return jambonz_line(socket, opened, self._following)

    def verify(self, asked: Asked) -> Genuine | Refused:
        """Whether the account has signed this body; one signature asks one question."""
        given = asked.headers.get("jambonz-signature", "")
        if not given:
            return Refused("no signature")
        if asked.method != "POST" or asked.content_type != _JSON:
            return Refused("unreadable: let the application ask by POST")
        if not is_signed(self._secret, asked.body, given, self._now_s()):
            return Refused("wrong signature, or a clock that is five minutes off")
        if not self._once.fits(given, asked.target):
            return Refused("a signature that came with another question")
        try:
            said = orjson.loads(asked.body)
        except orjson.JSONDecodeError:
            return Refused("unreadable")
        if not isinstance(said, dict) or not _ID.fullmatch(str(said.get("call_sid", ""))):
            return Refused("unreadable")
        return Genuine(_event(asked.action, said), self._base)

    def handshake(self, target: str, headers: Mapping[str, str]) -> bool:
        """The upgrade request is not signed: the token is the proof."""
        return True

    async def answer(self, genuine: Genuine, token: str, call_id: str) -> Document:
        """Answer the call with our media socket."""
        listen: dict[str, Any] = {
            "verb": "listen",
            "url": re.sub(r"^http", "ws", genuine.base) + f"{PATH}/media/{token}",
            "mixType": "mono",
            "sampleRate": RATE_HZ,
            "passDtmf": True,
            "metadata": {"call_id": call_id},
            "bidirectionalAudio": {"enabled": True, "streaming": True, "sampleRate": RATE_HZ},
            "actionHook": f"{genuine.base}{PATH}/after",
        }
        return _verbs({"verb": "answer"}, listen)

    async def refuse(self, genuine: Genuine, words: Sentences) -> Document:
        """Say why not, and hang up."""
        return self.end(genuine, words)

    def follow(self, genuine: Genuine) -> Document:
        """The transfer that was asked for, else the end."""
        over = genuine.event
        number = self._following.of(over.carrier_call_id) if isinstance(over, StreamOver) else None
        if number is None or not isinstance(over, StreamOver):
            return self.end(genuine)
        dial: dict[str, Any] = {
            "verb": "dial",
            "target": [{"type": "phone", "number": number}],
            "timeout": 30,
            "actionHook": f"{genuine.base}{PATH}/after",
        }
        if over.called:
            dial["callerId"] = over.called
        return _verbs(dial)

    def end(self, genuine: Genuine, words: Sentences | None = None) -> Document:
        """Hang up, after some words."""
        said = (
            {"verb": "say", "text": text, "synthesizer": {"language": VOICES[language]}}
            for language, text in (words or {}).items()
        )
        return _verbs(*said, {"verb": "hangup"})

    def thanks(self, genuine: Genuine) -> Document:
        """Nothing to say."""
        return Document()


def _event(action: str, said: Mapping[str, Any]) -> Event:
    call, status = str(said["call_sid"]), str(said.get("call_status", ""))
    if action == "voice":
        return IncomingCall("jambonz", call, _number(said.get("to")), _number(said.get("from")))
    if action == "after":
        told = said.get("dial_call_status")
        how = None if told is None else _DIALLED.get(str(told), "failed")
        return StreamOver(call, how, _number(said.get("to")))
    known = STATUS.get(status)
    if known is None:
        return Nothing("status_unknown")
    talked = str(said.get("duration", ""))
    counts = talked.isascii() and talked.isdigit() and len(talked) < 10
    return StatusUpdate("jambonz", call, known, talked_s=int(talked) if counts else None)


def _number(said: object) -> str | None:
    """E.164 of a number with or without its plus; None: withheld, or none."""
    text = str(said or "").strip()
    if not _NUMBER.fullmatch(text):
        return None
    return e164("+" + text.removeprefix("+"), "ZZ")


def _verbs(*verbs: Mapping[str, Any]) -> Document:
    return Document(orjson.dumps(list(verbs)).decode(), _JSON)
