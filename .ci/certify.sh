#!/usr/bin/env bash
# Every number of the fixtures is proved; one wrong digit, in a certified or in a printed number, is found and named.
set -euo pipefail
backproof=(node "$CHECKOUT/dist/backproof.js")
cd "$CHECKOUT"
"${backproof[@]}" certify --quiet

# wrong EXIT SAYS FROM TO: chapter/mse with another digit must be refused
wrong() {
  local due=$1 says=$2 folder=$WORK/wrong-digit
  rm -rf "$folder" && mkdir -p "$folder/chapter"
  sed "s/$3/$4/" fixtures/chapter/mse.yaml >"$folder/chapter/mse.yaml"
  ! cmp -s fixtures/chapter/mse.yaml "$folder/chapter/mse.yaml" || { echo "nothing was changed by $3 → $4"; return 1; }
  local got=0
  "${backproof[@]}" certify --fixtures "$folder" >"$folder/said" 2>&1 || got=$?
  cat "$folder/said"
  [ "$got" -eq "$due" ] || { echo "exit $got, not $due"; return 1; }
  grep -q "$says" "$folder/said"
}
wrong 1 'is written 0.3333333333333333333333333333333334' 0.3333333333333333333333333333333333 0.3333333333333333333333333333333334
wrong 6 'L is printed as 0.1001, but certified as 0.1' 'L: 0.1000$' 'L: 0.1001'
