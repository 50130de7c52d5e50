#!/usr/bin/env bash
# nameparser 2.6.0 has the words prince, guru, baba and sultan among its titles, and a title at the head
# of a name is taken away from it. They are common first names in India: "Prince Kumar" comes back as
# first name Kumar without a last one, "Sultan Khan" without a first one. Not even the written order
# "Singh, Prince", which says which word is which, keeps it: there the family name turns into the first.
# Who greets by .first calls a guest by his family's name, and two of one family become the same guest.
# Seen, title first last: Prince Kumar -, Guru Prasad -, Sultan - Khan, Prince Singh -, - Ravi Kumar
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check nameparser==2.6.0
seen=$("$folder/venv/bin/python" - <<'PY'
from nameparser import HumanName

told = []
for name in ("Prince Kumar", "Guru Prasad", "Sultan Khan", "Singh, Prince", "Ravi Kumar"):
    read = HumanName(name)
    told.append(" ".join(part or "-" for part in (read.title, read.first, read.last)))
print(*told, sep=", ")
PY
)
echo "nameparser 2.6.0: $seen"
wanted="Prince Kumar -, Guru Prasad -, Sultan - Khan, Prince Singh -, - Ravi Kumar"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
