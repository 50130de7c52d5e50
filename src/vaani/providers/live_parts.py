"""How does a talking model take part in an ordinary call? As its ears, its model and its voice.

Nothing of the call is replaced. The house's recogniser hears along (`LiveEar`), so that words,
transcript and consent are those of every call; the brain asks the talk as it asks any language
model (`LiveModel`), judges its words and carries out its tool calls; what may be said is heard in
the model's own voice (`LiveVoice`), and what the house itself says in the house's. When the talk is
gone the rest of the chain answers, with everything kept. `LiveThinker` tells the model, after each
reply, what it did not say itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from itertools import takewhile
from typing import cast

from vaani.audio.frame import pcm_to_samples
from vaani.audio.resample import resample
from vaani.call.ports.chat_model import (
    ChatRequest,
    Message,
    ModelEnd,
    ModelPart,
    TextPiece,
    ToolCall,
)
from vaani.call.ports.hint import Hint
from vaani.call.ports.speaker import HeardSentence, Speaker, Voice
from vaani.call.ports.thinker import (
    CallerTurn,
    CallResult,
    Commit,
    ReplyPart,
    Sentence,
    Thinker,
)
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.language.found import Language
from vaani.providers.live import LiveTalk
from vaani.providers.live_reply import LiveReply, Stretch, letters
from vaani.providers.live_wire import Answered, Told

READY_S = 1.0
"""A turn waits so long for a connection that is being opened."""
_EAR_HZ = 16_000
_PIECE_MS = 100
_TAKEN_OVER = '{"done_by_the_house": "what was said to the caller follows"}'


class LiveEar:
    """A Transcriber: the house's own, with the talk hearing the same."""

    def __init__(self, inner: Transcriber, talk: LiveTalk) -> None:
        self._inner, self._talk = inner, talk
        self._deaf = inner.rate_hz == 0
        self.rate_hz = inner.rate_hz or _EAR_HZ
        talk.hears_at(self.rate_hz)

    def push(self, pcm: bytes, at: MediaMs) -> None:
        """To both."""
        self._talk.push(pcm, at)
        if not self._deaf:
            self._inner.push(pcm, at)

    def began(self, utterance: int, at: MediaMs) -> None:
        """To both."""
        self._talk.began(at)
        self._inner.began(utterance, at)

    def paused(self, utterance: int, at: MediaMs) -> None:
        """To both: the model begins its answer while the words are still recognised."""
        self._talk.paused(at)
        self._inner.paused(utterance, at)

    def resumed(self, utterance: int) -> None:
        """To both."""
        self._talk.resumed()
        self._inner.resumed(utterance)

    def ended(self, utterance: int) -> None:
        """The talk keeps what it heard."""
        self._inner.ended(utterance)

    def expect(self, hint: Hint) -> None:
        """The model needs no hint."""
        self._inner.expect(hint)

    def heard(self) -> AsyncIterator[Heard]:
        """The house's words."""
        return self._inner.heard()

    async def close(self) -> None:
        """The talk is closed by the thinker."""
        await self._inner.close()


class LiveModel:
    """A ChatModel over the talk of one call. Its words come when an answer is whole, because only
    then can all of it be judged; before that empty pieces tell that it is alive."""

    def __init__(self, talk: LiveTalk) -> None:
        self._talk = talk
        self._replies: list[LiveReply] = []
        """Of the turn, oldest first."""
        self._calls: dict[str, ToolCall] = {}
        """Tool calls whose results the model has not got."""
        self.voiced: dict[str, tuple[LiveReply, Stretch]] = {}
        """What was let out of them, by sentence."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[ModelPart, None]:
        """The answer's words and calls, once it is whole. Raises ProviderError."""
        try:
            await self._talk.ready(READY_S)
            reply = self._asked(request.messages)
        except ProviderError as error:
            raise _thinking(error) from error
        reply.wanted = True
        self._replies.append(reply)
        try:
            while not reply.over:
                reply.changed.clear()
                await reply.changed.wait()
                yield TextPiece("")
            if reply.error is not None:
                raise _thinking(reply.error)
            if reply.text:
                yield TextPiece(reply.text)
            for call in reply.calls:
                self._calls[call.id] = call
                yield call
            yield ModelEnd("tool_calls" if reply.calls else "stop", dict(reply.usage))
        finally:
            if not reply.over:
                self._talk.drop(reply)

    def _asked(self, messages: Sequence[Message]) -> LiveReply:
        """The answer to the last message. Raises ProviderError when it cannot be asked for."""
        talk = self._talk
        reply: LiveReply | None
        if messages[-1].role == "tool":
            last = list(takewhile(lambda one: one.role == "tool", reversed(messages)))
            known = [one for one in reversed(last) if one.tool_call_id in self._calls]
            reply = talk.results([self._result(one) for one in known], go_on=True)
        else:
            words = Told("caller", messages[-1].text)
            notes = [Told("note", one.text) for one in _notes(messages)]
            if talk.blank:
                talk.blank = False
                reply = talk.tell([*_history(messages), *notes, words], ask=True)
            elif notes:
                reply = talk.tell(notes, ask=True)
            else:
                reply = talk.answer_to_him() or talk.tell([words], ask=True)
        if reply is None:
            raise ProviderError("realtime", "The talk is gone.", code="gone", retryable=True)
        return reply

    def _result(self, message: Message) -> Answered:
        call = self._calls.pop(message.tool_call_id or "")
        return Answered(call.id, call.name, message.text)

    def voice_of(self, sentence: str) -> tuple[LiveReply, bytes] | None:
        """The sound of a sentence that the model itself says; None: it is the house's."""
        for reply in self._replies:
            if not reply.dropped and (stretch := reply.find(sentence)) is not None:
                self.voiced[sentence] = (reply, stretch)
                return reply, reply.sound(stretch)
        return None

    def begin_turn(self) -> None:
        """A new reply of the call begins: those before it are settled."""
        self._replies, self.voiced = [], {}

    def settle(self, said: Sequence[str]) -> None:
        """The turn's sentences are known: the model learns what it did not say, and what of its own
        words was withheld."""
        talk = self._talk
        if self._calls:
            left = [Answered(one.id, one.name, _TAKEN_OVER) for one in self._calls.values()]
            self._calls.clear()
            talk.results(left, go_on=False)
        if not self._replies:
            talk.drop_all()
        spoken = "".join(letters(one) for one in said)
        own: list[str] = []
        for reply in self._replies:
            sentences = reply.sentences()
            if all(letters(one) in spoken for one in sentences):
                own += sentences
            else:
                talk.truncate(reply, 0)
        rest = "".join(letters(one) for one in own)
        house = [one for one in said if letters(one) not in rest]
        if house:
            talk.tell([Told("assistant", " ".join(house))], ask=False)

    def abandon(self) -> None:
        """The reply was dropped or cut off before its end."""
        for reply in self._replies:
            self._talk.drop(reply)

    def cut(self, heard: Sequence[HeardSentence]) -> None:
        """What the caller heard of the turn's sentences."""
        talk = self._talk
        talk.playing_until = 0.0
        for reply in self._replies:
            place = 0
            for one in heard:
                found = self.voiced.get(one.text)
                if found is not None and found[0] is reply and one.heard_ms:
                    place = found[1].start + one.heard_ms * reply.rate_hz // 1000 * 2
                    place = min(place, found[1].end)
            talk.drop(reply, place)
        talk.let_through()


class LiveVoice:
    """A Speaker: the model's own sound for its own words, the house's voice for all others."""

    def __init__(self, house: Speaker, model: LiveModel, talk: LiveTalk) -> None:
        self._house, self._model, self._talk = house, model, talk

    @property
    def rate_hz(self) -> int:
        """The house's; the model's sound is brought to it."""
        return self._house.rate_hz

    @property
    def name(self) -> str:
        """The house's: nothing of the model's sound is kept."""
        return self._house.name

    def languages(self) -> tuple[Language, ...]:
        """The house's."""
        return self._house.languages()

    def cut(self, heard: Sequence[HeardSentence]) -> None:
        """Told to the model, which goes on from there."""
        self._model.cut(heard)

    async def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        """PCM16 at `rate_hz`. Raises ProviderError(stage="speaker") as the house's voice does."""
        found = self._model.voice_of(text)
        if found is None:
            sound = cast(AsyncGenerator[bytes, None], self._house.speak(text, voice))
            async with aclosing(sound):
                async for pcm in sound:
                    self._plays(len(pcm))
                    yield pcm
            return
        reply, own = found
        pcm = resample(pcm_to_samples(own), reply.rate_hz, self.rate_hz).tobytes()
        step = self.rate_hz * _PIECE_MS // 1000 * 2
        for at in range(0, len(pcm), step):
            self._plays(len(pcm[at : at + step]))
            yield pcm[at : at + step]

    def _plays(self, size: int) -> None:
        """The caller will hear so much more."""
        talk, now = self._talk, asyncio.get_running_loop().time()
        talk.playing_until = max(now, talk.playing_until) + size / 2 / self.rate_hz


class LiveThinker:
    """A Thinker: the brain inside, after each of whose replies the model is told what was said."""

    def __init__(self, inner: Thinker, model: LiveModel, talk: LiveTalk) -> None:
        self._inner, self._model, self._talk = inner, model, talk

    async def reply(self, turn: CallerTurn, commit: Commit) -> AsyncIterator[ReplyPart]:
        """The brain's."""
        said: list[str] = []
        ended = False
        self._model.begin_turn()
        parts = cast(AsyncGenerator[ReplyPart, None], self._inner.reply(turn, commit))
        try:
            async with aclosing(parts):
                async for part in parts:
                    if isinstance(part, Sentence):
                        said.append(part.text)
                    else:
                        ended = True
                        self._model.settle(said)
                    yield part
        finally:
            if not ended:
                self._model.abandon()

    async def hung_up(self) -> CallResult:
        """The brain's; the talk ends."""
        await self._talk.close()
        return await self._inner.hung_up()


def _thinking(error: ProviderError) -> ProviderError:
    """The same failure, as the brain knows failures."""
    return ProviderError(
        "thinker", error.message, code=f"realtime.{error.code}", retryable=error.retryable
    )


def _notes(messages: Sequence[Message]) -> list[Message]:
    """What the house says to the model right before the caller's last words."""
    found: list[Message] = []
    for one in reversed(messages[1:-1]):
        if one.role != "system":
            break
        found.insert(0, one)
    return found


def _history(messages: Sequence[Message]) -> list[Told]:
    """The talk so far, as text, without tools and notes."""
    roles = {"user": "caller", "assistant": "assistant"}
    return [
        Told("caller" if one.role == "user" else "assistant", one.text)
        for one in messages[1:-1]
        if one.role in roles and one.text
    ]
