/** What is written to an engine, over one schema of tensors. */
import { z } from "zod";
import type { Words } from "./says.ts";

export function messagesOver<T extends z.ZodType, R extends z.ZodType, Q extends z.ZodType>(
  { tensor, tensors, question }: { readonly tensor: T; readonly tensors: R; readonly question: Q },
  { part, field }: Words,
) {
  const id = () => field("of the message; the reply repeats it", z.int());
  const op = <const N extends string>(name: N) => z.literal(name);
  const wanted = part(
    "Wanted",
    "Names of what is meant.",
    z.object({
      values: field("nodes whose value is meant", z.array(z.string())),
      gradients: field("nodes N of which ∂output/∂N is meant", z.array(z.string())),
    }),
  );
  return {
    hello: part(
      "HelloMessage",
      "The first line that a process reads; one that is started again is greeted again. 30 s.",
      z.object({
        id: id(),
        op: op("hello"),
        protocol: field("the versions that we speak", z.array(z.int())),
        harness: field("who asks", z.object({ name: z.string(), version: z.string() })),
      }),
    ),
    echo: part(
      "EchoMessage",
      "Is the wire exact? Asked once, before any mathematics.",
      z.object({ id: id(), op: op("echo"), x: field("to be sent back", tensor) }),
    ),
    ask: part(
      "AskMessage",
      "One question. 5 s.",
      z.object({
        id: id(),
        op: op("ask"),
        question,
        want: field("what must be answered, or named in `unavailable`", wanted),
        also: field(
          "what may be answered: it helps to find where a wrong number starts, and is judged where it is given",
          wanted.optional(),
        ),
      }),
    ),
    evaluate: part(
      "EvaluateMessage",
      "Forward only, the same question at many points; to engines that said `evaluates`. 5 s, and 50 ms more for each point.",
      z.object({
        id: id(),
        op: op("evaluate"),
        question,
        want: field("`values` alone: what is due at every point", wanted),
        points: field(
          "each replaces some inputs of the question, by name, in the question's shapes and layout; all else stays as it is there",
          z.array(tensors),
        ),
      }),
    ),
    problems: part(
      "ProblemsMessage",
      "Which functions of your own do you have? Only to engines whose `answers` list `problem`. 20 s.",
      z.object({ id: id(), op: op("problems") }),
    ),
    reset: part(
      "ResetMessage",
      "Forget everything: what follows is answered as by a new process.",
      z.object({ id: id(), op: op("reset") }),
    ),
    bye: part(
      "ByeMessage",
      "Answer, then end; after half a second the process is ended.",
      z.object({ id: id(), op: op("bye") }),
    ),
  };
}
