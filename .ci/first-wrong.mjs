/** The wrong class starts to be wrong at the output's pre-activation, and one bug explains all that is wrong: read from its results. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
const wrong = lines.filter(({ verdict }) => verdict === "violates");
assert.ok(wrong.length > 0, "no case violates");
for (const { id, formula, firstWrong } of wrong) {
  // the last pre-activation that the formula names
  const last = formula.flatMap((line) => line.match(/^z\d+/) ?? []).at(-1);
  assert.equal(firstWrong?.kind, "gradient", id);
  assert.equal(firstWrong?.name, last, id);
  console.log(`${id}: starts at ${firstWrong.label}`);
}
const diagnosis = lines.find(({ type }) => type === "diagnosis");
assert.deepEqual(diagnosis?.unexplained, []);
const [{ bugs, explains, evidence }, ...others] = diagnosis.suspects;
assert.deepEqual(others, []);
assert.deepEqual(
  bugs.map(({ name }) => name),
  ["sigmoid-slope-on-top-of-cross-entropy"],
);
assert.deepEqual(explains.toSorted(), wrong.map(({ id }) => id).toSorted());
console.log(`${bugs[0].name}: ${evidence}`);
