#!/usr/bin/env bash
# The Python package sdp-transform 1.1.0 turns every value of an SDP that int() accepts into a number,
# text fields among them. A telephone number as user name in o= loses its plus, one in s= its leading
# zero, an ice-ufrag "0123" and an all-digit ice-pwd theirs. What write() makes of it is a description
# that looks well and is another one: ICE checks with these credentials fail, and o= does not name the
# session it named (RFC 4566, 5.2). The npm package of the same name keeps such values as they are.
# Seen: o=919876543210 s=9876543210 a=ice-ufrag:123 a=ice-pwd:12345678901234567890; npm
# o=+919876543210 s=09876543210 a=ice-ufrag:0123 a=ice-pwd:0012345678901234567890
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check sdp-transform==1.1.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts sdp-transform@3.0.0 >log
printf '%s\r\n' v=0 "o=+919876543210 1 1 IN IP4 203.0.113.1" s=09876543210 "c=IN IP4 203.0.113.1" "t=0 0" \
  "m=audio 54400 RTP/AVP 0" a=ice-ufrag:0123 a=ice-pwd:0012345678901234567890 "a=rtpmap:0 PCMU/8000" >offer
told() { tr -d '\r' | grep -E '^(o|s|a=ice-[a-z]*)[=:]' | cut -d' ' -f1 | paste -sd' '; }
python=$("$folder/venv/bin/python" -c '
import sdp_transform as sdp
print(sdp.write(sdp.parse(open("offer", newline="").read())))' | told)
node=$(node -e '
const sdp = require("sdp-transform");
console.log(sdp.write(sdp.parse(require("fs").readFileSync("offer", "utf8"))));' | told)
seen="$python; npm $node"
echo "sdp-transform 1.1.0 (Python), 3.0.0 (npm): $seen"
wanted="o=919876543210 s=9876543210 a=ice-ufrag:123 a=ice-pwd:12345678901234567890; npm \
o=+919876543210 s=09876543210 a=ice-ufrag:0123 a=ice-pwd:0012345678901234567890"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
