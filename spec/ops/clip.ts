/** Each entry held within [min, max]. */
import { constant, type Op, sameAsOperand } from "./op.ts";

export const clip: Op = {
  operands: 1,
  attributes: { min: undefined, max: undefined },
  formula: "clip({0})",
  kinks: "at min and at max, any slope in [0, 1]; outside of them the slope is 0",
  shape: sameAsOperand,
  forward: (n, [x], { min, max }) => {
    const low = constant(n, min as number);
    const high = constant(n, max as number);
    const raised = n.choose(n.order(x, low), { above: x, at: low, below: low });
    return n.choose(n.order(raised, high), { above: high, at: high, below: raised });
  },
};
