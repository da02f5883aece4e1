#!/usr/bin/env bash
exec "$(dirname "$0")/java.sh" org.openjdk.jmh.Main ScannerBenchmark "$@"
