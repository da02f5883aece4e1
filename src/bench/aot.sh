#!/usr/bin/env bash
# aot.sh JDK25: puts a copy of the jar's directory with an AOT cache into target/aot. The cache is what one run of the gateway has loaded and linked, so it
# fits only that directory, started from where it lies, and that very JDK.
set -euo pipefail
cd "$(dirname "$0")/../.."
java=${1:?usage: aot.sh JDK25}/bin/java
rm -rf target/aot && mkdir -p target/aot && cp -r target/quarkus-app target/aot/
cd target/aot/quarkus-app
export KAIROS_URL=http://localhost:1/v0.1 KAIROS_APP_ID=train KAIROS_APP_KEY=train GATEWAY_API_KEYS=key-for-the-training GATEWAY_SHUTDOWN_DELAY=0s
port=$((20000 + RANDOM % 10000))
export QUARKUS_HTTP_PORT=$port QUARKUS_MANAGEMENT_PORT=$((port + 1))
timeout 300 "$java" -XX:+UseSerialGC -XX:AOTCacheOutput=app.aot -jar quarkus-run.jar >train.log 2>&1 &
for _ in $(seq 600); do
  curl -sf --max-time 1 "http://localhost:$((port + 1))/q/health/ready" >/dev/null && break
  sleep 0.1
done
# What the first request needs as well.
curl -s --max-time 5 "http://localhost:$port/v1/verifications/none" -H 'Authorization: Bearer train' >/dev/null
kill -TERM %1
wait %1 || true
[ -s app.aot ] || { cat train.log >&2; exit 1; }
rm train.log
