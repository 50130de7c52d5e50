"""Whatever the network does to the caller's frames, he is heard in order and without end."""

from hypothesis import given
from hypothesis import strategies as st

from vaani.audio.jitter import JitterBuffer

SILENCE = b"\xff" * 160


def frame(number: int) -> bytes:
    return number.to_bytes(4, "big") * 40


def buffer() -> JitterBuffer:
    return JitterBuffer(SILENCE)


def test_frames_in_order_are_not_delayed() -> None:
    jitter = buffer()
    for number in range(20):
        assert jitter.push(number * 20, frame(number)) == [frame(number)]
    assert jitter.counts.filled == jitter.counts.late == 0


def test_two_swapped_frames_are_put_right() -> None:
    jitter = buffer()
    out = [*jitter.push(0, frame(0)), *jitter.push(40, frame(2)), *jitter.push(20, frame(1))]
    assert out == [frame(0), frame(1), frame(2)]
    assert jitter.counts.reordered == 1


def test_a_lost_frame_becomes_silence_after_a_short_wait() -> None:
    jitter = buffer()
    jitter.push(0, frame(0))
    heard = [jitter.push(number * 20, frame(number)) for number in (2, 3, 4, 5)]
    assert heard[:3] == [[], [], []]
    assert heard[3] == [SILENCE, frame(2), frame(3), frame(4), frame(5)]
    assert jitter.counts.filled == 1


def test_doubles_and_latecomers_are_dropped() -> None:
    jitter = buffer()
    jitter.push(0, frame(0))
    assert jitter.push(0, frame(0)) == []
    jitter.push(40, frame(2))
    assert jitter.push(40, frame(2)) == []
    assert (jitter.counts.late, jitter.counts.duplicate) == (1, 1)


def test_a_carrier_that_restarts_its_clock_is_followed() -> None:
    jitter = buffer()
    jitter.push(100_000, frame(1))
    jitter.push(100_040, frame(2))
    assert jitter.push(0, frame(3)) == [SILENCE, frame(2), frame(3)]
    assert jitter.push(20, frame(4)) == [frame(4)]
    assert jitter.counts.restarts == 1


def test_the_end_of_a_call_gives_what_still_waits() -> None:
    jitter = buffer()
    jitter.push(0, frame(0))
    jitter.push(40, frame(2))
    assert jitter.flush() == [SILENCE, frame(2)]
    assert jitter.flush() == []


@given(st.permutations(list(range(12))))
def test_any_order_within_reach_loses_nothing_that_came_in_time(order: list[int]) -> None:
    jitter = JitterBuffer(SILENCE, depth=12)
    out = list(jitter.push(0, frame(0)))
    for number in order:
        out += jitter.push((number + 1) * 20, frame(number + 1))
    out += jitter.flush()
    assert out == [frame(number) for number in range(13)]


@given(st.lists(st.integers(-5_000_000, 5_000_000), max_size=200))
def test_senseless_timestamps_cannot_fill_the_memory(times: list[int]) -> None:
    jitter = buffer()
    given_back = 0
    for at in times:
        given_back += len(jitter.push(at, SILENCE))
        assert jitter.waiting <= 51
    given_back += len(jitter.flush())
    assert given_back <= 52 * max(1, len(times))
