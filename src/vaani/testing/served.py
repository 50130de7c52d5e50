"""A real `vaani serve` of one's own: started on a free port, stopped by its id."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml

from vaani.audio.frame import pcm_to_samples
from vaani.audio.g711 import encode_mulaw
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount
from vaani.testing.speech import over_the_phone, say
from vaani.testing.twilio_peer import Stream, TwilioPeer

_START_S = 60.0


@dataclass(slots=True)
class Served:
    """A running server and who may call it."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    account: LoopbackAccount

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


def start(data: Path, *, demo: bool = True, **settings: str) -> Served:
    """Serve `data` on a free port; `settings` are environment variables. Blocks until ready."""
    command = vaani("serve", "--port", "0", "--data", str(data), *(["--demo"] if demo else []))
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
    return Served(process, url, data, account)


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
