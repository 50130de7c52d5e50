"""How does a carrier's REST interface answer commands? A scripted one on loopback.

Answers stand in line: `ok`, a status with the carrier's code (`400 21211`), or `cut`: the command
is taken and the connection dies before the answer. What was asked is kept, form and proof.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Command:
    """One request that was taken."""

    path: str
    form: dict[str, list[str]]
    user: str

    def said(self, name: str) -> str:
        """A field that is there once; empty when it is not."""
        return self.form.get(name, [""])[0]


@dataclass
class TwilioRest:
    """Twilio's calls, as its REST interface has them."""

    url: str = ""
    commands: list[Command] = field(default_factory=list)
    script: deque[str] = field(default_factory=deque)
    made: int = 0

    @property
    def placed(self) -> list[Command]:
        """Calls that were created, answered or not."""
        return [one for one in self.commands if one.path.endswith("/Calls.json")]

    def answer(self, command: Command) -> tuple[int, dict[str, object]] | None:
        """Status and body; None: the connection is cut."""
        self.commands.append(command)
        now = self.script.popleft() if self.script else "ok"
        if now == "cut":
            return None
        if now != "ok":
            status, _, code = now.partition(" ")
            return int(status), {"code": int(code or 0), "message": "said by the script"}
        self.made += 1
        return 201, {"sid": f"CA{self.made:032x}", "status": "queued"}


@contextmanager
def twilio_rest() -> Iterator[TwilioRest]:
    """A server that runs as long as this does."""
    rest = TwilioRest()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            proof = self.headers.get("authorization", "").removeprefix("Basic ")
            user = base64.b64decode(proof).decode().partition(":")[0]
            answer = rest.answer(Command(self.path, form, user))
            if answer is None:
                self.close_connection = True
                return
            body = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        rest.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield rest
        finally:
            server.shutdown()
