"""The first caller after a start, or after a change of a business file, is greeted at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from vaani.bootstrap.preparing import Preparer
from vaani.bootstrap.speech import open_speech
from vaani.call import phrases
from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.speaker import Voice
from vaani.call.ports.thinker import CallerTurn, Sentence
from vaani.dialogue.brain import FlowBrain
from vaani.providers.cache import CachedSpeaker
from vaani.settings import load
from vaani.testing.text_call import Given
from vaani.testing.voices import LegibleVoice

SHOP = """
slug: shop
name: Shop
kind: other
timezone: Asia/Kolkata
languages: [en, hi]
hours: {fri: [{open: "12:00", close: "23:00"}]}
greeting: {en: "The corner shop, good day.", hi: "नुक्कड़ की दुकान, नमस्ते।"}
knowledge:
  - topic: bread
    text: {en: "Bread comes at seven."}
    questions: ["when is there bread"]
"""
SALON = SHOP.replace("slug: shop", "slug: salon").replace("The corner shop", "The salon")


def nobody() -> int:
    return 0


async def greeted(rooms: Any, business: Business, language: Any, speaker: CachedSpeaker) -> None:
    """A call begins, as far as its first words."""
    plan = CallPlan("c", business, Caller(None), "text", "c", language=language)
    brain = FlowBrain(plan, rooms.call(business))
    async for part in brain.reply(CallerTurn(1, "start"), Given()):
        if isinstance(part, Sentence):
            async for _ in speaker.speak(part.text, Voice(part.language)):
                pass


async def test_the_first_call_after_a_start_takes_its_greeting_from_the_cache(
    rooms: Any, tmp_path: Path
) -> None:
    shop = await rooms.opens(SHOP)
    speaker = CachedSpeaker(LegibleVoice(), tmp_path / "speech")
    made = await Preparer(rooms.businesses, speaker, nobody).look()
    assert made > 10
    for language in shop.languages:
        await greeted(rooms, shop, language, speaker)
        for phrase in phrases.IN_CALLS:
            await anext(speaker.speak(phrase.speak(language), Voice(language)))
    assert speaker.counts.missed == made
    after_a_restart = CachedSpeaker(LegibleVoice(), tmp_path / "speech")
    await greeted(rooms, shop, "hi", after_a_restart)
    assert after_a_restart.counts.missed == 0
    assert after_a_restart.counts.folder == 2


async def test_all_that_is_prepared_waits_behind_callers_and_greetings_come_first(
    rooms: Any,
) -> None:
    await rooms.opens(SHOP)
    await rooms.opens(SALON)
    inside = LegibleVoice()
    await Preparer(rooms.businesses, CachedSpeaker(inside), nobody).look()
    assert inside.ahead == inside.said
    greetings = [
        inside.said.index(f"{place}, good day.") for place in ("The salon", "The corner shop")
    ]
    assert max(greetings) < inside.said.index(phrases.FILLER.speak("en"))
    assert len(set(inside.said)) == len(inside.said)


async def test_a_file_that_was_changed_is_prepared_anew_and_nothing_else(rooms: Any) -> None:
    await rooms.opens(SHOP)
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside)
    preparer = Preparer(rooms.businesses, speaker, nobody)
    await preparer.look()
    before = len(inside.said)
    assert await preparer.look() == 0
    await rooms.opens(SHOP.replace("good day", "hello"))
    await rooms.opens(SALON)
    assert await preparer.look() == 2
    assert sorted(inside.said[before:]) == ["The corner shop, hello.", "The salon, good day."]


async def test_an_answer_of_the_file_is_kept_once_it_was_given_and_a_callers_words_never(
    rooms: Any, tmp_path: Path
) -> None:
    await rooms.opens(SHOP)
    inside = LegibleVoice()
    speaker = CachedSpeaker(inside, tmp_path / "speech")
    await Preparer(rooms.businesses, speaker, nobody).look()
    assert "Bread comes at seven." not in inside.said
    for text in ("Bread comes at seven.", "Under which name, please?", "Hello Rohan."):
        await anext(speaker.speak(text, Voice("en")))
        async for _ in speaker.speak(text, Voice("en")):
            pass
    later = CachedSpeaker(LegibleVoice(), tmp_path / "speech")
    for text in ("Bread comes at seven.", "Under which name, please?", "Hello Rohan."):
        await anext(later.speak(text, Voice("en")))
    assert (later.counts.folder, later.counts.missed) == (2, 1)


async def test_a_language_without_a_voice_does_not_keep_the_other_from_being_prepared(
    rooms: Any,
) -> None:
    shop = await rooms.opens(SHOP)
    inside = LegibleVoice(broken=("The corner shop, good day.",))
    speaker = CachedSpeaker(inside)
    await Preparer(rooms.businesses, speaker, nobody).look()
    await greeted(rooms, shop, "hi", speaker)
    assert speaker.counts.memory == 2
    assert phrases.FILLER.speak("en") not in inside.said


async def test_while_a_call_is_up_nothing_is_prepared_until_it_is_over(
    rooms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rooms.opens(SHOP)
    inside = LegibleVoice()
    calls, glances = [1], []

    async def glance(seconds: float) -> None:
        glances.append((seconds, len(inside.said)))
        if len(glances) == 5:
            calls.clear()

    monkeypatch.setattr("vaani.bootstrap.preparing.asyncio.sleep", glance)
    speaker = CachedSpeaker(inside)
    await Preparer(rooms.businesses, speaker, lambda: len(calls)).look()
    assert [said for _, said in glances] == [0] * 5
    assert len(inside.said) > 10


async def test_what_earlier_versions_kept_is_removed_at_the_start_even_without_speech(
    tmp_path: Path,
) -> None:
    former = tmp_path / "speech" / "3f" / f"3f{'0' * 62}.pcm"
    former.parent.mkdir(parents=True)
    former.write_bytes(b"in the name of Rohan Mehta")
    settings = load({"data": tmp_path}, environ={"VAANI_SPEECH__ENGINE": "off"}).settings
    assert await open_speech(settings) is None
    assert await asyncio.to_thread(lambda: list((tmp_path / "speech").rglob("*"))) == []
