/** Engines that misbehave, one a name: `node fake.mjs hangs`. They answer every loss question with L = 0.03 and p = x (see `gradients`). */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const behaviour = process.argv[2];
const write = (text, then) => process.stdout.write(text, then);
const reply = (id, fields) => write(`${JSON.stringify({ id, ok: true, ...fields })}\n`);
const answer = { values: { L: 0.03125 }, gradients: { p: [0.1, 0.2, 1 / 3] } };
const hello = {
  protocol: 1,
  engine: { name: behaviour, language: "node" },
  evaluates: behaviour.includes("evaluate"),
  ...{
    "only-graphs": { answers: ["graph"] },
    float32: { dtype: "float32" },
    "other-layout": { layout: { weights: "in_out", samples: "rows" } },
    base64: { encodings: ["json", "base64"] },
    "another-protocol": { protocol: 2 },
  }[behaviour],
};
let asked = 0;

if (behaviour === "dies-at-once") {
  process.stderr.write("Traceback: no module named numpie\n");
  process.exit(7);
}
if (behaviour === "chatters") write("hello, I am no engine\nenter a number: \n");
if (behaviour === "stubborn") {
  process.on("SIGTERM", () => {});
  const grandchild = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const { pid } = spawn(process.execPath, ["-e", grandchild], { stdio: ["ignore", "inherit", "inherit"] });
  process.stderr.write(`grandchild ${pid}\n`);
}

/** What each of them does with a question; `message` is the ask message. */
const asks = {
  hangs: () => {},
  "hangs-on-bce": ({ id, question }) => question.loss.name === "bce" || reply(id, answer),
  stubborn: () => {
    for (;;);
  },
  "crashes-on-second": ({ id }) => (asked === 2 ? process.abort() : reply(id, answer)),
  "crashes-always": () => {
    process.stderr.write("cannot go on\n");
    process.exit(3);
  },
  "crashes-on-bce": ({ id, question }) =>
    question.loss.name === "bce" ? process.exit(3) : reply(id, answer),
  noisy: ({ id }) => {
    process.stderr.write("epoch 1\n");
    write(`loss: 0.3\r\n{"loss": 1}\n{broken\n\n`);
    reply(id, answer);
  },
  "byte-order-mark": ({ id }) => write(`\uFEFF${JSON.stringify({ id, ok: true, ...answer })}\r\n`),
  "in-pieces": async ({ id }) => {
    const bytes = Buffer.from(
      `${JSON.stringify({ id, ok: true, ...answer, unavailable: { W: "größer als π" } })}\n`,
    );
    for (let i = 0; i < bytes.length; i += 7) {
      write(bytes.subarray(i, i + 7));
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  "bare-nan": ({ id }) =>
    write(`{"id":${id},"ok":true,"values":{"L":NaN},"gradients":{"p":[-Infinity, -0.0, 1]}}\n`),
  forger: ({ id }) => {
    reply(id + 1, { ...answer, values: { L: 99 } });
    reply(id, answer);
    reply(id, { ...answer, values: { L: 98 } });
  },
  "prints-six": ({ id }) =>
    write(`{"id":${id},"ok":true,"values":{"L":0.031250},"gradients":{"p":[0.100000,-0.200000,0.333333]}}
`),
  float32: ({ id }) =>
    write(`{"id":${id},"ok":true,"values":{"L":0.1},"gradients":{"p":[0.1,0.2,0.33333334]}}\n`),
  floods: ({ id, question }) => {
    if (question.loss.name !== "bce") return reply(id, answer);
    const more = () => write("x".repeat(65536), more);
    more();
  },
  refuses: ({ id, question }) => {
    const kind =
      question.loss.name === "bce" ? "unsupported" : question.loss.name === "mse" ? "internal" : "rejected";
    write(`${JSON.stringify({ id, ok: false, error: { kind, what: "loss:bce", message: "not today" } })}\n`);
  },
  base64: ({ id, question: { p } }) => reply(id, { values: { L: p.base64 ? 1 : 0 }, gradients: { p } }),
  "other-layout": ({ id, question: { layers, x } }) =>
    reply(id, { values: { x }, gradients: { W1: layers[0].W } }),
  wrong: ({ id }) => reply(id, JSON.parse(process.argv[3])),
  evaluates: ({ id }) => reply(id, answer),
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  const { id, op } = message;
  if (op === "hello" && !["never-speaks", "chatters"].includes(behaviour)) reply(id, hello);
  if (op === "echo")
    reply(id, {
      x:
        behaviour === "prints-six"
          ? message.x.map((x) => (typeof x === "number" ? +x.toFixed(6) : x))
          : message.x,
    });
  if (op === "ask") {
    asked++;
    (asks[behaviour] ?? asks.evaluates)(message);
  }
  if (op === "evaluate" && behaviour === "dies-on-evaluate") process.exit(9);
  if (op === "evaluate")
    reply(id, { values: message.points.map(({ p }) => ({ L: p[0] })), own: "train_step" });
  if (op === "reset") reply(id, {});
  if (op === "bye" && behaviour !== "stubborn") process.exit(0);
});
