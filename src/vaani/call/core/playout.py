"""What was sent to the caller, and what has he heard of it?

The ledger of one call's speech. Sound waits here, in the line's coding, until it is due; what is at
the carrier is a short lead, so that a hold, a cut and a resume are ours. Two sides: `replies` alone
decides the course of a reply (`open`, `release`, `hold`, `resume`, `cut`, `drop`); the session
fills it with sound and plays it (`due`, `mark_due`, `finished`). Pure; times are milliseconds of
the call, positions are bytes of sound since the reply began.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vaani.call.ports.speaker import HeardSentence

FRAME_MS = 20
_BUNCH = 3
"""Frames that go out together once a reply has begun: one message for each would cost three times
as much."""


@dataclass(slots=True)
class Span:
    """One sentence: `start`..`end` in bytes; `end` None while its sound still comes."""

    index: int
    text: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """A reply was heard to its end: its words, and when the last of them was heard."""

    generation: int
    text: str
    until_ms: int


@dataclass(slots=True)
class Track:
    """The sound of one reply. `closed`: no sentence follows; `over`: all of it was heard."""

    generation: int
    sound: bytearray = field(default_factory=bytearray)
    spans: list[Span] = field(default_factory=list)
    released: bool = False
    closed: bool = False
    sent: int = 0
    began: bool = False
    over: bool = False


class Playout:
    """At most one track is on the line; a second may wait (a draft)."""

    __slots__ = (
        "_anchor_ms",
        "_anchor_sent",
        "_frame",
        "_held_ms",
        "_lead_ms",
        "_mark_epoch",
        "_mark_sent",
        "_paused_at",
        "_silence",
        "_tracks",
        "_waits_ms",
        "held",
        "underruns",
        "unheard_ms",
    )

    def __init__(self, frame_bytes: int, silence: bytes, lead_ms: int = 160) -> None:
        self._frame = frame_bytes
        self._silence = silence
        self._lead_ms = lead_ms
        self._tracks: dict[int, Track] = {}
        self._anchor_ms = 0.0
        self._anchor_sent = 0
        self._held_ms = 0.0
        self._paused_at: int | None = 0
        self._mark_epoch = 0
        self._mark_sent = False
        self._waits_ms = 0.0
        self.held = False
        self.underruns = 0
        self.unheard_ms = 0

    # --- filling -------------------------------------------------------------------------------

    def open(self, generation: int) -> None:
        """A reply begins; nothing is played before `release`."""
        self._tracks[generation] = Track(generation)

    def begin_sentence(self, generation: int, index: int, text: str) -> None:
        """The next sound of this reply says `text`."""
        track = self._tracks.get(generation)
        if track is not None:
            track.spans.append(Span(index, text, len(track.sound)))

    def append(self, generation: int, payload: bytes) -> bool:
        """Sound in the line's coding; False when the reply is gone."""
        track = self._tracks.get(generation)
        if track is None:
            return False
        track.sound += payload
        return True

    def end_sentence(self, generation: int) -> None:
        """The sentence's sound is complete; it is filled up to a whole frame."""
        track = self._tracks.get(generation)
        if track is None or not track.spans:
            return
        self._pad(track)
        track.spans[-1].end = len(track.sound)

    def close(self, generation: int) -> None:
        """No further sentence comes."""
        if (track := self._tracks.get(generation)) is not None:
            track.closed = True

    def release(self, generation: int) -> None:
        """The reply may be heard."""
        if (track := self._tracks.get(generation)) is not None:
            track.released = True

    def drop(self, generation: int) -> None:
        """Forget the reply."""
        self._tracks.pop(generation, None)

    # --- playing -------------------------------------------------------------------------------

    @property
    def current(self) -> Track | None:
        """The reply that is, or will next be, on the line."""
        for track in self._tracks.values():
            if track.released and not track.over:
                return track
        return None

    @property
    def audible(self) -> bool:
        """Is our sound at the caller's ear, or about to be?"""
        track = self.current
        return track is not None and track.began and not self.held

    def due(self, now_ms: float) -> tuple[bytes, bool]:
        """The bytes to send now (whole frames, maybe none), and whether they are a reply's first.

        At most `lead_ms` beyond what has been heard is sent, some frames at a time. When the sound
        runs dry in mid-reply the clock waits (an underrun) and starts anew with the next sound.
        """
        self._waits_ms = 0.0
        track = self.current
        if track is None or self.held:
            return b"", False
        ready = len(track.sound) - track.sent
        if not track.closed and (not track.spans or track.spans[-1].end is None):
            ready -= ready % self._frame
        if ready < self._frame:
            if track.began and self._paused_at is None and self._ran_dry(track, now_ms):
                self._paused_at = track.sent
                self.underruns += 1
            return b"", False
        if self._paused_at is not None:
            self._anchor_ms, self._anchor_sent, self._paused_at = now_ms, track.sent, None
        ahead = (track.sent - self._anchor_sent) // self._frame
        room = int((now_ms - self._anchor_ms + self._lead_ms) / FRAME_MS) - ahead
        frames = min(room, ready // self._frame) if room >= _BUNCH else 0
        if frames < ready // self._frame:
            then = ahead + frames + _BUNCH
            self._waits_ms = self._anchor_ms + then * FRAME_MS - self._lead_ms
        if not frames:
            return b"", False
        end = track.sent + frames * self._frame
        payload = bytes(track.sound[track.sent : end])
        track.sent = end
        first, track.began = not track.began, True
        return payload, first

    def wake_ms(self) -> float | None:
        """The next moment at which there may be something to send or to end, 0 for the next beat;
        None: nothing before a reply is released or resumed."""
        return None if self.current is None or self.held else self._waits_ms

    def mark_due(self) -> str | None:
        """The name of a mark to send, when the reply's last frame has just been sent."""
        track = self.current
        if track is None or self._mark_sent or not self._all_sent(track):
            return None
        self._mark_sent = True
        return f"g{track.generation}.{self._mark_epoch}"

    def finished(self, now_ms: float, mark: str | None = None) -> Played | None:
        """The reply that has just been played to its end: by its mark, or by the clock if the mark
        is half a second late. Told once; it stays readable until `drop`."""
        track = self.current
        if track is None or self.held or not self._all_sent(track):
            return None
        by_mark = mark is not None and mark == f"g{track.generation}.{self._mark_epoch}"
        late = now_ms - self._anchor_ms - self._ms(len(track.sound) - self._anchor_sent) > 500
        if not by_mark and not late and track.sound:
            return None
        until = int(self.heard_until(track.generation, now_ms))
        track.over = True
        self._restart()
        return Played(track.generation, " ".join(span.text for span in track.spans), until)

    def hold(self, now_ms: float) -> None:
        """Stop, and go back to what the caller has heard; the line is to be cleared. How many
        milliseconds of the sent sound were not heard is then in `unheard_ms`."""
        self.unheard_ms = 0
        track = self.current
        if track is None or self.held:
            return
        heard = self._heard(track, now_ms)
        self._held_ms = self._anchor_ms + self._ms(heard - self._anchor_sent)
        self.unheard_ms = self._ms(track.sent - heard)
        track.sent = heard
        self.held = True
        self._mark_epoch += 1
        self._mark_sent = False
        self._paused_at = heard
        self._anchor_sent = heard

    def resume(self) -> None:
        """Go on from where `hold` stopped."""
        self.held = False

    def cut(self, generation: int) -> str:
        """End the reply; returns the words that were heard."""
        text = self.heard_text(generation)
        self.drop(generation)
        self._restart()
        return text

    def heard_of(self, generation: int) -> tuple[HeardSentence, ...]:
        """How much of each sentence was played; asked after `hold` and before `cut`."""
        track = self._tracks.get(generation)
        if track is None:
            return ()
        return tuple(
            HeardSentence(span.text, self._ms(min(max(track.sent, span.start), end) - span.start))
            for span in track.spans
            for end in (span.end if span.end is not None else len(track.sound),)
        )

    # --- what was heard ------------------------------------------------------------------------

    def heard_text(self, generation: int) -> str:
        """The words whose sound was sent and played, cut at a whole word."""
        track = self._tracks.get(generation)
        if track is None:
            return ""
        return " ".join(part for span in track.spans if (part := _heard_words(track, span)))

    def unheard_of(self, generation: int) -> dict[int, str]:
        """The words of each sentence, by its index, that were not heard; asked before `cut`."""
        track = self._tracks.get(generation)
        return {
            span.index: " ".join(span.text.split()[len(_heard_words(track, span).split()) :])
            for span in (track.spans if track is not None else ())
            if track is not None
        }

    def heard_share(self, generation: int) -> float:
        """How much of the reply was sent, 0..1; 0 while it is not known how long it will be."""
        track = self._tracks.get(generation)
        if track is None or not track.closed or not track.sound:
            return 0.0
        return track.sent / len(track.sound)

    def heard_ms(self, generation: int) -> int:
        """Milliseconds of the reply that were sent."""
        track = self._tracks.get(generation)
        return self._ms(track.sent) if track else 0

    def heard_until(self, generation: int, now_ms: float) -> float:
        """When the caller heard the last that he has heard of the reply; `now_ms` if nothing."""
        track = self._tracks.get(generation)
        if track is None or track.over or not track.began:
            return now_ms
        if self.held:
            return min(now_ms, self._held_ms)
        return min(now_ms, self._anchor_ms + self._ms(track.sent - self._anchor_sent))

    # --- inner ---------------------------------------------------------------------------------

    def _restart(self) -> None:
        self.held = False
        self._mark_epoch += 1
        self._mark_sent = False
        self._paused_at = 0
        self._anchor_sent = 0

    def _ran_dry(self, track: Track, now_ms: float) -> bool:
        return not track.closed and self._heard(track, now_ms) >= track.sent

    def _all_sent(self, track: Track) -> bool:
        return track.closed and track.sent >= len(track.sound)

    def _pad(self, track: Track) -> None:
        if missing := -len(track.sound) % self._frame:
            track.sound += self._silence * (missing // len(self._silence))

    def _ms(self, size: int) -> int:
        return size * FRAME_MS // self._frame

    def _heard(self, track: Track, now_ms: float) -> int:
        if self._paused_at is not None:
            return min(track.sent, self._paused_at) if self.held else track.sent
        frames = int((now_ms - self._anchor_ms) / FRAME_MS)
        return min(track.sent, self._anchor_sent + max(0, frames) * self._frame)


def _heard_words(track: Track, span: Span) -> str:
    """The words of a sentence whose sound was sent, cut at a whole one."""
    end = span.end if span.end is not None else len(track.sound)
    if track.sent >= end > span.start:
        return span.text
    if track.sent <= span.start:
        return ""
    return _words_within(span.text, (track.sent - span.start) / max(1, end - span.start))


def _words_within(text: str, share: float) -> str:
    limit = len(text) * share
    words: list[str] = []
    used = 0
    for word in text.split():
        used += len(word) + 1
        if used > limit + 1:
            break
        words.append(word)
    return " ".join(words)
