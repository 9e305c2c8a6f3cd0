/** The engine of a row, or of all answers: `node engine.mjs FOLDER [ROW]`. In the folder it remembers what it has done once. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { answers } from "./answers.mjs";
import { heavy } from "./heavy.mjs";
import { rows } from "./rows.mjs";

const [, , folder, name] = process.argv;
const row = [...rows, ...heavy].find((one) => one.name === name);
const say = (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`);
const hello = (id) =>
  say({ id, ok: true, protocol: 1, engine: { name: name ?? "answers" }, dtype: "float64" });

/** Whether this is the first time that any process of this engine asks. */
function once(what) {
  const file = join(folder, what);
  if (existsSync(file)) return false;
  writeFileSync(file, "");
  return true;
}

/** L = Σ (p − t)² / n */
function ask({ id, question: { p, target } }) {
  const apart = p.map((x, i) => x - target[i]);
  const L = apart.reduce((sum, d) => sum + d * d, 0) / p.length;
  say({ id, ok: true, values: { L }, gradients: { p: apart.map((d) => (2 * d) / p.length) } });
}

/** Questions that are to be spoilt say which of the answers is meant: p is 7 + its place, and all the others are below. */
function spoiler({ op, question }) {
  if (op !== "ask") return row?.[op];
  const place = question.p[0] - 7;
  return row && place >= 0 ? row.ask : answers[place]?.ask;
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  const { id, op } = message;
  const spoil = spoiler(message);
  if (spoil) spoil(id, { line, hello, once });
  else if (op === "hello") hello(id);
  else if (op === "ask") ask(message);
  else say({ id, ok: true, x: message.x });
  if (op === "bye") process.exit(0);
});
