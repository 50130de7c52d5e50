#!/usr/bin/env bash
# elevenlabs 2.78.0: convert_realtime() takes the pieces of text that a language model streams and cuts
# them anew with text_chunker(), which ends a chunk at every dot, comma, colon or hyphen that stands at
# the edge of a piece and puts a space behind it. Tokenisers make such signs pieces of their own, so the
# text that is sent for speech is another text: "10:30" becomes "10: 30", "1,500.50" "1, 500. 50" and a
# telephone number two. Whoever listens hears another time or price; in whole sentences it is kept.
# Seen: At 10: 30 for Rs 1, 500. 50, call 98765- 43210. | At 10:30 for Rs 1,500.50, call 98765-43210.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  elevenlabs==2.78.0 annotated-types==0.8.0 anyio==4.16.0 certifi==2026.10.19.post1 \
  charset-normalizer==3.5.3 h11==0.16.0 httpcore==1.0.9 httpx==0.28.1 idna==3.20 pydantic==2.14.4 \
  pydantic_core==2.50.5 requests==2.34.2 typing-inspection==0.4.5 typing_extensions==4.16.0 \
  urllib3==2.8.0 websockets==17.4
seen=$("$folder/venv/bin/python" - <<'PY'
from elevenlabs.realtime_tts import text_chunker

pieces = (
    "At", " ", "10", ":", "30", " for", " Rs", " ", "1", ",", "500", ".", "50", ",", " call", " ",
    "98765", "-", "43210", ".",
)
streamed = "".join(text_chunker(iter(pieces)))
whole = "".join(text_chunker(iter(["".join(pieces)])))
print(" ".join(streamed.split()), "|", " ".join(whole.split()))
PY
)
echo "elevenlabs 2.78.0: $seen"
wanted="At 10: 30 for Rs 1, 500. 50, call 98765- 43210. | At 10:30 for Rs 1,500.50, call 98765-43210."
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
