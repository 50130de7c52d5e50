"""How do home assistants on one's own network get speech? The Wyoming port, off until it is set.

It is no HTTP, so it cannot stand behind the one door, and it knows no keys (decision 0014). Whoever
connects may `describe`, `transcribe` and `synthesize`, also while a text is still being written
(`synthesize-start`, `-chunk`, `-stop`), one thing at a time on a connection; each takes a seat of
the same waiting room as HTTP's requests and passes the same pipeline. What is refused or fails is
an `error` event with a code. Messages are bounded; who is silent or does not read is cut.
Specification: Wyoming 1.10 of the Rhasspy project.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from typing import Any

import numpy as np

from vaani.api.speech.desk import SpeechDesk
from vaani.api.speech.wyoming_info import info
from vaani.audio.frame import Floats, pcm_to_samples, to_floats
from vaani.audio.resample import Resampler
from vaani.call.core.sentences import SentenceSplitter
from vaani.call.ports.recogniser import Reading
from vaani.kit.errors import ProviderError
from vaani.kit.ids import new_id
from vaani.language.script import words
from vaani.providers.wyoming.wire import MOST_LINE_BYTES, Event, read, written
from vaani.speech_server.pipeline import RequestContext
from vaani.speech_server.refusals import Refused
from vaani.speech_server.sound_files import RATE_HZ
from vaani.speech_server.speaking import MOST_CHARS, Order
from vaani.speech_server.stretches import RATE_HZ as HEARD_HZ
from vaani.speech_server.stretches import Stretches
from vaani.speech_server.texts import LONGEST_CHARS

log = logging.getLogger(__name__)

MOST_BYTES = 262_144
"""Of one message."""
SILENT_S = 60.0
"""So long may a far end send nothing while nothing is done for it."""
_WAITING = 8
_WRITING = 2
_UNREAD_S = 20.0
_CHUNK_SAMPLES = 2048
_FORMAT = {"rate": RATE_HZ, "width": 2, "channels": 1}


class WyomingServer:
    """Receives connections, `most` at a time."""

    def __init__(self, desk: SpeechDesk, most: int = 32, silent_s: float = SILENT_S) -> None:
        self._desk = desk
        self._most = most
        self._silent_s = silent_s
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self, host: str, port: int) -> int:
        """Listen; the port (another one when 0 was asked for). Raises OSError."""
        self._server = await asyncio.start_server(self._came, host, port, limit=MOST_LINE_BYTES)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def close(self) -> None:
        """Take no further connection, and end those that are open."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._open) >= self._most:
            writer.close()
            return
        self._open.add(task)
        try:
            await _Talk(self._desk, reader, writer, self._silent_s).run()
        except asyncio.CancelledError:
            pass  # the server closes; nobody waits for this task's result
        except (ProviderError, OSError, TimeoutError) as error:
            log.info("wyoming.cut_off", extra={"why": type(error).__name__})
            if isinstance(error, TimeoutError):
                writer.transport.abort()  # closing would wait for who does not read
        finally:
            self._open.discard(task)
            writer.close()


class _Talk:
    """One connection. Messages are read while the one before is worked on, so that a far end that
    leaves ends the work."""

    def __init__(
        self,
        desk: SpeechDesk,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        silent_s: float,
    ) -> None:
        self._desk = desk
        self._reader, self._writer = reader, writer
        self._silent_s = silent_s
        self._inbox: asyncio.Queue[Event] = asyncio.Queue(_WAITING)
        self._asked: Mapping[str, Any] = {}
        self._ear: _Ear | None = None
        self._text: _Text | None = None
        self._streams = False
        """A text comes in chunks; the whole text that clients send behind it, for servers of
        earlier versions, is not spoken again."""
        self._under_way = AsyncExitStack()
        self._waited_s = 0.0

    async def run(self) -> None:
        """Until either side leaves. Raises ProviderError for what is no event, TimeoutError."""
        reading = asyncio.create_task(self._read())
        working = asyncio.create_task(self._work())
        try:
            await asyncio.wait({reading, working}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            working.cancel()
            ended = await asyncio.gather(reading, working, return_exceptions=True)
        for one in ended:
            if isinstance(one, Exception):
                raise one

    async def _read(self) -> None:
        while True:
            event = await read(self._reader, "transcriber", MOST_BYTES)
            if event is None:
                return
            await self._inbox.put(event)

    async def _work(self) -> None:
        try:
            while True:
                event = await self._next()
                try:
                    await self._told(event)
                except (Refused, ProviderError) as error:
                    await self._ended(error)
                    code = error.reason if isinstance(error, Refused) else "engine"
                    await self._say(Event("error", {"text": error.message, "code": code}))
        except BaseException as error:
            await self._ended(error)
            raise

    async def _next(self) -> Event:
        """Raises TimeoutError for silence, and for work that holds its seat and hardly goes on: a
        live sound comes as fast as it is spoken, and a text within minutes."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(self._silent_s):
            event = await self._inbox.get()
        self._waited_s += loop.time() - began
        heard_s = self._ear.seconds if self._ear is not None else self._silent_s * _WRITING
        under_way = self._ear is not None or self._text is not None
        if under_way and self._waited_s > self._silent_s + 2 * heard_s:
            raise TimeoutError
        return event

    async def _told(self, event: Event) -> None:
        match event.kind:
            case "describe":
                await self._say(Event("info", info(self._desk)))
            case "ping":
                text = event.fields.get("text")
                await self._say(Event("pong", {"text": text} if isinstance(text, str) else {}))
            case "transcribe":
                self._asked = event.fields
            case "audio-start":
                await self._listen(event.fields)
            case "audio-chunk" if self._ear is not None:
                await self._ear.heard(event.payload)
            case "audio-stop" if self._ear is not None:
                await self._transcribed(self._ear)
            case "synthesize" if not self._streams:
                await self._spoken(event.fields)
            case "synthesize-start":
                self._streams = True
                voice = _voice_of(self._desk, event.fields)
                await self._begin("wyoming_tts")
                self._text = _Text(voice)
            case "synthesize-chunk" if self._text is not None:
                await self._speak(self._text, self._text.more(_string(event.fields, "text")))
            case "synthesize-stop":
                self._streams = False
                await self._stopped()
            case _:
                pass  # of later versions, or out of its place: the protocol asks to drop it

    # --- hearing ----------------------------------------------------------------------------------

    async def _listen(self, sound: Mapping[str, Any]) -> None:
        hearing = self._desk.ear()
        model, language = self._asked.get("name"), self._asked.get("language")
        if model:
            hearing.model(str(model))
        how = hearing.reading(str(language) if language else None)
        await self._begin("wyoming_stt")
        self._ear = _Ear(self._desk, how, *_format_of(sound))

    async def _transcribed(self, ear: _Ear) -> None:
        text, language = await ear.end()
        await self._ended()
        told = {"text": text, "language": language} if language else {"text": text}
        await self._say(Event("transcript", told))

    # --- speaking ---------------------------------------------------------------------------------

    async def _spoken(self, asked: Mapping[str, Any]) -> None:
        if asked.get("text_format") == "ssml":
            raise Refused("unsupported", "SSML is not read here: send plain text.", field="text")
        order = self._order(_string(asked, "text"), _voice_of(self._desk, asked))
        await self._begin("wyoming_tts")
        await self._say(Event("audio-start", _FORMAT))
        await self._sound(order)
        await self._ended()
        await self._say(Event("audio-stop"))

    async def _speak(self, text: _Text, sentences: list[str]) -> None:
        for sentence in sentences:
            order = self._order(sentence, text.voice)
            if not text.begun:
                text.begun = True
                await self._say(Event("audio-start", _FORMAT))
            await self._sound(order)

    async def _stopped(self) -> None:
        text = self._text
        if text is not None:
            await self._speak(text, text.rest())
            await self._ended()
            if text.begun:
                await self._say(Event("audio-stop"))
        await self._say(Event("synthesize-stopped"))

    def _order(self, text: str, voice: str) -> Order:
        return self._desk.voice().order(text, voice, format="pcm")

    async def _sound(self, order: Order) -> None:
        async with aclosing(self._desk.voice().sound(order)) as sound:
            async for samples in sound:
                for at in range(0, len(samples), _CHUNK_SAMPLES):
                    pcm = samples[at : at + _CHUNK_SAMPLES].astype("<i2").tobytes()
                    await self._say(Event("audio-chunk", _FORMAT, pcm))

    # --- both -------------------------------------------------------------------------------------

    async def _begin(self, kind: str) -> None:
        """Take a seat; what was under way before is dropped. Raises Refused(busy)."""
        await self._ended()
        self._waited_s = 0.0
        context = RequestContext(new_id(), kind)
        await self._under_way.enter_async_context(self._desk.request(context))

    async def _ended(self, error: BaseException | None = None) -> None:
        """Give the seat back; an error passes through the pipeline, and is told elsewhere."""
        self._ear = self._text = None
        under_way, self._under_way = self._under_way, AsyncExitStack()
        await under_way.__aexit__(type(error) if error else None, error, None)

    async def _say(self, event: Event) -> None:
        self._writer.write(written(event))
        async with asyncio.timeout(_UNREAD_S):
            await self._writer.drain()


class _Ear:
    """Sound that comes in: stretch by stretch it becomes words."""

    def __init__(self, desk: SpeechDesk, how: Reading, rate_hz: int, channels: int) -> None:
        self._hearing = desk.ear()
        self._how = how
        self._channels = channels
        self._rate_hz = rate_hz
        self._resampler = Resampler(rate_hz, HEARD_HZ, low_delay=False)
        self._activity: Stretches = self._hearing.stretches()
        self._texts: list[str] = []
        self._language: str | None = None
        self._left = b""
        self._samples = 0

    @property
    def seconds(self) -> float:
        """Of sound that came."""
        return self._samples / self._rate_hz

    async def heard(self, pcm: bytes) -> None:
        """Raises Refused (too long) and ProviderError."""
        whole = self._left + pcm
        cut = len(whole) // (2 * self._channels) * 2 * self._channels
        self._left = whole[cut:]
        samples = pcm_to_samples(whole[:cut])
        if self._channels > 1:
            mean = samples.reshape(-1, self._channels).mean(axis=1)
            samples = np.rint(mean).astype(np.int16)
        self._samples += len(samples)
        await self._push(to_floats(self._resampler.push(samples)))

    async def end(self) -> tuple[str, str | None]:
        """The words and their language. Raises ProviderError."""
        await self._push(to_floats(self._resampler.flush()))
        for stretch in self._activity.flush():
            await self._read(stretch.sound)
        return " ".join(self._texts), self._language

    async def _push(self, sound: Floats) -> None:
        if self._activity.heard_s > self._hearing.longest_s:
            most = self._hearing.longest_s / 60
            raise Refused("too_large", f"The sound is longer than {most:g} minutes.")
        for stretch in await self._hearing.listen(self._activity, sound):
            await self._read(stretch.sound)

    async def _read(self, sound: Floats) -> None:
        heard = await self._hearing.recognised(sound, self._how)
        if heard is not None and heard.text:
            self._texts.append(heard.text)
            self._language = self._language or heard.language


class _Text:
    """A text that is still being written."""

    def __init__(self, voice: str) -> None:
        self.voice = voice
        self.begun = False
        self._chars = 0
        self._splitter = SentenceSplitter(first_clause_chars=LONGEST_CHARS)

    def more(self, piece: str) -> list[str]:
        """Sentences that are whole now. Raises Refused."""
        self._chars += len(piece)
        if self._chars > MOST_CHARS:
            raise Refused(
                "wrong", f"The text is longer than {MOST_CHARS} characters.", field="text"
            )
        return [one for one in self._splitter.push(piece) if words(one)]

    def rest(self) -> list[str]:
        """What is left at the end."""
        return [one for one in self._splitter.flush() if words(one)]


def _string(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise Refused("wrong", f"{name} must be a text.", field=name)
    return value


def _voice_of(desk: SpeechDesk, asked: Mapping[str, Any]) -> str:
    """The voice that is asked for by name, else by language. Raises Refused."""
    speaking, wish = desk.voice(), asked.get("voice") or {}
    if not isinstance(wish, Mapping):
        raise Refused("wrong", "voice must hold a name or a language.", field="voice")
    name, language = wish.get("name"), wish.get("language")
    if name:
        speaking.catalogue.voice(str(name))
        return str(name)
    if language:
        short = str(language).replace("_", "-").split("-")[0].lower()
        known = {card.language: card.id for card in speaking.catalogue.voices if card.default}
        if short not in known:
            there = ", ".join(known)
            raise Refused(
                "unknown", f"No voice speaks {short!r}; there are {there}.", field="voice"
            )
        return str(known[short])
    return "default"


def _format_of(sound: Mapping[str, Any]) -> tuple[int, int]:
    """Rate in Hz and channels. Raises Refused for what is not read here."""
    try:
        rate, width, channels = (int(sound[name]) for name in ("rate", "width", "channels"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Refused("wrong", "audio-start must hold rate, width and channels.") from None
    if width != 2 or not 4000 <= rate <= 192_000 or not 1 <= channels <= 8:
        raise Refused(
            "unsupported", "Send PCM16 of 4,000 to 192,000 Hz with 1 to 8 channels.", field="rate"
        )
    return rate, channels
