"""Does Twilio take the account's credentials? Its REST interface, version 2010-04-01.

Basic authentication, JSON in; every request has a deadline.
"""

from __future__ import annotations

import httpx

from vaani.telephony.twilio.errors import from_answer, unreachable

BASE_URL = "https://api.twilio.com"
TIMEOUT = httpx.Timeout(10.0, connect=3.0)


async def account_status(
    client: httpx.AsyncClient, account_sid: str, auth_token: str, base_url: str = BASE_URL
) -> str:
    """How the account stands, in Twilio's word: active, suspended or closed; "" for an answer of
    somebody else's. Raises TwilioError, status 401 for credentials that are refused."""
    place = f"{base_url.rstrip('/')}/2010-04-01/Accounts/{account_sid}.json"
    try:
        answer = await client.get(
            place, auth=httpx.BasicAuth(account_sid, auth_token), timeout=TIMEOUT
        )
    except httpx.HTTPError as error:
        raise unreachable(type(error).__name__) from error
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    if answer.status_code >= 400:
        raise from_answer(answer.status_code, body)
    return str(body.get("status", ""))
