"""Who tried to sign in and was not let in? Told in the audit, one sentence each.

No password, key or code is in it, and of a name only how it begins: a password that was typed in
the wrong place is no one's to read. The audit cannot be shortened, so whoever tries without end may
not fill it: of one minute so many are noted, and the next entry tells how many were not.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from starlette.requests import HTTPConnection

from vaani.api.middleware.rate_limit import Buckets
from vaani.api.team import Team
from vaani.domain.audit.service import Actor
from vaani.kit.errors import DomainError
from vaani.storage.errors import StorageError

log = structlog.get_logger(__name__)
MOST_A_MINUTE = 40
_NOBODY = "nobody"
_KINDS = {"UNAUTHORIZED": "sign_in.refused", "TOO_OFTEN": "sign_in.throttled"}


class RefusedSignIns:
    """Of one process."""

    def __init__(self, team: Team | None, now: Callable[[], float] = time.monotonic) -> None:
        self._team = team
        self._minute = Buckets(MOST_A_MINUTE, now)
        self._left_out = 0

    async def note(self, connection: HTTPConnection, action: str, sentence: str) -> None:
        """Write it down, where there is an audit and room for it; never raises."""
        if self._team is None:
            return
        if self._minute.take("all"):
            self._left_out += 1
            return
        unsaid, self._left_out = self._left_out, 0
        more = {"not_noted_before": unsaid} if unsaid else None
        actor = Actor(_NOBODY, connection.client.host if connection.client else None)
        try:
            await self._team.audit.record(
                self._team.clock.now(), actor, action, sentence, after=more
            )
        except StorageError as error:
            self._left_out += unsaid + 1
            log.error("a refused sign-in cannot be noted", why=error.message)

    async def refused(
        self, connection: HTTPConnection, error: DomainError, login: str | None
    ) -> None:
        """Note a sign-in that ended with this error, where it is one that guesses make."""
        action = _KINDS.get(error.kind)
        if action is None or error.details.get("code_needed"):
            return
        if login is None:
            sentence = "A key or a link that opens nothing was shown."
        elif action == "sign_in.throttled":
            sentence = f"Somebody tried too often to sign in as {masked_login(login)}."
        else:
            sentence = f"Login, password or code of {masked_login(login)} was wrong."
        await self.note(connection, action, sentence)


def masked_login(login: str) -> str:
    """How a name begins, and where: `as…@clinic.example`, `as…`; of a short one nothing."""
    name, at, house = login.strip().partition("@")
    shown = name[:2] if len(name) > 4 else name[:1] if len(name) > 2 else ""
    whole = f"{shown}…{at}{house}" if "." in house and len(house) <= 60 else f"{shown}…"
    return "".join(letter for letter in whole if letter.isprintable())
