#!/usr/bin/env bash
# start.sh [ROUNDS]: start to first answer, idle RSS and size of the jar, the jar with an AOT cache (where a JDK 25 is found: JDK25, JAVA_HOME or beside
# the default java) and the native executable (where one is built: ./mvnw package -Dnative). BENCH_BUILT=1 skips the build of the jar,
# BENCH_JAR_ONLY=1 everything but that.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-10}
[ -n "${BENCH_BUILT:-}" ] || ./mvnw -B -q -ntp package -DskipTests
java=$(readlink -f "$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")")
options=(-XX:+UseSerialGC -Xmx64m)
builds=(-- "jar" target/quarkus-app "$java" "${options[@]}" -jar target/quarkus-app/quarkus-run.jar)

if [ -n "${BENCH_JAR_ONLY:-}" ]; then
  exec "$java" src/bench/java/io/kairosgateway/bench/Start.java "$rounds" "${builds[@]}"
fi
is25() { grep -q '^JAVA_VERSION="25\.' "$1/release" 2>/dev/null; }
for jdk25 in "${JDK25:-}" "${JAVA_HOME:-}" "$(dirname "$java")"/../../*; do
  if [ -n "$jdk25" ] && is25 "$jdk25"; then
    jdk25=$(realpath "$jdk25")
    builds+=(-- "jar, JDK 25" target/quarkus-app "$jdk25/bin/java" "${options[@]}" -jar target/quarkus-app/quarkus-run.jar)
    [ -n "${BENCH_BUILT:-}" ] && [ -d target/aot/quarkus-app ] || src/bench/aot.sh "$jdk25"
    builds+=(-- "jar, JDK 25 with AOT cache" target/aot/quarkus-app "$jdk25/bin/java" "${options[@]}" -XX:AOTCache=target/aot/quarkus-app/app.aot -jar target/aot/quarkus-app/quarkus-run.jar)
    break
  fi
done

for runner in target/*-runner; do
  [ -x "$runner" ] && builds+=(-- native "$runner" "$runner" -Xmx64m)
done
exec "$java" src/bench/java/io/kairosgateway/bench/Start.java "$rounds" "${builds[@]}"
