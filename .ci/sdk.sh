#!/usr/bin/env bash
# Every language: its example engine conforms, the wrong twin does not, and a newcomer comes from nothing to a verdict.
set -euo pipefail
cd "$CHECKOUT"
node engine/sdk/judge.mjs --backproof "node $CHECKOUT/dist/backproof.js" --work "$WORK/sdk"
