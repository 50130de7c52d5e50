#!/usr/bin/env bash
# jellyfish 1.3.0 takes text in any script, but its sound codes know Latin letters only.
# Of a name in Devanagari metaphone() is the empty string, and soundex() its first letter with three
# zeros: what the English tables lack is passed over without an error. Two such names whose codes are
# compared are the same to metaphone, whichever they are, and to soundex when they begin alike. A search
# for the guest सीता by sound finds सुनीता, सचिन and सूरज as exact matches.
# Seen: सीता स000 '', सुनीता स000 '', सचिन स000 '', सूरज स000 '', Sita S300 'ST', Sunita S530 'SNT'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check jellyfish==1.3.0
seen=$("$folder/venv/bin/python" - <<'PY'
from jellyfish import metaphone, soundex

names = ("सीता", "सुनीता", "सचिन", "सूरज", "Sita", "Sunita")
print(*(f"{name} {soundex(name)} {metaphone(name)!r}" for name in names), sep=", ")
PY
)
echo "jellyfish 1.3.0: $seen"
wanted="सीता स000 '', सुनीता स000 '', सचिन स000 '', सूरज स000 '', Sita S300 'ST', Sunita S530 'SNT'"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
