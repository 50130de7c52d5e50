"""People prove themselves by a password, a one-time link and a second factor, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import pyotp
import pytest

from vaani.domain.users.sessions import Sessions
from vaani.kit.errors import DomainError

GOOD = "seven green bicycles"


async def owner(rooms: Any) -> Any:
    """The first owner, with a password."""
    account = await rooms.accounts.by_link(await rooms.accounts.first_owner())
    await rooms.accounts.choose_password(account.id, GOOD, None, None, True)
    return account


async def test_of_those_who_start_at_once_one_makes_the_first_owner(rooms: Any) -> None:
    made = await asyncio.gather(*(rooms.accounts.first_owner() for _ in range(4)))
    tokens = [token for token in made if token is not None]
    assert len(tokens) == 1
    assert await rooms.accounts.first_owner() is None
    (only,) = await rooms.accounts.listing()
    assert (only.login, only.roles, only.has_password) == ("owner", {"*": "owner"}, False)
    assert tokens[0] not in str(await rooms.rows("SELECT * FROM users"))


async def test_who_was_invited_before_the_first_start_does_not_stand_in_its_way(rooms: Any) -> None:
    await rooms.accounts.invite("asha", "Asha", {"b1": "receptionist"})
    assert await rooms.accounts.first_owner() is not None
    assert await rooms.accounts.first_owner() is None
    assert [one.login for one in await rooms.accounts.listing()] == ["asha", "owner"]


async def test_a_link_opens_once_within_its_day_and_a_fresh_one_ends_it(rooms: Any) -> None:
    token = await rooms.accounts.first_owner()
    opened = await asyncio.gather(*(rooms.accounts.by_link(token) for _ in range(4)))
    assert len([one for one in opened if one is not None]) == 1
    assert await rooms.accounts.by_link(token) is None
    account = next(one for one in opened if one is not None)
    second = await rooms.accounts.link(account.id)
    third = await rooms.accounts.link(account.id)
    assert await rooms.accounts.by_link(second) is None
    rooms.clock.passes(hours=25)
    assert await rooms.accounts.by_link(third) is None


async def test_a_password_is_kept_as_argon2id_and_opens_for_nobody_else(rooms: Any) -> None:
    account = await owner(rooms)
    (row,) = await rooms.rows("SELECT password_hash FROM users")
    assert str(row["password_hash"]).startswith("$argon2id$")
    assert (await rooms.accounts.by_password(" Owner ", GOOD, None)).id == account.id
    for login, password in (("owner", GOOD + "x"), ("nobody", GOOD), ("owner", "")):
        with pytest.raises(DomainError, match="is wrong"):
            await rooms.accounts.by_password(login, password, None)


@pytest.mark.parametrize(
    "bad", ["short", "x" * 201, "aaaaaaaaaaaa", "password12345", "owner-owner-owner"]
)
async def test_a_password_that_is_guessed_first_is_refused(rooms: Any, bad: str) -> None:
    account = await rooms.accounts.by_link(await rooms.accounts.first_owner())
    with pytest.raises(DomainError, match="password:"):
        await rooms.accounts.choose_password(account.id, bad, None, None, True)


async def test_a_changed_password_ends_every_other_session_and_needs_the_former(rooms: Any) -> None:
    account = await owner(rooms)
    sessions = Sessions(rooms.database, rooms.clock)
    until = rooms.clock.now().replace(year=2030)
    kept, other = [await sessions.open(account.id, until, "password") for _ in range(2)]
    with pytest.raises(DomainError, match="former password is wrong"):
        await rooms.accounts.choose_password(account.id, "another good one", "no", kept, False)
    assert await sessions.get(other) is not None
    await rooms.accounts.choose_password(account.id, "another good one", GOOD, kept, False)
    assert await sessions.get(kept) is not None
    assert await sessions.get(other) is None


async def test_a_second_factor_is_asked_each_code_counts_once_and_recovery_works(
    rooms: Any,
) -> None:
    account = await owner(rooms)
    secret, uri = await rooms.accounts.begin_second(account.id)
    assert uri.startswith("otpauth://totp/Vaani:owner?")
    assert secret not in str(await rooms.rows("SELECT * FROM users"))
    totp = pyotp.TOTP(secret)
    assert (await rooms.accounts.by_password("owner", GOOD, None)).id, "off until a code was shown"
    with pytest.raises(DomainError, match="code is wrong"):
        await rooms.accounts.set_second(account.id, "000000", True)
    code = totp.at(rooms.clock.now())
    codes = await rooms.accounts.set_second(account.id, code, True)
    with pytest.raises(DomainError) as asked:
        await rooms.accounts.by_password("owner", GOOD, None)
    assert asked.value.details == {"code_needed": True}
    with pytest.raises(DomainError, match="is wrong"):
        await rooms.accounts.by_password("owner", GOOD, code)
    rooms.clock.passes(seconds=30)
    assert await rooms.accounts.by_password("owner", GOOD, totp.at(rooms.clock.now()))
    assert await rooms.accounts.by_password("owner", GOOD, codes[0].upper())
    with pytest.raises(DomainError, match="is wrong"):
        await rooms.accounts.by_password("owner", GOOD, codes[0])
    rooms.clock.passes(minutes=5)
    assert await rooms.accounts.set_second(account.id, totp.at(rooms.clock.now()), False) == ()
    assert await rooms.accounts.by_password("owner", GOOD, None)


async def test_who_is_disabled_is_out_at_once_and_the_last_owner_stays(rooms: Any) -> None:
    first = await owner(rooms)
    asha, token = await rooms.accounts.invite("asha@clinic.example", "Asha", {"b1": "manager"})
    sessions = Sessions(rooms.database, rooms.clock)
    opened = await sessions.open(asha.id, rooms.clock.now().replace(year=2030), "password")
    with pytest.raises(DomainError, match="There is a person"):
        await rooms.accounts.invite("ASHA@clinic.example", "Other", {"b1": "viewer"})
    await rooms.accounts.change(asha.id, disabled=True)
    assert await sessions.get(opened) is None
    assert await rooms.accounts.by_link(token) is None
    assert await rooms.accounts.active(asha.id) is None
    for change in ({"disabled": True}, {"roles": {"*": "manager"}}):
        with pytest.raises(DomainError, match="Nobody would be left"):
            await rooms.accounts.change(first.id, **change)
    assert (await rooms.accounts.get(first.id)).roles == {"*": "owner"}
