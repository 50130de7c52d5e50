"""What is said of the price of something on the menu? Sentences from its row; pure.

An item is a fact like a topic of the file: it is found by its name and by ways of asking for a
price, and what is said is made from its row alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from vaani.call.plan import Business, MenuItem, Text, Topic
from vaani.domain.knowledge.search import tokens
from vaani.language.found import Language

_LANGUAGES: tuple[Language, ...] = ("en", "hi")
_MONEY = {
    "INR": ("rupees", "रुपये"),
    "GBP": ("pounds", "पाउंड"),
    "USD": ("dollars", "डॉलर"),
    "EUR": ("euros", "यूरो"),
    "AED": ("dirhams", "दिरहम"),
    "NPR": ("rupees", "रुपये"),
}


def facts_of(business: Business, today: date | None = None) -> tuple[Topic, ...]:
    """Everything that may be stated: the topics of the file, and the menu as it is `today` (None:
    whenever). A topic of the owner's own comes before an item of the same name."""
    own = {one.topic.casefold() for one in business.knowledge}
    items = (
        _topic(one, business.currency)
        for one in business.menu
        if today is None or one.first is None or one.first <= today
    )
    return (*business.knowledge, *(one for one in items if one.topic.casefold() not in own))


def is_asked(business: Business, topic: str, question: str) -> bool:
    """Does the question name the item whose price this topic is? Ways of asking for a price are
    alike: without its name, nothing says that this item is meant. Another topic is never refused.

    Named is an item by its whole name, or by the last word of it where no other item ends so.
    """
    own = {one.topic.casefold() for one in business.knowledge}
    found = [one for one in business.menu if _name_of(one) == topic]
    if not found or topic.casefold() in own:
        return True
    asked = tokens(question)
    return any(name and name <= asked for name in _names(found[0], business))


def _names(item: MenuItem, business: Business) -> list[frozenset[str]]:
    found = []
    for language in _LANGUAGES:
        name = item.name.speak(language)
        found.append(tokens(name))
        head = name.split()[-1:]
        others = [one.name.speak(language).split()[-1:] for one in business.menu]
        if head and others.count(head) == 1:
            found.append(tokens(head[0]))
    return found


def _name_of(item: MenuItem) -> str:
    return f"{item.name.speak('en')} price"


def _topic(item: MenuItem, currency: str) -> Topic:
    en, hi = item.name.speak("en"), item.name.speak("hi")
    asked = [
        f"how much is the {en}",
        f"what does {en} cost",
        f"price of {en}",
        f"{en} kitne ki hai",
    ]
    asked += [f"{hi} कितने की है", f"{hi} का दाम"]
    asked += [f"{variant.name.speak('en')} {en}" for variant in item.variants]
    text = Text(_english(item, en, currency), _hindi(item, hi, currency))
    return Topic(_name_of(item), text, tuple(dict.fromkeys(asked)), item.last)


def _english(item: MenuItem, name: str, currency: str) -> str:
    word = _MONEY.get(currency, (currency, currency))[0]
    parts = [] if item.price is None else [f"{name} is {_plain(item.price)} {word}"]
    parts += [
        f"{one.name.speak('en')} {name} is {_plain(one.price)} {word}" for one in item.variants
    ]
    return f"{', and '.join(parts)}."


def _hindi(item: MenuItem, name: str, currency: str) -> str:
    word = _MONEY.get(currency, (currency, currency))[1]
    parts = [] if item.price is None else [f"{name} {_plain(item.price)} {word}"]
    parts += [f"{one.name.speak('hi')} {name} {_plain(one.price)} {word}" for one in item.variants]
    return f"{', और '.join(parts)}।"


def _plain(amount: Decimal) -> str:
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}"
