"""What do the carriers that speak Plivo's dialect say in their forms, and read in our answers?

Plivo and Vobiz send the same fields and take the same XML; how they prove a request differs and
stands in their own folders. Numbers come without the plus. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.phone import is_e164
from vaani.telephony.callbacks import ASKED
from vaani.telephony.cxml import attribute, response, words
from vaani.telephony.driver import (
    Event,
    IncomingCall,
    Noted,
    Nothing,
    PassedOn,
    StatusUpdate,
    StreamOver,
)
from vaani.telephony.sentences import VOICES, Sentences

Fields = Sequence[tuple[str, str]]

STATUS: Mapping[str, CallStatus] = {
    "ringing": "ringing",
    "ring": "ringing",
    "in-progress": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "failed": "failed",
    "timeout": "no_answer",
    "no-answer": "no_answer",
    "cancel": "canceled",
    "canceled": "canceled",
}
DIALLED: Mapping[str, TransferResult] = {
    "completed": "answered",
    "answer": "answered",
    "busy": "busy",
    "failed": "failed",
    "cancel": "canceled",
    "timeout": "no_answer",
    "no-answer": "no_answer",
}
_DECIDING = ("CallUUID", "From", "To", "CallStatus", "DialStatus", "Event", "Machine")
_CALL_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{5,118}")
_MOST_FIELDS = 300
_SHOWN = 200
_VOICE = "Polly.Aditi"
"""Speaks both languages."""


def pairs(text: bytes) -> Fields | None:
    """The decoded fields of a form or query in order, blanks included; None: it is none."""
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(text),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None


def once(said: Fields) -> dict[str, str] | None:
    """The fields by name; None: a deciding one is there twice, or no call is named."""
    for name in _DECIDING:
        if len({value for key, value in said if key == name}) > 1:
            return None
    fields = dict(said)
    return fields if _CALL_ID.fullmatch(fields.get("CallUUID", "")) else None


def event(carrier: str, action: str, fields: Mapping[str, str]) -> Event:
    """What proven fields mean."""
    call = fields["CallUUID"]
    if action == "voice":
        called, caller = number(fields.get("To", "")), number(fields.get("From", ""))
        return IncomingCall(carrier, call, called, caller)
    if action == "after":
        told = fields.get("DialStatus")
        how = None if told is None else DIALLED.get(told, "failed")
        outward = fields.get("Direction") == "outbound"
        return StreamOver(call, how, fields.get("From" if outward else "To"))
    if action == ASKED:
        return StatusUpdate(carrier, call, "in_progress")
    if action == "recording":
        return Noted(call, "recording", _recording(fields))
    if action == "taken":
        words_of_it = {fields.get("DialAction", ""), fields.get("DialBLegStatus", "")}
        return PassedOn(call) if "answer" in words_of_it else Nothing()
    if action == "stream":
        if fields.get("Event") in ("DroppedStream", "DegradedStream"):
            return Noted(call, "stream_error", {"error": fields["Event"]})
        return Nothing()
    if fields.get("Event") == "MachineDetection":
        is_machine = fields.get("Machine", "").lower() == "true"
        return Noted(call, "machine", {"answered_by": "machine" if is_machine else "human"})
    status = STATUS.get(fields.get("CallStatus", ""))
    if status is None:
        return Nothing("status_unknown")
    return StatusUpdate(carrier, call, status, talked_s=_count(fields.get("Duration")))


def _recording(fields: Mapping[str, str]) -> dict[str, str]:
    named = {"RecordingID": "id", "RecordingDuration": "seconds", "record_id": "id"}
    found = {ours: fields.get(theirs, "") for theirs, ours in named.items() if fields.get(theirs)}
    return {name: re.sub(r"[^\w.:-]", "", text)[:_SHOWN] for name, text in found.items()}


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def number(digits: str) -> str | None:
    """E.164 of digits without the plus; None: withheld, or none."""
    bare = digits.strip().removeprefix("+")
    sip = re.match(r"sips?:\+?([0-9]{7,15})@", bare, re.IGNORECASE)
    bare = sip.group(1) if sip else bare
    found = f"+{bare}"
    return found if bare.isascii() and bare.isdigit() and is_e164(found) else None


# --- what they read -------------------------------------------------------------------------------


def stream(socket_url: str, after_url: str, status_url: str) -> str:
    """Connect the call to our media socket; when it is over, `after_url` is asked."""
    return response(
        '<Stream bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000"'
        f' streamTimeout="86400" statusCallbackUrl={attribute(status_url)}'
        f' statusCallbackMethod="POST">{words(socket_url)}</Stream>'
        f'<Redirect method="POST">{words(after_url)}</Redirect>'
    )


def dial(shown: str | None, called: str, after_url: str, taken_url: str) -> str:
    """Pass the caller on to `called` (E.164)."""
    caller_id = f" callerId={attribute(shown)}" if shown else ""
    return response(
        f'<Dial timeout="30"{caller_id} action={attribute(after_url)} method="POST"'
        f' callbackUrl={attribute(taken_url)} callbackMethod="POST">'
        f"<Number>{words(called.removeprefix('+'))}</Number></Dial>"
    )


def hang_up(said: Sentences | None = None) -> str:
    """Speak one sentence a language, then end the call."""
    spoken = "".join(
        f'<Speak voice="{_VOICE}" language="{VOICES[language]}">{words(text)}</Speak>'
        for language, text in (said or {}).items()
    )
    return response(spoken + "<Hangup/>")
