/** The wrong class starts to be wrong at the output's pre-activation, and by which bug: read from its results. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").trimEnd().split("\n");
const wrong = lines.map((line) => JSON.parse(line)).filter(({ verdict }) => verdict === "violates");
assert.ok(wrong.length > 0, "no case violates");
for (const { id, formula, firstWrong, diagnosis } of wrong) {
  // the last pre-activation that the formula names
  const last = formula.flatMap((line) => line.match(/^z\d+/) ?? []).at(-1);
  assert.equal(firstWrong?.kind, "gradient", id);
  assert.equal(firstWrong?.name, last, id);
  assert.equal(diagnosis?.name, "sigmoid-slope-on-top-of-cross-entropy", id);
  console.log(`${id}: starts at ${firstWrong.label}; ${diagnosis.name}`);
}
