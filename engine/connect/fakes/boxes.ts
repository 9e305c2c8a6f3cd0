/** A TypeScript engine for tests that answers nothing but its own problem: L = Σ sin w. */
type Point = { readonly w?: { readonly data: Float64Array } };
const start = Float64Array.from({ length: 5000 }, (_, i) => i / 1000);
const at = ({ w }: Point) => w?.data ?? start;

export const engine = {
  describe: async () => ({ name: "boxes", answers: [] }),
  ask: async () => ({ kind: "unsupported", what: "everything else" }),
  problems: {
    list: async () => [
      { name: "sines", parameters: { w: [5000] }, start: { w: { shape: [5000], data: start } } },
    ],
    gradient: async (_: string, point: Point) => ({
      values: { L: at(point).reduce((sum, x) => sum + Math.sin(x), 0) },
      gradients: { w: { shape: [5000], data: at(point).map(Math.cos) } },
    }),
    evaluate: async (_: string, points: readonly Point[]) => ({
      kind: "evaluated",
      values: points.map((point) => ({ L: at(point).reduce((sum, x) => sum + Math.sin(x), 0) })),
    }),
  },
};
