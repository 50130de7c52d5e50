"""How is a call at FreeSWITCH ended or passed on? Commands on its event socket (mod_event_socket).

Plain TCP, one connection a command: greeted, let in by a password, answered. Only ids and numbers
of fixed form go into a command.
"""

from __future__ import annotations

import asyncio
import re

from vaani.telephony.driver import CarrierError, Placing

_TIMEOUT_S = 5.0
_MOST_BODY = 64 * 1024
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{2,100}")
_NUMBER = re.compile(r"\+[0-9]{5,15}")
_DIGITS = re.compile(r"[0-9*#]{1,32}")


class EventSocketControl:
    """Commands of one FreeSWITCH (a `KeyControl`)."""

    def __init__(self, host: str, port: int, password: str, transfer_context: str) -> None:
        self._host = host
        self._port = port
        self._password = password
        self._context = transfer_context

    async def place(self, call: Placing) -> str | None:
        """Never: how a call goes on is told by events that are not listened to."""
        raise CarrierError("No calls go out through FreeSWITCH.", code="not_possible")

    async def hang_up(self, carrier_call_id: str, *, is_ringing: bool = False) -> None:
        """End a call; one that is over already is a success. Raises CarrierError."""
        await self._on(carrier_call_id, "uuid_kill", "NORMAL_CLEARING")

    async def transfer(self, carrier_call_id: str, number: str) -> None:
        """Let the dialplan dial `number` (E.164) for the caller. Raises CarrierError."""
        if not _NUMBER.fullmatch(number):
            raise CarrierError("No such number.", code="not_possible")
        await self._on(carrier_call_id, "uuid_transfer", f"{number} XML {self._context}")

    async def send_digits(self, carrier_call_id: str, digits: str) -> None:
        """Press these one after the other. Raises CarrierError."""
        if not _DIGITS.fullmatch(digits):
            raise CarrierError("No such keys.", code="not_possible")
        await self._on(carrier_call_id, "uuid_send_dtmf", digits)

    async def _on(self, call: str, command: str, words: str) -> None:
        if not _ID.fullmatch(call):
            raise CarrierError("No such call.", code="not_possible")
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                answer = await self._ask(f"api {command} {call} {words}")
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise CarrierError("FreeSWITCH's event socket cannot be reached.") from error
        if not answer.startswith("+OK") and "No such channel" not in answer:
            raise CarrierError(f"FreeSWITCH answered: {answer.strip()[:100]}", code="refused")

    async def _ask(self, command: str) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            await _message(reader)
            writer.write(f"auth {self._password}\n\n".encode())
            head, _ = await _message(reader)
            if not head.get("reply-text", "").startswith("+OK"):
                raise CarrierError("FreeSWITCH refuses the event socket's password.", code="auth")
            writer.write(f"{command}\n\n".encode())
            while True:
                head, body = await _message(reader)
                if head.get("content-type") == "api/response":
                    return body
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> tuple[dict[str, str], str]:
    """Head and body of one message."""
    head: dict[str, str] = {}
    while (line := (await reader.readuntil(b"\n")).decode("utf-8", "replace").strip()) or not head:
        name, _, value = line.partition(":")
        head[name.strip().lower()] = value.strip()
    size = head.get("content-length", "0")
    length = int(size) if size.isdigit() else 0
    body = await reader.readexactly(min(length, _MOST_BODY))
    return head, body.decode("utf-8", "replace")
