/** Is it a line of `results.jsonl`? A file that comes from disk is foreign: it is checked before a format relies on it. */
import { VERDICTS } from "./verdicts.ts";

/** Says where a value is not as it should be, `quantities[2].entries: is missing`; undefined when it is right. */
type Check = (value: unknown, path: string) => string | undefined;

const says = (what: string, ok: (value: unknown) => boolean): Check => {
  return (value, path) => {
    if (ok(value)) return undefined;
    return value === undefined ? `${path} is missing` : `${path} is not ${what}`;
  };
};
const text = says("text", (v) => typeof v === "string");
const number = says("a number", (v) => typeof v === "number");
const truth = says("true or false", (v) => typeof v === "boolean");
const orNull = says("a number or null", (v) => v === null || typeof v === "number");
const cell = says('a number, "NaN", "Infinity", "-Infinity" or "-0"', (v) => {
  return typeof v === "number" || v === "NaN" || v === "Infinity" || v === "-Infinity" || v === "-0";
});
const oneOf = (...words: readonly string[]) =>
  says(`one of ${words.join(", ")}`, (v) => words.includes(v as string));
const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return value === undefined ? `${path} is missing` : `${path} is not a list`;
    for (const [i, item] of value.entries()) {
      const wrong = check(item, `${path}[${i}]`);
      if (wrong) return wrong;
    }
    return undefined;
  };
}

const someOf =
  (check: Check): Check =>
  (value, path) =>
    list(check)(value, path) ?? ((value as readonly unknown[]).length === 0 ? `${path} is empty` : undefined);

function object(fields: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return value === undefined ? `${path} is missing` : `${path} is not an object`;
    }
    for (const [key, check] of Object.entries(fields)) {
      const wrong = check((value as Record<string, unknown>)[key], path ? `${path}.${key}` : key);
      if (wrong) return wrong;
    }
    return undefined;
  };
}

const entry = object({
  index: list(number),
  engine: cell,
  truth: text,
  bound: cell,
  digits: orNull,
  ok: truth,
  printed: optional(text),
  certified: optional(text),
});
const quantity = object({
  name: text,
  kind: oneOf("value", "gradient"),
  label: text,
  shape: list(number),
  status: oneOf("right", "imprecise", "wrong", "suspect", "undecided", "unavailable"),
  because: optional(text),
  entries: list(entry),
  compared: number,
  wrong: number,
  digits: orNull,
});
const opinions = {
  agrees: object({ oracle: text, method: text, entries: number, error: cell }),
  disagrees: object({ oracle: text, method: text, at: text }),
  abstains: object({ oracle: text, method: text, because: text }),
} as const;
const opinion: Check = (value, path) => {
  const kinds = Object.keys(opinions);
  const wrong = object({ kind: oneOf(...kinds) })(value, path);
  return wrong ?? opinions[(value as { kind: keyof typeof opinions }).kind](value, path);
};

const bug = object({ name: text, story: text, formula: text, clause: text, mend: text });
const suspect = object({ bugs: someOf(bug), explains: list(text), digits: orNull, evidence: text });

const LISTED = ["known", "flaky", "changed", "stale"] as const;

const share = object({ all: number, selected: number, conforming: number });
const standing = object({ profile: text, claimed: truth, required: share, optional: share });

/** By the `type` of a line; every field that a format reads. */
const LINES: Readonly<Record<string, Check>> = {
  header: object({
    format: oneOf("backproof-results"),
    tool: text,
    started: text,
    host: text,
    selected: number,
    engine: object({
      name: text,
      spec: text,
      dtype: text,
      version: optional(text),
      language: optional(text),
      notes: optional(list(text)),
    }),
  }),
  finding: object({
    id: text,
    title: text,
    clause: text,
    source: text,
    askedAs: optional(oneOf("network", "graph")),
    formula: list(text),
    verdict: oneOf(...Object.keys(VERDICTS)),
    summary: text,
    quantities: list(quantity),
    opinions: list(opinion),
    digits: orNull,
    firstWrong: optional(
      object({ label: text, name: text, kind: oneOf("value", "gradient"), orAt: list(text), before: text }),
    ),
    notes: list(text),
    replay: text,
    file: text,
    line: number,
    ms: number,
    points: number,
    known: optional(
      object({
        kind: oneOf(...LISTED),
        because: text,
        issue: optional(text),
        file: text,
        line: number,
        differs: optional(text),
      }),
    ),
  }),
  diagnosis: object({
    suspects: list(suspect),
    unexplained: list(text),
    startsAt: optional(text),
    nearest: list(object({ bug, distance: number })),
  }),
  complaint: object({
    about: optional(oneOf("known failures")),
    file: text,
    line: number,
    column: number,
    message: text,
    hint: optional(text),
    frame: text,
  }),
  footer: object({
    ended: text,
    ms: number,
    exit: number,
    end: oneOf("complete", "interrupted", "engine lost"),
    conformance: optional(object({ edition: optional(text), precision: text, standings: list(standing) })),
    counts: object(Object.fromEntries(Object.keys(VERDICTS).map((verdict) => [verdict, number]))),
    known: optional(object(Object.fromEntries(LISTED.map((kind) => [kind, number])))),
  }),
};

/** What is wrong with a line that was read, or undefined. */
export function problemOf(line: unknown): string | undefined {
  if (typeof line !== "object" || line === null) return "is not an object";
  const { type, version } = line as { type?: unknown; version?: unknown };
  const check = typeof type === "string" && Object.hasOwn(LINES, type) ? LINES[type] : undefined;
  if (!check) return `is neither ${Object.keys(LINES).join(", ")}: its type is ${JSON.stringify(type)}`;
  if (type === "header" && version !== 1)
    return `is of format version ${JSON.stringify(version)}, and this backproof reads version 1`;
  return check(line, "");
}
