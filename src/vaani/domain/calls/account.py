"""Why did a call go as it went? What its events and turns mean, in an owner's words; pure.

`EVENTS` is the table of every kind of event that a call can leave, `ENDINGS` that of the reasons
for which it ended (docs/events.md shows both). Words are English and Hindi.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from vaani.call.plan import Text

LATE_MS = 2_000
"""An answer that begins later than this after the caller's last word is late."""
Weight = Literal["course", "trouble"]
"""`course`: as talks go; `trouble`: the caller was served worse for it."""


class Event(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


class Turn(Protocol):
    @property
    def speaker(self) -> str: ...
    @property
    def times(self) -> Mapping[str, int | None]: ...


class Ended(Protocol):
    """What is known of a call beside its events."""

    @property
    def status(self) -> str: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def ended_by(self) -> str | None: ...
    @property
    def transfer_to(self) -> str | None: ...
    @property
    def direction(self) -> str: ...


EVENTS: Mapping[str, tuple[Weight, str, str]] = {
    "answer.late": (
        "trouble", "We answered later than two seconds after the caller's last word",
        "कॉलर की बात के दो सेकंड से भी बाद जवाब दिया गया"),
    "barge_in": ("course", "The caller interrupted us", "कॉलर ने बीच में टोका"),
    "budget.hard": (
        "trouble", "A budget was used up: paid engines were not asked any more",
        "बजट पूरा हुआ: पैसे वाले इंजन आगे नहीं चले"),
    "budget.soft": (
        "course", "A budget's first mark was reached", "बजट की पहली सीमा पार हुई"),
    "call.broken": (
        "trouble", "A fault of ours ended the call", "हमारी गड़बड़ी से कॉल कट गई"),
    "call.drained": (
        "trouble", "The server was being stopped", "सर्वर बंद किया जा रहा था"),
    "call.ended_by_staff": ("course", "Staff ended the call", "कर्मचारी ने कॉल समाप्त की"),
    "call.limit": (
        "trouble", "The longest time of a call was reached", "कॉल की अधिकतम अवधि पूरी हुई"),
    "call.talked_on": (
        "trouble", "The caller talked without a pause for too long (or there was a constant noise)",
        "कॉलर बिना रुके बहुत देर बोला (या लगातार शोर था)"),
    "caller.gone": ("course", "The caller's line ended", "कॉलर की लाइन समाप्त हुई"),
    "caller.spoke": ("course", "The caller spoke", "कॉलर बोला"),
    "farewell.stalled": (
        "trouble", "Our goodbye could not be spoken to its end", "हमारी विदाई पूरी नहीं बोली जा सकी"),
    "carrier.machine": (
        "course", "The carrier said whether a machine picked up",
        "टेलीफ़ोन कंपनी ने बताया कि मशीन ने उठाया या नहीं"),
    "carrier.recording": (
        "course", "The carrier has a recording", "टेलीफ़ोन कंपनी के पास रिकॉर्डिंग है"),
    "carrier.stream_error": (
        "trouble", "The carrier's audio stream had an error",
        "टेलीफ़ोन कंपनी की आवाज़ में गड़बड़ी हुई"),
    "filler": (
        "course", "A short word bridged a long thought",
        "सोचने में देर लगी, इसलिए एक छोटा शब्द बोला गया"),
    "line.counters": ("course", "What went over the line", "लाइन पर क्या-क्या गया"),
    "line.malformed": (
        "trouble", "The carrier sent a frame that is none", "टेलीफ़ोन कंपनी ने गलत डेटा भेजा"),
    "line.underruns": (
        "trouble", "Our voice ran dry in mid-sentence", "हमारी आवाज़ वाक्य के बीच में रुकी"),
    "machine.answered": ("course", "A machine picked up", "मशीन ने फ़ोन उठाया"),
    "machine.message": ("course", "A message was left on it", "मशीन पर संदेश छोड़ा गया"),
    "machine.too_busy": (
        "trouble", "This computer could not recognise speech in time",
        "यह कंप्यूटर समय पर बात नहीं समझ पाया"),
    "nod": ("course", "A short sound did not interrupt us", "छोटी आवाज़ से हम नहीं रुके"),
    "outage": (
        "trouble", "Neither voice nor brain answered: only keys and recorded words were left",
        "आवाज़ या सोच काम नहीं कर रही थी: केवल बटन और रिकॉर्ड किए शब्द बचे"),
    "provider.failed": (
        "trouble", "An engine failed", "एक इंजन काम नहीं कर पाया"),
    "realtime.anew": (
        "course", "The talking model began anew", "बोलने वाले मॉडल ने फिर से शुरुआत की"),
    "realtime.lost": (
        "trouble", "The line to the talking model was lost", "बोलने वाले मॉडल से संपर्क टूटा"),
    "realtime.resumed": (
        "course", "The talking model went on after a break", "बोलने वाला मॉडल रुककर आगे चला"),
    "reply.lost": (
        "trouble", "A reply that had taken effect did not end in time",
        "एक जवाब समय पर पूरा नहीं हुआ"),
    "reply.stalled": (
        "trouble", "A reply got no words in time", "जवाब समय पर नहीं बना"),
    "silence": ("course", "The caller said nothing and was asked again",
        "कॉलर कुछ नहीं बोला और उससे फिर पूछा गया"),
    "speech.without_words": (
        "trouble", "The caller spoke and no words were recognised",
        "कॉलर बोला पर शब्द समझ में नहीं आए"),
    "tool": ("course", "A row was asked for or written", "रिकॉर्ड देखा या लिखा गया"),
    "transcript.late": (
        "trouble", "The recogniser was late with the caller's words",
        "कॉलर के शब्द समझने में देर हुई"),
    "transcript.used_late": (
        "course", "Words that came late were answered after all",
        "देर से आए शब्दों का भी जवाब दिया गया"),
    "staff.handed_back": (
        "course", "A person handed the caller back to the assistant",
        "किसी ने कॉलर को फिर असिस्टेंट को सौंपा"),
    "staff.hung_up": ("course", "One of the staff ended the call", "कर्मचारी ने कॉल समाप्त की"),
    "staff.not_followed": (
        "course", "The assistant could not follow a whispered instruction",
        "असिस्टेंट फुसफुसाया हुआ निर्देश नहीं मान सका"),
    "staff.took_over": (
        "course", "A person spoke with the caller in the assistant's place",
        "असिस्टेंट की जगह किसी व्यक्ति ने कॉलर से बात की"),
    "staff.whispered": (
        "course", "One of the staff whispered an instruction to the assistant",
        "कर्मचारी ने असिस्टेंट को फुसफुसाकर निर्देश दिया"),
    "transfer.accepted": (
        "course", "A colleague took the caller, and the two were joined",
        "एक सहकर्मी ने कॉलर को लिया और दोनों जोड़ दिए गए"),
    "transfer.asked": (
        "course", "A colleague was called and asked to take the caller",
        "सहकर्मी को फ़ोन करके कॉलर को लेने के लिए पूछा गया"),
    "transfer.colleague_gone": (
        "course", "The colleague hung up", "सहकर्मी ने फ़ोन रख दिया"),
    "transfer.not_taken": (
        "trouble", "Nobody took the caller, who was offered to leave a message",
        "किसी ने कॉलर को नहीं लिया; उसे संदेश छोड़ने को कहा गया"),
    "turn_taking": (
        "course", "How patiently the caller was listened to was changed",
        "कॉलर को कितने धीरज से सुना जाए, यह बदला गया"),
    "turn.scored": (
        "course", "A pause was judged: is the caller done?",
        "रुकने पर जाँचा गया: क्या कॉलर की बात पूरी हुई?"),
    "voice.stalled": (
        "trouble", "The voice made no sound in time", "आवाज़ समय पर नहीं बनी"),
}  # fmt: skip
"""What each kind of event means. `answer.late` and `line.underruns` are counted from the turns and
from `line.counters`."""

ENDINGS: Mapping[str, tuple[str, str]] = {
    "running": ("The call is still running.", "कॉल अभी चल रही है।"),
    "caller_hung_up": ("The caller hung up.", "कॉलर ने फ़ोन रखा।"),
    "line_lost": ("The caller's line was lost.", "कॉलर की लाइन टूट गई।"),
    "staff": ("Staff ended the call.", "कर्मचारी ने कॉल समाप्त की।"),
    "goodbye": ("We said goodbye and hung up.", "हमने विदा लेकर फ़ोन रखा।"),
    "passed_on": ("We passed the caller on.", "हमने कॉलर को आगे जोड़ा।"),
    "silence": (
        "The caller said nothing for long, so we hung up.",
        "कॉलर देर तक कुछ नहीं बोला, इसलिए हमने फ़ोन रखा।",
    ),
    "limit": (
        "The longest time of a call was reached, so we hung up.",
        "कॉल की अधिकतम अवधि पूरी हुई, इसलिए हमने फ़ोन रखा।",
    ),
    "talked_on": (
        "There was speech or noise without a pause for too long, so we hung up.",
        "बिना रुके बहुत देर आवाज़ आती रही, इसलिए हमने फ़ोन रखा।",
    ),
    "drained": (
        "The server was being stopped, so we said so and hung up.",
        "सर्वर बंद हो रहा था, इसलिए हमने बताकर फ़ोन रखा।",
    ),
    "machine": ("A machine had picked up.", "मशीन ने फ़ोन उठाया था।"),
    "engines": (
        "Our engines failed, and we could not go on.",
        "हमारे इंजन काम नहीं कर पाए, बात आगे नहीं बढ़ सकी।",
    ),
    "fault": ("A fault of ours ended the call.", "हमारी गड़बड़ी से कॉल कट गई।"),
    "process_died": (
        "The assistant stopped unexpectedly: its server went down during the call.",
        "असिस्टेंट अचानक बंद हो गया: कॉल के बीच में सर्वर रुक गया।",
    ),
    "no_answer": ("Nobody picked up.", "किसी ने फ़ोन नहीं उठाया।"),
    "busy": ("The line was busy.", "लाइन व्यस्त थी।"),
    "canceled": ("The call ended before it was answered.", "जवाब से पहले ही कॉल समाप्त हुई।"),
    "not_placed": ("The call could not be placed.", "कॉल लग नहीं सकी।"),
}  # fmt: skip
"""Why a call ended."""

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "booked": ("A booking was made.", "बुकिंग हुई।"),
    "changed": ("A booking was changed.", "बुकिंग बदली गई।"),
    "cancelled": ("A booking was cancelled.", "बुकिंग रद्द हुई।"),
    "answered": ("A question was answered.", "सवाल का जवाब दिया गया।"),
    "message": ("A message was taken.", "संदेश लिया गया।"),
    "transferred": ("The caller was passed on.", "कॉलर को आगे जोड़ा गया।"),
    "refused": ("What was asked for is not offered.", "माँगी गई चीज़ उपलब्ध नहीं थी।"),
    "abandoned": ("Nothing came of it.", "कोई नतीजा नहीं निकला।"),
    "unresolved": ("Nothing came of it.", "कोई नतीजा नहीं निकला।"),
    "opted_out": ("The caller wants nothing kept of the call.", "कॉलर नहीं चाहता कि कुछ रखा जाए।"),
}
"""What came of it."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened so many times, first at `at_ms`. `data` is of its worst or last."""

    kind: str
    weight: Weight
    times: int
    at_ms: int
    words: Text
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """Why the call ended, what went wrong in it, and both with its outcome in a few sentences."""

    ending: str
    ending_words: Text
    troubles: tuple[Note, ...]
    summary: Text


def account_of(call: Ended, turns: Sequence[Turn], events: Sequence[Event]) -> Account:
    """The account of a call, of which `events` and `turns` are all that is kept."""
    ending = ending_of(call, events)
    words = Text(*ENDINGS[ending])
    troubles = _troubles(turns, events)
    return Account(ending, words, troubles, _summary(call, words, troubles))


def ending_of(call: Ended, events: Sequence[Event]) -> str:
    """The reason of `ENDINGS` for which it ended."""
    if call.status in ("initiated", "ringing", "in_progress"):
        return "running"
    if call.status in ("no_answer", "busy", "canceled"):
        return call.status
    kinds = {one.kind: one for one in events}
    for kind, ending in _BY_EVENT:
        if kind in kinds:
            return ending
    if call.ended_by == "caller":
        gone = kinds.get("caller.gone")
        return "line_lost" if gone is not None and gone.data.get("reason") == "lost" else (
            "caller_hung_up"
        )  # fmt: skip
    if call.transfer_to is not None:
        return "passed_on"
    if call.ended_by == "assistant":
        silent = kinds.get("silence")
        last = silent is not None and int(silent.data.get("step", 0)) >= _LAST_SILENCE
        return "silence" if last and call.outcome in (None, "unresolved") else "goodbye"
    if not any(one.kind == "line.counters" for one in events):
        return "not_placed" if call.direction == "outbound" and not events else "process_died"
    return "engines"


_LAST_SILENCE = 3
_BY_EVENT = (
    ("call.ended_by_staff", "staff"),
    ("call.broken", "fault"),
    ("machine.answered", "machine"),
    ("call.drained", "drained"),
    ("call.limit", "limit"),
    ("call.talked_on", "talked_on"),
)


def words_of(event: Event) -> Text | None:
    """What an event means to an owner; None: this kind is not known."""
    known = EVENTS.get(event.kind)
    if known is None:
        return None
    detail = _detail(event.kind, event.data)
    return Text(f"{known[1]}{detail}.", f"{known[2]}{detail}।")


def lateness_of(turn: Turn) -> int | None:
    """Milliseconds from the caller's last word to our first; None: nobody spoke before it."""
    spoken, sent = turn.times.get("speech_end"), turn.times.get("sent")
    return None if spoken is None or sent is None else max(0, sent - spoken)


def _troubles(turns: Sequence[Turn], events: Sequence[Event]) -> tuple[Note, ...]:
    found = [one for one in events if EVENTS.get(one.kind, ("course",))[0] == "trouble"]
    counts = Counter(_alike(one) for one in found)
    first: dict[tuple[str, str], Event] = {}
    for one in found:
        first.setdefault(_alike(one), one)
    notes = [
        _note(kind, counts[kind, detail], one.at_ms, one.data, detail)
        for (kind, detail), one in first.items()
    ]
    late = [(ms, one) for one in turns if (ms := lateness_of(one)) is not None and ms > LATE_MS]
    if late:
        worst, turn = max(late, key=lambda one: one[0])
        at = turn.times.get("speech_end") or 0
        data = {"worst_ms": worst}
        notes.append(_note("answer.late", len(late), at, data, f" ({worst / 1000:.1f} s)"))
    dry = sum(int(one.data.get("underruns", 0)) for one in events if one.kind == "line.counters")
    if dry:
        notes.append(_note("line.underruns", dry, 0, {}, ""))
    return tuple(sorted(notes, key=lambda one: one.at_ms))


def _note(kind: str, times: int, at_ms: int, data: Mapping[str, Any], detail: str) -> Note:
    weight, en, hi = EVENTS[kind]
    count_en = "" if times == 1 else f", {times} times"
    count_hi = "" if times == 1 else f", {times} बार"
    words = Text(f"{en}{detail}{count_en}.", f"{hi}{detail}{count_hi}।")
    return Note(kind, weight, times, at_ms, words, dict(data))


def _alike(event: Event) -> tuple[str, str]:
    """Events of one kind are counted together; engines that failed, each by itself."""
    apart = event.kind == "provider.failed"
    return event.kind, _detail(event.kind, event.data) if apart else ""


_ENGINES = {
    "transcriber": "speech recognition", "speaker": "voice", "thinker": "brain",
    "detector": "end-of-turn model",
}  # fmt: skip


def _detail(kind: str, data: Mapping[str, Any]) -> str:
    """What an event says beside its kind, in brackets."""
    match kind:
        case "provider.failed":
            stage = str(data.get("stage", ""))
            code = f", {data['code']}" if data.get("code") else ""
            return f" ({_ENGINES.get(stage, stage)}{code})"
        case "speech.without_words" if "speech_ms" in data:
            return f" ({int(data['speech_ms']) / 1000:.1f} s)"
        case "tool":
            return f" ({data.get('name')})"
    return ""


def _summary(call: Ended, ending: Text, troubles: Sequence[Note]) -> Text:
    """Outcome, ending and how much went wrong, in one line."""
    came = OUTCOMES.get(call.outcome or "")
    wrong = sum(one.times for one in troubles)
    en = [came[0]] if came else []
    hi = [came[1]] if came else []
    en.append(ending.en or "")
    hi.append(ending.hi or "")
    if wrong:
        once = "Once" if wrong == 1 else f"{wrong} times"
        en.append(f"{once} something went wrong on the way.")
        hi.append(f"रास्ते में गड़बड़ियाँ: {wrong}।")
    return Text(" ".join(en), " ".join(hi))
