"""One socket of the live desk: what it leaves unread, what it wishes at once, what fails for it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import orjson

from vaani.api.listening import MOST_WAITING
from vaani.api.routes.live_desk import MOST_WISHES, _Desk
from vaani.call.ports.line import Coding
from vaani.storage.errors import StorageError


class Socket:
    """A test double: a client that says what it was given, and reads when it may."""

    def __init__(self, said: list[str]) -> None:
        self.said, self.got, self.code = said, list[dict[str, Any]](), 0
        self.client = None
        self.reads, self.hangs_up = asyncio.Event(), asyncio.Event()
        self._more = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self.said:
            return {"type": "websocket.receive", "text": self.said.pop(0)}
        await self.hangs_up.wait()
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        await self.reads.wait()
        self.got.append(orjson.loads(text))
        self._more.set()

    async def answers(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.got) < count:
                self._more.clear()
                await self._more.wait()

    async def close(self, code: int) -> None:
        self.code = code


class Session:
    """A test double: a call in which nobody ever pauses."""

    coding = Coding("mulaw", 8000)

    def __init__(self, answer: str | None = None, waits: bool = True) -> None:
        self.asked, self._answer, self._waits = 0, answer, waits

    def follow(self, listener: object) -> None: ...

    def unfollow(self, listener: object) -> None: ...

    async def ask(self, wish: str, words: str = "") -> str | None:
        self.asked += 1
        if self._waits:
            await asyncio.Event().wait()
        return self._answer


class Calls:
    """A test double: the audit cannot be written."""

    async def note_act(self, *_: object) -> None:
        raise StorageError("the database is locked")


async def at_the_desk(
    socket: Socket, session: Session, calls: object | None = None
) -> asyncio.Task[None]:
    principal, needs = SimpleNamespace(actor="staff"), SimpleNamespace(calls=calls)
    call = SimpleNamespace(id="call")
    desk = _Desk(*cast(Any, (socket, call, session, principal, needs)))
    return asyncio.create_task(desk.serve())


def wish(text: str = "offer 5 pm") -> str:
    return orjson.dumps({"type": "whisper", "text": text}).decode()


async def test_who_asks_and_never_reads_is_let_go_instead_of_filling_the_memory() -> None:
    socket = Socket(['{"type": "ping"}'] * (MOST_WAITING * 3))
    serving = await at_the_desk(socket, Session())
    socket.reads.set()  # it takes the first message, and then nothing more is awaited of it
    await asyncio.sleep(0)
    socket.reads.clear()
    async with asyncio.timeout(60):
        await serving
    assert socket.code == 1013


async def test_so_many_wishes_are_open_at_once_and_no_more() -> None:
    socket, session = Socket([wish() for _ in range(MOST_WISHES * 3)]), Session()
    socket.reads.set()
    serving = await at_the_desk(socket, session)
    await socket.answers(1 + MOST_WISHES * 2)
    assert session.asked == MOST_WISHES
    assert {one["why"] for one in socket.got[1:]} == {"Too many wishes are open."}
    socket.hangs_up.set()
    await serving


async def test_a_wish_whose_note_fails_is_answered_all_the_same() -> None:
    socket, session = Socket([wish()]), Session(waits=False)
    socket.reads.set()
    serving = await at_the_desk(socket, session, Calls())
    await socket.answers(2)
    assert socket.got[1]["type"] == "done"
    socket.hangs_up.set()
    await serving


async def test_a_wish_that_breaks_is_told_and_the_desk_goes_on() -> None:
    socket, session = Socket([wish(), '{"type": "ping"}']), Session(waits=False)
    socket.reads.set()
    serving = await at_the_desk(socket, session, calls=None)  # a fault of ours
    await socket.answers(3)
    assert {one["type"] for one in socket.got[1:]} == {"refused", "pong"}
    socket.hangs_up.set()
    await serving
