#!/usr/bin/env bash
# The whole heap is resident from the start: else the first 1 000 have not yet touched all of it, and what grows is the heap's garbage.
# So this finds what is left outside the heap; a leak inside it shows as an OutOfMemoryError.
exec "$(dirname "$0")/java.sh" io.kairosgateway.bench.Aborts -Xms128m -XX:+AlwaysPreTouch "$@"
