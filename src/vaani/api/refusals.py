"""What does a client hear when a booking is refused? The reason, its sentence, its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time
from typing import Any, NoReturn

from vaani.call.ports.toolbox import Refusal, RefusalReason
from vaani.kit.errors import DomainError, Kind

SENTENCES: Mapping[RefusalReason, tuple[Kind, str]] = {
    "too_far": ("INVALID", "The date is too far ahead: callers book up to {last}."),
    "closed_date": ("INVALID", "The business is closed on that date."),
    "closed_weekday": ("INVALID", "The business is closed on that weekday."),
    "leave": ("INVALID", "That person is away on that date."),
    "outside_hours": ("INVALID", "The time is outside the opening hours."),
    "not_sitting": ("INVALID", "That person does not sit at that time."),
    "past": ("INVALID", "The time must be in the future."),
    "too_soon": ("INVALID", "The time is too soon: callers book {minutes} minutes ahead."),
    "not_a_start": ("INVALID", "No booking can start at that minute."),
    "full": ("CONFLICT", "That slot is already booked."),
    "party_too_small": ("INVALID", "The party is smaller than is taken: at least {limit}."),
    "party_too_large": ("INVALID", "The party is larger than can be seated: at most {limit}."),
    "notice": ("CONFLICT", "It is too late to change this booking."),
    "gone": ("CONFLICT", "The booking is no longer confirmed."),
}


BY_PHONE = "The party is larger than callers may book by phone: at most {limit} in an evening."


def raise_refused(refusal: Refusal) -> NoReturn:
    """Raises the DomainError of a refusal, with `reason` and the configured values in details."""
    details = details_of(refusal)
    raise DomainError(SENTENCES[refusal.reason][0], sentence_of(refusal), details)


def sentence_of(refusal: Refusal) -> str:
    """The refusal in a sentence that names the limit."""
    if refusal.details.get("by") == "phone":
        return BY_PHONE.format(**details_of(refusal))
    return SENTENCES[refusal.reason][1].format(**details_of(refusal))


def details_of(refusal: Refusal) -> dict[str, Any]:
    """`reason` is always the rule; what a closure is for stands in `closure`."""
    details = {name: plain(value) for name, value in refusal.details.items()}
    if "reason" in details:
        details["closure"] = details.pop("reason")
    return {**details, "reason": refusal.reason}


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(inner) for name, inner in asdict(value).items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value
