"""What does Deepgram's v1 recognition say over the wire? Pure.

Their end-of-speech detection is switched off: ours says when speech paused, and `Finalize` asks for
what is left. Each result covers a window of the sound; an interim one replaces the interim before
it, one that `is_final` freezes its window. Specification: Deepgram live transcription, v1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative, SpokenWord
from vaani.providers.failures import json_object, reported
from vaani.providers.stt_wire import (
    Alive,
    Flushed,
    Frame,
    Opening,
    Partial,
    Piece,
    Said,
    socket_url,
    terms,
    written_in,
)
from vaani.providers.values import entries, number, text_in

BASE = "https://api.deepgram.com"
MODEL = "nova-3"
VENDOR = "Deepgram"
RATE_HZ = 8000
_KEEP_ALIVE_S = 4.0
_WITHOUT_MULTI = ("nova-2", "nova", "enhanced", "base")


class DeepgramSocket:
    """What both versions of the socket have in common: sound alone begins, a word closes."""

    rate_hz = RATE_HZ

    def __init__(self, api_key: str, likely: Sequence[str], base_url: str) -> None:
        self._key, self._base, self._likely = api_key, base_url, terms(likely)

    def _opening(self, path: str, asked: Sequence[tuple[str, str]]) -> Opening:
        """The address with what is to be recognised, the key in a header."""
        form = [("encoding", "linear16"), ("sample_rate", str(RATE_HZ))]
        url = f"{socket_url(self._base)}{path}?{urlencode([*asked, *form])}"
        return Opening(url, (("Authorization", f"Token {self._key}"),))

    def begin(self) -> Sequence[Frame]:
        """Sound alone says it."""
        return ()

    def audio(self, pcm: bytes) -> Sequence[Frame]:
        """Bare samples; never an empty message, which would close the stream."""
        return (pcm,) if pcm else ()

    def close(self) -> Sequence[Frame]:
        """No more sound."""
        return ('{"type":"CloseStream"}',)


class ListenWire(DeepgramSocket):
    """One connection to `/v1/listen`. `languages` are the business's (en, hi)."""

    vendor = VENDOR
    chunk_ms = 40
    idle_s: float | None = _KEEP_ALIVE_S
    gapless = False

    def __init__(
        self,
        api_key: str,
        languages: Sequence[str],
        likely: Sequence[str] = (),
        *,
        base_url: str = BASE,
        model: str = MODEL,
    ) -> None:
        super().__init__(api_key, likely, base_url)
        self._model, self._languages = model, tuple(languages)

    def opening(self) -> Opening:
        """What is to be recognised."""
        asked = [
            ("model", self._model), ("channels", "1"), ("interim_results", "true"),
            ("endpointing", "false"), ("punctuate", "true"), ("smart_format", "false"),
            *self._language(),
        ]  # fmt: skip
        older = self._model.split("-general")[0] in _WITHOUT_MULTI
        asked += [("keywords" if older else "keyterm", term) for term in self._likely]
        return self._opening("/v1/listen", asked)

    def _language(self) -> list[tuple[str, str]]:
        """Both languages in one utterance is `multi`; one alone is recognised better by name."""
        if len(self._languages) == 1:
            return [("language", self._languages[0])]
        return [("language", "multi"), *(("language_hint", one) for one in self._languages)]

    def pause(self) -> Sequence[Frame]:
        """Everything that is buffered, please."""
        return ('{"type":"Finalize"}',)

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """Key terms are told at the start of a connection."""
        return ()

    def keep_alive(self) -> Sequence[Frame]:
        """As text: as bytes it would not count."""
        return ('{"type":"KeepAlive"}',)

    def read(self, message: Frame) -> list[Said]:
        """Results; everything else is a sign of life. Raises ProviderError."""
        event = json_object("transcriber", VENDOR, message)
        kind = event.get("type")
        if kind == "Error":
            code = str(event.get("code") or event.get("err_code") or "")
            raise reported("transcriber", VENDOR, code)
        if kind != "Results":
            return [Alive()]
        channel = event.get("channel")
        found = entries(channel.get("alternatives") if isinstance(channel, dict) else None)
        readings = [_reading(one) for one in found]
        final = event.get("is_final") is True
        said: list[Said] = []
        if readings and readings[0].text:
            spoken = _spoken(found[0]) if found else None
            said.append(
                Piece(tuple(readings), spoken) if final else Partial(readings[0].text, spoken)
            )
        if final and event.get("from_finalize") is True:
            said.append(Flushed())
        return said or [Alive()]


def _reading(one: Mapping[str, Any]) -> Alternative:
    text = text_in(one.get("transcript"))
    spoken = entries(one.get("words"))
    words = tuple(
        SpokenWord(
            text_in(word.get("punctuated_word")) or text_in(word.get("word")),
            round(number(word.get("start")) * 1000),
            round(number(word.get("end")) * 1000),
            number(word.get("confidence"), 1.0),
        )
        for word in spoken
    )
    return Alternative(text, written_in(text), number(one.get("confidence"), 1.0), words=words)


def _spoken(one: Mapping[str, Any]) -> str | None:
    """en or hi, when the recogniser names the languages that it heard; of several the first."""
    told = one.get("languages")
    first = str(told[0]).split("-")[0] if isinstance(told, list) and told else ""
    return first if first in ("en", "hi") else None
