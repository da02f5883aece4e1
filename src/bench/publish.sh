#!/usr/bin/env bash
# publish.sh: puts the summary and two plots of the last run into the README, between its marks.
set -euo pipefail
cd "$(dirname "$0")/../.."
summary=target/bench/summary.md
[ -s "$summary" ] || { echo "no summary: run src/bench/run.sh first" >&2; exit 1; }
! grep -q 'A short run' "$summary" || { echo "the last run was a short one, whose figures mean nothing" >&2; exit 1; }
for plot in uploads streams-wake-up; do
  cp "target/bench/$plot.png" "src/docs/bench-$plot.png"
done
awk -v summary="$summary" '
  /^<!-- figures/ { print; while ((getline line < summary) > 0) print line
    print "\n![MB per second of uploads](src/docs/bench-uploads.png)\n![Time from a decision to its waiters](src/docs/bench-streams-wake-up.png)"; skipping = 1 }
  /^<!-- \/figures/ { skipping = 0 }
  !skipping' README.md >target/bench/README.md
cp target/bench/README.md README.md
