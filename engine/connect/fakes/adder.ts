/** A TypeScript engine for tests: L = Σ p, ∂L/∂p = 1. It prints, and it reads stdin, and neither may hurt. */
type Tensor = { readonly shape: readonly number[]; readonly data: Float64Array };
type Asked = { readonly kind: string; readonly p: Tensor; readonly loss: { readonly name: string } };

console.log("loaded");
process.stdin.on("data", () => {
  throw new Error("the protocol is not for the engine to read");
});

export function make() {
  return {
    describe: async () => ({ name: "adder", language: "typescript", dtype: "float64", evaluates: true }),
    async ask(question: Asked) {
      process.stdout.write("asked\n");
      if (question.loss.name === "bce") return { kind: "unsupported", what: "loss:bce" };
      if (question.loss.name === "cross_entropy") throw new RangeError("no cross entropy");
      const L = question.p.data.reduce((sum, x) => sum + x, 0);
      const p = { shape: question.p.shape, data: new Float64Array(question.p.data.length).fill(1) };
      return { values: { L }, gradients: { p } };
    },
    evaluate: async (_: Asked, points: readonly { readonly p: Tensor }[]) => ({
      kind: "evaluated",
      values: points.map(({ p }) => ({ L: p.data.reduce((sum, x) => sum + x, 0) })),
    }),
  };
}
export const nothing = 3;
