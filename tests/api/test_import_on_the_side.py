"""While an owner sends a large file, calls go on: the loop is not kept busy."""

from __future__ import annotations

import asyncio
import sys
from types import FrameType
from typing import Any

from vaani.domain.businesses.file import MOST_TOPICS, parse_business

LARGE = 2_000
YAML = {"content-type": "application/yaml"}


def topics(many: int) -> str:
    """The part `knowledge` of a business file."""
    return "knowledge:\n" + "".join(
        f"  - {{topic: topic {n}, text: {{en: answer {n}}}, questions: [is it {n}]}}\n"
        for n in range(many)
    )


class Calls:
    """How many functions this thread ran, and the most within one turn of its loop."""

    def __enter__(self) -> Calls:
        self.count = self.most = self._before = 0
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.call_soon(self._turn)
        sys.setprofile(self._seen)
        return self

    def _seen(self, frame: FrameType, event: str, _: object) -> None:
        self.count += event == "call"

    def _turn(self) -> None:
        self.most, self._before = max(self.most, self.count - self._before), self.count
        self._next = self._loop.call_soon(self._turn)

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        self._next.cancel()


async def test_the_loop_goes_on_while_a_large_file_is_imported_read_and_exported(
    world: Any,
) -> None:
    async def sent(text: str) -> tuple[str, int, str]:
        done = await world.owner.post("/api/v1/businesses/import", content=text, headers=YAML)
        read = await world.owner.get("/api/v1/businesses/bistro")
        exported = await world.owner.get("/api/v1/businesses/bistro/export")
        return done.json()["data"]["outcome"], read.status_code, exported.text

    await sent(world.bistro_file + topics(1))  # routes are built
    text = world.bistro_file + topics(LARGE)
    with Calls() as parsing:
        parse_business(text)
    with Calls() as sending:
        outcome, status, exported = await sent(text)
    assert (outcome, status) == ("updated", 200)
    assert exported.count("topic: topic") == LARGE
    assert sending.most < parsing.count / 50, f"{sending.most} of {parsing.count}"


async def test_more_topics_or_numbers_than_there_may_be_are_refused(world: Any) -> None:
    numbers = ", ".join(f'"+9199999{n:05}"' for n in range(101))
    for text, told in (
        (world.bistro_file + topics(MOST_TOPICS + 1), "topics"),
        (world.bistro_file.replace('"+919999900100"', numbers), "numbers"),
    ):
        answer = await world.owner.post("/api/v1/businesses/import", content=text, headers=YAML)
        assert answer.status_code == 422
        assert any(told in one for one in answer.json()["error"]["details"]["problems"])
