#!/usr/bin/env bash
# The portable dialect in the schemas of Jenkins' xunit plugin and of Ant. They are not ours to commit: they stand in $SHARED.
set -euo pipefail
cd "$CHECKOUT"
schemas=("$SHARED/research/data/xsd/junit-10.xsd" "$SHARED/research/data/xsd/windyroad-junit.xsd")
for schema in "${schemas[@]}"; do
  [ -f "$schema" ] || { echo "there is no $schema: BACKPROOF_SHARED names the folder that holds research/data/xsd"; exit 1; }
done
for name in reference wrong; do
  node --import tsx reports/validate-xsd.ts "$WORK/reports/$name-portable/junit.xml" "${schemas[@]}"
done
# the schemas do tell: the extended dialect has what they forbid
if node --import tsx reports/validate-xsd.ts "$WORK/reports/wrong/junit.xml" "${schemas[@]}"; then
  echo "the schemas allow everything"
  exit 1
fi
