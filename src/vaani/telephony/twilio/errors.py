"""Whose fault is an error of Twilio's, and may it be tried again?

Codes as in Twilio's error dictionary; only those that change what we do are named.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.kit.errors import ProviderError

_MEANING: Mapping[str, str] = {
    "20003": "Twilio refuses the account's credentials: check account SID and auth token.",
    "20429": "Twilio receives too many requests from this account.",
}


class TwilioError(ProviderError):
    """Twilio refused or could not be reached. `status` is HTTP's, 0 when there was no answer."""

    def __init__(self, message: str, *, code: str, status: int, retryable: bool) -> None:
        super().__init__("line", message, code=code, retryable=retryable)
        self.status = status


def from_answer(status: int, body: Mapping[str, object]) -> TwilioError:
    """The error that Twilio's JSON body describes (`code`, `message`)."""
    code = str(body.get("code", "")) or f"http_{status}"
    said = str(body.get("message", ""))[:200]
    message = _MEANING.get(code) or (f"Twilio answered {status}" + (f": {said}" if said else "."))
    return TwilioError(message, code=code, status=status, retryable=status == 429 or status >= 500)


def unreachable(why: str) -> TwilioError:
    """No connection was made, so nothing happened: it may be tried again."""
    return TwilioError(
        f"Twilio cannot be reached ({why}).", code="unreachable", status=0, retryable=True
    )
