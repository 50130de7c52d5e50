"""Whatever fails in a call: does its caller hear something, and is what he was told true?"""

from __future__ import annotations

from pathlib import Path

import pytest

from vaani.call import phrases
from vaani.domain.businesses.file import load_file
from vaani.testing.failing_bookings import DAYS, play
from vaani.testing.virtual_time import run

BUSINESS = load_file(Path(__file__).parent / "text" / "scenarios" / "diner.yaml").business
GAP_S = 3.0
WHEN_A_MODEL_HANGS_S = 5.5


@pytest.mark.parametrize("day", DAYS)
def test_no_bad_day_leaves_a_caller_in_silence_or_tells_him_what_is_not_so(day: str) -> None:
    played = run(lambda: play(BUSINESS, DAYS[day], 0.17))
    said = " ".join(played.journal.said("assistant"))
    assert played.heard, "a silent call"
    assert played.longest_gap < (WHEN_A_MODEL_HANGS_S if "hangs" in day else GAP_S), said
    assert played.said_twice == []
    assert played.promised, said
    if "down" in day:
        assert played.booked == []
        assert [one.phone for one in played.desk.messages] == ["+919999977001"]
        assert phrases.OUTAGE.speak("en") in said
    else:
        assert played.booked == [("Kavya", 4)], said
        assert played.desk.messages == []
    assert played.journal.result is not None
    assert played.journal.result.outcome == ("message" if "down" in day else "booked")
    assert played.journal.status == "completed"
