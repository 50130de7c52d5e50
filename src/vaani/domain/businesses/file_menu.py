"""What does the part `menu` of a business file say? Items with a price, or one for each variant."""

from __future__ import annotations

from decimal import Decimal

from vaani.call.plan import MenuItem, Text, Variant
from vaani.domain.businesses.reading import Node

MOST_ITEMS = 2_000
_KEYS = ("id", "category", "name", "price", "variants", "from", "until")


def read_menu(node: Node) -> tuple[MenuItem, ...]:
    """The items; mistakes are noted in the node."""
    if isinstance(node.value, list) and len(node.value) > MOST_ITEMS:
        node.wrong(f"has {len(node.value)} items; at most {MOST_ITEMS} are possible")
        return ()
    found = node.all(_item)
    for kind, seen in (
        ("id", [one.id for one in found]),
        ("name", [one.name.speak("en").casefold() for one in found]),
    ):
        twice = sorted({each for each in seen if each and seen.count(each) > 1})
        for each in twice:
            node.wrong(f"has the {kind} {each} twice")
    return found


def _item(node: Node) -> MenuItem | None:
    if not node.keys(_KEYS):
        return None
    id, name = node.child("id"), node.child("name")
    price, variants = _price(node.child("price")), node.child("variants").all(_variant)
    if price is None and not variants and node.child("price").absent:
        node.wrong("needs a price, or variants with a price each")
    first, last = node.child("from").day(), node.child("until").day()
    if first is not None and last is not None and last < first:
        node.child("until").wrong(f"{last} is before {first}")
    return MenuItem(
        id=(id.word() if id.required() else None) or "",
        name=(name.text() if name.required() else None) or Text(),
        price=price,
        category=node.child("category").word(),
        variants=variants,
        first=first,
        last=last,
    )


def _variant(node: Node) -> Variant | None:
    if not node.keys(("name", "price")):
        return None
    name, price = node.child("name"), node.child("price")
    words = name.text() if name.required() else None
    amount = _price(price) if price.required() else None
    return None if words is None or amount is None else Variant(words, amount)


def _price(node: Node) -> Decimal | None:
    """An amount of money with at most two decimals."""
    value = node.value
    if node.absent:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e8:
        node.wrong("must be a number from 0, such as 320 or 79.50")
        return None
    amount = Decimal(repr(value))
    if amount != amount.quantize(Decimal("0.01")):
        node.wrong(f"{value} has more than two decimals")
        return None
    return amount
