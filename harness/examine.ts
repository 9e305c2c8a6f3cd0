/** One case, from question to finding: ask the engine, ask the oracles, judge, and say where it starts. */
import { profiles } from "../engine/numbers/bounded/profile.ts";
import type { Case, Loss } from "../spec/case.ts";
import type { Graph } from "../spec/graph.ts";
import type { Finding, Opinion } from "../spec/report.ts";
import { type Asked, ask } from "./ask.ts";
import { heldToClaims, requiredBy } from "./claimed.ts";
import type { Examined } from "./diagnose/evidence.ts";
import { firstWrong } from "./diagnose/first-wrong.ts";
import { slipNotes } from "./diagnose/slip.ts";
import {
  type Explained,
  fitConvention,
  fitPrecision,
  fitSquaredError,
  isRight,
  type Question as Judging,
  leavesSquaredErrorOpen,
  squaredErrors,
  withoutAskedLoss,
  withSquaredError,
} from "./dialects.ts";
import { fallingProblems } from "./falling.ts";
import { type Answer, fewest, type Judged, judgeQuantities, verdictOf } from "./judge.ts";
import { admittedBy, kinksMet } from "./kinks.ts";
import { localProblems } from "./local.ts";
import { fitNamedDialect } from "./named-dialects.ts";
import { notesOf } from "./notes.ts";
import { oracles } from "./oracles/index.ts";
import type { Scene } from "./oracles/oracle.ts";
import { judgedAsPrinted } from "./printed.ts";
import { askSquaredError } from "./squared-error.ts";
import type { Subject, Told } from "./subject.ts";
import { summaryOf } from "./summary.ts";
import { formulaOf, graphOf, outputOf, sourceText } from "./telling.ts";
import { truthOf } from "./truth/truth.ts";
import { unanswered } from "./unanswered.ts";
import { corroborates, heard, type Witness } from "./witness.ts";

/** `record` is told what the engine's bugs can be found by, once all is examined. `asked`: if it was asked already. */
export async function examine(
  c: Case,
  subject: Subject,
  record?: (examined: Examined) => void,
  asked?: Asked,
): Promise<Finding> {
  const started = performance.now();
  const { case: posed, observation, as, note } = asked ?? (await ask(c, subject));
  const told =
    observation.kind === "answered"
      ? await judgedOnce(posed, observation, subject, record)
      : unanswered(observation, subject);
  const slips = slipNotes(observation, posed.question);
  const { id, title, clause, file, line, points } = c;
  const asides = (observation.asides ?? []).map(({ kind, text }) => `${kind}: ${text.trimEnd()}`);
  const held = heldToClaims(c, posed, told, subject.description);
  return {
    type: "finding",
    ...{ id, title, clause },
    source: sourceText(c),
    formula: formulaOf(posed.question),
    ...held,
    ...(as && { askedAs: as }),
    notes: [...(note ? [note] : []), ...held.notes, ...slips, ...asides],
    replay: `backproof run ${JSON.stringify(subject.spec)} --case ${id}${held === told ? "" : ` --profile ${requiredBy(c, subject.description)}`}`,
    ...{ file, line, points },
    ms: performance.now() - started,
  };
}

/** As the engine prints its numbers; what is recorded is the judgement that stands. */
async function judgedOnce(
  c: Case,
  answer: Answer,
  subject: Subject,
  record?: (examined: Examined) => void,
): Promise<Told> {
  const graph = graphOf(c.question);
  const { told, examined } = await judgedAsPrinted(answer, subject.description.dtype, async (read) => {
    const seen: { examined?: Examined } = {};
    const told = await judged(c, graph, read, subject, {
      record: (one) => {
        seen.examined = one;
      },
    });
    return { told, ...seen };
  });
  if (examined) record?.(examined);
  return told;
}

async function judged(
  c: Case,
  graph: Graph | undefined,
  answer: Answer,
  subject: Subject,
  { record, isMeant = false }: { record?: (examined: Examined) => void; isMeant?: boolean },
): Promise<Told> {
  const profile = profiles[subject.description.dtype];
  const truth = truthOf(c, profile);
  const output = outputOf(c.question);
  const question = { case: c, answer, profile, output };
  const notes: string[] = [];

  let all = judgeQuantities(c, answer, truth, output);
  const kinks = kinksMet(c.question, truth, graph, isRight(all));
  const conventions = [...kinks, ...admittedBy(c)];
  const explained =
    (!isRight(all) || kinks.length > 0) && conventions.length > 0
      ? fitConvention(question, conventions)
      : undefined;
  const isOpen = !isMeant && !explained && leavesSquaredErrorOpen(c.question, subject.description);
  if (isOpen) subject.squaredErrors ??= (await askSquaredError(subject)) ?? squaredErrors;
  const { squaredErrors: possible = squaredErrors } = subject;
  const fitting = isOpen ? fitSquaredError(question, possible) : undefined;
  // wrong by every squared error that is left: held to the one that is right elsewhere, not to the one that is asked
  if (isOpen && !fitting && !isRight(all) && possible.length > 0 && possible.length < squaredErrors.length) {
    const [loss] = possible;
    const meant = withSquaredError(c, loss);
    const held = withoutAskedLoss(question, meant);
    const told = await judged(meant, graphOf(meant.question), held, subject, { record, isMeant: true });
    const note = `held to ${loss.name}, ${loss.reduction}: the squared error that its interface does not name is this one`;
    return { ...told, notes: [note, ...told.notes] };
  }
  if (fitting) subject.squaredErrors = fitting.squaredErrors;
  else if (isOpen) all = withoutCoincidence(all, question, possible);
  const isExplained = fitting !== undefined || isRight(all);
  const dialect = explained ?? fitting?.dialect ?? (isExplained ? undefined : dialectOf(question, graph));
  if (dialect) {
    all = dialect.judged;
    notes.push(dialect.note);
  }
  // Under a dialect the engine's operations are not ours.
  const local = graph && !dialect ? localProblems(graph, answer, all, profile) : new Map<Judged, string>();
  for (const [{ quantity }, problem] of local) {
    if (quantity.status === "wrong")
      notes.push(`${quantity.label} ${problem}: this operation itself is wrong`);
  }
  all = all.map((one) => suspected(one, local.get(one)));
  all = [...all, ...fallingProblems(c, answer, truth)];

  const suspects = new Map(all.map(({ quantity, wrongEntries }) => [quantity.name, wrongEntries]));
  const scene: Scene = {
    case: c,
    graph,
    engine: subject.engine,
    observation: answer,
    suspects,
    truth,
    profile,
    kink: kinks[0]?.name,
  };
  const { witnesses, opinions } = await consult(scene, all, output);
  const [, ...others] = witnesses;
  const selfEvident = all.some(({ quantity: { status, compared } }) => status === "wrong" && compared === 0);
  const witnessed = selfEvident || others.some((witness) => corroborates(witness, all, answer, truth));
  const verdict = verdictOf(all, opinions, witnessed);
  notes.push(...(await notesOf({ case: c, graph, answer, subject, all, truth })));
  const first = verdict === "violates" && graph ? firstWrong(graph, all, output) : undefined;
  // under any other dialect nothing is what the reference, or a bug of it, would answer
  const read = fitting ?? (dialect ? undefined : { meant: c, answer, truth, judged: all });
  if (read)
    record?.({
      case: read.meant,
      answer: read.answer,
      truth: read.truth,
      profile,
      judged: read.judged,
      verdict,
      firstWrong: first,
    });
  const digits = all.flatMap(({ quantity }) => (quantity.digits === null ? [] : [quantity.digits]));
  return {
    verdict,
    summary: summaryOf(verdict, all, opinions),
    quantities: all.map(({ quantity }) => quantity),
    opinions,
    digits: fewest(digits),
    notes,
    ...(first && { firstWrong: first }),
  };
}

/** Oracles that agree, from which on no other is asked of a case in which nothing is suspected. */
const enough = 3;

/** An oracle that breaks down says nothing: the case is not lost with it. */
const failed = (error: unknown) => ({
  out: `it failed here: ${error instanceof Error ? error.message : String(error)}`,
});

/** Asks the oracles, the surest first: all of them where a number is not right, else until enough agree. */
async function consult(scene: Scene, all: readonly Judged[], output: string) {
  const witnesses: Witness[] = [];
  const opinions: Opinion[] = [];
  const isQuiet = all.every(({ quantity: { status } }) => status === "right" || status === "unavailable");
  for (const oracle of oracles) {
    const agree = opinions.filter(({ kind }) => kind === "agrees").length;
    const asked =
      isQuiet && agree >= enough
        ? { out: `not asked: ${agree} oracles agree, and nothing is suspected` }
        : oracle.scope(scene);
    const said = asked === "in" ? await oracle.estimate(scene).catch(failed) : asked;
    const { witness, opinion } = heard(oracle, said, scene.truth, all, output);
    witnesses.push(witness);
    opinions.push(opinion);
  }
  return { witnesses, opinions };
}

/** The first dialect that explains every number, from the narrowest to the widest. */
function dialectOf(question: Judging, graph: Graph | undefined): Explained | undefined {
  return (graph && fitNamedDialect(question, graph)) ?? fitPrecision(question);
}

/** Right by a squared error that its other answers rule out: by a coincidence of sizes, and neither right nor accused. */
function withoutCoincidence(
  all: readonly Judged[],
  question: Judging,
  possible: readonly Loss[],
): readonly Judged[] {
  if (isRight(all)) {
    const problem = "its other answers are those of another squared error";
    return possible.length > 0 ? all.map((one) => suspected(one, problem)) : all;
  }
  const chance = possible.length === 0 ? fitSquaredError(question) : undefined;
  if (!chance) return all;
  const [{ name, reduction }] = chance.squaredErrors;
  const because = `is that of ${name}, ${reduction}, which its other answers rule out`;
  return all.map((one) =>
    one.quantity.status === "wrong"
      ? { ...one, quantity: { ...one.quantity, status: "suspect", because } }
      : one,
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
