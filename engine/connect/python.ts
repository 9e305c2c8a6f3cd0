/** `python:` — a class or a file of functions in a shape that courses teach, judged with no adapter code by its author. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EngineUnavailable } from "../../spec/answer.ts";
import { connectProcess, type ProcessEngine } from "./command.ts";
import { hostFile } from "./hosts.ts";
import { readConfig } from "./python-config.ts";
import { readPythonSpec } from "./python-options.ts";
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

/**
 * `file.py:Class`, `file.py:function`, or `file.py` alone, and behind it `--shape` and `--layout` where they cannot be seen. The interpreter is
 * $BACKPROOF_PYTHON, or python3. Throws EngineUnavailable, or UnknownEngine for what the user has said wrongly.
 */
export async function connectPython(spec: string, options: ConnectOptions): Promise<ProcessEngine> {
  const read = readPythonSpec(spec);
  if (!read) throw new EngineUnavailable(`"${spec}" is not of the form file.py:Class`);
  const { path, name, said } = read;
  const file = resolve(options.cwd ?? ".", path);
  if (!existsSync(file)) throw new EngineUnavailable(`there is no file ${path}`);
  const words = Object.entries({ ...readConfig(dirname(file)), ...said }).map(
    ([key, word]) => `${key}=${word}`,
  );
  const interpreter = options.env?.BACKPROOF_PYTHON ?? process.env.BACKPROOF_PYTHON ?? "python3";
  try {
    const argv = [interpreter, hostFile("python_host.py"), file, name, ...words];
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
