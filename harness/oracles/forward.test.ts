/** The tape and 64-digit duals share no derivative, and say the same of every operation, branch and shape. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded } from "../../engine/numbers/bounded/bounded.ts";
import { doubleDoubleProfile } from "../../engine/numbers/bounded/profile.ts";
import { exactly } from "../../engine/numbers/double-double/accuracy.ts";
import { float64 } from "../../engine/numbers/float64.ts";
import { precise } from "../../engine/numbers/precise.ts";
import { sweep } from "../../engine/reference/tape.ts";
import { vjps } from "../../engine/reference/vjps/index.ts";
import { type Conventions, type Rule, usualConventions } from "../../engine/reference/vjps/rule.ts";
import type { Graph, Node } from "../../spec/graph.ts";
import { checkGraph } from "../../spec/lower/graph.ts";
import { type Attributes, type OpName, opNames, ops } from "../../spec/ops/index.ts";
import { scalar, sizeOf, type Tensor, tensor } from "../../spec/tensor.ts";
import { forwardMode } from "./forward.ts";

const digits40 = precise(40);

/**
 * Where the tape in double-double is further from the duals than its own running error bound, or where that bound is no better than 25 digits
 * of the largest number in the gradient: in words, empty if nowhere.
 */
function disagreements(
  graph: Graph,
  ruleOf?: (node: Node) => Rule,
  names: readonly string[] = [...Object.keys(graph.inputs), ...graph.nodes.map(({ out }) => out)],
): string[] {
  const pass = sweep(graph, bounded([doubleDoubleProfile]), { wanted: names, ...(ruleOf && { ruleOf }) });
  const { gradients } = forwardMode(graph, digits40, names);
  return names.flatMap((name) => {
    const reverse = pass.gradients.get(name);
    const slopes = (gradients.get(name) ?? []).map(
      (slope) => slope?.entries[0] ?? digits40.from(scalar(0)).entries[0],
    );
    if (!reverse) return slopes.some((slope) => !slope.isZero()) ? [`${name} has no gradient`] : [];
    const own = reverse.errors[0];
    const largest = Math.max(...slopes.map((slope) => Math.abs(slope.toNumber())), 1e-30);
    return exactly(reverse.value).entries.flatMap((x, k) => {
      const error = x.minus(slopes[k]).abs();
      // 40 digits are themselves good to 1e-37 of the largest number that was added up
      const bound = (own?.[k] ?? 0) + 1e-36 * Math.max(1, largest);
      if (!error.lte(bound)) return [`${name}[${k}]: ${x} against ${slopes[k]}`];
      return bound <= 1e-25 * Math.max(1, largest) ? [] : [`${name}[${k}]: bound ${bound} of ${largest}`];
    });
  });
}

/** Numbers of a kind that an operation is defined on. */
const kinds = {
  any: fc.integer({ min: -3 * 2 ** 20, max: 3 * 2 ** 20 }).map((k) => (2 * k + 1) / 2 ** 21),
  positive: fc.integer({ min: 2 ** 16, max: 3 * 2 ** 20 }).map((k) => (2 * k + 1) / 2 ** 21),
  apartFrom0: fc
    .tuple(fc.integer({ min: 2 ** 18, max: 3 * 2 ** 20 }), fc.boolean())
    .map(([k, negative]) => ((negative ? -1 : 1) * (2 * k + 1)) / 2 ** 21),
  wide: fc.integer({ min: -40 * 2 ** 20, max: 40 * 2 ** 20 }).map((k) => (2 * k + 1) / 2 ** 21),
  wholePower: fc.constantFrom(-2, -1, 0, 1, 2, 3, 5),
};
type Kind = keyof typeof kinds;
interface Trial {
  readonly op: OpName;
  readonly shapes: readonly (readonly number[])[];
  readonly of?: readonly Kind[];
  readonly attributes?: Attributes;
  /** Operands that the result is differentiable in, where not in all. */
  readonly wanted?: readonly string[];
}

const broadcasts = [
  [[], []],
  [[3], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [3, 3],
    [3, 3],
  ],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 2, 3],
    [2, 1],
  ],
  [[], [2, 2]],
  [[1, 1], []],
] as const;
const binary = (op: OpName, of?: readonly Kind[]): Trial[] =>
  broadcasts.map((shapes) => ({ op, shapes, ...(of && { of }) }));
const unary = (op: OpName, of: Kind = "any", ...attributes: Attributes[]): Trial[] =>
  (attributes.length > 0 ? attributes : [{}]).flatMap((one) =>
    [[], [4], [2, 3], [3, 3]].map((shape) => ({ op, shapes: [shape], of: [of], attributes: one })),
  );
const shaped = (op: OpName, shape: readonly number[], ...attributes: Attributes[]): Trial[] =>
  attributes.map((one) => ({ op, shapes: [shape], attributes: one }));
const reductions: readonly Attributes[] = [
  {},
  { keepdims: 1 },
  { axes: 0 },
  { axes: -1 },
  { axes: [1] },
  { axes: [0, 2] },
  { axes: [-1, -3], keepdims: 1 },
  { axes: [0, 1, 2] },
];

const trials: Readonly<Record<OpName, readonly Trial[]>> = {
  add: binary("add"),
  subtract: binary("subtract"),
  multiply: binary("multiply"),
  divide: binary("divide", ["any", "apartFrom0"]),
  negative: unary("negative"),
  pow: [
    ...binary("pow", ["positive", "any"]),
    { op: "pow", shapes: [[5], [5]], of: ["apartFrom0", "wholePower"], wanted: ["x0"] },
  ],
  exp: unary("exp"),
  log: unary("log", "positive"),
  sqrt: unary("sqrt", "positive"),
  abs: unary("abs"),
  maximum: binary("maximum"),
  matmul: (
    [
      [1, 1, 1],
      [2, 3, 4],
      [3, 3, 3],
      [4, 1, 2],
      [1, 5, 1],
    ] as const
  ).map(([m, k, n]) => ({
    op: "matmul",
    shapes: [
      [m, k],
      [k, n],
    ],
  })),
  transpose: [
    [2, 3],
    [3, 3],
    [2, 3, 4],
    [1, 4],
  ].map((shape) => ({ op: "transpose", shapes: [shape] })),
  sum: shaped("sum", [2, 3, 2], ...reductions),
  mean: shaped("mean", [2, 3, 2], ...reductions),
  reshape: shaped("reshape", [2, 6], { shape: [12] }, { shape: [3, 4] }, { shape: [2, 2, 3] }),
  broadcast: [
    ...shaped("broadcast", [3], { shape: [3] }, { shape: [2, 3] }, { shape: [2, 2, 3] }),
    ...shaped("broadcast", [2, 1], { shape: [2, 3] }, { shape: [3, 2, 2] }),
  ],
  relu: unary("relu"),
  leaky_relu: unary("leaky_relu", "any", {}, { alpha: 0.3 }, { alpha: -0.5 }, { alpha: 2 }),
  elu: unary("elu", "any", {}, { alpha: 0.3 }, { alpha: 2 }),
  sigmoid: [...unary("sigmoid"), ...unary("sigmoid", "wide")],
  tanh: [...unary("tanh"), ...unary("tanh", "wide")],
  softplus: [...unary("softplus"), ...unary("softplus", "wide")],
  gelu: unary("gelu", "any", {}, { form: "erf" }, { form: "tanh" }),
  softmax: [
    ...shaped("softmax", [4], {}),
    ...shaped("softmax", [2, 3], { axis: 0 }, { axis: 1 }, { axis: -2 }),
    ...shaped("softmax", [3, 3], { axis: 0 }, {}),
    ...shaped("softmax", [2, 3, 2], { axis: 1 }),
  ],
  log_softmax: [
    ...shaped("log_softmax", [4], {}),
    ...shaped("log_softmax", [2, 3], { axis: 0 }, { axis: 1 }, { axis: -2 }),
    ...shaped("log_softmax", [3, 3], { axis: 0 }, {}),
    ...shaped("log_softmax", [2, 3, 2], { axis: 1 }),
  ],
  clip: unary("clip", "any", { min: -0.5, max: 1 }, { min: -2, max: -1 }),
};

const filledWith = (shape: readonly number[], kind: Kind): fc.Arbitrary<Tensor> =>
  fc
    .array(kinds[kind], { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((data) => tensor(shape, data));

/** One operation on random operands, under a random cotangent: never all ones, which hide a third of all bugs. */
function graphs({ op, shapes, of = [], attributes = {} }: Trial): fc.Arbitrary<Graph> {
  const full = { ...(ops[op] as { attributes?: Attributes }).attributes, ...attributes };
  const result = ops[op].shape(shapes, full);
  if ("problem" in result) throw new Error(result.problem);
  return fc
    .tuple(
      filledWith(result.shape, "apartFrom0"),
      ...shapes.map((shape, i) => filledWith(shape, of[i] ?? "any")),
    )
    .map(([seed, ...operands]) => ({
      inputs: Object.fromEntries(operands.map((x, i) => [`x${i}`, x])),
      nodes: [{ out: "y", op, in: operands.map((_, i) => `x${i}`), attributes }],
      seed: { y: seed },
    }));
}

const nameOf = ({ shapes, attributes = {} }: Trial): string =>
  `${shapes.map((shape) => `[${shape}]`).join(" ")} ${JSON.stringify(attributes)}`;

/** The rule with every cotangent too large by one part in 10²². */
const slightlyWrong = (rule: Rule): Rule =>
  rule.map((own) => (pass) => {
    const g = own(pass);
    return pass.n.add(g, pass.n.multiply(g, pass.n.from(scalar(1e-22))));
  });

describe.each(opNames)("the rule of %s", (op) => {
  test("is that of the duals, on all shapes, attributes and branches", () => {
    for (const trial of trials[op]) {
      const check = (graph: Graph): void => {
        expect(disagreements(graph, undefined, trial.wanted), nameOf(trial)).toEqual([]);
      };
      fc.assert(
        fc.property(
          graphs(trial).filter((graph) => !hasKink(graph)),
          check,
        ),
        { numRuns: 6 },
      );
    }
  });
  test("is told from one that is off by 1e-22", () => {
    const [, trial] = trials[op];
    const [graph] = fc.sample(graphs({ ...trial, of: trial.of ?? ["apartFrom0", "apartFrom0"] }), {
      seed: 7,
      numRuns: 1,
    });
    const wrong = disagreements(graph, (node) => slightlyWrong(vjps[node.op]));
    expect(wrong).not.toEqual([]);
  });
});

describe("a slope that is wrong altogether is told", () => {
  const graph = (op: OpName, x: number, attributes?: Attributes): Graph => ({
    inputs: { x: scalar(x) },
    nodes: [{ out: "y", op, in: ["x"], ...(attributes && { attributes }) }],
    seed: { y: scalar(1.5) },
  });
  const skipped: Rule = [({ g }) => g];
  const stopped: Rule = [({ n, g }) => n.subtract(g, g)];
  test.each([
    ["relu let through below 0", "relu", -1, skipped, undefined],
    ["relu stopped above 0", "relu", 1, stopped, undefined],
    ["clip let through outside", "clip", 2, skipped, { min: -1, max: 1 }],
    ["clip stopped inside", "clip", 0.5, stopped, { min: -1, max: 1 }],
  ] as const)("%s", (_, op, x, rule, attributes) => {
    expect(disagreements(graph(op, x, attributes))).toEqual([]);
    expect(disagreements(graph(op, x, attributes), () => rule)).not.toEqual([]);
  });
});

describe("at a kink the rule takes the slope of the convention", () => {
  const slope = (
    op: OpName,
    x: number,
    conventions: Partial<Conventions>,
    attributes?: Attributes,
  ): number => {
    const graph: Graph = {
      inputs: { x: scalar(x) },
      nodes: [{ out: "y", op, in: ["x"], ...(attributes && { attributes }) }],
      seed: { y: scalar(3) },
    };
    const { gradients } = sweep(graph, float64, { conventions: { ...usualConventions, ...conventions } });
    return (gradients.get("x") as Tensor).data[0] / 3;
  };
  test.each([
    ["relu", 0, { relu: 0.25 }, undefined, 0.25],
    ["relu", -0, { relu: 1 }, undefined, 1],
    ["relu", 1, { relu: 0.25 }, undefined, 1],
    ["relu", -1, { relu: 0.25 }, undefined, 0],
    ["abs", 0, { abs: -0.5 }, undefined, -0.5],
    ["abs", -2, { abs: 0.5 }, undefined, -1],
    ["leaky_relu", 0, { leaky: 0 }, { alpha: 0.25 }, 0.25],
    ["leaky_relu", 0, { leaky: 1 }, { alpha: 0.25 }, 1],
    ["leaky_relu", 0, { leaky: 0.5 }, { alpha: 0.5 }, 0.75],
    ["elu", 0, { leaky: 0 }, { alpha: 2 }, 2],
    ["elu", 0, { leaky: 1 }, { alpha: 2 }, 1],
    ["clip", 1, { clip: 0.25 }, { min: -1, max: 1 }, 0.25],
    ["clip", -1, { clip: 0.25 }, { min: -1, max: 1 }, 0.25],
    ["clip", 2, { clipped: 1 }, { min: -1, max: 1 }, 1],
    ["clip", -2, { clipped: 1 }, { min: -1, max: 1 }, 1],
    ["clip", 2, {}, { min: -1, max: 1 }, 0],
    ["clip", 0.5, { clipped: 1, clip: 0 }, { min: -1, max: 1 }, 1],
  ] as const)("%s at %d under %o", (op, x, conventions, attributes, due) => {
    expect(slope(op, x, conventions, attributes)).toBe(due);
  });
  test("a tie of maximum shares the cotangent out, and loses none of it", () => {
    const tie: Graph = {
      inputs: { a: scalar(2), b: scalar(2) },
      nodes: [{ out: "y", op: "maximum", in: ["a", "b"] }],
      seed: { y: scalar(3) },
    };
    const { gradients } = sweep(tie, float64, { conventions: { ...usualConventions, maximum: 0.25 } });
    expect(["a", "b"].map((name) => gradients.get(name)?.data[0])).toEqual([0.75, 2.25]);
  });
});

/** Ways in which a value is used more than once. */
const shared: Readonly<Record<string, readonly Node[]>> = {
  a·a: [{ out: "y", op: "multiply", in: ["a", "a"] }],
  "a + a": [{ out: "y", op: "add", in: ["a", "a"] }],
  "a^a": [{ out: "y", op: "pow", in: ["a", "a"] }],
  "a diamond": [
    { out: "u", op: "exp", in: ["a"] },
    { out: "v", op: "tanh", in: ["u"] },
    { out: "w", op: "multiply", in: ["u", "b"] },
    { out: "y", op: "multiply", in: ["v", "w"] },
  ],
  "an uneven diamond": [
    { out: "u", op: "multiply", in: ["a", "b"] },
    { out: "v", op: "sigmoid", in: ["u"] },
    { out: "w", op: "exp", in: ["v"] },
    { out: "y", op: "multiply", in: ["u", "w"] },
  ],
  "a deep diamond": [
    { out: "u1", op: "multiply", in: ["a", "a"] },
    { out: "u2", op: "multiply", in: ["u1", "b"] },
    { out: "u3", op: "add", in: ["u2", "u1"] },
    { out: "u4", op: "multiply", in: ["u3", "u2"] },
    { out: "u5", op: "add", in: ["u4", "u1"] },
    { out: "y", op: "multiply", in: ["u5", "u3"] },
  ],
  "two nodes of one value": [
    { out: "u", op: "exp", in: ["a"] },
    { out: "v", op: "exp", in: ["a"] },
    { out: "y", op: "multiply", in: ["u", "v"] },
  ],
};

describe("powers of 0 have the slopes that they have:", () => {
  const power = (a: readonly number[], b: number): Graph => ({
    inputs: { a: tensor([a.length], a), b: scalar(b) },
    nodes: [{ out: "y", op: "pow", in: ["a", "b"] }],
    seed: { y: tensor([a.length], [1.5, -2, 0.75].slice(0, a.length)) },
  });
  test.each([0, 1, 2, 3])("a^%d at 0", (b) => {
    const graph = power([0, 1.5, 0.25], b);
    // 0^b is 1 at b = 0 and 0 above: its slope there is −∞
    expect(disagreements(graph, undefined, b === 0 ? ["a"] : ["a", "b"])).toEqual([]);
    const { gradients } = sweep(graph, float64);
    expect(gradients.get("a")?.data[0]).toBe(b === 1 ? 1.5 : 0);
    expect(gradients.get("b")?.data[0]).not.toBeNaN();
  });
});

describe("what is used twice adds its cotangents up", () => {
  const graph = (nodes: readonly Node[]): Graph => ({
    inputs: { a: scalar(0.75), b: scalar(-1.25) },
    nodes,
    seed: { y: scalar(1.5) },
  });
  test.each(Object.entries(shared))("%s", (_, nodes) => {
    expect(disagreements(graph(nodes))).toEqual([]);
  });
  test.each(Object.entries(shared))(
    "and a rule that forgets its second operand is told: %s",
    (name, nodes) => {
      const forgets = (node: Node): Rule =>
        vjps[node.op].map((own, i) => (i === 0 ? own : (pass) => pass.n.subtract(own(pass), own(pass))));
      expect(disagreements(graph(nodes), forgets), name).not.toEqual([]);
    },
  );
  test("inputs of one value stay two inputs", () => {
    const { gradients } = sweep(
      {
        inputs: { a: scalar(3), b: scalar(3) },
        nodes: [{ out: "y", op: "divide", in: ["a", "b"] }],
        seed: { y: scalar(6) },
      },
      float64,
    );
    expect([gradients.get("a")?.data[0], gradients.get("b")?.data[0]]).toEqual([2, -2]);
  });
  test("in any graph: up to nine random nodes over three inputs", () => {
    const choices: readonly OpName[] = [
      "add",
      "subtract",
      "multiply",
      "tanh",
      "sigmoid",
      "softplus",
      "exp",
      "maximum",
      "relu",
    ];
    const node = fc.record({ op: fc.constantFrom(...choices), a: fc.nat(99), b: fc.nat(99) });
    const graph = fc
      .tuple(
        fc.array(node, { minLength: 1, maxLength: 9 }),
        fc.array(kinds.any, { minLength: 7, maxLength: 7 }),
      )
      .map(([drawn, [s, ...data]]): Graph => {
        const names = ["x", "y", "z"];
        const nodes = drawn.map(({ op, a, b }, i): Node => {
          const known = [...names];
          names.push(`n${i}`);
          // exp of a sum of exps overflows soon: tanh holds it back
          const own = op === "exp" && i > 2 ? "tanh" : op;
          return {
            out: `n${i}`,
            op: own,
            in: [known[a % known.length], known[b % known.length]].slice(0, ops[own].operands),
          };
        });
        const inputs = {
          x: tensor([2], data.slice(0, 2)),
          y: tensor([2], data.slice(2, 4)),
          z: tensor([2], data.slice(4)),
        };
        return { inputs, nodes, seed: { [`n${drawn.length - 1}`]: tensor([2], [s, 1]) } };
      })
      // a tie of maximum, and relu of an exact 0, have no derivative
      .filter(({ nodes }) => nodes.every(({ op, in: [a, b] }) => op !== "maximum" || a !== b))
      .filter((g) => !hasKink(g));
    fc.assert(
      fc.property(graph, (g) => {
        expect(checkGraph(g)).toEqual([]);
        expect(disagreements(g)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Whether a maximum ties or a relu stands at 0. */
function hasKink(graph: Graph): boolean {
  const { values } = sweep(graph, float64, { wanted: [] });
  const data = (name: string) => (values.get(name) as Tensor).data;
  return graph.nodes.some(({ op, in: [a, b] }) => {
    if (op === "relu") return data(a).some((x) => Math.abs(x) < 1e-12);
    if (graph.nodes.length === 1 && op === "maximum") return data(a).some((x) => data(b).includes(x));
    return op === "maximum" && data(a).some((x, k) => Math.abs(x - data(b)[k]) < 1e-12);
  });
}

describe("a long chain", () => {
  const chain = (length: number): Graph => ({
    inputs: { x0: scalar(1), c: scalar(1 + 2 ** -10) },
    nodes: Array.from({ length }, (_, i) => ({
      out: `x${i + 1}`,
      op: "multiply" as const,
      in: [`x${i}`, "c"],
    })),
    seed: { [`x${length}`]: scalar(1) },
  });
  test("of 3,000 nodes does not overflow the stack", () => {
    const { gradients } = sweep(chain(3000), float64);
    const c = 1 + 2 ** -10;
    expect(Math.abs((gradients.get("x0")?.data[0] as number) / c ** 3000 - 1)).toBeLessThan(3000 * 2 ** -52);
    expect(Math.abs((gradients.get("c")?.data[0] as number) / (3000 * c ** 2999) - 1)).toBeLessThan(
      6000 * 2 ** -52,
    );
  });
});
