#!/usr/bin/env bash
# publish.sh: puts the summary and two plots of the last run into the README, and what it says of scale into that page, between their marks.
set -euo pipefail
cd "$(dirname "$0")/../.."
summary=target/bench/summary.md
[ -s "$summary" ] || { echo "no summary: run src/bench/run.sh first" >&2; exit 1; }
! grep -q 'A short run' "$summary" || { echo "the last run was a short one, whose figures mean nothing" >&2; exit 1; }
for plot in uploads streams-wake-up; do
  cp "target/bench/$plot.png" "src/docs/bench-$plot.png"
done
put() { # put FIGURES PAGE [PLOTS] : in place of what is between the marks of the page
  awk -v figures="$1" -v plots="${3:-}" '
    /^<!-- figures/ { print; while ((getline line < figures) > 0) print line; if (plots != "") print "\n" plots; skipping = 1 }
    /^<!-- \/figures/ { skipping = 0 }
    !skipping' "$2" >target/bench/page.md
  cp target/bench/page.md "$2"
}
put "$summary" README.md \
  '![MB per second of uploads](src/docs/bench-uploads.png)\n![Time from a decision to its waiters](src/docs/bench-streams-wake-up.png)'
if [ -s target/bench/scale.md ] && ! grep -q 'A short run' target/bench/scale.md; then
  put target/bench/scale.md src/docs/scale.md
fi
