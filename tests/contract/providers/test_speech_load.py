"""A machine that knows how much speech it can recognise in time."""

from __future__ import annotations

from vaani.providers.local.load import Pressure, SpeechLoad


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def load(factor: float, *, lanes: int = 2) -> tuple[SpeechLoad, Clock]:
    clock = Clock()
    found = SpeechLoad(lanes, cores=lanes, clock=clock)
    found.worked("words", factor * 3, 3.0)
    return found, clock


def test_the_slower_the_recogniser_the_fewer_calls_and_never_none() -> None:
    carried = [load(factor)[0].carries for factor in (0.05, 0.1, 0.2, 0.5, 3.0)]
    assert carried == sorted(carried, reverse=True)
    assert carried[0] > 8
    assert carried[-1] == 1
    assert load(0.2, lanes=4)[0].carries > load(0.2)[0].carries


def test_a_call_is_refused_where_words_would_come_too_late_and_not_before() -> None:
    machine, _ = load(0.2)
    assert machine.admits(machine.carries - 1)
    assert not machine.admits(machine.carries)
    assert load(3.0)[0].admits(1), "somebody can always call"
    assert SpeechLoad(2, cores=2).admits(50), "nothing is known yet"


def test_callers_who_wait_give_up_partials_then_the_model_then_further_calls() -> None:
    machine, clock = load(0.1)
    told: list[Pressure] = []
    machine.on_change = told.append
    for seconds in (0.5, 1.1, 1.7, 2.5):
        for _ in range(3):
            machine.waited(seconds)
        clock.now += 31
    assert told[0] is Pressure.NO_PARTIALS
    assert [one for one in told if one] == [
        Pressure.NO_PARTIALS, Pressure.SMALLER_MODEL, Pressure.NO_FURTHER_CALL,
    ]  # fmt: skip
    assert machine.pressure is Pressure.NONE, "what was long ago is forgotten"


def test_one_slow_answer_is_no_pressure() -> None:
    machine, _ = load(0.1)
    machine.waited(9.0)
    assert machine.pressure is Pressure.NONE
    assert machine.admits(3)


def test_calls_that_are_up_count_before_anybody_has_waited() -> None:
    machine, _ = load(0.3)
    machine.calls_up = lambda: 40
    assert machine.pressure is Pressure.NO_FURTHER_CALL
    assert machine.figures.calls < 40


def test_a_new_measurement_moves_the_factor_and_does_not_replace_it() -> None:
    machine, _ = load(0.2)
    machine.worked("words", 3.0, 3.0)
    assert 0.2 < machine.factor() < 0.5
    machine.worked("words", 1.0, 0.0)
    assert 0.2 < machine.factor() < 0.5
