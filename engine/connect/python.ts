/** `python:` — a class or a file of functions in the shape of the chapter, judged with no adapter code by its author. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { EngineUnavailable } from "../../spec/answer.ts";
import { connectProcess, type ProcessEngine } from "./command.ts";
import { hostFile } from "./hosts.ts";
import type { ConnectOptions } from "./session.ts";

/** One thread, no window, nothing written beside the author's file. */
const ENVIRONMENT = {
  MPLBACKEND: "Agg",
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONIOENCODING: "utf-8",
  PYTHONHASHSEED: "0",
};

/** `file.py:Class`, or `file.py` alone. The interpreter is $BACKPROOF_PYTHON, or python3. Throws EngineUnavailable. */
export async function connectPython(spec: string, options: ConnectOptions): Promise<ProcessEngine> {
  const [, path = "", name] = /^(.*?\.py)(?::(\w+))?$/.exec(spec) ?? [];
  if (!path) throw new EngineUnavailable(`"${spec}" is not of the form file.py:Class`);
  const file = resolve(options.cwd ?? ".", path);
  if (!existsSync(file)) throw new EngineUnavailable(`there is no file ${path}`);
  const interpreter = options.env?.BACKPROOF_PYTHON ?? process.env.BACKPROOF_PYTHON ?? "python3";
  try {
    const argv = [interpreter, hostFile("python_host.py"), file, ...(name ? [name] : [])];
    return await connectProcess(argv, {
      label: `python:${spec}`,
      ...options,
      env: { ...ENVIRONMENT, ...options.env },
    });
  } catch (problem) {
    if (!(problem instanceof EngineUnavailable) || !problem.message.includes("there is no command"))
      throw problem;
    throw new EngineUnavailable(
      `${problem.message}; set BACKPROOF_PYTHON to a Python 3 interpreter`,
      problem.detail,
    );
  }
}
