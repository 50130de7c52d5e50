"""Somebody signs in at a real OpenID provider, in a real browser, and is in with his role."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vaani.api.openid import Client, OpenId
from vaani.domain.users.openid import Mapped
from vaani.kit.machine_clock import SystemClock

PROVIDER = Path(__file__).parents[1] / "openid-provider"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(
        NODE is None or not (PROVIDER / "node_modules").is_dir(),
        reason="the provider is not installed: scripts/test-needs.sh",
    ),
]


@asynccontextmanager
async def provider(return_to: str) -> AsyncIterator[str]:
    """Its issuer, while it runs."""
    process = await asyncio.create_subprocess_exec(
        str(NODE), "provider.js", return_to, cwd=PROVIDER,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            line = b""
            while not line.startswith(b"http"):
                line = await process.stdout.readline()
                assert line, "the provider ended"
        yield line.decode().strip()
    finally:
        process.kill()
        await process.wait()


async def test_a_person_signs_in_with_the_companys_account(world: Any, address: str) -> None:
    from playwright.async_api import async_playwright

    home = f"http://{address}"
    mapped = Mapped({"clinic-desk": "receptionist"}, "realm_access.roles", "vaani_businesses")
    async with (
        provider(f"{home}/api/v1/session/openid/return") as issuer,
        async_playwright() as playwright,
    ):
        secret = "a secret of this test alone"
        client = Client(issuer, "vaani", secret, ("openid", "profile"), mapped)
        openid = OpenId(client, SystemClock())
        world.app.state.services = replace(world.app.state.services, openid=openid)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        for name, end in (("mallory", f"{home}/#refused=denied"), ("asha", f"{home}/")):
            await page.goto(f"{home}/api/v1/session/openid")
            await page.get_by_label("Name").fill(name)
            await page.get_by_role("button", name="Go on").click()
            if name == "asha":
                await page.get_by_role("heading", name="consent").wait_for()
                await page.get_by_role("button", name="Go on").click()
            await page.wait_for_url(end)
        me = (await (await page.request.get(f"{home}/api/v1/session")).json())["data"]
        await browser.close()
        await openid.aclose()
    assert (me["name"], me["login"], me["via"]) == ("Asha Rao", "asha@clinic.example", "openid")
    assert me["businesses"] == [{"slug": "bistro", "name": "Bistro", "role": "receptionist"}]
    assert "numbers.see" not in me["permissions"]
