/**
 * What an engine may answer and live on, one answer a row, and what must come of the question. All of them are asked of one process, with another
 * question after each, which must conform.
 */
import { writeSync } from "node:fs";
import { answer, conforms, right, say, unreadable, violates } from "./speak.mjs";

const replyWith = (text) => (id) => say(`{"id":${id},"ok":true,${text}}`);
const nested = (open, close) => replyWith(`"values":{"L":${open.repeat(1e5)}9${close.repeat(1e5)}}`);

export const answers = [
  // beside the answer
  {
    name: "twice",
    ask: (id) => say(`${right(id)}\n{"id":${id},"ok":true,"values":{"L":0}}`),
    fault: conforms,
  },
  {
    name: "before it is asked",
    ask: (id) => say(`${right(id)}\n{"id":${id + 1},"ok":true,"values":{"L":0},"gradients":{"p":[0,0,0]}}`),
    fault: conforms,
  },
  {
    name: "garbage first",
    ask(id) {
      say("loss: 0.3\r\n{broken\n\n[]\nnull\n{}\n\u001b[2J");
      writeSync(1, Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)));
      say(`\n${right(id)}`);
    },
    fault: conforms,
  },
  {
    name: "byte by byte, characters in pieces",
    async ask(id) {
      const bytes = Buffer.from(`${JSON.stringify({ id, ...answer, unavailable: { W: "größer als π" } })}\n`);
      for (const byte of bytes) {
        writeSync(1, Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    fault: conforms,
  },
  {
    name: "after what takes a careless reader for ever",
    ask: (id) => say(`{nan"${'\\"'.repeat(500_000)}\n${right(id)}`),
    fault: conforms,
  },
  // other numbers
  { name: "a bare NaN", ask: replyWith('"values":{"L":NaN},"gradients":{"p":[2,2,2]}'), fault: violates },
  {
    name: "another number each time",
    ask: (id) => replyWith(`"values":{"L":${9.1 + Math.random()}},"gradients":{"p":[2,2,2]}`)(id),
    fault: violates,
  },
  {
    name: "a number of a million digits",
    ask: replyWith(`"values":{"L":9.${"0".repeat(1e6)}1},"gradients":{"p":[2,2,2]}`),
    fault: conforms,
  },
  // no numbers
  { name: "null", ask: replyWith('"values":{"L":null}'), fault: unreadable("null where a number belongs") },
  { name: "strings", ask: replyWith('"values":{"L":"9"}'), fault: unreadable('"9", not a number') },
  {
    name: "an object",
    ask: replyWith('"values":{"L":{"L":{"L":9}}}'),
    fault: unreadable("neither nested lists nor"),
  },
  { name: "a list of values", ask: replyWith('"values":[9]'), fault: unreadable("values: ") },
  { name: "lists a hundred thousand deep", ask: nested("[", "]"), fault: unreadable("nested deeper than") },
  {
    name: "objects a hundred thousand deep",
    ask: nested('{"a":', "}"),
    fault: unreadable("neither nested lists"),
  },
  {
    name: "another shape",
    ask: replyWith('"values":{"L":9},"gradients":{"p":[2,2]}'),
    fault: unreadable("has shape \\[2\\], expected"),
  },
  {
    name: "ragged lists",
    ask: replyWith('"values":{"L":9},"gradients":{"p":[2,[2],2]}'),
    fault: unreadable("ragged"),
  },
  {
    name: "base64 that is too short",
    ask: replyWith('"values":{"L":9},"gradients":{"p":{"dtype":"float64","shape":[3],"base64":"AAAA"}}'),
    fault: unreadable("holds 3 bytes"),
  },
  {
    name: "right numbers under wrong names",
    ask: replyWith('"values":{"loss":9},"gradients":{"dp":[2,2,2]}'),
    fault: violates,
  },
  {
    name: "the name of a prototype",
    ask: replyWith('"values":{"__proto__":{"L":9}},"gradients":{"constructor":1,"__proto__":{"p":[2,2,2]}}'),
    fault: violates,
  },
  {
    name: "no, in a million words",
    ask: (id) =>
      say(JSON.stringify({ id, ok: false, error: { kind: "rejected", message: "no ".repeat(1e6) } })),
    fault: /^errored: rejected a valid question: (no ){600}.*…$/,
  },
];
