"""What is written to the log, and what never is?

structlog over the standard library on standard error: JSON, or text for a person at a terminal. One
processor takes out phone numbers, names, what was said and secrets, whoever logged them. Of an
error the place and the type are told; its message only when errors of that type quote no values.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

from vaani.kit.errors import ProviderError, VaaniError

HIDDEN = "[redacted]"
PRIVATE = frozenset(
    {
        "authorization", "caller", "cookie", "customer", "from", "from_number", "guest", "heard",
        "key", "name", "notes", "password", "phone", "phone_number", "question", "said", "say",
        "secret", "sentence", "summary", "text", "to", "to_number", "token", "transcript",
        "utterance", "words",
    }
)  # fmt: skip
"""Names of fields whose values are a person's or a secret."""
_SECRET_NAME = re.compile(r"(?i)(token|secret|password|api_?key|_phone|phone_|_name$)")
_SECRET_TEXT = re.compile(r"\b(vk_[A-Za-z0-9_-]{8,}|Bearer\s+\S+)|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_PHONE = re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ()\u2011-]{7,16}\d(?![\w:-]|\.\d)")
_RAISED = re.compile(r"\bexception=.*", re.DOTALL)
"""How asyncio writes an error that a task ended with; the error itself follows as a trace."""
_ABOUT_CODE = (
    AttributeError, ImportError, NameError, NotImplementedError, OSError, RecursionError, TypeError,
    VaaniError,
)  # fmt: skip
"""Errors whose messages speak of the program or the machine, never of a caller."""
_ABOUT_CODE_IN = ("sqlalchemy.",)
"""Packages of which the same is true (statements are told without their values)."""

Event = MutableMapping[str, Any]
_WITH_EXTRA = structlog.stdlib.ExtraAdder()


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
    text = _clean_text(value if isinstance(value, str) else str(value))
    return _RAISED.sub(f"exception={HIDDEN}", text) if name == "event" else text


def _clean_text(text: str) -> str:
    return _PHONE.sub(HIDDEN, _SECRET_TEXT.sub(HIDDEN, text))


def _told(exc_info: Any) -> str:
    """An error with its frames and what it came from, without the values that it quotes."""
    return "\n".join(_lines(exc_info[1], set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in seen:
        yield from _lines(earlier, seen)
        yield "which led to:"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    yield f"{module}{kind.__qualname__}: {_message(error)}"
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(inner) not in seen:
            yield from (f"  | {line}" for line in _lines(inner, seen))


def _message(error: BaseException) -> str:
    if isinstance(error, ProviderError):  # its message may repeat what a vendor was sent
        return f"{error.stage} {error.code}"
    about_code = isinstance(error, _ABOUT_CODE)
    return str(error) if about_code or type(error).__module__.startswith(_ABOUT_CODE_IN) else HIDDEN


def _own_fields(logger: Any, method: str, event: Event) -> Event:
    """What our own modules tell beside the text, by `extra`; what libraries put there is theirs."""
    record = event["_record"]
    return _WITH_EXTRA(logger, method, event) if record.name.startswith("vaani") else event


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
        foreign_pre_chain=[*shared, _own_fields],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *(
                [structlog.processors.ExceptionRenderer(_told), redact]
                if redacted
                else [structlog.processors.format_exc_info]
            ),
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
    # uvicorn tells of sockets with their whole address; what a client writes there is his own
    for noisy in ("alembic", "httpx", "httpcore", "aiosqlite", "asyncio", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
