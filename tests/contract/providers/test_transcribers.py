"""What every recogniser promises a call, simulated or real."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.local.whisper import WhisperSource
from vaani.providers.simulated.delays import Delays
from vaani.providers.simulated.transcriber import SimulatedTranscriber
from vaani.testing.speech import cough, over_the_phone, say, silence
from vaani.testing.vendors.engines import STREAMED, WHOLE, hearing

PATIENCE_S = 30


class Caller:
    """Feeds one transcriber with 20 ms frames, as the session does."""

    def __init__(self, transcriber: Transcriber) -> None:
        self.transcriber = transcriber
        self.now = 0
        self._heard = transcriber.heard()

    def sends(self, pcm: bytes) -> None:
        step = 320
        wider = self.transcriber.rate_hz // 8000
        for at in range(0, len(pcm), step):
            piece = pcm[at : at + step]
            self.now += len(piece) // 16
            if wider > 1:
                piece = np.repeat(np.frombuffer(piece, "<i2"), wider).tobytes()
            self.transcriber.push(piece, MediaMs(self.now))

    def says(self, utterance: int, pcm: bytes) -> None:
        """Silence, the speech, the hints that the detector gives, and 200 ms of silence."""
        self.sends(silence(500))
        start = self.now
        self.sends(pcm[:1600])
        self.transcriber.began(utterance, MediaMs(start))
        self.sends(pcm[1600:])
        end = self.now
        self.sends(silence(200))
        self.transcriber.paused(utterance, MediaMs(end))

    async def hears(self) -> Heard:
        """The next final."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                heard = await anext(self._heard)
                if heard.final:
                    return heard

    async def is_told_nothing_more(self) -> None:
        await self.transcriber.close()
        async with asyncio.timeout(PATIENCE_S):
            assert [heard async for heard in self._heard if heard.final] == []


LOCAL = ("simulated", pytest.param("whisper", marks=pytest.mark.models))
LINES = ("I would like a table", "for two people", "tomorrow evening", "and one more")


@pytest.fixture(params=[*LOCAL, *STREAMED, *WHOLE])
async def caller(request: pytest.FixtureRequest) -> AsyncIterator[Caller]:
    if request.param == "simulated":
        yield Caller(SimulatedTranscriber(Delays()))
    elif request.param == "whisper":
        source: WhisperSource = request.getfixturevalue("whisper")
        yield Caller(source.open(("en",)))
    else:
        async with hearing(request.param, LINES) as bench:
            person = Caller(bench.open())
            yield person
            await person.transcriber.close()


@pytest.fixture
def hum() -> bytes:
    wave = np.sin(np.arange(8000) * 2 * np.pi * 180 / 8000) * 8000
    return wave.astype("<i2").tobytes()


async def test_every_pause_gets_one_final_with_its_number(caller: Caller, hum: bytes) -> None:
    for number in (1, 2, 3):
        caller.says(number, hum)
        heard = await caller.hears()
        assert (heard.utterance, heard.final) == (number, True)
        caller.transcriber.ended(number)
    await caller.is_told_nothing_more()


async def test_a_caller_who_goes_on_gets_one_final_for_all_of_it(
    caller: Caller, hum: bytes
) -> None:
    caller.says(1, hum)
    caller.transcriber.resumed(1)
    caller.sends(hum)
    caller.transcriber.paused(1, MediaMs(caller.now))
    assert (await caller.hears()).utterance == 1
    await caller.is_told_nothing_more()


async def test_hanging_up_in_the_middle_is_quiet_and_may_be_told_twice(
    caller: Caller, hum: bytes
) -> None:
    caller.says(1, hum)
    await caller.transcriber.close()
    await caller.transcriber.close()
    caller.sends(hum)
    await caller.is_told_nothing_more()


async def test_odd_empty_and_misplaced_input_does_no_harm(caller: Caller, hum: bytes) -> None:
    transcriber = caller.transcriber
    transcriber.push(b"", MediaMs(0))
    transcriber.push(b"\x01", MediaMs(0))
    transcriber.resumed(7)
    transcriber.ended(7)
    transcriber.expect(Hint("?" * 900, "hi", "phone", ("Priya", "x" * 500), digits=10))
    caller.says(1, np.random.default_rng(0).bytes(16000))
    assert (await caller.hears()).utterance == 1


@pytest.mark.models
async def test_two_callers_at_once_get_their_own_words(whisper: WhisperSource) -> None:
    lines = ["I would like to cancel my appointment.", "What time do you close on Sunday?"]
    callers = [Caller(whisper.open(("en",))) for _ in lines]
    for person, line in zip(callers, lines, strict=True):
        person.says(1, over_the_phone(say(line), 8000))
    texts = [(await person.hears()).text.lower() for person in callers]
    assert "cancel" in texts[0]
    assert "sunday" in texts[1]


@pytest.mark.models
@pytest.mark.parametrize(
    "noise",
    [
        *[pytest.param(cough(seed), id=f"cough {seed}") for seed in range(5)],
        pytest.param(silence(1500), id="silence"),
        pytest.param(
            (np.random.default_rng(1).normal(0, 600, 16000)).astype("<i2").tobytes(), id="hiss"
        ),
        pytest.param(
            (np.sin(np.arange(12000) * 2 * np.pi * 440 / 8000) * 6000).astype("<i2").tobytes(),
            id="tone",
        ),
        pytest.param(b"\x00\x40" * 400, id="a knock of 50 ms"),
    ],
)
async def test_noise_is_not_turned_into_words(whisper: WhisperSource, noise: bytes) -> None:
    person = Caller(whisper.open(("en", "hi")))
    person.says(1, over_the_phone(noise, 8000))
    assert (await person.hears()).alternatives == ()


@pytest.mark.models
async def test_words_appear_while_the_caller_is_still_speaking(whisper: WhisperSource) -> None:
    transcriber = whisper.open(("en",))
    person = Caller(transcriber)
    speech = over_the_phone(say("I would like to book a table for four people"), 8000)
    person.sends(silence(500))
    transcriber.began(1, MediaMs(person.now))
    person.sends(speech)
    async with asyncio.timeout(PATIENCE_S):
        heard = await anext(person._heard)
    assert not heard.final
    assert "would like" in heard.text.lower()
    await transcriber.close()


@pytest.mark.models
async def test_the_loop_goes_on_while_words_are_recognised(whisper: WhisperSource) -> None:
    person = Caller(whisper.open(("en",)))
    person.says(1, over_the_phone(say("Do you have a table on Saturday at eight?"), 8000))
    final = asyncio.ensure_future(person.hears())
    turns = 0
    while not final.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert "saturday" in (await final).text.lower()
    assert turns > 25


@pytest.mark.models
async def test_a_speech_of_a_minute_is_heard_to_its_end(whisper: WhisperSource) -> None:
    line = over_the_phone(say("We were eight people and the food was very good indeed."), 8000)
    last = over_the_phone(say("My booking number is for the second of March."), 8000)
    person = Caller(whisper.open(("en",)))
    person.says(1, (line + silence(300)) * 11 + last)
    text = (await person.hears()).text.lower()
    assert "eight people" in text or "8 people" in text
    assert "march" in text


@pytest.mark.models
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("fate", ["its thread ends", "it never returns"])
async def test_a_recogniser_that_is_lost_at_its_work_is_asked_again(
    whisper: WhisperSource, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    good, never, asked = whisper.final, threading.Event(), []

    def lost(*given: Any) -> Any:
        asked.append(1)
        if len(asked) > 1:
            return good(*given)
        if fate == "its thread ends":
            raise SystemExit
        never.wait(PATIENCE_S)
        return (), None

    monkeypatch.setattr(whisper, "final", lost)
    monkeypatch.setattr("vaani.providers.local.whisper._LOST_S", 0.0)
    person = Caller(whisper.open(("en",)))
    person.says(1, over_the_phone(say(LINES[1]), 8000))
    heard = await person.hears()
    never.set()
    assert "two people" in heard.text.lower()
    await person.is_told_nothing_more()


@pytest.mark.models
async def test_missing_and_broken_models_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="vaani models install") as missing:
        WhisperSource(tmp_path)
    assert (missing.value.stage, missing.value.code) == ("transcriber", "model_missing")


@pytest.mark.models
async def test_a_full_engine_refuses_and_may_be_asked_again(models_dir: Path) -> None:
    source = WhisperSource(models_dir, threads=1, partials=False)
    source.pool.close()
    person = Caller(source.open(("en",)))
    person.says(1, over_the_phone(say("Hello."), 8000))
    with pytest.raises(ProviderError, match="closed"):
        await person.hears()
