"""What does a caller hear from a carrier's own voice, when we cannot speak ourselves?

Short, in each language once; a driver puts them into its carrier's answer document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "hi"]
Sentences = Mapping[Language, str]

VOICES: Mapping[Language, str] = {"en": "en-IN", "hi": "hi-IN"}
"""The languages as BCP 47 tags, as carriers' voices are chosen."""

NOT_IN_SERVICE: Sentences = {
    "en": "This number is not in service. Please check the number. Goodbye.",
    "hi": "यह नंबर सेवा में नहीं है। कृपया नंबर जाँच लें। धन्यवाद।",
}
BUSY: Sentences = {
    "en": "All our lines are busy right now. Please call again in a few minutes. Goodbye.",
    "hi": "अभी हमारी सभी लाइनें व्यस्त हैं। कृपया कुछ मिनट बाद फिर फ़ोन करें। धन्यवाद।",
}
NOT_REACHED: Sentences = {
    "en": "I am sorry, nobody could take the call. Please call again later. Goodbye.",
    "hi": "माफ़ कीजिए, अभी कोई फ़ोन नहीं उठा सका। कृपया बाद में फिर फ़ोन करें। धन्यवाद।",
}
CALLED_BACK: Sentences = {
    "en": "I am sorry, nobody could take the call. I have left them a message with your number, "
    "to call you back. Goodbye.",
    "hi": "माफ़ कीजिए, अभी कोई फ़ोन नहीं उठा सका। मैंने आपके नंबर के साथ उनके लिए संदेश छोड़ दिया है कि वे "
    "आपको फ़ोन करें। धन्यवाद।",
}
TROUBLE: Sentences = {
    "en": "I am sorry, something is wrong on our side. Please call again in a few minutes.",
    "hi": "माफ़ कीजिए, हमारी तरफ़ कुछ गड़बड़ है। कृपया कुछ मिनट बाद फिर फ़ोन करें।",
}
