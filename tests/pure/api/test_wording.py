"""What does a client read of a date, number or text that he wrote in another form?"""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from vaani.api.asked import Clock, Day, Moment
from vaani.api.wording import said


class Form(BaseModel):
    """One field of each kind that clients fill in."""

    day: Day | None = None
    at: Clock | None = None
    start: Moment | None = None
    party: Annotated[int, Field(ge=1, le=40)] = 1
    name: Annotated[str, Field(min_length=1, max_length=3)] = "A"
    password: Annotated[str, Field(min_length=10)] = "long enough"
    kept: bool = False


DATE = "write a date, like 2027-05-10."
TIME = "write a time of day, like 19:00."
MOMENT = "write a moment with its offset, like 2027-05-10T19:00:00+05:30."


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day", "24/12/2026", DATE),
        ("day", "tomorrow", DATE),
        ("day", "2.12", DATE),
        ("day", "2026-02-30", DATE),
        ("at", "7pm", TIME),
        ("at", 19, TIME),
        ("start", "yesterday", MOMENT),
        ("start", "2026-13-01", MOMENT),
        ("start", 1_800_000_000, MOMENT),
        ("party", "four", "write a whole number."),
        ("party", 2.5, "write a whole number."),
        ("party", 0, "write 1 or more."),
        ("party", 41, "write 40 or less."),
        ("name", "", "this must not be empty."),
        ("name", "Asha", "write at most 3 characters."),
        ("name", 5, "write a text."),
        ("password", "short", "write at least 10 characters."),
        ("kept", "maybe", "write true or false."),
    ],
)
def test_a_value_in_another_form_is_answered_with_what_to_write(
    field: str, typed: Any, sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({field: typed})
    assert said(refused.value.errors()[0]) == sentence
