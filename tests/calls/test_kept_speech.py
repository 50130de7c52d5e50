"""The second call to a business: is anything synthesised that is the same for every caller?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vaani.call import phrases
from vaani.call.plan import Business, Text
from vaani.call.ports.speaker import Voice
from vaani.dialogue import fixed
from vaani.domain.businesses.file import load_file
from vaani.providers.cache import CachedSpeaker
from vaani.testing.failing_bookings import Day, play
from vaani.testing.failing_calls import HeardVoice
from vaani.testing.virtual_time import run

DINER = load_file(Path(__file__).parent / "text" / "scenarios" / "diner.yaml").business


def synthesised(business: Business, folder: Path) -> list[str]:
    """What had to be made in one call, by a process that has just started."""
    voice = HeardVoice()
    speaker = CachedSpeaker(voice, folder)
    spoken = Voice("en", business.voices.get("en"))
    speaker.allow((text, spoken) for text in fixed_of(business))
    played = run(lambda: play(business, Day(), voice=speaker))
    assert played.booked == [("Kavya", 4)]
    return voice.asked


def fixed_of(business: Business) -> set[str]:
    always = [text.speak("en") for text in phrases.IN_CALLS]
    return {*fixed.first_words(business, "en"), *fixed.constant("en"), *always}


def test_the_second_call_speaks_its_fixed_phrases_without_any_synthesis(tmp_path: Path) -> None:
    first = synthesised(DINER, tmp_path)
    assert len(fixed_of(DINER) & set(first)) >= 4
    assert fixed_of(DINER) & set(synthesised(DINER, tmp_path)) == set()


def test_a_changed_greeting_and_a_changed_voice_are_made_anew(tmp_path: Path) -> None:
    synthesised(DINER, tmp_path)
    other = replace(DINER, greeting=Text(en="Welcome to the new lantern."))
    made = synthesised(other, tmp_path)
    assert "Welcome to the new lantern." in made
    assert len(fixed_of(other) & set(made)) == 1, "and nothing else"
    spoken_by_another = replace(DINER, voices={"en": "another"})
    assert len(fixed_of(DINER) & set(synthesised(spoken_by_another, tmp_path))) >= 4
