"""What is written when a caller's answer to a read-back was no yes?

A call in text is brought to the point where a booking is read back; then a sound is put in as the
answer: it goes through the recogniser as a call uses it, led by the question, and through the
whole brain. A row after it was written without a yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vaani.call.plan import Business, Caller, CallPlan
from vaani.call.ports.hint import Hint
from vaani.call.ports.thinker import CallerTurn
from vaani.call.ports.transcriber import Heard, Transcriber
from vaani.dialogue.brain import FlowBrain
from vaani.dialogue.understanding.expected import expected_words
from vaani.domain.businesses.file import load_business
from vaani.kit.clock import MediaMs
from vaani.language.found import Language
from vaani.testing.paper_desk import PaperDesk
from vaani.testing.speech import silence
from vaani.testing.text_call import HandClock, TextCall

_NOW = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
_WISHES: dict[tuple[str, Language], tuple[str, ...]] = {
    ("restaurant", "en"): ("A table for four tomorrow at seven in the evening", "Priya Patel"),
    ("restaurant", "hi"): ("मुझे कल शाम सात बजे चार लोगों के लिए टेबल चाहिए", "प्रिया पटेल"),
    ("clinic", "en"): ("A check-up tomorrow at eleven in the morning, doctor Rao", "Priya Patel"),
    ("clinic", "hi"): ("कल सुबह ग्यारह बजे डॉक्टर राव से चेक-अप कराना है", "प्रिया पटेल"),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one sound."""

    readings: tuple[str, ...]
    reply: str
    rows: int


class ReadBack:
    """A call in which a booking has just been read back."""

    def __init__(
        self,
        call: TextCall,
        desk: PaperDesk,
        business: Business,
        question: str,
        language: Language,
    ) -> None:
        self._call, self._desk, self._business = call, desk, business
        self._language: Language = language
        self.question = question
        """The assistant's last sentence."""

    async def answer(self, transcriber: Transcriber, sound: bytes) -> Answered:
        """The sound, PCM16 at 8 kHz, is the caller's answer."""
        words = expected_words(self._business, "confirm")
        transcriber.expect(Hint(self.question, self._language, "confirm", words))
        heard = await recognised(transcriber, sound)
        kind = "said" if heard.text.strip() else "not_heard"
        turn = CallerTurn(
            self._call.turn + 1,
            kind,  # type: ignore[arg-type]
            heard.alternatives if kind == "said" else (),
            heard.spoken_language,
            heard=self.question,
            heard_all=True,
        )
        line = await self._call.take(turn)
        readings = tuple(
            f"{one.language} {one.confidence:.2f} {one.text}" for one in heard.alternatives
        )
        return Answered(readings, line["say"], len(self._desk.rows))


async def at_read_back(file: Path, kind: str, language: Language) -> ReadBack:
    """Bring a call at this business ("restaurant" or "clinic") to its read-back.

    Raises RuntimeError when it does not come to one.
    """
    business = load_business(file)
    clock = HandClock(_NOW)
    plan = CallPlan(
        "c", business, Caller("+919999955001"), "text", "t-1", language=business.languages[0]
    )
    desk = PaperDesk(plan, clock)
    desk.seed(None)
    call = TextCall(plan, FlowBrain(plan, desk), clock, desk.report)
    line = await call.greet()
    said = [*_WISHES[kind, language]]
    for _ in range(6):
        if "readback" in line["acts"]:
            return ReadBack(call, desk, business, line["say"], language)
        line = await call.say(said.pop(0) if said else "7")
    raise RuntimeError(f"no read-back, but {line['say']!r}")


async def recognised(transcriber: Transcriber, sound: bytes) -> Heard:
    """The final of one utterance, as a call hears it; the transcriber is closed."""
    step, lead = 320, 400
    whole = silence(lead) + sound
    at = 0
    for begin in range(0, len(whole), step):
        transcriber.push(whole[begin : begin + step], MediaMs(at := at + 20))
        if at == lead:
            transcriber.began(1, MediaMs(lead))
    transcriber.push(silence(200), MediaMs(at + 200))
    transcriber.paused(1, MediaMs(at))
    async for one in transcriber.heard():
        if one.final:
            await transcriber.close()
            return one
    raise RuntimeError("the recogniser ended")
