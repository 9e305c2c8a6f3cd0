/** The same for `module:`, where an engine is a JavaScript file in a host of ours: each export makes one. */

function answered({ p, target }) {
  const apart = p.data.map((x, i) => x - target.data[i]);
  const L = apart.reduce((sum, d) => sum + d * d, 0) / apart.length;
  const gradient = { shape: p.shape, data: apart.map((d) => (2 * d) / apart.length) };
  return { values: { L }, gradients: { p: gradient } };
}

/** An engine that answers rightly, but for the question that it is meant to spoil. */
const spoiling = (spoil) => () => ({
  describe: async () => ({ name: "module", dtype: "float64" }),
  ask: async (question) => (question.p.data[0] === 7 ? spoil(question) : answered(question)),
});

export const overwrites = spoiling((question) => {
  const answer = answered(question);
  question.p.data.fill(0);
  question.target = undefined;
  return answer;
});
export const throws = spoiling(() => {
  throw new TypeError("undefined is not a function");
});
export const throwsLater = spoiling(() => {
  setTimeout(() => {
    throw new Error("too late");
  });
  return new Promise(() => {});
});
export const pollutes = spoiling((question) => {
  Object.prototype.L = 9;
  return answered(question);
});
