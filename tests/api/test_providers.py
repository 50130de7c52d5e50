"""An owner asks whether a vendor answers, on a wire of this machine."""

from __future__ import annotations

import asyncio
from typing import Any

CHECK = "/api/v1/providers/check"


async def refusing() -> tuple[asyncio.Server, list[bytes]]:
    """A vendor that takes no key; what it was asked."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0), asked


async def test_a_vendor_is_asked_with_the_key_that_was_typed_a_moment_ago(world: Any) -> None:
    wish = {"kind": "speaking", "name": "deepgram"}
    before = (await world.owner.post(CHECK, json=wish)).json()["data"]
    assert [(one["state"], one["todo"]) for one in before] == [
        ("off", "set providers.deepgram.api_key")
    ]
    server, asked = await refusing()
    port = server.sockets[0].getsockname()[1]
    typed = {
        "providers.deepgram.api_key": "sk-a-key-of-nobody-0123",
        "providers.deepgram.base_url": f"http://127.0.0.1:{port}",
    }
    changed = await world.owner.patch("/api/v1/config", json={"settings": typed})
    assert changed.status_code == 200, changed.text
    listed = (await world.owner.get("/api/v1/providers")).json()["data"]
    mine = next(one for one in listed if one["kind"] == "speaking" and one["name"] == "deepgram")
    assert (mine["lacks"], mine["chosen"]) == ([], False)
    answer = await world.owner.post(CHECK, json=wish)
    server.close()
    found = answer.json()["data"]
    assert b"sk-a-key-of-nobody-0123" in b"".join(asked)
    assert {one["state"] for one in found} == {"BROKEN"}
    assert "key" in found[0]["found"] + found[0]["todo"]
    assert "sk-a-key-of-nobody" not in answer.text


async def test_carriers_are_looked_at_and_unknown_names_are_not_there(world: Any) -> None:
    wish = {"kind": "carrier", "name": "plivo"}
    found = (await world.owner.post(CHECK, json=wish)).json()["data"]
    assert [(one["part"], one["state"]) for one in found] == [("carrier plivo", "off")]
    off = {"settings": {"speech.engine": "off"}}
    assert (await world.owner.patch("/api/v1/config", json=off)).status_code == 200
    here = await world.owner.post(CHECK, json={"kind": "hearing", "name": "local"})
    assert [one["state"] for one in here.json()["data"]] == ["off"], "not well while it is off"
    none = await world.owner.post(CHECK, json={"kind": "hearing", "name": "nobody"})
    assert none.status_code == 404
    assert (await world.other.post(CHECK, json=wish)).status_code == 403
