/** Every operation, one line each. `OpName` makes a missing vjp a compile error. */
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { broadcast } from "./broadcast.ts";
import { clip } from "./clip.ts";
import { divide } from "./divide.ts";
import { elu } from "./elu.ts";
import { exp } from "./exp.ts";
import { gelu } from "./gelu.ts";
import { leaky_relu } from "./leaky_relu.ts";
import { log } from "./log.ts";
import { log_softmax } from "./log_softmax.ts";
import { matmul } from "./matmul.ts";
import { maximum } from "./maximum.ts";
import { mean } from "./mean.ts";
import { multiply } from "./multiply.ts";
import { negative } from "./negative.ts";
import type { Op } from "./op.ts";
import { pow } from "./pow.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { sqrt } from "./sqrt.ts";
import { subtract } from "./subtract.ts";
import { sum } from "./sum.ts";
import { tanh } from "./tanh.ts";
import { transpose } from "./transpose.ts";

export type { Attributes, Op } from "./op.ts";

export const ops = {
  add,
  subtract,
  multiply,
  divide,
  negative,
  pow,
  exp,
  log,
  sqrt,
  abs,
  maximum,
  matmul,
  transpose,
  sum,
  mean,
  reshape,
  broadcast,
  relu,
  leaky_relu,
  elu,
  sigmoid,
  tanh,
  softplus,
  gelu,
  softmax,
  log_softmax,
  clip,
} as const satisfies Readonly<Record<string, Op>>;

export type OpName = keyof typeof ops;
export const opNames = Object.keys(ops) as readonly OpName[];
