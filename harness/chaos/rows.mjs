/**
 * Engines that are broken or mean harm, one a row: what one does, and what must come of it. Everything that a row does not do, engine.mjs does as
 * it should. Each is asked three questions; `ask` is what it does with the second one. What must come of that one stands in `fault`, what of the
 * third in `after`; all else conforms. `unavailable`: it never becomes an engine.
 */
import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import { conforms, crashed, crashedOnce, noAnswer, pour, right, say, unreadable, write } from "./speak.mjs";

const forEver = () => setInterval(() => {}, 1000);
/** Nothing of this process runs any more. */
const block = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
const sleeper = (options) => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], options);

/** Where a wait is asserted, the time that a question may take is short; elsewhere nobody waits. */
const short = { timeoutScale: 0.2 };
const silence = { ...short, fault: noAnswer };

const starts = [
  { name: "starts slowly", hello: (id, { hello }) => setTimeout(() => hello(id), 400), fault: conforms },
  {
    name: "never says hello",
    ...{ hello: forEver, helloMs: 400, unavailable: "did not answer hello within 0.4 s" },
  },
  {
    name: "ends before hello",
    ...{ hello: () => process.exit(0), unavailable: "ended with exit code 0 before it answered hello" },
  },
  {
    name: "repeats whatever it is told",
    ...{ hello: (_, { line }) => say(line), unavailable: "its answer to hello is not one" },
  },
  {
    name: "greets with bytes that are no text",
    hello(id) {
      writeSync(1, Buffer.from([0, 255, 254, 10, 128, 10]));
      say(`{"id":${id}}`);
    },
    unavailable: "its answer to hello is not one",
  },
  {
    name: "greets with a line without end",
    ...{ hello: () => pour(process.stdout, "x".repeat(65536)), lineLimit: 1 << 18 },
    unavailable: "printed an endless line instead of answering hello",
  },
  { name: "dies of the echo", echo: () => process.exit(1), fault: conforms },
  {
    name: "cannot always be started again",
    hello(id, { hello, once }) {
      if (once("first")) return hello(id);
      return once("second") ? process.exit(1) : hello(id);
    },
    ask: () => process.exit(3),
    fault: /^errored: crashed: the process ended with exit code 3$/,
  },
];

const silences = [
  { name: "is silent", ask: forEver, ...silence },
  { name: "hangs", ask: block, ...silence },
  {
    name: "hangs and ignores every signal that it can",
    ask() {
      for (const signal of ["SIGTERM", "SIGHUP", "SIGINT", "SIGPIPE"]) process.on(signal, () => {});
    },
    ...silence,
  },
  { name: "stops itself", ask: () => process.kill(process.pid, "SIGSTOP"), ...silence },
  { name: "stops reading", ask: () => closeSync(0), ...silence },
  { name: "answers half a line", ask: (id) => write(right(id).slice(0, 20)), ...silence },
  { name: "answers another question", ask: (id) => say(right(id + 1)), ...silence },
  { name: "answers too late", ask: (id) => setTimeout(() => say(right(id)), 1500), ...silence },
  { name: "prints in front of its answer", ask: (id) => say(`L=9 ${right(id)}`), ...silence },
  { name: "chatters for ever", ask: () => pour(process.stdout, "y\n".repeat(32768)), ...silence },
  { name: "complains for ever", ask: () => pour(process.stderr, "y\n".repeat(32768)), ...silence },
];

const deaths = [
  { name: "ends early", ask: () => process.exit(0), fault: crashed("exit code 0") },
  { name: "is killed", ask: () => process.kill(process.pid, "SIGKILL"), fault: crashed("SIGKILL") },
  {
    name: "crashes once",
    ask: (id, { once }) => (once("crash") ? process.kill(process.pid, "SIGSEGV") : say(right(id))),
    fault: crashedOnce("SIGSEGV"),
  },
  {
    name: "crashes in the middle of an answer",
    ask(id) {
      write(right(id).slice(0, 20));
      process.exit(4);
    },
    fault: crashed("exit code 4"),
  },
  {
    name: "crashes after an answer",
    ask(id) {
      say(right(id));
      process.exit(5);
    },
    fault: conforms,
    after: crashedOnce("exit code 5"),
  },
  {
    name: "closes its stdout",
    ask() {
      closeSync(1);
      forEver();
    },
    fault: crashed("closed its stdout"),
  },
];

const floods = [
  {
    name: "writes a line without end",
    ...{ ask: () => pour(process.stdout, "x".repeat(65536)), lineLimit: 1 << 18 },
    fault: unreadable("a line without end"),
  },
  {
    name: "complains for ever, and answers",
    ask(id) {
      pour(process.stderr, "y\n".repeat(32768));
      setTimeout(() => say(right(id)), 50);
    },
    fault: conforms,
  },
];

const families = [
  {
    name: "leaves a child that holds the pipe",
    ask() {
      sleeper({ stdio: "inherit" });
      process.exit(4);
    },
    fault: crashed("exit code 4"),
  },
  {
    name: "leaves a daemon behind",
    ask(id) {
      sleeper({ stdio: "ignore", detached: true }).unref();
      say(right(id));
    },
    fault: conforms,
  },
  {
    name: "leaves a daemon behind when it is done",
    bye() {
      sleeper({ stdio: "ignore", detached: true }).unref();
      process.exit(0);
    },
    fault: conforms,
  },
  {
    name: "forks again and again",
    ask(id) {
      const bomb =
        'fork() { [ "$1" -gt 0 ] && { fork $(($1 - 1)) & fork $(($1 - 1)) & }; sleep 1000; }; fork 5';
      spawn("sh", ["-c", bomb], { stdio: "ignore", detached: true }).unref();
      say(right(id));
    },
    fault: conforms,
  },
];

export const rows = [...starts, ...silences, ...deaths, ...floods, ...families];
