"""What does a carrier make of a call that we let it place? The far end of calls that go out.

Reads the command that each carrier was given, in that carrier's words, and makes the requests by
which it asks for the answer document and tells how the call goes on. Proofs are those of
`carrier_side.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree as ET

from vaani.testing.all_sides import sides
from vaani.testing.carrier_rest import Command
from vaani.testing.forged_requests import SECRET, Sent
from vaani.testing.side import FORM, PUBLIC, path_of

_VONAGE = {"in_progress": "answered", "no_answer": "unanswered", "canceled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A command in common terms. Numbers are E.164; `socket_path` None: the answer document is
    asked for when somebody picks up."""

    carrier: str
    to: str
    shown: str
    status_at: str
    answer_at: str | None
    machine_at: str | None
    socket_path: str | None
    parameters: Mapping[str, str]


def placed(command: Command) -> Placed:
    """What was ordered."""
    said, name = command.said, command.carrier
    if name in ("plivo", "vobiz"):
        return Placed(
            name, _e164(said("to")), _e164(said("from")), said("hangup_url"), said("answer_url"),
            said("machine_detection_url") or None, None, {},
        )  # fmt: skip
    if name == "vonage":
        (to,), (connect,), (told,) = (command.form[key] for key in ("to", "ncco", "event_url"))
        (end,) = connect["endpoint"]
        return Placed(
            name, _e164(to["number"]), _e164(command.form["from"]["number"]), told, None,
            told if said("machine_detection") else None, path_of(end["uri"]), end["headers"],
        )  # fmt: skip
    if name == "exotel":
        url = said("StreamUrl")
        given = dict(parse_qsl(urlsplit(url).query))
        del given["sample-rate"]
        return Placed(
            name, said("From"), said("CallerId"), said("StatusCallback"), None, None,
            path_of(url), given,
        )  # fmt: skip
    socket, given = None, {}
    if name == "twilio":
        (stream,) = ET.fromstring(said("Twiml")).iter("Stream")
        socket = path_of(stream.get("url", ""))
        given = {n.get("name", ""): n.get("value", "") for n in stream.iter("Parameter")}
    return Placed(
        name, said("To"), said("From"), said("StatusCallback"), said("Url") or None,
        said("AsyncAmdStatusCallback") or None, socket, given,
    )  # fmt: skip


def tells(call: Placed, id_: str, status: str, talked_s: int | None = None) -> Sent:
    """The carrier tells how far the call `id_` is, in our words."""
    if call.carrier in ("plivo", "vobiz"):
        said = {"in_progress": "in-progress", "no_answer": "no-answer", "canceled": "cancel"}
        more = {
            "Event": "Hangup" if status in _OVER else "Ring",
            "CallStatus": said.get(status, status),
        }
        if talked_s is not None:
            more["Duration"] = str(talked_s)
        return _form(call, call.status_at, id_, more)
    if call.carrier == "vonage":
        body = _vonage(call, id_, _VONAGE.get(status, status))
        if talked_s is not None:
            body["duration"] = str(talked_s)
        return _signed(call, call.status_at, body)
    word = status.replace("_", "-")
    if call.carrier == "exotel":
        duration = {} if talked_s is None else {"ConversationDuration": str(talked_s)}
        said = {"CallSid": id_, "Status": word, "EventType": "terminal", **duration}
        headers = (("Content-Type", FORM),)
        return Sent("POST", path_of(call.status_at), headers, urlencode(said).encode())
    more = {"CallStatus": word}
    if talked_s is not None:
        more["CallDuration"] = str(talked_s)
    return _form(call, call.status_at, id_, more)


def asks(call: Placed, id_: str) -> Sent:
    """Somebody has picked up: the carrier asks what he is to hear."""
    more = {"CallStatus": "in-progress", "Event": "StartApp"}
    return _form(call, call.answer_at or "", id_, more)


def found_machine(call: Placed, id_: str) -> Sent:
    """The carrier says that a machine has answered."""
    at = call.machine_at or ""
    if call.carrier == "vonage":
        body = _vonage(call, id_, "machine")
        body["call_uuid"] = body.pop("uuid")
        return _signed(call, at, body)
    if call.carrier in ("plivo", "vobiz"):
        more = {"Event": "MachineDetection", "Machine": "true", "CallStatus": "in-progress"}
    else:
        more = {"AnsweredBy": "machine_start", "MachineDetectionDuration": "2400"}
    return _form(call, at, id_, more)


def over(call: Placed, id_: str) -> Sent:
    """The media stream of an answered call is over: the carrier asks what comes next."""
    name = call.carrier
    if name == "vonage":
        body = _vonage(call, "0f" * 16, "disconnected") | {"conversation_uuid": f"CON-{id_}"}
        return _signed(
            call, f"{PUBLIC}/carriers/vonage/after", {**body, "headers": call.parameters}
        )
    tail = f"/{SECRET}" if name == "vobiz" else ""
    more = {"CallStatus": "in-progress"}
    return _form(call, f"{PUBLIC}/carriers/{name}/after{tail}", id_, more)


def told_beside(carrier: str, call: str) -> Mapping[str, Sent]:
    """What a carrier tells of an incoming call beside its status, by the kind that we keep."""
    side: Any = sides()[carrier]
    if carrier == "vonage":
        said = {"recording_uuid": "aaaa-1", "conversation_uuid": f"CON-{call}", "size": 12228}
        return {"recording": side.signed("recording", said)}
    if carrier == "exotel":
        fields = urlencode({"CallSid": call, "Stream[Status]": "failed", "Stream[Duration]": "0"})
        return {"stream_error": Sent("GET", f"/carriers/exotel/stream/{SECRET}?{fields}")}
    if carrier in ("plivo", "vobiz"):
        made = {
            "stream_error": ("stream", {"Event": "DroppedStream", "StreamID": "s-1"}),
            "recording": ("recording", {"RecordingID": "r-1", "RecordingDuration": "12"}),
        }
        named = {"CallUUID": call}
    else:
        made = {
            "stream_error": (
                "stream", {"StreamEvent": "stream-error", "StreamError": "31924 protocol"}
            ),
            "recording": ("recording", {"RecordingSid": "RE1", "RecordingStatus": "completed"}),
        }  # fmt: skip
        named = {"CallSid": call, "AccountSid": "AC" + "2" * 32}
    return {
        kind: side.signed(action, list({**named, **said}.items()))
        for kind, (action, said) in made.items()
    }


_OVER = frozenset({"completed", "busy", "no_answer", "failed", "canceled"})


def _vonage(call: Placed, id_: str, status: str) -> dict[str, Any]:
    return {
        "uuid": id_, "conversation_uuid": f"CON-{id_}", "status": status, "direction": "outbound",
        "from": call.shown.removeprefix("+"), "to": call.to.removeprefix("+"),
    }  # fmt: skip


def _form(call: Placed, url: str, id_: str, more: Mapping[str, str]) -> Sent:
    if call.carrier in ("plivo", "vobiz"):
        fields = {
            "CallUUID": id_, "RequestUUID": id_, "ALegUUID": id_, "Direction": "outbound",
            "From": call.shown.removeprefix("+"), "To": call.to.removeprefix("+"), **more,
        }  # fmt: skip
    else:
        fields = {
            "CallSid": id_, "AccountSid": "AC" + "2" * 32, "Direction": "outbound-api",
            "From": call.shown, "To": call.to, **more,
        }  # fmt: skip
    return _signed(call, url, fields)


def _signed(call: Placed, url: str, said: Mapping[str, Any]) -> Sent:
    """At an address of ours, as the carrier proves it."""
    side: Any = sides()[call.carrier]
    path, _, query = path_of(url).partition("?")
    action = path.removeprefix(f"/carriers/{call.carrier}/").removesuffix(f"/{SECRET}")
    asked = f"{action}?{query}" if query else action
    sent: Sent = side.signed(asked, said if call.carrier == "vonage" else list(said.items()))
    return sent


def _e164(number: str) -> str:
    return "+" + number.removeprefix("+")
