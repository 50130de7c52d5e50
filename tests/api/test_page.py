"""What an owner sees on the console, in a real browser, and of which files it is made."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.browsing import CHROMIUM, MONDAY, booked, built, chromium, in_browser

from vaani.api.pages import CONSOLE
from vaani.api.routes import pages

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
MOST_COMPRESSED = 300_000
"""Bytes of the first load of any route."""


class TestInTheBrowser:
    pytestmark = in_browser

    async def test_the_owner_signs_in_by_his_link_sees_bookings_live_and_cancels_one(
        self, world: Any, address: str
    ) -> None:
        async with chromium() as (page, troubles):
            link = world.app.state.gate.owner_link_token()
            await page.goto(f"http://{address}/#key={link}")
            await page.get_by_role("heading", name="Today", level=1).wait_for()
            assert "key=" not in page.url
            await page.select_option("#business", label="Bistro")
            await page.goto(f"http://{address}/console/bookings?day={MONDAY}")
            await page.locator("#live[data-state=live]").wait_for()
            made = await booked(world, time="19:00", name="<b>Asha</b>")
            block = page.locator(f"[data-booking='{made['id']}']")
            await block.wait_for()
            assert "<b>Asha</b>" in await block.inner_text()
            assert "19:00" in await block.inner_text(), "the business's clock, not the browser's"
            await block.click()
            await page.get_by_role("button", name="Cancel booking").click()
            await page.get_by_role("button", name="Yes, cancel").click()
            await page.get_by_role("dialog").get_by_text("Cancelled").wait_for()
            await block.wait_for(state="detached")
            assert troubles == []
        row = await world.owner.get(f"/api/v1/bookings/{made['id']}")
        assert row.json()["data"]["status"] == "cancelled"

    async def test_a_person_chooses_his_password_by_the_link_and_signs_in_with_it(
        self, world: Any, address: str
    ) -> None:
        roles = {world.bistro_id: "receptionist"}
        _, token = await world.accounts.invite("asha", "Asha Rao", roles)
        async with chromium() as (page, troubles):
            today = page.get_by_role("heading", name="Today", level=1)
            enter = page.get_by_role("button", name="Sign in", exact=True)
            await page.goto(f"http://{address}/#key={token}")
            await page.get_by_label("New password").fill("seven green bicycles")
            await page.get_by_role("button", name="Keep it").click()
            await today.wait_for()
            await page.get_by_role("button", name="Sign out").click()
            await page.get_by_label("Login").fill("Asha")
            await page.get_by_label("Password").fill("seven green buses")
            await enter.click()
            await page.get_by_text("Login, password or code is wrong.").wait_for()
            await page.get_by_label("Password").fill("seven green bicycles")
            await enter.click()
            await today.wait_for()
            assert troubles == []

    async def test_a_booking_dragged_onto_a_full_hour_is_refused_with_the_reason(
        self, world: Any, address: str
    ) -> None:
        await booked(world, time="19:00", party=9, name="A large party")
        small = await booked(world, time="14:00", name="Asha")
        async with chromium() as (page, troubles):
            await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
            await page.select_option("#business", label="Bistro")
            await page.goto(f"http://{address}/console/bookings?day={MONDAY}")
            block = page.locator(f"[data-booking='{small['id']}']")
            await drag(page, block, hours=5)
            await page.get_by_role("alert").filter(has_text="Not moved: ").wait_for()
            assert "14:00" in await block.inner_text()
            await drag(page, block, hours=1)
            await block.filter(has_text="15:00").wait_for()
            assert troubles == []
        row = (await world.owner.get(f"/api/v1/bookings/{small['id']}")).json()["data"]
        assert row["time"] == "15:00"

    async def test_a_booking_that_is_refused_keeps_what_was_typed(
        self, world: Any, address: str
    ) -> None:
        async with chromium() as (page, troubles):
            await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
            await page.select_option("#business", label="Bistro")
            await page.goto(f"http://{address}/console/bookings?day={MONDAY}")
            await page.get_by_role("button", name="New booking").click()
            await page.get_by_label("Time").fill("19:00")
            await page.get_by_label("Name").fill("Asha Verma")
            await page.get_by_label("Telephone").fill("12")
            await page.get_by_role("button", name="Book", exact=True).click()
            await page.get_by_role("dialog").get_by_role("alert").wait_for()
            assert await page.get_by_label("Name").input_value() == "Asha Verma"
            await page.get_by_label("Telephone").fill("+919876543210")
            await page.get_by_role("button", name="Book", exact=True).click()
            await page.locator("[data-booking]").filter(has_text="Asha Verma").wait_for()
            assert troubles == []

    async def test_a_business_is_set_up_and_two_who_change_it_lose_nothing(
        self, world: Any, address: str
    ) -> None:
        async with chromium() as (page, troubles):
            await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
            await page.select_option("#business", label="+ New business")
            await page.locator("label").filter(has_text="Clinic").click()
            await page.get_by_label("Name").fill("Corner Clinic")
            await page.get_by_label("Time zone").select_option("Asia/Kolkata")
            await page.get_by_role("button", name="Next").click()
            await page.get_by_text("Sunday").wait_for()
            await page.get_by_role("button", name="Next").click()
            await page.get_by_label("Name").fill("Dr. Sen")
            await page.get_by_role("button", name="Next").click()
            await page.get_by_role("button", name="Create the assistant").click()
            await page.get_by_text("Corner Clinic has an assistant. Call it.").wait_for()
            await page.goto(f"http://{address}/console/business")
            closed = page.locator("section").filter(has_text="Closed days").last
            await closed.get_by_label("First day").fill("2027-03-22")
            await closed.get_by_label("Reason callers hear").fill("Holi")
            await closed.get_by_role("button", name="Add").click()
            path = "/api/v1/businesses/corner-clinic"
            kept = (await world.owner.get(f"{path}/file")).json()["data"]
            other = {"revision": kept["revision"], "changes": {"name": "The Corner Clinic"}}
            assert (await world.owner.patch(path, json=other)).status_code == 200
            await closed.get_by_role("button", name="Save", exact=True).click()
            await closed.get_by_text("Somebody else has changed this business").wait_for()
            assert await closed.get_by_text("Holi").is_visible()
            await closed.get_by_role("button", name="Save mine over it").click()
            await closed.get_by_role("button", name="Undo").wait_for(state="detached")
            assert troubles == []
        document = (await world.owner.get(f"{path}/file")).json()["data"]["document"]
        assert document["name"] == "The Corner Clinic"
        assert list(document["closures"]) == ["2027-03-22"]
        assert [one["name"]["en"] for one in document["booking"]["resources"]] == ["Dr. Sen"]

    async def test_a_receptionist_is_invited_and_sees_neither_numbers_nor_other_businesses(
        self, world: Any, address: str
    ) -> None:
        await booked(world, time="19:00", name="Asha", phone="+919876543210")
        async with chromium() as (page, troubles):
            await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
            await page.select_option("#business", label="Bistro")
            await page.goto(f"http://{address}/console/team")
            await page.get_by_role("button", name="Invite").click()
            form = page.get_by_role("dialog")
            await form.get_by_label("Name", exact=True).fill("Ravi")
            await form.get_by_label("Login").fill("ravi")
            await form.get_by_role("button", name="Invite").click()
            link = await page.get_by_label("To copy").input_value()
            await page.context.clear_cookies()
            await page.goto("about:blank")
            await page.goto(f"http://{address}/{link[link.index('#') :]}")
            await page.get_by_label("New password").fill("a few good words")
            await page.get_by_role("button", name="Keep it").click()
            await page.get_by_role("heading", name="Today", level=1).wait_for()
            assert await page.locator("#business option").all_inner_texts() == ["Bistro"]
            nav = await page.get_by_role("navigation").get_by_role("link").all_inner_texts()
            assert "Calls" in nav
            assert not {"Business", "Knowledge", "Team", "Settings"} & set(nav)
            await page.goto(f"http://{address}/console/bookings?day={MONDAY}")
            await page.locator("[data-booking]").click()
            shown = await page.get_by_role("dialog").inner_text()
            assert "Asha" in shown
            assert "9876543210" not in shown
            assert troubles == []

    async def test_after_a_lost_socket_no_event_is_missed(self, world: Any, address: str) -> None:
        async with chromium() as (page, troubles):
            sockets: list[Any] = []

            async def through(route: Any) -> None:
                route.connect_to_server()
                sockets.append(route)

            await page.route_web_socket(re.compile("/api/v1/events"), through)
            await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
            await page.select_option("#business", label="Bistro")
            await page.locator("#live[data-state=live]").wait_for()
            publish = world.app.state.events.publish
            about = {"call_id": "one", "business_id": world.bistro_id}
            publish("call.started", {"business": "bistro", "carrier": "browser"}, **about)
            await page.locator("[data-call=one]").wait_for()
            await sockets[-1].close(code=1011)
            await page.locator("#live[data-state=lost]").wait_for()
            publish("message.received", {"text": "while you were away", "language": "en"}, **about)
            await page.get_by_text("while you were away").wait_for()
            await page.locator("#live[data-state=live]").wait_for()
            assert "after=" in sockets[-1].url
            assert troubles == []


async def drag(page: Any, block: Any, *, hours: int) -> None:
    """By the mouse, so many hours of the calendar down."""
    box = await block.bounding_box()
    x, y = box["x"] + 30, box["y"] + 10
    await page.mouse.move(x, y)
    await page.mouse.down()
    for step in range(1, 5):
        await page.mouse.move(x, y + hours * 56 * step / 4)
    await page.mouse.up()


def needed(manifest: dict[str, Any], name: str, seen: set[str]) -> Iterator[str]:
    """Files that an entry loads at once."""
    if name in seen:
        return
    seen.add(name)
    entry = manifest[name]
    yield entry["file"]
    yield from entry.get("css", ())
    for other in entry.get("imports", ()):
        yield from needed(manifest, other, seen)


@built
def test_the_first_load_of_every_route_is_small() -> None:
    manifest = json.loads((CONSOLE / "manifest.json").read_text(encoding="utf-8"))
    routes = [name for name, entry in manifest.items() if entry.get("isDynamicEntry")]
    assert len(routes) > 5
    sizes = {}
    for route in routes:
        seen: set[str] = set()
        files = {*needed(manifest, "index.html", seen), *needed(manifest, route, seen)}
        sizes[route] = sum(len(gzip.compress((CONSOLE / file).read_bytes())) for file in files)
    assert {route: size for route, size in sizes.items() if size > MOST_COMPRESSED} == {}


@built
async def test_the_console_has_no_inline_script_and_its_files_come_compressed(world: Any) -> None:
    page = await world.nobody.get("/console/calls/some-call")
    assert page.headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'"
    )
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts == [""]
    assert " style=" not in page.text
    for path in re.findall(r'(?:src|href)="(/console/[^"]+)"', page.text):
        answer = await world.nobody.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        plain = await world.nobody.get(path, headers={"Accept-Encoding": "identity"})
        assert plain.text == answer.text


@pytest.mark.parametrize(
    "name", ["none.js", "..%2findex.html", "%2e%2e%2f__init__.py", "index.html", "x.js.gz"]
)
async def test_only_files_of_the_console_are_served(world: Any, name: str) -> None:
    answer = await world.nobody.get(f"/console/assets/{name}")
    assert "import" not in answer.text
    assert answer.status_code == 404 or "text/html" in answer.headers["content-type"]


async def test_without_a_build_the_plain_page_takes_the_call(
    world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "CONSOLE", tmp_path)
    answer: httpx.Response = await world.nobody.get("/")
    assert answer.status_code == 200
    assert 'id="button"' in answer.text
    assert "call/call.js" in answer.text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not AXE.is_file(), reason="axe is not installed: build_console.py --dev")
@built
async def test_no_page_has_a_serious_fault_of_accessibility(world: Any, address: str) -> None:
    await booked(world, time="19:00", name="Asha")
    wrong = []
    async with chromium() as (page, troubles):
        await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
        await page.select_option("#business", label="Bistro")
        links = page.get_by_role("navigation").get_by_role("link")
        paths = [await link.get_attribute("href") for link in await links.all()]
        assert len(paths) > 5
        for path in paths:
            await page.goto(f"http://{address}{path}?day={MONDAY}")
            await page.get_by_role("heading", level=1).wait_for()
            await page.wait_for_load_state("networkidle")
            await page.evaluate(AXE.read_text(encoding="utf-8"))
            for theme in ("light", "dark"):
                await page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
                found = await page.evaluate("axe.run().then((done) => done.violations)")
                wrong += [
                    (path, theme, one["id"], one["nodes"][0]["html"][:200])
                    for one in found
                    if one["impact"] in ("serious", "critical")
                ]
        assert wrong == []
        assert troubles == []
