"""How does an OpenAI-compatible server recognise speech? One upload for each utterance.

Sound goes as a WAV file with its right length; the assistant's question and likely words go as the
prompt, so the reading is marked as led by them. Segments that the model itself takes for no speech
are left out. Servers answer with `verbose_json`, plain JSON or text: all are read. Specification:
OpenAI API reference, audio transcriptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from vaani.audio.frame import pcm_to_samples
from vaani.audio.resample import resample
from vaani.audio.wav import Wav, wav_bytes
from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative, SpokenWord
from vaani.kit.errors import ProviderError
from vaani.providers.failures import garbled, refused, unreachable, wait_of
from vaani.providers.kept_http import VendorClient
from vaani.providers.metered import Seconds
from vaani.providers.stt_wire import terms, written_in
from vaani.providers.values import entries, number, parsed, text_in
from vaani.providers.whole import WholeTranscriber

BASE = "https://api.openai.com/v1"
GROQ_BASE = "https://api.groq.com/openai/v1"
VENDOR = "the transcription server"
RATE_HZ = 16000
"""What the server is sent; calls have half of it."""
_CALL_HZ = 8000
CONNECT_S, READ_S = 2.0, 8.0
MOST_ANSWER_BYTES = 262_144
_NO_SPEECH = 0.8
_PROMPT_CHARS = 400


class OpenAiLikeRecogniser:
    """One client for all calls. Models named gpt-... know `json`, all others `verbose_json`."""

    def __init__(self, *, model: str, base_url: str = BASE, api_key: str | None = None) -> None:
        headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._url = f"{base_url.rstrip('/')}/audio/transcriptions"
        self._model = model
        self._format = "json" if model.startswith("gpt-") else "verbose_json"
        self._client = VendorClient(headers, connect_s=CONNECT_S, read_s=READ_S)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def open(
        self,
        languages: Sequence[str],
        likely: Sequence[str] = (),
        used: Seconds = lambda _seconds, _answered: None,
    ) -> WholeTranscriber:
        """A stream for one call; `used` is told of the sound that is sent."""
        spoken = tuple(languages)

        async def recognise(pcm: bytes, hint: Hint) -> tuple[Alternative, ...]:
            return await self.recognise(pcm, hint, spoken, likely)

        return WholeTranscriber(recognise, _CALL_HZ, VENDOR, used=used)

    async def recognise(
        self, pcm: bytes, hint: Hint, languages: Sequence[str], likely: Sequence[str] = ()
    ) -> tuple[Alternative, ...]:
        """The words of PCM16 at 8 kHz. Raises ProviderError."""
        prompt = " ".join([hint.question, *terms(hint.words, likely)]).strip()[:_PROMPT_CHARS]
        asked = {"model": self._model, "response_format": self._format, "temperature": "0"}
        if len(languages) == 1:
            asked["language"] = languages[0]
        if prompt:
            asked["prompt"] = prompt
        files = {
            "file": (
                "speech.wav",
                wav_bytes(Wav((resample(pcm_to_samples(pcm), _CALL_HZ, RATE_HZ),), RATE_HZ)),
                "audio/wav",
            )
        }
        try:
            async with self._client.stream("POST", self._url, data=asked, files=files) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise refused(
                        "transcriber", VENDOR, answer.status_code, wait_s=wait_of(answer.headers)
                    )
                body = bytearray()
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > MOST_ANSWER_BYTES:
                        raise garbled("transcriber", VENDOR)
                kind = answer.headers.get("content-type", "")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable("transcriber", VENDOR, error) from error
        return _read(bytes(body), kind, led=bool(prompt))


def _read(body: bytes, kind: str, *, led: bool) -> tuple[Alternative, ...]:
    if "json" not in kind and kind.startswith("text/plain"):
        text = body.decode("utf-8", "replace").strip()
        if text.startswith("<"):  # the page of a proxy, or of another server
            raise garbled("transcriber", VENDOR)
        return (Alternative(text, written_in(text), led=led),) if text else ()
    try:
        found = parsed(body)
    except ValueError as error:
        raise garbled("transcriber", VENDOR) from error
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise ProviderError(
            "transcriber", f"{VENDOR} answered without a text.", code="no_text", retryable=True
        )
    segments = entries(found.get("segments"))
    spoken = [one for one in segments if number(one.get("no_speech_prob")) < _NO_SPEECH]
    text = " ".join(text_in(one.get("text")) for one in spoken) if segments else ""
    text = (text if segments else found["text"]).strip()
    if not text:
        return ()
    words = tuple(_word(one) for one in entries(found.get("words")))
    return (Alternative(text, written_in(text), led=led, words=words),)


def _word(one: Mapping[str, Any]) -> SpokenWord:
    return SpokenWord(
        text_in(one.get("word")),
        round(number(one.get("start")) * 1000),
        round(number(one.get("end")) * 1000),
    )
