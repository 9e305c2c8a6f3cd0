/** For tests: one command line in this process, and an engine of a few lines. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { main } from "./program.ts";

/** What a command says on both streams, and its exit code. */
export async function said(command: () => number | Promise<number>) {
  const text = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((chunk) => {
      text[stream] += String(chunk);
      return true;
    }),
  );
  try {
    return { exit: await command(), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

export const commandLine = (...args: readonly string[]) => said(() => main(["node", "backproof", ...args]));

/** A signal as this process would get it, without the listeners that were there already: those of whoever runs the tests. */
export function signaller(signal: NodeJS.Signals): () => void {
  const others = process.listeners(signal);
  return () => {
    for (const listener of process.listeners(signal)) if (!others.includes(listener)) listener(signal);
  };
}

/** A JavaScript file with an engine that knows the mean and the sum of squared errors; every gradient comes out times `factor`. */
export function squares(folder: string, name: string, factor: number): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `export const make = () => ({
  describe: async () => ({ name: ${JSON.stringify(name)}, dtype: "float64", evaluates: false, answers: ["loss"] }),
  async ask({ loss, p, target }) {
    if (loss.name !== "mse" || loss.reduction === "batchmean") return { kind: "unsupported", what: "loss:" + loss.name };
    const n = loss.reduction === "mean" ? p.data.length : 1;
    const errors = [...p.data].map((x, k) => x - target.data[k]);
    const L = errors.reduce((sum, e) => sum + e * e, 0) / n;
    return { values: { L }, gradients: { p: { shape: p.shape, data: errors.map((e) => ${factor} * 2 * e / n) } } };
  },
});
`,
  );
  return `module:${file}#make`;
}
