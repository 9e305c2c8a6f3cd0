/** Types of the backproof SDK. */

/** Row-major. A scalar has the shape []. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}
/** What an answer may hold: a number, nested or typed arrays, or a tensor. */
export type TensorLike =
  | number
  | Float64Array
  | Float32Array
  | readonly TensorLike[]
  | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };
export type Named<T> = Readonly<Record<string, T>>;

export interface Loss {
  readonly name: string;
  readonly reduction: "mean" | "sum" | "batchmean";
  /** Probabilities are held within [clip, 1 − clip]. */
  readonly clip?: number;
  /** Adds l2/2 · Σ W² over all weights. */
  readonly l2?: number;
}
export interface Layer {
  /** [out, in], unless the engine's `weights` say "in_out". */
  readonly W: Tensor;
  readonly b: Tensor;
  readonly activation: string;
  readonly alpha?: number;
}
export interface Node {
  readonly out: string;
  readonly op: string;
  readonly in: readonly string[];
  readonly attributes?: Named<unknown>;
}
interface Wanted {
  readonly values: readonly string[];
  readonly gradients: readonly string[];
}
interface Network {
  readonly layers: readonly Layer[];
  readonly loss: Loss;
  /** Features × samples, unless the engine's `samples` say "rows". */
  readonly x: Tensor;
  readonly target: Tensor;
}
export type Question = { readonly want: Wanted; readonly also: Wanted } & (
  | ({ readonly kind: "network" } & Network)
  | ({
      readonly kind: "training";
      readonly report?: Loss;
      readonly learningRate: number;
      readonly steps: number;
    } & Network)
  | { readonly kind: "loss"; readonly loss: Loss; readonly p: Tensor; readonly target: Tensor }
  | {
      readonly kind: "graph";
      readonly inputs: Named<Tensor>;
      readonly nodes: readonly Node[];
      readonly seed: Named<Tensor>;
    }
  | {
      readonly kind: "expression";
      readonly expression: string;
      readonly where: readonly string[];
      readonly at: Named<Tensor>;
    }
);
export type Kind = Question["kind"];
/** A conformance profile: what each requires stands in spec/profiles.md of backproof. */
export type Profile = "scalar" | "loss" | "network" | "graph" | "training";

export interface Answer {
  readonly values?: Named<TensorLike>;
  /** `gradients.N` is ∂L/∂N in the shape of N. */
  readonly gradients?: Named<TensorLike>;
  /** Why a name that is asked cannot be shown. */
  readonly unavailable?: Named<string>;
}
/** A function of the engine's own: L and its gradients at any point. */
export interface Problem {
  readonly start: Named<TensorLike>;
  at(parameters: Named<Tensor>): Own | Promise<Own>;
}
interface Own {
  readonly L: number;
  readonly gradients: Named<TensorLike>;
}

/** What `K` narrows to: `Engine<"loss">` is asked losses alone. */
export interface Engine<K extends Kind = Kind> {
  readonly name?: string;
  readonly version?: string;
  /** Kinds of question that it takes. Absent: all are asked, or with `problems` nothing else. */
  readonly answers?: readonly K[];
  /** What it knows: all else is answered `unsupported` without asking it. Absent: all is asked. */
  readonly activations?: readonly string[];
  readonly losses?: readonly string[];
  readonly ops?: readonly string[];
  /** What it claims: what a profile requires, it must then answer. Absent: nothing. */
  readonly profiles?: readonly Profile[];
  /** The precision it computes in, and is held to. */
  readonly dtype?: "float64" | "float32" | "tf32" | "float16" | "bfloat16";
  readonly weights?: "out_in" | "in_out";
  readonly samples?: "columns" | "rows";
  answer?(question: Extract<Question, { kind: K }>): Answer | Promise<Answer>;
  /** Forward only, returns values: backproof then holds the gradients to the engine's own loss. */
  evaluate?(question: Extract<Question, { kind: K }>): Named<TensorLike> | Promise<Named<TensorLike>>;
  readonly problems?: Named<Problem>;
  /** Forgets everything. */
  reset?(): void | Promise<void>;
}

/** Answers questions until there are no more. */
export function serve<K extends Kind>(engine: Engine<K>): Promise<void>;
export function tensor(x: TensorLike): Tensor;

/** This engine is not built for that: `activation:gelu`. */
export class Unsupported extends Error {
  constructor(what: string);
}
/** The question makes no sense. */
export class Rejected extends Error {
  constructor(message: string);
}
/** No number comes out. */
export class Numeric extends Error {
  constructor(message: string);
}
