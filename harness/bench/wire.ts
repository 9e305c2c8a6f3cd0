/** The wire, with a compiled engine and with one in JavaScript, and what many questions cost the harness in memory. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { reasonOf, timed } from "./processes.ts";
import type { Line } from "./table.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const node = process.execPath;
const javascript = `"${node}" "${here("../../engine/sdk/javascript/stub.mjs")}"`;

/** The stub of the C SDK; undefined where there is no compiler, or no cJSON. */
function compiled(folder: string): string | undefined {
  const engine = join(folder, "stub");
  const { status } = spawnSync("cc", [
    "-O2",
    here("../../engine/sdk/c/stub.c"),
    "-o",
    engine,
    "-lcjson",
    "-lm",
  ]);
  return status === 0 ? `"${engine}"` : undefined;
}

/** From asking to tensors, and 10⁶ doubles there and back: medians. */
export function overTheWire(folder: string): Line[] {
  const engine = compiled(folder);
  if (!engine)
    return [{ what: "a small question, C", skipped: "needs cc and cJSON" }, ...of("JavaScript", javascript)];
  return [...of("C", engine, { small: 150, large: 250 }), ...of("JavaScript", javascript)];
}

function of(language: string, command: string, target: { small?: number; large?: number } = {}): Line[] {
  const what = `a small question, there and back, ${language}`;
  try {
    const { stdout } = timed(node, ["--import", "tsx", here("../../engine/sdk/speed.ts"), `cmd:${command}`]);
    const [, small, large] = /answered (\d+) µs.*doubles (\d+) ms/.exec(stdout) ?? [];
    return [
      { what, measured: Number(small), unit: "µs", target: target.small },
      { what: "  10⁶ doubles in base64", measured: Number(large), unit: "ms", target: target.large },
    ];
  } catch (error) {
    return [{ what, failed: reasonOf(error) }];
  }
}

/** As it is shipped: bundled. */
export async function manyQuestions(folder: string, count: number): Promise<Line[]> {
  await build({
    entryPoints: [here("memory-child.ts")],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    ...{
      bundle: true,
      splitting: true,
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    },
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  return (["ask", "run"] as const).map((way) => {
    const what = `peak memory over ${count} questions${way === "run" ? ", judged" : ""}`;
    try {
      const { stdout } = timed(node, [join(folder, "memory-child.mjs"), String(count), way, javascript]);
      const { ms, mebibytes } = JSON.parse(stdout) as { ms: number; mebibytes: number };
      const from = `${((1000 * ms) / count).toFixed(0)} µs a question`;
      return { what, measured: mebibytes, unit: "MiB", target: 300, from };
    } catch (error) {
      return { what, failed: reasonOf(error) };
    }
  });
}
