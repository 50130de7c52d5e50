"""A recogniser that knows nothing: it says how long the sound was. For tests only."""

from __future__ import annotations

from vaani.call.ports.detector import Floats
from vaani.call.ports.recogniser import Reading, Recognised, SpokenWord

_HZ = 16000


class SimulatedRecogniser:
    """Reads "sound of N seconds"."""

    name = "simulated"

    def knows(self, language: str) -> bool:
        """Two languages."""
        return language in ("en", "hi")

    async def read(self, sound: Floats, how: Reading) -> Recognised | None:
        """The length, in words that share its time evenly."""
        seconds = len(sound) / _HZ
        said = f"sound of {seconds:.0f} seconds."
        words = said.split()
        each = seconds / len(words)
        timed = tuple(
            SpokenWord(word, at * each, (at + 1) * each, 1.0) for at, word in enumerate(words)
        )
        return Recognised(said, how.language or "en", 0.0, 0.0, timed if how.words else ())
