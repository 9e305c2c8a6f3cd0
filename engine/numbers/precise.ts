/** Decimal numbers of as many digits as wanted (mathjs BigNumber): the slow system by which the fast ones are checked. Loads mathjs. */
import type { BigNumber } from "mathjs";
import type { Numbers, Order } from "../../spec/numbers.ts";
import { type Shape, showShape, sizeOf } from "../../spec/tensor.ts";
import { broadcastIndex, broadcastTo, sumTarget } from "./broadcast.ts";
import { decimals, elementaryFunctions, exactText } from "./decimal.ts";

export { exactText, toDoubleDouble } from "./decimal.ts";

export interface Precise {
  readonly shape: Shape;
  readonly entries: readonly BigNumber[];
}

export interface PreciseNumbers extends Numbers<Precise> {
  /** Entries from decimal text such as "-0.5" or "1e-3", of which every digit counts. Throws on any other text. */
  fromText(shape: Shape, text: readonly string[]): Precise;
  /** All digits of each entry; `fromText` reads them back. */
  toText(x: Precise): string[];
}

type Decimal = BigNumber;

const decimalText = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function build(digits: number): PreciseNumbers {
  const D = decimals(digits);
  const elementary = elementaryFunctions(D, digits);

  const zip = (a: Precise, b: Precise, f: (x: Decimal, y: Decimal) => Decimal): Precise => {
    const shape = broadcastTo(a.shape, b.shape);
    const i = broadcastIndex(a.shape, shape);
    const j = broadcastIndex(b.shape, shape);
    const entry = (_: unknown, k: number) => f(a.entries[i ? i[k] : k], b.entries[j ? j[k] : k]);
    return { shape, entries: Array.from({ length: sizeOf(shape) }, entry) };
  };
  const map = (x: Precise, f: (x: Decimal) => Decimal): Precise => ({
    shape: x.shape,
    entries: x.entries.map(f),
  });

  return {
    name: `${digits} digits`,
    from: ({ shape, data }) => ({ shape, entries: Array.from(data, (x) => new D(exactText(x))) }),
    fromText: (shape, text) => {
      if (text.length !== sizeOf(shape))
        throw new RangeError(`${text.length} numbers do not fill ${showShape(shape)}`);
      const entries = text.map((t) => {
        if (!decimalText.test(t)) throw new SyntaxError(`"${t}" is not a decimal number`);
        return new D(t);
      });
      return { shape, entries };
    },
    toText: (x) => x.entries.map((entry) => entry.toString()),
    shapeOf: (x) => x.shape,
    round: ({ shape, entries }) => ({ shape, data: Float64Array.from(entries, (x) => x.toNumber()) }),
    add: (a, b) => zip(a, b, (x, y) => x.plus(y)),
    subtract: (a, b) => zip(a, b, (x, y) => x.minus(y)),
    multiply: (a, b) => zip(a, b, (x, y) => x.times(y)),
    divide: (a, b) => zip(a, b, (x, y) => x.div(y)),
    negative: (x) => map(x, (entry) => entry.neg()),
    pow: (a, b) => zip(a, b, (x, y) => x.pow(y)),
    elementary: (name, x) => map(x, elementary[name]),
    matmul: (a, b) => {
      const [rows, inner] = a.shape;
      const columns = b.shape[1];
      const entry = (_: unknown, at: number): Decimal => {
        const j = at % columns;
        const start = ((at - j) / columns) * inner;
        let sum = new D(0);
        for (let k = 0; k < inner; k++) {
          const product = a.entries[start + k].times(b.entries[k * columns + j]);
          if (!product.isZero()) sum = sum.plus(product);
        }
        return sum;
      };
      return { shape: [rows, columns], entries: Array.from({ length: rows * columns }, entry) };
    },
    transpose,
    sum: (x, axes) => {
      const { shape, target } = sumTarget(x.shape, axes);
      const entries = Array.from({ length: sizeOf(shape) }, () => new D(0));
      for (let k = 0; k < target.length; k++) entries[target[k]] = entries[target[k]].plus(x.entries[k]);
      return { shape, entries };
    },
    reshape: (x, shape) => ({ shape, entries: x.entries }),
    broadcast: ({ shape: from, entries }, shape) => {
      const index = broadcastIndex(from, shape);
      return { shape, entries: index ? Array.from(index, (k) => entries[k]) : entries };
    },
    order,
    choose: ({ shape, sign }, { above, at, below }) => {
      const branches = [below, at, above];
      const positions = branches.map((branch) => broadcastIndex(branch.shape, shape));
      const entry = (s: number, k: number) => branches[s + 1].entries[positions[s + 1]?.[k] ?? k];
      return { shape, entries: Array.from(sign, entry) };
    },
    slack: (x) => x,
  };
}

function transpose({ shape, entries }: Precise): Precise {
  const rows = shape[shape.length - 2];
  const columns = shape[shape.length - 1];
  const entry = (_: unknown, k: number) => {
    const within = k % (rows * columns);
    return entries[k - within + (within % rows) * columns + Math.floor(within / rows)];
  };
  return { shape: [...shape.slice(0, -2), columns, rows], entries: entries.map(entry) };
}

/** A NaN is equal to everything, as no order holds. */
function order(a: Precise, b: Precise): Order {
  const shape = broadcastTo(a.shape, b.shape);
  const i = broadcastIndex(a.shape, shape);
  const j = broadcastIndex(b.shape, shape);
  const sign = new Int8Array(sizeOf(shape));
  for (let k = 0; k < sign.length; k++) sign[k] = a.entries[i ? i[k] : k].cmp(b.entries[j ? j[k] : k]) || 0;
  return { shape, sign };
}

const systems = new Map<number, PreciseNumbers>();

/** Decimal numbers whose operations round to `digits` significant digits; doubles and text enter with all the digits they have. */
export function precise(digits: number): PreciseNumbers {
  const known = systems.get(digits);
  if (known) return known;
  const system = build(digits);
  systems.set(digits, system);
  return system;
}
