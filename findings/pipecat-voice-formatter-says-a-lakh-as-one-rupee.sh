#!/usr/bin/env bash
# pipecat-ai 1.14.0: VoiceFormatter, the bundle that makes text ready for a voice, knows the sign ₹ with
# rupees and paise, but groups of three digits alone. Of "₹1,50,000", the way India writes a lakh and a
# half, it takes the 1 for the whole amount: the caller hears "one rupee", then "50,000". "₹2.5 lakh" is
# said as "two rupees and fifty paise lakh". Amounts below a lakh are right, so a short test shows
# nothing, and nothing raises.
# Seen: ₹1,50,000 one rupee,50,000; ₹12,50,000 twelve rupees,50,000; ₹2.5 lakh two rupees and fifty paise
# lakh; ₹99,500 ninety-nine thousand, five hundred rupees
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
# Without the parts of pipecat that speak to services: what its text transforms import.
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  pipecat-ai==1.14.0 num2words==0.5.14 loguru==0.7.3 wait_for2==0.4.1 docstring_parser==0.18.0 \
  pydantic==2.14.4 pydantic_core==2.50.5 typing_extensions==4.15.0 typing-inspection==0.4.5 \
  annotated-types==0.8.0 loudness==0.2.0 numpy==2.4.6 soxr==1.1.0 sentencex==1.0.32
seen=$("$folder/venv/bin/python" -W ignore - 2>"$folder/log" <<'PY'
import asyncio

from pipecat.utils.text.transforms import VoiceFormatter

spoken = VoiceFormatter()
for price in ("₹1,50,000", "₹12,50,000", "₹2.5 lakh", "₹99,500"):
    print(price, asyncio.run(spoken(price, "*")), end="; ")
PY
)
echo "pipecat-ai 1.14.0: $seen"
wanted="₹1,50,000 one rupee,50,000; ₹12,50,000 twelve rupees,50,000; ₹2.5 lakh two rupees and fifty paise lakh; \
₹99,500 ninety-nine thousand, five hundred rupees; "
[ "$seen" = "$wanted" ] || { cat "$folder/log" >&2; echo "the behaviour changed" >&2; exit 1; }
