"""Each carrier has its page and its fallback document, and both say what the code does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaani.cli.doctor_carriers import NEEDED
from vaani.telephony import cxml, pl_forms
from vaani.telephony.registry import cards
from vaani.telephony.sentences import TROUBLE, VOICES

BY_THEIR_OWN = ("exotel", "asterisk", "asterisk_ws", "freeswitch", "sip")
"""A flow or a dialplan says it."""
BY_TELEPHONE = sorted(name for name, card in cards().items() if card.routes)


@pytest.mark.parametrize("carrier", BY_TELEPHONE)
def test_the_page_of_a_carrier_names_its_addresses_and_settings(root: Path, carrier: str) -> None:
    page = (root / "docs" / "carriers" / f"{carrier}.md").read_text(encoding="utf-8")
    for action in ("voice", "status"):
        assert action in cards()[carrier].routes
        assert f"https://voice.example.com/carriers/{carrier}/{action}" in page
    for setting in NEEDED.get(carrier, ("account_sid", "auth_token")):
        assert f"VAANI_CARRIERS__{carrier.upper()}__{setting.upper()}" in page
    index = (root / "docs" / "carriers" / "README.md").read_text(encoding="utf-8")
    assert f"]({carrier}.md)" in index


@pytest.mark.parametrize("carrier", [name for name in BY_TELEPHONE if name not in BY_THEIR_OWN])
def test_the_fallback_says_in_both_languages_that_something_is_wrong(
    root: Path, carrier: str
) -> None:
    folder = root / "docs" / "carriers" / "fallback"
    if carrier == "jambonz":
        verbs = json.loads((folder / "jambonz.json").read_text(encoding="utf-8"))
        assert [(verb["verb"], verb.get("text")) for verb in verbs] == [
            *(("say", text) for text in TROUBLE.values()),
            ("hangup", None),
        ]
        return
    if carrier == "vonage":
        talks = json.loads((folder / "vonage.json").read_text(encoding="utf-8"))
        assert talks == [
            {"action": "talk", "text": text, "language": VOICES[language]}
            for language, text in TROUBLE.items()
        ]
        return
    text = (folder / f"{carrier}.xml").read_text(encoding="utf-8")
    dialect = pl_forms if carrier in ("plivo", "vobiz") else cxml
    assert text == dialect.hang_up(TROUBLE) + "\n"


def test_the_page_of_sip_names_its_settings_and_its_proof(root: Path) -> None:
    page = (root / "docs" / "carriers" / "sip.md").read_text(encoding="utf-8")
    for setting in NEEDED["sip"]:
        assert f"VAANI_CARRIERS__SIP__{setting.upper()}" in page
    assert "vaani[sip]" in page
    index = (root / "docs" / "carriers" / "README.md").read_text(encoding="utf-8")
    assert "](sip.md)" in index
