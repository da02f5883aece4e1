#!/usr/bin/env bash
exec "$(dirname "$0")/java.sh" io.kairosgateway.bench.SlowClients "$@"
