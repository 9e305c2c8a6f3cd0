/** Fixtures that are right, as text, with places to damage them: for tests. */

export const head = "title: t\nclause: CHAIN-1\nsource: { chapter: 4 }\n";
export const net = (changes: Partial<Record<"W" | "b" | "f" | "x" | "t" | "loss" | "more", string>> = {}) => {
  const {
    W = "[[0.1, 0.3], [0.2, 0.4], [0.3, 0.5]]",
    b = "[0.1, 0.2, 0.3]",
    f = "relu",
    x = "[[0.5], [0.8]]",
    t = "[[1.0]]",
  } = changes;
  const { loss = "{ name: mse, reduction: mean }", more = "" } = changes;
  return `${head}network:
  layers:
    - W: ${W}
      b: ${b}
      activation: ${f}
    - { W: [[0.4, 0.5, 0.6]], b: [0.1], activation: sigmoid }
  loss: ${loss}
  x: ${x}
  target: ${t}
${more}`;
};
export const formula = (y: string, more = "at: { x: 3 }\n") => `${head}expression: ${y}\n${more}`;
export const training = (more: string, eta = "0.5") =>
  net({ more }).replace("network:", "training:").replace("  x:", `  learningRate: ${eta}\n  steps: 3\n  x:`);
export const graph = (nodes: string, more = "seed: { y: [1, -2] }") =>
  `${head}graph:\n  inputs: { x: [0.5, -1.5], w: [2, 3] }\n  ${more}\n  nodes:\n${nodes}`;
