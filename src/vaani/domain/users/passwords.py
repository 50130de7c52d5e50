"""How is a password kept, and is it good enough? Argon2id (RFC 9106), and a few plain rules.

Hashing takes some 20 MB and some tens of milliseconds of a processor, so it runs in a thread, one
after the other: calls are not held up by people who sign in.
"""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vaani.kit.errors import DomainError

LEAST, MOST = 10, 200
"""Characters of a password."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")
"""Compared with where there is no account, so that the answer takes as long."""
_COMMON = (
    "password", "passwort", "qwerty", "letmein", "welcome", "vaani", "admin", "12345", "owner",
)  # fmt: skip


class Passwords:
    """Hashes and compares, one at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def hash(self, password: str) -> str:
        """What is stored in its place."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(_HASHER.hash, password)

    async def fits(self, stored: str | None, password: str) -> bool:
        """Is it the password that was stored? None: there is none, which takes as long."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(_fits, stored, password)


def _fits(stored: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def must_be_good(password: str, login: str, name: str) -> None:
    """Raises DomainError INVALID with what is wrong with a password that somebody chose."""
    folded = password.casefold()
    own = [part for part in (login, *login.split("@")[:1], *name.split()) if len(part) > 3]
    if not LEAST <= len(password) <= MOST:
        raise _bad(f"a password has {LEAST} to {MOST} characters.")
    if len(set(password)) < 5:
        raise _bad("too few different characters: choose another.")
    rest = folded
    for known in (*_COMMON, *(part.casefold() for part in own)):
        rest = rest.replace(known, "")
    if len(rest) < 5:
        raise _bad("this is your name, or among the first that are guessed: choose another.")


def _bad(why: str) -> DomainError:
    told = {"fields": [{"field": "password", "message": why}]}
    return DomainError("INVALID", f"password: {why}", told)
