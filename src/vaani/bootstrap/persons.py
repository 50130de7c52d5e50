"""How do commands invite, list and disable people? Over the same accounts as HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from vaani.bootstrap.keys import Told
from vaani.domain.businesses.service import Businesses
from vaani.domain.users.accounts import Account, Accounts
from vaani.domain.users.rights import ALL, Role
from vaani.kit.errors import DomainError


class PeopleBook:
    """The people of one database, by their logins."""

    def __init__(self, accounts: Accounts, businesses: Businesses, told: Told) -> None:
        """`told`: hears what was done, for the audit."""
        self._accounts = accounts
        self._businesses = businesses
        self._told = told

    async def create(self, login: str, name: str, role: Role, slugs: Sequence[str]) -> str:
        """A new person with the role at the businesses of `slugs` (none: at all), and the token of
        his one-time link. Raises DomainError."""
        if role == "platform-admin" and slugs:
            raise DomainError("INVALID", "A platform-admin is one for all businesses.")
        ids = [(await self._businesses.get(slug)).id for slug in slugs] or [ALL]
        account, token = await self._accounts.invite(login, name, dict.fromkeys(ids, role))
        await self._told("invite_user", f"/api/v1/users/{account.id}")
        return token

    async def link(self, login: str) -> str:
        """A fresh one-time link's token. Raises DomainError."""
        found = await self._accounts.of_login(login)
        token = await self._accounts.link(found.id)
        await self._told("make_user_link", f"/api/v1/users/{found.id}")
        return token

    async def disable(self, login: str, *, disabled: bool) -> None:
        """Raises DomainError."""
        found = await self._accounts.of_login(login)
        await self._accounts.change(found.id, disabled=disabled)
        await self._told("disable_user" if disabled else "enable_user", f"/api/v1/users/{found.id}")

    async def lines(self) -> list[str]:
        """Each person as a line: login, state, roles, name."""
        return [await self._line(one) for one in await self._accounts.listing()]

    async def _line(self, one: Account) -> str:
        roles = [f"{role} of {await self._place(id)}" for id, role in sorted(one.roles.items())]
        state = "disabled" if one.disabled_at else "invited" if not one.signed_in_at else "active"
        return f"{one.login:<24}  {state:<8}  {', '.join(roles)}  {one.name}"

    async def _place(self, id: str) -> str:
        if id == ALL:
            return "all businesses"
        try:
            return (await self._businesses.by_id(id)).slug
        except DomainError:
            return "a business that is gone"
