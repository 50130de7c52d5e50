"""How does a spoken conversation go on the house's own socket? Whose turn it is, what is heard and
what is answered, in a small protocol of its own.

Sound comes in at 16 kHz and is heard stretch by stretch; a reply goes out as text and sound. A
client plays what it gets at once: speech before the end of that ends the reply, and only what can
have been played by then counts as heard. Messages are in docs/speech-server.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from vaani.audio.frame import pcm_to_floats
from vaani.call.ports.recogniser import Reading
from vaani.kit.errors import ProviderError
from vaani.speech_server.hearing import Hearing
from vaani.speech_server.realtime.answering import Answerer, Question
from vaani.speech_server.realtime.backlog import Backlog
from vaani.speech_server.realtime.items import Conversation, Item, last_reply, named
from vaani.speech_server.realtime.options import PCM_HZ
from vaani.speech_server.realtime.reply import Manner, Reply
from vaani.speech_server.realtime.voicing import Voicing
from vaani.speech_server.refusals import Refused
from vaani.speech_server.speaking import Speaking
from vaani.speech_server.stretches import RATE_HZ, Stretch

MODES = ("echo", "template", "assistant")
_PIECE = RATE_HZ // 10 * 2
"""Bytes of a tenth of a second: sound is listened to in such pieces."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How patient a listener is: milliseconds of speech that count, and of silence that end it."""

    name: str
    aggressiveness: int
    speech_ms: int
    pause_ms: int


PAUSES: Mapping[str, Pauses] = {
    one.name: one
    for one in (
        Pauses("patient", 0, 360, 1500),
        Pauses("formal", 1, 300, 1050),
        Pauses("conversation", 2, 240, 600),
        Pauses("responsive", 3, 150, 450),
    )
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the client chose for this conversation."""

    mode: str
    business: str | None
    voice: str
    how: Reading
    pauses: Pauses


Open = Callable[[str, str | None], Awaitable[Answerer]]
"""Who answers in a mode; the business of that slug, in mode `assistant`. Raises Refused."""


class LiveTalk:
    """One client's conversation, first with `answerer`. `send` takes a message as JSON text."""

    def __init__(
        self,
        hearing: Hearing,
        speaking: Speaking,
        choices: Choices,
        answerer: Answerer,
        open_answerer: Open,
        send: Callable[[str], Awaitable[None]],
    ) -> None:
        self._hearing = hearing
        self._speaking = speaking
        self._choices = choices
        self._open = open_answerer
        self._send_text = send
        self._loop = asyncio.get_running_loop()
        self._answerer = answerer
        self._conversation = Conversation()
        self._backlog = Backlog()
        self._activity = self._stretches()
        self._hearing_speech = False
        self._state = ""
        self._reply: Reply | None = None
        self._replying: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._over: asyncio.Future[str] = self._loop.create_future()
        self._plays_until = self._plays_from = 0.0
        self._counted = dict.fromkeys(("turns", "replies", "interruptions", "errors"), 0)
        self._heard_s = self._spoken_s = 0.0
        self._began = self._loop.time()
        self._does: Mapping[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "reset": self._reset,
            "change_response_mode": self._change_mode,
            "stats": self._stats,
            "ping": self._ping,
            "stop": self._stop,
        }

    async def run(self, messages: AsyncIterator[str | bytes], longest_s: float) -> None:
        """Until the client leaves, somebody ends the conversation, or its time is over."""
        reading = asyncio.create_task(self._read(messages), name="talk-read")
        why = "expired"
        try:
            await self._ready()
            async with asyncio.timeout(longest_s):
                ends: set[asyncio.Future[Any]] = {reading, self._over}
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
            why = self._over.result()
        except TimeoutError:
            pass
        finally:
            left = [reading, *self._tasks]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await self._answerer.close()
        await self._say("conversation_stopped", reason=why, **self._statistics())

    # --- what the client sends -------------------------------------------------------------------

    async def _read(self, messages: AsyncIterator[str | bytes]) -> None:
        async for message in messages:
            try:
                if isinstance(message, bytes):
                    for at in range(0, len(message), _PIECE):
                        await self._heard(message[at : at + _PIECE])
                else:
                    await self._told(message)
            except (Refused, ProviderError) as error:
                await self._wrong(error.message)

    async def _told(self, text: str) -> None:
        try:
            said = orjson.loads(text)
            does = self._does.get(said.get("action"))
        except (orjson.JSONDecodeError, AttributeError, TypeError):
            does = None
        if does is None:
            known = ", ".join(self._does)
            raise Refused("wrong", f'Send {{"action": NAME}}; NAME is one of {known}.')
        await does(said)

    async def _reset(self, _said: dict[str, Any]) -> None:
        await self._anew(self._choices)
        await self._say("reset_complete")
        await self._greet()

    async def _change_mode(self, said: dict[str, Any]) -> None:
        mode, business = said.get("mode"), said.get("business")
        if mode not in MODES or not isinstance(business, str | None):
            raise Refused("wrong", f"`mode` is one of {', '.join(MODES)}, `business` a slug.")
        now = self._choices
        await self._anew(Choices(mode, business, now.voice, now.how, now.pauses))
        await self._say("mode_changed", response_mode=mode, business=business)
        await self._greet()

    async def _stats(self, _said: dict[str, Any]) -> None:
        await self._say("statistics", **self._statistics())

    async def _ping(self, _said: dict[str, Any]) -> None:
        await self._say("pong")

    async def _stop(self, _said: dict[str, Any]) -> None:
        self._end("asked")

    # --- hearing ---------------------------------------------------------------------------------

    async def _heard(self, pcm: bytes) -> None:
        await self._backlog.room()
        self._heard_s += len(pcm) / 2 / RATE_HZ
        activity = self._activity
        for stretch in await self._hearing.listen(activity, pcm_to_floats(pcm)):
            going_on = activity.speaking_since_s == stretch.end_s
            if not going_on:
                self._hearing_speech = False
                await self._say("speech_event", event="end", at_s=round(stretch.end_s, 3))
                await self._enter("thinking")
            understanding = self._understand(stretch, self._conversation, answer=not going_on)
            self._backlog.add(self._start(understanding), len(stretch.sound) / RATE_HZ)
        since = activity.speaking_since_s
        if since is not None and not self._hearing_speech:
            self._hearing_speech = True
            await self._say("speech_event", event="start", at_s=round(since, 3))
            await self._interrupt()
            await self._enter("hearing")

    async def _interrupt(self) -> None:
        """The client speaks: a reply that is made or still plays ends here."""
        playing = self._plays_until > self._loop.time()
        if self._reply is None and not playing:
            return
        heard_ms = max(0, round((self._loop.time() - self._plays_from) * 1000))
        reply, self._plays_until = last_reply(tuple(self._conversation)), 0.0
        if self._reply is not None and self._replying is not None:
            self._reply.cancel("turn_detected")
            await asyncio.wait({self._replying})
        if reply is not None and reply.part == "output_audio":
            heard_ms = min(heard_ms, int(reply.sound_ms))
            reply.truncate(heard_ms)
            self._counted["interruptions"] += 1
            await self._say("state_update", interrupted=True, heard_ms=heard_ms, text=reply.text)

    async def _understand(
        self, stretch: Stretch, conversation: Conversation, *, answer: bool
    ) -> None:
        item = Item(named("item"), "message", "user", "input_audio")
        item.heard = self._loop.create_future()
        conversation.add(item)
        conversation.beyond()
        began = self._loop.time()
        try:
            how = replace(self._choices.how, prompt=self._answerer.expects())
            found = await self._hearing.read(stretch, how)
        except ProviderError as error:
            await self._wrong(error.message)
            found = []
        finally:
            item.heard.set_result(None)
        if found:
            item.text, item.language = " ".join(one.text for one in found), found[0].language
            item.led = bool(how.prompt)
            self._counted["turns"] += 1
            await self._say(
                "transcription", text=item.text, language=item.language, partial=False,
                start_s=round(stretch.start_s, 3), end_s=round(stretch.end_s, 3),
                processing_s=round(self._loop.time() - began, 4),
            )  # fmt: skip
        if answer and conversation is self._conversation and not self._hearing_speech:
            await self._answer(noise=not found)

    # --- answering -------------------------------------------------------------------------------

    async def _answer(self, *, noise: bool) -> None:
        answerer = self._answerer
        if self._reply is not None or (noise and not answerer.answers_noise):
            await self._enter("listening")
            return
        voicing = Voicing(self._speaking, self._choices.voice, 1.0, "audio/pcm")
        manner = Manner(voicing, self._conversation, "", {})
        question = Question(self._conversation, tuple(self._conversation))
        self._reply = Reply(answerer, question, manner, self._replied)
        self._replying = self._start(self._run(self._reply))

    async def _run(self, reply: Reply) -> None:
        try:
            await reply.run()
        finally:
            self._reply = None
        if reply.over:
            self._end("over")

    async def _replied(self, kind: str, **told: Any) -> None:
        """An event of a reply, in the words of this protocol."""
        if kind == "response.output_audio_transcript.delta":
            await self._say("response_text", text=told["delta"])
        elif kind == "response.output_audio.delta":
            await self._enter("speaking")
            seconds = len(told["delta"]) * 3 // 4 / 2 / PCM_HZ
            now = self._loop.time()
            if self._plays_until < now:
                self._plays_from = self._plays_until = now
            self._plays_until += seconds
            self._spoken_s += seconds
            await self._say(
                "response_audio", audio=told["delta"], format="pcm16", sample_rate=PCM_HZ
            )
        elif kind == "response.done":
            await self._done(told["response"])

    async def _done(self, response: dict[str, Any]) -> None:
        status = response["status"]
        if status == "failed":
            await self._wrong(response["status_details"]["error"]["message"])
        if status != "cancelled":
            self._counted["replies"] += 1
            plays_s = max(0.0, self._plays_until - self._loop.time())
            await self._say("state_update", interrupted=False, status=status,
                            plays_s=round(plays_s, 3))  # fmt: skip
            await self._enter("hearing" if self._hearing_speech else "listening")

    async def _greet(self) -> None:
        """A business speaks first, as on the telephone."""
        await self._enter("listening")
        if self._choices.business is not None and self._choices.mode == "assistant":
            await self._answer(noise=False)

    # --- small things ----------------------------------------------------------------------------

    async def _anew(self, choices: Choices) -> None:
        """Another conversation begins; with whom is known before the former ends."""
        opened = await self._open(choices.mode, choices.business)
        if self._reply is not None and self._replying is not None:
            self._reply.cancel("client_cancelled")
            await asyncio.wait({self._replying})
        await self._answerer.close()
        self._answerer, self._choices = opened, choices
        self._conversation = Conversation()
        self._activity = self._stretches()
        self._hearing_speech = False
        self._plays_until = 0.0

    def _stretches(self) -> Any:
        pauses = self._choices.pauses
        return self._hearing.stretches(pauses.pause_ms, start_ms=pauses.speech_ms)

    async def _ready(self) -> None:
        chosen = self._choices
        await self._say(
            "ready", sample_rate=RATE_HZ, output_sample_rate=PCM_HZ, model=self._hearing.name,
            response_mode=chosen.mode, business=chosen.business, voice=chosen.voice,
            pause={"preset": chosen.pauses.name, "aggressiveness": chosen.pauses.aggressiveness,
                   "speech_ms": chosen.pauses.speech_ms, "pause_ms": chosen.pauses.pause_ms},
        )  # fmt: skip
        await self._greet()

    def _statistics(self) -> dict[str, Any]:
        return {
            **self._counted,
            "heard_s": round(self._heard_s, 3),
            "spoken_s": round(self._spoken_s, 3),
            "open_s": round(self._loop.time() - self._began, 3),
        }

    async def _enter(self, state: str) -> None:
        if state != self._state:
            self._state = state
            await self._say("conversation_state", state=state)

    async def _wrong(self, message: str) -> None:
        self._counted["errors"] += 1
        await self._say("error", message=message)

    def _end(self, why: str) -> None:
        if not self._over.done():
            self._over.set_result(why)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="talk")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not self._over.done():
            self._over.set_exception(error)

    async def _say(self, kind: str, **told: Any) -> None:
        await self._send_text(orjson.dumps({"type": kind, **told}).decode())
