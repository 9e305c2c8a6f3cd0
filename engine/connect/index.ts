/** From the name of an engine to the engine: one line a kind, each loaded only when it is meant. */
import type { Engine } from "../../spec/answer.ts";
import type { ConnectOptions } from "./session.ts";
import { UnknownEngine } from "./unknown.ts";

type Connector = (rest: string, options: ConnectOptions) => Promise<Engine>;
const CONNECTORS: Readonly<Record<string, Connector>> = {
  reference: async () => (await import("../reference/engine.ts")).referenceEngine(),
  "cmd:": async (rest, options) => (await import("./command.ts")).connectCommand(rest, options),
  "module:": async (rest, options) => (await import("./module.ts")).connectModule(rest, options),
  "python:": async (rest, options) => (await import("./python.ts")).connectPython(rest, options),
};

interface EngineName {
  readonly kind: string;
  /** What stands behind the colon. */
  readonly rest: string;
}

/** Throws UnknownEngine. */
export function readEngineName(spec: string): EngineName {
  const kind = Object.keys(CONNECTORS).find((name) =>
    name.endsWith(":") ? spec.startsWith(name) : spec === name,
  );
  if (!kind) {
    const forms = "reference, cmd:COMMAND, module:FILE#EXPORT, python:FILE.py:CLASS";
    throw new UnknownEngine(`there is no engine "${spec}"; did you mean ${meant(spec)}? (${forms})`);
  }
  const rest = spec.slice(kind.length).trim();
  if (kind in NEEDED && /^([#:]|$)/.test(rest)) {
    const [what, example] = NEEDED[kind]!;
    throw new UnknownEngine(`"${kind}" names no ${what}; write it as in "${kind}${example}"`);
  }
  return { kind, rest };
}

/** The engine of that name. Throws UnknownEngine, or EngineUnavailable if it cannot be started. */
export async function connect(spec: string, options: ConnectOptions): Promise<Engine> {
  const { kind, rest } = readEngineName(spec);
  return CONNECTORS[kind]!(rest, options);
}

/** What must stand behind the colon. */
const NEEDED: Readonly<Record<string, readonly [what: string, example: string]>> = {
  "cmd:": ["command", "python3 my_engine.py"],
  "module:": ["file", "./engine.ts#make"],
  "python:": ["file", "student.py:NeuralNetwork"],
};

/** What somebody who wrote this probably wanted: by the ending of a file, by a misspelt prefix, or a command. */
function meant(spec: string): string {
  const rest = spec.replace(/^[A-Za-z]{2,}:/, "");
  if (spec === "" || /^ref/i.test(spec)) return `"reference"`;
  if (/\.py(:\w+)?$/.test(rest) && !/\s/.test(rest))
    return `"python:${rest}${/\.py$/.test(rest) ? ":NeuralNetwork" : ""}"`;
  if (/\.[cm]?[jt]sx?(#\w+)?$/.test(rest) && !/\s/.test(rest)) return `"module:${rest}"`;
  return rest === ""
    ? `"${/^p/i.test(spec) ? "python:student.py:NeuralNetwork" : "cmd:python3 my_engine.py"}"`
    : `"cmd:${rest}"`;
}
