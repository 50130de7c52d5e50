"""Whose fault is an error of Twilio's, and may it be tried again?

Codes as in Twilio's error dictionary; only those that change what we do are named.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.kit.errors import ProviderError

CALL_IS_OVER = frozenset({"20404", "21220"})
"""Not found, not in progress: for hanging up that is success."""

_MEANING: Mapping[str, str] = {
    "20003": "Twilio refuses the account's credentials: check account SID and auth token.",
    "20404": "Twilio does not know this call any more.",
    "20429": "Twilio receives too many requests from this account.",
    "21211": "Twilio cannot call this number: it is not valid.",
    "21212": "Twilio cannot call from this number: it is not valid.",
    "21214": "Twilio cannot reach this number.",
    "21215": "The account may not call this country: allow it in Twilio's geographic permissions.",
    "21216": "Twilio does not call this number.",
    "21217": "This telephone number is not valid.",
    "21219": "A trial account may only call verified numbers.",
    "21210": "The number to call from is not verified for this account.",
    "13214": "The number shown to the called party is not valid.",
    "21220": "The call is not in progress.",
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


def unknown_outcome(what: str) -> TwilioError:
    """The request went out and no answer came: it may have happened. Not to be repeated blindly."""
    return TwilioError(
        f"Twilio did not answer in time; whether it {what} is not known.",
        code="timeout", status=0, retryable=False,
    )  # fmt: skip
