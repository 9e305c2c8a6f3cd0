#!/usr/bin/env bash
# What is published works where nothing else is: the command, its reports, the library with its types, an engine in TypeScript.
set -euo pipefail
cd "$CHECKOUT"
mkdir -p "$WORK/packed/user"
npm pack --pack-destination "$WORK/packed"
cd "$WORK/packed/user"
npm init -y >/dev/null
npm pkg set type=module
npm install ../backproof-*.tgz
[ "$(npx --no-install backproof --version)" = "$(node -p "require('$CHECKOUT/package.json').version")" ]
npx --no-install backproof run --quiet
for file in index.html junit.xml results.jsonl; do [ -s "backproof-report/$file" ]; done

cp "$CHECKOUT/.ci/packed/"*.ts .
npx --no-install backproof run module:./engine.ts --case chapter/mse,chapter/output-error
wrong=0
npx --no-install backproof run module:./engine.ts#wrong --case chapter/mse || wrong=$?
[ "$wrong" -eq 1 ] || { echo "a wrong engine in TypeScript exits $wrong, not 1"; exit 1; }
# the library: its declarations are checked, then it is run
npm install --no-save "typescript@$(node -p "require('$CHECKOUT/node_modules/typescript/package.json').version")" \
  "@types/node@$(node -p "require('$CHECKOUT/node_modules/@types/node/package.json').version")"
npx --no-install tsc --noEmit --strict --target es2023 --module nodenext --moduleResolution nodenext --types node library.ts
node --import tsx library.ts
