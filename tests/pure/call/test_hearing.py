"""Where the caller's speech begins and ends, from what a detector says of each 32 ms."""

from __future__ import annotations

from vaani.call.core.hearing import Hearing, HearingSettings
from vaani.call.facts import SpeechPaused, SpeechStarted
from vaani.kit.clock import MediaMs

WINDOW = 32


def heard(
    probabilities: list[float], *, lag: tuple[int, int] = (0, 0), we_speak: bool = False
) -> list[SpeechStarted | SpeechPaused]:
    hearing = Hearing(WINDOW, HearingSettings(), lag)
    facts = [
        hearing.window(one, MediaMs((number + 1) * WINDOW), we_speak)
        for number, one in enumerate(probabilities)
    ]
    return [fact for fact in facts if fact is not None]


def test_speech_is_found_after_three_windows_and_began_with_the_first() -> None:
    assert heard([0.0] * 10 + [0.9] * 2) == []
    assert heard([0.0] * 10 + [0.9] * 3) == [SpeechStarted(MediaMs(320))]


def test_a_soft_beginning_belongs_to_the_word() -> None:
    """The w of "where" is not sure to be speech, but what follows is."""
    soft = [0.0] * 10 + [0.2, 0.46, 0.3, 0.52, 0.9, 0.9]
    assert heard(soft) == [SpeechStarted(MediaMs(320))]


def test_a_murmur_before_it_is_not_drawn_in_without_end() -> None:
    facts = heard([0.2] * 100 + [0.9] * 3)
    assert facts == [SpeechStarted(MediaMs(103 * WINDOW - 400))]


def test_a_click_is_no_speech() -> None:
    assert heard([0.0] * 5 + [0.9] + [0.0] * 3 + [0.9] + [0.0] * 20) == []


def test_a_pause_is_told_with_how_long_the_speech_was() -> None:
    facts = heard([0.0] * 10 + [0.9] * 20 + [0.0] * 3)
    assert facts == [SpeechStarted(MediaMs(320)), SpeechPaused(MediaMs(960), 640)]


def test_what_the_detector_is_late_by_is_taken_off() -> None:
    facts = heard([0.0] * 10 + [0.9] * 20 + [0.0] * 3, lag=(16, 96))
    assert facts == [SpeechStarted(MediaMs(304)), SpeechPaused(MediaMs(864), 560)]


def test_after_a_pause_speech_begins_anew_and_not_before_it() -> None:
    facts = heard([0.9] * 10 + [0.2] * 4 + [0.9] * 3)
    started = [fact.at for fact in facts if isinstance(fact, SpeechStarted)]
    assert started == [0, 14 * WINDOW - WINDOW]
