"""A caller's words keep their place in the call, however unsteadily the line delivers them."""

from __future__ import annotations

import pytest

from vaani.audio.jitter import Arrival


def arrive(arrival: Arrival, moments: list[float]) -> float:
    """Pieces of 20 ms that arrive at these moments; the silence that was put in, ms."""
    return sum(arrival.take(at, 20.0) for at in moments)


def steady(start: float, count: int) -> list[float]:
    return [start + 20.0 * number for number in range(1, count + 1)]


def test_a_steady_line_is_taken_as_it_comes() -> None:
    arrival = Arrival()
    assert arrive(arrival, steady(0, 100)) == 0
    assert arrival.end_ms == 2000


def test_the_first_piece_lies_where_it_arrives() -> None:
    arrival = Arrival()
    assert arrival.take(250.0, 20.0) == 230
    assert arrival.end_ms == 250


def test_a_line_that_jitters_moves_nothing() -> None:
    arrival = Arrival()
    jittered = [at + (number * 37 % 50) for number, at in enumerate(steady(0, 500))]
    assert arrive(arrival, jittered) == 0
    assert arrival.end_ms == 10_000


def test_words_that_come_late_and_all_at_once_stay_where_they_were_said() -> None:
    arrival = Arrival()
    arrive(arrival, steady(0, 50))
    stumbled = [1400.0] * 20
    assert arrive(arrival, stumbled) == 0
    assert arrival.end_ms == 1400
    assert arrive(arrival, steady(1400, 100)) == 0


def test_after_a_loss_the_stream_goes_on_where_the_clock_is() -> None:
    arrival = Arrival()
    arrive(arrival, steady(0, 50))
    assert arrive(arrival, steady(1300, 100)) == pytest.approx(300)
    assert arrival.end_ms == pytest.approx(3300)


def test_an_outage_is_silence_at_once() -> None:
    arrival = Arrival()
    arrive(arrival, steady(0, 50))
    assert arrival.take(4020.0, 20.0) == pytest.approx(3000)


def test_small_losses_are_made_good_together() -> None:
    arrival = Arrival()
    kept = [at for number, at in enumerate(steady(0, 1000)) if number % 50]
    arrive(arrival, kept)
    assert 20_000 - 160 <= arrival.end_ms <= 20_000
