/** One case, from question to finding: ask the engine, ask the oracles, judge, and say where it starts and which bug it is. */
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { Description, Engine, Observation } from "../spec/answer.ts";
import type { Case, Loss } from "../spec/case.ts";
import type { Graph } from "../spec/graph.ts";
import type { Finding, Opinion, Quantity, Verdict } from "../spec/report.ts";
import { diagnose } from "./diagnose/bug.ts";
import { firstWrong } from "./diagnose/first-wrong.ts";
import {
  type Explained,
  fitConvention,
  fitPrecision,
  fitSquaredError,
  isRight,
  type Question as Judging,
} from "./dialects.ts";
import { fallingProblems } from "./falling.ts";
import {
  type Answer,
  corroborates,
  type Judged,
  judgeQuantities,
  opinionOf,
  verdictOf,
  type Witness,
} from "./judge.ts";
import { admittedBy, kinksOf } from "./kinks.ts";
import { localProblems } from "./local.ts";
import { fitNamedDialect } from "./named-dialects.ts";
import { oracles } from "./oracles/index.ts";
import type { Scene } from "./oracles/oracle.ts";
import { ownLossNote } from "./own-loss.ts";
import { formulaOf, graphOf, outputOf, sourceText } from "./telling.ts";
import { type Truth, truthOf } from "./truth/truth.ts";

/** The engine under test, and what earlier cases found out about it. */
export interface Subject {
  readonly engine: Engine;
  readonly description: Description;
  /** As the user named it: `cmd:./engine`. */
  readonly spec: string;
  squaredError?: Loss;
}

type Told = Pick<Finding, "verdict" | "summary" | "quantities" | "opinions" | "digits" | "notes"> &
  Partial<Pick<Finding, "firstWrong" | "diagnosis">>;

export async function examine(c: Case, subject: Subject): Promise<Finding> {
  const started = performance.now();
  const graph = graphOf(c.question);
  const observation = await subject.engine.ask(c.question);
  const told =
    observation.kind === "answered"
      ? await judged(c, graph, observation, subject)
      : unanswered(observation, subject);
  const { id, title, clause, file, line, points } = c;
  const asides = (observation.asides ?? []).map(({ kind, text }) => `${kind}: ${text.trimEnd()}`);
  return {
    type: "finding",
    ...{ id, title, clause },
    source: sourceText(c),
    formula: formulaOf(c.question),
    ...told,
    notes: [...told.notes, ...asides],
    replay: `backproof run ${JSON.stringify(subject.spec)} --case ${id}`,
    ...{ file, line, points },
    ms: performance.now() - started,
  };
}

async function judged(c: Case, graph: Graph | undefined, answer: Answer, subject: Subject): Promise<Told> {
  const profile = profiles[subject.description.dtype];
  const truth = truthOf(c, profile);
  const output = outputOf(c.question);
  const kinks = graph ? kinksOf(graph, truth) : [];
  const question = { case: c, answer, profile, output };
  const notes: string[] = [];

  let all = judgeQuantities(c, answer, truth, output);
  const conventions = [...kinks, ...admittedBy(c)];
  const explained =
    (!isRight(all) || kinks.length > 0) && conventions.length > 0
      ? fitConvention(question, conventions)
      : undefined;
  const dialect = explained ?? (isRight(all) ? undefined : dialectOf(question, graph, subject));
  if (dialect) {
    all = dialect.judged;
    notes.push(dialect.note);
    subject.squaredError ??= dialect.loss;
  }
  // Under a dialect the engine's operations are not ours.
  const local = graph && !dialect ? localProblems(graph, answer, all, profile) : new Map<Judged, string>();
  for (const [{ quantity }, problem] of local) {
    if (quantity.status === "wrong")
      notes.push(`${quantity.label} ${problem}: this operation itself is wrong`);
  }
  all = all.map((one) => suspected(one, local.get(one)));
  all = [...all, ...fallingProblems(c, answer)];

  const suspects = new Map(all.map(({ quantity, wrongEntries }) => [quantity.name, wrongEntries]));
  const scene: Scene = {
    case: c,
    graph,
    engine: subject.engine,
    observation: answer,
    suspects,
    truth,
    kink: kinks[0]?.name,
  };
  const { witnesses, opinions } = await consult(scene, all, output);
  const [, ...others] = witnesses;
  const selfEvident = all.some(({ quantity: { status, compared } }) => status === "wrong" && compared === 0);
  const witnessed = selfEvident || others.some((witness) => corroborates(witness, all, answer, truth));
  const verdict = verdictOf(all, opinions, witnessed);
  notes.push(...(await furtherNotes(c, graph, answer, subject, all, truth)));
  const first = verdict === "violates" && graph ? firstWrong(graph, all, output) : undefined;
  const diagnosis = verdict === "violates" && graph ? diagnose(c, graph, answer, truth) : undefined;
  const digits = all.flatMap(({ quantity }) => (quantity.digits === null ? [] : [quantity.digits]));
  return {
    verdict,
    summary: summaryOf(verdict, all),
    quantities: all.map(({ quantity }) => quantity),
    opinions,
    digits: digits.length > 0 ? Math.min(...digits) : null,
    notes,
    ...(first && { firstWrong: first }),
    ...(diagnosis && { diagnosis }),
  };
}

/** Oracles that agree, from which on no other is asked of a case in which nothing is suspected. */
const enough = 3;

/** Asks the oracles, the surest first: all of them where a number is not right, else until enough agree. */
async function consult(scene: Scene, all: readonly Judged[], output: string) {
  const witnesses: Witness[] = [];
  const opinions: Opinion[] = [];
  const isQuiet = all.every(({ quantity: { status } }) => status === "right" || status === "unavailable");
  for (const { name, method, scope, estimate } of oracles) {
    const agree = opinions.filter(({ kind }) => kind === "agrees").length;
    const asked =
      isQuiet && agree >= enough
        ? { out: `not asked: ${agree} oracles agree, and nothing is suspected` }
        : scope(scene);
    const witness = { oracle: name, method, said: asked === "in" ? await estimate(scene) : asked };
    witnesses.push(witness);
    opinions.push(opinionOf(witness, scene.truth, all, output));
  }
  return { witnesses, opinions };
}

/** The first dialect that explains every number, from the narrowest to the widest. */
function dialectOf(
  question: Judging,
  graph: Graph | undefined,
  { description, squaredError }: Subject,
): Explained | undefined {
  return (
    fitSquaredError(question, description, squaredError) ??
    (graph && fitNamedDialect(question, graph)) ??
    fitPrecision(question)
  );
}

/** Right against the truth, but not against the engine's own numbers: neither right nor accused. */
function suspected(one: Judged, problem: string | undefined): Judged {
  if (!problem || one.quantity.status !== "right") return one;
  return {
    ...one,
    quantity: { ...one.quantity, status: "suspect", because: `is within the tolerance, but ${problem}` },
  };
}

/** Gradients that are exactly 0 for every engine show little: a wrong chain ends in the same 0. */
function emptiness({ question }: Case, { gradients }: Truth): string | undefined {
  const all = question.want.gradients.flatMap((name) => [...(gradients.get(name)?.hi ?? [])]);
  const empty = all.filter((x) => x === 0).length;
  if (all.length === 0 || empty < all.length / 2) return undefined;
  return `carries little information: ${empty} of ${all.length} entries of the gradients are 0, whatever led there`;
}

async function furtherNotes(
  c: Case,
  graph: Graph | undefined,
  answer: Answer,
  subject: Subject,
  all: readonly Judged[],
  truth: Truth,
) {
  const notes: string[] = [];
  const own =
    subject.description.evaluates && graph ? await ownLossNote(c, subject.engine, graph, answer) : undefined;
  if (own) notes.push(own);
  const zeros = emptiness(c, truth);
  if (zeros) notes.push(zeros);
  const reasons = new Map<string, string[]>();
  for (const { quantity } of all) {
    if (quantity.status === "unavailable")
      reasons.set(quantity.because ?? "", [...(reasons.get(quantity.because ?? "") ?? []), quantity.label]);
  }
  for (const [because, labels] of reasons) notes.push(`not shown: ${labels.join(", ")} (${because})`);
  // 15 digits and more are how doubles print themselves
  if (answer.digits && answer.digits.count < 15) {
    const { kind, count } = answer.digits;
    notes.push(
      `resolution limited by what it prints: ${count} ${kind === "decimals" ? "decimals" : "significant digits"}`,
    );
  }
  return notes;
}

const list = (quantities: readonly Quantity[]): string => quantities.map(({ label }) => label).join(", ");

function summaryOf(verdict: Verdict, all: readonly Judged[]): string {
  const quantities = all.map(({ quantity }) => quantity);
  const of = (status: Quantity["status"]) => quantities.filter((quantity) => quantity.status === status);
  const compared = quantities.reduce((sum, quantity) => sum + quantity.compared, 0);
  const wrong = of("wrong");
  const said = wrong.find(({ because }) => because);
  switch (verdict) {
    case "conforms":
      return `${compared} ${compared === 1 ? "number is" : "numbers are"} within what rounding can do`;
    case "imprecise":
      return of("imprecise")[0]?.because ?? "";
    case "violates":
      return said
        ? `${said.label} ${said.because}`
        : `${list(wrong)}: further from the truth than rounding can take an honest engine`;
    case "disputed":
      return "our own oracles contradict each other: this is a bug of backproof, not of the engine";
    case "unsupported":
      return quantities[0]?.because ?? "the engine can show none of what is asked";
    default:
      return wrong.length > 0
        ? `${list(wrong)} ${wrong.length > 1 ? "are" : "is"} out of tolerance, but only one oracle can speak here: nobody is accused on one witness`
        : undecidedText([...of("suspect"), ...of("undecided")]);
  }
}

function undecidedText([first]: readonly Quantity[]): string {
  return first ? `${first.label} ${first.because}` : "nothing could be compared";
}

/**
 * Whether the engine itself claims what it now says it lacks. Only single features are held against it: a list of activations and a list of
 * losses do not promise every combination of the two.
 */
function claims({ supports, answers }: Description, what: string): boolean {
  const [, kind, name] = /^(question|activation|op):(\w+)$/.exec(what) ?? [];
  if (kind === "question") return answers?.some((known) => known === name) ?? false;
  return (
    (kind === "op" ? supports?.ops : kind === "activation" ? supports?.activations : undefined)?.includes(
      name,
    ) ?? false
  );
}

function unanswered(observation: Exclude<Observation, Answer>, subject: Subject): Told {
  const [verdict, summary] = ((): [Verdict, string] => {
    switch (observation.kind) {
      case "unsupported":
        return claims(subject.description, observation.what)
          ? [
              "violates",
              `says that it does not support ${observation.what}, which its own description claims`,
            ]
          : ["unsupported", observation.what];
      case "rejected":
        return ["errored", `rejected a valid question: ${observation.message}`];
      case "crashed":
        return [
          "errored",
          `crashed${whenOf(observation.always)}${observation.stderr ? `: ${lastLine(observation.stderr)}` : ""}`,
        ];
      case "timed-out":
        return ["errored", `gave no answer in ${(observation.afterMs / 1000).toFixed(1)} s`];
      case "malformed":
        return ["errored", `answered what cannot be read: ${observation.problem}`];
      case "not-asked":
        return ["errored", `not asked: ${observation.because}`];
    }
  })();
  const notes =
    observation.kind === "crashed" && observation.stderr ? [`stderr: ${observation.stderr.trimEnd()}`] : [];
  return { verdict, summary, quantities: [], opinions: [], digits: null, notes };
}

const whenOf = (always: boolean | undefined): string =>
  always === undefined ? "" : always ? ", asked alone too" : " after other questions, but not alone";
const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
