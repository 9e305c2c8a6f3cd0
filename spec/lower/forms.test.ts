/** Another form of a case asks the same numbers under other names, or says why it cannot. */
import { describe, expect, test } from "vitest";
import type { Case, LossQuestion, Question } from "../case.ts";
import { fromNested, scalar, toNested } from "../tensor.ts";
import { type Form, otherForms } from "./forms.ts";
import { checkGraph } from "./graph.ts";

const want = { values: ["L"], gradients: ["p"] };
const caseOf = (question: Question, more: Partial<Case> = {}): Case => ({
  ...{ id: "a/b", title: "t", clause: "LOSS-1", source: {}, question, accepts: {}, literals: {} },
  ...{ guards: [], points: 1, file: "f", line: 1 },
  ...more,
});
const loss = (name: LossQuestion["loss"]["name"], p: LossQuestion["p"]): LossQuestion => ({
  kind: "loss",
  loss: { name, reduction: "batchmean" },
  ...{ p, target: p, want },
});
const formOf = (c: Case, as: Form["as"]): Form => {
  const form = otherForms(c).find((one) => one.as === as);
  if (!form) throw new Error(`no ${as}`);
  return form;
};
const inForm = (c: Case, as: Form["as"]): Case => {
  const form = formOf(c, as);
  if ("because" in form) throw new Error(form.because);
  return form.case;
};

describe("a loss as a network", () => {
  const p = fromNested([
    [0.25, 0.5, 0.75],
    [1, 2, 3],
  ]);
  test("is one identity layer whose weights are p, over the unit matrix", () => {
    const { question } = inForm(caseOf(loss("mse", p)), "network");
    if (question.kind !== "network") throw new Error(question.kind);
    const [{ W, b, activation }, ...others] = question.layers;
    expect(others).toEqual([]);
    expect([toNested(W), toNested(b), activation]).toEqual([toNested(p), [0, 0], "identity"]);
    expect(toNested(question.x)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(question.want).toEqual({ values: ["L"], gradients: ["W1"] });
  });
  test.each([
    ["mse", [1, 4]],
    ["bce", [1, 4]],
    ["cross_entropy", [4, 1]],
    ["softmax_cross_entropy", [4, 1]],
  ] as const)(
    "of a vector, %s has the shape %o: entries of samples, or the classes of one",
    (name, shape) => {
      const { question } = inForm(caseOf(loss(name, fromNested([0.1, 0.2, 0.3, 0.4]))), "network");
      expect(question.kind === "network" && [question.layers[0].W.shape, question.target.shape]).toEqual([
        shape,
        shape,
      ]);
    },
  );
  test("keeps what the fixture writes of its numbers, under the network's names", () => {
    const text = ["0.1", "0.2"];
    const written = { shape: [2], text };
    const c = caseOf(loss("mse", fromNested([0.1, 0.2])), {
      literals: { p: written, t: written },
      certified: { values: { L: { shape: [], text: ["0"] } }, gradients: { p: written } },
    });
    const { literals, certified } = inForm(c, "network");
    expect(literals).toEqual({ W1: { shape: [1, 2], text }, t: { shape: [1, 2], text } });
    expect(certified).toEqual({
      values: { L: { shape: [], text: ["0"] } },
      gradients: { W1: { shape: [1, 2], text } },
    });
  });
  test.each([
    ["an infinite p", { ...loss("mse", fromNested([1, Number.POSITIVE_INFINITY])) }, /not finite/],
    [
      "more than L and ∂L/∂p",
      { ...loss("mse", p), want: { values: ["L"], gradients: ["p", "t"] } },
      /more is asked/,
    ],
    ["very many samples", loss("mse", { shape: [1, 300], data: new Float64Array(300) }), /256 samples/],
  ])("is refused for %s, with the reason", (_, question, because) => {
    expect(formOf(caseOf(question), "network")).toMatchObject({ because: expect.stringMatching(because) });
  });
});

describe("as a graph", () => {
  test.each([
    ["a loss", loss("bce", fromNested([0.25, 0.5]))],
    [
      "a formula",
      {
        kind: "expression",
        expression: "y = v^3",
        where: ["v = 2*x + 1"],
        at: { x: scalar(3) },
        want: { values: ["v", "y"], gradients: ["x", "v"] },
        also: { values: [], gradients: ["v"] },
      },
    ],
  ] satisfies readonly (readonly [string, Question])[])(
    "%s is a valid graph that asks the same names",
    (_, question) => {
      const c = caseOf(question, { literals: { x: { shape: [], text: ["3"] } } });
      const { question: graph, literals } = inForm(c, "graph");
      if (graph.kind !== "graph") throw new Error(graph.kind);
      expect(checkGraph(graph)).toEqual([]);
      expect([graph.want, graph.also]).toEqual([question.want, question.also]);
      expect(literals).toBe(c.literals);
      for (const name of graph.want.gradients)
        expect([...Object.keys(graph.inputs), ...graph.nodes.map(({ out }) => out)]).toContain(name);
    },
  );

  test("no training run is asked, nor as a network: its updates would be ours", () => {
    const layer = { W: fromNested([[1]]), b: fromNested([0]), activation: "tanh" } as const;
    const forms = otherForms(
      caseOf({
        kind: "training",
        ...{ layers: [layer], loss: { name: "mse", reduction: "sum" }, learningRate: 1, steps: 2 },
        ...{ x: fromNested([[1]]), target: fromNested([[1]]), want },
      }),
    );
    expect(forms.map(({ as }) => as)).toEqual(["network", "graph"]);
    for (const form of forms)
      expect(form).toMatchObject({ because: expect.stringMatching(/updates would be ours/) });
  });
});
