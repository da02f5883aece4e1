#!/usr/bin/env bash
# Brings what the tests with real clients need into target/clients, and Debian's packages where they may be installed. What cannot be had is skipped by the tests.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=target/clients
mkdir -p $out
log=$out/install.log

root=; [ "$(id -u)" = 0 ] || root=$(command -v sudo || true)
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ -n "$root" ]; }; then
  packages="curl golang-go ruby php-cli php-curl php-guzzlehttp-guzzle libwww-perl python3 python3-requests python3-httpx python3-aiohttp python3-urllib3 nginx-core haproxy caddy apache2-bin"
  missing=$(for package in $packages; do dpkg -s "$package" >/dev/null 2>&1 || echo "$package"; done)
  if [ -n "$missing" ]; then
    $root apt-get update -q >>$log 2>&1
    # Services that a package would start stay off: the tests start their own.
    printf '#!/bin/sh\nexit 101\n' >$out/policy-rc.d && chmod +x $out/policy-rc.d
    [ -e /usr/sbin/policy-rc.d ] || { $root cp $out/policy-rc.d /usr/sbin/policy-rc.d; trap '$root rm -f /usr/sbin/policy-rc.d' EXIT; }
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -q --no-install-recommends $missing >>$log 2>&1 ||
      echo "not all of Debian's packages could be installed, see $log" >&2
  fi
fi

./mvnw -B -q -ntp -f src/test/clients/java/pom.xml compile -Doutput="$PWD/$out/java"
./mvnw -B -q -ntp -f src/test/clients/java/pom.xml compile -Dokhttp4 -Doutput="$PWD/$out/java4"

if command -v npm >/dev/null; then
  mkdir -p $out/node && cp src/test/clients/node/* $out/node/
  (cd $out/node && npm install --no-audit --no-fund --silent)
fi
if command -v go >/dev/null; then
  mkdir -p $out/go && (cd src/test/clients/go && GO111MODULE=off GOFLAGS= GOCACHE="${TMPDIR:-/tmp}/kairos-gateway-go" go build -o "$OLDPWD/$out/go/clients" main.go)
fi
