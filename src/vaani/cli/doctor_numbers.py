"""Do the numbers of the businesses and the carriers that are set fit each other?

A number whose carrier is not set rings nowhere, and a carrier through which no business is reached
refuses every call: both look well each by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vaani.cli.finding import Finding
from vaani.telephony.registry import cards

PART = "numbers"
_SOME = 3
Number = tuple[str, str, str | None]
"""Whose (slug), E.164, and the carrier that the business file names."""


def numbers(found: Sequence[Number], carriers: Collection[str]) -> Finding:
    """What an operator should do; `carriers` are those that are set, by name."""
    if not found:
        return Finding(PART, "off", "no business has one", "calls come from the page alone")
    if not carriers:
        cost = "no carrier is set: nobody can call them; docs/carriers says how"
        return Finding(PART, "off", f"{len(found)} in business files", cost)
    lost = [one for one in found if one[2] is not None and one[2] not in carriers]
    if lost:
        said = ", ".join(f"{slug} {number} ({carrier})" for slug, number, carrier in lost[:_SOME])
        more = f" and {len(lost) - _SOME} more" if len(lost) > _SOME else ""
        cost = "nobody can call them: set that carrier, or name another in the business file"
        return Finding(PART, "warn", f"of a carrier that is not set: {said}{more}", cost)
    named = {carrier for _, _, carrier in found}
    idle = [] if None in named else sorted(set(carriers) - named)
    if idle:
        titles = ", ".join(cards()[name].title for name in idle)
        cost = "every call through it is refused: name it at a number in a business file"
        return Finding(PART, "warn", f"no business is reached through {titles}", cost)
    return Finding(PART, "ok", f"{len(found)}, each of a carrier that is set")
