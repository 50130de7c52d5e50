"""What is written to the log, and what never is?

structlog over the standard library on standard error: JSON, or text for a person at a terminal. One
processor takes out phone numbers, names, what was said and secrets, whoever logged them.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

HIDDEN = "[redacted]"
PRIVATE = frozenset(
    {
        "authorization", "caller", "cookie", "customer", "from", "from_number", "guest", "heard",
        "key", "name", "notes", "password", "phone", "phone_number", "say", "secret", "text", "to",
        "to_number", "token", "transcript", "utterance",
    }
)  # fmt: skip
"""Names of fields whose values are a person's or a secret."""
_SECRET_NAME = re.compile(r"(?i)(token|secret|password|api_?key|_phone|phone_|_name$)")
_SECRET_TEXT = re.compile(r"\b(vk_[A-Za-z0-9_-]{8,}|Bearer\s+\S+)|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_PHONE = re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ()\u2011-]{7,16}\d(?![\w:-]|\.\d)")

Event = MutableMapping[str, Any]


def redact(_logger: Any, _method: str, event: Event) -> Event:
    """Hide what is private in every field, at any depth, and inside texts."""
    for name, value in list(event.items()):
        if name in {"timestamp", "level", "logger", "request_id", "call_id", "business_id"}:
            continue
        event[name] = _clean(name, value)
    return event


def _clean(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if name.lower() in PRIVATE or _SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, int):
        return value if abs(value) < 10**9 or name.endswith(("_ms", "_ns", "_bytes")) else HIDDEN
    if isinstance(value, Mapping):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, inner) for inner in value]
    return _clean_text(value if isinstance(value, str) else str(value))


def _clean_text(text: str) -> str:
    return _PHONE.sub(HIDDEN, _SECRET_TEXT.sub(HIDDEN, text))


def configure(
    level: str = "info",
    style: Literal["auto", "json", "text"] = "auto",
    *,
    redacted: bool = True,
    stream: TextIO | None = None,
) -> None:
    """Send every log of the process, uvicorn's and the libraries' too, through one formatter."""
    out = stream or sys.stderr
    text = style == "text" or (style == "auto" and out.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            *([redact] if redacted else []),
            last,
        ],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
    for noisy in ("alembic", "httpx", "httpcore", "aiosqlite", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
