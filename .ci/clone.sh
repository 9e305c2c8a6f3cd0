#!/usr/bin/env bash
# The newcomer's minute: what is committed is enough, and the run leaves nothing behind that git would see.
set -euo pipefail
git clone --quiet "$CHECKOUT" "$WORK/clone"
cd "$WORK/clone"
npm ci
npm start
for file in index.html junit.xml results.jsonl; do [ -s "backproof-report/$file" ]; done
[ -z "$(git status --porcelain)" ] || { git status --porcelain; exit 1; }
