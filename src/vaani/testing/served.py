"""A real `vaani serve` of one's own: started on a free port, stopped by its id."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import yaml

from vaani.audio.frame import pcm_to_samples
from vaani.audio.g711 import encode_mulaw
from vaani.audio.wav import Wav, read_wav
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount
from vaani.testing.speech import over_the_phone, say
from vaani.testing.twilio_peer import Stream, TwilioPeer


@dataclass(slots=True)
class Served:
    """A running server and who may call it."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    account: LoopbackAccount
    settings: Mapping[str, str] = field(default_factory=dict)
    """The environment variables that it was given."""
    key: str = ""
    """The owner's, once somebody has signed in: to make one is to start a program."""

    def stop(self) -> int:
        """SIGTERM and wait; returns the exit status."""
        self.process.terminate()
        return self.process.wait(30)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        self.process.kill()
        self.process.wait(10)


def vaani(*arguments: str) -> list[str]:
    """The command line of this installation's `vaani`."""
    return [str(Path(sys.executable).with_name("vaani")), *arguments]


def start(data: Path, *, demo: bool = True, program: Sequence[str] = (), **settings: str) -> Served:
    """Serve `data` on a free port; `settings` are environment variables, `program` is what runs in
    the place of the installed command. Blocks until ready."""
    asked = ("serve", "--port", "0", "--data", str(data), *(["--demo"] if demo else []))
    command = [*program, *asked] if program else vaani(*asked)
    log = (data.parent / f"{data.name}.log").open("a")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **settings}
    )
    if process.stdout is None:
        raise RuntimeError("the server has no output")
    for line in process.stdout:
        if line.startswith("ready"):
            url = line.split()[1]
            break
    else:
        raise RuntimeError(f"vaani serve ended with {process.wait()}; see {log.name}")
    secrets = yaml.safe_load((data / "secrets.yaml").read_text())
    account = LoopbackAccount(secrets["loopback_account_sid"], secrets["loopback_auth_token"], url)
    return Served(process, url, data, account, settings)


def phone_speech(text: str, voice: str) -> bytes:
    """What a caller says, as it leaves his telephone: mu-law at 8 kHz."""
    return encode_mulaw(pcm_to_samples(over_the_phone(say(text, voice, 24000), 24000)))


async def dial(
    served: Served, business: str, caller: str | None = "+919876500001"
) -> tuple[TwilioPeer, str]:
    """Place a call through the Twilio wire; the open far end and the call's id."""
    async with httpx.AsyncClient() as client:
        ordered = await loopback.ring(client, served.account, business=business, caller=caller)
    if ordered.socket_url is None:
        raise RuntimeError("refused: " + " / ".join(ordered.said))
    peer = TwilioPeer(Stream(ordered.call_sid, served.account.sid, parameters=ordered.parameters))
    await peer.open(ordered.socket_url, signature=ordered.socket_signature)
    return peer, ordered.parameters.get("call_id", "")


async def speak(peer: TwilioPeer, mulaw: bytes, *, quiet_s: float = 0.8) -> float | None:
    """Say something and hear the answer out; ms from the end of speech to the first sound."""
    peer.say(mulaw)
    await peer.said()
    ended = peer.speech_ended_ms
    await peer.assistant_finished(quiet_s=quiet_s, since=asyncio.get_running_loop().time())
    return None if ended is None else peer.answered_after_ms(ended)


class Talker:
    """A caller who listens: answers what the assistant asks, by its acts, in a neural voice."""

    def __init__(
        self,
        served: Served,
        business: str,
        voice: str,
        answers: dict[str, str],
        number: str = "+919876500001",
        corrections: Mapping[str, str] | None = None,
    ) -> None:
        """`corrections`: words that a read-back must hold, and what is said when it does not."""
        self._corrections = corrections or {}
        self._number = number
        self._served = served
        self._business = business
        self._voice = voice
        self._answers = answers
        self.call_id = ""
        self.turns: list[dict[str, object]] = []

    async def call(self, opening: str, *, most_turns: int = 14) -> None:
        """Say `opening`, then answer until the call is over or `most_turns` were spoken."""
        async with httpx.AsyncClient(base_url=self._served.url) as client:
            await sign_in(client, self._served)  # first, or a busy machine misses the greeting
            peer, self.call_id = await dial(self._served, self._business, self._number)
            await peer.assistant_finished()
            words = opening
            for _ in range(most_turns):
                if peer.closed.is_set():
                    break
                peer.say(phone_speech(words, self._voice))
                await peer.said()
                if not await peer.assistant_finished(since=asyncio.get_running_loop().time()):
                    break
                words = self._answer(*await self._last(client))
            await peer.hang_up()
            self.turns = await stored_turns(client, self.call_id)

    def _answer(self, acts: list[str], said: str) -> str:
        if "readback" in acts:
            for wanted, correction in self._corrections.items():
                if wanted.lower() not in said.lower():
                    return correction
        for act in reversed(acts):
            if act in self._answers:
                return self._answers[act]
        return self._answers["other"]

    async def _last(self, client: httpx.AsyncClient) -> tuple[list[str], str]:
        for _ in range(20):
            reply = await client.get(f"/api/v1/calls/{self.call_id}")
            turns = reply.json()["data"]["turns"] if reply.status_code == 200 else []
            if turns and turns[-1]["speaker"] == "assistant":
                return list(turns[-1]["acts"]), str(turns[-1]["text"])
            await asyncio.sleep(0.1)
        return [], ""


async def sign_in(client: httpx.AsyncClient, served: Served) -> None:
    """As the owner of the data folder."""
    if not served.key:
        command = vaani("key", "create", "--role", "owner", "--data", str(served.data))
        made = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, env={**os.environ, **served.settings}
        )
        out, _ = await made.communicate()
        served.key = out.decode().strip()
    client.headers["Authorization"] = f"Bearer {served.key}"


async def stored_turns(client: httpx.AsyncClient, call_id: str) -> list[dict[str, object]]:
    """The transcript once the call is stored as over."""
    for _ in range(100):
        reply = await client.get(f"/api/v1/calls/{call_id}")
        if reply.status_code == 200 and reply.json()["data"]["ended_at"]:
            return list(reply.json()["data"]["turns"])
        await asyncio.sleep(0.1)
    raise TimeoutError(f"call {call_id} was not stored as over")


async def recording_of(served: Served, business: str, call_id: str) -> Wav:
    """Both channels of a call that is over: the caller, then the assistant."""
    file = served.data / "recordings" / business / f"{call_id}.wav"
    for _ in range(100):
        if file.exists():
            return read_wav(file)
        await asyncio.sleep(0.1)
    raise TimeoutError(f"call {call_id} has no recording")


async def bookings_of(served: Served, business: str) -> list[dict[str, object]]:
    """Every booking of the business, as the owner sees it."""
    async with httpx.AsyncClient(base_url=served.url) as client:
        await sign_in(client, served)
        reply = await client.get("/api/v1/bookings", params={"business": business, "limit": 100})
        reply.raise_for_status()
        return list(reply.json()["data"])


def tomorrow_at(row: Mapping[str, object], hour: int, zone: str = "Asia/Kolkata") -> set[datetime]:
    """What "tomorrow at `hour`" may have meant to the caller whose booking `row` is.

    One instant; two if midnight struck in `zone` within the five minutes before the row was made,
    as a tomorrow may have been spoken on either side of it.
    """
    made = datetime.fromisoformat(str(row["created_at"])).astimezone(ZoneInfo(zone))
    days = {(made - timedelta(minutes=ago)).date() + timedelta(days=1) for ago in (0, 5)}
    return {datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)) for day in days}
