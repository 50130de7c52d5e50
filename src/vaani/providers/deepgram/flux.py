"""What does Deepgram's Flux (v2) say over the wire? Pure.

Flux finds turns by itself and tells the whole turn anew with each event. Our turn owner decides:
at a pause it is told `ForceEndTurn`. Sound goes out without gaps, since there is no keep-alive.
Specification: Deepgram Flux, `/v2/listen` (SDK 7.17).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from vaani.call.ports.hint import Hint
from vaani.call.ports.transcriber import Alternative
from vaani.providers.deepgram.wire import BASE, VENDOR, DeepgramSocket
from vaani.providers.failures import json_object, reported
from vaani.providers.stt_wire import (
    Alive,
    Flushed,
    Frame,
    Opening,
    Partial,
    Piece,
    Said,
    terms,
    written_in,
)
from vaani.providers.values import entries, number, text_in

ENGLISH_MODEL = "flux-general-en"
MODEL = "flux-general-multi"


class FluxWire(DeepgramSocket):
    """One connection to `/v2/listen`."""

    vendor = f"{VENDOR} Flux"
    chunk_ms = 80
    idle_s: float | None = None
    gapless = True

    def __init__(
        self,
        api_key: str,
        languages: Sequence[str],
        likely: Sequence[str] = (),
        *,
        base_url: str = BASE,
        model: str | None = None,
    ) -> None:
        super().__init__(api_key, likely, base_url)
        self._languages = tuple(languages)
        self._model = model or (ENGLISH_MODEL if self._languages == ("en",) else MODEL)

    def opening(self) -> Opening:
        """The address with the model, the languages and the likely words."""
        asked = [("model", self._model), *(("keyterm", term) for term in self._likely)]
        if self._model.endswith("-multi"):
            asked += [("language_hint", one) for one in self._languages]
        return self._opening("/v2/listen", asked)

    def pause(self) -> Sequence[Frame]:
        """The turn is over: our turn owner says so."""
        return ('{"type":"ForceEndTurn"}',)

    def expect(self, hint: Hint) -> Sequence[Frame]:
        """Key terms are changed in mid-stream; the business's own stay."""
        likely = terms(hint.words, self._likely)
        return (json.dumps({"type": "Configure", "keyterms": likely}, ensure_ascii=False),)

    def keep_alive(self) -> Sequence[Frame]:
        """There is none."""
        return ()

    def read(self, message: Frame) -> list[Said]:
        """Turns; an eager end is only a partial. Raises ProviderError for an error, which is fatal
        here."""
        event = json_object("transcriber", self.vendor, message)
        if event.get("type") == "Error":
            raise reported("transcriber", self.vendor, str(event.get("code") or ""))
        if event.get("type") != "TurnInfo":
            return [Alive()]
        text = text_in(event.get("transcript"))
        if event.get("event") != "EndOfTurn":
            return [Partial(text)] if text else [Alive()]
        told = entries(event.get("words"))
        sure = min((number(word.get("confidence"), 1.0) for word in told), default=1.0)
        piece = [Piece((Alternative(text, written_in(text), sure),))] if text else []
        return [*piece, Flushed()]
