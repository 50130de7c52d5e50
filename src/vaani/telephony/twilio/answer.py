"""What does Twilio read when it asks what to do with a call? TwiML, properly escaped. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Language = Literal["en", "hi"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VOICES: Mapping[Language, str] = {"en": "en-IN", "hi": "hi-IN"}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_PARAMETER = 499
"""Name and value of one Parameter together, in characters."""


def stream(socket_url: str, after_url: str, status_url: str, parameters: Mapping[str, str]) -> str:
    """Connect the call to our media socket; `after_url` is asked when the stream is over."""
    for name, value in parameters.items():
        if len(name) + len(value) > _MOST_PARAMETER:
            raise ValueError(f"the parameter {name} is longer than Twilio takes")
    inner = "".join(
        f"<Parameter name={_attribute(name)} value={_attribute(value)}/>"
        for name, value in parameters.items()
    )
    return _response(
        f"<Connect action={_attribute(after_url)}>"
        f'<Stream url={_attribute(socket_url)} name="agent"'
        f' statusCallback={_attribute(status_url)} statusCallbackMethod="POST">'
        f"{inner}</Stream></Connect>"
    )


def dial(number: str, caller_id: str | None, after_url: str, taken_url: str) -> str:
    """Pass the caller on; `taken_url` is told when somebody takes the call, `after_url` how it went
    when it is over."""
    shown = f" callerId={_attribute(caller_id)}" if caller_id else ""
    told = f'statusCallback={_attribute(taken_url)} statusCallbackEvent="answered"'
    return _response(
        f'<Dial action={_attribute(after_url)} timeout="30"{shown}>'
        f"<Number {told}>{_words(number)}</Number></Dial>"
    )


def hang_up() -> str:
    """The call is over."""
    return _response("<Hangup/>")


def say_and_hang_up(lines: Mapping[Language, str]) -> str:
    """Speak one sentence a language, then end the call."""
    said = "".join(
        f'<Say language="{_VOICES[language]}">{_words(text)}</Say>'
        for language, text in lines.items()
    )
    return _response(said + "<Hangup/>")


NOT_IN_SERVICE: Mapping[Language, str] = {
    "en": "This number is not in service. Please check the number. Goodbye.",
    "hi": "यह नंबर सेवा में नहीं है। कृपया नंबर जाँच लें। धन्यवाद।",
}
BUSY: Mapping[Language, str] = {
    "en": "All our lines are busy right now. Please call again in a few minutes. Goodbye.",
    "hi": "अभी हमारी सभी लाइनें व्यस्त हैं। कृपया कुछ मिनट बाद फिर फ़ोन करें। धन्यवाद।",
}
NOT_REACHED: Mapping[Language, str] = {
    "en": "I am sorry, nobody could take the call. Please call again later. Goodbye.",
    "hi": "माफ़ कीजिए, अभी कोई फ़ोन नहीं उठा सका। कृपया बाद में फिर फ़ोन करें। धन्यवाद।",
}
CALLED_BACK: Mapping[Language, str] = {
    "en": "I am sorry, nobody could take the call. I have left them a message with your number, "
    "to call you back. Goodbye.",
    "hi": "माफ़ कीजिए, अभी कोई फ़ोन नहीं उठा सका। मैंने आपके नंबर के साथ उनके लिए संदेश छोड़ दिया है कि वे "
    "आपको फ़ोन करें। धन्यवाद।",
}
TROUBLE: Mapping[Language, str] = {
    "en": "I am sorry, something is wrong on our side. Please call again in a few minutes.",
    "hi": "माफ़ कीजिए, हमारी तरफ़ कुछ गड़बड़ है। कृपया कुछ मिनट बाद फिर फ़ोन करें।",
}


def _response(inner: str) -> str:
    return f"{_HEAD}<Response>{inner}</Response>"


def _attribute(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", value))


def _words(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))
