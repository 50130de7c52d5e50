"""Real telephones call over SIP: Debian's baresip and sipp, directly and through a Kamailio."""

from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from vaani.audio.frame import pcm_to_samples
from vaani.language.names import same_name
from vaani.testing.served import Served, recording_of, stored_turns, tomorrow_at, vaani
from vaani.testing.speech import over_the_phone, say
from vaani.testing.telephones import Baresip, looked_for, missing, telephone

pytestmark = [
    pytest.mark.models,
    pytest.mark.telephones,
    pytest.mark.timeout(180),
    pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}"),
]
BISTRO = "+919999955500"
ANSWERS = {
    "ask_name": "My name is Anita Sharma.",
    "ask_party": "For four people.",
    "ask_date": "Tomorrow.",
    "ask_time": "At seven in the evening.",
    "ask_phone": "Yes, use this number.",
    "readback": "Yes, please.",
    "anything_else": "No, thank you. Bye.",
}
OPENING = "A table for four tomorrow at seven in the evening, please."


def spoken(text: str) -> Any:
    """How a caller says it into a telephone: samples at 8 kHz."""
    return pcm_to_samples(over_the_phone(say(text, "heart", 24000), 24000))


def port_of(served: Served) -> int:
    """Where the server listens for SIP, as its log says."""
    log = (served.data.parent / f"{served.data.name}.log").read_text()
    found = re.search(r"sip\.open: 127\.0\.0\.1:(\d+)", log)
    assert found is not None, log[-2000:]
    return int(found.group(1))


@pytest.fixture(scope="module")
def key(served: Served) -> str:
    """The owner's, made once: to make one is to start a program."""
    command = vaani("key", "create", "--role", "owner", "--data", str(served.data))
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
async def api(served: Served, key: str) -> AsyncIterator[httpx.AsyncClient]:
    proof = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=served.url, headers=proof) as client:
        yield client


async def call_from(api: httpx.AsyncClient, number: str, *, over: bool = False) -> Any:
    """The call of this number, once it is there, or over."""

    async def look() -> dict[str, Any] | None:
        reply = await api.get("/api/v1/calls", params={"business": "bistro", "limit": 50})
        reply.raise_for_status()
        for one in reply.json()["data"]:
            if one["carrier"] == "sip" and str(one["caller"]).endswith(number[-4:]):
                return one if one["ended_at"] or not over else None
        return None

    return await looked_for(look)


async def answer_to(api: httpx.AsyncClient, call_id: str) -> str | None:
    """What a caller says to what the assistant has said last; None: it is over."""
    reply = await api.get(f"/api/v1/calls/{call_id}")
    data = reply.json()["data"]
    acts = [act for turn in data["turns"][-1:] for act in turn["acts"]]
    if data["ended_at"]:
        return None
    return next((ANSWERS[act] for act in reversed(acts) if act in ANSWERS), OPENING)


async def talks(api: httpx.AsyncClient, phone: Baresip, call_id: str) -> None:
    """Listen and answer until the assistant hangs up."""
    words: str | None = OPENING
    for _ in range(14):
        if words is None:
            return
        await phone.say(spoken(words))
        if not await phone.hears_it_out():
            return
        words = await answer_to(api, call_id)


async def test_a_telephone_books_a_table_and_both_sides_are_recorded(
    served: Served, api: httpx.AsyncClient, tmp_path: Path
) -> None:
    number = "+919876500077"
    async with telephone(tmp_path / "phone", number) as phone:
        await phone.dial(f"sip:{BISTRO}@127.0.0.1:{port_of(served)}")
        call_id = (await call_from(api, number))["id"]
        assert await phone.hears_it_out(), phone.screen
        await talks(api, phone, call_id)
        await phone.shows("terminated")
        heard = phone.heard()
    turns = await stored_turns(api, call_id)
    told = "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in turns)
    rows = (await api.get("/api/v1/bookings", params={"business": "bistro", "limit": 100})).json()
    (row,) = [one for one in rows["data"] if one["call_id"] == call_id]
    assert datetime.fromisoformat(str(row["start"])) in tomorrow_at(row, 19), told
    assert row["party"] == 4, told
    assert same_name(str(row["name"]), "Anita Sharma"), told
    wav = await recording_of(served, "bistro", call_id)
    caller, ours = (np.abs(one.astype(np.int32)) > 1000 for one in wav.channels)
    assert caller.mean() > 0.02
    assert ours.mean() > 0.05
    assert (caller & ours).mean() < 0.01, "they speak one after the other"
    loud = np.abs(heard.astype(np.int32)) > 1000
    assert loud.sum() > 0.9 * ours.sum(), "what we say arrives at the telephone"


async def test_a_telephone_calls_through_the_registrar_holds_and_hangs_up(
    api: httpx.AsyncClient, registrar: int, tmp_path: Path
) -> None:
    number = "+919876500078"
    async with telephone(tmp_path / "phone", number) as phone:
        await phone.dial(f"sip:{BISTRO}@127.0.0.1:{registrar}")
        assert await phone.hears_it_out(), phone.screen
        phone.type("hold")
        await phone.shows("hold")
        phone.type("resume")
        await phone.shows("resume")
        phone.type("hangup")
        await phone.shows("terminate call")
        ended = await call_from(api, number, over=True)
    assert (ended["status"], ended["carrier"]) == ("completed", "sip")
