"""What stands behind a scripted call that is spoken? A server and a data folder for each of them.

The engines are loaded once for all calls. Each call gets a folder with secrets, database, business
and seed, a server on a free port of loopback whose clock was set to the case's `now`, and a caller
on the wire that Twilio uses. Nothing of it is left afterwards.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.database import open_database, vault_of
from vaani.bootstrap.house import House, Rehearsal, open_house
from vaani.bootstrap.speech import NEEDED_MODELS, Speech, open_speech
from vaani.domain.businesses.file import BusinessFile
from vaani.domain.reception.seed import read_seed
from vaani.domain.reception.text_store import TextStore, store_on
from vaani.first_start import Secrets
from vaani.kit.errors import SettingsError
from vaani.kit.machine_clock import SystemClock
from vaani.providers.local.inventory import inventory
from vaani.settings import Settings
from vaani.telephony import loopback
from vaani.telephony.loopback import LoopbackAccount, Ordered
from vaani.testing.carrier_peer import PeerError
from vaani.testing.scenario_file import ScenarioCase
from vaani.testing.served import phone_speech
from vaani.testing.simulation import WHAT
from vaani.testing.speech import hindi_letters
from vaani.testing.spoken_call import SetClock, SpokenCall, Tap
from vaani.testing.twilio_peer import Stream, TwilioPeer

ENGLISH_VOICE, HINDI_VOICE = "heart", "hf_alpha"
_ENGLISH_NEEDS = (*NEEDED_MODELS, "hibari")
_HINDI_NEEDS = (*_ENGLISH_NEEDS, "kokoro", "kokoro-voices", "espeak-ng")
_STORED_S = 15.0


@dataclass(frozen=True, slots=True)
class Studio:
    """Open engines, and the folder in which each call has its own."""

    settings: Settings
    speech: Speech
    folder: Path

    @asynccontextmanager
    async def call(self, scenario: ScenarioCase) -> AsyncIterator[SpokenCall]:
        """A fresh call for one run of a case: ringing done, the stream open."""
        case, business = scenario.case, scenario.business
        sounds = await asyncio.to_thread(_sounds, case)
        seed = read_seed(case.get("seed") or {}, business)
        clock, tap = SetClock(datetime.fromisoformat(case["now"]), SystemClock()), Tap()
        data = Path(tempfile.mkdtemp(prefix="call-", dir=self.folder))
        settings = self.settings.model_copy(update={"data": data})
        async with AsyncExitStack() as stack:
            stack.callback(shutil.rmtree, data, ignore_errors=True)
            opened = open_database(settings, create=True)
            database, secrets = await stack.enter_async_context(opened)
            rehearsal = Rehearsal(clock, self.speech, tap.on)
            house = await stack.enter_async_context(open_house(settings, rehearsal))
            file = BusinessFile(business, {})
            store = await store_on(database, vault_of(secrets), clock, file, seed)
            url = await stack.enter_async_context(_serving(house))
            client = await stack.enter_async_context(httpx.AsyncClient())
            clock.start()
            line = _Line(client, _account(secrets, url), house, store)
            peer = await line.ring(business.slug, case.get("caller", "anonymous"))
            stack.push_async_callback(peer.hang_up)
            yield SpokenCall(peer, tap, sounds.__getitem__, line.report)


@asynccontextmanager
async def open_studio(settings: Settings, cases: Iterable[ScenarioCase]) -> AsyncIterator[Studio]:
    """Load the engines. Raises SettingsError when models are missing that these cases need."""
    hindi = any(_is_hindi(one.case) for one in cases)
    _refuse_missing(settings.models, _HINDI_NEEDS if hindi else _ENGLISH_NEEDS)
    with tempfile.TemporaryDirectory(prefix="vaani-simulate-") as folder:
        private = settings.model_copy(
            update={
                "data": Path(folder),
                "database_url": None,
                "speech": settings.speech.model_copy(update={"engine": "local"}),
                "calls": settings.calls.model_copy(update={"recording": False, "most_at_once": 0}),
            }
        )
        speech = await open_speech(private)
        if speech is None:
            raise SettingsError("--audio needs local speech.")
        try:
            yield Studio(private, speech, Path(folder))
        finally:
            speech.close()


def _refuse_missing(models: Path, needed: Iterable[str]) -> None:
    absent = {part.name for part in inventory(models) if not part.present}
    missing = [name for name in needed if name in absent]
    if missing:
        raise SettingsError(
            f"--audio needs {', '.join(missing)}, missing in {models}: run `vaani models install`, "
            "or run the cases without --audio."
        )


def _is_hindi(case: dict[str, Any]) -> bool:
    """Hindi, in whichever letters, and Hinglish are spoken by a Hindi voice."""
    written = any("\u0900" <= letter <= "\u097f" for line in _lines(case) for letter in line)
    return bool(case.get("language", "en") != "en") or written


def _lines(case: dict[str, Any]) -> list[str]:
    """Everything that this caller may say."""
    lines = [step["say"] for step in case.get("script", ()) if "say" in step]
    return [*lines, *case.get("answers", {}).values(), WHAT]


def _sounds(case: dict[str, Any]) -> dict[str, bytes]:
    """The sound of every line, made before he calls. Blocks."""
    hindi = _is_hindi(case)
    return {text: _sound(text, hindi=hindi) for text in _lines(case)}


def _sound(text: str, *, hindi: bool) -> bytes:
    if not text.strip():
        return b""
    if hindi:
        return phone_speech(hindi_letters(text), HINDI_VOICE)
    return phone_speech(text, ENGLISH_VOICE)


@asynccontextmanager
async def _serving(house: House) -> AsyncIterator[str]:
    """The house on a free port of loopback; its address."""
    listener = bind("127.0.0.1", 0)
    server = HttpServer(house.app)
    door = house.door(listener, server.protocol)
    try:
        door.open()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        door.close()
        await house.drain(0)
        await server.close()
        listener.close()


def _account(secrets: Secrets, url: str) -> LoopbackAccount:
    return LoopbackAccount(secrets.loopback_account_sid, secrets.loopback_auth_token, url)


class _Line:
    """The telephone network: rings, and tells at the end what came of the call."""

    def __init__(
        self, client: httpx.AsyncClient, account: LoopbackAccount, house: House, store: TextStore
    ) -> None:
        self._client = client
        self._account = account
        self._house = house
        self._store = store
        self._ordered: Ordered | None = None

    async def ring(self, slug: str, caller: str) -> TwilioPeer:
        """The open far end. Raises PeerError, LoopbackError."""
        number = None if caller == "anonymous" else caller
        ordered = await loopback.ring(self._client, self._account, business=slug, caller=number)
        if ordered.socket_url is None:
            raise PeerError(f"The call to {slug} was not taken: {' '.join(ordered.said)}")
        self._ordered = ordered
        peer = TwilioPeer(
            Stream(ordered.call_sid, self._account.sid, parameters=ordered.parameters)
        )
        await peer.open(ordered.socket_url, signature=ordered.socket_signature)
        return peer

    async def report(self) -> dict[str, Any]:
        """What follows the stream, and what the database holds."""
        if self._ordered is None:
            raise PeerError("Nobody rang.")
        following = await loopback.after(self._client, self._account, self._ordered)
        await loopback.tell_status(
            self._client, self._account, self._ordered.call_sid, "completed", 3
        )
        call = await self._over(self._ordered.parameters["call_id"])
        rows = await self._store.final_state(call.id)
        return {
            "bookings": rows["bookings"],
            "messages": rows["messages"],
            "transfer": {"number": following.dialled} if following.dialled else None,
            "outcome": call.outcome,
            "ended_by": call.ended_by,
            "outbound_calls": 0,
            "transcript_kept": call.transcript_kept,
        }

    async def _over(self, call_id: str) -> Any:
        """The call once it is stored as over. Raises PeerError."""
        for _ in range(int(_STORED_S / 0.05)):
            call = (await self._house.nouns.calls.detail(call_id)).call
            if call.ended_at is not None and call.outcome is not None:
                return call
            await asyncio.sleep(0.05)
        raise PeerError(f"Call {call_id} was not stored as over.")
