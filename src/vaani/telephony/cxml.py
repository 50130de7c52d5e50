"""What do the carriers that speak Twilio's dialect say in their forms, and read in our answers?

Twilio, SignalWire and Telnyx (TeXML) send the same fields and take the same verbs; what differs
(proof, attributes of the stream) stands in their own folders. Answers are XML, properly escaped.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from vaani.call.ports.journal import CallStatus, TransferResult
from vaani.kit.phone import is_e164
from vaani.telephony.callbacks import ASKED
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

STATUS: Mapping[str, CallStatus] = {
    "queued": "initiated",
    "initiated": "initiated",
    "ringing": "ringing",
    "in-progress": "in_progress",
    "answered": "in_progress",
    "completed": "completed",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "canceled",
    "failed": "failed",
}
DIALLED: Mapping[str, TransferResult] = {
    "completed": "answered",
    "answered": "answered",
    "busy": "busy",
    "no-answer": "no_answer",
    "canceled": "canceled",
    "failed": "failed",
}
DECIDING = (
    "CallSid", "ParentCallSid", "AccountSid", "From", "To", "CallStatus", "DialCallStatus",
    "SequenceNumber", "Direction",
)  # fmt: skip
"""Fields that decide whose call it is: each is said once."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"})
"""Numbers that spell anonymous, restricted, blocked, unavailable on a keypad."""
_SIP_USER = re.compile(r"sips?:(\+[0-9]{7,15})@", re.IGNORECASE)
_SHOWN = 200
_RECORDING = {
    "RecordingSid": "id", "RecordingStatus": "status", "RecordingDuration": "seconds",
    "RecordingChannels": "channels", "ErrorCode": "error",
}  # fmt: skip


# --- what they say --------------------------------------------------------------------------------


def once(said: Sequence[tuple[str, str]]) -> dict[str, str] | None:
    """The fields by name. Repeated ones are fine (the last counts) unless they decide whose call it
    is: then None."""
    for name in DECIDING:
        if len({value for key, value in said if key == name}) > 1:
            return None
    return dict(said)


def event(carrier: str, action: str, fields: Mapping[str, str]) -> Event:
    """What a proven form means; it has a `CallSid`."""
    call = fields["CallSid"]
    status = STATUS.get(fields.get("CallStatus", ""))
    if action == "voice":
        return IncomingCall(
            carrier, call, number(fields.get("To", "")), number(fields.get("From", ""))
        )
    if action == "after":
        told = fields.get("DialCallStatus")
        how = None if told is None else DIALLED.get(told, "failed")
        outward = fields.get("Direction", "").startswith("outbound")
        return StreamOver(call, how, fields.get("From" if outward else "To"))
    if action == "taken":
        parent = fields.get("ParentCallSid", "")
        return PassedOn(parent) if parent and status == "in_progress" else Nothing()
    if action == ASKED:
        return StatusUpdate(carrier, call, "in_progress")
    if action == "recording":
        return Noted(call, "recording", _told(fields, _RECORDING))
    if action == "stream":
        if fields.get("StreamEvent") != "stream-error":
            return Nothing()
        error = re.sub(r"[^\w .:/-]", "", fields.get("StreamError", ""))[:_SHOWN]
        return Noted(call, "stream_error", {"error": error})
    if action == "machine":
        by = re.sub(r"[^a-z_]", "", fields.get("AnsweredBy", ""))[:40]
        return Noted(call, "machine", {"answered_by": by or "unknown"})
    if status is None:
        return Nothing("status_unknown")
    return StatusUpdate(
        carrier,
        call,
        status,
        _count(fields.get("SequenceNumber")),
        talked_s=_count(fields.get("CallDuration")),
    )


def _told(fields: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Some fields by our names, without what no id or count has."""
    found = ((ours, fields.get(theirs, "")) for theirs, ours in names.items())
    return {ours: re.sub(r"[^\w.:-]", "", text)[:_SHOWN] for ours, text in found if text}


def number(address: str) -> str | None:
    """The E.164 number of an address; None: withheld, or none."""
    sip = _SIP_USER.match(address)
    found = sip.group(1) if sip else address.strip()
    return found if found not in _WITHHELD and is_e164(found) else None


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


# --- what they read -------------------------------------------------------------------------------


def response(inner: str) -> str:
    """A whole document around its verbs."""
    return f"{_HEAD}<Response>{inner}</Response>"


def dial(shown: str | None, called: str, after_url: str, taken_url: str) -> str:
    """Pass the caller on to `called`; `taken_url` is told when somebody takes the call,
    `after_url` how it went when it is over."""
    caller_id = f" callerId={attribute(shown)}" if shown else ""
    told = f'statusCallback={attribute(taken_url)} statusCallbackEvent="answered"'
    return response(
        f'<Dial action={attribute(after_url)} timeout="30"{caller_id}>'
        f"<Number {told}>{words(called)}</Number></Dial>"
    )


def hang_up(said: Sentences | None = None) -> str:
    """Speak one sentence a language, then end the call."""
    spoken = "".join(
        f'<Say language="{VOICES[language]}">{words(text)}</Say>'
        for language, text in (said or {}).items()
    )
    return response(spoken + "<Hangup/>")


def attribute(value: str) -> str:
    """Quoted and escaped."""
    return quoteattr(_FORBIDDEN.sub("", value))


def words(text: str) -> str:
    """Escaped text."""
    return escape(_FORBIDDEN.sub("", text))
