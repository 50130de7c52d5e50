"""What becomes of words that somebody typed on the console, and of those of somebody else?"""

from __future__ import annotations

import asyncio
from typing import Any

from tests.api.browsing import MONDAY, at_bistro, booked, chromium, in_browser

pytestmark = in_browser
FILE = "/api/v1/businesses/bistro"


async def test_what_was_typed_on_a_page_or_in_a_window_is_not_left_without_a_question(
    world: Any, address: str
) -> None:
    warned: list[str] = []

    async def go_on(asked: Any) -> None:
        warned.append(asked.type)
        await asked.accept()

    async with chromium() as (page, troubles):
        page.on("dialog", go_on)
        await at_bistro(page, world, address, "/console/business")
        asked = page.get_by_role("dialog", name="Not saved yet")
        name = page.get_by_label("Name", exact=True).first
        await name.fill("Bistro Deluxe")
        await page.get_by_role("link", name="Customers").click()
        await asked.get_by_role("button", name="Stay here").click()
        assert page.url.endswith("/console/business")
        await page.select_option("#business", label="Clinic")
        await asked.get_by_role("button", name="Stay here").click()
        assert await page.locator("#business").input_value() == "bistro"
        assert await name.input_value() == "Bistro Deluxe"
        await page.goto(f"http://{address}/console/bookings?day={MONDAY}")
        form = page.get_by_role("dialog", name="New booking")
        await page.get_by_role("button", name="New booking").click()
        await form.get_by_label("Name").wait_for()
        await page.keyboard.press("Escape")
        await form.wait_for(state="detached")
        await page.get_by_role("button", name="New booking").click()
        await form.get_by_label("Name").fill("Asha")
        await page.keyboard.press("Escape")
        await asked.get_by_role("button", name="Stay here").click()
        assert await form.get_by_label("Name").input_value() == "Asha"
        await form.get_by_role("button", name="Close").first.click()
        await asked.get_by_role("button", name="Leave without saving").click()
        await form.wait_for(state="detached")
        await page.get_by_role("link", name="Customers").click()
        await page.get_by_role("heading", name="Customers", level=1).wait_for()
        assert warned == ["beforeunload"]
        assert troubles == []


async def test_two_who_change_one_booking_are_told_and_neither_loses_his_words(
    world: Any, address: str
) -> None:
    made = await booked(world, time="19:00", name="Asha")
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, f"/console/bookings?day={MONDAY}&open={made['id']}")
        form = page.get_by_role("dialog")
        await form.get_by_role("button", name="Change").click()
        await form.get_by_label("Notes").fill("a window seat")
        world.clock.moment = world.clock.moment.replace(minute=31)
        path = f"/api/v1/bookings/{made['id']}"
        other = await world.owner.patch(path, json={"name": "Asha Rao"})
        assert other.status_code == 200, other.text
        await form.get_by_role("button", name="Save").click()
        await form.get_by_text("Somebody else has changed this booking").wait_for()
        assert await form.get_by_label("Notes").input_value() == "a window seat"
        await form.get_by_role("button", name="Save mine over it").click()
        came = form.get_by_role("button", name="Came")
        await came.wait_for()
        assert (await world.owner.patch(path, json={"time": "20:00"})).status_code == 200
        await came.click()
        await form.get_by_text("Above is how it stands now").wait_for()
        await form.get_by_text(", 20:00").wait_for()
        await came.click()
        await came.wait_for(state="detached")
        assert troubles == []
    kept = (await world.owner.get(path)).json()["data"]
    assert (kept["name"], kept["notes"]) == ("Asha Rao", "a window seat")
    assert (kept["status"], kept["time"]) == ("completed", "20:00")


async def test_two_parts_of_one_page_are_saved_one_after_the_other_and_keep_each_other(
    world: Any, address: str
) -> None:
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, "/console/business")
        seats = page.locator("section").filter(has_text="Tables and seats").last
        rules = page.locator("section").filter(has_text="Rules of booking").last
        await seats.get_by_label("Or only so many seats").fill("24")
        await rules.get_by_label("At most … days ahead").fill("45")
        for part in (seats, rules):
            await part.get_by_role("button", name="Save", exact=True).click()
            await part.get_by_role("button", name="Undo").wait_for(state="detached")
        assert troubles == []
    terms = (await world.owner.get(f"{FILE}/file")).json()["data"]["document"]["booking"]
    assert (terms["capacity"], terms["max_days_ahead"]) == (24, 45)


async def test_a_draft_survives_a_reload_and_is_published_by_somebody_else(
    world: Any, address: str
) -> None:
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, "/console/business")
        rules = page.locator("section").filter(has_text="Rules of booking").last
        await rules.get_by_label("At most … days ahead").fill("45")
        await rules.get_by_role("button", name="Keep as a draft").click()
        await rules.get_by_text("A draft of this part waits").wait_for()
        await page.reload()
        await rules.get_by_role("button", name="Go on with the draft").click()
        ahead = rules.get_by_label("At most … days ahead")
        assert await ahead.input_value() == "45"
        await ahead.fill("50")
        await rules.get_by_role("button", name="Keep as a draft").click()
        await rules.get_by_text("A draft of this part waits").wait_for()
        kept = (await world.of_role["manager"].get(f"{FILE}/draft")).json()["data"]
        assert kept["changes"]["booking"]["max_days_ahead"] == 50
        other = {"revision": 1, "changes": {"name": "Bistro One"}}
        assert (await world.owner.patch(FILE, json=other)).status_code == 200
        pressed = asyncio.Event()

        async def late(route: Any) -> None:
            if route.request.method == "GET":
                await pressed.wait()
            await route.continue_()

        await page.route(f"**{FILE}/draft", late)  # he is quicker than what is read anew
        await page.get_by_role("button", name="Publish").click()
        await page.get_by_text("Somebody has changed this business or its draft").wait_for()
        await page.get_by_role("button", name="Save mine over it").click()
        pressed.set()
        await page.get_by_text("A draft waits to be published").wait_for(state="detached")
        assert troubles == []
    document = (await world.owner.get(f"{FILE}/file")).json()["data"]["document"]
    assert (document["name"], document["booking"]["max_days_ahead"]) == ("Bistro One", 50)


async def test_a_refusal_is_said_in_the_language_of_the_page(world: Any, address: str) -> None:
    async with chromium() as (page, troubles):
        await page.add_init_script("localStorage.setItem('language', 'hi')")
        await at_bistro(page, world, address, f"/console/bookings?day={MONDAY}")
        await page.get_by_role("button", name="नई बुकिंग").click()
        form = page.get_by_role("dialog")
        await form.get_by_label("समय").fill("03:00")
        await form.get_by_role("button", name="बुक करें", exact=True).click()
        await form.get_by_text("यह समय खुलने के समय से बाहर है।").wait_for()
        assert troubles == []
