"""Do a vendor's connections stay open between sentences, and end when nobody listens?"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from vaani.call.ports.chat_model import ChatRequest, Message, ModelEnd, TextPiece
from vaani.providers.kept_http import KeptConnections, VendorClient, over, trusted
from vaani.providers.openai_like.chat import OpenAiLikeModel

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool]]
"""Answers one request; whether the connection stays open."""


@dataclass
class Server:
    """Counts what reaches it."""

    answer: Answer
    url: str = ""
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
                self.requests.append(head + await reader.readexactly(size))
                if not await self.answer(reader, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            self.gone.set()
        finally:
            writer.close()


@asynccontextmanager
async def serving(answer: Answer) -> AsyncGenerator[Server, None]:
    server = Server(answer)
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listening.close()


def sends(*pieces: bytes, stays: bool = True) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return stays

    return answer


class Client(VendorClient):
    """Reads each answer to its end."""

    async def post(self, url: str, **what: Any) -> httpx.Response:
        async with self.stream("POST", url, **what) as answer:
            await answer.aread()
            return answer


@asynccontextmanager
async def client(read_s: float = 5.0) -> AsyncGenerator[Client, None]:
    asked = Client({"authorization": "Bearer k"}, connect_s=1.0, read_s=read_s)
    yield asked
    await asked.aclose()


SOUND = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nsssd"


async def test_sentences_after_each_other_use_one_connection() -> None:
    async with serving(sends(SOUND)) as server, client() as asked:
        for number in range(3):
            answer = await asked.post(server.url, json={"input": str(number)})
            assert (answer.status_code, answer.content) == (200, b"sssd")
        assert server.connections == 1
        assert b"authorization: Bearer k" in server.requests[2].replace(b"Auth", b"auth")
        assert server.requests[2].endswith(b'{"input":"2"}')


async def test_sentences_at_the_same_time_have_connections_of_their_own() -> None:
    async with serving(sends(SOUND)) as server, client() as asked:
        await asyncio.gather(*(asked.post(server.url, json={}) for _ in range(5)))
        assert server.connections == 5
        await asyncio.gather(*(asked.post(server.url, json={}) for _ in range(5)))
        assert server.connections == 5


SAID = b'data: {"choices":[{"index":0,"delta":{"content":"Yes."}}]}\n\n'
ENDED = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def chunk(text: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(text), text)


async def test_a_model_that_has_said_its_last_word_keeps_its_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Servers send the end of the stream behind the last word; nobody waits for it."""
    ending, returned = asyncio.Event(), asyncio.Event()
    give_back = KeptConnections.give_back
    monkeypatch.setattr(
        KeptConnections, "give_back", lambda *these: (give_back(*these), returned.set())
    )

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\n\r\n" + chunk(SAID) + chunk(ENDED)
        )
        await ending.wait()
        writer.write(b"0\r\n\r\n")
        return True

    async with serving(answer) as server, OpenAiLikeModel(model="m", base_url=server.url) as model:
        for _ in range(2):
            ending.clear()
            parts = [one async for one in model.stream(ChatRequest((Message("user", "Hello"),)))]
            assert [type(one) for one in parts] == [TextPiece, ModelEnd]
            ending.set()
            async with asyncio.timeout(60):
                await returned.wait()
            returned.clear()
        assert server.connections == 1


async def test_leaving_an_answer_ends_its_connection_and_so_the_work() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + b"s" * 100)
        return True

    async with serving(answer) as server, client() as asked:
        async with asked.stream("POST", server.url, json={}) as left:
            assert await anext(left.aiter_raw())
        async with asyncio.timeout(60):
            await server.gone.wait()


async def test_an_answer_that_never_ends_behind_its_last_word_is_cut() -> None:
    stuck = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + chunk(SAID)
    async with serving(sends(stuck)) as server, client() as asked:
        async with asked.stream("POST", server.url, json={}) as answer:
            assert await anext(answer.aiter_raw()) == SAID
            over(answer)
        async with asyncio.timeout(60):
            await server.gone.wait()


async def test_a_server_that_closes_a_silent_connection_is_called_again() -> None:
    async with serving(sends(SOUND, stays=False)) as server, client() as asked:
        for _ in range(3):
            assert (await asked.post(server.url, json={})).content == b"sssd"
        assert server.connections == 3


async def test_a_server_that_says_close_is_believed() -> None:
    closing = SOUND.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    async with serving(sends(closing)) as server, client() as asked:
        await asked.post(server.url, json={})
        await asked.post(server.url, json={})
        assert server.connections == 2


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + SOUND, b"sssd"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", b"ab"),
    ],
)
async def test_the_forms_of_an_answer(sent: bytes, content: bytes) -> None:
    async with serving(sends(sent, stays=False)) as server, client() as asked:
        assert (await asked.post(server.url, json={})).content == content


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", httpx.RemoteProtocolError),
        (b"SSH-2.0-OpenSSH_9.6\r\n", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000, httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", httpx.RemoteProtocolError),
    ],
)
async def test_what_is_no_answer_is_said(sent: bytes, error: type[Exception]) -> None:
    async with serving(sends(sent, stays=False)) as server, client() as asked:
        with pytest.raises(error):
            await asked.post(server.url, json={})


async def test_a_silent_server_is_given_up() -> None:
    async def answer(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> bool:
        await reader.read()
        return False

    async with serving(answer) as server, client(read_s=0.05) as asked:
        with pytest.raises(httpx.ReadTimeout):
            await asked.post(server.url, json={})


async def test_nobody_at_the_address_is_said() -> None:
    async with client() as asked:
        with pytest.raises(httpx.ConnectError):
            await asked.post("http://127.0.0.1:1/v1", json={})


async def test_a_large_answer_is_read_as_fast_as_it_is_wanted() -> None:
    """What nobody has read yet is not piled up: the server waits."""
    sent = 0

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 30000000\r\n\r\n")
        for _ in range(300):
            writer.write(b"s" * 100_000)
            await writer.drain()
            sent += 100_000
        return True

    async with serving(answer) as server, client() as asked:
        async with asked.stream("GET", server.url) as slow:
            pieces = slow.aiter_raw()
            taken = len(await anext(pieces))
            for _ in range(200):  # the server gets every chance
                await asyncio.sleep(0)
            assert sent < 20_000_000
            async for piece in pieces:
                taken += len(piece)
        assert taken == 30_000_000


def own_authority(folder: Path) -> Path:
    """A key and a certificate for `localhost` in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + signed.public_bytes(Encoding.PEM))
    return file


async def test_a_server_with_a_certificate_is_proven_and_its_connection_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = own_authority(tmp_path)
    proof = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    proof.load_cert_chain(pem)
    server = Server(sends(SOUND))
    listening = await asyncio.start_server(server.talk, "localhost", 0, ssl=proof)
    url = f"https://localhost:{listening.sockets[0].getsockname()[1]}/v1"
    trusted.cache_clear()
    with pytest.raises(httpx.ConnectError):
        async with client() as asked:
            await asked.post(url, json={})
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    trusted.cache_clear()
    before = server.connections
    async with client() as asked:
        for _ in range(3):
            assert (await asked.post(url, json={})).content == b"sssd"
    assert server.connections == before + 1
    trusted.cache_clear()
    listening.close()
