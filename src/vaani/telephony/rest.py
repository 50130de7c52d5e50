"""How is a command given to a carrier's REST interface, and what of it is left open?

One request, one answer, one deadline, never a second try: creating a call is idempotent at no
carrier. What leaves it open whether the carrier took the command (no answer, an error of its own)
is `unsure`; what it refused, or never got, is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from vaani.telephony.driver import CarrierError

Form = Mapping[str, str | Sequence[str]]

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_REFUSED = (401, 403)
_SHOWN = 200


class Rest:
    """The interface of `title` at `base`; `proof` is who asks: a name and a secret for Basic
    authentication, or headers."""

    def __init__(self, title: str, base: str, proof: tuple[str, str] | Mapping[str, str]) -> None:
        self.title = title
        self._base = base.rstrip("/")
        self._auth = httpx.BasicAuth(*proof) if isinstance(proof, tuple) else None
        self._headers = {} if isinstance(proof, tuple) else dict(proof)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        form: Form | None = None,
        said: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """The answer's object, empty when it has none. `form` goes as a form, `said` as JSON.
        Raises CarrierError, its `code` the carrier's own word where it has one."""
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
                answer = await client.request(
                    method,
                    f"{self._base}{path}",
                    data=None if form is None else dict(form),
                    json=said,
                    auth=self._auth,
                    headers={**self._headers, **(headers or {})},
                )
        except _NOT_SENT as error:
            raise CarrierError(f"{self.title} cannot be reached.", code="unreachable") from error
        except httpx.HTTPError as error:
            raise CarrierError(f"{self.title}'s answer did not come.", unsure=True) from error
        body = _object(answer)
        if answer.status_code >= 400:
            raise self._error(answer.status_code, body)
        return body

    def _error(self, status: int, body: Mapping[str, Any]) -> CarrierError:
        code, words = _said(body)
        if status in _REFUSED:
            text = f"{self.title} refuses the account's credentials"
        else:
            text = f"{self.title} answered {status}"
        return CarrierError(
            f"{text}: {words}" if words else f"{text}.",
            code=code or f"http_{status}",
            unsure=status >= 500,
        )


def named(title: str, given: object, wanted: re.Pattern[str]) -> str:
    """The id of a call that an answer names. Raises CarrierError, unsure: there is a call."""
    if not isinstance(given, str) or not wanted.fullmatch(given):
        raise CarrierError(f"{title}'s answer names no call.", unsure=True)
    return given


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _said(body: Mapping[str, Any]) -> tuple[str, str]:
    """Code and words of an error, in the shapes of the carriers that we know."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else body
    error = first.get("error", first.get("RestException", first)) if isinstance(first, dict) else ""
    if not isinstance(error, dict):
        return "", str(error)[:_SHOWN]
    words = next(
        (error[name] for name in ("message", "Message", "detail", "title") if name in error), ""
    )
    code = error.get("code", error.get("Code", ""))
    return str(code)[:40], str(words)[:_SHOWN]
