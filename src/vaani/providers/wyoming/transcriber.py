"""How does a Wyoming recogniser hear an utterance? One connection for each, all of it at once."""

from __future__ import annotations

from collections.abc import Sequence

from vaani.audio.frame import pcm_to_samples
from vaani.audio.resample import resample
from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative
from vaani.kit.errors import ProviderError
from vaani.providers.metered import Seconds
from vaani.providers.stt_wire import written_in
from vaani.providers.values import text_in
from vaani.providers.whole import WholeTranscriber
from vaani.providers.wyoming.wire import VENDOR, Event, connected, failure, read, written

RATE_HZ = 16000
"""What the server is sent; calls have half of it."""
_CALL_HZ = 8000
_CHUNK_BYTES = RATE_HZ // 10 * 2
_FORMAT = {"rate": RATE_HZ, "width": 2, "channels": 1}


class WyomingRecogniser:
    """The server at `tcp://host:port`; `model` names one of its models."""

    def __init__(self, url: str, languages: Sequence[str], model: str | None = None) -> None:
        self._url, self._languages, self._model = url, tuple(languages), model

    def open(self, used: Seconds = lambda _seconds, _answered: None) -> WholeTranscriber:
        """A stream for one call; `used` is told of the sound that is sent."""
        return WholeTranscriber(self.recognise, _CALL_HZ, VENDOR, used=used)

    async def recognise(self, pcm: bytes, hint: Hint) -> tuple[Alternative, ...]:
        """The words of PCM16 at 8 kHz; it takes no hints. Raises ProviderError."""
        pcm = resample(pcm_to_samples(pcm), _CALL_HZ, RATE_HZ).tobytes()
        asked: dict[str, str] = {"name": self._model} if self._model else {}
        if len(self._languages) == 1:
            asked["language"] = self._languages[0]
        async with connected(self._url, "transcriber") as (reader, writer):
            writer.write(written(Event("transcribe", asked)))
            writer.write(written(Event("audio-start", _FORMAT)))
            for at in range(0, len(pcm), _CHUNK_BYTES):
                writer.write(written(Event("audio-chunk", _FORMAT, pcm[at : at + _CHUNK_BYTES])))
                await writer.drain()
            writer.write(written(Event("audio-stop")))
            await writer.drain()
            while (event := await read(reader, "transcriber")) is not None:
                if event.kind == "transcript":
                    text = text_in(event.fields.get("text"))
                    return (Alternative(text, written_in(text)),) if text else ()
                if event.kind == "error":
                    raise failure(event, "transcriber")
        raise ProviderError(
            "transcriber", f"{VENDOR} ended without an answer.", code="ended", retryable=True
        )
