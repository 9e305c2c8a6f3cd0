import { evaluate } from "../../spec/graph.ts";
import { lower } from "../../spec/lower/index.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { float64 } from "../numbers/float64.ts";
import { at, slopeAt } from "./activation.ts";
import { answered, ofNetworks, remembering, scaledGradients, sizesOf, withGradients } from "./memory.ts";
import { type Answered, type Mutant, map, type Named } from "./mutant.ts";
import { samplesOf } from "./places.ts";

export const stateMutants: readonly Mutant[] = [
  remembering(
    "gradients-accumulated-over-questions",
    [
      "adds the gradients of every question to those of the questions before",
      "∂L/∂W := Σ over all questions so far",
      "STATE-3",
      "start every backward pass from gradients of 0",
    ],
    () => {
      const total = new Map<string, Tensor>();
      return (_, right) =>
        withGradients(right, (g, name) => {
          const before = total.get(`${name} ${g.shape}`)?.data;
          const sum = map(g, (x, k) => x + (before?.[k] ?? 0));
          total.set(`${name} ${g.shape}`, sum);
          return sum;
        });
    },
  ),
  remembering(
    "samples-counted-over-questions",
    [
      "divides by all samples that it has ever seen: the count is not set back",
      "∂L/∂z = (p − t) / Σ m over all questions so far, not (p − t) / m",
      "STATE-3",
      "count the samples of each batch anew",
    ],
    () => {
      let seen = 0;
      return ofNetworks((question, right) => {
        seen += samplesOf(question);
        return question.loss.reduction === "sum" ? right : scaledGradients(right, samplesOf(question) / seen);
      });
    },
  ),
  remembering(
    "batch-size-of-the-question-before",
    [
      "divides by the number of samples of the question before: it takes note of a batch's size only when it has gone back",
      "∂L/∂z = (p − t) / m of the question before, not (p − t) / m",
      "STATE-1",
      "take the number of samples from the batch at hand",
    ],
    () => {
      let before: number | undefined;
      return ofNetworks((question, right) => {
        const samples = samplesOf(question);
        const divisor = before ?? samples;
        before = samples;
        return question.loss.reduction === "sum" ? right : scaledGradients(right, samples / divisor);
      });
    },
  ),
  remembering(
    "buffers-handed-out",
    [
      "hands out its own buffers, and overwrites them with the next question's gradients",
      "∂L/∂W of the question before := ∂L/∂W of this one",
      "STATE-7",
      "hand out copies",
    ],
    () => {
      const buffers = new Map<string, Tensor>();
      return (_, right) =>
        withGradients(right, (g, name) => {
          const key = `${name} ${g.shape}`;
          const buffer = buffers.get(key) ?? { shape: g.shape, data: new Float64Array(g.data.length) };
          buffer.data.set(g.data);
          buffers.set(key, buffer);
          return buffer;
        });
    },
  ),
  remembering(
    "first-answer-for-ever",
    [
      "answers every network with the numbers of the first one that it was asked",
      "answer(q) := answer(q₁)",
      "STATE-1",
      "compute anew for every question, or find kept answers by all that they depend on",
    ],
    () => {
      let first: Answered | undefined;
      return ofNetworks((_, right) => {
        first ??= right;
        return first;
      });
    },
  ),
  remembering(
    "answers-kept-by-sizes",
    [
      "keeps answers by the sizes of a network: another one of the same sizes gets the first one's",
      "answer(q) := answer(q₁) where the sizes are the same",
      "STATE-4",
      "build every network anew, or find it by its numbers too",
    ],
    () => {
      const kept = new Map<string, Answered>();
      return ofNetworks((question, right) => {
        const answer = kept.get(sizesOf(question)) ?? right;
        kept.set(sizesOf(question), answer);
        return answer;
      });
    },
  ),
  remembering(
    "pre-activations-of-the-question-before",
    [
      "takes σ′ at pre-activations that it has kept from the question before, where the sizes are the same",
      "∂L/∂z = ∂L/∂a ⊙ σ′(z of the question before), not ∂L/∂a ⊙ σ′(z)",
      "STATE-1",
      "store z anew in every forward pass",
    ],
    () => {
      const kept = new Map<string, Named>();
      return ofNetworks((question) => {
        const before = kept.get(sizesOf(question));
        kept.set(sizesOf(question), evaluate(lower(question), float64));
        const stale = at("everywhere", (own, node) =>
          slopeAt(own, node, ({ operands: [z] }) => before?.get(node.in[0]) ?? z),
        );
        return answered(question, (graph, q) => stale(graph, q) ?? {});
      });
    },
  ),
  remembering(
    "answers-one-question-late",
    [
      "hands out the gradients of the question before, where the sizes are the same: it goes back after it has answered",
      "∂L/∂W := ∂L/∂W of the question before",
      "STATE-1",
      "go back first, then hand out",
    ],
    () => {
      const kept = new Map<string, Answered["gradients"]>();
      return ofNetworks((question, right) => {
        const gradients = kept.get(sizesOf(question)) ?? right.gradients;
        kept.set(sizesOf(question), right.gradients);
        return { ...right, gradients };
      });
    },
  ),
];
