"""Who is it that asks, and what may he do where?

A right counts at a business by the role that he has there (`vaani.domain.users.rights`); those of
the whole house need a role for all businesses. What a route asks for narrows whom he sees there: a
business at which he lacks that right is none that this request could be about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from vaani.domain.users.rights import ALL, HOUSE, RANK, RIGHTS, Permission, Role, Roles
from vaani.domain.users.sessions import Via


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who proved himself. `key_id` is the id of his key or of the person he is, `role` the
    largest of his roles, `businesses` None: all of them. `roles`: where his role is another than
    `role`, by business id. `asked`: the right that the route asks for."""

    key_id: str
    role: Role
    businesses: frozenset[str] | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    via: Via = "key"
    name: str = ""
    asked: Permission | None = None

    @classmethod
    def of_person(cls, id: str, name: str, roles: Roles, via: Via) -> Principal:
        """The person with these roles, of which there is at least one."""
        role = max(roles.values(), key=lambda one: RANK[one])
        if ALL in roles:
            return cls(id, roles[ALL], None, {}, via, name)
        return cls(id, role, frozenset(roles), dict(roles), via, name)

    @property
    def is_person(self) -> bool:
        return self.via in ("password", "link", "openid")

    @property
    def actor(self) -> str:
        """How the audit names him."""
        return f"{'user' if self.is_person else 'key'}:{self.key_id}"

    @property
    def all_roles(self) -> Roles:
        """His roles by business id, or `ALL`."""
        if self.businesses is None:
            return {ALL: self.role}
        return {id: self.roles.get(id, self.role) for id in self.businesses}

    def role_at(self, business_id: str | None) -> Role | None:
        """What he is at this business; None: he does not know of it. What belongs to no business is
        for those who see all."""
        if self.businesses is None:
            return self.role
        if business_id is None or business_id not in self.businesses:
            return None
        return self.roles.get(business_id, self.role)

    def may(self, right: Permission, business_id: str | None = None) -> bool:
        """Does he have the right at that business; None: at any at all?"""
        if right in HOUSE and self.businesses is not None:
            return False
        if business_id is not None:
            role = self.role_at(business_id)
            return role is not None and right in RIGHTS[role]
        return any(right in RIGHTS[role] for role in self.all_roles.values())

    def knows(self, business_id: str | None) -> bool:
        """May he know that there is such a business?"""
        return self.role_at(business_id) is not None

    def sees(self, business_id: str | None) -> bool:
        """May this request be about that business?"""
        role = self.role_at(business_id)
        return role is not None and (self.asked is None or self.asked in RIGHTS[role])

    def asking(self, right: Permission) -> Principal:
        """He, in a request that needs this right."""
        return replace(self, asked=right)

    def at(self, business_id: str | None) -> Principal:
        """He, as far as this business goes: what he may see does not hang on other ones."""
        if self.businesses is None or business_id not in self.businesses:
            return self
        role = self.roles.get(business_id, self.role)
        return replace(self, role=role, businesses=frozenset({business_id}), roles={})

    @property
    def sees_numbers(self) -> bool:
        """At every business that he knows of; narrow him by `at` first."""
        return self._everywhere("numbers.see")

    @property
    def sees_transcripts(self) -> bool:
        """What was said, word for word; the same."""
        return self._everywhere("transcripts.see")

    def _everywhere(self, right: Literal["numbers.see", "transcripts.see"]) -> bool:
        return all(right in RIGHTS[role] for role in self.all_roles.values())
