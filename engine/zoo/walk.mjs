/**
 * Questions of every kind as one program over an engine's own operations, as in walk.py: what the engines in JavaScript share. No derivative is
 * written here.
 *
 * An engine has `name`, `version`, `dtype`, and
 *
 *     tensor(x)                    its own tensor, from a number or from { shape, data }; its own as they are
 *     plain(x)                     { shape, data } of a tensor of its own
 *     linear(x, W, b)              x Wᵀ + b; samples are rows
 *     ops, activations, losses     its functions by the names of the question; a loss is the sum of its terms
 *     sweep(program, names)        (leaves, seed) → [values, gradients of Σ ⟨seed, value⟩ by name]; program(leaves, mark) gives the values, and takes
 *                                  mark(name, value) for each that is no leaf
 *     repeated(swept)              the same for many steps of one shape; may be absent
 */
import { serve, tensor, Unsupported } from "./backproof.mjs";
import { readFormula } from "./formula.mjs";

export { Unsupported };

const classes = ["cross_entropy", "softmax_cross_entropy"];

function divisor({ name, reduction }, { shape }) {
  if (reduction === "sum") return 1;
  if (reduction === "mean") return shape.reduce((size, k) => size * k, 1);
  return classes.includes(name) && shape.length === 1 ? 1 : shape[0];
}

/** Entries of `parts`, each after those that it needs: a question's stand in any order. */
function inOrder(parts, needs) {
  const sorted = new Map();
  const visit = (name) => {
    if (!parts.has(name) || sorted.has(name)) return;
    for (const other of needs(parts.get(name))) visit(other);
    sorted.set(name, parts.get(name));
  };
  for (const name of parts.keys()) visit(name);
  return [...sorted];
}

const byName = (list, nameOf) => new Map(list.map((one) => [nameOf(one), one]));

const programs = {
  graph(engine, { nodes, inputs, seed }) {
    const sorted = inOrder(
      byName(nodes, ({ out }) => out),
      (node) => node.in,
    );
    const program = (leaves, mark) => {
      const values = { ...leaves };
      for (const [name, node] of sorted) {
        const operands = node.in.map((operand) => values[operand]);
        values[name] = mark(name, engine.ops[node.op](...operands, node.attributes ?? {}));
      }
      return values;
    };
    return { program, leaves: inputs, seed };
  },
  expression(engine, { expression, where, at }) {
    const last = readFormula(expression);
    const lines = inOrder(
      byName([...where.map(readFormula), last], ({ name }) => name),
      ({ words }) => words,
    );
    const op = (name, operands) => {
      if (!engine.ops[name]) throw new Unsupported(`op:${name}`);
      return engine.ops[name](...operands.map(name === "pow" ? (x) => x : engine.tensor), {});
    };
    const program = (leaves, mark) => {
      const values = { ...leaves };
      for (const [name, line] of lines) values[name] = mark(name, engine.tensor(line.evaluate(op, values)));
      return values;
    };
    return { program, leaves: at, seed: { [last.name]: 1 } };
  },
  loss(engine, { loss, p, target }) {
    const program = (leaves) => ({ ...leaves, L: lossOf(engine, loss, leaves.p, leaves.t) });
    return { program, leaves: { p, t: target }, seed: { L: 1 } };
  },
  network(engine, { layers, loss, report, x, target }) {
    const program = (leaves, mark) => {
      const values = { ...leaves };
      let a = leaves.x;
      layers.forEach(({ activation, alpha }, i) => {
        const k = i + 1;
        const z = mark(`z${k}`, engine.linear(a, leaves[`W${k}`], leaves[`b${k}`]));
        a = mark(`a${k}`, engine.activations[activation](z, alpha));
        Object.assign(values, { [`z${k}`]: z, [`a${k}`]: a });
      });
      values.L = lossOf(engine, loss, a, leaves.t);
      if (loss.l2) values.L = withPenalty(engine, values.L, loss.l2, leaves, layers.length);
      if (report) values.R = lossOf(engine, report, a, leaves.t);
      return values;
    };
    const leaves = { x, t: target };
    layers.forEach(({ W, b }, i) => {
      Object.assign(leaves, { [`W${i + 1}`]: W, [`b${i + 1}`]: b });
    });
    return { program, leaves, seed: { L: 1 } };
  },
};
programs.training = programs.network;

function lossOf({ ops, losses, tensor }, loss, p, t) {
  if (loss.clip !== undefined && !ops.clip) throw new Unsupported("a loss that clips");
  const clipped = loss.clip === undefined ? p : ops.clip(p, { min: loss.clip, max: 1 - loss.clip });
  const total = losses[loss.name](clipped, t, loss);
  const by = divisor(loss, p);
  return by === 1 ? total : ops.divide(total, tensor(by));
}

function withPenalty({ ops, tensor }, data, l2, leaves, layers) {
  let L = data;
  for (let k = 1; k <= layers; k++) {
    const square = ops.multiply(leaves[`W${k}`], leaves[`W${k}`]);
    L = ops.add(L, ops.multiply(tensor(l2 / 2), ops.sum(square, {})));
  }
  return L;
}

const mapped = (record, f) =>
  Object.fromEntries(Object.entries(record).map(([name, x]) => [name, f(x, name)]));

function answer(engine, question) {
  const { want, also, kind } = question;
  const { program, leaves, seed } = programs[kind](engine, question);
  const seeds = mapped(seed, engine.tensor);
  const names = [...want.gradients, ...also.gradients];
  if (kind === "training") return train(engine, question, { program, leaves, seeds, names });
  const [values, gradients] = engine.sweep(program, names)(mapped(leaves, engine.tensor), seeds);
  return { values: mapped(values, engine.plain), gradients: mapped(gradients, engine.plain) };
}

/** Full-batch gradient descent: N@k is N before update k. */
function train(engine, { want, also, steps, learningRate }, { program, leaves, seeds, names }) {
  const wanted = new Set([...want.values, ...also.values, ...names]);
  const parameters = Object.keys(leaves).filter((name) => /^[Wb]/.test(name));
  const nodes = [...new Set([...parameters, ...names.map((name) => name.split("@")[0])])];
  const swept = (engine.repeated ?? ((one) => one))(engine.sweep(program, nodes));
  const values = {};
  const gradients = {};
  let now = leaves;
  for (let step = 0; step <= steps; step++) {
    const [v, g] = swept(mapped(now, engine.tensor), seeds);
    for (const [all, kept] of [
      [v, values],
      [g, gradients],
    ])
      for (const name in all)
        if (wanted.has(`${name}@${step}`)) kept[`${name}@${step}`] = engine.plain(all[name]);
    const { subtract, multiply } = engine.ops;
    const moved = (name) => engine.plain(subtract(v[name], multiply(engine.tensor(learningRate), g[name])));
    now = { ...now, ...Object.fromEntries(parameters.map((name) => [name, moved(name)])) };
  }
  return { values, gradients };
}

/** `unasked`: operations of formulas alone, whose exponent is a number. */
export const serveEngine = (engine, unasked = []) =>
  serve({
    name: engine.name,
    version: engine.version,
    dtype: engine.dtype,
    samples: "rows",
    answers: Object.keys(programs),
    activations: Object.keys(engine.activations),
    losses: Object.keys(engine.losses),
    ops: Object.keys(engine.ops).filter((name) => !unasked.includes(name)),
    answer: (question) => answer(engine, question),
  });
export { tensor };
