#!/usr/bin/env bash
# Refuses a change of models or scenarios that makes a claim worse, and says what it is in Markdown.
#
#   reports/ci/compare.sh BASE HEAD PLAN [COMMENT]
#
# BASE and HEAD are two checkouts, PLAN a plan below both, COMMENT the file for the comment
# (comparison.md). TRIAZ names the program when it is not on PATH. Exit code as of `triaz diff`.
set -euo pipefail
base=$1 head=$2 plan=$3 comment=${4:-comparison.md}
triaz=${TRIAZ:-triaz}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

for side in base head; do
    # A claim that is not as expected is for the comparison to tell, not a reason to stop.
    (cd "${!side}" && "$triaz" plan run "$plan" -o "$results/$side") || [[ $? == [14] ]]
done
code=0
"$triaz" diff "$results/base" "$results/head" -f md -o "$comment" || code=$?
cat "$comment"
exit "$code"
