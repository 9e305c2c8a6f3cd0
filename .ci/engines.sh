#!/usr/bin/env bash
# reference is right, a right NumPy class is right, a wrong one is found out. Leaves the reports in $WORK/reports for the steps that read them.
set -euo pipefail
backproof=(node "$CHECKOUT/dist/backproof.js" run --quiet)

# judge NAME EXIT ENGINE [OPTION…]
judge() {
  local name=$1 due=$2 got=0
  shift 2
  "${backproof[@]}" "$@" --out "$WORK/reports/$name" || got=$?
  [ "$got" -eq "$due" ] || { echo "$name: exit $got, not $due"; return 1; }
  for file in index.html junit.xml results.jsonl; do [ -s "$WORK/reports/$name/$file" ]; done
}

cd "$CHECKOUT"
right=python:engine/examples/chapter_right.py
wrong=python:engine/examples/chapter_cross_entropy.py
judge reference 0 reference
judge right 0 "$right"
judge wrong 1 "$wrong"
node .ci/first-wrong.mjs "$WORK/reports/wrong/results.jsonl"
judge reference-portable 0 reference --junit-dialect portable
judge wrong-portable 1 "$wrong" --junit-dialect portable
