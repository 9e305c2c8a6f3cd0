/** Every operation has its shape rule, its defaults, and says in words why a shape is refused. */
import { describe, expect, test } from "vitest";
import type { Shape } from "../tensor.ts";
import { type Attributes, type Op, opNames, ops } from "./index.ts";
import type { Domain } from "./op.ts";
import { axesOf, axisOf } from "./op.ts";

const shapeOf = (name: keyof typeof ops, operands: readonly Shape[], attributes: Attributes = {}) => {
  const op: Op = ops[name];
  const result = op.shape(operands, { ...(op.attributes as Attributes), ...attributes });
  return "shape" in result ? result.shape : result.problem;
};

describe("a shape is", () => {
  test.each([
    ["add", [[2, 3], [3]], {}, [2, 3]],
    [
      "multiply",
      [
        [2, 1],
        [1, 3],
      ],
      {},
      [2, 3],
    ],
    ["divide", [[], [4]], {}, [4]],
    [
      "matmul",
      [
        [2, 3],
        [3, 4],
      ],
      {},
      [2, 4],
    ],
    ["transpose", [[2, 3]], {}, [3, 2]],
    ["transpose", [[5, 2, 3]], {}, [5, 3, 2]],
    ["sum", [[2, 3]], {}, []],
    ["sum", [[2, 3]], { axes: 0 }, [3]],
    ["sum", [[2, 3]], { axes: -1 }, [2]],
    ["sum", [[2, 3, 4]], { axes: [0, 2] }, [3]],
    ["mean", [[2, 3]], { axes: [1], keepdims: 1 }, [2, 1]],
    ["reshape", [[2, 3]], { shape: [6] }, [6]],
    ["broadcast", [[2, 1]], { shape: [4, 2, 3] }, [4, 2, 3]],
    ["softmax", [[2, 3]], {}, [2, 3]],
    ["log_softmax", [[2, 3]], { axis: 0 }, [2, 3]],
    ["relu", [[]], {}, []],
    ["clip", [[7]], { min: 0, max: 1 }, [7]],
  ] as const)("%s of %o with %o: %o", (name, operands, attributes, due) => {
    expect(shapeOf(name, operands, attributes)).toEqual(due);
  });
});

describe("a shape is refused in words", () => {
  test.each([
    ["add", [[2], [3]], {}, "[2] and [3] do not broadcast"],
    [
      "matmul",
      [
        [2, 3],
        [2, 3],
      ],
      {},
      "the inner sizes 3 and 2 differ",
    ],
    ["matmul", [[3], [3, 1]], {}, "matmul takes two matrices"],
    ["transpose", [[3]], {}, "rank 2 or more"],
    ["sum", [[2, 3]], { axes: 2 }, "no such axis"],
    ["sum", [[2, 3]], { axes: [0, -2] }, "named twice"],
    ["sum", [[2, 3]], { axes: 0.5 }, "no such axis"],
    ["reshape", [[2, 3]], { shape: [5] }, "holds 6 entries and [5] holds 5"],
    ["broadcast", [[2, 3]], { shape: [2] }, "does not broadcast to [2]"],
    ["broadcast", [[3]], { shape: [1] }, "does not broadcast to [1]"],
    ["softmax", [[2, 3]], { axis: 2 }, "no axis 2"],
    ["log_softmax", [[]], {}, "no axis -1"],
  ] as const)("%s of %o with %o: %s", (name, operands, attributes, problem) => {
    expect(shapeOf(name, operands, attributes)).toContain(problem);
  });
});

describe("an operation", () => {
  test("has a formula with a place for each operand, and no more", () => {
    for (const name of opNames) {
      const places = new Set(ops[name].formula.match(/\{\d\}/g));
      expect([...places].toSorted(), name).toEqual(["{0}", "{1}"].slice(0, ops[name].operands));
    }
  });
  test("that is not smooth everywhere says where, and which slopes are admissible", () => {
    const kinked = opNames.filter((name) => (ops[name] as Op).kinks !== undefined);
    expect(kinked.toSorted()).toEqual(["abs", "clip", "elu", "leaky_relu", "maximum", "relu"]);
  });
  test("that is not defined everywhere says where", () => {
    const partial = opNames.filter((name) => (ops[name] as Op).domain !== undefined);
    expect(partial.toSorted()).toEqual(["divide", "log", "pow", "sqrt"]);
  });
  test.each([
    ["log", [[0.5]], [[0], [-1]]],
    ["sqrt", [[2], [0]], [[-2]]],
    ["divide", [[0, 3]], [[3, 0]]],
    [
      "pow",
      [
        [2, 0.5],
        [-2, 3],
        [-2, -3],
        [0, 2],
        [0, 0],
      ],
      [
        [-2, 0.5],
        [0, -1],
        [0, 0.5],
      ],
    ],
  ] as const)("%s has a value inside of its domain only", (name, inside, outside) => {
    const domain = (ops[name] as Op).domain as Domain;
    for (const operands of inside) expect(domain.has(operands), String(operands)).toBe(true);
    for (const operands of outside) expect(domain.has(operands), String(operands)).toBe(false);
  });
});

test("axes are counted from either end, and all of them are meant where none is said", () => {
  expect(axisOf(-1, 3)).toBe(2);
  expect(axesOf({}, 2)).toEqual([0, 1]);
  expect(axesOf({ axes: "all" }, 3)).toEqual([0, 1, 2]);
  expect(axesOf({ axes: [-1, 0] }, 3)).toEqual([2, 0]);
  expect(axesOf({ axes: 1 }, 3)).toEqual([1]);
});
