"""How is a tool of the owner's asked over HTTP? One signed POST, a short answer.

`X-Vaani-Signature` is `sha256=` and the HMAC-SHA256, in hexadecimal, of `<timestamp>.<body>` under
the shared secret; `X-Vaani-Timestamp` is that timestamp, in seconds since 1970. Who receives it
compares the signature in constant time and refuses timestamps that are minutes old.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from vaani.call.plan import CallPlan, OutsideTool
from vaani.call.ports.tools import ToolAnswer
from vaani.providers.tools.guard import GuardedClient, read_bounded

SIGNATURE, TIMESTAMP = "X-Vaani-Signature", "X-Vaani-Timestamp"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What `X-Vaani-Signature` holds."""
    signed = f"{timestamp}.".encode() + body
    return f"sha256={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def body_of(plan: CallPlan, tool: OutsideTool, arguments: Mapping[str, Any]) -> bytes:
    """The request's body. It names the call and the business, never the caller."""
    told = {
        "tool": tool.name,
        "arguments": dict(arguments),
        "business": plan.business.slug,
        "call_id": plan.call_id,
        "test": plan.test,
    }
    return json.dumps(told, ensure_ascii=False).encode("utf-8")


async def ask_http(
    client: GuardedClient,
    plan: CallPlan,
    tool: OutsideTool,
    arguments: Mapping[str, Any],
    secret: str,
    now: int,
) -> ToolAnswer:
    """The tool's answer, as it stands. Raises ProviderError."""
    body = body_of(plan, tool, arguments)
    headers = {
        "content-type": "application/json",
        TIMESTAMP: str(now),
        SIGNATURE: signature(secret, now, body),
    }
    async with client.asked("POST", tool.url, body, headers) as answer:
        text = (await read_bounded(answer)).decode("utf-8", "replace").strip()
        if not 200 <= answer.status_code < 300:
            return ToolAnswer(f"the tool refused ({answer.status_code})", ok=False)
    return ToolAnswer(text or "done")
