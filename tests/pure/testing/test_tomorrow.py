"""The day that a caller meant by "tomorrow", judged from the row: also when midnight strikes."""

from __future__ import annotations

from datetime import UTC, datetime

from vaani.testing.served import tomorrow_at


def days(made: str) -> list[int]:
    row = {"created_at": made}
    return sorted(start.astimezone(UTC).day for start in tomorrow_at(row, 19))


def test_tomorrow_is_the_day_after_the_one_the_business_has_when_the_row_is_made() -> None:
    assert tomorrow_at({"created_at": "2026-11-21T12:00:00Z"}, 19) == {
        datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
    }
    assert days("2026-11-21T18:29:59Z") == [22]
    assert days("2026-11-21T18:43:53Z") == [23], "after midnight in India"


def test_a_row_made_just_after_midnight_may_be_of_a_tomorrow_said_before_it() -> None:
    assert days("2026-11-21T18:31:00Z") == [22, 23]
