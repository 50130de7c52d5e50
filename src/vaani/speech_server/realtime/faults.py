"""What was wrong with an event of a realtime client, in the words of the OpenAI API?

Codes are those of that API where it has one. A fault ends nothing: the session goes on.
"""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vaani.kit.errors import ProviderError, VaaniError
from vaani.speech_server.refusals import Refused

_CODES = {"missing": "missing_required_parameter", "extra_forbidden": "unknown_parameter",
          "unsupported": "unsupported_parameter"}  # fmt: skip


class Fault(VaaniError):
    """`param` is the path of the wrong value, `session.audio.output.voice`."""

    def __init__(
        self, code: str, message: str, param: str | None = None, kind: str = "invalid_request_error"
    ) -> None:
        super().__init__(message)
        self.code = code
        self.param = param
        self.kind = kind

    def shown(self, event_id: str | None = None) -> dict[str, str | None]:
        """The `error` of an event; `event_id` is the client's."""
        return {
            "type": self.kind,
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "event_id": event_id,
        }


def invalid(error: ValidationError, root: str = "") -> Fault:
    """The first thing that is wrong, `root` before its path."""
    first = error.errors()[0]
    path = ".".join(str(part) for part in (root, *first["loc"]) if part != "")
    return Fault(_code(first), _said(first, path), path or None)


def _code(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in _CODES:
        return _CODES[kind]
    return "invalid_type" if kind.endswith(("_type", "_parsing")) else "invalid_value"


def _said(error: ErrorDetails, path: str) -> str:
    if error["type"] == "missing":
        return f"Missing required parameter: '{path}'."
    if error["type"] == "extra_forbidden":
        return f"Unknown parameter: '{path}'."
    return f"Invalid '{path}': {error['msg']}."


def refused(error: Refused, param: str | None = None) -> Fault:
    """A refusal of the speech server."""
    return Fault("invalid_value", error.message, param or error.field or None)


def failed(error: ProviderError) -> Fault:
    """An engine or a model failed."""
    return Fault(error.code or "server_error", error.message, kind="server_error")
