/** One black box, from its gradient at the start to a finding: the loss's noise, looks along directions, and what they accuse. */
import type { Engine, Problem } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import type { Finding, Quantity, Verdict } from "../../spec/report.ts";
import type { Tensor } from "../../spec/tensor.ts";
import { randomFrom } from "../campaign/random.ts";
import { accuse } from "./accuse.ts";
import { bare, lackingIn, sentence, type Told, unanswered } from "./answered.ts";
import { type Box, boxOf, type Tensors, Unanswered } from "./box.ts";
import { differences, usualStep } from "./differences.ts";
import { type Ground, groundOf, unitOf, widening } from "./ground.ts";
import { lineIntegral, usualRadius } from "./line.ts";
import { isFlagged, type Probe, type Prober } from "./probe.ts";
import { type Bench, type Seen, screen } from "./screen.ts";
import { opinionsOf, quantityOf, resolutionNotes } from "./telling.ts";

export interface Options {
  /** The same seed gives the same looks. */
  readonly seed?: number;
  /** Called after every look: for campaigns. */
  onLook?(probe: Probe): void;
}

/** `spec` is the engine as the user named it. */
export async function examineProblem(
  engine: Engine,
  problem: Problem,
  spec: string,
  options: Options = {},
): Promise<Finding> {
  const started = performance.now();
  const id = `problems/${problem.name}`;
  const told = await toldOf(engine, problem, options);
  return {
    type: "finding",
    id,
    title: problem.name,
    clause: "BACK-4",
    source: "a function of the engine's own",
    formula: [`L = ${problem.name}(${Object.keys(problem.parameters).join(", ")})`],
    ...told,
    digits: null,
    replay: `backproof run ${JSON.stringify(spec)} --case ${JSON.stringify(id)}`,
    file: spec,
    line: 1,
    ms: performance.now() - started,
    points: 1,
  };
}

async function toldOf(engine: Engine, problem: Problem, options: Options): Promise<Told> {
  const box = boxOf(engine, problem);
  if (!box) return bare("unsupported", "the engine has no functions of its own");
  const { precision = "float64" } = problem;
  if (box.names.length === 0) return bare("errored", "lists no parameters");
  if (unitOf[precision] === undefined) {
    return bare(
      "inconclusive",
      `a loss in ${precision} has too few digits to judge a gradient by; no reference knows this function`,
    );
  }
  const answer = await box.gradient({});
  if (answer.kind !== "answered") return unanswered(answer);
  const lacking = lackingIn(box, answer.gradients, answer.unavailable);
  if (lacking.length > 0) {
    const isWrong = lacking.some(({ status }) => status === "wrong");
    const told = bare(isWrong ? "violates" : "inconclusive", lacking.map(sentence).join("; "));
    return { ...told, quantities: lacking };
  }
  try {
    return await judged(box, answer.gradients, answer.values.L, options);
  } catch (problem_) {
    if (problem_ instanceof Unanswered) return bare("errored", problem_.message);
    throw problem_;
  }
}

async function judged(
  box: Box,
  gradient: Tensors,
  claimedLoss: Tensor | undefined,
  { seed = 1, onLook = () => {} }: Options,
): Promise<Told> {
  const random = randomFrom(seed);
  const ground = await groundOf(box, random);
  if (!Number.isFinite(ground.loss)) return bare("inconclusive", `its loss at the start is ${ground.loss}`);
  const spread = await spreadOf(box, gradient);
  const finite = withoutHoles(gradient);
  const { problem } = box;
  const isSingle = problem.precision === "float32";
  const prober = isSingle
    ? lineIntegral(box, ground, problem.start, finite)
    : differences(box, ground, finite, spread);
  const bench: Bench = {
    ...{ box, ground, random },
    gradient: finite,
    prober: watched(prober, onLook),
    steps: new Map(),
    usualStep: isSingle ? usualRadius : usualStep * widening(ground, problem),
    fine: isSingle ? 1e-2 : 2.5e-5,
  };
  const seen = await screen(bench);
  const screened = callsText(box);
  const flagged = seen.filter(({ probe }) => isFlagged(probe));
  const accused = await accuse({ ...bench, gradient }, spread, flagged);
  const quantities = box.names.map((name) => quantityOf(box, name, seen, accused));
  const contradiction = lossProblem(ground, claimedLoss);
  const verdict = verdictOf(quantities, contradiction);
  return {
    verdict,
    summary:
      contradiction && verdict === "inconclusive" ? contradiction : summaryOf(verdict, quantities, seen),
    quantities,
    opinions: opinionsOf(bench.prober, seen, accused),
    notes: [
      ...resolutionNotes(finite, seen),
      ...behaviourNotes(ground, spread, seen),
      `${screened} to look at everything${flagged.length > 0 ? `, ${callsText(box)} in all` : ""}`,
    ],
  };
}

function watched(prober: Prober, onLook: (probe: Probe) => void): Prober {
  const told = async (look: Promise<Probe>): Promise<Probe> => {
    const probe = await look;
    onLook(probe);
    return probe;
  };
  return {
    ...prober,
    look: (direction, step) => told(prober.look(direction, step)),
    finer: (probe) => told(prober.finer(probe)),
  };
}

const callsText = ({ spent }: Box): string =>
  `${spent.evaluations} evaluations and ${spent.gradients} gradients`;

/** Holes are looked at one by one: a direction over a NaN would say nothing of its neighbours. */
function withoutHoles(gradient: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(gradient).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.every(Number.isFinite) ? data : data.map((g) => (Number.isFinite(g) ? g : 0)) },
    ]),
  );
}

/** Half of what a second answer to the same question differs by; undefined if it does not differ to the bit. */
async function spreadOf(box: Box, gradient: Tensors): Promise<Tensors | undefined> {
  const again = await box.gradient({});
  if (again.kind !== "answered") throw new Unanswered(`asked the same again, it ${again.kind}`);
  let same = true;
  const spread = box.names.map((name): [Name, Tensor] => {
    const { shape, data } = gradient[name];
    const other = again.gradients[name]?.data;
    const difference = data.map((g, i) => (Object.is(g, other?.[i]) ? 0 : g - (other?.[i] ?? Number.NaN)));
    same &&= difference.every((d) => d === 0);
    return [name, { shape, data: difference.map((d) => d / Math.SQRT2) }];
  });
  return same ? undefined : Object.fromEntries(spread);
}

/** The loss of `ask` against the loss of `evaluate`, at the same point. */
function lossProblem({ loss, noise }: Ground, claimed: Tensor | undefined): string | undefined {
  const [other] = claimed?.data ?? [];
  if (other === undefined || Math.abs(other - loss) <= noise) return undefined;
  return `its loss is ${loss} when it evaluates and ${other} when it differentiates: two functions cannot be judged by each other`;
}

function verdictOf(quantities: readonly Quantity[], contradiction: string | undefined): Verdict {
  const statuses = quantities.map(({ status }) => status);
  if (contradiction) return "inconclusive";
  if (statuses.includes("wrong")) return "violates";
  return statuses.includes("undecided") ? "inconclusive" : "conforms";
}

function summaryOf(verdict: Verdict, quantities: readonly Quantity[], seen: readonly Seen[]): string {
  const of = (status: Quantity["status"]) => quantities.filter((quantity) => quantity.status === status);
  if (verdict === "violates") return of("wrong").map(sentence).join(" · ");
  if (verdict === "inconclusive") return of("undecided").map(sentence).join(" · ");
  const entries = quantities.reduce((sum, { compared }) => sum + compared, 0);
  return `${entries} entries agree with the engine's own loss along ${seen.length} random directions`;
}

function behaviourNotes(
  ground: Ground,
  spread: Tensors | undefined,
  seen: readonly Seen[],
): readonly string[] {
  const notes: string[] = [];
  if (!ground.repeatable)
    notes.push(`the same point twice: losses differ by ${ground.spread.toExponential(1)}`);
  if (spread) {
    const most = Object.values(spread).reduce(
      (worst, { data }) => data.reduce((a, d) => Math.max(a, Math.abs(d) * Math.SQRT2), worst),
      0,
    );
    notes.push(`the same question twice: gradients differ by up to ${most.toExponential(1)}`);
  }
  if (seen.some(({ halvings, probe }) => halvings > 0 && !isFlagged(probe))) {
    notes.push("a look that crossed a kink was repeated at finer steps, and is clear");
  }
  return notes;
}
