"""The speech lab in a real browser: type and hear, record and read, converse, compare, timings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from vaani.api.pages import CONSOLE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(
        not (CONSOLE / "index.html").is_file(), reason="the console is not built: make console"
    ),
]


async def test_the_lab_speaks_reads_converses_and_shows_times(
    base_url: str, tmp_path: Path, voice: Any
) -> None:
    from playwright.async_api import async_playwright

    tone = np.sin(np.arange(2 * 48000) * 0.05) * 0.4
    microphone = tmp_path / "microphone.wav"
    soundfile.write(microphone, np.concatenate((np.zeros(48000), tone)), 48000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )  # fmt: skip
        page = await browser.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
        )
        await page.goto(f"{base_url}/console/lab")
        await page.get_by_role("button", name="With an API key").click()
        await page.get_by_label("Key").fill("staff-key")
        await page.get_by_role("button", name="Sign in").click()

        await page.get_by_label("Voice").select_option("heart")
        await page.get_by_role("button", name="Speak", exact=True).click()
        await page.get_by_role("row").filter(has_text="Speak (heart)").wait_for()
        spoken = await page.get_by_role("row").filter(has_text="Speak (heart)").inner_text()
        assert "1.00 s" in spoken
        assert await page.locator("audio").evaluate("one => one.duration") == 1.0
        assert {one.name for _, one in voice.said} == {"heart"}

        await page.get_by_role("button", name="Compare all voices").click()
        await page.get_by_role("button", name="Play").nth(2).wait_for()
        assert await page.get_by_role("button", name="Play").count() == 3

        await page.get_by_label("Or a file").set_input_files(microphone)
        await page.get_by_text("sound of 2 seconds.").wait_for()

        await page.get_by_role("button", name="Talk").click()
        await page.get_by_role("button", name="Stop (3 s)").click()
        lines = page.get_by_role("log").get_by_role("listitem")
        await lines.nth(1).wait_for()
        assert "sound of" in await lines.nth(0).inner_text()
        await page.get_by_role("row").filter(has_text="Converse").wait_for()

        await page.get_by_label("Text").fill("...")
        await page.get_by_role("button", name="Speak", exact=True).click()
        await page.get_by_text("The text has no word that is spoken here.").wait_for()
        assert troubles == []
        await page.screenshot(path=tmp_path / "lab.png", full_page=True)
        await browser.close()
