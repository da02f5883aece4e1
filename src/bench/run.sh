#!/usr/bin/env bash
# run.sh [--short] [uploads|memory|streams|streams=COUNT,COUNT|get|polls|scale|start]...: installs and builds what it needs, and measures this gateway beside what else one
# would take. Writes target/bench/report.md, target/bench/summary.md and plots. --short takes what is built already and only shows that all of it runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
log=$PWD/target/bench/install.log
mkdir -p target/bench
short=; for word in "$@"; do [ "$word" = --short ] && short=1; done

# Debian's packages, where they may be installed; a contender whose program is not there is left out.
root=; [ "$(id -u)" = 0 ] || root=$(command -v sudo || true)
need() { # need PACKAGE FILE... : installs the package when none of the files is there
  local package=$1 file
  shift
  for file; do [ -e "$file" ] && return; done
  if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || [ -n "$root" ]; }; then
    [ -n "${apt_updated:-}" ] || { $root apt-get update -q >>"$log" 2>&1; apt_updated=1; }
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -q --no-install-recommends "$package" >>"$log" 2>&1 && return
  fi
  echo "not there, and not installed: $package (see $log)" >&2
}
program() { command -v "$1" || echo "/usr/sbin/$1"; }
need nginx "$(program nginx)"
need libnginx-mod-nchan /usr/lib/nginx/modules/ngx_nchan_module.so /usr/lib64/nginx/modules/ngx_nchan_module.so
need redis-server "$(program redis-server)"
need nodejs "$(program node)"
need npm "$(program npm)"
# Java needs a font for the plots.
need fontconfig "$(program fc-list)"
need fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf /usr/share/fonts/TTF/DejaVuSans.ttf /usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf
command -v redis-server >/dev/null || { echo "redis-server is needed" >&2; exit 1; }

# built RESULT SOURCE: whether what is built is newer than all of its source
built() { [ -e "$1" ] && [ -z "$(find "$2" -type f -newer "$1" -print -quit)" ]; }
contenders=src/bench/contenders
for jar in spring-cloud-gateway/gateway.jar file-upload/quarkus-app/quarkus-run.jar; do
  name=${jar%%/*}
  built "target/bench/$jar" "$contenders/$name" || { ./mvnw -B -q -ntp -f "$contenders/$name" package && touch "target/bench/$jar"; }
done
if command -v npm >/dev/null && ! built target/bench/node/node_modules "$contenders/node"; then
  mkdir -p target/bench/node && cp "$contenders"/node/* target/bench/node/
  (cd target/bench/node && npm install --no-audit --no-fund --silent && touch node_modules)
fi

jar=target/quarkus-app/quarkus-run.jar
if [ -z "$short" ] && [ -z "${BENCH_BUILT:-}" ]; then
  rm -rf target/aot # it fits only the jar that it was made from
  ./mvnw -B -q -ntp package -DskipTests
  [ -z "${GRAALVM_HOME:-}" ] || ./mvnw -B -q -ntp package -DskipTests -Dnative
elif [ ! -e "$jar" ]; then
  ./mvnw -B -q -ntp package -DskipTests
fi
./mvnw -B -q -ntp -Pbench test-compile dependency:build-classpath@bench-classpath

ulimit -n "$(ulimit -Hn)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
# The requests are outside the heap.
exec "$java" -Xmx1g -XX:MaxDirectMemorySize=1g -XX:+UseParallelGC -Djava.awt.headless=true -Djar.path="$PWD/$jar" \
  -cp "$PWD/target/bench/test-classes:$PWD/target/bench/classes:$(cat target/bench/classpath)" io.kairosgateway.bench.race.Race "$@"
