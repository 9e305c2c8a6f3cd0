#!/usr/bin/env bash
# The kill matrix in every precision: each known bug is seen by a case, and nothing is said of an engine without one. A false guard is red.
set -euo pipefail
cd "$CHECKOUT"
export folder=$WORK/mutants
mkdir -p "$folder"

# matrix PRECISION: quiet, two at a time
matrix() {
  local got=0 started=$SECONDS
  node dist/backproof.js mutants --quiet --precision "$1" >"$folder/$1.txt" 2>&1 || got=$?
  cat "$folder/$1.txt"
  echo "$1: $((SECONDS - started)) s, exit $got"
  tail -n 1 "$folder/$1.txt" | grep -qE '^[0-9]+ mutants, [0-9]+ killed, ([0-9]+ suspected, )?[0-9]+ equivalent, [0-9]+ survives?$'
  return "$got"
}
export -f matrix
printf '%s\n' float64 float32 float16 float16-float32-sums bfloat16 bfloat16-float32-sums |
  xargs -P 2 -I PRECISION bash -euo pipefail -c 'matrix PRECISION'

# a case that is told to guard against a bug which it cannot show
mkdir -p "$folder/wrong/chapter"
sed 's/^guards: .*/guards: [relu-mask-forgotten]/' fixtures/chapter/mse.yaml >"$folder/wrong/chapter/mse.yaml"
got=0
node dist/backproof.js mutants --quiet --fixtures "$folder/wrong" >"$folder/said" 2>&1 || got=$?
cat "$folder/said"
[ "$got" -eq 1 ] || { echo "exit $got, not 1"; exit 1; }
grep -q 'chapter/mse guards against relu-mask-forgotten, which has no place there' "$folder/said"
