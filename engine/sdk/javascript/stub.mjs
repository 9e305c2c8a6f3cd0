// The mean of squares with its derivative, judged at once: backproof run "cmd:node engine.mjs"
// Put an engine of your own in its place. Network questions hold question.layers, question.x and question.target.
import { serve, Unsupported } from "./backproof.mjs";

serve({
  name: "my engine",
  answers: ["loss"],
  losses: ["mse"],
  answer({ loss, p: { shape, data }, target }) {
    if (loss.reduction !== "mean") throw new Unsupported(`reduction:${loss.reduction}`);
    const error = data.map((p, i) => p - target.data[i]);
    const L = error.reduce((sum, e) => sum + e * e, 0) / data.length;
    return { values: { L }, gradients: { p: { shape, data: error.map((e) => (2 * e) / data.length) } } };
  },
});
