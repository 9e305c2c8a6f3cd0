/** What every SDK does on the wire whatever the author's code is: asked in raw lines, in one breath, ended by closing stdin. */
import { spawnSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";

const specials = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, "-0", "NaN", "Infinity", "-Infinity"];
const doubles = Float64Array.from({ length: 5000 }, (_, i) =>
  i % 7 ? Math.sin(i) * 10 ** ((i % 600) - 300) : -0,
);
doubles.set([Number.NaN, Infinity, -Infinity, 5e-324]);
const packed = { dtype: "float64", shape: [50, 100], base64: Buffer.from(doubles.buffer).toString("base64") };
const network = (activation) => ({
  kind: "network",
  layers: [{ W: [[0.5]], b: [0.25], activation }],
  loss: { name: "half_squared_error", reduction: "batchmean" },
  x: [[1]],
  target: [[0]],
});
const want = { values: ["L"], gradients: ["W1"] };
const failedAs =
  (...kinds) =>
  ({ ok, error }) =>
    ok === false && kinds.includes(error?.kind);

/** What is sent, and what the reply must be; `says` completes "it does not …". */
const exchangesWith = (profiles) => [
  {
    says: `say hello and claim ${profiles?.join(" and ") ?? "nothing"}`,
    send: { op: "hello", protocol: [1], harness: { name: "judge", version: "1" } },
    is: ({ ok, protocol, engine, profiles: claimed }) =>
      ok === true &&
      protocol === 1 &&
      engine?.name &&
      engine.language &&
      isDeepStrictEqual(claimed, profiles),
  },
  {
    says: "send back the doubles that JSON can and cannot write",
    send: { op: "echo", x: specials },
    is: ({ x }) => JSON.stringify(x?.map(Number)) === JSON.stringify(specials.map(Number)) && x[4] === "-0",
  },
  {
    says: "send back the same bytes of 5000 doubles",
    send: { op: "echo", x: packed },
    is: ({ x }) => x?.base64 === packed.base64 && String(x.shape) === String(packed.shape),
  },
  {
    says: "answer a network",
    send: { op: "ask", question: network("identity"), want },
    // z = ¾, L = z²/2, ∂L/∂W = z
    is: ({ values, gradients }) => values?.L === 9 / 32 && gradients?.W1?.[0]?.[0] === 0.75,
  },
  {
    says: "evaluate a network at points that each replace some inputs",
    send: {
      op: "evaluate",
      question: network("identity"),
      want,
      points: [{ W1: [[0.75]] }, { b1: [0.5], t: [[1]] }, { x: [[2]] }, {}],
    },
    is: ({ ok, error, values }) =>
      ok === true
        ? String(values.map(({ L }) => L)) === String([1 / 2, 0, 25 / 32, 9 / 32])
        : error.kind === "unsupported",
  },
  {
    says: "call an unknown activation unsupported or rejected",
    send: { op: "ask", question: network("no_such_activation"), want },
    is: failedAs("unsupported", "rejected"),
  },
  {
    says: "call an unknown kind of question unsupported",
    send: { op: "ask", question: { kind: "no_such_kind" }, want },
    is: failedAs("unsupported"),
  },
  { says: "call an unknown op unsupported", send: { op: "no_such_op" }, is: failedAs("unsupported") },
  { says: "reset", send: { op: "reset" }, is: ({ ok }) => ok === true },
];

/** What is wrong with an engine on the wire that claims these profiles, in words; an empty list if nothing is. */
export function wireFaults(command, cwd, env, profiles) {
  const exchanges = exchangesWith(profiles);
  const input = exchanges.map(({ send }, i) => `${JSON.stringify({ id: i + 7, ...send })}\n`).join("");
  const ended = spawnSync(command, { cwd, env, shell: true, input, encoding: "utf8", timeout: 60_000 });
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  const faults = exchanges.flatMap(({ says, is }, i) => {
    let reply = {};
    try {
      reply = JSON.parse(lines[i] ?? "{}");
    } catch {
      return [`what it writes is no JSON: ${lines[i].slice(0, 80)}`];
    }
    return reply.id === i + 7 && is(reply)
      ? []
      : [`it does not ${says}: ${(lines[i] ?? "no reply").slice(0, 600)}`];
  });
  if (lines.length > exchanges.length)
    faults.push(`it writes ${lines.length - exchanges.length} lines too many`);
  if (ended.status !== 0)
    faults.push(`it does not end with 0 when its input ends, but with ${ended.status ?? ended.signal}`);
  return faults;
}
