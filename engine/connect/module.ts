/** `module:` — an engine that is a JavaScript or TypeScript file: it runs in a process of its own, behind the same wire as any other. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EngineUnavailable } from "../../spec/answer.ts";
import { connectProcess, type ProcessEngine } from "./command.ts";
import { hostFile } from "./hosts.ts";
import type { ConnectOptions } from "./session.ts";

/**
 * `./engine.ts#make`: the export is an engine, or a function that makes one (default: `make`, `engine` or the default export).
 * An engine has `ask(question)` and may have `describe` and `evaluate`, as in spec/answer.ts; answers may hold nested lists for tensors.
 * Throws EngineUnavailable.
 */
export async function connectModule(spec: string, options: ConnectOptions): Promise<ProcessEngine> {
  const [path = "", name] = spec.split("#");
  const file = resolve(options.cwd ?? ".", path);
  if (!existsSync(file)) throw new EngineUnavailable(`there is no file ${path}`);
  const target = name ? `${file}#${name}` : file;
  return connectProcess([process.execPath, hostFile("module_host.mjs"), target], {
    label: `module:${spec}`,
    ...options,
  });
}
