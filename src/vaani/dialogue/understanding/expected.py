"""Which words should the recogniser expect next?

How people answer what was asked, then the business's own names, as they are written. A recogniser
that was told hears "half past six" instead of "half pass of sixty", and names as names.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.call.plan import Business
from vaani.call.ports.thinker import Awaiting

_NAMES = (
    "Rahul Sharma", "Priya Singh", "Amit Kumar", "Neha Gupta", "Vijay Reddy", "Kavita Iyer",
    "Rohan Mehta", "Sunita Joshi", "Arjun Nair", "Anjali Patel",
)  # fmt: skip
_ANSWERS: Mapping[Awaiting, tuple[str, ...]] = {
    "time": ("half past six in the evening", "quarter to eight", "seven thirty", "eight o'clock"),
    "date": ("tomorrow evening", "this Friday", "next Tuesday", "the twelfth of December"),
    "name": _NAMES,
}


def expected_words(business: Business, awaiting: Awaiting | None) -> tuple[str, ...]:
    """Likely words of the next utterance, the likeliest first; few engines read more than ten."""
    people = tuple(
        " ".join(part for part in (one.title, one.name.en) if part)
        for one in (business.booking.resources if business.booking else ())
        if one.kind == "person" and one.name.en
    )
    return (*_ANSWERS.get(awaiting, ()), *people) if awaiting else people
