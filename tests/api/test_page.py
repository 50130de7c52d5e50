"""What an owner sees on the plain page, in a real browser."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from vaani.api.door import Door, bind
from vaani.api.http import HttpServer

MONDAY = "2027-05-10"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


async def test_the_owner_signs_in_by_his_link_sees_bookings_live_and_cancels_one(
    world: Any,
) -> None:
    from playwright.async_api import async_playwright

    listener = bind("127.0.0.1", 0)
    server = HttpServer(world.app)
    door = Door(listener, server.protocol, server.protocol)
    door.open()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
        )
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(f"{address}/#key={world.app.state.gate.owner_link_token()}")
        await page.get_by_text("No bookings yet.").wait_for()
        await page.get_by_text("Live.").wait_for()
        assert "key=" not in page.url
        made = await world.owner.post(
            "/api/v1/bookings",
            json={"business": "bistro", "date": MONDAY, "time": "19:00", "party": 2,
                  "name": "<b>Asha</b>", "phone": "+919876543210"},
        )  # fmt: skip
        ref = made.json()["data"]["ref"]
        world.app.state.events.publish("booking.created", {}, business_id=world.bistro_id)
        row = page.get_by_role("row").filter(has_text=ref)
        await row.wait_for()
        assert "<b>Asha</b>" in await row.inner_text()
        await row.get_by_role("button", name="Cancel").click()
        await page.get_by_role("row").filter(has_text="cancelled").wait_for()
        assert troubles == []
        await browser.close()
    door.close()
    await server.close()
