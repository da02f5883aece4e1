#!/usr/bin/env bash
# The heap may grow to 128 MiB but begins small and is kept near what is live, and malloc keeps two arenas: otherwise garbage and arenas alone fill the goal.
MEMORY="-XX:+UseSerialGC -Xms32m -Xmn16m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 MALLOC_ARENA_MAX=2"
# shellcheck disable=SC2086
exec "$(dirname "$0")/java.sh" io.kairosgateway.bench.SlowKairos $MEMORY "$@"
