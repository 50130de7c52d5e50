"""Does a call through a carrier work, seen from the house? For `vaani carriers test-call`.

A real call: one that the house places, or one that somebody makes to its number meanwhile.
Everything that is said here was read from the running server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from vaani.kit.errors import VaaniError

OVER = frozenset({"completed", "failed", "no_answer", "busy", "canceled"})
_LOOK_S = 0.5


class LineError(VaaniError):
    """The call cannot be made, or did not work."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to call, showing which number; `to` None: somebody calls us."""

    carrier: str
    to: str | None = None
    shown: str | None = None
    business: str | None = None


async def line_check(
    client: httpx.AsyncClient, url: str, wish: Wish, patience_s: float
) -> AsyncIterator[str]:
    """Sentences as the call goes on. Raises LineError where it did not work; `client` is
    signed in."""
    if wish.to is None:
        yield f"Call a number of {wish.carrier} now; waiting {patience_s:.0f} s."
        call = await _incoming(client, url, wish, patience_s)
    else:
        call = await _placed(client, url, wish)
    yield f"Call {call['id']} through {call['carrier']}: {call['status']}"
    if call["carrier"] != wish.carrier:
        await client.post(f"{url}/api/v1/calls/{call['id']}/hangup")
        raise LineError(
            f"The number that was shown goes out through {call['carrier']}, not through "
            f"{wish.carrier}: name one of its numbers with --from. The call was ended."
        )
    status, loop = call["status"], asyncio.get_running_loop()
    until = loop.time() + patience_s
    while status not in OVER:
        if loop.time() > until:
            raise LineError(f"The call is still {status} after {patience_s:.0f} s.")
        await asyncio.sleep(_LOOK_S)
        call = await _detail(client, url, call["id"])
        if call["status"] != status:
            status = call["status"]
            yield f"  {status}"
    for line in _report(call):
        yield line
    if status != "completed" or not call.get("turns"):
        raise LineError(f"The call ended as {status}; nobody talked.")


async def _placed(client: httpx.AsyncClient, url: str, wish: Wish) -> dict[str, Any]:
    asked = {"phone_number": wish.to, "purpose": "a test of this line"}
    if wish.shown:
        asked["from_number"] = wish.shown
    if wish.business:
        asked["business"] = wish.business
    reply = await client.post(f"{url}/api/v1/calls", json=asked)
    if reply.status_code != 201:
        raise LineError(f"The call was not placed: {_message(reply)}")
    return dict(reply.json()["data"])


async def _incoming(
    client: httpx.AsyncClient, url: str, wish: Wish, patience_s: float
) -> dict[str, Any]:
    """The first call of the carrier's that comes from now on."""
    carrier = wish.carrier
    asked = {"carrier": carrier, "from": datetime.now(UTC).isoformat()}
    if wish.business:
        asked["business"] = wish.business
    until = asyncio.get_running_loop().time() + patience_s
    while asyncio.get_running_loop().time() < until:
        reply = await client.get(f"{url}/api/v1/calls", params=asked)
        if reply.status_code != 200:
            raise LineError(f"The server shows no calls: {_message(reply)}")
        found = [one for one in reply.json()["data"] if one["direction"] == "inbound"]
        if found:
            return dict(found[-1])
        await asyncio.sleep(_LOOK_S)
    raise LineError(
        f"No call came through {carrier}. `vaani carriers check {carrier}` looks at what is set; "
        f"in the server's log, {carrier}.refused says why a request was not believed."
    )


async def _detail(client: httpx.AsyncClient, url: str, call_id: str) -> dict[str, Any]:
    reply = await client.get(f"{url}/api/v1/calls/{call_id}")
    if reply.status_code != 200:
        raise LineError(f"The server does not show the call: {_message(reply)}")
    return dict(reply.json()["data"])


def _report(call: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  {turn['start_ms'] / 1000:7.2f} s  {turn['speaker']:<9} {turn['text']}"
        for turn in call.get("turns") or ()
    ]
    for event in call.get("events") or ():
        if event["kind"].startswith("carrier.") or event["kind"] == "line.counters":
            said = ", ".join(f"{name} {value}" for name, value in event["data"].items())
            lines.append(f"  {event['kind']}: {said}")
    return lines


def _message(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {reply.status_code}"
