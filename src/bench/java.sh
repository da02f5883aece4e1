#!/usr/bin/env bash
# java.sh CLASS [ARGUMENT...]: builds the jar and the benchmarks, and runs one of them.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -n "${BENCH_BUILT:-}" ] || ./mvnw -B -q -Pbench -DskipTests package
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
exec "$java" -Xmx1g -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -Djar.path="$PWD"/target/bench/quarkus-app/quarkus-run.jar \
  -cp "target/bench/test-classes:target/bench/classes:$(cat target/bench/classpath)" "$@"
