"""How do carriers' REST interfaces answer commands? A scripted server for all of them, on loopback.

Each carrier has an address of its own under it (`url/plivo`). Answers stand in line for each: `ok`,
a status with the carrier's code (`400 21211`), or `cut`: the command is taken and the connection
dies before the answer. What was asked is kept, words and proof.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from vaani.testing.forged_requests import SECRET


@dataclass(frozen=True, slots=True)
class Command:
    """One request that was taken. `form` holds a form's fields, or JSON as it came."""

    carrier: str
    method: str
    path: str
    form: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def user(self) -> str:
        """Who asked, by Basic authentication."""
        proof = self.headers.get("authorization", "").removeprefix("Basic ")
        return base64.b64decode(proof).decode().partition(":")[0]

    def said(self, name: str) -> str:
        """A field that is there once; empty when it is not."""
        value = self.form.get(name, "")
        value = value[0] if isinstance(value, list) and value else value
        return value if isinstance(value, str) else str(value)


@dataclass
class CarrierRest:
    """What was asked of one carrier, and what it answers."""

    carrier: str
    url: str
    commands: list[Command] = field(default_factory=list)
    script: deque[str] = field(default_factory=deque)
    made: int = 0
    asked: threading.Event = field(default_factory=threading.Event)
    """Something was asked since the last `forget`."""

    @property
    def placed(self) -> list[Command]:
        """Commands that create a call, answered or not."""
        ends = ("/Calls.json", "/Call/", "/v1/calls", "/Calls/connect.json")
        return [
            one
            for one in self.commands
            if one.method == "POST" and (one.path.endswith(ends) or "/texml/calls/" in one.path)
        ]

    def forget(self) -> None:
        """Begin anew."""
        self.commands.clear()
        self.script.clear()
        self.asked.clear()

    def answer(self, command: Command) -> tuple[int, object] | None:
        """Status and body; None: the connection is cut."""
        self.commands.append(command)
        self.asked.set()
        now = self.script.popleft() if self.script else "ok"
        if now == "cut":
            return None
        if now != "ok":
            status, _, code = now.partition(" ")
            return int(status), _refusal(self.carrier, code)
        if command not in self.placed:
            return (200, {}) if command.method == "POST" else (204, None)
        self.made += 1
        return 201, _made(self.carrier, self.made)


def _refusal(carrier: str, code: str) -> object:
    words = "said by the script"
    if carrier == "asterisk":
        return {"message": words}
    if carrier in ("plivo", "vobiz"):
        return {"api_id": "x", "error": words}
    if carrier == "telnyx":
        return {"errors": [{"code": code, "title": words}]}
    if carrier == "vonage":
        return {"type": "https://developer.vonage.com/x", "title": words, "detail": words}
    if carrier == "exotel":
        return {"RestException": {"Status": 400, "Message": words, "Code": code}}
    return {"code": int(code or 0), "message": words}


def _made(carrier: str, count: int) -> object:
    id_ = f"{secrets.token_hex(4)}-0000-4000-8000-{count:012x}"
    if carrier in ("plivo", "vobiz"):
        return {"message": "call fired", "request_uuid": id_, "api_id": "x"}
    if carrier == "vonage":
        return {"uuid": id_, "status": "started", "direction": "outbound",
                "conversation_uuid": f"CON-{id_}"}  # fmt: skip
    if carrier == "telnyx":
        return {"data": {"from": "+1", "to": "+1", "status": "queued"}}
    if carrier == "exotel":
        return {"Call": {"Sid": id_.replace("-", ""), "Status": "in-progress"}}
    if carrier == "signalwire":
        return {"sid": id_, "status": "queued"}
    return {"sid": f"CA{count:032x}", "status": "queued"}


def settings_for(carriers: Mapping[str, CarrierRest], key_file: str) -> dict[str, str]:
    """What an operator would set for calls to go out through each; `key_file` holds Vonage's
    private key."""
    said = {
        "PLIVO__AUTH_ID": "MA00000000000000000", "VOBIZ__AUTH_ID": "MA00000000000000000",
        "VONAGE__APPLICATION_ID": "app-1", "VONAGE__PRIVATE_KEY_FILE": key_file,
        "TELNYX__API_KEY": SECRET, "TELNYX__APPLICATION_ID": "2001",
        "SIGNALWIRE__PROJECT": "AC" + "2" * 32, "SIGNALWIRE__API_TOKEN": SECRET,
        "EXOTEL__ACCOUNT_SID": "acc", "EXOTEL__API_KEY": "key", "EXOTEL__API_TOKEN": SECRET,
    }  # fmt: skip
    said |= {f"{name.upper()}__BASE_URL": carriers[name].url for name in CARRIERS}
    return {f"VAANI_CARRIERS__{name}": value for name, value in said.items()}


CARRIERS = ("twilio", "plivo", "vobiz", "vonage", "telnyx", "signalwire", "exotel")


@contextmanager
def carrier_rests() -> Iterator[Mapping[str, CarrierRest]]:
    """A server that runs as long as this does; by carrier."""
    rests: dict[str, CarrierRest] = {}

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            is_json = self.headers.get("content-type", "").startswith("application/json")
            form = json.loads(body) if is_json else parse_qs(body, keep_blank_values=True)
            name, _, path = self.path.removeprefix("/").partition("/")
            headers = {key.lower(): value for key, value in self.headers.items()}
            answer = rests[name].answer(Command(name, self.command, f"/{path}", form, headers))
            if answer is None:
                self.close_connection = True
                return
            said = b"" if answer[1] is None else json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_DELETE = _take

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        for name in (*CARRIERS, "asterisk"):
            rests[name] = CarrierRest(name, f"http://127.0.0.1:{server.server_port}/{name}")
        try:
            yield rests
        finally:
            server.shutdown()
