"""`vaani doctor` says how soon a turn is answered, from what it measured and nothing else."""

from __future__ import annotations

from vaani.cli.doctor_turn import RULES, Measured, expected, note_thinking, rules_tried
from vaani.settings import load


def settings(**environ: str):  # type: ignore[no-untyped-def]
    return load(environ={f"VAANI_{name}": value for name, value in environ.items()}).settings


def test_the_slower_of_pause_and_work_counts_and_then_the_voice() -> None:
    measured = Measured({"deepgram": 250}, {RULES: 10}, {"elevenlabs": 300, "local": 50})
    found = expected(settings(), measured)
    assert found.state == "ok"
    assert found.found.startswith("0.7 to 1.1 s after the caller's last sound")
    assert "words by deepgram 250 ms" in found.found
    assert "voice by elevenlabs 300 ms" in found.found
    slow = Measured({"local": 2000}, {RULES: 10}, {"local": 100})
    assert expected(settings(), slow).found.startswith("2.2 s after")


def test_a_stage_without_an_answer_makes_it_unknown() -> None:
    found = expected(settings(), Measured({"deepgram": 250}, {}, {"local": 9}))
    assert (found.state, "not known" in found.found) == ("warn", True)


def test_a_model_that_reads_has_its_deadline_and_one_that_talks_its_own_time() -> None:
    reading = Measured(thinking={RULES: 20})
    note_thinking(settings(DIALOGUE__UNDERSTANDING="model"), reading, "groq", 4000)
    assert reading.thinking == {"groq and rules": 1520}
    talking = Measured()
    llm = settings(DIALOGUE__BRAIN="llm")
    note_thinking(llm, talking, "groq", 400)
    note_thinking(llm, talking, "openai", 300)
    assert next(iter(talking.thinking.items())) == ("groq", 400)


async def test_the_rules_are_measured_on_a_callers_sentence() -> None:
    assert 0 < await rules_tried() < 20_000
