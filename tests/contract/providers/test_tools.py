"""Tools of the owner's are asked as both protocols want it, and nothing else is reachable by them.

The judge of the Model Context Protocol is its official SDK, as the server.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from vaani.api.door import bind
from vaani.call.plan import Business, Caller, CallPlan, OutsideTool, Text
from vaani.kit.errors import ProviderError, SettingsError
from vaani.kit.json_shape import misfits
from vaani.providers.tools.guard import GuardedClient, is_public, networks_of
from vaani.providers.tools.toolset import CallTools, Toolbelt
from vaani.testing.vendors.faults import Fault
from vaani.testing.vendors.http import HttpServer, Request, Response

SECRET = "a secret of the owner's own"
LOOPBACK = networks_of(["127.0.0.0/8"], "x")
SCHEMA = {
    "type": "object",
    "properties": {"number": {"type": "integer", "minimum": 1}, "note": {"type": "string"}},
    "required": ["number"],
    "additionalProperties": False,
}


def plan(*tools: OutsideTool) -> CallPlan:
    business = Business("b", "shop", "Shop", "other", "UTC", ("en",), {}, tools=tools)
    return CallPlan("call-1", business, Caller("+919999977001", "Asha"), "text", "t1")


def order(url: str, **more: Any) -> OutsideTool:
    values: dict[str, Any] = {
        "name": "order_state", "description": "The state of an order.", "parameters": SCHEMA,
        "secret": "shop", **more,
    }  # fmt: skip
    return OutsideTool("http", url, **values)


@asynccontextmanager
async def belt(
    listed: Sequence[Any] = LOOPBACK, secrets: Mapping[str, str] | None = None
) -> AsyncIterator[Toolbelt]:
    client = GuardedClient(listed)
    known = {"shop": SECRET} if secrets is None else secrets
    yield Toolbelt(client, known, frozenset(["book"]), lambda: 1_800_000_000.7)
    await client.aclose()


def tools_of(made: Toolbelt, *tools: OutsideTool) -> CallTools:
    found = made.of(plan(*tools))
    assert found is not None
    return found


def says(*pieces: bytes, **more: Any) -> Any:
    return lambda _request: Response(pieces, **more)


async def test_a_request_is_signed_over_its_time_and_body_and_names_no_caller() -> None:
    async with HttpServer(says(b'{"state": "sent"}')) as server, belt() as made:
        tools = tools_of(made, order(server.base_url + "/orders?x=1"))
        answer = await tools.use("order_state", {"number": 7})
    (asked,) = server.asked
    assert (answer.text, answer.ok) == ('{"state": "sent"}', True)
    assert (asked.method, asked.path) == ("POST", "/orders?x=1")
    signed = b"1800000000." + asked.body
    right = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert asked.headers["x-vaani-signature"] == f"sha256={right}"
    assert asked.headers["x-vaani-timestamp"] == "1800000000"
    assert json.loads(asked.body) == {
        "tool": "order_state", "arguments": {"number": 7}, "business": "shop", "call_id": "call-1",
        "test": False,
    }  # fmt: skip
    assert b"99999" not in asked.body and b"Asha" not in asked.body  # noqa: PT018 - one law


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({}, "number: is missing"), ({"number": "7"}, "must be integer"), ({"number": 0}, "minimum"),
     ({"number": 7, "x": 1}, "x: is not known"), ({"number": True}, "must be integer")],
)  # fmt: skip
async def test_arguments_that_do_not_fit_are_never_sent(
    arguments: dict[str, Any], said: str
) -> None:
    async with HttpServer(says(b"no")) as server, belt() as made:
        answer = await tools_of(made, order(server.base_url)).use("order_state", arguments)
    assert said in answer.text
    assert (answer.ok, server.asked) == (False, [])


@pytest.mark.parametrize(
    ("respond", "fault", "said"),
    [
        (says(b"gone", status=404), Fault(), "refused (404)"),
        (says(status=302, headers={"location": "http://127.0.0.1:1/"}), Fault(), "it failed"),
        (says(b"x"), Fault(stall_after=0), "did not answer in time"),
        (says(b"x" * 50, b"y"), Fault(drop_after=1), "it failed"),
        (says(*[b"x" * 65_536] * 6), Fault(), "it failed"),
    ],
)
async def test_whatever_goes_wrong_is_an_answer(respond: Any, fault: Fault, said: str) -> None:
    async with HttpServer(respond, [fault]) as server, belt() as made:
        tools = tools_of(made, order(server.base_url, deadline_s=0.3))
        answer = await tools.use("order_state", {"number": 7})
    assert said in answer.text
    assert (answer.ok, len(server.asked)) == (False, 1)


async def test_a_long_answer_is_cut_off_and_control_characters_are_gone() -> None:
    async with HttpServer(says(b"a\x07b" + b"z" * 9_000)) as server, belt() as made:
        answer = await tools_of(made, order(server.base_url)).use("order_state", {"number": 7})
    assert answer.text.startswith("a bzz")
    assert answer.text.endswith("(cut off)")
    assert len(answer.text) < 4_100


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::1",
     "64:ff9b::a00:1", "240.0.0.1"],
)  # fmt: skip
def test_addresses_inside_of_networks_are_not_public(address: str) -> None:
    import ipaddress

    assert not is_public(ipaddress.ip_address(address))
    assert is_public(ipaddress.ip_address("93.184.216.34"))


async def test_a_name_that_leads_inside_is_not_asked_and_a_name_is_resolved_once() -> None:
    async with HttpServer(says(b"inside")) as server:
        port = server.base_url.rsplit(":", 1)[1]
        told: list[str] = []

        async def resolve(host: str, _port: int) -> Sequence[str]:
            told.append(host)
            return ["127.0.0.1"] if len(told) == 1 else ["10.9.9.9"]

        async def ask(client: GuardedClient, url: str) -> bytes:
            async with client.asked("POST", url, b"{}", {}) as answer:
                return await answer.aread()

        open_one = GuardedClient(LOOPBACK, resolve)
        assert await ask(open_one, f"http://tools.example:{port}/x") == b"inside"
        assert (told, server.asked[0].headers["host"]) == (
            ["tools.example"], f"tools.example:{port}",
        )  # fmt: skip
        await open_one.aclose()
        for url, code in (
            (f"https://tools.example:{port}/x", "private_address"),
            (f"http://127.0.0.1:{port}/x", "no_tls"),
            (f"https://127.0.0.1:{port}/x", "private_address"),
            (f"https://[::ffff:127.0.0.1]:{port}/x", "private_address"),
        ):
            guarded = GuardedClient((), resolve)
            told.clear()
            with pytest.raises(ProviderError) as refused:
                await ask(guarded, url)
            assert refused.value.code == code, url
            await guarded.aclose()
        assert len(server.asked) == 1
    with pytest.raises(SettingsError, match=r"tools\.private"):
        networks_of(["10.0.0.0/8", "home"], "tools.private_addresses")


async def test_a_tool_whose_secret_is_not_set_is_not_asked() -> None:
    async with HttpServer(says(b"x")) as server, belt(secrets={}) as made:
        answer = await tools_of(made, order(server.base_url)).use("order_state", {"number": 7})
    assert (answer.ok, server.asked) == (False, [])


def shop() -> MCPServer:
    """A server of the official SDK with five tools."""
    server = MCPServer("shop")

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def opening(
        day: Annotated[str, Field(json_schema_extra={"x-mcp-header": "Day"})], party: int = 1
    ) -> str:
        """Opening hours of a day."""
        return f"{day} for {party}: ten to six"

    @server.tool(name="order.cancel")
    def order_cancel(number: int) -> str:
        """Cancel an order."""
        return f"order {number} is cancelled"

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def broken() -> str:
        """Fails."""
        raise ValueError("a secret of the server's")

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def book() -> str:
        """Has a name of the house's own."""
        return "told"

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    async def slow() -> str:
        """Takes its time."""
        await asyncio.Event().wait()
        return "late"

    return server


class OlderEra:
    """Answers to modern requests as a server would that does not know them."""

    def __init__(self, app: Any, status: int) -> None:
        self.app, self.status, self.sessions = app, status, set[str]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers") or ())
        if headers.get(b"mcp-protocol-version") == b"2026-07-28":
            await send({"type": "http.response.start", "status": self.status, "headers": []})
            await send({"type": "http.response.body", "body": b"no such version"})
            return
        self.sessions |= {headers.get(b"mcp-session-id", b"").decode()} - {""}
        await self.app(scope, receive, send)


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    listener = bind("127.0.0.1", 0)
    config = uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
    server.should_exit = True
    await task


@pytest.mark.parametrize("era", ["modern", "modern json", "legacy 400", "legacy 404"])
async def test_both_eras_are_spoken_with_the_official_sdk(era: str) -> None:
    app: Any = shop().streamable_http_app(json_response=era == "modern json")
    older = OlderEra(app, int(era.split()[1])) if era.startswith("legacy") else None
    async with served(older or app) as url, belt() as made:
        entry = OutsideTool("mcp", url, deadline_s=5.0, only=("opening", "order.cancel", "book"))
        tools = tools_of(made, entry)
        await tools.prepare()
        assert {one.name for one in tools.specs()} == {"opening", "order_cancel", "book_2"}
        answer = await tools.use("opening", {"day": "Montag, \u00e4lter", "party": 3})
        assert (answer.text, answer.ok) == ("Montag, \u00e4lter for 3: ten to six", True)
        assert (await tools.use("order_cancel", {"number": 7})).text == "order 7 is cancelled"
        assert not (await tools.use("opening", {"party": 3})).ok
    assert older is None or len(older.sessions) == 1


async def test_only_tools_that_read_are_offered_unless_the_owner_says_otherwise() -> None:
    async with served(shop().streamable_http_app()) as url, belt() as made:
        plain = tools_of(made, OutsideTool("mcp", url, deadline_s=0.5))
        await plain.prepare()
        assert "order_cancel" not in {one.name for one in plain.specs()}
        assert (await plain.use("slow", {})).text == "it did not answer in time"
        failed = await plain.use("broken", {})
        assert not failed.ok
        asked = Text(en="Shall I do that?")
        careful = tools_of(made, OutsideTool("mcp", url, confirm=asked))
        await careful.prepare()
        cancel, reads = careful.manner("order_cancel"), careful.manner("opening")
        assert cancel is not None and reads is not None  # noqa: PT018 - both are there
        assert (cancel.confirm, reads.confirm) == (asked, None)


async def test_a_session_that_has_expired_is_begun_anew() -> None:
    lost: list[str] = []

    def respond(request: Request) -> Response:
        told = json.loads(request.body)
        headers = {"mcp-session-id": f"s{len(lost)}"}
        if request.headers.get("mcp-protocol-version") == "2026-07-28":
            return Response((b"{}",), 400)
        if told["method"] == "initialize":
            result: Any = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {}}
        elif told["method"].startswith("notifications/"):
            return Response(status=202)
        elif request.headers.get("mcp-session-id") == "s0":
            lost.append("s0")
            return Response((b"gone",), 404)
        else:
            result = {"tools": [{"name": "t", "inputSchema": {"type": "object"},
                                 "annotations": {"readOnlyHint": True}}]}  # fmt: skip
        body = json.dumps({"jsonrpc": "2.0", "id": told["id"], "result": result})
        stream = f": hello\r\nevent: message\r\ndata:\r\n\r\ndata: {body}\r\n\r\n".encode()
        return Response((stream,), kind="text/event-stream", headers=headers)

    async with HttpServer(respond) as server, belt() as made:
        tools = tools_of(made, OutsideTool("mcp", server.base_url))
        await tools.prepare()
        assert [one.name for one in tools.specs()] == ["t"]
    assert lost == ["s0"]
    assert server.asked[-1].headers["mcp-protocol-version"] == "2025-06-18"


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"\xff", b'{"jsonrpc":"2.0","id":9}'])
async def test_a_server_that_says_nothing_of_use_offers_nothing(answer: bytes) -> None:
    async with HttpServer(says(answer)) as server, belt() as made:
        tools = tools_of(made, OutsideTool("mcp", server.base_url))
        await tools.prepare()
        assert tools.specs() == ()


def test_shapes_are_compared_to_a_bounded_depth() -> None:
    deep: Any = {"type": "object"}
    value: Any = {}
    for _ in range(50):
        deep, value = {"type": "object", "properties": {"x": deep}}, {"x": value}
    assert list(misfits(value, deep)) == []
    assert list(misfits(None, {"type": ["string", "null"]})) == []
    assert list(misfits([1, "x"], {"type": "array", "items": {"type": "number"}}))
    assert list(misfits("c", {"enum": ["a", "b"]}))
