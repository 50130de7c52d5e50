"""A person or a machine? By what is said when, and by the beep: no engine, no clock."""

from __future__ import annotations

import numpy as np
import pytest

from vaani.audio.g711 import encode_mulaw
from vaani.audio.tones import is_tone
from vaani.call.core.answering import Answering
from vaani.call.facts import MachineAnswered, MachineListens
from vaani.call.machines import MachineWatch
from vaani.call.plan import Machine, Text
from vaani.call.ports.line import MULAW_8K, Coding

Spoken = list[tuple[int, int]]
MESSAGE = Machine(hears=True, message=Text("Please call back."))


def verdict(spoken: Spoken, until_ms: int = 4000) -> tuple[str | None, int]:
    """What is decided, and when: windows of 32 ms, asked every 20 ms."""
    answering = Answering()
    for now in range(0, until_ms + 20, 20):
        for begin, end in spoken:
            for at in range(begin, end, 32):
                if now - 20 < at + 32 <= now:
                    answering.voice(at, at + 32)
        if (who := answering.verdict(now)) is not None:
            return who, now
    return None, until_ms


@pytest.mark.parametrize(
    ("spoken", "who", "by_ms"),
    [
        ([(300, 800)], "person", 1700),  # "Hello?"
        ([(400, 900), (1300, 2200)], "person", 3100),  # "Hello? ... Who is this?"
        ([(500, 3000)], "person", 4000),  # "Sharma Electronics, good morning"
        ([], "person", 4000),  # breathes
        ([(2600, 3900)], "person", 4000),  # fetched the phone
        ([(200, 9000)], "machine", 3120),
        ([(300, 1500), (2000, 3400), (3900, 6000)], "machine", 4000),
        ([(900, 8000)], "machine", 3820),
        ([(1400, 8000)], "machine", 4000),
        ([(300, 700), (1400, 6000)], "machine", 3220),  # "Hello. ... You have reached"
    ],
)
def test_greetings_are_told_apart_in_time(spoken: Spoken, who: str, by_ms: int) -> None:
    found, at = verdict(spoken)
    assert found == who
    assert at <= by_ms


def sound(hertz: float | None, ms: int, level: int = 6000, rate: int = 8000) -> np.ndarray:
    at = np.arange(rate * ms // 1000) / rate
    if hertz is None:
        return np.random.default_rng(3).normal(0, level, len(at)).astype(np.int16)
    return (np.sin(2 * np.pi * hertz * at) * level).astype(np.int16)


@pytest.mark.parametrize("hertz", [400, 440, 850, 1000, 1400, 2000])
@pytest.mark.parametrize("rate", [8000, 16000])
def test_a_beep_is_a_tone(hertz: int, rate: int) -> None:
    assert is_tone(sound(hertz, 20, rate=rate), rate)


def test_voices_noise_hum_and_silence_are_no_tone() -> None:
    vowel = sum(sound(130 * n, 20, 4000 // n).astype(int) for n in range(1, 9))
    dial = sound(350, 20).astype(int) // 2 + sound(1600, 20).astype(int) // 2
    for other in (vowel, dial, sound(None, 20), sound(100, 20), sound(1000, 20, 100)):
        assert not is_tone(np.clip(other, -32768, 32767).astype(np.int16), 8000)
    assert not is_tone(sound(1000, 10), 8000)


def heard(watch: MachineWatch, samples: np.ndarray, at_ms: int, coding: Coding = MULAW_8K) -> list:
    """What is found out by some sound, as it comes in pieces of 20 ms."""
    found, size = [], coding.rate_hz // 50
    for piece in range(0, len(samples), size):
        part = samples[piece : piece + size]
        payload = encode_mulaw(part) if coding.encoding == "mulaw" else part.tobytes()
        end = at_ms + (piece + size) * 1000 // coding.rate_hz
        if (fact := watch.hear(payload, end)) is not None:
            found.append((type(fact), end))
    return found


@pytest.mark.parametrize("coding", [MULAW_8K, Coding("l16", 16000)])
def test_a_message_is_left_right_after_the_beep(coding: Coding) -> None:
    watch = MachineWatch(MESSAGE, coding)
    rate = coding.rate_hz
    for at in range(300, 6000, 32):
        watch.voice(at, at + 32)
    greeting = heard(watch, sound(None, 6000, 900, rate), 0, coding)
    beeped = heard(watch, sound(1000, 400, rate=rate), 6000, coding)
    after = heard(watch, sound(None, 1000, 50, rate), 6400, coding)
    assert [kind for kind, _ in greeting] == [MachineAnswered]
    assert beeped == []
    ((kind, at),) = after
    assert kind is MachineListens
    assert 6780 <= at <= 6900
    assert watch.over


def test_without_a_beep_it_is_left_when_the_machine_has_been_silent() -> None:
    watch = MachineWatch(MESSAGE, MULAW_8K)
    for at in range(300, 5000, 32):
        watch.voice(at, at + 32)
    found = heard(watch, sound(None, 9000, 50), 0)
    assert [kind for kind, _ in found] == [MachineAnswered, MachineListens]
    assert 7400 <= found[1][1] <= 7600


def test_a_beep_in_a_talk_with_a_person_is_nothing() -> None:
    watch = MachineWatch(MESSAGE, MULAW_8K)
    for at in range(300, 800, 32):
        watch.voice(at, at + 32)
    assert heard(watch, sound(None, 2000, 50), 0) == []
    assert watch.over
    assert heard(watch, sound(1000, 1000), 2000) == []


def test_what_the_carrier_knows_counts_and_nothing_else_where_we_do_not_listen() -> None:
    watch = MachineWatch(Machine(hears=False, message=Text("x")), MULAW_8K)
    for at in range(300, 5000, 32):
        watch.voice(at, at + 32)
    assert heard(watch, sound(None, 4500, 50), 0) == []
    assert watch.carrier_knows()
    assert heard(watch, sound(None, 20, 50), 4500)[0][0] is MachineAnswered
    assert not MachineWatch(Machine(hears=True), MULAW_8K).carrier_knows()
