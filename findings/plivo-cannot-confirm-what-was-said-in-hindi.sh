#!/usr/bin/env bash
# Plivo signs a callback over its address with the query decoded. The validator of the Python package,
# plivo 4.63.0, decodes the query as bytes, and Python's parse_qs has those in ASCII: with one word of
# Hindi in it, which is what GetInput with method GET sends for speech, or a hall's name in the address of a
# POST, it neither confirms nor refuses but raises UnicodeEncodeError. Plivo's own npm package, plivo
# 4.79.0, confirms the same request. Who turns an error into "refused" hangs up on whoever speaks Hindi; in
# English, and with Hindi in the form of a POST, all is well.
# Seen, npm / Python: GET two people true True, GET हाँ true UnicodeEncodeError, POST in a हॉल true
# UnicodeEncodeError, POST with हाँ in its form true True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --no-compile --no-deps --disable-pip-version-check \
  plivo==4.63.0 PyJWT==2.15.1 certifi==2026.10.19.post1 charset-normalizer==3.5.3 decorator==5.3.1 \
  idna==3.20 lxml==6.1.3 requests==2.34.2 six==1.17.0 urllib3==2.8.0
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts uri-parser@1.0.1 lodash@4.18.1 utf8@2.1.2 \
  build-url@1.3.3 base-64@0.1.0 >log
tar -xzf "$(npm pack --silent plivo@4.79.0)"
cat >confirmed.js <<'JS'
const { validateV3Signature } = require("./package/dist/utils/v3Security.js");

const [, , method, url, form, proof] = process.argv;
console.log(validateV3Signature(method, url, "12345", "token", proof, JSON.parse(form)));
JS
cat >confirmed.py <<'PY'
import base64
import hmac
import json
import subprocess
from urllib.parse import quote_plus

from plivo.utils import validate_v3_signature

ADDRESS = "https://example.org/answer"
# Method, query, form, and what is signed behind the address.
CALLBACKS = (
    ("GET", ("Speech", "two people"), {}, "?Speech=two people"),
    ("GET", ("Speech", "हाँ"), {}, "?Speech=हाँ"),
    ("POST", ("room", "हॉल"), {"Digits": "1"}, "?room=हॉल.Digits1"),
    ("POST", (), {"Speech": "हाँ"}, "?Speechहाँ"),
)
for method, query, form, signed in CALLBACKS:
    url = ADDRESS + (f"?{query[0]}={quote_plus(query[1])}" if query else "")
    made = hmac.digest(b"token", f"{ADDRESS}{signed}.12345".encode(), "sha256")
    proof = base64.b64encode(made).decode()
    asked = ("node", "confirmed.js", method, url, json.dumps(form), proof)
    node = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.strip()
    try:
        python = validate_v3_signature(method, url, "12345", "token", proof, form)
    except ValueError as error:
        python = type(error).__name__
    print(method, node, python, end="; ")
PY
seen=$("$folder/venv/bin/python" -W ignore confirmed.py)
echo "plivo 4.63.0 (Python), 4.79.0 (npm): $seen"
wanted="GET true True; GET true UnicodeEncodeError; POST true UnicodeEncodeError; POST true True; "
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
