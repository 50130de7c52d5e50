#!/usr/bin/env bash
# sip.js 0.21.2: a telephone number in a SIP address may have parameters of its own in the part before the
# "@", as RFC 3261 shows in 19.1.6 (";postd="); short numbers of a company come so, with phone-context.
# The parser keeps them and writes ";" and "=" back as %3B and %3D, which by 19.1.4 is another address:
# the reply to INVITE and BYE go to a user that nobody registered. A caller whose From is a tel: address,
# which 20.20 allows, is not answered at all: the whole INVITE is thrown away as one that cannot be read.
# Seen: sip:1234%3Bphone-context%3D+91@y.example;user=phone, From with tel: no message, with sip: INVITE
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts sip.js@0.21.2 >log
cat >invite.js <<'JS'
const { Grammar } = require("sip.js/lib/grammar");
const { Parser } = require("sip.js/lib/core/messages/parser");

const to = "sip:1234;phone-context=+91@y.example;user=phone";
const quiet = { error() {}, warn() {}, log() {}, debug() {} };
const read = (from) => Parser.parseMessage([
  `INVITE ${to} SIP/2.0`, "Via: SIP/2.0/WSS 203.0.113.1;branch=z9hG4bK1", "Max-Forwards: 70",
  `From: <${from}>;tag=1`, `To: <${to}>`, "Call-ID: 1", "CSeq: 1 INVITE", "Content-Length: 0", "", "",
].join("\r\n"), quiet);
const told = ["tel:+919876543210", "sip:+919876543210@x.example"].map((from) => {
  const message = read(from);
  return `${from.slice(0, 4)} ${message ? message.method : "no message"}`;
});
console.log([String(Grammar.URIParse(to)), ...told].join(", "));
JS
seen=$(node invite.js)
echo "sip.js 0.21.2: $seen"
wanted="sip:1234%3Bphone-context%3D+91@y.example;user=phone, tel: no message, sip: INVITE"
[ "$seen" = "$wanted" ] || { echo "the behaviour changed" >&2; exit 1; }
