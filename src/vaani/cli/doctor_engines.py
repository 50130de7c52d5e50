"""Do the chosen engines of vendors answer, and how soon?

A recogniser gets two seconds of a hum, as a caller's pause would give it: a word is not to be
expected, an answer is. A voice says one sentence in each of its languages. What a vendor says is
not repeated: it may hold the key that it was shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

import numpy as np

from vaani.bootstrap.brains import is_wanted
from vaani.bootstrap.hearing import LOCAL, HearingEngine, check_hearing, open_hearing
from vaani.bootstrap.live import open_talking
from vaani.bootstrap.speaking import check_speaking, open_speaking
from vaani.bootstrap.thinking import open_engines
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.chat_model import ChatRequest, Message, TextPiece
from vaani.call.ports.speaker import Voice
from vaani.call.ports.transcriber import Transcriber
from vaani.cli.doctor_turn import (
    RULES,
    Measured,
    expected,
    local_ear_tried,
    local_voice_tried,
    needs_rules,
    note_thinking,
    rules_tried,
    told_ear,
    told_voice,
)
from vaani.cli.doctor_words import Tried
from vaani.cli.finding import Finding
from vaani.dialogue.model.schema import the_object
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError, SettingsError
from vaani.language.found import Language
from vaani.providers.live import LiveTalk
from vaani.providers.live_wire import LiveSetup
from vaani.providers.model_chain import ThinkingEngine
from vaani.providers.registry import ROLES, Role
from vaani.providers.speaking_chain import VoiceEngine
from vaani.settings import Settings

_WITHIN_S = 8.0
_RATE_HZ = 8000
_SENTENCES: dict[Language, str] = {
    "en": "Your table is booked.",
    "hi": "आपकी टेबल बुक हो गई है।",
}
_SPOKEN_S = 2
_FRAME_BYTES = _RATE_HZ // 50 * 2


async def engines_tried(settings: Settings) -> AsyncIterator[Finding]:
    """A finding for each chosen engine, and how soon a turn is answered with them."""
    measured = Measured()
    if needs_rules(settings):
        measured.thinking[RULES] = await rules_tried()
    for role in ROLES:
        async for finding in role_tried(settings, role, measured):
            yield finding
    yield expected(settings, measured)


def role_tried(settings: Settings, role: Role, measured: Measured) -> AsyncIterator[Finding]:
    """A finding for each engine chosen for this role; how soon it was goes to `measured`."""
    return {
        "hearing": _hearing, "speaking": _speaking, "thinking": _thinking, "realtime": _talking,
    }[role](settings, measured)  # fmt: skip


async def _hearing(settings: Settings, measured: Measured) -> AsyncIterator[Finding]:
    try:
        wanted = check_hearing(settings)
        hearing = open_hearing(settings, _nobody if LOCAL in wanted else None)
    except SettingsError as error:
        yield Finding("hearing", "BROKEN", error.message, "`vaani serve` does not start")
        return
    try:
        for engine in hearing.engines:
            if engine.name != LOCAL:
                yield await _heard(settings, engine, measured, last=len(hearing.engines) == 1)
            else:
                yield await local_ear_tried(settings, measured)
    finally:
        await hearing.aclose()


async def _speaking(settings: Settings, measured: Measured) -> AsyncIterator[Finding]:
    try:
        wanted = check_speaking(settings)
        speaking = open_speaking(settings, _Nobody() if LOCAL in wanted else None, None)
    except SettingsError as error:
        yield Finding("speaking", "BROKEN", error.message, "`vaani serve` does not start")
        return
    try:
        for engine in speaking.engines:
            if engine.name == LOCAL:
                for finding in await local_voice_tried(settings, measured):
                    yield finding
                continue
            for language in engine.speaker.languages():
                alone = len(speaking.engines) == 1
                yield await _spoken(settings, engine, language, measured, last=alone)
    finally:
        await speaking.aclose()


async def _spoken(
    settings: Settings, engine: VoiceEngine, language: Language, measured: Measured, *, last: bool
) -> Finding:
    cost = "nothing is said" if last else "the next engine of speech.speaking speaks"
    tried = Tried("speaking", engine.name, cost, settings)
    part = f"{tried.part} {language}"
    begun, first, seconds = perf_counter(), 0.0, 0.0
    try:
        async with asyncio.timeout(_WITHIN_S):
            async for pcm in engine.speaker.speak(_SENTENCES[language], Voice(language)):
                first = first or perf_counter() - begun
                seconds += len(pcm) / 2 / engine.speaker.rate_hz
    except TimeoutError:
        return tried.silent(_WITHIN_S, part)
    except ProviderError as error:
        return tried.failed(error, part)
    factor = (perf_counter() - begun) / max(0.01, seconds)
    measured.spoken(engine.name, first * 1000)
    return Finding(part, "ok", told_voice(first, factor))


async def _thinking(settings: Settings, measured: Measured) -> AsyncIterator[Finding]:
    if not is_wanted(settings):
        return
    try:
        async with open_engines(settings) as engines:
            for engine in engines:
                yield await _thought(settings, engine, measured, last=len(engines) == 1)
    except SettingsError as error:
        yield Finding("thinking", "BROKEN", error.message, "`vaani serve` does not start")


async def _thought(
    settings: Settings, engine: ThinkingEngine, measured: Measured, *, last: bool
) -> Finding:
    """One answer of a shape, as turns are read: how soon, and can it be read?"""
    cost = "the rules answer alone" if last else "the next model of dialogue.models answers"
    tried = Tried("thinking", engine.name, cost, settings)
    part = tried.part
    shape = {
        "type": "object",
        "properties": {"commands": {"type": "array", "items": {"type": "string"}}},
        "required": ["commands"],
        "additionalProperties": False,
    }
    question = Message("user", 'Answer with the JSON object {"commands": ["yes"]}, nothing else.')
    begun, first, text = perf_counter(), 0.0, ""
    try:
        async with asyncio.timeout(_WITHIN_S):
            async for piece in engine.model.stream(ChatRequest((question,), schema=shape)):
                if isinstance(piece, TextPiece):
                    first = first or perf_counter() - begun
                    text += piece.text
    except TimeoutError:
        return tried.silent(_WITHIN_S)
    except ProviderError as error:
        return tried.failed(error)
    if the_object(text) is None:
        return Finding(part, "warn", "its answers cannot be read", "turns are read by the rules")
    took = (perf_counter() - begun) * 1000
    note_thinking(settings, measured, engine.name, took)
    return Finding(part, "ok", f"first word after {first * 1000:.0f} ms, whole after {took:.0f} ms")


async def _talking(settings: Settings, _measured: Measured) -> AsyncIterator[Finding]:
    """How soon a talk with each chosen model that hears and speaks is open; nothing is said."""
    try:
        engines = open_talking(settings)
    except SettingsError as error:
        yield Finding("realtime", "BROKEN", error.message, "`vaani serve` does not start")
        return

    async def setup() -> LiveSetup:
        return LiveSetup("Be silent.")

    for engine in engines:
        cost = "its businesses' calls go on without it"
        tried, begun = Tried("realtime", engine.name, cost, settings), perf_counter()
        talk = LiveTalk(setup, engine.make)
        talk.start()
        try:
            await talk.ready(_WITHIN_S)
        except ProviderError as error:
            yield tried.failed(error)
        else:
            took = (perf_counter() - begun) * 1000
            yield Finding(tried.part, "ok", f"a talk is open after {took:.0f} ms")
        finally:
            await talk.close()


class _Nobody:
    """Stands for the local voices, which are not asked here."""

    rate_hz = 24000
    name = LOCAL

    def languages(self) -> tuple[Language, ...]:
        return ("en", "hi")

    def speak(self, text: str, voice: Voice) -> AsyncIterator[bytes]:
        raise RuntimeError("the local voices are not asked here")


def _nobody(_plan: CallPlan) -> Transcriber:
    raise RuntimeError("the local recogniser is not asked here")


async def _heard(
    settings: Settings, engine: HearingEngine, measured: Measured, *, last: bool
) -> Finding:
    cost = "callers are not understood" if last else "the next engine of speech.hearing hears"
    tried = Tried("hearing", engine.name, cost, settings)
    stream = engine.open(_plan())
    try:
        async with asyncio.timeout(_WITHIN_S):
            took_ms = await _one_pause(stream)
    except TimeoutError:
        return tried.silent(_WITHIN_S)
    except ProviderError as error:
        return tried.failed(error)
    finally:
        await stream.close()
    measured.hearing[engine.name] = took_ms
    return Finding(tried.part, "ok", told_ear(took_ms / 1000, took_ms / 1000 / _SPOKEN_S))


async def _one_pause(stream: Transcriber) -> int:
    """How long after the pause the final came, in ms."""
    wave = np.sin(np.arange(_RATE_HZ * _SPOKEN_S) * 2 * np.pi * 180 / _RATE_HZ) * 6000
    sound = bytes(_RATE_HZ) + wave.astype("<i2").tobytes()
    at = 0
    for place in range(0, len(sound), _FRAME_BYTES):
        at += 20
        stream.push(sound[place : place + _FRAME_BYTES], MediaMs(at))
        if at == 500:
            stream.began(1, MediaMs(at))
    stream.paused(1, MediaMs(at))
    begun = perf_counter()
    async for heard in stream.heard():
        if heard.final:
            break
    return int((perf_counter() - begun) * 1000)


def _plan() -> CallPlan:
    """A call of nobody to a business without anything."""
    business = Business("check", "check", "Check", "other", "UTC", ("en", "hi"), {})
    return CallPlan("check", business, Caller(None), "check", "check", test=True)
