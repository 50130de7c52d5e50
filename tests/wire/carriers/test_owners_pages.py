"""An owner does what the page of his carrier says, word by word: does a call come in?

The settings are those that the pages print, with keys of the scripted carriers in place of dots;
their addresses are asked, their dialplans are run, their commands are typed.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from vaani.bootstrap.carriers import open_drivers
from vaani.bootstrap.house import House, open_house
from vaani.call.switchboard import Admission
from vaani.cli.carriers import app as commands
from vaani.cli.doctor_carriers import CALLS_OUT, NEEDED, finding
from vaani.domain.calls.service import Call
from vaani.first_start import Secrets, secrets_of
from vaani.settings import Settings, load
from vaani.storage.paging import PageWish
from vaani.telephony.registry import cards
from vaani.testing.all_sides import sides
from vaani.testing.carrier_rest import settings_for
from vaani.testing.forged_requests import SECRET
from vaani.testing.side import PUBLIC, Side

in_the_house = pytest.mark.asyncio(loop_scope="session")
PAGES = Path(__file__).parents[3] / "docs" / "carriers"
HOST = "https://voice.example.com"
BY_TELEPHONE = sorted(name for name, card in cards().items() if card.by_telephone)
DIALPLANS = ("asterisk", "asterisk_ws", "freeswitch")
CALLER, NOBODYS = "+14155550123", "+919999977999"
DESK = "+911140001234"
ALL = pytest.mark.parametrize("carrier", BY_TELEPHONE)
VALUES = {
    "TWILIO__ACCOUNT_SID": "AC" + "2" * 32, "PORT": "0", "ADDRESSES": "127.0.0.0/8",
    "HOST": "127.0.0.1", "PUBLIC_URL": PUBLIC,
}  # fmt: skip


def page(carrier: str) -> str:
    return (PAGES / f"{carrier}.md").read_text(encoding="utf-8").replace("/SECRET", f"/{SECRET}")


def variables(text: str) -> list[str]:
    """Variables that blocks of a page set, in their order."""
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [line.partition("=")[0] for block in blocks for line in block.split("\n")
            if re.match(r"VAANI_[A-Z_]+=", line)]  # fmt: skip


def asked_for(carrier: str, part: str) -> dict[str, str]:
    """What the part of a page lets the owner set, with values of the scripted carrier."""
    known = dict(sides()[carrier].settings) if carrier in sides() else {}
    known |= settings_for(dict.fromkeys(sides(), _Nowhere), "/nowhere.pem")  # type: ignore[arg-type]
    found = {}
    for name in variables(part):
        short = next((end for end in VALUES if name.endswith(end)), None)
        value = known.get(name) or (VALUES[short] if short else SECRET)
        found[name] = "IN" if name == "VAANI_OUTBOUND__ALLOWED" else value
    return found


class _Nowhere:
    url = "http://127.0.0.1:1"


def parts(carrier: str) -> tuple[str, str]:
    """What is read first, and what is said of calls that go out."""
    first, _, rest = page(carrier).partition("## Try it")
    if carrier == "sip":
        first, _, rest = first.partition("A trunk that wants an account")
        rest = rest.partition("###")[0]
    else:
        rest = rest.partition("## Calls that go out")[2].partition("## What to know")[0]
    return first, rest


def number_of(carrier: str) -> str:
    return f"+9199999777{BY_TELEPHONE.index(carrier):02}"


def settings_of(folder: Path, environ: Mapping[str, str]) -> Settings:
    return load({"data": folder}, environ=environ).settings


@ALL
def test_with_what_the_page_sets_the_carrier_is_found_whole_and_without_any_line_it_is_not(
    tmp_path: Path, carrier: str
) -> None:
    environ = asked_for(carrier, parts(carrier)[0])
    needed = NEEDED.get(carrier, ("account_sid", "auth_token"))
    own = {f"VAANI_CARRIERS__{carrier.upper()}__{name.upper()}" for name in needed}
    assert own <= set(environ)
    if carrier == "twilio":  # its account is asked over the network
        return
    told = finding(settings_of(tmp_path, environ), cards()[carrier], needed)
    assert (told.state, "test call" in told.cost) == ("warn", True), told
    for name in own | ({"VAANI_PUBLIC_URL"} & set(environ)):
        less = {key: value for key, value in environ.items() if key != name}
        told = finding(settings_of(tmp_path, less), cards()[carrier], needed)
        assert told.state in ("BROKEN", "off"), name


@ALL
def test_calls_go_out_with_what_the_page_sets_and_where_the_page_says_so(
    tmp_path: Path, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, rest = parts(carrier)
    assert cards()[carrier].can("place_call") == bool(rest)
    if not rest:
        driver = open_drivers(settings_of(tmp_path, asked_for(carrier, first)), _secrets(tmp_path))[
            carrier
        ]
        assert driver.control is None or carrier == "freeswitch"
        assert "No call" in page(carrier) or carrier in ("asterisk", "jambonz")
        return
    environ = asked_for(carrier, first) | {"VAANI_OUTBOUND__ALLOWED": "IN"}
    monkeypatch.setattr("vaani.bootstrap.carriers._private_key", lambda _file: None)
    needed = CALLS_OUT.get(carrier, ())
    if needed:
        lacking = finding(settings_of(tmp_path, environ), cards()[carrier], NEEDED[carrier])
        assert f"{needed[0]} is missing" in lacking.found
    environ |= asked_for(carrier, rest)
    if carrier == "sip":  # the stack is the control, once it runs
        assert settings_of(tmp_path, environ).carriers.sip.domain
        return
    settings = settings_of(tmp_path, environ)
    assert settings.outbound.allowed == ("IN",)
    assert open_drivers(settings, _secrets(tmp_path))[carrier].control is not None


def _secrets(folder: Path) -> Secrets:
    return secrets_of(settings_of(folder, {}), create=True)


@ALL
def test_the_commands_of_the_page_are_taken(
    tmp_path: Path, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is set each says what to do."""
    monkeypatch.setenv("VAANI_DATA", str(tmp_path))
    typed = re.findall(r"^vaani carriers (.*)$", page(carrier), re.MULTILINE)
    wanted = [f"check {carrier}", f"test-call {carrier}"]
    if cards()[carrier].can("place_call"):
        wanted.append(f"test-call {carrier} --to +919800000001")
    assert typed == wanted
    for line in typed:
        done = CliRunner().invoke(commands, line.split())
        assert done.exit_code == (0 if line.startswith("check") else 1), done.output
        assert f"carrier {carrier}" in done.output
        assert "not configured" in done.output
    assert "## On the bill" in page(carrier)


@dataclass
class Asking:
    """The house behind its public address."""

    house: House
    http: httpx.AsyncClient
    asked: list[str] = field(default_factory=list)

    async def get(self, url: str) -> httpx.Response:
        assert url.startswith(HOST + "/"), url
        self.asked.append(url)
        return await self.http.get(url.removeprefix(HOST))

    async def row_of(self, carrier: str, call: str) -> Call:
        """The call that came under a name of its carrier's."""
        inn = await self.house.nouns.businesses.get("inn")
        found = await self.house.nouns.calls.listing(inn.id, PageWish(100))
        (row,) = (
            one for one in found.items if (one.carrier, one.carrier_call_id) == (carrier, call)
        )
        return row

    async def curl(self, url: str) -> str:
        return (await self.get(url)).text


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asking]:
    """Of one who followed every page."""
    environ = {"VAANI_SPEECH__ENGINE": "simulated", "VAANI_OUTBOUND__ALLOWED": "IN"}
    for carrier in BY_TELEPHONE:
        if carrier != "sip":
            environ |= asked_for(carrier, parts(carrier)[0])
    settings = settings_of(tmp_path_factory.mktemp("owner"), environ)
    patch = pytest.MonkeyPatch()
    patch.setattr(
        "vaani.bootstrap.house.Admission",
        lambda max_calls: Admission(max_calls=max_calls, per_second=1000),
    )
    numbers = ", ".join(
        f'{{number: "{number_of(name)}", carrier: {name}}}' for name in BY_TELEPHONE
    )
    async with open_house(settings) as opened:
        await opened.nouns.businesses.import_text(
            "{slug: inn, name: Inn, kind: other, timezone: Asia/Kolkata, languages: [en], "
            f'hours: {{mon: [{{open: "09:00", close: "18:00"}}]}}, numbers: [{numbers}]}}'
        )
        transport = httpx.ASGITransport(opened.app, client=("127.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            yield Asking(opened, http)
    patch.undo()


@pytest.mark.parametrize("carrier", sorted({*sides()} - {*DIALPLANS}))
@in_the_house
async def test_what_the_carrier_asks_is_the_address_that_the_page_names(
    house: Asking, carrier: str
) -> None:
    side: Side = sides()[carrier]
    call = side.call_id()
    for sent in (side.ring(call, number_of(carrier), CALLER), side.status(call, "completed")):
        address = re.escape(HOST + sent.target.partition("?")[0]) + r"(?=[`*.\s])"
        assert re.search(address, page(carrier)), sent.target
    taken = side.read((await asked(house, side, number_of(carrier))).content)
    assert taken.socket_path
    refused = side.read((await asked(house, side, NOBODYS)).content)
    assert refused.socket_path is None
    routes = set(re.findall(rf"{HOST}/carriers/{carrier}/(\w+)", page(carrier)))
    assert routes <= cards()[carrier].routes


async def asked(house: Asking, side: Side, called: str) -> httpx.Response:
    sent = side.ring(side.call_id(), called, CALLER)
    return await house.http.request(
        sent.method, sent.target, content=sent.body or None, headers=dict(sent.headers)
    )


@in_the_house
async def test_no_call_goes_out_through_an_exchange_nor_shows_a_number_that_is_not_owned(
    house: Asking,
) -> None:
    headers = {"Authorization": f"Bearer {await house.house.keys.create('owner', 'tests')}"}
    exchanges = [name for name in BY_TELEPHONE if not cards()[name].can("place_call")]
    assert set(exchanges) == {*DIALPLANS, "jambonz"}
    told = {}
    for shown in (*map(number_of, exchanges), NOBODYS, CALLER):
        body = {"phone_number": "+919876543210", "from_number": shown}
        reply = await house.http.post("/api/v1/calls", json=body, headers=headers)
        told[shown] = (reply.status_code, reply.json()["error"]["message"])
    for name in exchanges:
        assert "places no calls" in told[number_of(name)][1], told
    for shown in (NOBODYS, CALLER):
        assert told[shown] == (
            403, "A call shows a number of its business: `from` is none of them."
        )  # fmt: skip


# --- dialplans ------------------------------------------------------------------------------------

Step = tuple[str, str]
"""Where a call went: an application and what it was given."""


@dataclass
class AsteriskPlan:
    """So much of extensions.conf as the pages use."""

    text: str
    curl: Callable[[str], Awaitable[str]]
    values: dict[str, str]
    went: list[Step] = field(default_factory=list)

    async def value(self, text: str) -> str:
        """`${...}` filled in, the innermost first."""
        while found := re.search(r"\$\{([^${}]*)\}", text):
            text = text[: found.start()] + await self._one(found[1]) + text[found.end() :]
        return text

    async def _one(self, inner: str) -> str:
        called = re.fullmatch(r"(\w+)\((.*)\)", inner, re.DOTALL)
        if called is None or inner == "CALLERID(num)":
            return self.values.get(inner, "")
        match called[1]:
            case "URIENCODE":
                return quote(called[2], safe="")
            case "LEN":
                return str(len(called[2]))
            case "CURL":
                return await self.curl(called[2])
        raise AssertionError(f"an unknown function: {inner}")

    async def run(self, exten: str) -> list[Step]:
        """All steps from the first priority of the extension that matches."""
        steps, labels = [], {}
        for line in self.text.splitlines():
            if found := re.match(r"exten => ([^,]+),1,(.*)$", line):
                is_ours = found[1] == exten or (exten != "h" and fits(found[1], exten))
                if is_ours:
                    steps.append(found[2])
            elif is_ours and (found := re.match(r" same => n(?:\((\w+)\))?,(.*)$", line)):
                if found[1]:
                    labels[found[1]] = len(steps)
                steps.append(found[2])
        at = 0
        while at < len(steps):
            app, _, said = steps[at].removesuffix(")").partition("(")
            at += 1
            if app == "GotoIf":
                condition, _, label = said.rpartition("?")
                one, _, other = (await self.value(condition[2:-1])).partition(" = ")
                at = labels[label] if one == other else at
            elif app == "Set":
                name, _, value = said.partition("=")
                self.values[name] = await self.value(value)
            else:
                self.went.append((app, await self.value(said)))
                if app == "Hangup":
                    break
        return self.went


def fits(pattern: str, exten: str) -> bool:
    """Asterisk's patterns: `_`, classes, X, and a dot for the rest."""
    form = pattern.removeprefix("_").replace("X", "[0-9]").replace(".", ".+")
    return pattern.startswith("_") and re.fullmatch(form, exten) is not None


def blocks_of(carrier: str, sign: str) -> Iterator[str]:
    return (
        block
        for block in re.findall(r"```\w*\n(.*?)```", page(carrier), re.DOTALL)
        if sign in block
    )


def plan_of(carrier: str, house: Asking, call: str, called: str) -> AsteriskPlan:
    (text,) = blocks_of(carrier, "exten =>")
    values = {"UNIQUEID": call, "EXTEN": called, "CALLERID(num)": CALLER, "DIALSTATUS": "BUSY"}
    return AsteriskPlan(text, house.curl, values)


@pytest.mark.parametrize("carrier", ["asterisk", "asterisk_ws"])
@in_the_house
async def test_the_dialplan_of_the_page_lets_a_call_in_passes_on_and_ends(
    house: Asking, carrier: str
) -> None:
    following = house.house.app.state.carriers.drivers[carrier]._following
    following.transfer_after("1767225600.17", DESK)
    plan = plan_of(carrier, house, "1767225600.17", number_of(carrier))
    answer, talk, dial, end = await plan.run(number_of(carrier))
    assert (answer[0], end[0]) == ("Answer", "Hangup")
    token = plan.values["TALK"]
    if carrier == "asterisk":
        assert talk == ("AudioSocket", f"{token},127.0.0.1:9092")
    else:
        assert talk == ("Dial", f"WebSocket/vaani/c(slin)f(json)v(token={token})")
    assert dial == ("Dial", f"PJSIP/{DESK}@trunk,30")
    assert plan.values["CALLERID(num)"] == number_of(carrier), "a number of the house is shown"
    row = await house.row_of(carrier, "1767225600.17")
    assert row.caller == CALLER
    await plan.run("h")
    assert house.asked[-1].endswith("status=completed")


@pytest.mark.parametrize("carrier", ["asterisk", "asterisk_ws"])
@in_the_house
async def test_the_dialplan_of_the_page_refuses_a_number_that_nobody_has(
    house: Asking, carrier: str
) -> None:
    plan = plan_of(carrier, house, "1767225600.18", NOBODYS)
    went = await plan.run(NOBODYS)
    assert [app for app, _ in went] == ["Answer", "Playback", "Hangup"]


def filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], ""), text)


async def freeswitch(house: Asking, call: str, called: str) -> tuple[list[Step], dict[str, str]]:
    """So much of FreeSWITCH's dialplan as the page uses."""
    (text,) = blocks_of("freeswitch", "<extension")
    values = {"destination_number": called, "caller_id_number": CALLER, "uuid": call,
              "context": "public"}  # fmt: skip
    went: list[Step] = []
    is_going = True
    while is_going:
        is_going = False
        conditions = [
            one
            for one in ET.fromstring(text).iter("condition")
            if re.search(one.attrib["expression"], values["destination_number"])
        ]
        for action in conditions[0]:
            app = action.attrib["application"]
            said = filled(action.get("data", ""), values)
            went.append((app, said))
            if app == "set":
                values[said.partition("=")[0]] = said.partition("=")[2]
            elif app == "curl":
                reply = await house.get(said)
                values |= {"curl_response_code": str(reply.status_code),
                           "curl_response_data": reply.text}  # fmt: skip
            elif app == "transfer":
                values["destination_number"] = said.partition(" ")[0]
                is_going = True
    return went, values


@in_the_house
async def test_the_dialplan_of_freeswitch_lets_a_call_in_and_refuses_what_nobody_has(
    house: Asking,
) -> None:
    went, values = await freeswitch(house, "c0ffee-18", number_of("freeswitch"))
    assert went[-1] == ("park", "")
    assert values["started"].startswith(
        "${uuid_audio_stream(c0ffee-18 start wss://voice.example.com/agent/carriers/freeswitch/media/"
    )
    assert values["effective_caller_id_number"] == number_of("freeswitch")
    row = await house.row_of("freeswitch", "c0ffee-18")
    assert row.caller == CALLER
    ends = values["api_hangup_hook"].removeprefix("curl ")
    assert (await house.get(ends)).status_code == 200
    went, _ = await freeswitch(house, "c0ffee-19", NOBODYS)
    assert [app for app, _ in went[-2:]] == ["playback", "hangup"]
