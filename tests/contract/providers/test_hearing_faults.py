"""A recogniser of a vendor has a bad day: does the caller's sentence arrive all the same?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import numpy as np
import pytest

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.kit.clock import MediaMs
from vaani.kit.errors import ProviderError
from vaani.providers.breaker import Breaker
from vaani.providers.hearing_chain import ChainedTranscriber, Recogniser
from vaani.providers.openai_like.transcribe import OpenAiLikeRecogniser
from vaani.testing.vendors.engines import STREAMED, WHOLE, hearing
from vaani.testing.vendors.faults import Fault
from vaani.testing.vendors.http import HttpServer, Request, Response

PATIENCE_S = 10
VOICE = (np.sin(np.arange(8000) * 2 * np.pi * 180 / 8000) * 8000).astype("<i2").tobytes()
ALL = (*STREAMED, *WHOLE)
WITH_STATUSES = tuple(name for name in ALL if name != "wyoming")


class Caller:
    """Speaks as the session passes it on, and hears finals."""

    def __init__(self, transcriber: Transcriber) -> None:
        self.transcriber = transcriber
        self.now = 0
        self._heard = transcriber.heard()

    def sends(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), 320):
            self.now += 20
            self.transcriber.push(pcm[at : at + 320], MediaMs(self.now))

    def begins(self, utterance: int) -> None:
        self.sends(bytes(8000))
        self.transcriber.began(utterance, MediaMs(self.now))
        self.sends(VOICE)

    def says(self, utterance: int) -> None:
        self.begins(utterance)
        self.transcriber.paused(utterance, MediaMs(self.now))

    async def hears(self, *, final: bool = True) -> Heard:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                heard = await anext(self._heard)
                if heard.final or not final:
                    return heard

    async def fails(self) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            await self.hears()
        self._heard = self.transcriber.heard()
        assert caught.value.stage == "transcriber"
        return caught.value


@pytest.mark.parametrize("vendor", WITH_STATUSES)
@pytest.mark.parametrize(("status", "retryable"), [(401, False), (429, True), (503, True)], ids=str)
async def test_a_refusal_says_whose_fault_it_is(vendor: str, status: int, retryable: bool) -> None:
    async with hearing(vendor, ("hello",), [Fault(status=status)]) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        error = await caller.fails()
        assert (error.code, error.retryable) == (str(status), retryable)
        await caller.transcriber.close()


@pytest.mark.parametrize("vendor", ALL)
@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop_after=0), Fault(half_close_after=0), Fault(garbage_after=0),
        Fault(close_after=0, close_code=1011),
    ],
    ids=["drop", "half close", "garbage", "close"],
)  # fmt: skip
async def test_a_broken_connection_fails_and_the_next_one_hears_all_of_it(
    vendor: str, fault: Fault
) -> None:
    async with hearing(vendor, ("I want a table",), [fault]) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        error = await caller.fails()
        assert error.retryable
        if vendor in WHOLE:
            caller.transcriber.paused(1, MediaMs(caller.now))
        heard = await caller.hears()
        assert (heard.utterance, heard.text) == (1, "I want a table")
        assert bench.script.connections == 2
        await caller.transcriber.close()


@pytest.mark.parametrize("vendor", STREAMED)
async def test_one_that_stalls_is_found_out_in_time(vendor: str) -> None:
    async with hearing(vendor, ("hello",), [Fault(stall_after=0)], final_within_s=0.1) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        assert (await caller.fails()).code == "silent"
        assert (await caller.hears()).text == "hello"
        await caller.transcriber.close()


@pytest.mark.parametrize("vendor", STREAMED)
async def test_words_come_while_the_caller_speaks_and_a_stall_leaves_those(vendor: str) -> None:
    greeted = 0 if vendor == "deepgram" else 1
    fault = Fault(stall_after=greeted + 1)
    async with hearing(vendor, ("four people today",), [fault], final_within_s=0.1) as bench:
        caller = Caller(together(bench))
        caller.begins(1)
        partial = await caller.hears(final=False)
        assert (partial.final, partial.text) == (False, "four")
        caller.transcriber.paused(1, MediaMs(caller.now))
        assert (await caller.hears()).text == "four"
        await caller.transcriber.close()


@pytest.mark.parametrize("vendor", ALL)
async def test_a_slow_one_is_waited_for_and_says_how_long_it_took(vendor: str) -> None:
    async with hearing(vendor, ("हाँ जी",), [Fault(delay_s=0.05)]) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        heard = await caller.hears()
        assert (heard.text, heard.alternatives[0].language) == ("हाँ जी", "hi")
        assert heard.latency_ms is not None
        assert heard.latency_ms >= 45
        await caller.transcriber.close()


async def test_words_have_times_of_the_call() -> None:
    async with hearing("deepgram", ("a table", "for two")) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        await caller.hears()
        caller.transcriber.ended(1)
        caller.sends(bytes(32000))
        begun = caller.now + 500
        caller.says(2)
        words = (await caller.hears()).alternatives[0].words
        assert [word.text for word in words] == ["for", "two"]
        assert words[0].start_ms == begun - 300
        assert words[-1].end_ms == caller.now
        await caller.transcriber.close()


def together(*benches: object, clock: Callable[[], float] | None = None) -> ChainedTranscriber:
    ticking = clock or asyncio.get_running_loop().time
    return ChainedTranscriber(
        [
            Recogniser(f"engine {n}", bench.open, Breaker(f"engine {n}", ticking))  # type: ignore[attr-defined]
            for n, bench in enumerate(benches)
        ]
    )


@pytest.mark.parametrize("vendor", STREAMED)
async def test_a_reset_in_mid_speech_costs_no_word_and_no_error(vendor: str) -> None:
    said = ("a table for two tomorrow", "thank you")
    async with hearing(vendor, said, [Fault(drop_after=1)]) as bench:
        chain = together(bench)
        caller = Caller(chain)
        caller.says(1)
        assert (await caller.hears()).text == said[0]
        chain.ended(1)
        caller.says(2)
        assert (await caller.hears()).text == said[1]
        assert bench.script.connections == 2
        await chain.close()


async def test_a_silent_or_refusing_engine_hands_over_and_is_asked_again_later() -> None:
    now = 0.0
    faults = [Fault(status=401), Fault(stall_after=0)]
    async with (
        hearing("sarvam", ("again",), faults) as first,
        hearing("openai_like", ("one", "two")) as second,
    ):
        chain = together(first, second, clock=lambda: now)
        caller = Caller(chain)
        caller.says(1)
        assert (await caller.hears()).text == "one"
        assert chain.engine == "engine 1"
        chain.ended(1)
        caller.says(2)
        assert (await caller.hears()).text == "two"
        assert first.script.connections == 1, "it rests"
        now = 600.0
        first.script.next()
        chain.ended(2)
        caller.says(3)
        assert (await caller.hears()).text == "again"
        assert chain.engine == "engine 0"
        await chain.close()


async def test_when_nobody_is_left_the_call_is_told_and_may_try_again() -> None:
    refused = [Fault(status=503)] * 3
    async with hearing("deepgram", ("at last",), refused) as bench:
        chain = together(bench)
        caller = Caller(chain)
        caller.says(1)
        assert (await caller.fails()).code == "503"
        assert (await caller.fails()).code == "503"
        assert (await caller.hears()).text == "at last"
        await chain.close()


async def test_keys_terms_and_languages_go_to_the_vendor_and_the_key_into_no_sentence() -> None:
    async with hearing("deepgram", ("x",)) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        await caller.hears()
        asked = bench.server.opened[0]
        assert asked["keyterm"] == ["Asha"]
        assert (asked["language"], asked["language_hint"]) == (["multi"], ["en", "hi"])
        assert asked["endpointing"] == ["false"]
        await caller.transcriber.close()
    async with hearing("deepgram", ("x",), key="secret-of-the-owner") as bench:
        caller = Caller(bench.open())
        caller.says(1)
        error = await caller.fails()
        assert "secret" not in error.message
        await caller.transcriber.close()


async def test_flux_is_told_what_the_next_answer_may_hold() -> None:
    async with hearing("flux", ("x",)) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        await caller.hears()
        caller.transcriber.expect(Hint("Which doctor?", "en", "doctor", ("Dr. Rao",)))
        caller.says(2)
        await caller.hears()
        told = [json.loads(one) for one in bench.server.received if isinstance(one, str)]
        assert {"type": "Configure", "keyterms": ["Dr. Rao", "Asha"]} in told
        await caller.transcriber.close()


async def test_a_prompted_reading_is_marked_and_what_is_no_speech_is_left_out() -> None:
    def respond(request: Request) -> Response:
        assert b"Which doctor? Dr. Rao" in request.body
        segments = [
            {"text": " Dr. Rao.", "no_speech_prob": 0.02},
            {"text": " Thanks for watching!", "no_speech_prob": 0.96},
        ]
        told = {"text": "Dr. Rao. Thanks for watching!", "segments": segments}
        return Response((json.dumps(told).encode(),))

    async with HttpServer(respond) as server:
        client = OpenAiLikeRecogniser(model="whisper-1", base_url=server.base_url)
        hint = Hint("Which doctor?", "en", "doctor", ("Dr. Rao",))
        found = await client.recognise(VOICE, hint, ("en",))
        await client.aclose()
    assert [(one.text, one.led) for one in found] == [("Dr. Rao.", True)]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"text":7}', b"x" * 400_000], ids=str)
async def test_an_answer_that_is_none_fails(body: bytes) -> None:
    async with HttpServer(lambda _: Response((body,))) as server:
        client = OpenAiLikeRecogniser(model="whisper-1", base_url=server.base_url)
        with pytest.raises(ProviderError) as caught:
            await client.recognise(VOICE, Hint(), ("en",))
        await client.aclose()
    assert caught.value.stage == "transcriber"


@pytest.mark.parametrize("vendor", STREAMED)
async def test_a_quiet_connection_that_is_closed_is_opened_again_at_the_next_speech(
    vendor: str,
) -> None:
    async with hearing(vendor, ("hello", "again")) as bench:
        caller = Caller(bench.open())
        caller.says(1)
        assert (await caller.hears()).text == "hello"
        caller.transcriber.ended(1)
        later = asyncio.ensure_future(caller.hears())
        await bench.server.close_all(1008)
        caller.says(2)
        assert (await later).text == "again"
        assert bench.script.connections == 2
        await caller.transcriber.close()
