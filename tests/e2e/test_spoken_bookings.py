"""Neural callers through the real Twilio wire, at 8 kHz mu-law, into a row of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vaani.language.names import same_name
from vaani.testing.served import Served, Talker, bookings_of, tomorrow_at

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

ENGLISH = {
    "ask_name": "My name is Anita Sharma.",
    "ask_party": "For four people.",
    "ask_date": "Tomorrow.",
    "ask_time": "At seven in the evening.",
    "ask_phone": "Yes, use this number.",
    "ask_which": "In the evening.",
    "readback": "Yes, please.",
    "anything_else": "No, thank you. Bye.",
    "other": "A table for four tomorrow at seven in the evening.",
}
CORRECTIONS = {
    "anita sharma": "No, the name is Anita Sharma.",
    "for four": "No, for four people.",
    "at seven in the evening": "No, at seven in the evening.",
}
HINDI = {
    "ask_name": "मेरा नाम अनीता शर्मा है।",
    "ask_party": "चार लोगों के लिए।",
    "ask_date": "कल के लिए।",
    "ask_time": "शाम सात बजे।",
    "ask_phone": "हाँ जी, इसी नंबर पर।",
    "ask_which": "शाम को।",
    "readback": "हाँ जी, बुक कर दीजिए।",
    "anything_else": "जी नहीं, धन्यवाद।",
    "other": "कल शाम सात बजे चार लोगों के लिए टेबल चाहिए।",
}


WEEKDAYS = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")


def hindi_corrections() -> dict[str, str]:
    """What a read-back must hold, tomorrow's day among it, and what is said when it does not."""
    tomorrow = datetime.now(ZoneInfo("Asia/Kolkata")) + timedelta(days=1)
    return {
        WEEKDAYS[tomorrow.weekday()]: "नहीं, कल के लिए।",
        "सात": "नहीं, शाम सात बजे।",
        "चार": "नहीं, चार लोगों के लिए।",
    }


def told(talker: Talker) -> str:
    """Every transcript, read-back and act, for a failed case."""
    lines = (f"{turn['speaker']} {turn.get('acts') or ''}: {turn['text']}" for turn in talker.turns)
    return "\n".join(["", *lines])


async def rows_of(served: Served, call_id: str) -> list[dict[str, object]]:
    return [row for row in await bookings_of(served, "bistro") if row.get("call_id") == call_id]


@pytest.mark.parametrize(
    ("voice", "number"),
    [("heart", "+919876500011"), ("am_adam", "+919876500012"), ("bf_emma", "+919876500013")],
)
async def test_a_table_for_four_tomorrow_at_seven_is_in_the_calendar(
    served: Served, voice: str, number: str
) -> None:
    talker = Talker(served, "bistro", voice, ENGLISH, number, CORRECTIONS)
    await talker.call("A table for four tomorrow at seven in the evening, please.")
    rows = await rows_of(served, talker.call_id)
    assert len(rows) == 1, told(talker)
    assert datetime.fromisoformat(str(rows[0]["start"])) in tomorrow_at(rows[0], 19), told(talker)
    assert rows[0]["party"] == 4, told(talker)
    assert same_name(str(rows[0]["name"]), "Anita Sharma"), told(talker)


async def test_a_hindi_caller_gets_the_table_or_is_asked_again(served: Served) -> None:
    talker = Talker(served, "bistro", "hf_alpha", HINDI, "+919876500014", hindi_corrections())
    await talker.call("कल शाम सात बजे चार लोगों के लिए टेबल चाहिए।")
    rows = await rows_of(served, talker.call_id)
    said = [turn for turn in talker.turns if turn["speaker"] == "assistant"]
    for row in rows:
        assert datetime.fromisoformat(str(row["start"])) in tomorrow_at(row, 19), told(talker)
        assert row["party"] == 4, told(talker)
    asked_again = {"reprompt", "ask_party", "ask_date", "ask_time", "ask_name", "ask_which"}
    asked = any(asked_again & set(turn["acts"]) for turn in said)  # type: ignore[call-overload]
    assert rows or asked, told(talker)
    assert any(turn["language"] == "hi" for turn in said), told(talker)
