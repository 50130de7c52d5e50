"""How does a request that is sent twice write once? By the `Idempotency-Key` that it names.

A route that creates something depends on `Once`, or on `ShownOnce` where its answer must not be
kept. Bookings and calls bind keys in the transaction that writes them and need neither. The answer
is kept before it goes out; one that was cut off before that is told as not known.
"""

from __future__ import annotations

from typing import Annotated, cast

import orjson
import structlog
from fastapi import Depends, FastAPI, Header, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vaani.api.auth import Allowed
from vaani.api.needs import Needs
from vaani.domain.requests.service import Answer, Requests
from vaani.storage.errors import StorageError

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        description="The same key writes once; with another request or other values it is 409.",
        examples=["order-2027-0001"],
    ),
]
REPEATED = "Idempotent-Replayed"
"""The header of an answer that was given before."""
AGAIN = "again"
"""Set in the `state` of a request that was done before."""
_TAKEN = "taken"
log = structlog.get_logger(__name__)


class Done(Exception):
    """It was done before, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


async def once(
    request: Request, principal: Allowed, needs: Needs, key: IdempotencyKey = None
) -> None:
    """Takes the key. Raises Done, and DomainError CONFLICT."""
    await _take(request, principal.key_id, needs.requests, key, kept=True)


async def shown_once(
    request: Request, principal: Allowed, needs: Needs, key: IdempotencyKey = None
) -> None:
    """The same where the answer holds what is shown once: a repetition is 409."""
    await _take(request, principal.key_id, needs.requests, key, kept=False)


Once = Depends(once)
ShownOnce = Depends(shown_once)


async def _take(
    request: Request, who: str, requests: Requests, key: str | None, kept: bool
) -> None:
    if key is None:
        return
    mark = requests.mark(who, key)
    url = request.url
    asked = [request.method, url.path, url.query, (await request.body()).decode("latin-1")]
    answer = await requests.begin(mark, orjson.dumps(asked).decode())
    if answer is not None:
        raise Done(answer)
    request.scope["state"][_TAKEN] = (requests, mark, kept)


async def _replayed(request: Request, error: Exception) -> Response:
    request.scope["state"][AGAIN] = True
    headers = {REPEATED: "true"}
    answer = cast(Done, error).answer
    return Response(answer.body, answer.status, headers, "application/json")


class KeptAnswers:
    """Around the routes: what came of a request that has taken a key."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []

        async def answer(message: Message) -> None:
            taken = scope.get("state", {}).get(_TAKEN)
            if taken is None:
                await send(message)
                return
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await _ended(taken, held)
                for one in held:
                    await send(one)
                held.clear()

        await self.app(scope, receive, answer)


async def _ended(taken: tuple[Requests, str, bool], held: list[Message]) -> None:
    """Keep the answer of what was done; free the key of what was refused. What else went wrong may
    have been done: the key stays taken."""
    requests, mark, kept = taken
    status: int = held[0]["status"]
    try:
        if status < 400:
            body = b"".join(one.get("body", b"") for one in held[1:]).decode()
            await requests.finish(mark, status, body if kept else None)
        elif status < 500 or status == 503:
            await requests.forget(mark)
    except StorageError as error:
        log.error("the answer to a key cannot be kept", why=error.message)


def install(app: FastAPI) -> None:
    """Answers what was done before."""
    app.add_exception_handler(Done, _replayed)
    app.add_middleware(KeptAnswers)
