"""What does the running application say of itself, and which methods has an address?

Making the description takes longer than a call may wait for the loop: a thread makes it, once.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


@dataclass(frozen=True, slots=True)
class Description:
    """The OpenAPI document of the application, packed: unpacked it takes 12 MB, and is seldom
    asked for. `methods`: those of each path."""

    packed: bytes
    methods: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Description:
        paths: Mapping[str, Mapping[str, Any]] = document["paths"]
        methods = {path: sorted(one.upper() for one in paths[path]) for path in paths}
        return cls(zlib.compress(orjson.dumps(document)), methods)

    def text(self) -> bytes:
        """The document as JSON."""
        return zlib.decompress(self.packed)

    def document(self) -> dict[str, Any]:
        """The document, as its own copy."""
        read: dict[str, Any] = orjson.loads(self.text())
        return read

    def methods_at(self, path: str) -> Sequence[str]:
        """The methods that the description knows at this path, in order; none for a path that it
        does not have. A path that is written out goes before one with parameters."""
        for template in sorted(self.methods, key=lambda one: one.count("{")):
            if re.fullmatch(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)), path):
                return self.methods[template]
        return ()


async def description_of(app: FastAPI) -> Description:
    """What the application says of itself."""
    made: Description | None = getattr(app.state, "description", None)
    if made is None:
        made = app.state.description = await asyncio.to_thread(_made, app)
    return made


def _made(app: FastAPI) -> Description:
    made = Description.of(app.openapi())
    app.openapi_schema = None
    return made


def build_routes(app: FastAPI) -> None:
    """Makes what the application's routes need to serve, which FastAPI does at the first request:
    longer than a call may wait for the loop."""
    for _ in iter_route_contexts(app.routes):
        pass
