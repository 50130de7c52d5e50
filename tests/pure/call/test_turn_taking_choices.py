"""What a chosen manner of listening changes, in the rules and in a call."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from vaani.call.core.endpointing import wait_ms
from vaani.call.core.hearing import Hearing
from vaani.call.core.manner import hearing_of, turns_of
from vaani.call.facts import SpeechPaused, SpeechStarted, TurnTakingChosen
from vaani.call.turn_taking import AS_SHIPPED, PRESETS, Preset, TurnTaking, kept
from vaani.kit.clock import MediaMs
from vaani.testing.rehearsal import Rehearsal, answering, plan

LONG = "We have a table by the window, a table in the garden and one upstairs on the terrace."


SILENCES = (100, 400, 900, 2000)


def waits(choice: TurnTaking, text: str, awaiting: str | None, probability: float | None) -> int:
    """How long this manner waits after these words."""
    return wait_ms(
        turns_of(choice).endpoint,
        probability=probability,
        text=text,
        awaiting=awaiting,  # type: ignore[arg-type]
        digits_wanted=10 if awaiting == "phone" else None,
        pace=1.0,
    )


ANSWERS = (
    ("yes", "confirm", 0.9),
    ("I would like a table", None, 0.7),
    ("a table for", None, 0.9),
    ("nine eight seven six", "phone", 0.4),
    ("tomorrow", "date", None),
)


@pytest.mark.parametrize(("text", "awaiting", "probability"), ANSWERS)
def test_a_quick_desk_waits_less_and_a_slow_speaker_is_waited_for(
    text: str, awaiting: str | None, probability: float | None
) -> None:
    quick, usual, slow = (
        waits(TurnTaking(preset=name), text, awaiting, probability)  # type: ignore[arg-type]
        for name in ("quick_support", None, "slow_speaker")
    )
    assert quick < usual < slow
    assert slow < 4000


def test_no_silence_within_the_bounds_turns_patience_round() -> None:
    for text, awaiting, probability in ANSWERS:
        for end in (None, "high", "low"):
            row = [
                waits(
                    TurnTaking(end_sensitivity=end, silence_ms=silence),  # type: ignore[arg-type]
                    text,
                    awaiting,
                    probability,
                )
                for silence in (100, 400, 900, 2000)
            ]
            assert row == sorted(row)
            assert all(
                wait >= least for wait, least in zip(row, (100, 400, 900, 2000), strict=True)
            )
    for silence in (100, 2000):
        settings = turns_of(TurnTaking(silence_ms=silence)).endpoint
        assert max(settings.ceilings_ms.values()) <= settings.most_ms


def heard(choice: TurnTaking, probabilities: list[float]) -> list[str]:
    """What this manner makes of windows of 32 ms."""
    hearing = Hearing(32, hearing_of(choice))
    found = []
    for index, probability in enumerate(probabilities):
        fact = hearing.window(probability, MediaMs((index + 1) * 32), we_speak=False)
        if isinstance(fact, SpeechStarted | SpeechPaused):
            found.append(f"{'starts' if isinstance(fact, SpeechStarted) else 'pauses'} {index}")
    return found


def test_on_a_noisy_line_a_half_sure_sound_is_no_voice_and_a_clear_one_is() -> None:
    noisy = TurnTaking(preset="noisy_line")
    murmur = [0.0] * 5 + [0.6] * 20 + [0.0] * 10
    assert heard(AS_SHIPPED, murmur)
    assert not heard(noisy, murmur)
    word = [0.0] * 5 + [0.95] * 20 + [0.0] * 10
    assert len(heard(noisy, word)) == 2


def test_noise_behind_a_word_does_not_hide_its_end_on_a_noisy_line() -> None:
    word = [0.95] * 20 + [0.4] * 20
    assert heard(TurnTaking(preset="noisy_line"), word)[-1].startswith("pauses")
    assert len(heard(AS_SHIPPED, word)) == 1


def test_speech_counts_after_as_much_of_it_as_was_chosen() -> None:
    starts = [
        int(heard(TurnTaking(prefix_ms=prefix), [0.95] * 40)[0].split()[1]) * 32
        for prefix in (20, 96, 250, 500)
    ]
    assert all(before < after for before, after in pairwise(starts))
    assert starts[-1] >= 480


def test_a_nearer_choice_counts_and_a_preset_replaces_all_of_a_farther_one() -> None:
    business = TurnTaking(preset="slow_speaker", prefix_ms=150)
    assert TurnTaking(silence_ms=300).over(business) == replace(business, silence_ms=300)
    assert TurnTaking(preset="noisy_line").over(business) == TurnTaking(preset="noisy_line")
    assert AS_SHIPPED.over(business) == business
    full = TurnTaking(preset="noisy_line", silence_ms=900).in_full
    assert (full.silence_ms, full.prefix_ms) == (900, PRESETS["noisy_line"].prefix_ms)
    assert kept(business.said) == business
    assert kept(None) == AS_SHIPPED


def answered_after(preset: Preset | None) -> int:
    """Milliseconds from the caller's last sound to our voice, in a rehearsed call."""
    made = replace(plan(), turn_taking=TurnTaking(preset=preset))
    call = Rehearsal(answering("Hello, this is Stage.", "For how many?"), call=made)
    outcome = call.says("I would like a table please", 2.0, seconds=1.5, finished=0.7).run(9)
    return outcome.audible[1][0] - 3500


def test_a_call_is_answered_by_the_manner_of_its_plan() -> None:
    assert answered_after("quick_support") + 150 < answered_after(None)
    assert answered_after(None) + 300 < answered_after("slow_speaker")


def test_a_call_that_runs_listens_otherwise_from_then_on() -> None:
    call = Rehearsal(answering("Hello, this is Stage.", "For how many?", "For four, then."))
    call.says("I would like a table please", 2.0, seconds=1.5, finished=0.7)
    call.happens(TurnTakingChosen(TurnTaking(preset="slow_speaker")), 6.0)
    call.says("a table for us four please", 8.0, seconds=1.5, finished=0.7)
    outcome = call.run(14)
    first, second = outcome.audible[1][0] - 3500, outcome.audible[2][0] - 9500
    assert second > first + 300
    assert outcome.noted("turn_taking")


def test_a_voice_behind_the_caller_stops_us_later_on_a_noisy_line() -> None:
    for preset, interrupted in ((None, True), ("noisy_line", False)):
        made = replace(plan(), turn_taking=TurnTaking(preset=preset))  # type: ignore[arg-type]
        call = Rehearsal(answering("Hello.", LONG, "Yes?"), call=made)
        call.says("what do you have", 2.0, seconds=1.0)
        call.says("come here Ravi quickly", 5.0, seconds=1.0, confidence=0.5)
        turns = [turn for turn in call.run(14).turns if turn.speaker == "assistant"]
        assert turns[1].interrupted is interrupted
