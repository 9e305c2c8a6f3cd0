/** One rule per operation; the type makes a gap a compile error. */
import type { OpName } from "../../../spec/ops/index.ts";
import { add, divide, maximum, multiply, negative, pow, subtract } from "./arithmetic.ts";
import * as functions from "./functions.ts";
import type { Rule } from "./rule.ts";
import { broadcast, matmul, mean, reshape, sum, transpose } from "./shape.ts";

export const vjps: Readonly<Record<OpName, Rule>> = {
  add,
  subtract,
  multiply,
  divide,
  negative,
  pow,
  exp: functions.exp,
  log: functions.log,
  sqrt: functions.sqrt,
  abs: functions.abs,
  maximum,
  matmul,
  transpose,
  sum,
  mean,
  reshape,
  broadcast,
  relu: functions.relu,
  leaky_relu: functions.leaky_relu,
  elu: functions.elu,
  sigmoid: functions.sigmoid,
  tanh: functions.tanh,
  softplus: functions.softplus,
  gelu: functions.gelu,
  softmax: functions.softmax,
  log_softmax: functions.log_softmax,
  clip: functions.clip,
};
