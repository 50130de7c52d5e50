"""What a business file says of tools is read whole, and every mistake in it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vaani.call.plan import OutsideTool, Text
from vaani.dialogue.model.tools import _READERS
from vaani.domain.businesses.export import to_yaml
from vaani.domain.businesses.file import parse_business
from vaani.domain.businesses.file_tools import RESERVED
from vaani.kit.errors import FileError, SettingsError
from vaani.settings import load

HEAD = "slug: b\nname: B\nkind: other\ntimezone: UTC\nhours: {}\ntools:\n"
GOOD = HEAD + (
    "  - {kind: http, name: order_state, url: 'https://x.example/o', description: State,"
    " secret: shop, parameters: {type: object, properties: {n: {type: integer}}}, deadline_seconds:"
    " 3}\n"
    "  - {kind: mcp, url: 'https://x.example/mcp', secret: t, only: [a, b], confirm: Shall I?}\n"
)


def test_tools_are_read_and_written_again() -> None:
    business = parse_business(GOOD).business
    assert business.tools == (
        OutsideTool(
            "http", "https://x.example/o", "order_state", "State",
            {"type": "object", "properties": {"n": {"type": "integer"}}}, "shop", 3.0,
        ),
        OutsideTool("mcp", "https://x.example/mcp", secret="t", only=("a", "b"),
                    confirm=Text(en="Shall I?")),
    )  # fmt: skip
    assert replace(parse_business(to_yaml(business)).business, id=business.id) == business


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{kind: ftp, url: 'https://x.example/'}", "tools[0].kind: ftp is not one of http, mcp"),
        ("{kind: http, url: 'https://x.example/', description: d, secret: s}", "name: is missing"),
        ("{kind: http, name: book, url: 'https://x.example/', description: d, secret: s}",
         "book is a tool of the assistant itself"),
        ("{kind: http, name: a, url: 'https://x.example/', description: d}", "secret: is missing"),
        ("{kind: mcp, url: 'file:///etc/passwd'}", "tools[0].url: must be an address"),
        ("{kind: mcp, url: 'https://u:p@x.example/'}", "must name no user"),
        ("{kind: mcp, url: 'https://x.example/', name: a}", "tools[0].name: is not a known key"),
        ("{kind: mcp, url: 'https://x.example/', deadline_seconds: 60}", "not between 1 and 20"),
        ("{kind: http, name: a, url: 'https://x.example/', description: d, secret: s,"
         " parameters: {type: string}}", "must be a JSON schema"),
        ("{kind: http, name: a, url: 'https://x.example/', description: d, secret: s,"
         f" parameters: {{type: object, properties: {{a: {{title: {'x' * 8000}}}}}}}}}",
         "is longer than 8000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(entry: str, said: str) -> None:
    with pytest.raises(FileError) as refused:
        parse_business(f"{HEAD}  - {entry}\n")
    assert said in "\n".join(refused.value.problems)


def test_the_names_of_the_houses_own_tools_are_reserved() -> None:
    assert frozenset(_READERS) == RESERVED


def test_secrets_of_tools_are_read_by_their_names() -> None:
    environ = {"VAANI_TOOLS__SECRETS": "shop=0123456789abcdef, mcp=abcdefghijklmnop=="}
    settings = load(environ=environ).settings
    assert settings.tools.by_name == {"shop": "0123456789abcdef", "mcp": "abcdefghijklmnop=="}
    assert "0123456789" not in repr(settings)
    with pytest.raises(SettingsError, match="16 characters"):
        load(environ={"VAANI_TOOLS__SECRETS": "shop=short"})
