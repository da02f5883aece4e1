#!/usr/bin/env bash
# Submits, waits for the decision, prints it. What may be tried again is, under one Idempotency-Key, so that nothing is paid for twice.
set -euo pipefail
verifications=${GATEWAY_URL:-http://localhost:8080}/v1/verifications
auth="Authorization: Bearer ${GATEWAY_KEY:-demo-key}"
dir=$(mktemp -d) && trap 'rm -r "$dir"' EXIT

pause() { sleep "$(sed -n 's/^retry-after: *\([0-9]*\).*/\1/Ip' "$dir/head" | grep . || echo 1)"; }

call() { # call CURL-ARGUMENTS... leaves the answer in $status, $dir/head and $dir/body
  for _ in 1 2 3 4 5; do
    : >"$dir/head" >"$dir/body"
    status=$(curl -sS -m 90 -H "$auth" -H 'Prefer: wait=30' -D "$dir/head" -o "$dir/body" -w '%{http_code}' "$@") || status=lost
    case $status in 2??) return ;; esac
    [ "$status" = lost ] || grep -q '"retryable":true' "$dir/body" || break
    pause
  done
  cat "$dir/body" >&2 && exit 1
}

call "$verifications/full-id" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
  -F selfie=@src/samples/selfie.jpg -F document=@src/samples/document.jpg
id=$(sed -n 's/^location: .*\/\([^\/]*\)\r$/\1/Ip' "$dir/head")
while [ "$status" = 202 ]; do # no decision yet
  pause
  call "$verifications/$id"
done
cat "$dir/body"
