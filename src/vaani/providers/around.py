"""What does a speaker that stands around another one say of itself? What the one inside does."""

from __future__ import annotations

from vaani.call.ports.speaker import Speaker
from vaani.language.found import Language


class AroundSpeaker:
    """Rate, name and languages of the speaker inside; `speak` is each one's own."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    @property
    def rate_hz(self) -> int:
        """Of the speaker inside."""
        return self._speaker.rate_hz

    @property
    def name(self) -> str:
        """Of the speaker inside."""
        return self._speaker.name

    def languages(self) -> tuple[Language, ...]:
        """Of the speaker inside."""
        return self._speaker.languages()
