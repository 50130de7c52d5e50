"""What does whoever runs the house do on the settings' page?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.api.browsing import at_bistro, chromium, in_browser
from tests.api.test_providers import refusing

pytestmark = in_browser
KEY = "sk-a-key-of-nobody-0123"


async def test_a_key_is_typed_tried_and_never_shown_again(
    world: Any, address: str, tmp_path: Path
) -> None:
    server, asked = await refusing()
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    settings = {"settings": {"providers.deepgram.base_url": base}}
    assert (await world.owner.patch("/api/v1/config", json=settings)).status_code == 200
    async with chromium() as (page, troubles):
        await at_bistro(page, world, address, "/console/settings")
        await page.get_by_role("region", name="Understanding speech").locator("summary").click()
        vendor = page.locator("[data-provider='hearing deepgram']")
        await vendor.get_by_role("button", name="Check Deepgram").click()
        await vendor.get_by_text("providers.deepgram.api_key is not set").wait_for()
        await vendor.get_by_role("button", name="Change providers.deepgram.api_key").click()
        await page.get_by_role("dialog").get_by_label("Secret").fill(KEY)
        await page.get_by_role("dialog").get_by_role("button", name="Save").click()
        await page.get_by_role("dialog").wait_for(state="detached")
        await vendor.get_by_text("Ready, not chosen").wait_for()
        await vendor.get_by_role("button", name="Check Deepgram").click()
        await vendor.get_by_text("the key is refused").wait_for()
        assert KEY.encode() in b"".join(asked)
        await vendor.get_by_role("button", name="Change providers.deepgram.api_key").click()
        assert await page.get_by_role("dialog").get_by_label("Secret").input_value() == ""
        assert KEY not in await page.content()
        assert troubles == []
    server.close()
    assert KEY in (tmp_path / "typed-secrets.yaml").read_text()
