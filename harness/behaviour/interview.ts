/** Asking with both eyes open: each question is a copy, what the engine does to it is seen, and so is what becomes of answers once given. */
import type { Engine, Observation } from "../../spec/answer.ts";
import type { Question } from "../../spec/case.ts";
import type { Tensor } from "../../spec/tensor.ts";

export interface Interview {
  /** Answers are copies: an engine that writes into them later changes only its own. Whatever it throws is a crash. */
  ask(question: Question): Promise<Observation>;
  readonly asked: number;
  /** Numbers of questions that were others after the engine had answered: `layers.0.W`. */
  readonly changed: ReadonlySet<string>;
  /** Answered tensors whose memory is the question's: `values.y`. */
  readonly shared: ReadonlySet<string>;
  /** Answered tensors that became others while later questions were answered. */
  readonly rewritten: ReadonlySet<string>;
}

type Path = string;
const isTensor = (x: object): x is Tensor => "shape" in x && "data" in x && x.data instanceof Float64Array;

/** Every tensor somewhere inside, with its path. */
function tensorsIn(x: unknown, path: Path = ""): [Path, Tensor][] {
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return [];
  if (isTensor(x)) return [[path, x]];
  return Object.entries(x).flatMap(([key, inner]) => tensorsIn(inner, path ? `${path}.${key}` : key));
}

const sameBits = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((x, k) => Object.is(x, b[k]));

function differing(before: unknown, after: unknown): Path[] {
  const later = new Map(tensorsIn(after));
  return tensorsIn(before).flatMap(([path, { shape, data }]) => {
    const now = later.get(path);
    return now && sameBits(data, now.data) && String(now.shape) === String(shape) ? [] : [path];
  });
}

export function interview(engine: Engine): Interview {
  const changed = new Set<Path>();
  const shared = new Set<Path>();
  const rewritten = new Set<Path>();
  const given: { readonly answer: Observation; readonly copy: Observation }[] = [];
  let asked = 0;
  return {
    changed,
    shared,
    rewritten,
    get asked() {
      return asked;
    },
    async ask(question) {
      asked++;
      const own = structuredClone(question);
      let answer: Observation;
      try {
        answer = await engine.ask(own);
      } catch (problem) {
        answer = { kind: "crashed", stderr: problem instanceof Error ? problem.message : String(problem) };
      }
      for (const path of differing(question, own)) changed.add(path);
      const memory = new Set(tensorsIn(own).map(([, { data }]) => data.buffer));
      for (const [path, { data }] of tensorsIn(answer)) if (memory.has(data.buffer)) shared.add(path);
      for (const earlier of given)
        for (const path of differing(earlier.copy, earlier.answer)) rewritten.add(path);
      const copy = structuredClone(answer);
      given.push({ answer, copy });
      return structuredClone(copy);
    },
  };
}
