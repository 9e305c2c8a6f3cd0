/** What others take for the same network, where their Python is installed. One thread each. */
import { fileURLToPath } from "node:url";
import { classifier } from "./classifier.ts";
import { float64Time, gradientSum } from "./numerics.ts";
import { reasonOf, timed } from "./processes.ts";
import type { Failed, Line, Row, Skipped } from "./table.ts";

interface Theirs {
  readonly ms: number;
  readonly sum: number;
  readonly version: string;
}
const env = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
const limitMs = 120_000;

/** What the script measured; throws where it fails, takes too long, or finds another Σ|∂L/∂W1| than ours: it computes something else. */
function measuredBy(script: string, args: readonly string[], sum: number): Theirs {
  const python = process.env.BACKPROOF_PYTHON ?? "python3";
  const file = fileURLToPath(new URL(script, import.meta.url));
  const theirs = JSON.parse(timed(python, [file, ...args], { env, limitMs }).stdout) as Theirs;
  if (!(Math.abs(theirs.sum / sum - 1) < 1e-9))
    throw new Error(`it computes something else: Σ|∂L/∂W1| is ${theirs.sum}, ours ${sum}`);
  return theirs;
}

/** Skipped with how to install it, where it is Python or the module that is missing. */
export function withoutTime(what: string, error: unknown, module: string): Skipped | Failed {
  const reason = reasonOf(error);
  if (!/No module named|ENOENT/.test(reason)) return { what, failed: reason };
  const debian = `apt-get install --no-install-recommends python3-${module}`;
  return {
    what,
    skipped: `${reason} (pip install ${module}, or Debian's: ${debian}; BACKPROOF_PYTHON names the Python that has it: /usr/bin/python3)`,
  };
}

export async function besideNumPy(): Promise<Line[]> {
  const sizes = [784, 128, 64, 10];
  const own = await float64Time(sizes, 64);
  const row: Row = { what: "float64 gradient of 784-128-64-10, batch 64", measured: own.ms, unit: "ms" };
  const what = "  to NumPy on one thread";
  try {
    const { ms, version } = measuredBy("numpy_gradient.py", [sizes.join("-"), "64"], own.sum);
    return [row, { what, measured: own.ms / ms, unit: "×", from: `NumPy ${version}: ${ms.toFixed(2)} ms` }];
  } catch (error) {
    return [row, withoutTime(what, error, "numpy")];
  }
}

const modes = {
  slow: "every entry by differences, rtol 1e-3",
  fast: "one random direction of each tensor, rtol 1e-3",
};

/** PyTorch's own gradient check, of its own gradient. */
export function besideTorch(sizes: readonly number[], samples: number): Line[] {
  const sum = gradientSum(classifier(sizes, samples));
  return (["slow", "fast"] as const).map((mode) => {
    const what = `  torch.autograd.gradcheck, ${mode}`;
    try {
      const args = [sizes.join("-"), String(samples), mode];
      const { ms, version } = measuredBy("torch_gradcheck.py", args, sum);
      return { what, measured: ms, unit: "ms", from: `PyTorch ${version}: ${modes[mode]}` };
    } catch (error) {
      return withoutTime(what, error, "torch");
    }
  });
}
