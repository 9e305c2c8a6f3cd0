#!/usr/bin/env bash
# Real engines, each held to its known outcome: right ones conform, and the bugs of the others are found. BACKPROOF_ZOO keeps what is installed.
set -euo pipefail
cd "$CHECKOUT"
folder=${BACKPROOF_ZOO:-$WORK/zoo}
started=$SECONDS
engine/zoo/install.sh "$folder"
echo "installed in $((SECONDS - started)) s"
node engine/zoo/judge.mjs "$folder" --backproof "node $CHECKOUT/dist/backproof.js"
