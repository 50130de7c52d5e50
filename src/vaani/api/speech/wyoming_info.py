"""What does the Wyoming port say that it can do? The answer to `describe`."""

from __future__ import annotations

from typing import Any

from vaani import __version__
from vaani.api.speech.desk import SpeechDesk

_PROGRAM = {"name": "Vaani", "url": ""}
_HEARD = ("en", "hi")
"""Languages in which recognition was measured; others may be asked for."""


def info(desk: SpeechDesk) -> dict[str, Any]:
    """Programs, models and voices, in the fields of the `info` event."""
    return {
        "asr": [_hearing(desk.hearing.name)] if desk.hearing is not None else [],
        "tts": [_speaking(desk)] if desk.speaking is not None else [],
        "handle": [],
        "intent": [],
        "wake": [],
        "mic": [],
        "snd": [],
    }


def _hearing(model: str) -> dict[str, Any]:
    one = {**_artifact(model, f"The recogniser {model}"), "languages": list(_HEARD)}
    return {
        **_artifact("vaani", "Speech to text", __version__),
        "models": [one],
        "supports_transcript_streaming": False,
        "requires_external_vad": True,
    }


def _speaking(desk: SpeechDesk) -> dict[str, Any]:
    cards = desk.voice().catalogue.voices
    return {
        **_artifact("vaani", "Text to speech", __version__),
        "voices": [
            {**_artifact(card.id, f"{card.engine} ({card.licence})"), "languages": [card.language]}
            for card in cards
        ],
        "supports_synthesize_streaming": True,
    }


def _artifact(name: str, description: str, version: str | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "attribution": _PROGRAM,
        "installed": True,
        "description": description,
        "version": version,
    }
