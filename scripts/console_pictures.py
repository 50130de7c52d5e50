"""What does each page of the console look like? Pictures in both languages, themes and sizes.

`python scripts/console_pictures.py http://127.0.0.1:8000 LINK_TOKEN FOLDER [--business SLUG]` opens
every page in Chromium and writes `PAGE-LANGUAGE-THEME-SIZE.png`; it says which page was wider than
its screen or broke its security policy.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from vaani.testing.browser_caller import CHROMIUM

PAGES = {
    "today": "/", "desk": "/console/desk", "calls": "/console/calls",
    "bookings": "/console/bookings",
    "week": "/console/bookings?view=week", "customers": "/console/customers",
    "messages": "/console/messages", "analytics": "/console/analytics",
    "knowledge": "/console/knowledge",
    "business": "/console/business", "setup": "/console/setup", "lab": "/console/lab",
    "team": "/console/team", "settings": "/console/settings",
}  # fmt: skip
SIZES = {"desk": (1280, 860), "phone": (390, 844)}


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("key")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--business", default="madhuban")
    parser.add_argument("--quick", action="store_true", help="English and light only")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    troubles: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        worn = (("en",), ("light",)) if asked.quick else (("en", "hi"), ("light", "dark"))
        for language, theme, size in itertools.product(*worn, SIZES):
            page = await _opened(browser, asked, language, theme, size)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on(
                "console",
                lambda said: troubles.append(said.text) if said.type == "error" else None,
            )
            for name, path in await _places(page, asked.address):
                await page.goto(asked.address + path)
                await page.wait_for_load_state("networkidle")
                await page.screenshot(
                    path=asked.folder / f"{name}-{language}-{theme}-{size}.png", full_page=True
                )
                width = await page.evaluate("document.documentElement.scrollWidth")
                if width > SIZES[size][0]:
                    troubles.append(f"{name} {language} {size}: {width} px wide")
            await page.context.close()
        await browser.close()
    for trouble in dict.fromkeys(troubles):
        sys.stderr.write(f"{trouble}\n")
    return 1 if troubles else 0


async def _opened(
    browser: Browser, asked: argparse.Namespace, language: str, theme: str, size: str
) -> Page:
    wide, high = SIZES[size]
    context = await browser.new_context(viewport={"width": wide, "height": high})
    kept = {"language": language, "theme": theme, "business": asked.business}
    for name, value in kept.items():
        await context.add_init_script(f"localStorage.setItem({name!r}, {value!r})")
    page = await context.new_page()
    await page.goto(f"{asked.address}/#key={asked.key}")
    await page.wait_for_selector("h1")
    await page.wait_for_selector("#live[data-state=live]", state="attached")
    return page


async def _places(page: Page, address: str) -> list[tuple[str, str]]:
    """Every page, and one call where there is one."""
    await page.goto(f"{address}/console/calls")
    await page.wait_for_load_state("networkidle")
    links = page.locator("tbody a")
    found = list(PAGES.items())
    if await links.count():
        found.append(("call", str(await links.first.get_attribute("href"))))
    return found


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
