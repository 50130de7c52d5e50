"""Whose fault is it, and may it be tried again? The few kinds of error that cross rooms.

`DomainError` is about the business (mapped to HTTP in `vaani.api.errors` alone); `ProviderError` is
about an outside service or model (stage, code, retryable); `SettingsError` stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Kind = Literal[
    "NOT_FOUND", "CONFLICT", "FORBIDDEN", "UNAUTHORIZED", "INVALID", "EXHAUSTED", "TOO_OFTEN"
]
Stage = Literal["line", "transcriber", "thinker", "speaker", "detector", "realtime", "toolbox"]


class VaaniError(Exception):
    """The root: `message` is one sentence that a person can act on."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DomainError(VaaniError):
    """A rule of the business forbids it. `details` are plain values for the client."""

    def __init__(self, kind: Kind, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.details = dict(details or {})


class StaleError(DomainError):
    """A change was made from a record as it is no longer."""

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__("CONFLICT", message, details)


class FileError(VaaniError):
    """A file that an owner wrote is wrong. `problems` lists every one as `path: reason`."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class SettingsError(VaaniError):
    """The settings cannot be used; the message names the setting and what to do."""


class ProviderError(VaaniError):
    """An outside service or a model failed. `code` is the provider's own word for it, `status` that
    of HTTP, 0 where there was none; `wait_s`: it asks not to be asked again before."""

    def __init__(
        self,
        stage: Stage,
        message: str,
        *,
        code: str = "",
        retryable: bool = False,
        status: int = 0,
        wait_s: float = 0.0,
    ) -> None:
        super().__init__(message)
        self.stage = stage
        self.wait_s = wait_s
        self.code = code
        self.retryable = retryable
        self.status = status
