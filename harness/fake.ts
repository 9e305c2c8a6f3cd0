/** For tests: engines made of one function, cases of the fixtures, and answers changed in one place. */
import { fileURLToPath } from "node:url";
import { referenceEngine } from "../engine/reference/engine.ts";
import type { Description, Engine, Observation } from "../spec/answer.ts";
import type { Case, Question } from "../spec/case.ts";
import type { Name } from "../spec/graph.ts";
import { readFixtures } from "../spec/read/folder.ts";
import type { Diagnosis, Finding } from "../spec/report.ts";
import type { Tensor } from "../spec/tensor.ts";
import { examine } from "./examine.ts";
import type { Answer } from "./judge.ts";
import { run } from "./run.ts";
import type { Subject } from "./subject.ts";

export const fixturesFolder = fileURLToPath(new URL("../fixtures", import.meta.url));
const { cases } = readFixtures(fixturesFolder);

export function fixture(id: string): Case {
  const found = cases.find((c) => c.id === id);
  if (!found) throw new Error(`no fixture ${id}`);
  return found;
}
export const fixtures = (prefix: string): readonly Case[] => cases.filter(({ id }) => id.startsWith(prefix));

/** An engine that answers what the function says, and has no forward pass to ask. */
export function fakeEngine(respond: (question: Question) => Observation | Promise<Observation>): Engine {
  return {
    describe: async () => description,
    ask: async (question) => respond(question),
    evaluate: async () => ({ kind: "failed", because: "it has no forward pass" }),
    close: async () => {},
  };
}
const description: Description = { name: "fake", dtype: "float64", evaluates: false };

export const subjectOf = (engine: Engine, more: Partial<Description> = {}): Subject => ({
  engine,
  description: { ...description, ...more },
  spec: "module:./fake.ts",
});

export async function rightAnswer(question: Question): Promise<Answer> {
  return (await referenceEngine().ask(question)) as Answer;
}

/** The finding about an engine that gives the reference's answer, changed. */
export async function findingOf(
  c: Case,
  change: (answer: Answer) => Observation = (answer) => answer,
  more: Partial<Description> = {},
): Promise<Finding> {
  return examine(
    c,
    subjectOf(
      fakeEngine(async (question) => change(await rightAnswer(question))),
      more,
    ),
  );
}

/** What a run over these cases says of an engine that gives the reference's answers, changed. */
export async function diagnosisOf(
  cases: readonly Case[],
  change: (answer: Answer, question: Question) => Observation,
): Promise<Diagnosis | undefined> {
  const engine = fakeEngine(async (question) => change(await rightAnswer(question), question));
  const stream = run({ ...subjectOf(engine), cases });
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
  }
}

/** One tensor replaced. */
export const withGradient =
  (name: Name, change: (x: Tensor) => Tensor) =>
  (answer: Answer): Answer => ({
    ...answer,
    gradients: { ...answer.gradients, [name]: change(answer.gradients[name]) },
  });
export const withValue =
  (name: Name, change: (x: Tensor) => Tensor) =>
  (answer: Answer): Answer => ({
    ...answer,
    values: { ...answer.values, [name]: change(answer.values[name]) },
  });

/** One entry replaced. */
export const entry =
  (k: number, change: (x: number) => number) =>
  ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((x, i) => (i === k ? change(x) : x)) });
export const times =
  (factor: number) =>
  ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((x) => x * factor) });

export const everyGradient =
  (change: (x: Tensor, name: Name) => Tensor) =>
  (answer: Answer): Answer => ({
    ...answer,
    gradients: Object.fromEntries(
      Object.entries(answer.gradients).map(([name, x]) => [name, change(x, name)]),
    ),
  });
