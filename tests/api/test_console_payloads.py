"""May words of callers and visitors become a program on the console? Eighty that try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.api.browsing import at_bistro, booked, chromium, in_browser

pytestmark = in_browser
TOPICS = "/api/v1/knowledge/import?business=bistro"
SHAPES = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<body onload={}>",
    "\"><script>{}</script>", "'><img src=x onerror={}>", "<iframe src='javascript:{}'></iframe>",
    "<a href='javascript:{}'>here</a>", "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}></video>", "<math href='javascript:{}'>x</math>", "javascript:{}",
    "<style>@import 'javascript:{}'</style>", "<object data='javascript:{}'></object>",
    "{{{{constructor.constructor('{}')()}}}}", "${{{}}}", "</textarea><script>{}</script>",
    "<template><script>{}</script></template>", "<button autofocus onfocusin={}>x</button>",
)  # fmt: skip
CALLS = ("alert(1)", "window.ran=1", "parent.alert`1`", "eval('ale'+'rt(1)')")


def payloads() -> Iterator[str]:
    """Each way in, with each way to be seen."""
    for call in CALLS:
        for shape in SHAPES:
            yield shape.format(call)


async def test_eighty_programs_that_are_spoken_typed_and_sent_stay_words(
    world: Any, address: str
) -> None:
    tried = list(payloads())
    assert len(set(tried)) == 80
    topics = [{"topic": f"{n} {one}", "text": {"en": one}} for n, one in enumerate(tried)]
    table = {"format": "json", "text": json.dumps(topics)}
    sent = await world.owner.post(TOPICS, json=table)
    assert sent.status_code == 200, sent.text
    made = await booked(world, time="19:00", name=tried[1], notes=tried[4])
    async with chromium() as (page, troubles):
        await page.add_init_script("window.ran = 0; window.alert = () => { window.ran += 1 }")
        await at_bistro(page, world, address)
        await page.locator("#live[data-state=live]").wait_for()
        publish, about = world.app.state.events.publish, {"business_id": world.bistro_id}
        publish("call.started", {"business": "bistro", "carrier": "x"}, call_id="c", **about)
        for one in tried:
            said = {"text": one, "language": "en"}
            publish("message.received", said, call_id="c", **about)
        await page.get_by_text(tried[-1]).last.wait_for()
        assert await page.evaluate("window.ran") == 0, "spoken"
        await page.get_by_role("link", name="Knowledge").click()
        await page.get_by_text(tried[0]).first.wait_for()
        shown = await page.locator("main").inner_text()
        assert [one for one in tried if one not in shown] == []
        for one in tried:
            await page.get_by_label("Search topics").fill(one)
        assert await page.evaluate("window.ran") == 0, "sent and typed"
        for path in (
            f"/console/bookings?day={made['date']}&open={made['id']}",
            "/console/customers",
        ):
            await page.goto(f"http://{address}{path}")
            await page.get_by_text(tried[1]).first.wait_for()
            assert await page.evaluate("window.ran") == 0, path
        assert troubles == [], "nothing had to be stopped: no element was made of words"
        await page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')"
        )
        await page.wait_for_function("document.querySelector('img[src=x]').complete")
        assert await page.evaluate("window.ran") == 0, "and if one were made, the policy stops it"
        assert any("inline" in one for one in troubles)
