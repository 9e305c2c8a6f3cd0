/** An engine of black boxes for tests, on the wire itself: `parabola`, L = ½Σ(w − 1)², of as many parameters as it is told; `lists` and `forgets` lie. */
import { createInterface } from "node:readline";

const [size = "3", behaviour = ""] = process.argv.slice(2);
const n = Number(size);
const start = Array.from({ length: n }, (_, i) => (i % 7) / 8);
const packed = (x) => ({
  dtype: "float64",
  shape: [n],
  base64: Buffer.from(Float64Array.from(x).buffer).toString("base64"),
});
const read = (wire) =>
  wire?.base64 === undefined
    ? wire
    : new Float64Array(Uint8Array.from(Buffer.from(wire.base64, "base64")).buffer);
const loss = (w) => w.reduce((sum, x) => sum + (x - 1) ** 2 / 2, 0);

const operations = {
  hello: () => ({
    protocol: 1,
    engine: { name: "boxes", language: "node" },
    answers: ["problem"],
    encodings: ["json", "base64"],
  }),
  echo: ({ x }) => ({ x }),
  problems() {
    const parameters = { w: behaviour === "lists" ? [n + 1] : [n] };
    return { problems: [{ name: "parabola", parameters, start: { w: n > 100 ? packed(start) : start } }] };
  },
  ask({ question: { name, at } }) {
    if (name !== "parabola") throw new Error(`no problem ${name}`);
    const w = Array.from(read(at?.w) ?? start);
    const gradient = w.map((x) => x - 1);
    return { values: { L: loss(w) }, gradients: { w: n > 100 ? packed(gradient) : gradient } };
  },
  evaluate: ({ points }) => ({
    values: points.map(({ w }) => (behaviour === "forgets" ? {} : { L: loss(Array.from(read(w) ?? start)) })),
  }),
  bye: () => process.exit(0),
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  let reply;
  try {
    reply = { ok: true, ...operations[message.op](message) };
  } catch (error) {
    reply = { ok: false, error: { kind: "unsupported", what: message.op, message: String(error) } };
  }
  process.stdout.write(`${JSON.stringify({ id: message.id, ...reply })}\n`);
});
