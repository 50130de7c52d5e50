"""Who are the people, and how do they prove themselves? Password, second factor, one-time link.

Passwords are kept as Argon2id hashes, links and recovery codes as SHA-256 of what is random anyway,
the secret of one-time codes (TOTP, RFC 6238) sealed. What is refused at a sign-in is refused in one
sentence, whichever part was wrong. A person who is disabled, and one whose password was changed,
has no open session any more.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar, cast

import pyotp
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.users import repository
from vaani.domain.users.passwords import Passwords, must_be_good
from vaani.domain.users.rights import ALL, Roles
from vaani.domain.users.tables import UserRow
from vaani.kit.clock import Clock
from vaani.kit.crypto import Vault
from vaani.kit.errors import DomainError
from vaani.kit.ids import new_id
from vaani.kit.revision import must_be_fresh, revision_of
from vaani.storage.session import Database

LINK = "vl_"
"""How a one-time link's token begins."""
FIRST = "owner"
"""The login of the account that the first start makes."""
LINK_LASTS = timedelta(hours=24)
RECOVERY_CODES = 8
WRONG = "Login, password or code is wrong."
_PLACE = "users.second"
_STEP_S = 30

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Account:
    """A person without what proves him. `link_until`: until when his one-time link lies open."""

    id: str
    login: str
    name: str
    roles: Roles
    has_password: bool
    has_second: bool
    external: bool
    link_until: datetime | None
    created_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None
    revision: str


class Accounts:
    """The people of one database."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._passwords = Passwords()

    # --- who there is -----------------------------------------------------------------------------

    async def listing(self) -> tuple[Account, ...]:
        """Everybody, in the order of their coming."""
        async with self._database.reading() as session:
            return tuple(_account(row) for row in await repository.people(session))

    async def get(self, id: str) -> Account:
        """Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            return _account(_there(await repository.person(session, id)))

    async def of_login(self, login: str) -> Account:
        """Raises DomainError NOT_FOUND."""
        async with self._database.reading() as session:
            return _account(_there(await repository.person_of_login(session, _folded(login))))

    async def active(self, id: str) -> Account | None:
        """The person, unless he is unknown or disabled."""
        async with self._database.reading() as session:
            row = await repository.person(session, id)
        return None if row is None or row.disabled_at is not None else _account(row)

    # --- making and changing ----------------------------------------------------------------------

    async def first_owner(self) -> str | None:
        """The token of a link to a new owner's account, when nobody leads the house yet; else
        None."""

        async def work(session: AsyncSession) -> str | None:
            await repository.lock_people(session)
            people = await repository.people(session)
            if _is_led(people) or any(one.login == FIRST for one in people):
                return None
            row = self._row(FIRST, "Owner", {ALL: "owner"})
            token = self._give_link(row)
            await repository.add(session, row)
            return token

        return await self._database.write(work)

    async def invite(self, login: str, name: str, roles: Roles) -> tuple[Account, str]:
        """A new person, and the token of the link by which he chooses his password. Raises
        DomainError CONFLICT when the login is taken."""
        row = self._row(login, name, roles)
        token = self._give_link(row)
        try:
            async with self._database.transaction() as session:
                await repository.add(session, row)
        except IntegrityError:
            raise DomainError("CONFLICT", f"There is a person of the login {row.login}.") from None
        return _account(row), token

    async def link(self, id: str) -> str:
        """A fresh one-time link; the one before opens nothing any more. With it he chooses a new
        password, and his second factor is off. Raises DomainError NOT_FOUND, CONFLICT when he is
        disabled."""

        def work(row: UserRow) -> str:
            if row.disabled_at is not None:
                raise DomainError("CONFLICT", "This person is disabled: enable him first.")
            if row.subject is not None:
                raise DomainError("CONFLICT", "This person signs in with the company's account.")
            return self._give_link(row)

        return await self._change(id, work)

    async def change(
        self, id: str, *, name: str | None = None, roles: Roles | None = None,
        disabled: bool | None = None, seen: str | None = None,
    ) -> Account:  # fmt: skip
        """`seen`: the revision that this was made from. Raises DomainError NOT_FOUND, StaleError,
        and CONFLICT where nobody would be left who may do everything."""

        async def work(session: AsyncSession) -> Account:
            await repository.lock_people(session)
            row = _there(await repository.person(session, id, to_change=True))
            must_be_fresh("person", _account(row).revision, seen)
            led = _is_led(await repository.people(session))
            row.name = name if name is not None else row.name
            row.roles = dict(roles) if roles is not None else row.roles
            if disabled is not None:
                row.disabled_at = (row.disabled_at or self._clock.now()) if disabled else None
            if disabled:
                row.link_hash = row.link_until = None
                await repository.end_sessions(session, id, self._clock.now())
            if led and not _is_led(await repository.people(session)):
                raise DomainError(
                    "CONFLICT", "Nobody would be left who is an owner of all businesses."
                )
            return _account(row)

        return await self._database.write(work)

    # --- signing in -------------------------------------------------------------------------------

    async def by_password(self, login: str, password: str, code: str | None) -> Account:
        """Raises DomainError UNAUTHORIZED; with `code_needed` in its details, when the password was
        right and a code of the second factor is missing."""
        async with self._database.reading() as session:
            row = await repository.person_of_login(session, _folded(login))
        fits = await self._passwords.fits(row.password_hash if row else None, password)
        if row is None or not fits or row.disabled_at is not None:
            raise DomainError("UNAUTHORIZED", WRONG)
        if row.second_since is not None and not code:
            raise DomainError(
                "UNAUTHORIZED", "Send the code of your second factor too.", {"code_needed": True}
            )

        def work(row: UserRow) -> Account:
            if row.second_since is not None and not self._takes(row, code or ""):
                raise DomainError("UNAUTHORIZED", WRONG)
            row.signed_in_at = self._clock.now()
            return _account(row)

        return await self._change(row.id, work)

    async def by_link(self, token: str) -> Account | None:
        """Whose link this is; it is used up by that. None: it is wrong, old, or was used."""
        if not token.startswith(LINK):
            return None
        now = self._clock.now()
        async with self._database.transaction() as session:
            row = await repository.person_of_link(session, _digest(token))
            if row is None or row.disabled_at is not None:
                return None
            if row.link_until is None or row.link_until <= now:
                return None
            row.link_hash = row.link_until = None
            row.signed_in_at = now
            return _account(row)

    async def external(
        self, issuer: str, subject: str, login: str, name: str, roles: Roles
    ) -> Account | None:
        """The person whom a provider vouches for, made when he comes for the first time; what he
        may do is what the provider says today. None: he is disabled here."""
        whole = f"{issuer}\n{subject}"
        digest, now = _digest(whole), self._clock.now()

        async def work(session: AsyncSession) -> Account | None:
            await repository.lock_people(session)
            row = await repository.person_of_subject(session, digest)
            if row is None:
                taken = await repository.person_of_login(session, _folded(login))
                row = self._row(login if taken is None else f"openid:{digest[:24]}", name, roles)
                row.subject, row.subject_hash = whole, digest
                await repository.add(session, row)
            if row.disabled_at is not None:
                return None
            row.name, row.roles, row.signed_in_at = name, dict(roles), now
            return _account(row)

        return await self._database.write(work)

    async def choose_password(
        self, id: str, password: str, former: str | None, session_id: str | None, by_link: bool
    ) -> None:
        """The other sessions end. `by_link`: he came by his link and need not know the former one.
        Raises DomainError INVALID for a bad password, FORBIDDEN for a wrong former one."""
        async with self._database.reading() as session:
            row = _there(await repository.person(session, id))
        if row.subject is not None:
            raise DomainError("CONFLICT", "You sign in at your company: change the password there.")
        must_be_good(password, row.login, row.name)
        if not by_link and not await self._passwords.fits(row.password_hash, former or ""):
            raise DomainError("FORBIDDEN", "The former password is wrong.")
        stored = await self._passwords.hash(password)
        async with self._database.transaction() as session:
            row = _there(await repository.person(session, id, to_change=True))
            row.password_hash = stored
            row.link_hash = row.link_until = None
            if by_link:
                _end_second(row)
            await repository.end_sessions(session, id, self._clock.now(), session_id)

    # --- second factor ----------------------------------------------------------------------------

    async def begin_second(self, id: str) -> tuple[str, str]:
        """A fresh secret and its `otpauth:` address, for an app of one-time codes; it counts once a
        code of it was shown. Raises DomainError CONFLICT when one is on."""

        def work(row: UserRow) -> tuple[str, str]:
            if row.second_since is not None:
                raise DomainError("CONFLICT", "Your second factor is on: end it first.")
            if row.subject is not None:
                raise DomainError("CONFLICT", "You sign in at your company: add a factor there.")
            secret = pyotp.random_base32()
            row.second_sealed = self._vault.seal(secret, _PLACE)
            totp = pyotp.TOTP(secret)
            return secret, totp.provisioning_uri(name=row.login, issuer_name="Vaani")

        return await self._change(id, work)

    async def set_second(self, id: str, code: str, on: bool) -> tuple[str, ...]:
        """Begin or end to ask for codes; each needs a right one. What comes back on beginning are
        the recovery codes, each good once. Raises DomainError CONFLICT, FORBIDDEN."""

        def work(row: UserRow) -> tuple[str, ...]:
            if row.second_sealed is None or on == (row.second_since is not None):
                raise DomainError("CONFLICT", "It is on already." if on else "It is not on.")
            if not self._takes(row, code):
                raise DomainError("FORBIDDEN", "This code is wrong.")
            if not on:
                _end_second(row)
                return ()
            codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
            row.second_since = self._clock.now()
            row.recovery = [_digest(one) for one in codes]
            return codes

        return await self._change(id, work)

    def _takes(self, row: UserRow, code: str) -> bool:
        """Is it a code of now (or of the half minutes beside it) that did not count yet, or a
        recovery code, which is used up by that?"""
        code = code.replace(" ", "").casefold()
        hashed = _digest(code)
        if row.second_since is not None and hashed in row.recovery:
            row.recovery = [one for one in row.recovery if one != hashed]
            return True
        if row.second_sealed is None:
            return False
        totp = pyotp.TOTP(self._vault.open(row.second_sealed, _PLACE))
        now = int(self._clock.now().timestamp()) // _STEP_S
        for step in (now, now - 1, now + 1):
            if secrets.compare_digest(totp.at(step * _STEP_S).encode(), code.encode()):
                if step <= row.second_step:
                    return False
                row.second_step = step
                return True
        return False

    # --- inside -----------------------------------------------------------------------------------

    async def _change(self, id: str, work: Callable[[UserRow], _Result]) -> _Result:
        async with self._database.transaction() as session:
            return work(_there(await repository.person(session, id, to_change=True)))

    def _row(self, login: str, name: str, roles: Roles) -> UserRow:
        return UserRow(
            id=new_id(), login=_folded(login), name=name.strip(), roles=dict(roles),
            second_step=0, recovery=[], created_at=self._clock.now(),
        )  # fmt: skip

    def _give_link(self, row: UserRow) -> str:
        token = LINK + secrets.token_urlsafe(32)
        row.link_hash = _digest(token)
        row.link_until = self._clock.now() + LINK_LASTS
        return token


def _there(row: UserRow | None) -> UserRow:
    if row is None:
        raise DomainError("NOT_FOUND", "There is no such person.")
    return row


def _is_led(rows: Sequence[UserRow]) -> bool:
    """Is there somebody who may do everything, and so let others in?"""
    return any(
        row.disabled_at is None and row.roles.get(ALL) in ("owner", "platform-admin")
        for row in rows
    )


def _end_second(row: UserRow) -> None:
    row.second_sealed = row.second_since = None
    row.recovery = []


def _recovery_code() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(2))


def _folded(login: str) -> str:
    return login.strip().casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _account(row: UserRow) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=cast(Roles, dict(row.roles)),
        has_password=row.password_hash is not None,
        has_second=row.second_since is not None,
        external=row.subject is not None,
        link_until=row.link_until,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
        disabled_at=row.disabled_at,
        revision=revision_of((row.id, row.name, row.roles, row.disabled_at is None)),
    )
