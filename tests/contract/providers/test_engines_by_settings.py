"""An operator names engines: which are made, and what is said when one cannot be?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vaani.bootstrap.hearing import check_hearing, open_hearing
from vaani.bootstrap.live import open_talking
from vaani.bootstrap.speaking import check_speaking, open_speaking
from vaani.bootstrap.thinking import check_thinking, open_engines
from vaani.call.plan import Business, Caller, CallPlan
from vaani.kit.errors import SettingsError
from vaani.providers.hearing_chain import ChainedTranscriber
from vaani.providers.local import voices
from vaani.providers.registry import engines, names
from vaani.settings import Settings, load
from vaani.testing.voices import LegibleVoice

EVERYTHING = {
    "DEEPGRAM_API_KEY": "k", "SARVAM_API_KEY": "k", "ELEVENLABS_API_KEY": "k", "GROQ_API_KEY": "k",
    "OPENAI_API_KEY": "k", "VAANI_PROVIDERS__CARTESIA__API_KEY": "k",
    "VAANI_PROVIDERS__OPENAI__HEARING_MODEL": "whisper-1",
    "VAANI_PROVIDERS__OPENAI__SPEAKING_MODEL": "gpt-4o-mini-tts",
    "VAANI_PROVIDERS__GROQ__HEARING_MODEL": "whisper-large-v3-turbo",
    "VAANI_PROVIDERS__ELEVENLABS__SPEAKING_MODEL": "eleven_flash_v2_5",
    "VAANI_PROVIDERS__ELEVENLABS__VOICE_EN": "v", "VAANI_PROVIDERS__CARTESIA__VOICE_HI": "v",
    "VAANI_PROVIDERS__PIPER__BASE_URL": "http://127.0.0.1:5000",
    "VAANI_PROVIDERS__EDGE__UNOFFICIAL": "true",
    "VAANI_PROVIDERS__EDGE__VOICE_EN": "en-XX-OneNeural",
    "VAANI_PROVIDERS__PIPER__VOICE_EN": "en_US-joe-medium",
    "VAANI_PROVIDERS__WYOMING__HEARING_URL": "tcp://127.0.0.1:10300",
    "VAANI_PROVIDERS__WYOMING__SPEAKING_URL": "tcp://127.0.0.1:10200",
}  # fmt: skip
PLAN = CallPlan(
    "c", Business("b", "b", "B", "other", "UTC", ("en", "hi"), {}), Caller(None), "x", "x"
)


def settings(**environ: str) -> Settings:
    return load(environ=environ).settings


@pytest.mark.parametrize("name", [one for one in names("hearing") if one != "local"])
async def test_every_recogniser_of_a_card_can_be_chosen(name: str) -> None:
    hearing = open_hearing(settings(**EVERYTHING, VAANI_SPEECH__HEARING=name), None)
    transcriber = hearing.transcriber(PLAN)
    assert isinstance(transcriber, ChainedTranscriber)
    assert (transcriber.engine, transcriber.rate_hz) == (name, 8000)
    await transcriber.close()
    await hearing.aclose()


@pytest.mark.parametrize("name", [one for one in names("speaking") if one != "local"])
async def test_every_voice_of_a_card_can_be_chosen(name: str) -> None:
    chosen = settings(**EVERYTHING, VAANI_SPEECH__SPEAKING=f"{name}, local")
    speaking = open_speaking(chosen, LegibleVoice(), None)
    assert [one.name for one in speaking.engines] == [name, "local"]
    assert speaking.speaker.languages()[0] in speaking.engines[0].speaker.languages()
    await speaking.aclose()


async def test_every_language_model_of_a_card_can_be_chosen() -> None:
    wanted = names("thinking")
    models = {f"VAANI_PROVIDERS__{one.upper()}__MODEL": "m" for one in wanted}
    keys = {"GEMINI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}
    chosen = settings(**EVERYTHING, **keys, **models, VAANI_DIALOGUE__MODELS=",".join(wanted))
    async with open_engines(chosen) as made:
        assert tuple(one.name for one in made) == wanted


@pytest.mark.parametrize("engine", [one for one in engines() if one.needs], ids=str)
def test_an_engine_that_lacks_something_stops_the_start_and_says_what(engine) -> None:  # type: ignore[no-untyped-def]
    variable, check = {
        "hearing": ("VAANI_SPEECH__HEARING", check_hearing),
        "speaking": ("VAANI_SPEECH__SPEAKING", check_speaking),
        "thinking": ("VAANI_DIALOGUE__MODELS", check_thinking),
        "realtime": ("VAANI_DIALOGUE__REALTIME", open_talking),
    }[engine.role]
    with pytest.raises(SettingsError) as caught:
        check(settings(**{variable: engine.name}))
    assert engine.needs[0] in caught.value.message


@pytest.mark.parametrize("wanted", ["siri", "local, siri", ","])
def test_a_name_that_is_not_there_is_refused_with_those_that_are(wanted: str) -> None:
    with pytest.raises(SettingsError, match=r"choose from .*deepgram"):
        open_hearing(settings(VAANI_SPEECH__HEARING=wanted), None)


async def test_a_business_takes_the_engines_of_its_file_in_its_order() -> None:
    chosen = settings(**EVERYTHING, VAANI_SPEECH__HEARING="deepgram,sarvam,groq")
    hearing = open_hearing(chosen, None)
    for wanted, first in (
        (("sarvam", "deepgram"), "sarvam"),
        ((), "deepgram"),
        (("x",), "deepgram"),
    ):
        mine = replace(PLAN, business=replace(PLAN.business, engines={"hearing": wanted}))
        transcriber = hearing.transcriber(mine)
        assert isinstance(transcriber, ChainedTranscriber)
        assert transcriber.engine == first
        await transcriber.close()
    await hearing.aclose()


CHANGES = {
    "openai": ("SPEAKING_MODEL", "VOICE_EN", "VOICE_HI", "BASE_URL"),
    "deepgram": ("VOICE_EN", "BASE_URL"),
    "elevenlabs": ("SPEAKING_MODEL", "VOICE_EN", "VOICE_HI", "BASE_URL"),
    "sarvam": ("SPEAKING_MODEL", "VOICE_EN", "VOICE_HI", "BASE_URL"),
    "cartesia": ("SPEAKING_MODEL", "VOICE_EN", "VOICE_HI", "BASE_URL"),
    "piper": ("VOICE_EN", "VOICE_HI", "BASE_URL"),
    "edge": ("VOICE_EN", "VOICE_HI", "BASE_URL"),
    "wyoming": ("VOICE_EN", "VOICE_HI", "SPEAKING_URL"),
}
"""What an owner may change of each voice."""


@pytest.mark.parametrize("name", [one for one in names("speaking") if one != "local"])
async def test_speech_that_is_kept_of_a_voice_is_not_that_of_a_changed_one(name: str) -> None:
    async def key(**changed: str) -> str:
        given = EVERYTHING | {
            "VAANI_PROVIDERS__SARVAM__VOICE_EN": "v", "VAANI_PROVIDERS__WYOMING__VOICE_EN": "v",
        } | changed  # fmt: skip
        speaking = open_speaking(settings(**given, VAANI_SPEECH__SPEAKING=name), None, None)
        try:
            return speaking.speaker.name
        finally:
            await speaking.aclose()

    seen = [await key()]
    for change in CHANGES[name]:
        value = {"BASE_URL": "http://10.1.2.3:5", "SPEAKING_URL": "tcp://10.1.2.3:5"}.get(change)
        seen.append(await key(**{f"VAANI_PROVIDERS__{name.upper()}__{change}": value or "other"}))
    seen.append(await key(**{f"VAANI_PROVIDERS__{name.upper()}__VOICE_EN": "flux-a-en"}))
    assert len(set(seen)) == len(seen)


def test_speech_that_is_kept_of_the_local_voices_is_not_that_of_changed_code(
    tmp_path: Path,
) -> None:
    folder = Path(voices.__file__).parent
    for file in (*folder.glob("*.py"), folder / "models.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    before = voices.made_by.__wrapped__(tmp_path)
    assert before == voices.made_by()
    for name in ("phonemes.py", "loudness.py", "models.yaml"):
        with (tmp_path / name).open("a") as file:
            file.write("# another\n")
        assert voices.made_by.__wrapped__(tmp_path) != before
