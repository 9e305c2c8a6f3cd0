#!/usr/bin/env bash
# Every number of the fixtures is proved; one wrong digit, in a certified or in a printed number, is found and named.
set -euo pipefail
backproof=(node "$CHECKOUT/dist/backproof.js")
cd "$CHECKOUT"
"${backproof[@]}" certify --quiet

# wrong FROM TO: chapter/mse with another digit must be refused
wrong() {
  local folder=$WORK/wrong-digit
  rm -rf "$folder" && mkdir -p "$folder/chapter"
  sed "s/$1/$2/" fixtures/chapter/mse.yaml >"$folder/chapter/mse.yaml"
  ! cmp -s fixtures/chapter/mse.yaml "$folder/chapter/mse.yaml" || { echo "nothing was changed by $1 → $2"; return 1; }
  local got=0
  "${backproof[@]}" certify --fixtures "$folder" >"$folder/said" 2>&1 || got=$?
  cat "$folder/said"
  [ "$got" -eq 1 ] || { echo "exit $got, not 1"; return 1; }
  grep -q "is written ${2#*: }" "$folder/said"
}
wrong 0.3333333333333333333333333333333333 0.3333333333333333333333333333333334
wrong 'L: 0.1000$' 'L: 0.1001'
