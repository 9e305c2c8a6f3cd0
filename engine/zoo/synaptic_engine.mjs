/**
 * synaptic in the zoo: `activate` with one sample, `propagate` at a learning rate. It shows weights that have moved, and no gradient of a weight; the
 * error that a neuron holds is −∂L/∂z. It has no batches.
 */
import { readFileSync } from "node:fs";
import synaptic from "synaptic";
import { serve, Unsupported } from "./backproof.mjs";

const { Layer, Network, Neuron } = synaptic;
const squash = {
  identity: Neuron.squash.IDENTITY,
  relu: Neuron.squash.RELU,
  sigmoid: Neuron.squash.LOGISTIC,
  tanh: Neuron.squash.TANH,
};
/** Of `propagate`, where no other is given. */
const usualRate = 0.1;

/** Neurons by layer, with the question's weights; every neuron's inputs stand in the order of the layer before. */
function build(question) {
  const { layers, x, loss } = question;
  if (x.shape[1] !== 1) throw new Unsupported("more than one sample");
  if (loss.l2) throw new Unsupported("a penalty");
  const all = [new Layer(x.shape[0]), ...layers.map(({ b }) => new Layer(b.data.length))];
  layers.forEach(({ W, b, activation }, k) => {
    all[k].project(all[k + 1]);
    all[k + 1].list.forEach((neuron, i) => {
      neuron.bias = b.data[i];
      neuron.squash = squash[activation];
      Object.values(neuron.connections.inputs).forEach((connection, j) => {
        connection.weight = W.data[i * W.shape[1] + j];
      });
    });
  });
  const network = new Network({ input: all[0], hidden: all.slice(1, -1), output: all.at(-1) });
  network.setOptimize(false);
  return { network, layers: all.slice(1) };
}

const column = (neurons, f) => neurons.list.map((neuron) => [f(neuron)]);
const weights = ({ list }) =>
  list.map(({ connections }) => Object.values(connections.inputs).map(({ weight }) => weight));

/** What can be seen of every layer: before a step, and the errors after it. */
function states(layers) {
  return Object.fromEntries(
    layers.flatMap((layer, i) => [
      [`W${i + 1}`, weights(layer)],
      [`b${i + 1}`, layer.list.map(({ bias }) => bias)],
      [`z${i + 1}`, column(layer, ({ state }) => state)],
      [`a${i + 1}`, column(layer, ({ activation }) => activation)],
    ]),
  );
}
function slopes(layers) {
  return Object.fromEntries(
    layers.flatMap((layer, i) => [
      [`z${i + 1}`, column(layer, ({ error }) => -error.responsibility)],
      [`b${i + 1}`, layer.list.map(({ error }) => -error.responsibility)],
    ]),
  );
}

function answer(question) {
  const { kind, want, x, target, steps = 0, learningRate = usualRate } = question;
  const { network, layers } = build(question);
  const named = (record, step) =>
    Object.entries(record).map(([name, value]) => [kind === "training" ? `${name}@${step}` : name, value]);
  const values = {};
  const gradients = {};
  for (let step = 0; step <= steps; step++) {
    network.activate([...x.data]);
    Object.assign(values, Object.fromEntries(named(states(layers), step)));
    network.propagate(learningRate, [...target.data]);
    Object.assign(gradients, Object.fromEntries(named(slopes(layers), step)));
  }
  const hidden = [
    ...want.values.filter((name) => !(name in values)),
    ...want.gradients.filter((name) => !(name in gradients)),
  ];
  return {
    values,
    gradients,
    unavailable: Object.fromEntries(hidden.map((name) => [name, "synaptic does not show it"])),
  };
}

serve({
  name: "synaptic",
  version: JSON.parse(readFileSync(new URL("node_modules/synaptic/package.json", import.meta.url), "utf8"))
    .version,
  answers: ["network", "training"],
  activations: Object.keys(squash),
  losses: ["half_squared_error", "bce"],
  answer,
});
