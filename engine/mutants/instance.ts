/** Bugs of the network that an engine keeps from question to question: its parameters, its arrays, its settings. */
import type { Layer } from "../../spec/case.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { at } from "./activation.ts";
import { answered, inputsOf, isRefused, numbersOf, ofNetworks, remembering, sizesOf } from "./memory.ts";
import { type Mutant, map, rewriteNodes, skipped } from "./mutant.ts";

const rate = 0.1;
// W − η ∂L/∂W
const moved = (w: Tensor, gradient: Tensor | undefined): Tensor =>
  map(w, (x, k) => x - rate * (gradient?.data[k] ?? 0));

export const instanceMutants: readonly Mutant[] = [
  remembering(
    "parameters-moved-by-asking",
    [
      "moves its parameters whenever it is asked for gradients: the same question finds another network",
      "W ← W − η ∂L/∂W after every question",
      "STATE-2",
      "keep going back and stepping apart: asking for gradients changes nothing",
    ],
    () => {
      const networks = new Map<string, readonly Layer[]>();
      return ofNetworks((question) => {
        const key = numbersOf(question);
        const layers = networks.get(key) ?? question.layers;
        const answer = answered({ ...question, layers });
        const of = (letter: string, i: number) => answer.gradients[`${letter}${i + 1}`];
        networks.set(
          key,
          layers.map((layer, i) => ({
            ...layer,
            W: moved(layer.W, of("W", i)),
            b: moved(layer.b, of("b", i)),
          })),
        );
        return answer;
      });
    },
  ),
  remembering(
    "question-overwritten",
    [
      "writes into the arrays that it is given: parameters are moved where they stand",
      "W ← W − η ∂L/∂W in the caller's own array",
      "STATE-2",
      "copy what you change: W = W − …, not W −= …",
    ],
    () => (question, right) => {
      const inputs = isRefused(right) ? {} : inputsOf(question);
      for (const [name, x] of Object.entries(inputs)) {
        if (right.gradients[name]) x.data.set(moved(x, right.gradients[name]).data);
      }
      return right;
    },
  ),
  remembering(
    "biases-shared-by-all-networks",
    [
      "keeps biases on the class, not on the network: the network that was built last has overwritten all others'",
      "z = W a + b of the last network that was built, not W a + b",
      "STATE-4",
      "give every network its own arrays",
    ],
    () => {
      const built = new Set<string>();
      const shared = new Map<string, readonly Layer[]>();
      return ofNetworks((question) => {
        const [key, sizes] = [numbersOf(question), sizesOf(question)];
        if (!built.has(key)) shared.set(sizes, question.layers);
        built.add(key);
        const layers = question.layers.map((layer, i) => ({
          ...layer,
          b: shared.get(sizes)?.[i].b ?? layer.b,
        }));
        return answered({ ...question, layers });
      });
    },
  ),
  remembering(
    "confused-after-a-refusal",
    [
      "forgets its activations' derivatives when it meets an activation that it does not know, and goes on without them",
      "∂L/∂z = ∂L/∂a after a question that was refused, not ∂L/∂a ⊙ σ′(z)",
      "STATE-5",
      "check a question before anything is changed by it",
    ],
    () => {
      let confused = false;
      const forgotten = at("everywhere", skipped);
      return (question, right) => {
        confused ||= isRefused(right);
        return confused && question.kind === "network" && !isRefused(right)
          ? answered(question, (graph, q) => forgotten(graph, q) ?? {})
          : right;
      };
    },
  ),
  remembering(
    "dropout-left-on",
    [
      "drops other units of the first layer in every answer: dropout is left on",
      "a1 ⊙ mask / (1 − p), not a1",
      "STATE-1",
      "switch dropout off where nobody asked for it",
    ],
    () => {
      let count = 0;
      return ofNetworks((question) => {
        const turn = count++;
        const units = question.layers[0].b.data.length;
        const mask = {
          shape: [units, 1],
          data: Float64Array.from({ length: units }, (_, i) => ((i + turn) % 3 ? 1.5 : 0)),
        };
        return answered(question, (graph) => {
          const dropped = rewriteNodes(
            graph,
            ({ out }) => out === "a1",
            (node) => [
              { ...node, out: "a1/whole" },
              { out: "a1", op: "multiply", in: ["a1/whole", "a1/mask"] },
            ],
          )?.graph;
          return dropped && { graph: { ...dropped, inputs: { ...dropped.inputs, "a1/mask": mask } } };
        });
      });
    },
  ),
];
