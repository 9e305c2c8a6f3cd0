/** Rows like those of rows.mjs that take long, or much memory: the tier tests ask them. */
import { spawn } from "node:child_process";
import { Worker } from "node:worker_threads";
import { conforms, crashed, right, say, unreadable } from "./speak.mjs";

const MEBIBYTE = 1 << 20;
const flood = (stream, text) => {
  const more = () => stream.write(text, () => setImmediate(more));
  more();
};

export const heavy = [
  {
    name: "writes a gigabyte in one line, and answers",
    ask(id) {
      let left = 1024;
      const more = () =>
        left-- > 0 ? process.stdout.write("x".repeat(MEBIBYTE), more) : say(`\n${right(id)}`);
      more();
    },
    fault: unreadable("a line without end"),
  },
  {
    name: "answers sixty megabytes of empty lists",
    ask: (id) => say(`{"id":${id},"ok":true,"values":{"L":[${"[],".repeat(20 * MEBIBYTE)}[]]}}`),
    fault: unreadable("millions of lists"),
  },
  {
    name: "adds sixty megabytes of empty objects to its answer",
    ask: (id) => say(`${right(id).slice(0, -1)},"more":[${"{},".repeat(20 * MEBIBYTE)}{}]}`),
    fault: unreadable("millions of lists"),
  },
  {
    name: "answers a list of sixteen million numbers",
    ask: (id) => say(`{"id":${id},"ok":true,"values":{"L":[${"0.5,".repeat(16 * MEBIBYTE - 64)}1]}}`),
    fault: unreadable("has shape"),
  },
  {
    name: "adds thirty million escapes to its answer",
    ask: (id) => say(`${right(id).slice(0, -1)},"more":"${"\\n".repeat(30e6)}"}`),
    fault: conforms,
  },
  {
    name: "complains as fast as it can, and answers",
    ask(id) {
      flood(process.stderr, "y\n".repeat(32768));
      setTimeout(() => say(right(id)), 2000);
    },
    fault: conforms,
  },
  {
    name: "prints lines as fast as it can, and answers",
    ask(id) {
      flood(process.stdout, '{"id"\n'.repeat(10000));
      setTimeout(() => process.stdout.write(`${right(id)}\n`), 2000);
    },
    fault: conforms,
  },
  {
    name: "grows by half a gigabyte, and answers",
    ask(id) {
      globalThis.kept = Buffer.alloc(512 * MEBIBYTE, 1);
      say(right(id));
    },
    fault: conforms,
  },
  {
    name: "grows until it may not grow any more",
    ask() {
      const growing = "for (const all = []; ; ) all.push(new Array(1000).fill(all.length))";
      new Worker(growing, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 64 } });
    },
    fault: crashed("exit code 1"),
  },
  {
    name: "forks five hundred times, each in a session of its own",
    ask(id) {
      const bomb = `fork() { [ "$1" -gt 0 ] && { setsid sh -c "$0" "$0" $(($1 - 1)) & setsid sh -c "$0" "$0" $(($1 - 1)) & }; sleep 1000; }; fork "$1"`;
      spawn("sh", ["-c", bomb, bomb, "8"], { stdio: "ignore", detached: true }).unref();
      setTimeout(() => say(right(id)), 500);
    },
    fault: conforms,
  },
];
