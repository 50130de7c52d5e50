"""An owner writes days as he thinks of them: ranges, short days, until midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from vaani.call.plan import Period
from vaani.domain.bookings import opening
from vaani.domain.businesses.export import to_document
from vaani.domain.businesses.file import read_document
from vaani.kit.errors import FileError


def at(*parts: int) -> datetime:
    """A time on the business's wall."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - wall-clock times are naive


def business(**keys: Any) -> Any:
    usual = {
        "slug": "house", "name": "House", "kind": "restaurant", "timezone": "Asia/Kolkata",
        "hours": {"fri": [{"open": "18:00", "close": "24:00"}]}, "booking": {"capacity": 9},
    }  # fmt: skip
    file = read_document({**usual, **keys})
    again = read_document(to_document(file.business, file.carriers))
    assert again.business == file.business, "the written file is the same business"
    return file.business


def problems(**keys: Any) -> tuple[str, ...]:
    with pytest.raises(FileError) as caught:
        business(**keys)
    return caught.value.problems


def test_a_range_of_days_is_closed_on_each_of_them_and_written_as_a_range() -> None:
    found = business(closures={"2027-12-24..2027-12-26": "Christmas", "2027-03-22": "Holi"})
    assert [day.isoformat() for day in found.closures] == [
        "2027-03-22", "2027-12-24", "2027-12-25", "2027-12-26",
    ]  # fmt: skip
    assert to_document(found, {})["closures"] == {
        "2027-03-22": {"en": "Holi"}, "2027-12-24..2027-12-26": {"en": "Christmas"},
    }  # fmt: skip


def test_a_short_day_has_its_own_hours_whatever_its_weekday_has() -> None:
    hours = [{"open": "12:00", "close": "17:00"}]
    found = business(closures={"2027-12-30": {"reason": "early close", "hours": hours}})
    thursday, friday = date(2027, 12, 30), date(2027, 12, 31)
    assert opening.periods(found, thursday) == (Period(time(12), time(17)),)
    assert opening.periods(found, friday) == found.hours["fri"]
    assert thursday not in found.closures
    (span,) = opening.open_spans(found, thursday, 15)
    assert (span.first, span.close) == (at(2027, 12, 30, 12), at(2027, 12, 30, 17))


def test_a_day_ends_at_midnight_and_a_session_too() -> None:
    found = business()
    (span,) = opening.open_spans(found, date(2027, 12, 31), 15)
    assert span.close == at(2028, 1, 1)
    assert to_document(found, {})["hours"]["fri"] == [{"open": "18:00", "close": "24:00"}]
    whole = business(hours={"fri": [{"open": "00:00", "close": "24:00"}]})
    (span,) = opening.open_spans(whole, date(2027, 12, 31), 15)
    assert (span.open, span.close) == (at(2027, 12, 31), at(2028, 1, 1))
    late = {"id": "rao", "kind": "person", "name": "Rao", "sessions": {"fri": [["20:00", "24:00"]]}}
    booking = {"resources": [{**late, "leave": ["2027-02-08..2027-02-13", "2027-03-01"]}]}
    clinic = business(kind="salon", booking=booking)
    rao = clinic.booking.resources[0]
    (span,) = opening.spans(clinic, clinic.booking, rao, date(2027, 12, 31), 30)
    assert (span.first, span.last) == (
        at(2027, 12, 31, 20), at(2027, 12, 31, 23, 30),
    )  # fmt: skip
    assert rao.leave[1] == (date(2027, 3, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"timezone": "Asia/Bombay"}, "is not an IANA time zone; all of India is Asia/Kolkata"),
        ({"timezone": "Asia/Kolkatta"}, "did you mean Asia/Kolkata?"),
        ({"numbers": ["022 2345 6789"]}, "numbers[0]: 022 2345 6789 is not a telephone number as "
            "E.164, write +912223456789"),
        ({"closures": {"2027-03-22..2027-03-20": "x"}}, "must be 1 to 366 days"),
        ({"closures": {"2027-03-22": "x", "2027-03-20..2027-03-24": "y"}}, "is listed twice"),
        ({"closures": {"2027-03-22": {"reason": "x", "hours": []}}}, "hours: is empty"),
        ({"closures": {"2027-03-22": {"reason": "x", "hour": []}}}, "is not a known key"),
        ({"closures": {"2027-03-22": {"hours": [{"open": "24:00", "close": "10:00"}]}}},
            "24:00 is not a time of day"),
        ({"hours": {"fri": [{"open": "10:00", "close": "10:00"}]}}, "a whole day is 00:00 to"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_how_to_write_it(keys: dict[str, Any], told: str) -> None:
    assert any(told in one for one in problems(**keys)), problems(**keys)


def test_a_booking_on_a_short_day_keeps_to_its_hours() -> None:
    hours = [{"open": "12:00", "close": "17:00"}]
    found = business(closures={"2027-12-31": {"reason": {"en": "New Year"}, "hours": hours}})
    wall = opening.local(found, datetime(2027, 12, 31, 14, 0, tzinfo=UTC))
    assert wall == at(2027, 12, 31, 19, 30)
    assert not any(span.holds(wall) for span in opening.open_spans(found, wall.date(), 15))
