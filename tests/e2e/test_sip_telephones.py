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
from vaani.testing.telephones import Baresip, looked_for, missing, sipp, telephone

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


def request(method: str, cseq: str, branch: str, *, body: str = "", tagged: bool = True) -> str:
    """One request of a scenario of sipp's."""
    target = "[next_url]" if tagged else "sip:[service]@[remote_ip]:[remote_port]"
    typed = "Content-Type: application/sdp\n" if body else ""
    return f"""<send><![CDATA[

{method} {target} SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK[pid]{branch}
From: <sip:CALLER@[local_ip]:[local_port]>;tag=[pid]s
To: <sip:[service]@[remote_ip]:[remote_port]>{"[peer_tag_param]" if tagged else ""}
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70
{typed}Content-Length: [len]

{body}
]]></send>"""


def sound(direction: str) -> str:
    """A description of sipp's sound."""
    return (
        "v=0\no=sipp 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n"
        f"m=audio [media_port] RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\n"
        f"a=rtpmap:101 telephone-event/8000\na={direction}\n"
    )


def scenario(number: str, *steps: str) -> str:
    """What sipp reads."""
    text = "\n".join(steps).replace("CALLER", number)
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="s">\n{text}\n</scenario>'


def hears(status: int, *, also: str = "", more: str = "") -> str:
    """A response that must come, behind the provisional ones."""
    rung = "".join(f'<recv response="{one}" optional="true"/>' for one in (100, 180))
    return f'{rung}<recv response="{status}" rrs="true"{also}>{more}</recv>'


TAKES_OURS = """<recv request="INVITE"/><send><![CDATA[

SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

SDP
]]></send><recv request="ACK"/>""".replace("SDP", sound("sendrecv"))
IS_HELD = (
    '<action><ereg regexp="a=recvonly" search_in="msg" check_it="true" assign_to="1"/></action>'
)


async def test_sipp_is_answered_held_changed_and_hangs_up(
    served: Served, api: httpx.AsyncClient, tmp_path: Path
) -> None:
    number = "+919876500081"
    steps = scenario(
        number,
        request("INVITE", "1", "a", body=sound("sendrecv"), tagged=False), hears(200),
        request("ACK", "1", "b"), TAKES_OURS,
        request("INVITE", "2", "c", body=sound("sendonly")), hears(200, more=IS_HELD),
        request("ACK", "2", "d"),
        request("INVITE", "3", "e", body=sound("sendrecv")), hears(200), request("ACK", "3", "f"),
        request("BYE", "4", "g"), hears(200), '<Reference variables="1"/>',
    )  # fmt: skip
    status, said = await sipp(tmp_path / "sipp", steps, port_of(served), BISTRO)
    assert status == 0, said
    assert (await call_from(api, number, over=True))["status"] == "completed"


async def test_sipp_hears_busy_where_nobody_has_the_number(served: Served, tmp_path: Path) -> None:
    steps = scenario(
        "+919876500083",
        request("INVITE", "1", "a", body=sound("sendrecv"), tagged=False),
        hears(486), request("ACK", "1", "a"),
    )  # fmt: skip
    status, said = await sipp(tmp_path / "sipp", steps, port_of(served), "+919999977999")
    assert status == 0, said
