"""How is a transcript written down: as subtitles, or with times? Pure.

Segments are sentences, cut where the speaker paused or a subtitle would be too long to be read.
SubRip has no specification beyond its use; WebVTT follows the W3C's.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vaani.call.ports.recogniser import Recognised, SpokenWord

_LONGEST_CHARS = 84
_LONGEST_S = 7.0
_PAUSE_S = 0.9
_ENDS = re.compile(r"[.!?।॥۔؟…][\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or part of one, in seconds of the recording."""

    text: str
    start_s: float
    end_s: float
    language: str
    log_probability: float
    no_speech: float
    words: tuple[SpokenWord, ...] = ()

    @property
    def compression(self) -> float:
        """How well the text can be packed: above 2.4 it repeats itself."""
        raw = self.text.encode()
        return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def segments(heard: Recognised, start_s: float, end_s: float, from_s: float) -> list[Segment]:
    """The segments of a stretch from `start_s` to `end_s` whose sound began at `from_s`; one when
    the words have no times."""
    if not heard.words:
        one = Segment(
            heard.text, start_s, end_s, heard.language, heard.log_probability, heard.no_speech
        )
        return [one]
    placed = [_placed(word, from_s, end_s) for word in heard.words]
    return [
        Segment(
            " ".join(word.text for word in group),
            group[0].start_s,
            group[-1].end_s,
            heard.language,
            heard.log_probability,
            heard.no_speech,
            tuple(group),
        )
        for group in _groups(placed)
    ]


def _placed(word: SpokenWord, from_s: float, end_s: float) -> SpokenWord:
    start = min(from_s + word.start_s, end_s)
    return SpokenWord(
        word.text, start, max(start, min(from_s + word.end_s, end_s)), word.confidence
    )


def _groups(words: Sequence[SpokenWord]) -> Iterable[list[SpokenWord]]:
    group: list[SpokenWord] = []
    for word in words:
        if group and _apart(group, word):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _apart(group: Sequence[SpokenWord], word: SpokenWord) -> bool:
    last = group[-1]
    chars = sum(len(one.text) + 1 for one in group) + len(word.text)
    return (
        _ENDS.search(last.text) is not None
        or word.start_s - last.end_s > _PAUSE_S
        or chars > _LONGEST_CHARS
        or word.end_s - group[0].start_s > _LONGEST_S
    )


def srt(found: Sequence[Segment]) -> str:
    """SubRip."""
    return "".join(
        f"{number}\n{_clock(one.start_s, ',')} --> {_clock(one.end_s, ',')}\n{one.text}\n\n"
        for number, one in enumerate(found, 1)
    )


def vtt(found: Sequence[Segment]) -> str:
    """WebVTT."""
    cues = "".join(
        f"{_clock(one.start_s, '.')} --> {_clock(one.end_s, '.')}\n{_escaped(one.text)}\n\n"
        for one in found
    )
    return f"WEBVTT\n\n{cues}"


def plain(found: Iterable[Segment]) -> str:
    """The words alone."""
    return " ".join(one.text for one in found)


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return (
        f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}"
        f"{point}{whole % 1000:03}"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
