/** The square root of each entry. */
import { type Op, sameAsOperand } from "./op.ts";

export const sqrt: Op = {
  operands: 1,
  formula: "√{0}",
  domain: "{0} ≥ 0, and > 0 for a derivative",
  shape: sameAsOperand,
  forward: (n, [x]) => n.elementary("sqrt", x),
};
