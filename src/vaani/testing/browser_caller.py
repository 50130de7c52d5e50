"""A caller at the call page: a real Chromium, a neural voice, and what the page shows of it."""

from __future__ import annotations

import asyncio
import base64
import io
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

from vaani.testing.served import Served
from vaani.testing.speech import say, silence

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MICROPHONE_HZ = 48_000
PHONE: ViewportSize = {"width": 390, "height": 844}
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream",
)  # fmt: skip
_YES = ("--use-fake-ui-for-media-stream",)

MOUTH = """
const context = new AudioContext({ sampleRate: 48000 });
const mouth = context.createMediaStreamDestination();
navigator.mediaDevices.getUserMedia = async () => { await context.resume(); return mouth.stream; };
window.speakNow = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(bytes.buffer);
  source.connect(mouth);
  await new Promise((done) => { source.onended = done; source.start(); });
};
"""
"""A microphone that says what the test gives it: `speakNow` ends when the words are out."""

EARS = """
window.heard = { loudest: 0, turns: 0, wasLoud: false, at: 0 };
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    const meter = new AnalyserNode(to.context, { fftSize: 2048 });
    connect.call(this, meter);
    const block = new Float32Array(2048);
    const listen = setInterval(() => {
      if (to.context.state === "closed") return clearInterval(listen);
      meter.getFloatTimeDomainData(block);
      const rms = Math.sqrt(block.reduce((sum, x) => sum + x * x, 0) / block.length);
      heard.loudest = Math.max(heard.loudest, rms);
      if (rms > 0.005) heard.at = performance.now();
    }, 40);
  }
  return connect.call(this, to, ...rest);
};
window.most = { you: 0, assistant: 0 };
setInterval(() => {
  for (const who of ["you", "assistant"]) {
    const meter = document.getElementById(who);
    if (meter) most[who] = Math.max(most[who], meter.value);
  }
}, 40);
"""
"""What a person at the loudspeaker hears, and how far the two level meters move."""


def wav(pcm: bytes, rate_hz: int = MICROPHONE_HZ) -> bytes:
    """Mono PCM16 as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm)
    return out.getvalue()


def microphone_file(path: Path, *parts: str | float, voice: str) -> Path:
    """Sentences and pauses (seconds) as a file for Chromium's fake microphone."""
    sound = [
        say(part, voice, MICROPHONE_HZ)
        if isinstance(part, str)
        else silence(int(part * 1000), MICROPHONE_HZ)
        for part in parts
    ]
    path.write_bytes(wav(b"".join(sound)))
    return path


@dataclass(slots=True)
class Caller:
    """One page and what went wrong on it."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    async def open(self, served: Served, business: str, language: str = "") -> None:
        """The printed page, with business and language chosen."""
        await self.page.goto(f"{served.url}/call")
        await self.page.wait_for_selector("#business option", state="attached")
        await self.page.select_option("#business", business)
        await self.page.select_option("#language", language)

    async def call(self) -> None:
        """Press Call and wait until the call is on."""
        await self.page.click("#button")
        await self.page.wait_for_selector("#button[data-state=live]", timeout=20_000)

    async def hang_up(self) -> None:
        """Press Hang up; the page is ready for another call."""
        await self.page.click("#button")
        await self.page.wait_for_selector("#button[data-state=idle]")

    async def speak(self, text: str, voice: str) -> None:
        """Into the microphone of `MOUTH`; comes back when the last word is out."""
        sound = base64.b64encode(wav(say(text, voice, MICROPHONE_HZ))).decode()
        await self.page.evaluate("(sound) => speakNow(sound)", sound)

    async def turns(self, speaker: str) -> list[str]:
        """The lines of one side in the live transcript."""
        lines = self.page.locator(f"#transcript li.{speaker} .words")
        return await lines.all_inner_texts()

    async def over(self) -> bool:
        """The page shows no call."""
        return await self.page.get_attribute("#button", "data-state") == "idle"

    async def transcript(self) -> str:
        """The whole conversation as the page shows it, one line a turn."""
        lines = await self.page.locator("#transcript li").all_inner_texts()
        return "\n".join(line.replace("\n", ": ", 1) for line in lines)

    async def until_over(self, *, timeout_s: float) -> None:
        """Until the other side has hung up; after `timeout_s` the caller does."""
        try:
            await self.page.wait_for_selector("#button[data-state=idle]", timeout=timeout_s * 1000)
        except PlaywrightTimeout:
            await self.hang_up()

    async def answered(self, after: int, *, timeout_s: float = 60) -> str | None:
        """The assistant's next line after its first `after` lines; None: the call is over."""
        async with asyncio.timeout(timeout_s):
            while True:
                lines = await self.turns("assistant")
                if len(lines) > after and await self._quiet():
                    return (await self.turns("assistant"))[-1]
                if await self.over():
                    return None
                await asyncio.sleep(0.1)

    async def _quiet(self) -> bool:
        return bool(await self.page.evaluate("performance.now() - heard.at > 700"))

    async def measured(self) -> dict[str, Any]:
        """Loudest sound of the loudspeaker (RMS, 0 to 1) and of both meters."""
        return dict(await self.page.evaluate("({ loudest: heard.loudest, ...most })"))


@asynccontextmanager
async def chromium(*flags: str, allowed: bool = True) -> AsyncIterator[Browser]:
    """The browser; `allowed` gives its microphone unasked, otherwise it refuses."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*_FLAGS, *(_YES if allowed else ()), *flags]
        )
        yield browser
        await browser.close()


async def caller_at(context: BrowserContext, *scripts: str) -> Caller:
    """A page that notes every error of its own and of its console."""
    for script in scripts:
        await context.add_init_script(f"{{\n{script}\n}}")
    caller = Caller(await context.new_page())
    caller.page.on("pageerror", lambda error: caller.troubles.append(str(error)))
    caller.page.on(
        "console",
        lambda said: (
            caller.troubles.append(said.text) if said.type in ("error", "warning") else None
        ),
    )
    return caller
