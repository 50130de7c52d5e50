"""Is every amount that a call used said in words on its page, in both languages?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from vaani.call.ports.meter import Role, Unit


def test_what_a_call_used_is_a_phrase_and_not_the_name_of_a_unit(root: Path) -> None:
    page = (root / "web" / "src" / "pages" / "call.tsx").read_text(encoding="utf-8")
    table = page[page.index("const AMOUNTS") : page.index("function Used")]
    said = dict(re.findall(r'(\w+): "(\{count\} [^"]+)"', table))
    assert set(said) == set(get_args(Unit))
    tables = (root / "web" / "src" / "lib").glob("hindi*.ts")
    hindi = "".join(table.read_text(encoding="utf-8") for table in tables)
    assert [phrase for phrase in said.values() if f'"{phrase}": "' not in hindi] == []
    assert [role for role in get_args(Role) if f'  {role.capitalize()}: "' not in hindi] == []
