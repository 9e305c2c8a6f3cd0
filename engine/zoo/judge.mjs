/**
 * Judges every engine of the zoo and holds each to its outcome in zoo.json:
 *
 *     engine/zoo/install.sh FOLDER
 *     node engine/zoo/judge.mjs FOLDER [--only jax,synaptic] [--backproof COMMAND] [--write]
 *
 * An outcome is every case that is neither right nor unsupported, by its id, the names of the bugs, the dialects in which the zoo's own cases are answered, and
 * the number of right cases, of which there may be more. Anything else is red. `--write` takes what was found for what is expected: read the difference.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "../..");
const table = join(here, "zoo.json");
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    write: { type: "boolean", default: false },
    backproof: { type: "string", default: `"${process.execPath}" "${join(sources, "dist/backproof.js")}"` },
  },
});
if (positionals.length !== 1) {
  console.error("usage: node engine/zoo/judge.mjs FOLDER [--only NAME,…] [--backproof COMMAND] [--write]");
  process.exit(2);
}
const folder = resolve(positionals[0]);
const zoo = JSON.parse(readFileSync(table, "utf8"));
const chosen = options.only?.split(",") ?? Object.keys(zoo);
const strangers = chosen.filter((name) => !zoo[name]);
if (strangers.length > 0) {
  console.error(
    `no such engine in the zoo: ${strangers.join(", ")}; there are ${Object.keys(zoo).join(", ")}`,
  );
  process.exit(2);
}

// the cases of the package, and some more on which libraries differ
const fixtures = join(folder, "fixtures");
rmSync(fixtures, { recursive: true, force: true });
cpSync(join(sources, "fixtures"), fixtures, { recursive: true });
cpSync(join(here, "fixtures"), join(fixtures, "zoo"), { recursive: true });
mkdirSync(join(folder, "reports"), { recursive: true });

/** Runs an engine; its lines of results, or what went wrong. */
function run(name) {
  const out = join(folder, "reports", name.replaceAll(" ", "-"));
  rmSync(out, { recursive: true, force: true });
  const cases = (zoo[name].cases ?? []).map((one) => ` --case '${one}'`).join("");
  const command = `${options.backproof} run "cmd:${zoo[name].command}" --quiet --fixtures "${fixtures}" --out "${out}" --timeout-scale 4${cases}`;
  return new Promise((done) => {
    const child = spawn(command, { cwd: folder, shell: true, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-4000);
    });
    child.on("close", (exit) => {
      try {
        const lines = readFileSync(join(out, "results.jsonl"), "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        if (lines.at(-1).end !== "complete") throw new Error(`ended early, exit ${exit}`);
        done({ lines });
      } catch (error) {
        done({ failed: `${error.message}\n${said}` });
      }
    });
  });
}

const sorted = (items) => [...new Set(items)].sort();

function outcomeOf(lines) {
  const findings = lines.filter(({ type }) => type === "finding");
  const of = (verdict) => findings.filter((one) => one.verdict === verdict);
  const notes = findings.flatMap(({ id, notes = [] }) => (id.startsWith("zoo/") ? notes : []));
  const wrong = ["violates", "imprecise", "inconclusive", "disputed", "errored"].flatMap((verdict) =>
    of(verdict).length > 0 ? [[verdict, sorted(of(verdict).map(({ id }) => id))]] : [],
  );
  const suspects = lines.find(({ type }) => type === "diagnosis")?.suspects ?? [];
  const bugs = suspects.map((suspect) => suspect.bugs.map(({ name }) => name).join(" or "));
  const dialects = notes.flatMap(
    (note) => /^(?:dialect|convention) ?:? ?(.*?)(?:: admissible)?$/.exec(note)?.[1] ?? [],
  );
  return {
    conforms: of("conforms").length,
    ...Object.fromEntries(wrong),
    ...(bugs.length > 0 ? { bugs: sorted(bugs) } : {}),
    dialects: sorted(dialects),
  };
}

/** What is not as expected, one line each. */
function differences(expected, found) {
  const keys = sorted([...Object.keys(expected), ...Object.keys(found)]);
  return keys.flatMap((key) => {
    if (key === "conforms")
      return found.conforms < expected.conforms
        ? [`conforms in ${found.conforms} cases, expected ${expected.conforms} or more`]
        : [];
    const [due, got] = [expected[key] ?? [], found[key] ?? []];
    return [
      ...got.filter((one) => !due.includes(one)).map((one) => `${key}: ${one} (new)`),
      ...due.filter((one) => !got.includes(one)).map((one) => `${key}: ${one} (no more)`),
    ];
  });
}

const failures = [];
async function judge(name) {
  const started = performance.now();
  const { lines, failed } = await run(name);
  const seconds = `${Math.round((performance.now() - started) / 1000)} s`;
  if (failed) {
    failures.push(name);
    console.log(`✗ ${name}: could not be judged: ${failed.replace(/\n/g, "\n    ")}`);
    return;
  }
  const { engine } = lines[0];
  const { counts } = lines.at(-1);
  const found = outcomeOf(lines);
  const said = Object.entries(counts).flatMap(([verdict, count]) =>
    count > 0 ? [`${count} ${verdict}`] : [],
  );
  const wrong = options.write ? [] : differences(zoo[name].outcome ?? {}, found);
  if (wrong.length > 0) failures.push(name);
  const bugs = found.bugs ? ` · found: ${found.bugs.join(", ")}` : "";
  console.log(
    `${wrong.length > 0 ? "✗" : "✓"} ${name} ${engine.version} ${engine.dtype}: ${said.join(", ")}${bugs} (${seconds})`,
  );
  for (const line of wrong) console.log(`    ${line}`);
  zoo[name].outcome = found;
}

// two at a time, the slowest first
const waiting = chosen.toSorted((a, b) => (zoo[b].slow ?? 0) - (zoo[a].slow ?? 0));
await Promise.all(
  [1, 2].map(async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) await judge(name);
  }),
);
if (options.write) writeFileSync(table, `${JSON.stringify(zoo, null, 2)}\n`);
const told = failures.length > 0 ? `not as expected: ${failures.join(", ")}` : "each as expected";
console.log(`zoo: ${chosen.length} engines judged, ${told}`);
process.exitCode = failures.length > 0 ? 1 : 0;
