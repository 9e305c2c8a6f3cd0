#!/usr/bin/env bash
# Every language: its example engine conforms, with a bug planted it does not, and a newcomer comes from nothing to a verdict.
set -euo pipefail
cd "$CHECKOUT"
# two at a time; those that may have to ask apt-get one after another
printf '%s\n' c,cpp,java go,javascript,python,rust |
  xargs -P 2 -I NAMES node engine/sdk/judge.mjs --only NAMES --backproof "node $CHECKOUT/dist/backproof.js" --work "$WORK/sdk-NAMES"
[ "$(find engine/sdk -name language.json | wc -l)" -eq 7 ] || { echo "a language is in neither list"; exit 1; }
