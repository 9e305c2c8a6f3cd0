#!/usr/bin/env bash
# The README's examples, as they stand there, in the folder where the packed package is installed: a newcomer who copies them.
set -euo pipefail
cd "$WORK/packed/user"
node "$CHECKOUT/.ci/readme.mjs" "$CHECKOUT/README.md" .
npx --no-install backproof run "cmd:python3 engine.py"
# wrong on purpose: the error is propagated without the slope
sed 's/\["W"\]), slope)/["W"]), cotangent)/' engine.py >wrong.py
wrong=0
npx --no-install backproof run "cmd:python3 wrong.py" || wrong=$?
[ "$wrong" -eq 1 ] || { echo "a wrong engine exits $wrong, not 1"; exit 1; }
npx --no-install backproof list --check --fixtures my-fixtures
npx --no-install backproof run --fixtures my-fixtures
node judge.mjs
