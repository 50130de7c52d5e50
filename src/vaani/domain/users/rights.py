"""What may each role do? The one table of roles and rights; pure.

A right counts at the businesses that somebody has the role for. Those of `HOUSE` concern all
businesses together and count only for who has his role for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["viewer", "receptionist", "staff", "manager", "owner", "platform-admin"]
"""From the smallest to the largest. `staff` is what keys were given before there were more roles:
a receptionist who sees numbers and transcripts, and may place and end calls."""

Permission = Literal[
    "self", "businesses.read", "businesses.write", "businesses.create", "businesses.delete",
    "hours.override", "bookings.read", "bookings.write", "customers.read", "customers.write",
    "calls.read", "calls.place", "calls.control", "transcripts.see", "numbers.see",
    "messages.read", "messages.write", "knowledge.write", "analytics.read", "speech.read",
    "speech.use", "audit.read", "team.manage", "settings.write",
]  # fmt: skip

ROLES: tuple[Role, ...] = get_args(Role)
RANK: Mapping[str, int] = {role: rank for rank, role in enumerate(ROLES)}
ALL = "*"
"""In a person's roles: at every business, those to come too."""

_VIEWER: frozenset[Permission] = frozenset({
    "self", "businesses.read", "bookings.read", "customers.read", "calls.read", "messages.read",
    "analytics.read", "speech.read",
})  # fmt: skip
_RECEPTIONIST: frozenset[Permission] = _VIEWER.union(
    ("bookings.write", "messages.write", "customers.write")
)
_STAFF: frozenset[Permission] = _RECEPTIONIST.union(
    ("numbers.see", "transcripts.see", "calls.place", "speech.use")
)
_MANAGER: frozenset[Permission] = _STAFF.union(
    ("calls.control", "businesses.write", "hours.override", "knowledge.write", "audit.read")
)
_OWNER: frozenset[Permission] = _MANAGER.union(
    ("team.manage", "businesses.create", "businesses.delete", "settings.write")
)

RIGHTS: Mapping[Role, frozenset[Permission]] = {
    "viewer": _VIEWER,
    "receptionist": _RECEPTIONIST,
    "staff": _STAFF,
    "manager": _MANAGER,
    "owner": _OWNER,
    "platform-admin": _OWNER,
}
HOUSE: frozenset[Permission] = frozenset({"settings.write", "businesses.create"})
"""Rights that concern the whole house."""

Roles = Mapping[str, Role]
"""A person's roles: business id to role, or `ALL` alone."""


def may_give(mine: Roles, given: Roles) -> bool:
    """May somebody with these roles make, change or end somebody with those? Only at businesses
    where he may manage the team, and no larger role than his own there."""
    return bool(given) and all(_covers(mine, place, role) for place, role in given.items())


def _covers(mine: Roles, place: str, role: Role) -> bool:
    own = mine.get(ALL) or mine.get(place)
    if own is None or "team.manage" not in RIGHTS[own]:
        return False
    return RANK[role] <= RANK[own] and (role != "platform-admin" or place == ALL)


def shares_business(mine: Roles, others: Roles) -> bool:
    """Is there a business that both know of?"""
    return ALL in mine or (ALL not in others and bool(mine.keys() & others.keys()))
