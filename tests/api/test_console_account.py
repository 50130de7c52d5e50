"""How does somebody keep his own way in safe on the console?"""

from __future__ import annotations

from typing import Any

import pyotp
from tests.api.browsing import chromium, in_browser

pytestmark = in_browser
WORDS = "seven green bicycles"


async def test_a_receptionist_sets_up_a_second_factor_signs_in_with_it_and_ends_a_session(
    world: Any, address: str
) -> None:
    _, token = await world.accounts.invite("asha", "Asha Rao", {world.bistro_id: "receptionist"})
    first = await world.nobody.post("/api/v1/session", json={"key": token})
    assert first.status_code == 201
    world.nobody.headers["Origin"] = "http://localhost"
    chosen = await world.nobody.put("/api/v1/session/password", json={"password": WORDS})
    assert chosen.status_code == 204
    async with chromium() as (page, troubles):
        enter = page.get_by_role("button", name="Sign in", exact=True)
        await page.goto(f"http://{address}/")
        await page.get_by_label("Login").fill("asha")
        await page.get_by_label("Password").fill(WORDS)
        await enter.click()
        await page.get_by_role("link", name="My account").click()
        await page.get_by_text("This browser").wait_for()
        await page.get_by_role("button", name="End it").click()
        await page.get_by_role("button", name="End it").wait_for(state="detached")
        assert (await world.nobody.get("/api/v1/session")).status_code == 401, "it was ended"
        await page.get_by_role("button", name="Set it up").click()
        await page.get_by_role("img", name="QR code for the app").wait_for()
        totp = pyotp.TOTP(await page.get_by_label("Or type this secret").input_value())
        await page.get_by_label("Code that the app shows now").fill("000000")
        await page.get_by_role("button", name="Switch it on").click()
        await page.get_by_text("This code is wrong.").wait_for()
        now = totp.at(world.clock.now())
        await page.get_by_label("Code that the app shows now").fill(now)
        await page.get_by_role("button", name="Switch it on").click()
        kept = page.get_by_role("region", name="Your recovery codes")
        await kept.get_by_role("listitem").nth(7).wait_for()
        codes = await kept.get_by_role("listitem").all_inner_texts()
        assert len(codes) == 8
        await kept.get_by_role("button", name="I have kept them").click()
        await page.get_by_role("button", name="Sign out").click()
        await page.get_by_label("Login").fill("asha")
        await page.get_by_label("Password").fill(WORDS)
        await enter.click()
        await page.get_by_text("Send the code of your second factor too.").wait_for()
        await page.get_by_label("Code").fill(codes[0])
        await enter.click()
        await page.get_by_role("heading", name="Today", level=1).wait_for()
        assert troubles == []
