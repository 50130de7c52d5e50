"""A newcomer follows a vendor's page, and mistakes himself: does the doctor say what to do?

Each block of settings of `docs/providers` is tried as it stands there, with the vendor's scripted
server at the place of the vendor: as it should be, with a key of somebody else, with a name that
the server does not know, at a machine without a network, and at an address of something else.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from vaani.cli.doctor_engines import role_tried
from vaani.cli.doctor_turn import Measured
from vaani.cli.finding import Finding
from vaani.providers.registry import engines
from vaani.settings import Settings, load
from vaani.testing.vendors.chat import Says, anthropic, gemini
from vaani.testing.vendors.faults import Fault, Lines
from vaani.testing.vendors.hearing import (
    KEY,
    DeepgramPeer,
    FluxPeer,
    SarvamPeer,
    ScribePeer,
    transcriptions,
)
from vaani.testing.vendors.http import HttpServer, Request, Response
from vaani.testing.vendors.live import GeminiLivePeer, LiveSays, OpenAiRealtimePeer, Talk
from vaani.testing.vendors.sockets import SocketServer
from vaani.testing.vendors.speaking import HTTP, SOCKETS
from vaani.testing.vendors.wyoming import WyomingServer

PAGES = Path(__file__).parents[2] / "docs" / "providers"
ROLES = {
    "Hears": "hearing", "Hears, with Flux": "hearing", "Speaks": "speaking", "Thinks": "thinking",
    "Hears and speaks by itself": "realtime",
}  # fmt: skip
OTHER_KEY = "k-of-somebody-else-51"
SAYS = '{"commands": ["yes"]}'
_CHOICE = re.compile(r"^VAANI_(?:SPEECH__(?:HEARING|SPEAKING)|DIALOGUE__(?:MODELS|REALTIME))=(.+)")


def blocks() -> list[Any]:
    """Vendor, role, engine and settings of each block of each page."""
    found = []
    for page in sorted(PAGES.glob("*.md")):
        for head, lines in re.findall(
            r"## ([^\n]+)\n\n```\n(.*?)```", page.read_text("utf-8"), re.S
        ):
            given = dict(line.split("=", 1) for line in lines.splitlines())
            names = next(m[1] for line in lines.splitlines() if (m := _CHOICE.match(line)))
            engine = names.split(",")[0]
            found.append(pytest.param(page.stem, ROLES[head], engine, given, id=f"{engine} {head}"))
    return found


def chat(request: Request) -> Response:
    """An OpenAI-compatible language model."""
    if request.headers.get("authorization") != f"Bearer {KEY}":
        return Response((b'{"error":{"message":"Incorrect API key","code":"who"}}',), 401)
    words = SAYS.replace('"', '\\"')
    said = f'data: {{"choices":[{{"delta":{{"content":"{words}"}},"finish_reason":"stop"}}]}}\n\n'
    return Response((said.encode(), b"data: [DONE]\n\n"), kind="text/event-stream")


def server(role: str, engine: str, faults: Sequence[Fault]) -> Any:
    """The vendor's scripted server."""
    words, talk = Lines(("",) * 9), Talk(lambda _: LiveSays("Yes."))
    sockets: dict[str, Callable[..., Any]] = {
        "deepgram": DeepgramPeer.let_in, "deepgram-flux": FluxPeer.let_in,
        "sarvam": SarvamPeer.let_in, "elevenlabs": ScribePeer.let_in,
        "openai-realtime": OpenAiRealtimePeer.let_in, "gemini-live": GeminiLivePeer.let_in,
    }  # fmt: skip
    if engine == "wyoming":
        return WyomingServer(Lines(("yes",) * 9), faults)
    if role == "realtime":
        return SocketServer(lambda *asked: sockets[engine](*asked, talk), faults)
    if role == "thinking":
        answers = {"anthropic": anthropic, "gemini": gemini}
        told = answers[engine](lambda _: Says((SAYS,))) if engine in answers else chat
        return HttpServer(told, faults)
    if role == "speaking":
        if engine in HTTP:
            return HttpServer(HTTP[engine], faults)
        return SocketServer(SOCKETS[engine].let_in, faults)  # type: ignore[attr-defined]
    if engine in sockets:
        return SocketServer(lambda *asked: sockets[engine](*asked, words), faults, words)
    return HttpServer(transcriptions(Lines(("yes",) * 9)), faults, Lines(("yes",) * 9))


def chosen(vendor: str, role: str, given: dict[str, str], place: str, key: str = KEY) -> Settings:
    """The block with a key and names in it, and the vendor at `place`."""
    full = {
        name: {"...": key, "NAME": "m", "ID": "v"}.get(value, value.removesuffix(",local"))
        for name, value in given.items()
    }
    if vendor == "wyoming":
        kind = "HEARING_URL" if role == "hearing" else "SPEAKING_URL"
        full[f"VAANI_PROVIDERS__WYOMING__{kind}"] = place.replace("http:", "tcp:")
    else:
        below = "/v1" if vendor in ("openai", "groq") else ""
        full[f"VAANI_PROVIDERS__{vendor.upper()}__BASE_URL"] = place + below
    return load(environ=full).settings


async def tried(settings: Settings, role: Any) -> list[Finding]:
    """What the doctor says of the role; no key is in it."""
    found = [one async for one in role_tried(settings, role, Measured())]
    assert found
    assert all(key not in one.found + one.cost for one in found for key in (KEY, OTHER_KEY))
    return found


KEYLESS = ("piper", "wyoming", "edge")


def cases(*without: str) -> Any:
    """The blocks of all vendors but these."""
    rest = [one for one in blocks() if one.values[0] not in without]
    return pytest.mark.parametrize(("vendor", "role", "engine", "given"), rest)


def test_every_engine_that_is_not_local_has_a_page_with_what_to_set() -> None:
    told = {(one.values[1], one.values[2]) for one in blocks()}
    assert told == {(one.role, one.name) for one in engines() if one.needs}


@cases()
async def test_a_page_followed_as_it_stands_is_right(
    vendor: str, role: str, engine: str, given: dict[str, str]
) -> None:
    async with server(role, engine, ()) as far:
        found = await tried(chosen(vendor, role, given, place_of(far)), role)
    assert [one.state for one in found] == ["ok"] * len(found), found


@cases(*KEYLESS)
async def test_a_key_of_somebody_else_is_said_to_be_refused(
    vendor: str, role: str, engine: str, given: dict[str, str]
) -> None:
    async with server(role, engine, ()) as far:
        found = await tried(chosen(vendor, role, given, place_of(far), OTHER_KEY), role)
    for one in found:
        assert one.state == "BROKEN", one
        assert f"copy the key of the account once more into VAANI_PROVIDERS__{vendor.upper()}" in (
            one.cost
        )
        if vendor != "gemini":
            assert one.found == "the key is refused"


@cases("wyoming")  # its wire has no status for it
async def test_a_wrong_name_is_said_with_the_variable_and_what_it_is_now(
    vendor: str, role: str, engine: str, given: dict[str, str]
) -> None:
    async with server(role, engine, (Fault(status=404),) * 6) as far:
        found = await tried(chosen(vendor, role, given, place_of(far)), role)
    for one in found:
        assert (one.state, one.found) == ("BROKEN", "it knows no such model, voice or address")
        named = [name for name, value in given.items() if value in ("NAME", "ID")]
        for name in named:
            assert f"{name} (now {'m' if given[name] == 'NAME' else 'v'})" in one.cost


@cases()
async def test_without_a_network_it_is_said_where_it_was_looked_for(
    vendor: str, role: str, engine: str, given: dict[str, str]
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        place = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        found = await tried(chosen(vendor, role, given, place), role)
    for one in found:
        assert one.state == "warn", one
        assert "cannot be reached" in one.found
        assert place.removeprefix("http:") in one.cost
        assert "network" in one.cost


@pytest.mark.parametrize(
    ("status", "says"),
    [(402, "the account may not be used"), (429, "has too much to do"), (503, "it fails (503)")],
)
async def test_what_is_the_vendors_trouble_is_told_from_what_is_the_owners(
    status: int, says: str
) -> None:
    given = {"VAANI_SPEECH__SPEAKING": "openai", "OPENAI_API_KEY": "...",
             "VAANI_PROVIDERS__OPENAI__SPEAKING_MODEL": "NAME"}  # fmt: skip
    async with server("speaking", "openai", (Fault(status=status),) * 6) as far:
        found = await tried(chosen("openai", "speaking", given, place_of(far)), "speaking")
    assert [says in one.found for one in found] == [True, True]


def place_of(far: Any) -> str:
    """Where the scripted server listens."""
    return str(far.url if hasattr(far, "url") else far.base_url)
