"""A model's server that floods costs little memory and no turn of the loop."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from vaani.call.ports.chat_model import ChatRequest, Message
from vaani.kit.errors import ProviderError
from vaani.providers import sse
from vaani.providers.openai_like.chat import OpenAiLikeModel
from vaani.providers.openai_like.wire import StreamReader

HELLO = ChatRequest((Message("user", "hello"),))
CHUNK = b"x" * 65_536


class Flood:
    """Sends a head and then the same bytes until the client has gone."""

    def __init__(self, head: str, again: bytes, first: bytes = b"") -> None:
        self._head = f"HTTP/1.1 {head}\r\nconnection: close\r\n\r\n".encode() + first
        self._again = again
        self.sent = 0
        self.gone = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self._head)
        try:
            while True:
                writer.write(self._again)
                await writer.drain()
                self.sent += len(self._again)
        except ConnectionError:
            self.gone.set()
        finally:
            writer.close()


@asynccontextmanager
async def flooded(flood: Flood) -> AsyncIterator[OpenAiLikeModel]:
    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, OpenAiLikeModel(model="m", base_url=f"http://127.0.0.1:{port}/v1") as model:
        yield model


async def refused(model: OpenAiLikeModel) -> ProviderError:
    async def asked() -> None:
        async for _ in model.stream(HELLO):
            pass

    with pytest.raises(ProviderError) as caught:
        await asyncio.wait_for(asked(), 20)
    return caught.value


async def test_an_endless_error_body_is_not_read_to_its_end() -> None:
    flood = Flood("500 X", CHUNK, b'{"error": {"message": "')
    async with flooded(flood) as model:
        assert (await refused(model)).code == "500"
        await asyncio.wait_for(flood.gone.wait(), 60)
    assert flood.sent < sse.MOST_ERROR_BYTES + 64 * len(CHUNK)


async def test_an_endless_line_is_ended_early() -> None:
    flood = Flood("200 OK", CHUNK, b"data: ")
    async with flooded(flood) as model:
        assert (await refused(model)).code == "endless_line"
        await asyncio.wait_for(flood.gone.wait(), 60)
    assert flood.sent < sse.MOST_LINE_CHARS + 64 * len(CHUNK)


@pytest.mark.parametrize("again", [b": comment\n", b"data: {}\n\n", b"\n"])
async def test_an_answer_without_end_is_ended(again: bytes) -> None:
    flood = Flood("200 OK", again * (65_536 // len(again)))
    async with flooded(flood) as model:
        assert (await refused(model)).code == "endless_answer"
        await asyncio.wait_for(flood.gone.wait(), 60)


async def test_a_flood_leaves_others_their_turn() -> None:
    flood = Flood("200 OK", b"data: {}\n\n" * 6_000)
    turns: list[float] = []

    async def other() -> None:
        loop = asyncio.get_running_loop()
        while True:
            turns.append(loop.time())
            await asyncio.sleep(0)

    async with flooded(flood) as model:
        task = asyncio.create_task(other())
        await refused(model)
        task.cancel()
    assert len(turns) > sse.MOST_ANSWER_BYTES / sse.STEP_BYTES / 2


async def test_what_is_packed_is_not_unpacked() -> None:
    packed = gzip.compress(b"data: " + b"x" * 50_000_000)
    flood = Flood("200 OK\r\ncontent-encoding: gzip", b"\n" * 65_536, packed)
    async with flooded(flood) as model:
        assert (await refused(model)).code in {"endless_answer", "endless_line"}


def fed(*pieces: bytes) -> Callable[[], None]:
    def feed() -> None:
        reader = StreamReader()
        for piece in pieces:
            list(reader.push(piece))
        list(reader.finish())

    return feed


@pytest.mark.parametrize(
    ("feed", "code"),
    [
        (fed(*[b"data: " + b"x" * 60_000 + b"\n"] * 3), "endless"),
        (fed(b"data: " + b"[" * 60_000 + b"\n\n"), "not_json"),
    ],
)
def test_an_event_of_many_lines_or_great_depth_is_refused(
    feed: Callable[[], None], code: str
) -> None:
    with pytest.raises(ProviderError) as caught:
        feed()
    assert caught.value.code == code


async def test_a_list_of_models_is_still_read() -> None:
    body = json.dumps({"data": [{"id": "m"}]}).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server, OpenAiLikeModel(model="m", base_url=url) as model:
        assert await model.listed() == ("m",)
