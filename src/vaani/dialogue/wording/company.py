"""What is said to a caller as a person: one who is upset, one who has called before."""

from __future__ import annotations

from vaani.dialogue.wording.english import Wordings

ENGLISH: Wordings = {
    "calm_human": (
        "I am sorry for the trouble. Shall I connect you to somebody here?",
        "I am sorry this is so difficult. Would you like me to put you through to somebody?",
    ),
    "calm_message": (
        "I am sorry for the trouble. Shall I leave a message so that somebody calls you back?",
        "I am sorry this is so difficult. Shall I have somebody call you back?",
    ),
}
HINDI: Wordings = {
    "calm_human": (
        "परेशानी के लिए माफ़ी चाहती हूँ। क्या मैं आपकी बात किसी से करवा दूँ?",
        "माफ़ कीजिए, आपको दिक़्क़त हो रही है। क्या मैं आपको किसी से जोड़ दूँ?",
    ),
    "calm_message": (
        "परेशानी के लिए माफ़ी चाहती हूँ। क्या मैं संदेश छोड़ दूँ कि कोई आपको फ़ोन करे?",
        "माफ़ कीजिए, आपको दिक़्क़त हो रही है। क्या मैं किसी से कहूँ कि वे आपको फ़ोन करें?",
    ),
}
