"""What does Whisper see before it listens?

The model goes on in the letters and among the words of the text before the sound. For English that
is the assistant's question and the words that may answer it; for Hindi, which it writes best in
Urdu letters, a few sentences of the kind that is awaited. A prompt can leak into a short or unclear
answer, so there is none before short speech, and none at all where a yes or a pick is awaited.
"""

from __future__ import annotations

from collections.abc import Mapping

from vaani.call.ports.hint import Awaiting, Hint

ENGLISH_TOKENS = 64
URDU_TOKENS = 160
"""Letters outside Latin take more than one token each."""

_UNLED: frozenset[Awaiting | None] = frozenset(("confirm", "which", "anything_else"))
_MOST_WORDS = 12
_WEEK = "سوموار، منگلوار، بدھوار، گرووار، شکروار، شنیوار، رویوار"
_WISH = (
    "مجھے پرسوں شام ساڑھے سات بجے چار لوگوں کے لیے ٹیبل بک کرنی ہے۔ اپائنٹمنٹ کا ٹائم بدلنا ہے، "
    "بدھوار صبح گیارہ بجے۔ بکنگ کینسل کر دیجیے۔ آپ کتنے بجے کھلتے ہیں؟"
)
_TIME = "شام ساڑھے سات بجے۔ پونے آٹھ بجے۔ صبح گیارہ بجے۔ رات نو بجے۔ دوپہر ڈیڑھ بجے۔"
_URDU: Mapping[Awaiting | None, str] = {
    None: _WISH,
    "time": _TIME,
    "date": f"کل، پرسوں، {_WEEK}۔ پانچ دسمبر، بارہ تاریخ۔",
    "party": "ہم چھ لوگ ہیں۔ چار لوگ، دو بڑے اور ایک بچہ۔ آٹھ لوگوں کے لیے۔",
    "phone": "نو آٹھ سات چھ پانچ چار تین دو ایک صفر۔",
    "name": "میرا نام راہل شرما ہے۔ پریا سنگھ۔ انیتا گپتا۔",
}


def english_prompt(hint: Hint) -> str:
    """The words that may answer, then what was asked; empty where none may lead."""
    if hint.awaiting in _UNLED:
        return ""
    words = ", ".join(hint.words[:_MOST_WORDS])
    question = hint.question if hint.language == "en" else ""
    return " ".join(part for part in (f"{words}." if words else "", question) if part)


def urdu_prompt(hint: Hint) -> str:
    """Hindi sentences in Urdu letters of the kind that is awaited; empty where none may lead."""
    return "" if hint.awaiting in _UNLED else _URDU.get(hint.awaiting, _WISH)


def led_alone(hint: Hint) -> bool:
    """Is a value awaited, for which a led reading is enough? A yes or a pick needs another."""
    return hint.awaiting is not None and hint.awaiting not in _UNLED
