/** For tests: one command line in this process, and an engine of a few lines. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";
import { main } from "./program.ts";

export async function commandLine(...args: readonly string[]) {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  try {
    return { exit: await main(["node", "backproof", ...args]), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
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
