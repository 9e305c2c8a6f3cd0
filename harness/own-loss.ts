/** An engine against itself: whether the gradient that it gives is the slope of the loss that its own forward pass gives. */
import type { Profile } from "../engine/numbers/bounded/profile.ts";
import type { Engine } from "../spec/answer.ts";
import type { Case } from "../spec/case.ts";
import type { Graph, Name } from "../spec/graph.ts";
import { indexAt } from "../spec/tensor.ts";
import { type Answer, labelOf, quantumOf } from "./judge.ts";
import { differentiate } from "./oracles/differences.ts";
import { type OwnForward, ownForward } from "./oracles/own-forward.ts";
import { steppedPlaces } from "./oracles/places.ts";
import { compare } from "./tolerance.ts";
import type { Truth } from "./truth/known.ts";

/** Entries that are enough to tell a factor from a coincidence. */
const mostEntries = 6;

export interface Self {
  readonly case: Case;
  readonly engine: Engine;
  readonly profile: Profile;
  readonly graph: Graph;
  readonly answer: Answer;
  readonly truth: Truth;
  /** Whether a number is wrong: then it matters which half of the engine is. */
  readonly wrong: boolean;
}
/** The gradient that the engine gives at one place, and the slope of the loss that it evaluates there. */
interface Pair {
  readonly label: string;
  readonly gradient: number;
  readonly slope: number;
  readonly error: number;
  /** How far the two may be apart, where they are one number. */
  readonly allowed: number;
}

/** What the comparison tells; undefined where the two agree as they should, or nothing can be said. */
export async function ownLossNote(self: Self): Promise<string | undefined> {
  const { case: c, engine, graph, profile, wrong } = self;
  const forward = ownForward(engine, c.question, graph, profile);
  if (!forward) return undefined;
  const pairs = await pairsOf(self, forward);
  const found = ratioOf(pairs);
  if (found === undefined) return undefined;
  const other = otherLoss(self, forward, found);
  if (other) return other;
  if (found !== "none" && found !== 1) {
    const factor = Number(found.toPrecision(6));
    return `the loss it reports (${forward.own() ?? forward.output}) is not the loss it differentiates: the slope of the one is ${factor} times its gradient of the other`;
  }
  if (!wrong) return found === "none" ? otherSlope(pairs, forward.output) : undefined;
  return found === "none"
    ? "its gradient is not the slope of its own loss: the backward pass is wrong, whatever the forward pass computes"
    : "its gradient is the slope of its own loss: the backward pass is right for what the forward pass computes, which is another function";
}

async function pairsOf(
  { case: c, graph, answer, truth }: Self,
  forward: OwnForward,
): Promise<readonly Pair[]> {
  const places = steppedPlaces(graph, placesOf(c, graph, answer), forward.steps);
  const slopes = await differentiate(forward, graph.inputs, places);
  return places.map(({ name, entry }, i) => {
    const { shape, data } = answer.gradients[name];
    const index = shape.length > 0 ? `[${indexAt(shape, entry).join(", ")}]` : "";
    const { value: slope, error } = slopes[i];
    return {
      label: `${labelOf("gradient", name, forward.output)}${index}`,
      gradient: data[entry],
      slope,
      error,
      allowed: 2 * error + (truth.gradients.get(name)?.bound[entry] ?? 0) + 1e-6 * Math.abs(slope),
    };
  });
}

/** A few entries of the asked gradients, spread over all of them. */
function placesOf({ question }: Case, graph: Graph, answer: Answer) {
  const all = question.want.gradients
    .filter(
      (name) => graph.inputs[name] && answer.gradients[name]?.data.length === graph.inputs[name].data.length,
    )
    .flatMap((name) => Array.from(graph.inputs[name].data, (_, entry) => ({ name, entry })));
  return all.filter((_, i) => i % Math.ceil(all.length / mostEntries) === 0);
}

const isTelling = ({ slope, error }: Pair): boolean => error < 1e-4 * Math.abs(slope);

/** The slope over the gradient where it is one number within what both may be off by, 1 if that can be; undefined where fewer than two places tell. */
function ratioOf(all: readonly Pair[]): number | "none" | undefined {
  const telling = all.filter(isTelling);
  if (telling.length < 2) return undefined;
  const fits = (ratio: number) =>
    telling.every(({ slope, gradient, allowed }) => Math.abs(slope - ratio * gradient) <= allowed);
  if (fits(1)) return 1;
  const mean = telling.reduce((sum, { slope, gradient }) => sum + slope / gradient, 0) / telling.length;
  return fits(mean) ? mean : "none";
}

/** An engine that says one loss when it is asked, and another when it is evaluated at the same point; that it names another is no contradiction. */
function otherLoss({ answer, truth }: Self, forward: OwnForward, ratio: number | "none"): string | undefined {
  const { output } = forward;
  const [x, known, said] = [forward.atRest(), truth.values.get(output), answer.values[output]?.data[0]];
  if (x === undefined || forward.own() !== undefined || !known) return undefined;
  const [hi, lo, own, bound] = [known.hi[0], known.lo[0], known.own[0], known.bound[0]];
  // what rounds once in the one may round otherwise in the other
  const due = said === undefined ? { hi, lo, own, bound } : { hi: said, lo: 0, own, bound: 2 * bound };
  const isSame = compare(x, due, 2 * quantumOf(x, answer.digits)).ok;
  if (isSame || (said === undefined && ratio !== "none")) return undefined;
  const where = said === undefined ? `the loss is ${hi}` : `its answer says ${said}`;
  return `it contradicts itself: evaluated, its ${output} is ${x} where ${where}; no gradient can be held against that loss`;
}

/** An engine whose gradients are right, and are not the slopes of what it evaluates: at most of the places, or it may be chance. */
function otherSlope(all: readonly Pair[], output: Name): string | undefined {
  const telling = all.filter(isTelling);
  const off = telling.filter(({ slope, gradient, allowed }) => Math.abs(slope - gradient) > 2 * allowed);
  if (off.length < 2 || off.length < telling.length / 2) return undefined;
  const [{ label, slope, gradient }] = off;
  return `it contradicts itself: evaluated near by, its ${output} has the slope ${Number(slope.toPrecision(6))} where its ${label}, which is right, is ${gradient}`;
}
