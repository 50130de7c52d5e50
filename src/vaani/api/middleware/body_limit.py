"""How large may a request be? Larger ones are refused before they are read into memory."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vaani.api.errors import error_response, request_id_of


class BodyLimit:
    """Answers 413 when the body is announced or turns out larger than `most_bytes`; `larger` has
    the limits of paths that take files."""

    def __init__(
        self, app: ASGIApp, most_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.larger.get(scope["path"], self.most_bytes)
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > most:
            await self._refuse(most, scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)  # FastAPI lets this one through its body parser
            return message

        await self.app(scope, counted, send)

    async def _refuse(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        message = f"The request is larger than {most} bytes."
        response = error_response(
            413, message, request_id_of(Request(scope)), {"limit_bytes": most}
        )
        await response(scope, receive, send)
