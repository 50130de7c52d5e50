"""Why is a request of another program refused? Each reason has one sentence that says what to do.

Which status and shape that has on a wire is the wire's matter (`vaani.api.speech.errors`).
"""

from __future__ import annotations

from typing import Literal

from vaani.kit.errors import VaaniError

Reason = Literal[
    "wrong",  # a value that is not one of those that may be
    "unknown",  # a voice or model that is not there
    "exists",  # a name or a sound that is there already
    "unreadable",  # a file that is not what it says, or broken
    "unsupported",  # a format that is not read or made here
    "too_large",
    "busy",  # as many requests wait as may
    "unavailable",  # the part that does it is not there
]


class Refused(VaaniError):
    """`field` names the part of the request; `retry_after_s` when the same may work later."""

    def __init__(
        self, reason: Reason, message: str, *, field: str = "", retry_after_s: int = 0
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field
        self.retry_after_s = retry_after_s


class Gone(Exception):
    """The client left before there was an answer."""
