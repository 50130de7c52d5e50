"""What the session may rely on, whatever line the caller is on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_the_callers_words_arrive_whole_and_in_order(joined: Any) -> None:
    words = joined.sound(0.2) + joined.sound(0.1)[::-1]
    joined.far.speak(words)
    await joined.ear.until(lambda: words in joined.ear.heard)
    assert joined.ear.heard.count(words) == 1


async def test_media_time_counted_in_bytes_is_the_time_spoken(joined: Any) -> None:
    second = joined.coding.frame_bytes * 50
    words = joined.sound(0.4)
    joined.far.speak(words)
    await joined.ear.until(lambda: words in joined.ear.heard)
    spoken = [byte for byte in joined.ear.heard if byte not in joined.coding.silence]
    unit = 2 if joined.coding.encoding == "l16" else 1  # half of our sound's bytes are zero there
    assert len(spoken) * unit / second == pytest.approx(0.4)


async def test_what_is_sent_at_once_is_played_at_the_pace_of_speech(joined: Any) -> None:
    begun = now()
    joined.line.send(joined.sound(0.4))
    joined.line.mark("half")
    joined.line.send(joined.sound(0.2))
    joined.line.mark("end")
    await joined.ear.until(lambda: len(joined.ear.marks) == 2)
    (first, half), (last, end) = joined.ear.marks
    assert (first, last) == ("half", "end")
    assert 0.39 <= half - begun < 0.7
    assert 0.59 <= end - begun < 0.9
    assert joined.far.audible(begun, now()) == pytest.approx(0.6, abs=0.02)


async def test_a_mark_with_nothing_queued_comes_back_at_once(joined: Any) -> None:
    begun = now()
    joined.line.mark("nothing")
    await joined.ear.until(lambda: bool(joined.ear.marks))
    assert joined.ear.marks[0][1] - begun < 0.3


async def test_a_clear_silences_the_line_and_returns_every_mark(joined: Any) -> None:
    begun = now()
    for name in ("one", "two", "three"):
        joined.line.send(joined.sound(3))
        joined.line.mark(name)
    joined.line.clear()
    await joined.ear.until(lambda: len(joined.ear.marks) == 3)
    assert joined.ear.names == ["one", "two", "three"]
    assert now() - begun < 1
    assert joined.far.audible(begun, begun + 9) < 0.5


async def test_after_a_clear_new_words_are_played_without_delay(joined: Any) -> None:
    joined.line.send(joined.sound(5))
    joined.line.mark("old")
    joined.line.clear()
    begun = now()
    joined.line.send(joined.sound(0.1))
    joined.line.mark("new")
    await joined.ear.until(lambda: "new" in joined.ear.names)
    assert 0.09 <= joined.ear.marks[-1][1] - begun < 0.5
    assert joined.ear.names == ["old", "new"]


async def test_keys_arrive_one_by_one_in_order(joined: Any) -> None:
    if not joined.hears_keys:
        return  # its card says so
    joined.far.press("159*0#")
    await joined.ear.until(lambda: len(joined.ear.digits) == 6)
    assert "".join(joined.ear.digits) == "159*0#"


async def test_a_malformed_frame_is_told_and_the_call_goes_on(joined: Any) -> None:
    for _ in range(200):
        joined.far.garbage()
    words = joined.sound(0.1)
    joined.far.speak(words)
    await joined.ear.until(lambda: words in joined.ear.heard)
    assert len(joined.ear.complaints) == 200
    assert joined.ear.ends == []
    joined.line.mark("still there")
    await joined.ear.until(lambda: bool(joined.ear.marks))


async def test_a_caller_who_hangs_up_is_told_as_a_hangup(joined: Any) -> None:
    await joined.far.hang_up()
    await joined.ear.until(lambda: bool(joined.ear.ends))
    assert joined.ear.ends == ["hangup"]


async def test_a_line_that_dies_is_told_as_lost(joined: Any) -> None:
    await joined.far.drop()
    await joined.ear.until(lambda: bool(joined.ear.ends))
    assert joined.ear.ends == ["lost"]


async def test_when_we_hang_up_the_line_closes_and_the_ear_hears_no_second_end(joined: Any) -> None:
    joined.line.hang_up()
    joined.line.hang_up()
    await joined.far.wait_closed()
    assert joined.ear.ends == []


async def test_nothing_is_played_after_we_hung_up(joined: Any) -> None:
    joined.line.hang_up()
    begun = now()
    joined.line.send(joined.sound(1))
    joined.line.mark("late")
    joined.line.clear()
    await joined.far.wait_closed()
    assert joined.far.audible(begun, begun + 2) == 0
    assert joined.ear.marks == []


async def test_passing_the_caller_on_ends_our_part_of_the_call(joined: Any) -> None:
    joined.line.transfer("+911140001234")
    joined.line.transfer("+911140001234")
    await joined.far.wait_closed()
    assert joined.ear.ends == []
