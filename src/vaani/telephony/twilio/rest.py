"""How are calls placed, passed on and ended at Twilio? Its REST interface, version 2010-04-01.

Basic authentication, forms out, JSON in. Every request has a deadline. To place a call is not
idempotent: when no answer comes, the call is looked up before anybody may try again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from vaani.kit.clock import Clock
from vaani.telephony.twilio.errors import (
    CALL_IS_OVER,
    TwilioError,
    from_answer,
    unknown_outcome,
    unreachable,
)
from vaani.telephony.twilio.status import OF_TWILIO

BASE_URL = "https://api.twilio.com"
TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_LOOK_BACK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call that Twilio has taken on; `status` is Twilio's own word."""

    sid: str
    status: str


class TwilioRest:
    """One account. The caller owns `client` and closes it."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        account_sid: str,
        auth_token: str,
        clock: Clock,
        *,
        base_url: str = BASE_URL,
    ) -> None:
        self._client = client
        self._auth = httpx.BasicAuth(account_sid, auth_token)
        self._root = f"{base_url.rstrip('/')}/2010-04-01/Accounts/{account_sid}"
        self._clock = clock

    async def account(self) -> str:
        """How the account stands, in Twilio's word: active, suspended or closed; "" for an answer
        of somebody else's. Raises TwilioError, status 401 for credentials that are refused."""
        return str((await self._send("GET", ".json", "read the account")).get("status", ""))

    async def place(
        self,
        to: str,
        from_: str,
        *,
        answer_url: str,
        status_url: str,
        ring_s: int = 45,
        limit_s: int = 3600,
    ) -> PlacedCall:
        """Call `to`; Twilio asks `answer_url` once it is answered. Raises TwilioError: `timeout`
        means that the call may exist although it was not found."""
        form = [
            ("To", to), ("From", from_), ("Url", answer_url), ("Method", "POST"),
            ("StatusCallback", status_url),
            *(("StatusCallbackEvent", ev) for ev in ("initiated", "ringing", "answered",
                                                     "completed")),
            ("Timeout", str(ring_s)), ("TimeLimit", str(limit_s)),
        ]  # fmt: skip
        begun = self._clock.now()
        try:
            return _placed(await self._post("/Calls.json", form, "placed the call"))
        except TwilioError as error:
            if error.code != "timeout":
                raise
            found = await self._find(to, from_, begun)
            if found is None:
                raise
            return found

    async def hang_up(self, call_sid: str) -> None:
        """End the call; one that is over already is fine. Raises TwilioError."""
        try:
            await self._post(f"/Calls/{call_sid}.json", [("Status", "completed")], "ended the call")
        except TwilioError as error:
            if error.code not in CALL_IS_OVER and error.status != 404:
                raise

    async def redirect(self, call_sid: str, document: str) -> None:
        """Give a running call a new answer document (at most 4,000 letters). Raises TwilioError."""
        if len(document) > 4000:
            raise ValueError("Twilio takes at most 4,000 letters of TwiML")
        await self._post(f"/Calls/{call_sid}.json", [("Twiml", document)], "passed the call on")

    async def status(self, call_sid: str) -> str | None:
        """The call's status in our words; None: Twilio does not know the call."""
        try:
            body = await self._send("GET", f"/Calls/{call_sid}.json", "read the call")
        except TwilioError as error:
            if error.status == 404:
                return None
            raise
        return OF_TWILIO.get(str(body.get("status")))

    async def _find(self, to: str, from_: str, since: datetime) -> PlacedCall | None:
        query = {"To": to, "From": from_, "StartTime>": f"{since - _LOOK_BACK:%Y-%m-%d}"}
        body = await self._send("GET", "/Calls.json", "listed the calls", params=query)
        calls = body.get("calls")
        for call in calls if isinstance(calls, list) else ():
            created = _moment(call.get("date_created"))
            if created is not None and created >= since - _LOOK_BACK:
                return _placed(call)
        return None

    async def _post(self, path: str, form: Sequence[tuple[str, str]], did: str) -> dict[str, Any]:
        body = str(httpx.QueryParams(list(form)))
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self._send("POST", path, did, content=body, headers=head)

    async def _send(
        self,
        method: str,
        path: str,
        did: str,
        *,
        params: dict[str, str] | None = None,
        content: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        try:
            answer = await self._client.request(
                method, self._root + path, params=params, content=content, headers=headers,
                auth=self._auth, timeout=TIMEOUT,
            )  # fmt: skip
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise unreachable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise unknown_outcome(did) from error
        try:
            body = answer.json()
        except ValueError:
            body = {}
        if not isinstance(body, dict):
            body = {}
        if answer.status_code >= 400:
            raise from_answer(answer.status_code, body)
        return body


def _placed(body: dict[str, Any]) -> PlacedCall:
    sid = body.get("sid")
    if not isinstance(sid, str) or not sid:
        raise unknown_outcome("placed the call")
    return PlacedCall(sid, str(body.get("status", "queued")))


def _moment(text: object) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
