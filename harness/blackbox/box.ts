/** An engine's own function as nobody knows it: losses and gradients at points near its start, counted and sent in messages of bearable size. */
import type { Engine, Observation, Problem, Problems } from "../../spec/answer.ts";
import type { Name } from "../../spec/graph.ts";
import type { Tensor } from "../../spec/tensor.ts";

export type Tensors = Readonly<Record<Name, Tensor>>;

/** Entries of all points of one message: 2²¹ doubles are 22 MiB of base64, a third of the longest line that is read. */
const mostEntriesSent = 2 ** 21;

/** The engine gave no numbers where the examination needs them: ends the examination of one problem, and is told in its finding. */
export class Unanswered extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unanswered";
  }
}

export interface Box {
  readonly problem: Problem;
  readonly names: readonly Name[];
  /** L at each point; NaN and ∞ are the engine's. Throws Unanswered. */
  losses(points: readonly Tensors[]): Promise<Float64Array>;
  gradient(at: Tensors): Promise<Observation>;
  /** Points and gradients so far. */
  readonly spent: { readonly evaluations: number; readonly gradients: number };
  /** Half a unit of the last digit that it printed of a loss; 0 if it prints them in full. */
  readonly quantum: number;
}

/** Undefined if the engine has no problems. */
export function boxOf(engine: Engine, problem: Problem): Box | undefined {
  return engine.problems && boxOver(engine.problems, problem);
}

function boxOver(problems: Problems, problem: Problem): Box {
  const names = Object.keys(problem.parameters);
  const spent = { evaluations: 0, gradients: 0 };
  let quantum = 0;
  const send = async (points: readonly Tensors[]): Promise<readonly number[]> => {
    const answer = await problems.evaluate(problem.name, points);
    if (answer.kind === "failed") throw new Unanswered(answer.because);
    if (answer.values.length !== points.length) {
      throw new Unanswered(`it gave ${answer.values.length} losses for ${points.length} points`);
    }
    return answer.values.map(({ L }) => {
      if (L?.data.length !== 1) throw new Unanswered("a point has no scalar L");
      const [loss] = L.data;
      const { digits } = answer;
      if (digits?.kind === "decimals") quantum = Math.max(quantum, 0.5 * 10 ** -digits.count);
      else if (digits && loss !== 0) {
        quantum = Math.max(quantum, 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(loss))) - digits.count + 1));
      }
      return loss;
    });
  };
  return {
    problem,
    names,
    spent,
    get quantum() {
      return quantum;
    },
    async losses(points) {
      const losses: number[] = [];
      for (const message of messagesOf(points)) losses.push(...(await send(message)));
      spent.evaluations += points.length;
      return Float64Array.from(losses);
    },
    gradient(at) {
      spent.gradients++;
      return problems.gradient(problem.name, at);
    },
  };
}

/** Points in order, as many together as one message bears; a point alone is never cut. */
function messagesOf(points: readonly Tensors[]): readonly (readonly Tensors[])[] {
  const messages: Tensors[][] = [];
  let room = 0;
  for (const point of points) {
    const entries = Object.values(point).reduce((sum, { data }) => sum + data.length, 0);
    if (entries > room || messages.length === 0) {
      messages.push([]);
      room = mostEntriesSent;
    }
    messages.at(-1)?.push(point);
    room -= entries;
  }
  return messages;
}
