"""How soon does the console show a page, and how soon does it answer a hand, while calls run?

`python bench/console_speed.py [--calls 100] [--each-s 1.0]` opens a house without speech on a port
of this machine, lets that many calls be up at once, each with a new sentence every `--each-s`
seconds, and opens every page in Chromium. Printed for each page: the largest paint (ms from the
navigation, Largest Contentful Paint), and the slowest of three presses (ms from the press to the
next paint, Event Timing). Exit status 1 when a page is above 1,000 ms or a press above 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import structlog
from playwright.async_api import async_playwright

from vaani.api.door import bind
from vaani.api.http import HttpServer
from vaani.bootstrap.house import House, open_house
from vaani.settings import load
from vaani.storage.paging import PageWish
from vaani.testing.browser_caller import CHROMIUM

PAINT_MS = 1000
PRESS_MS = 100
PAGES = (
    "/", "/console/desk", "/console/calls", "/console/bookings", "/console/customers",
    "/console/messages", "/console/knowledge", "/console/business", "/console/analytics",
    "/console/team", "/console/settings", "/console/account",
)  # fmt: skip
WATCH = """
window.paint = 0; window.press = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.paint = Math.max(window.paint, one.startTime);
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.press = Math.max(window.press, one.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--each-s", type=float, default=1.0)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        typed = {"data": Path(folder), "speech.engine": "off"}
        loaded = load(typed, environ={})
        async with open_house(loaded.settings, loaded=loaded) as house:
            await house.add_demo_businesses()
            listener = bind("127.0.0.1", 0)
            server = HttpServer(house.app)
            door = house.door(listener, server.protocol)
            door.open()
            talking = asyncio.create_task(_talk(house, asked.calls, asked.each_s))
            try:
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                return await _measured(address, house.gate.owner_link_token(), asked.calls)
            finally:
                talking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await talking
                door.close()
                await server.close()


async def _talk(house: House, calls: int, each_s: float) -> None:
    """Calls of the first business that are up all the time and never silent."""
    events = house.app.state.events
    business = (await house.nouns.businesses.listing(PageWish(1))).items[0]
    about = {"business_id": business.id}
    for number in range(calls):
        begun = {"business": business.slug, "carrier": "simulated"}
        events.publish("call.started", begun, call_id=f"call-{number}", **about)
    said = 0
    while True:
        for number in range(calls):
            said += 1
            words = {"text": f"a table for four, sentence {said}", "language": "en"}
            events.publish("message.received", words, call_id=f"call-{number}", **about)
            await asyncio.sleep(each_s / calls)


async def _measured(address: str, token: str, calls: int) -> int:
    slow = 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 860})
        await page.add_init_script(WATCH)
        await page.goto(f"{address}/#key={token}")
        await page.locator("#live[data-state=live]").wait_for()
        load_1m = os.getloadavg()[0]
        print(f"{calls} calls up, load {load_1m:.1f}")
        print(f"{'page':<22}{'largest paint':>15}{'slowest press':>15}")
        for path in PAGES:
            paint, press = await _page(page, address + path)
            slow += paint > PAINT_MS or press > PRESS_MS
            print(f"{path:<22}{paint:>12.0f} ms{press:>12.0f} ms", flush=True)
        await browser.close()
    return 1 if slow else 0


async def _page(page: Any, url: str) -> tuple[float, float]:
    """Largest paint and slowest press of one page, in ms."""
    await page.goto(url)
    await page.get_by_role("heading", level=1).wait_for()
    await page.wait_for_load_state("load")
    await page.wait_for_timeout(700)
    paint = float(await page.evaluate("window.paint"))
    theme = page.get_by_role("button", name="Dark").or_(page.get_by_role("button", name="Light"))
    await theme.click()
    await theme.click()
    await page.keyboard.press("Tab")
    await page.wait_for_timeout(300)
    return paint, float(await page.evaluate("window.press"))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
