"""How do tests look at the console? In one real Chromium, on a page that tells what went wrong."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from vaani.api.pages import CONSOLE

MONDAY = "2027-05-10"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

built = pytest.mark.skipif(
    not (CONSOLE / "index.html").is_file(), reason="the console is not built: make console"
)
in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    built,
]


@asynccontextmanager
async def chromium() -> AsyncIterator[tuple[Any, list[str]]]:
    """A page, and what went wrong on it."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(
            timezone_id="America/Los_Angeles", locale="en-GB", reduced_motion="reduce"
        )
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
        )
        yield page, troubles
        await browser.close()


async def at_bistro(page: Any, world: Any, address: str, path: str = "/") -> None:
    """The owner, signed in by his link, on this page of the bistro."""
    await page.goto(f"http://{address}/#key={world.app.state.gate.owner_link_token()}")
    await page.select_option("#business", label="Bistro")
    if path != "/":
        await page.goto(f"http://{address}{path}")


async def booked(world: Any, **what: Any) -> dict[str, Any]:
    """A booking of the bistro, and its live event."""
    body = {"business": "bistro", "date": MONDAY, "party": 2, "phone": "+919876543210"} | what
    made = await world.owner.post("/api/v1/bookings", json=body)
    assert made.status_code == 201, made.text
    world.app.state.events.publish("booking.created", {}, business_id=world.bistro_id)
    found: dict[str, Any] = made.json()["data"]
    return found
