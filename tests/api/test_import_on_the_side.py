"""While an owner sends a large file, calls go on: the loop is not kept busy."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from vaani.domain.businesses.file import MOST_TOPICS, parse_business

LARGE = 2_000
BEAT_S = 0.001
YAML = {"content-type": "application/yaml"}


def topics(many: int) -> str:
    """The part `knowledge` of a business file."""
    return "knowledge:\n" + "".join(
        f"  - {{topic: topic {n}, text: {{en: answer {n}}}, questions: [is it {n}]}}\n"
        for n in range(many)
    )


class Beats:
    """How long, of its own processor time, the loop was busy between two beats."""

    def __init__(self) -> None:
        self.most_s = 0.0
        self.count = 0
        self._loop = asyncio.get_running_loop()
        self._before = time.thread_time()
        self._next = self._loop.call_later(BEAT_S, self._beat)

    def _beat(self) -> None:
        now = time.thread_time()
        self.most_s, self.count = max(self.most_s, now - self._before), self.count + 1
        self._before = now
        self._next = self._loop.call_later(BEAT_S, self._beat)

    def stop(self) -> None:
        self._next.cancel()


async def test_the_loop_goes_on_while_a_large_file_is_imported_read_and_exported(
    world: Any,
) -> None:
    async def sent(text: str) -> tuple[str, int, str]:
        done = await world.owner.post("/api/v1/businesses/import", content=text, headers=YAML)
        read = await world.owner.get("/api/v1/businesses/bistro")
        exported = await world.owner.get("/api/v1/businesses/bistro/export")
        return done.json()["data"]["outcome"], read.status_code, exported.text

    assert (await sent(world.bistro_file + topics(1)))[:2] == ("updated", 200)  # routes are built
    text = world.bistro_file + topics(LARGE)
    begun = time.thread_time()
    parse_business(text)
    parsing_s = time.thread_time() - begun
    beats = Beats()
    outcome, status, exported = await sent(text)
    beats.stop()
    assert (outcome, status) == ("updated", 200)
    assert exported.count("topic: topic") == LARGE
    assert beats.count > 20
    assert beats.most_s < parsing_s / 4, f"{beats.most_s:.3f} of {parsing_s:.3f} s"


async def test_more_topics_or_numbers_than_there_may_be_are_refused(world: Any) -> None:
    numbers = ", ".join(f'"+9199999{n:05}"' for n in range(101))
    for text, told in (
        (world.bistro_file + topics(MOST_TOPICS + 1), "topics"),
        (world.bistro_file.replace('"+919999900100"', numbers), "numbers"),
    ):
        answer = await world.owner.post("/api/v1/businesses/import", content=text, headers=YAML)
        assert answer.status_code == 422
        assert any(told in one for one in answer.json()["error"]["details"]["problems"])
