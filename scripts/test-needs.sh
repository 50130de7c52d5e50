#!/usr/bin/env bash
# Installs the programs that tests need and Python's packages do not carry: Chromium, espeak-ng,
# nginx, Caddy, and real telephones (baresip, sipp, Kamailio); and, where there is npm, the OpenID
# provider of `tests/openid-provider` by its lock.
set -euo pipefail
provider=$(dirname "$0")/../tests/openid-provider
if ! command -v npm >/dev/null 2>&1; then
  echo "npm is not installed: the test of a real OpenID provider will be skipped." >&2
elif [ "$provider/package-lock.json" -nt "$provider/node_modules/.package-lock.json" ]; then
  (cd "$provider" && npm ci --silent --no-audit --no-fund)
fi
missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v espeak-ng >/dev/null 2>&1 || missing+=(espeak-ng)
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1 || missing+=(nginx-light)
command -v caddy >/dev/null 2>&1 || missing+=(caddy)
command -v baresip >/dev/null 2>&1 || missing+=(baresip-core)
command -v sipp >/dev/null 2>&1 || missing+=(sip-tester)
[ -x /usr/sbin/kamailio ] || command -v kamailio >/dev/null 2>&1 || missing+=(kamailio)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Not installed: ${missing[*]}. Tests that need them will fail or be skipped; install them (apt-get install ${missing[*]}) and run again." >&2
fi
