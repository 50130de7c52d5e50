"""What is said to a caller as a person: one who is upset, one who has called before."""

from __future__ import annotations

from vaani.dialogue.wording.english import Wordings
from vaani.dialogue.wording.voice import Facts, Voice


def _welcome(v: Voice, f: Facts) -> str:
    return f"Hello {v.name(f['name'])}, this is {v.text(f['business'])}. How can I help you?"


def _who(v: Voice, f: Facts) -> str:
    return f"Hello, this is {v.text(f['business'])}. May I know who is speaking?"


_WHOSE = {
    "mother": "आपकी माता जी", "father": "आपके पिता जी", "wife": "आपकी पत्नी",
    "husband": "आपके पति", "son": "आपके बेटे", "daughter": "आपकी बेटी",
    "sister": "आपकी बहन", "brother": "आपके भाई", "friend": "आपके दोस्त",
    "grandmother": "आपकी दादी", "grandfather": "आपके दादा", "mother-in-law": "आपकी सास",
    "father-in-law": "आपके ससुर", "sister-in-law": "आपकी भाभी",
    "brother-in-law": "आपके जीजा", "aunt": "आपकी मौसी", "uncle": "आपके चाचा",
    "cousin": "आपके कज़न",
}  # fmt: skip
ENGLISH: Wordings = {
    "not_in_this_language": (
        "I am sorry, this telephone is answered in Hindi only. "
        "If you would like to speak to a person, please say so.",
    ),
    "anything_missed": ("Sorry, I did not catch that. Is there anything else?",),
    "ask_name_of": lambda v, f: f"And what is the name of your {f['who']}?",
    "welcome_back": _welcome,
    "who_calls": _who,
    "pleased": lambda v, f: f"Hello {v.name(f['name'])}, how can I help you?",
    "will_know": ("I will remember you and greet you by name next time.",),
    "will_forget": ("All right, I will not greet you by name any more.",),
    "cannot_know": ("I cannot see your number, so I cannot recognise you next time.",),
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
    "not_in_this_language": (
        "माफ़ कीजिए, यहाँ फ़ोन पर जवाब सिर्फ़ अंग्रेज़ी में मिलता है। अगर किसी इंसान से बात करनी हो, तो बताइए।",
    ),
    "anything_missed": ("माफ़ कीजिए, समझ नहीं पाई। क्या और कुछ काम है?",),
    "ask_name_of": lambda v, f: f"और {_WHOSE[f['who']]} का नाम?",
    "welcome_back": lambda v, f: f"नमस्ते {v.name(f['name'])} जी, {v.house()}। मैं आपकी क्या मदद करूँ?",
    "who_calls": lambda v, f: f"नमस्ते, {v.house()}। मैं किनसे बात कर रही हूँ?",
    "pleased": lambda v, f: f"नमस्ते {v.name(f['name'])} जी, बताइए, मैं क्या मदद करूँ?",
    "will_know": ("ठीक है, अगली बार मैं आपको नाम से पहचान लूँगी।",),
    "will_forget": ("ठीक है, अब मैं आपको नाम से नहीं बुलाऊँगी।",),
    "cannot_know": ("आपका नंबर मुझे नहीं दिखता, इसलिए अगली बार पहचान नहीं पाऊँगी।",),
    "calm_human": (
        "परेशानी के लिए माफ़ी चाहती हूँ। क्या मैं आपकी बात किसी से करवा दूँ?",
        "माफ़ कीजिए, आपको दिक़्क़त हो रही है। क्या मैं आपको किसी से जोड़ दूँ?",
    ),
    "calm_message": (
        "परेशानी के लिए माफ़ी चाहती हूँ। क्या मैं संदेश छोड़ दूँ कि कोई आपको फ़ोन करे?",
        "माफ़ कीजिए, आपको दिक़्क़त हो रही है। क्या मैं किसी से कहूँ कि वे आपको फ़ोन करें?",
    ),
}
