"""What an owner finds in the logs, and what nobody may find there."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from websockets.asyncio.client import connect

from vaani.api.logs import HIDDEN, configure
from vaani.kit.errors import ProviderError, VaaniError
from vaani.storage.session import Database


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


def test_what_the_house_tells_beside_the_text_is_logged_and_what_libraries_tell_is_not(
    out: io.StringIO,
) -> None:
    told = {"why": "no answer", "phone": "+919999900300"}
    logging.getLogger("vaani.telephony").warning("cut off", extra=told)
    logging.getLogger("library").warning("hello", extra=told)
    ours, theirs = lines(out)
    assert (ours["why"], ours["phone"]) == ("no answer", HIDDEN)
    assert "why" not in theirs


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
    assert "test_logs.py" in str(second["exception"])
    assert "99999" not in out.getvalue()


class Order(BaseModel):
    seats: int


def misread() -> None:
    Order.model_validate({"seats": "a table for Rohan Mehta"})


def misused() -> None:
    {}["a table for Rohan Mehta"]


def misheard() -> None:
    try:
        misused()
    except KeyError as error:
        raise VaaniError("The call cannot go on.") from error


def refused() -> None:
    raise ProviderError("thinker", "refused: 'a table for Rohan Mehta'", code="too_long")


def missed() -> None:
    raise ExceptionGroup("Rohan Mehta", [ValueError("a table for Rohan Mehta"), OSError("no disk")])


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        (misread, ["ValidationError", "in misread"]), (misused, ["KeyError", "in misused"]),
        (misheard, ["KeyError", "VaaniError: The call cannot go on.", "in misheard"]),
        (refused, ["ProviderError: thinker too_long", "in refused"]),
        (missed, ["ExceptionGroup", "ValueError", "OSError: no disk"]),
    ],
)  # fmt: skip
def test_an_error_is_told_with_its_place_and_without_the_words_that_broke_it(
    out: io.StringIO, breaks: Callable[[], None], told: list[str]
) -> None:
    try:
        breaks()
    except (KeyError, ValueError, VaaniError, ExceptionGroup) as error:
        structlog.get_logger("vaani").error("unforeseen", exc_info=error)
        logging.getLogger("asyncio").error("never retrieved: <Task exception=%r>", error)
    trace = str(lines(out)[0]["exception"])
    assert [words for words in told if words not in trace] == []
    said = [line for line in out.getvalue().split("\\n") if not line.startswith("    ")]
    assert "Rohan" not in "".join(said)


async def test_a_database_error_is_told_without_the_values_of_its_statement(
    out: io.StringIO,
) -> None:
    database = Database.open("sqlite://")
    try:
        async with database.transaction() as session:
            await session.execute(text("INSERT INTO nowhere VALUES (:who)"), {"who": "Rohan Mehta"})
    except SQLAlchemyError as error:
        structlog.get_logger("vaani").error("unforeseen", exc_info=error)
    await database.close()
    (line,) = lines(out)
    assert "no such table: nowhere" in str(line["exception"])
    assert "Mehta" not in "".join(
        part for part in str(line["exception"]).splitlines() if not part.startswith("    ")
    )


async def test_what_a_client_writes_behind_a_sockets_address_is_not_logged(
    address: str, out: io.StringIO
) -> None:
    headers = {"Authorization": "Bearer staff-key"}
    url = f"ws://{address}/ws?after=0&caller=Rohan&password=opensesame"
    async with connect(url, additional_headers=headers) as socket:
        async with asyncio.timeout(60):
            await socket.wait_closed()
    assert "opensesame" not in out.getvalue()
    assert "Rohan" not in out.getvalue()
