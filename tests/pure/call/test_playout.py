"""What was sent, what was heard: the ledger of our speech."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vaani.call.core.playout import Playout

FRAME = 160
WORDS = "We have a table at seven and another at nine."


def spoken(text: str = WORDS, frames: int = 100) -> Playout:
    playout = Playout(FRAME, b"\xff")
    playout.open(1)
    playout.begin_sentence(1, 0, text)
    playout.append(1, b"\x01" * FRAME * frames)
    playout.end_sentence(1)
    playout.close(1)
    playout.release(1)
    return playout


def play(playout: Playout, start: int, end: int) -> int:
    return sum(len(playout.due(now)[0]) for now in range(start, end, 20)) // FRAME


def test_a_draft_is_not_heard_before_it_is_released() -> None:
    playout = Playout(FRAME, b"\xff")
    playout.open(1)
    playout.begin_sentence(1, 0, WORDS)
    playout.append(1, b"\x01" * FRAME)
    assert playout.due(0) == (b"", False)
    playout.release(1)
    playout.end_sentence(1)
    assert playout.due(20) == (b"\x01" * FRAME, True)


def test_no_more_than_the_lead_is_at_the_carrier() -> None:
    playout = spoken()
    for now in range(0, 1500, 20):
        playout.due(now)
        assert 100 <= playout.heard_ms(1) - now <= 160


def test_a_late_clock_catches_up_without_a_gap() -> None:
    playout = spoken()
    playout.due(0)
    payload, _ = playout.due(100)
    assert len(payload) == 5 * FRAME


def test_what_was_not_heard_before_the_hold_is_said_after_it() -> None:
    playout = spoken()
    sent = play(playout, 0, 600)
    playout.hold(600)
    assert playout.unheard_ms == (sent - 30) * 20
    assert playout.due(620) == (b"", False)
    playout.resume()
    assert play(playout, 2000, 4000) == 100 - 30


def test_a_cut_tells_the_words_that_were_heard_at_whole_words() -> None:
    playout = spoken()
    play(playout, 0, 1000)
    playout.hold(1000)
    heard = playout.cut(1)
    assert heard
    assert WORDS.startswith(heard)
    assert 0.3 < len(heard) / len(WORDS) < 0.6
    assert playout.current is None


def test_marks_of_before_a_hold_do_not_end_the_reply() -> None:
    playout = spoken(frames=6)
    playout.due(0)
    mark = playout.mark_due()
    assert mark is not None
    playout.hold(20)
    playout.resume()
    playout.due(40)
    again = playout.mark_due()
    assert playout.finished(60, mark) is None
    assert again != mark
    over = playout.finished(160, again)
    assert over is not None
    assert (over.generation, over.text) == (1, WORDS)


def test_a_lost_mark_delays_the_end_by_half_a_second_and_no_more() -> None:
    playout = spoken(frames=10)
    for now in range(0, 200, 20):
        playout.due(now)
    assert playout.finished(500) is None
    assert playout.finished(720) is not None
    assert playout.finished(740) is None, "an end is told once"


def test_a_reply_that_is_over_was_heard_whole_until_it_is_dropped() -> None:
    playout = spoken(frames=6)
    playout.due(0)
    over = playout.finished(720)
    assert over is not None
    assert over.until_ms == 120
    playout.hold(730)
    assert playout.due(740) == (b"", False)
    assert playout.cut(1) == WORDS


def test_an_incomplete_last_frame_is_filled_with_silence() -> None:
    playout = Playout(FRAME, b"\xff")
    playout.open(1)
    playout.begin_sentence(1, 0, "Hm")
    playout.append(1, b"\x01" * 100)
    playout.end_sentence(1)
    playout.close(1)
    playout.release(1)
    payload, _ = playout.due(0)
    assert payload == b"\x01" * 100 + b"\xff" * 60


def test_a_voice_that_falls_behind_is_counted_and_waited_for() -> None:
    playout = Playout(FRAME, b"\xff")
    playout.open(1)
    playout.release(1)
    playout.begin_sentence(1, 0, WORDS)
    playout.append(1, b"\x01" * FRAME * 3)
    play(playout, 0, 200)
    assert playout.underruns == 1
    playout.append(1, b"\x02" * FRAME * 3)
    playout.end_sentence(1)
    playout.close(1)
    assert play(playout, 200, 400) == 3


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(20, 400)), min_size=1, max_size=12),
)
def test_holds_and_resumes_lose_no_sound_and_repeat_none(steps: list[tuple[int, int]]) -> None:
    playout = spoken(frames=200)
    now, heard = 0, 0
    for frames, pause in steps:
        for _ in range(frames):
            playout.due(now)
            now += 20
        playout.hold(now)
        heard = playout.heard_ms(1)
        assert heard <= 200 * 20
        now += pause
        playout.resume()
        assert playout.heard_ms(1) == heard
    rest = play(playout, now, now + 10_000)
    assert heard // 20 + rest == 200


def test_the_last_that_was_heard_has_its_moment_however_late_the_carrier_says_so() -> None:
    playout = spoken()
    play(playout, 0, 3000)
    assert playout.heard_until(1, 3000) == 2000


def test_a_reply_that_was_held_was_heard_until_the_hold() -> None:
    playout = spoken()
    play(playout, 0, 600)
    playout.hold(610)
    assert playout.heard_until(1, 1700) == 600


def test_of_a_reply_that_nobody_heard_the_moment_is_now() -> None:
    assert spoken().heard_until(1, 4000) == 4000
