"""What does Wyoming look like on TCP? A line of JSON, then as many bytes as it announces.

Newlines may stand inside what follows, so bytes are counted. What a peer announces is bounded.
Specification: Wyoming 1.10 of the Rhasspy project.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from vaani.kit.errors import ProviderError, SettingsError, Stage
from vaani.providers.failures import garbled, reported, unreachable

VENDOR = "the Wyoming server"
CONNECT_S = 2.0
MOST_LINE_BYTES = 65_536
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its kind, its fields and the bytes after it."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    payload: bytes = b""


def written(event: Event) -> bytes:
    """The event as it goes over the wire, its fields after the line."""
    told = json.dumps(dict(event.fields), ensure_ascii=False).encode() if event.fields else b""
    head: dict[str, Any] = {"type": event.kind, "version": "1.0.0"}
    if told:
        head["data_length"] = len(told)
    if event.payload:
        head["payload_length"] = len(event.payload)
    return json.dumps(head).encode() + b"\n" + told + event.payload


async def read(
    reader: asyncio.StreamReader, stage: Stage, most_bytes: int = _MOST_BYTES
) -> Event | None:
    """The next event; None at the end. Raises ProviderError for what is no event or larger than
    `most_bytes`, of which nothing is read then."""
    try:
        line = await reader.readline()
        if not line:
            return None
        head = orjson.loads(line)
        sizes = [int(head.get(name) or 0) for name in ("data_length", "payload_length")]
        if min(sizes) < 0 or sum(sizes) > most_bytes:
            raise garbled(stage, VENDOR)
        more = orjson.loads(await reader.readexactly(sizes[0])) if sizes[0] else {}
        payload = await reader.readexactly(sizes[1]) if sizes[1] else b""
        return Event(str(head["type"]), {**(head.get("data") or {}), **more}, payload)
    except asyncio.IncompleteReadError as error:
        raise unreachable(stage, VENDOR, error) from error
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise garbled(stage, VENDOR) from error


@asynccontextmanager
async def connected(
    url: str, stage: Stage
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter], None]:
    """A connection to `tcp://host:port`, closed at the end. Raises ProviderError."""
    place = urlsplit(url)
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(
                place.hostname, place.port, limit=MOST_LINE_BYTES
            )
    except (OSError, TimeoutError) as error:
        raise unreachable(stage, VENDOR, error) from error
    try:
        yield reader, writer
    except OSError as error:
        raise unreachable(stage, VENDOR, error) from error
    finally:
        writer.close()


def failure(event: Event, stage: Stage) -> ProviderError:
    """The error that an `error` event reports."""
    return reported(stage, VENDOR, str(event.fields.get("code") or ""))


def checked(url: str, setting: str) -> str:
    """The address itself. Raises SettingsError when it is none."""
    place = urlsplit(url)
    try:
        good = place.scheme == "tcp" and bool(place.hostname) and bool(place.port)
    except ValueError:
        good = False
    if not good:
        raise SettingsError(f"{setting} must be an address like tcp://127.0.0.1:10300.")
    return url
