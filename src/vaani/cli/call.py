"""`vaani call`: a spoken call over loopback, through the same wire that Twilio uses.

Signs and posts the voice webhook, opens the media socket, speaks in real time, waits each time
until the assistant has finished, then prints what was said, how long each stage took and the
booking that came of it. The server must run on the same data folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from vaani.audio.frame import pcm_to_samples
from vaani.audio.g711 import encode_mulaw
from vaani.audio.resample import resample
from vaani.audio.wav import read_wav, write_wav
from vaani.cli.signing_in import sign_in
from vaani.first_start import Secrets, secrets_of
from vaani.kit.errors import SettingsError, VaaniError
from vaani.kit.phone import is_e164
from vaani.settings import Settings, load
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount, Ordered
from vaani.testing.carrier_peer import PeerError
from vaani.testing.twilio_peer import RATE_HZ, Stream, TwilioPeer

_OVER = {"completed", "failed", "no_answer", "busy", "canceled"}
_ANSWER_S = 45.0
_STORED_S = 15.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller says: a name for the report, and mu-law."""

    label: str
    mulaw: bytes


@dataclass(frozen=True, slots=True)
class Spoken:
    """How it went on the wire. Milliseconds from the end of speech to the first sound heard."""

    label: str
    answered_ms: float | None


def call(
    business: Annotated[str, typer.Option(help="Slug of the business to call.")],
    say: Annotated[list[str] | None, typer.Option(help="What the caller says; repeat it.")] = None,
    wav: Annotated[
        list[Path] | None, typer.Option(help="A recording of the caller; repeat it.")
    ] = None,
    caller: Annotated[str | None, typer.Option(help="The caller's number, +91...")] = None,
    voice: Annotated[str, typer.Option(help="Voice of what is said by --say.")] = "heart",
    url: Annotated[str | None, typer.Option(help="Where the server is.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder of the server.")] = None,
    record: Annotated[
        Path | None, typer.Option(help="Write both directions to this WAV file.")
    ] = None,
) -> None:
    """Place a spoken test call over loopback."""
    if not say and not wav:
        raise SettingsError('say what the caller says: --say "A table for two" or --wav FILE.')
    if caller is not None and not is_e164(caller):
        raise SettingsError(f"--caller {caller} is no number: write it as +919876543210.")
    settings = load({"data": data}).settings
    secrets = secrets_of(settings, create=False)
    where = (url or f"http://127.0.0.1:{settings.server.port}").rstrip("/")
    utterances = _utterances(say or (), wav or (), voice, settings)
    account = LoopbackAccount(secrets.loopback_account_sid, secrets.loopback_auth_token, where)
    asyncio.run(_call(account, secrets, business, caller, utterances, record))


def _utterances(
    say: Sequence[str], wav: Sequence[Path], voice: str, settings: Settings
) -> list[Utterance]:
    made = []
    if say:
        # the voices are a heavy optional part: only when something is to be synthesised
        from vaani.testing import speech

        known = (*speech.ENGLISH_VOICES, *speech.HINDI_VOICES)
        if voice not in known:
            raise SettingsError(f"--voice {voice} is unknown; there are {', '.join(known)}.")
        for text in say:
            pcm = speech.say(text, voice, RATE_HZ, models_dir=settings.models)
            made.append(Utterance(text, encode_mulaw(pcm_to_samples(pcm))))
    for path in wav:
        sound = read_wav(path)
        narrow = resample(sound.mono(), sound.rate_hz, RATE_HZ)
        made.append(Utterance(path.name, encode_mulaw(narrow)))
    return made


async def _call(
    account: LoopbackAccount,
    secrets: Secrets,
    business: str,
    caller: str | None,
    utterances: Sequence[Utterance],
    record: Path | None,
) -> None:
    async with httpx.AsyncClient() as client:
        ordered = await loopback.ring(client, account, business=business, caller=caller)
        if ordered.socket_url is None:
            heard = ordered.said[0] if ordered.said else "nothing"
            raise PeerError(
                f'The call to {business} was not taken, the caller hears: "{heard}" '
                "`vaani business export SLUG` tells whether a business is there."
            )
        peer = TwilioPeer(Stream(ordered.call_sid, account.sid, parameters=ordered.parameters))
        await peer.open(ordered.socket_url, signature=ordered.socket_signature)
        trouble: VaaniError | None = None
        spoken: list[Spoken] = []
        try:
            await _talk(peer, utterances, spoken)
        except PeerError as error:
            trouble = error
        if record is not None:
            write_wav(record, peer.recording())
        ended_by_us = not peer.closed.is_set()
        await peer.hang_up()
        await _epilogue(client, account, ordered, peer)
        _report_wire(spoken, peer, ended_by_us)
        await _report_house(client, account, secrets, ordered.parameters.get("call_id"), business)
    if trouble is not None:
        raise trouble


async def _talk(peer: TwilioPeer, utterances: Sequence[Utterance], spoken: list[Spoken]) -> None:
    loop = asyncio.get_running_loop()
    talking = await peer.assistant_finished(timeout_s=_ANSWER_S)
    for utterance in utterances:
        if not talking:
            return
        peer.say(utterance.mulaw)
        await peer.said()
        ended = peer.speech_ended_ms
        talking = await peer.assistant_finished(timeout_s=_ANSWER_S, since=loop.time())
        answered = None if ended is None else peer.answered_after_ms(ended)
        spoken.append(Spoken(utterance.label, answered))


async def _epilogue(
    client: httpx.AsyncClient, account: LoopbackAccount, ordered: Ordered, peer: TwilioPeer
) -> None:
    """What Twilio does at the end: ask what follows, and tell the final status."""
    following = await loopback.after(client, account, ordered)
    if following.dialled is not None:
        print(f"to be passed on to {following.dialled}, whom a test call does not reach")
        heard = await loopback.not_dialled(client, account, ordered)
        print(f"  then the caller hears: {' '.join(heard.said)}")
    await loopback.tell_status(client, account, ordered.call_sid, "completed", 3)


def _report_wire(spoken: Sequence[Spoken], peer: TwilioPeer, ended_by_us: bool) -> None:
    greeted = peer.answered_after_ms(0)
    print("On the wire")
    print(f"  greeting heard after {_ms(greeted)}")
    for each in spoken:
        print(f"  answered after {_ms(each.answered_ms)}  {each.label}")
    print(f"  {peer.frames_sent} frames out, {peer.frames_received} in, "
          f"{len(peer.times('clear'))} clears, {len(peer.complaints)} complaints, "
          f"{'the caller' if ended_by_us else 'the assistant'} hung up")  # fmt: skip
    for complaint in dict.fromkeys(peer.complaints):
        print(f"  Twilio would complain: {complaint}")


async def _report_house(
    client: httpx.AsyncClient,
    account: LoopbackAccount,
    secrets: Secrets,
    call_id: str | None,
    business: str,
) -> None:
    if call_id is None:
        print("The answer document names no call: there is no transcript to show.")
        return
    await sign_in(client, account.url, secrets)
    found = await _stored(client, account.url, call_id)
    if found is None:
        print(f"The server does not show call {call_id}.")
        return
    print(f"Call {call_id}: {found.get('status')}, {found.get('outcome') or 'no outcome'}")
    for turn in found.get("turns") or ():
        cut = " (interrupted)" if turn.get("interrupted") else ""
        print(f"  {turn['start_ms'] / 1000:7.2f} s  {turn['speaker']:<9} {turn['text']}{cut}")
        times = {name: ms for name, ms in (turn.get("times") or {}).items() if ms is not None}
        if times:
            print("             " + ", ".join(f"{name} {ms} ms" for name, ms in times.items()))
    await _report_booking(client, account.url, call_id, business)


async def _report_booking(client: httpx.AsyncClient, url: str, call_id: str, business: str) -> None:
    reply = await client.get(f"{url}/api/v1/bookings", params={"business": business, "limit": 100})
    rows = reply.json().get("data", []) if reply.status_code == 200 else []
    made = [row for row in rows if row.get("call_id") == call_id]
    if not made:
        print("No booking came of this call.")
    for row in made:
        print("Booking " + ", ".join(f"{k}={v}" for k, v in row.items() if v not in (None, "")))


async def _stored(client: httpx.AsyncClient, url: str, call_id: str) -> dict[str, Any] | None:
    """The call once it is stored as over, else as it stands when patience ends."""
    found: dict[str, Any] | None = None
    for _ in range(int(_STORED_S / 0.25)):
        reply = await client.get(f"{url}/api/v1/calls/{call_id}")
        if reply.status_code == 200:
            found = dict(reply.json()["data"])
            if found.get("status") in _OVER:
                return found
        elif reply.status_code != 404:
            return found
        await asyncio.sleep(0.25)
    return found


def _ms(value: float | None) -> str:
    return "(nothing)" if value is None else f"{value:5.0f} ms"
