"""What an owner finds in the logs, and what nobody may find there."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from vaani.api.logs import HIDDEN, configure


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure("info", "json", stream=stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_ids_of_the_call_stand_on_every_line(out: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(call_id="c1", request_id="r1"):
        structlog.get_logger("vaani").info("turn taken", ms=12.5, day="2026-11-21")
    (line,) = lines(out)
    assert (line["call_id"], line["request_id"], line["ms"]) == ("c1", "r1", 12.5)
    assert (line["level"], line["event"], line["day"]) == ("info", "turn taken", "2026-11-21")


@pytest.mark.parametrize(
    "fields",
    [
        {"phone": "+919999900300"},
        {"caller": "Asha Verma"},
        {"text": "table for four"},
        {"auth_token": "0f9d2b7c"},
        {"customer_name": "Asha"},
        {"note": "call me on 98765 43210 please"},
        {"url": "postgresql://u:opensesame@h/d"},
        {"header": "Bearer vk_abcdefgh12345678"},
        {"deep": {"list": [{"phone": "9999900300"}, "+91-99999-00300"]}},
        {"number": 919999900300},
    ],
)
def test_private_words_are_taken_out_wherever_they_stand(
    out: io.StringIO, fields: dict[str, object]
) -> None:
    structlog.get_logger("vaani").warning("something", **fields)
    text = out.getvalue()
    assert HIDDEN in text
    for private in ("99999", "98765", "Asha", "four", "0f9d", "opensesame", "vk_abc"):
        assert private not in text


def test_messages_of_libraries_and_stack_traces_are_cleaned_too(out: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").error("no answer from %s", "+91 99999 00300")
    try:
        raise ValueError("bad caller 9999900300")
    except ValueError as error:
        structlog.get_logger("vaani").error("unforeseen", exc_info=error)
    first, second = lines(out)
    assert first["event"] == f"no answer from {HIDDEN}"
    assert "ValueError" in str(second["exception"])
    assert "99999" not in out.getvalue()
