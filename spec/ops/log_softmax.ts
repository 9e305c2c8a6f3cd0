/** x − log Σ e^x along one axis. */
import { axisOf, constant, type Op } from "./op.ts";
import { axisInRange, shifted } from "./softmax.ts";

export const log_softmax: Op = {
  operands: 1,
  attributes: { axis: -1 },
  formula: "log_softmax({0})",
  shape: axisInRange,
  forward: (n, [x], attributes) => {
    const shape = n.shapeOf(x);
    const axis = axisOf(attributes.axis as number, shape.length);
    const low = shifted(n, x, axis);
    const total = n.sum(n.elementary("exp", low), [axis]);
    // log(softmax(x)) is as honest: it carries the relative error of softmax, some 3 elementary functions, the sum and the shift.
    const rest = 28 + shape[axis];
    return n.slack(n.slack(n.subtract(low, n.elementary("log", total)), rest, constant(n, 1)), rest, low);
  },
};
