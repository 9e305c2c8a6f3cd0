/** For tests and campaigns: errors planted into a right gradient, each with what a finding must say of it. */
import type { Name } from "../../spec/graph.ts";
import type { Finding } from "../../spec/report.ts";
import { indexAt, type Tensor } from "../../spec/tensor.ts";
import type { Random } from "../campaign/random.ts";
import type { Fake } from "./fakes.ts";

type Gradients = Record<Name, Tensor>;
export interface Planted {
  wrong(gradients: Gradients): void;
  /** Whether the place is named exactly. */
  isTold(finding: Finding): boolean;
  /** One wrong entry: its tensor and how wrong it is. */
  readonly one?: { readonly tensor: Name; readonly error: number };
}
export interface Bug {
  readonly name: string;
  plant(fake: Fake, random: Random): Planted;
}

const largest = ({ problem: { start } }: Fake): Name =>
  Object.keys(start).reduce((a, b) => (start[b].data.length > start[a].data.length ? b : a));
const smallest = ({ problem: { start } }: Fake): Name =>
  Object.keys(start).reduce((a, b) => (start[b].data.length < start[a].data.length ? b : a));

const wrongPlaces = (finding: Finding): readonly string[] =>
  finding.quantities.flatMap(({ name, entries }) =>
    entries.filter(({ ok }) => !ok).map(({ index }) => `${name}[${index.join(", ")}]`),
  );

/** Entries of one tensor, each multiplied by `factor`. */
function entriesBug(name: string, count: number, factor: number): Bug {
  return {
    name,
    plant(fake, random) {
      const tensor = largest(fake);
      const { shape, data } = fake.problem.start[tensor];
      // an entry of typical size: one that is near 0 by chance has no relative error to be seen
      const right = fake.gradient(fake.problem.start)[tensor].data;
      const typical = Math.sqrt(right.reduce((sum, g) => sum + g * g, 0) / right.length);
      const chosen = new Set<number>();
      while (chosen.size < count) {
        const at = random.integer(0, data.length - 1);
        if (Math.abs(right[at]) > typical / 2) chosen.add(at);
      }
      const [only] = chosen;
      return {
        ...(count === 1 && { one: { tensor, error: Math.abs(right[only] * (factor - 1)) } }),
        wrong(gradients) {
          for (const at of chosen) gradients[tensor].data[at] *= factor;
        },
        isTold(finding) {
          const due = [...chosen].map((at) => `${tensor}[${indexAt(shape, at).join(", ")}]`);
          const told = wrongPlaces(finding);
          return told.length === due.length && due.every((place) => told.includes(place));
        },
      };
    },
  };
}

/** A tensor, or a row of it, multiplied by `factor`; `told` is what the finding must say of it. */
function blockBug(name: string, part: "row" | "tensor", factor: number, of: (fake: Fake) => Name): Bug {
  return {
    name,
    plant(fake) {
      const tensor = of(fake);
      const { shape, data } = fake.problem.start[tensor];
      const width = data.length / (shape[0] ?? 1);
      const [from, to] = part === "row" ? [3 * width, 4 * width] : [0, data.length];
      const place =
        part === "tensor" || data.length === 1 ? tensor : width > 1 ? `row 3 of ${tensor}` : `${tensor}[3]`;
      return {
        wrong(gradients) {
          for (let i = from; i < to; i++) gradients[tensor].data[i] *= factor;
        },
        isTold: ({ quantities }) =>
          quantities.every(({ name: other, status }) => (status === "wrong") === (other === tensor)) &&
          quantities.some(({ because }) => because?.startsWith(`wrong: ${place}`)),
      };
    },
  };
}

export const bugs: readonly Bug[] = [
  entriesBug("one entry × 2", 1, 2),
  entriesBug("one entry × 1.001", 1, 1.001),
  entriesBug("one entry × 1.00001", 1, 1.00001),
  entriesBug("five entries × 1.01", 5, 1.01),
  blockBug("one row zero", "row", 0, largest),
  blockBug("a tensor × 2", "tensor", 2, largest),
  blockBug("a small tensor negated", "tensor", -1, smallest),
  blockBug("a tensor zero", "tensor", 0, largest),
];
