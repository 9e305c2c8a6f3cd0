/**
 * Builds and judges the SDKs: `node engine/sdk/judge.mjs [--only python,c] [--work DIR] [--backproof COMMAND]`.
 * The folder is the table: each language is a folder with a `language.json` (see README.md), and four lines of verdicts:
 * its example must speak the wire and conform, the example with one bug must be caught, and its stub must be judged as a newcomer meets it.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { wireFaults } from "./wire.mjs";

/** What the issue asks: cases that a right example gets right, commands and own lines from nothing to the first verdict. */
const CONFORMING = 20;
const COMMANDS = 3;
const OWN_LINES = 15;
const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "../..");
const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    work: { type: "string", default: join(tmpdir(), "backproof-sdk") },
    backproof: {
      type: "string",
      default: `"${process.execPath}" --import "${import.meta.resolve("tsx")}" "${join(sources, "harness/cli/main.ts")}"`,
    },
  },
});

const work = options.work;
mkdirSync(join(work, "bin"), { recursive: true });
writeFileSync(join(work, "bin/backproof"), `#!/bin/sh\nexec ${options.backproof} "$@"\n`, { mode: 0o755 });
const env = { ...process.env, PATH: `${join(work, "bin")}${delimiter}${process.env.PATH}` };

/** Runs one line as a person would type it; answers with its exit code and what it wrote. */
function run(line, cwd) {
  const { status, signal, stdout, stderr } = spawnSync(line, {
    cwd,
    env,
    shell: true,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { exit: status ?? signal, text: `${stdout}${stderr}` };
}

/** What must succeed before anything can be judged. */
function must(line, cwd) {
  const { exit, text } = run(line, cwd);
  if (exit !== 0) throw new Error(`${line}\n    ended with ${exit}:\n${text.replace(/^/gm, "    ")}`);
}

/** What a run wrote first and last: who the engine says it is, how often each verdict fell, and what was shown of each profile. */
function resultsOf(file) {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : ["{}"];
  const [{ engine = {} }, { counts = {}, conformance }] = [lines[0], lines.at(-1)].map((line) =>
    JSON.parse(line),
  );
  return { engine, counts, standings: conformance?.standings ?? [] };
}

/** `network 42 of 42 required` */
const claimsOf = (standings) =>
  standings
    .filter(({ claimed }) => claimed)
    .map(({ profile, required }) => `${profile} ${required.conforming} of ${required.all} required`);

/** Whether each of these profiles was claimed, and all that it requires conforms. */
const holds = (standings, profiles = []) =>
  profiles.every((name) =>
    standings.some(
      ({ profile, claimed, required }) => profile === name && claimed && required.conforming === required.all,
    ),
  );

/** `45 conforms · 62 unsupported` */
const told = (counts) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(" · ") || "no verdict";

let failed = false;
function say(language, what, isFine, text) {
  failed ||= !isFine;
  process.stdout.write(`${isFine ? "✓" : "✗"} ${language.padEnd(11)}${what.padEnd(14)}${text}\n`);
}

/** The end of what a command wrote, where it went wrong. */
function show(text) {
  const lines = text.trimEnd().split("\n").slice(-40);
  process.stdout.write(lines.map((line) => `    ${line}\n`).join(""));
}

/** One engine over the whole suite. `isFine` says whether exit code, counts and standings are as they must be. */
function judge(language, what, command, cwd, isFine) {
  const began = performance.now();
  const out = join(cwd, `report-${what.replaceAll(" ", "-")}`);
  rmSync(out, { recursive: true, force: true });
  const { exit, text } = run(`backproof run "cmd:${command}" --out ${out} --quiet`, cwd);
  const { counts, standings } = resultsOf(join(out, "results.jsonl"));
  const fine = isFine(exit, counts, standings);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const bug = fine ? /\(([a-z-]+) · [A-Z]+-\d+\)/.exec(text)?.[1] : undefined;
  const more = [`exit ${exit}, ${seconds} s`, ...(bug ? [bug] : claimsOf(standings))];
  say(language, what, fine, `${told(counts)}   (${more.join("; ")})`);
  if (!fine) show(text);
}

const linesOf = (file) => readFileSync(file, "utf8").split("\n");

/** As a newcomer does: an empty folder, `backproof init`, then what it says. */
function fromNothing(language, { title, files, then, comment }, folder) {
  const stub = Object.values(files).find((file) => /(^|\/)stub\b/.test(file));
  const own = linesOf(join(folder, stub)).filter((l) => l.trim() !== "" && !l.trim().startsWith(comment));
  const empty = join(work, `${language}-from-nothing`);
  rmSync(empty, { recursive: true, force: true });
  mkdirSync(empty);
  const commands = [`backproof init ${language}`, ...then];
  const began = performance.now();
  let last = { exit: 0, text: "" };
  for (const line of commands) if (last.exit === 0) last = run(line, empty);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { engine, counts } = resultsOf(join(empty, "backproof-report/results.jsonl"));
  const fine =
    last.exit === 0 &&
    counts.conforms > 0 &&
    engine.profiles === undefined &&
    commands.length <= COMMANDS &&
    own.length <= OWN_LINES;
  const effort = `${commands.length} commands, ${own.length} own lines`;
  say(
    language,
    "from nothing",
    fine,
    `${told(counts)}   (${effort}, exit ${last.exit}, ${seconds} s; ${title})`,
  );
  if (!fine) show(last.text);
}

/** Makes the example its own wrong twin. */
function plant({ example, bug }, folder) {
  const parts = readFileSync(join(folder, example), "utf8").split(bug.from);
  if (parts.length !== 2)
    throw new Error(`${bug.from} stands ${parts.length - 1} times in ${example}, not once`);
  writeFileSync(join(folder, example), parts.join(bug.to));
}

function judgeLanguage(language) {
  const folder = join(work, language);
  cpSync(join(here, language), folder, { recursive: true });
  const entry = JSON.parse(readFileSync(join(folder, "language.json"), "utf8"));
  for (const { unless, run: install } of entry.install ?? [])
    if (run(unless, folder).exit !== 0) must(install, folder);
  const build = () => {
    for (const line of entry.build ?? []) must(line, folder);
  };
  build();
  const isGreen = ({ conforms, unsupported, ...others }) =>
    conforms >= CONFORMING && Object.values(others).every((count) => count === 0);
  const faults = wireFaults(entry.engine, folder, env, entry.profiles);
  say(
    language,
    "wire",
    faults.length === 0,
    faults.join("\n    ") || "numbers, errors and the end are as they should be",
  );
  judge(
    language,
    "example",
    entry.engine,
    folder,
    (exit, counts, standings) => exit === 0 && isGreen(counts) && holds(standings, entry.profiles),
  );
  plant(entry, folder);
  build();
  judge(language, "wrong twin", entry.engine, folder, (exit, { violates }) => exit === 1 && violates > 0);
  fromNothing(language, entry, folder);
}

const all = readdirSync(here).filter((name) => existsSync(join(here, name, "language.json")));
const only = options.only?.split(",");
const unknown = only?.filter((name) => !all.includes(name)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`no SDK is called ${unknown.join(", ")}; there are ${all.join(", ")}\n`);
  process.exit(2);
}
for (const language of only ?? all) {
  try {
    judgeLanguage(language);
  } catch (error) {
    say(language, "", false, error.message);
  }
}
process.exitCode = failed ? 1 : 0;
