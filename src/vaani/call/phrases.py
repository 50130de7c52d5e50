"""What does a call say by itself, when no brain is asked or none answers?

The few sentences of the call's own machinery, in both languages. Everything else is worded by
`vaani.dialogue`.
"""

from __future__ import annotations

from vaani.call.plan import Text

FILLER = Text(en="One moment, please.", hi="एक पल रुकिए।")
STILL_AT_IT = Text(en="I am still working on what you said.", hi="मैं अभी आपकी बात समझ रही हूँ।")
APOLOGY = Text(
    en="Sorry, something went wrong on our side. Could you say that again?",
    hi="माफ़ कीजिए, हमारी तरफ़ कुछ गड़बड़ हुई। क्या आप फिर से कहेंगे?",
)
GIVING_UP = Text(
    en="I am sorry, we have a technical problem. Please call again a little later. Goodbye.",
    hi="माफ़ कीजिए, अभी तकनीकी परेशानी है। कृपया थोड़ी देर में फिर फ़ोन कीजिए। नमस्ते।",
)
LIMIT_WARNING = Text(
    en="We have about one minute left on this call.",
    hi="इस कॉल में अब लगभग एक मिनट बचा है।",
)
LIMIT_REACHED = Text(
    en="Our time on this call is over. Please call again any time. Goodbye.",
    hi="इस कॉल का समय पूरा हो गया। आप कभी भी फिर फ़ोन कर सकते हैं। नमस्ते।",
)
TALKED_ON = Text(
    en="I am sorry, I find no pause in which I could answer you. Please call again. Goodbye.",
    hi="माफ़ कीजिए, मुझे जवाब देने का मौका नहीं मिल रहा है। कृपया फिर फ़ोन कीजिए। नमस्ते।",
)
DRAINING = Text(
    en="I am sorry, I have to end this call now. Please call again in a minute. Goodbye.",
    hi="माफ़ कीजिए, मुझे यह कॉल अभी बंद करनी होगी। कृपया एक मिनट में फिर फ़ोन कीजिए। नमस्ते।",
)
BUSY = Text(
    en="All our lines are busy just now. Please call again in a few minutes. Goodbye.",
    hi="अभी सभी लाइनें व्यस्त हैं। कृपया कुछ मिनट में फिर फ़ोन कीजिए। नमस्ते।",
)
OUTAGE = Text(
    en="I am sorry, we have a technical problem, and I cannot talk with you just now.",
    hi="माफ़ कीजिए, अभी तकनीकी परेशानी है, और मैं आपसे बात नहीं कर पा रही हूँ।",
)
OUTAGE_CALL_BACK = Text(
    en="Press one, and somebody will call you back on this number.",
    hi="एक दबाइए, और कोई आपको इसी नंबर पर वापस फ़ोन करेगा।",
)
OUTAGE_NUMBER = Text(
    en="To be called back, type your telephone number, and then the hash key.",
    hi="वापस फ़ोन के लिए अपना फ़ोन नंबर दबाइए, और उसके बाद हैश।",
)
OUTAGE_PERSON = Text(
    en="Press zero to speak to somebody.",
    hi="किसी से बात करने के लिए शून्य दबाइए।",
)
OUTAGE_OTHER = Text(en="For English, press two.", hi="हिंदी के लिए दो दबाइए।")
"""Said in the language that is not being spoken."""
OUTAGE_NOTED = Text(
    en="Thank you. It is noted, and somebody will call you back. Goodbye.",
    hi="धन्यवाद। यह लिख लिया गया है, कोई आपको वापस फ़ोन करेगा। नमस्ते।",
)
OUTAGE_NOT_NOTED = Text(
    en="I am sorry, that could not be noted. Please call again a little later. Goodbye.",
    hi="माफ़ कीजिए, यह लिखा नहीं जा सका। कृपया थोड़ी देर में फिर फ़ोन कीजिए। नमस्ते।",
)
OUTAGE_PASSING_ON = Text(en="I am passing your call on.", hi="मैं आपका फ़ोन आगे दे रही हूँ।")

ON_A_MACHINE = Text(
    en="Hello, this is the assistant of {business}. We tried to reach you. Please call us back. "
    "Goodbye.",
    hi="नमस्ते, यह {business} की ओर से कॉल है। हमने आपको फ़ोन किया था। कृपया हमें वापस फ़ोन कीजिए। धन्यवाद।",
)
"""Left after the beep: who else listens to it learns nothing of whom it is for, or why."""

PASSING_ON = Text(
    en="I am passing you on to a colleague. One moment, please.",
    hi="मैं आपको एक सहकर्मी से जोड़ रही हूँ। एक पल रुकिए।",
)
BACK_WITH_US = Text(
    en="You are talking with the assistant again. Please go on.",
    hi="अब आप फिर से असिस्टेंट से बात कर रहे हैं। कृपया आगे बताइए।",
)
OFFERED = Text(en="I can offer you {when}.", hi="मैं आपको {when} का समय दे सकती हूँ।")
"""Said where a brain has taken in a time that staff whispered, and asks its next question."""

NOT_REACHED = Text(
    en="I am sorry, nobody can take your call just now. I can take a message.",
    hi="माफ़ कीजिए, अभी कोई आपका फ़ोन नहीं ले पा रहा है। मैं आपका संदेश ले सकती हूँ।",
)
LEAVES_MESSAGE = Text(en="Can I leave a message?", hi="मैं एक संदेश छोड़ना चाहता हूँ")
"""What a caller would say to whom that is offered: it is put to the brain."""
BRIEFING = Text(
    en="A caller of {business}{about} wants to speak to you: press one to take the call, two to "
    "leave it to the assistant.",
    hi="{business} का एक कॉलर{about} आपसे बात करना चाहता है: फ़ोन लेने के लिए एक दबाइए, असिस्टेंट पर "
    "छोड़ने के लिए दो।",
)
BRIEFING_ABOUT = Text(en=", who said “{words}”,", hi=", जिसने कहा “{words}”,")

IN_CALLS = (
    FILLER, STILL_AT_IT, APOLOGY, GIVING_UP, LIMIT_WARNING, LIMIT_REACHED, TALKED_ON, DRAINING,
    PASSING_ON, BACK_WITH_US, NOT_REACHED,
)  # fmt: skip
"""What a call may have to say at once; the busy line is for those who get none."""

RECORDED = (
    FILLER, STILL_AT_IT, GIVING_UP, OUTAGE, OUTAGE_CALL_BACK, OUTAGE_NUMBER, OUTAGE_PERSON,
    OUTAGE_OTHER, OUTAGE_NOTED, OUTAGE_NOT_NOTED, OUTAGE_PASSING_ON,
)  # fmt: skip
"""What a call can say without any voice: it was recorded when this version was made."""
