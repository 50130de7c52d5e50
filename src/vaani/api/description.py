"""What does the running application say of itself, and which methods has an address?

Making the description takes longer than a call may wait for the loop: a thread makes it, once.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI


async def description_of(app: FastAPI) -> Mapping[str, Any]:
    """The OpenAPI document of the application."""
    made: Mapping[str, Any] | None = app.openapi_schema
    return made if made is not None else await asyncio.to_thread(app.openapi)


def methods_at(document: Mapping[str, Any], path: str) -> list[str]:
    """The methods that the description knows at this path, in order; none for a path that it does
    not have. A path that is written out goes before one with parameters."""
    paths: Mapping[str, Any] = document["paths"]
    for template in sorted(paths, key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)), path):
            return sorted(method.upper() for method in paths[template])
    return []
