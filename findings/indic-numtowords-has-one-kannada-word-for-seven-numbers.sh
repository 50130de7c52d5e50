#!/usr/bin/env bash
# indic_numtowords 1.1.0 makes words of numbers for voices in Indian languages. In Kannada 110, 120, 130,
# 150, 160, 170 and 190 are one and the same "word", ನೂ, the torn-off head of "hundred" with no tens
# behind it, and so in the hundreds above it, in 1,150 as well; 83 has the word of 82. The full hundreds and
# numbers such as 101 and 199 are right, and Hindi, Marathi, Tamil and Telugu have a word for each
# number up to 999. A caller in Bengaluru hears the same for every such price; nothing raises.
# Seen: kn 82 83 alike; 110 120 130 150 160 170 190 ನೂ; 1150 ಒಂದು ಸಾವಿರದ ನೂ; hi mr ta te 1000 words each
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check indic_numtowords==1.1.0
seen=$("$folder/venv/bin/python" - <<'PY'
from indic_numtowords import num2words

said = [num2words(number, lang="kn") for number in range(1000)]
print("kn 82 83", "alike" if said[82] == said[83] else "differ", end="; ")
print(*(number for number in range(200) if said[number] == said[150]), said[150], end="; ")
print(1150, num2words(1150, lang="kn"), end="; ")
for language in ("hi", "mr", "ta", "te"):
    print(language, len({num2words(number, lang=language) for number in range(1000)}), end="; ")
PY
)
echo "indic_numtowords 1.1.0: $seen"
wanted="kn 82 83 alike; 110 120 130 150 160 170 190 ನೂ; 1150 ಒಂದು ಸಾವಿರದ ನೂ; hi 1000; mr 1000; ta 1000; te 1000; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
